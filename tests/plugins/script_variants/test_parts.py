"""Documents in parts of one script each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen_plugins.script_variants.classes import HANGUL, KANA, SHINJITAI, SIMPLIFIED, TRADITIONAL, Scanned
from jingwen_plugins.script_variants.parts import parts, rest, whole
from script_texts import texts


def read(text):
    """Return the parts of a text that are more than a mark or a line break, each with its script."""
    scanned = Scanned.of(text)
    found = ((text[part.start : part.end].strip("\n。"), part.script) for part in parts(scanned, whole(scanned)))
    return [(part, script) for part, script in found if part]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们在这里。\n山水", [("我们在这里。\n山水", "hans")]),
        ("我们在这里。\n我們在這裡。", [("我们在这里", "hans"), ("我們在這裡", "hant")]),
        ("我们在这里。我們在這裡。", [("我们在这里", "hans"), ("我們在這裡", "hant")]),
        ("我们在这里，我們在這裡。", [("我们在这里", "hans"), ("我們在這裡", "hant")]),
        ("写着「欢迎」二字的門牌", [("写着", "hans"), ("欢迎", "hans"), ("二字的門牌", "hant")]),
        ("我们在這裡", [("我们在這裡", "mixed")]),
        ("山水", [("山水", "neutral")]),
        ("東京タワーの写真。", []),
        ("我们查了那本讲车站的书。\nここで調べた。", [("我们查了那本讲车站的书", "hans")]),
        ("我们查了那本讲车站的书。\n한국의 歷史。", [("我们查了那本讲车站的书", "hans")]),
    ],
)
def test_parts(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("这些车和门。\n山水。\n這", "hans"),
        ("這些車和門。\n山水。\n这", "hant"),
        ("车。\n這些。山水。\n门", "hant"),  # of its paragraph rather than of the document
        ("车，門戶，山水。", "hant"),  # of its sentence
    ],
)
def test_what_has_no_telling_character_follows_what_is_around_it(text, script):
    (found,) = [of for part, of in read(text) if "山水" in part]
    assert found == script


@pytest.mark.parametrize(("sentence", "stays"), [("山の", False), ("山のの", False), ("山ののの", True)])
def test_a_japanese_sentence_of_a_chinese_paragraph_is_left_out(sentence, stays):
    chinese = "我们在这里读书写字，也讲从前的故事给大家听，一讲就讲了许多年。"
    assert (sentence in "".join(part for part, _ in read(chinese + sentence))) is not stays


def test_beside_as_many_of_both_scripts_it_is_in_one_of_them():
    assert read("车門，山水。")[1] in [("山水", "hans"), ("山水", "hant")]


@given(texts())
def test_parts_are_in_order_and_apart_and_leave_no_telling_character_of_a_chinese_text_out(text):
    scanned = Scanned.of(text)
    found, behind = parts(scanned, whole(scanned)), 0
    for start, end, _ in found:
        assert behind <= start <= end <= len(text)
        behind = end
    if {SHINJITAI, KANA, HANGUL}.isdisjoint(scanned.kinds):
        outside = {
            kind for start, end in rest([part[:2] for part in found], len(text)) for kind in scanned.kinds[start:end]
        }
        assert outside.isdisjoint({SIMPLIFIED, TRADITIONAL})


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=5), st.integers(0, 3))
def test_the_rest_is_what_places_leave(drawn, left):
    places, behind = [], 0
    for skipped, size in drawn:
        places.append((behind + skipped, behind + skipped + size))
        behind = places[-1][1]
    outside = [place for start, end in rest(places, behind + left) for place in range(start, end)]
    assert outside == sorted({*range(behind + left)} - {place for span in places for place in range(*span)})
