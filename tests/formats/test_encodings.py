"""Bytes become the text that was meant, or a problem says at which byte they do not."""

import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jingwen.errors import DocumentError
from jingwen.formats import InputSettings, Note
from jingwen.formats.encodings import codecs_of, decoded

AUTO = InputSettings()
REPLACE = InputSettings(undecodable="replace")
SIMPLIFIED = "今天天气很好，我们一起去公园散步，看见了许多花。"
TRADITIONAL = "今天天氣很好，我們一起去公園散步，看見了許多花。"

characters = st.characters(codec="utf-8", exclude_characters="\ufeff")


@given(st.text(characters), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "gb18030"]))
def test_a_byte_order_mark_decides(text, encoding):
    assert decoded(f"\ufeff{text}".encode(encoding), InputSettings(encoding="big5"), "gbk") == (text, ())


@given(st.text(characters))
def test_utf_8_is_utf_8(text):
    assert decoded(text.encode(), AUTO) == (text, ())


@pytest.mark.parametrize(
    ("text", "encoding", "detected"),
    [
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED + "𠮷", "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "gbk", "gb18030"),
        ("これは日本語の文章です。", "shift_jis", "cp932"),
        ("Сегодня хорошая погода, мы пошли гулять.", "cp1251", "cp1251"),
        ("Où êtes-vous passés cet été, à Genève ?", "cp1252", "cp1252"),
    ],
)
def test_other_encodings_are_told_by_their_bytes_and_noted(text, encoding, detected):
    assert decoded(text.encode(encoding), AUTO) == (text, (Note("detected-encoding", detected),))


def test_a_declared_label_decides_where_its_bytes_are_that():
    short = "公告".encode("gbk")
    for label in ("gb2312", " GBK ", "'gb18030'", "x-gbk"):
        assert decoded(short, AUTO, label) == ("公告", ())
    assert decoded("通告€".encode("cp1252", "ignore"), AUTO, "latin1") == ("€", ())
    for label in ("ascii", "gbk", "big5", "iso-8859-1", "shift_jis"):
        assert decoded("浠婂ぉ，今天".encode(), AUTO, label) == ("浠婂ぉ，今天", ()), "what is plainly UTF-8 is that"
    assert decoded("日本".encode("iso-2022-jp"), AUTO, "iso-2022-jp") == ("日本", ())
    assert decoded(SIMPLIFIED.encode(), AUTO, "utf-16be-nonsense") == (SIMPLIFIED, ())
    assert decoded(b"\x80abc\xff", InputSettings(encoding="cp1252"), "utf-8") == ("€abcÿ", ())


@pytest.mark.parametrize("label", ["", "x" * 5000, "rot13", "hex", "a\0b", "中文", "../x", "idna\n"])
def test_a_senseless_label_is_passed_over(label):
    assert decoded(SIMPLIFIED.encode(), AUTO, label) == (SIMPLIFIED, ())


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xe4\xbd", b"\xed\xa0\x80"])
def test_utf_8_with_a_bad_byte_is_not_taken_for_something_else(bad):
    content = SIMPLIFIED.encode() + bad + SIMPLIFIED.encode()
    offset = len(SIMPLIFIED.encode())
    with pytest.raises(DocumentError, match=rf"^not utf-8: byte {bad[0]:#04x} at offset {offset}; name the encoding"):
        decoded(content, AUTO)
    text, (note,) = decoded(content, REPLACE)
    assert text.replace("\ufffd", "") == SIMPLIFIED * 2
    assert note.reason == "undecodable"
    assert note.detail.startswith(f"{text.count(chr(0xFFFD))} × U+FFFD for bytes that are not utf-8, the first byte")


def test_utf_8_of_two_bytes_a_letter_with_a_bad_byte_is_utf_8_as_well():
    with pytest.raises(DocumentError, match=r"^not utf-8: byte 0xff at offset 0;"):
        decoded(b"\xff" + "Сегодня хорошая погода, мы пошли гулять.".encode(), AUTO)


