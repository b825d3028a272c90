"""JSON Lines: every line once, whatever the cut; what is wrong with one costs that one."""

import io
import json
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen.errors import DocumentError
from jingwen.formats import InputSettings, Note, Record, parse
from jingwen.formats.jsonl import split
from jingwen_schemas import RawPage

SETTINGS = InputSettings()
SMALL = InputSettings(max_record=16)

chunks = st.sampled_from(
    [b"{}", b'{"text": "a"}', b"x" * 16, b"y" * 17, b"z" * 40, b"\n", b"\r\n", b"\r", b" ", b"\xe4"]
)


def document(line, settings=SETTINGS):
    return parse(Record("in.jsonl", 9, line, "jsonl"), settings)


@given(st.lists(chunks).map(b"".join), st.lists(st.integers(1, 200), max_size=6))
def test_any_cut_into_ranges_gives_the_same_records(content, cuts):
    whole = list(split(io.BytesIO(content), "in", SMALL))
    bounds = [0, *sorted(set(cuts)), None]
    parts = [r for a, b in pairwise(bounds) for r in split(io.BytesIO(content), "in", SMALL, a, b)]
    assert parts == whole
    assert [r.content for r in whole if not r.problem] == [
        line.rstrip(b"\r") for line in content.split(b"\n") if 0 < len(line.rstrip(b"\r")) <= 16 and line.strip(b" \r")
    ]
    for record in whole:
        end = record.offset + (record.length or len(record.content))
        assert not record.content or content[record.offset : end] == record.content
        assert record.offset == 0 or content[record.offset - 1 : record.offset] == b"\n"


def test_a_long_line_is_reported_by_its_place_without_being_held():
    class Endless(io.RawIOBase):
        left = 40 << 20

        def readable(self):
            return True

        def readinto(self, buffer):
            size = min(len(buffer), self.left)
            buffer[:size] = b"x" * size
            self.left -= size
            return size

    settings = InputSettings(max_record=1 << 20)
    tracemalloc.start()
    (record,) = split(io.BufferedReader(Endless()), "in", settings)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (record.offset, record.content, record.length) == (0, b"", 40 << 20)
    assert "larger than max_record (1048576)" in record.problem
    assert peak < 8 << 20
    with pytest.raises(DocumentError, match="41943040 bytes, larger than max_record"):
        parse(record, settings)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_file_in_utf_16_or_32_is_split_at_whole_characters(encoding, end):
    texts = ["上\u0a0a\u0a00\u000b一篇。", "b", "𠮷" * 40]
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    content = ("\ufeff" + "\n\r\n".join(lines) + end).encode(encoding)
    records = list(split(io.BytesIO(content), "in", SETTINGS))
    assert [parse(record, SETTINGS).document.text for record in records] == texts
    assert all(content[r.offset :].startswith(r.content) and r.format == f"jsonl-{encoding}" for r in records)
    assert not any(list(split(io.BytesIO(content), "in", SETTINGS, start)) for start in range(1, len(content)))
    assert list(split(io.BytesIO(content), "in", SETTINGS, 0, 2)) == records
    small = list(split(io.BytesIO(content), "in", InputSettings(max_record=120)))
    assert [bool(record.problem) for record in small] == [len(r.content) > 120 for r in records]
    assert [record.offset for record in small] == [record.offset for record in records]


def test_an_encoding_that_the_configuration_names_needs_no_mark():
    settings = InputSettings(encoding="utf-16-le")
    content = '{"text": "一"}\n{"text": "二"}\n'.encode("utf-16-le")
    assert [parse(r, settings).document.text for r in split(io.BytesIO(content), "in", settings)] == ["一", "二"]


def test_a_mark_at_the_start_is_no_part_of_the_line():
    (record,) = split(io.BytesIO(b'\xef\xbb\xbf{"text": "a"}\n'), "in", SETTINGS)
    assert parse(record, SETTINGS).document.text == "a"
    assert not list(split(io.BytesIO(b"\xef\xbb\xbf\n"), "in", SETTINGS))


def test_a_line_in_gb18030_is_told_by_its_bytes():
    text = "国家标准规定了汉字在计算机里的编码，许多旧网页还在使用。"
    parsed = document(json.dumps({"text": text}, ensure_ascii=False).encode("gb18030"))
    assert (parsed.document.text, parsed.notes) == (text, (Note("detected-encoding", "gb18030"),))


def test_lone_surrogates_are_replaced_and_named():
    parsed = document(b'{"text": "a\\ud800b\\udc00", "m": {"t": ["\\ud83d\\ude00", "\\udfff"]}, "\\ud801": 1}')
    assert parsed.document.text == "a\ufffdb\ufffd"
    assert parsed.document.meta == {"m": {"t": ["😀", "\ufffd"]}, "\ufffd": 1}
    assert parsed.notes == (Note("lone-surrogate", "in 3 strings: text, m.t.1, a key"),)
    with pytest.raises(DocumentError, match="two keys differ in lone surrogates only"):
        document(b'{"text": "a", "\\ud800": 1, "\\ud801": 2}')


@pytest.mark.parametrize("number", ["123456789012345678901234567890", "-9223372036854775809", "18446744073709551616"])
def test_long_integers_stay_exact(number):
    meta = document(f'{{"text": "a", "n": {number}, "m": [{{"n": {number}}}], "f": 1e300}}'.encode()).document.meta
    assert meta == {"n": int(number), "m": [{"n": int(number)}], "f": 1e300}
    assert type(meta["n"]) is int


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"text": "a", "n": NaN}', "not JSON: the number NaN is not in JSON"),
        (b'{"text": "a", "n": [-Infinity]}', "not JSON: the number -Infinity is not in JSON"),
        (b'{"text": "a", "n": 1e400}', "not JSON: the number 1e400 is too large for a float"),
        (b'{"text": "a", "n": ' + b"9" * 5000 + b"}", "not JSON: Exceeds the limit"),
        (b'{"text": "a"', "not JSON: Expecting ',' delimiter: line 1 column 13"),
        (b"", "not JSON"),
        (b"null", "a record must be a JSON object"),
        (b"[1]", "a record must be a JSON object"),
        (b'{"id": "x"}', r"document 'x': text: field required \(it has: id\)$"),
        (b"{}", r"text: field required \(it is empty\)"),
        (b'{"text": 5}', "text: input should be a valid string"),
        (b'{"text": "a"} \xff', "not utf-8: byte 0xff at offset 14|not JSON"),
        (
            '{"text": "天气很好，我们去公园。'.encode() + b'\xff"}',
            "not utf-8: byte 0xff at offset 43; name the encoding",
        ),
    ],
)
def test_what_is_no_document_is_told_in_one_line(line, message):
    with pytest.raises(DocumentError, match=message) as caught:
        document(line)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("levels", [101, 1000, 100_000])
@pytest.mark.parametrize("bracket", [b"[", b'{"a":'])
@pytest.mark.parametrize("closed", [True, False])
def test_deep_nesting_is_refused(levels, bracket, closed):
    end = {b"[": b"]"}.get(bracket, b"1}") if closed else b""
    end = (b"1" + b"}" * levels if bracket != b"[" else end * levels) if closed else b""
    with pytest.raises(DocumentError, match="nested deeper than 100 levels at byte"):
        document(b'{"text": "a", "m": ' + bracket * levels + end + b"}")


def test_brackets_that_do_not_nest_are_no_depth():
    text = "[{" * 5000 + '\\"[' * 100
    many = [[]] * 500
    deep = json.loads("[" * 98 + "]" * 98)
    line = json.dumps({"text": text, "many": many, "deep": deep}).encode()
    assert document(line).document.text == text
    assert document(line).document.meta == {"many": many, "deep": deep}


def test_nul_and_a_repeated_key():
    assert document(b'{"text": "a", "text": "b\\u0000"}').document.text == "b\0"