@pytest.mark.parametrize(("text", "encoding"), [(SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5hkscs")])
def test_chinese_with_a_bad_byte_is_not_taken_for_a_european_language(text, encoding):
    content = text.encode(encoding) + b"\xff" + (text * 3).encode(encoding)
    with pytest.raises(DocumentError, match=rf"^not {encoding}: byte 0xff at offset {len(text.encode(encoding))}; "):
        decoded(content, AUTO)
    assert decoded(content, REPLACE)[0].startswith(f"{text}\ufffd")
    cut = (text * 3).encode(encoding)[:-1]
    with pytest.raises(DocumentError, match=rf"^not {encoding}: .* at offset {len(cut) - 1};"):
        decoded(cut, AUTO)


def test_replacement_characters_of_the_text_itself_are_not_counted():
    _, (note,) = decoded("\ufffd天气\ufffd".encode() + b"\xff", REPLACE)
    assert note.detail.startswith("1 × U+FFFD")


def test_offsets_count_the_byte_order_mark():
    with pytest.raises(DocumentError, match=r"^not utf-16-le: byte 0x00 at offset 4"):
        decoded(codecs.BOM_UTF16_LE + "a".encode("utf-16-le") + b"\x00\xd8", AUTO)
    with pytest.raises(DocumentError, match=r"^not utf-8: byte 0xff at offset 4"):
        decoded(codecs.BOM_UTF8 + b"a\xff", AUTO)


def test_bytes_of_utf_16_without_a_mark_are_no_text_of_another_encoding():
    with pytest.raises(DocumentError, match=r"not utf-8"):
        decoded(f"{SIMPLIFIED}\n{SIMPLIFIED} abc".encode("utf-16-le"), AUTO)


def test_the_encoding_of_the_configuration_is_checked():
    for name in ("auto", "utf-8", "GBK", "big5-hkscs", "utf-16", "windows-1251"):
        assert InputSettings(encoding=name).encoding == name
    for name in ("gb18031", "", "rot13", "hex"):
        with pytest.raises(ValidationError, match=f"there is no encoding '{name}'; known are auto, utf-8"):
            InputSettings(encoding=name)
    with pytest.raises(ValidationError, match="text_key and id_key are both 'a'"):
        InputSettings(text_key="a", id_key="a")
    with pytest.raises(DocumentError, match=r"^not big5hkscs: byte 0x.. at offset"):
        decoded(SIMPLIFIED.encode(), InputSettings(encoding="big5"))


@given(st.binary(max_size=100), st.sampled_from([None, "gbk", "utf-16", "shift_jis", "iso-2022-jp"]))
def test_any_bytes_can_be_decoded_with_replacements(content, label):
    text, _ = decoded(content, REPLACE, label)
    text.encode()


def _documents(shared):
    """Yield real texts with their script."""
    for line in (shared / "data/pages/pages.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        yield from ((page["script"], page[key].lstrip("\ufeff")) for key in ("gold_text", "naive_text") if page[key])
    for line in (shared / "data/pages/plain.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        yield from (("", page[key].lstrip("\ufeff")) for key in ("gold_text", "naive_text") if page[key])
    for path in sorted((shared / "data/seeds").glob("*.txt")):
        yield "S", path.read_text(encoding="utf-8")


@pytest.mark.shared
def test_every_real_document_is_decoded_right(shared):
    from opencc import OpenCC

    simplified, traditional = OpenCC("t2s"), OpenCC("s2t")
    measured, wrong = dict.fromkeys(("gb18030", "gbk", "big5", "big5hkscs", "cp950", "utf-16"), 0), []
    for script, text in _documents(shared):
        variants = dict.fromkeys(("gb18030", "gbk", "utf-16"), text)
        if script != "S":
            variants.update(dict.fromkeys(("big5", "big5hkscs", "cp950"), text))
            variants["gb18030"] = simplified.convert(text)
        else:  # without the characters that Big5 lacks
            variants["big5hkscs"] = traditional.convert(text[:3000]).encode("big5hkscs", "ignore").decode("big5hkscs")
        for encoding, variant in variants.items():
            try:
                content = variant.encode(encoding)
            except UnicodeEncodeError:
                continue
            measured[encoding] += 1
            if decoded(content, AUTO)[0] != variant:
                wrong.append((encoding, variant[:20]))
    assert wrong == []
    assert all(measured.values()), measured
    assert sum(measured.values()) > 1000
    assert codecs_of("big5") == ("big5hkscs", "cp950")