def test_other_keys_for_text_and_id_lose_nothing():
    settings = InputSettings(text_key="content", id_key="no")
    line = {"no": 5, "content": "正文。", "id": {"a": 1}, "text": "摘要", "meta": {"lang": "zh"}, "title": "题", "k": 1}
    raw = document(json.dumps(line).encode(), settings).document
    assert (raw.id, raw.text, raw.title) == ("5", "正文。", "题")
    assert raw.meta == {"lang": "zh", "text": "摘要", "id": {"a": 1}, "k": 1}
    line["meta"] = {"text": "im Weg"}
    raw = document(json.dumps(line).encode(), settings).document
    assert raw.meta == {"meta": {"text": "im Weg"}, "text": "摘要", "id": {"a": 1}, "k": 1}
    line["meta"] = "no object"
    assert document(json.dumps(line).encode(), settings).document.meta["meta"] == "no object"
    assert document(b'{"content": "a", "id": "b"}', settings).document.id == "in.jsonl@9"
    assert document(b'{"title": "a", "no": "b"}', InputSettings(text_key="title")).document.text == "a"


def test_a_missing_text_is_one_line_whatever_the_keys_are():
    with pytest.raises(DocumentError) as caught:
        parse(Record("a", 0, json.dumps({"text\r\n正": "长" * 50}).encode(), "jsonl"), InputSettings())
    assert caught.value.message == "text: field required (it has: text 正)"


def test_a_missing_text_comes_with_a_hint_where_it_may_be():
    body = "很长的正文。" * 10
    with pytest.raises(DocumentError, match=r"it has: id, raw_content, url\); if 'raw_content' is the text, say so: "):
        document(json.dumps({"id": "1", "raw_content": body, "url": "https://a.example/" + "b" * 90}).encode())
    many = {f"key{number}": 1 for number in range(10_000)}
    with pytest.raises(DocumentError, match=r"^content: field required \(it has: key0, .* …\)$") as caught:
        document(json.dumps(many).encode(), InputSettings(text_key="content"))
    assert len(str(caught.value)) < 400


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=10,
    ),
    st.booleans(),
)
def test_every_json_value_comes_through(value, ascii_only):
    line = json.dumps({"text": "a", "value": value}, ensure_ascii=ascii_only).encode()
    assert document(line).document.meta == {"value": value}


@given(st.binary(max_size=200), st.sampled_from(["quarantine", "replace"]))
def test_any_bytes_are_a_document_or_a_problem(content, undecodable):
    settings = InputSettings(undecodable=undecodable)
    for record in split(io.BytesIO(content), "in", settings):
        try:
            parse(record, settings).document.text.encode()
        except DocumentError as error:
            assert "\n" not in str(error)


def test_a_key_may_hold_a_page():
    record = {
        "id": "a",
        "url": "https://a.example/1",
        "html": "<html><title>甲的标题很长很长_某网</title><meta name=author content=小林>"
        "<nav>首页</nav><h1>甲的标题很长很长</h1><p>正文。",
        "text": "别的",
        "meta": {"crawl": 3},
    }
    settings = InputSettings(html_key="html")
    page = document(json.dumps(record).encode(), settings).document
    assert isinstance(page, RawPage)
    assert page.text.split("\n") == ["首页", "甲的标题很长很长", "正文。"]
    assert [block.tag for block in page.blocks] == ["nav", "h1", "p"]
    assert (page.id, page.url, page.title) == ("a", "https://a.example/1", "甲的标题很长很长")
    assert page.meta == {"author": "小林", "crawl": 3, "text": "别的"}
    assert document(json.dumps({**record, "title": "乙"}).encode(), settings).document.title == "乙"


def test_a_page_that_is_read_as_text_is_told():
    parsed = document(b'{"content": "\\n <!DOCTYPE HTML><p>a"}', InputSettings(text_key="content"))
    assert parsed.document.text == "\n <!DOCTYPE HTML><p>a"
    assert [note.reason for note in parsed.notes] == ["html-text"]
    assert "`input: {html_key: content}`" in parsed.notes[0].detail
    with pytest.raises(DocumentError, match=r"'page' is a page in HTML, say so: `input: \{html_key: page\}`"):
        document(json.dumps({"page": "<html><body>" + "正文。" * 20}).encode())
