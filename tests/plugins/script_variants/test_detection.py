"""The script of a text, told by the characters that only one script has."""

import json

import pytest

from jingwen_plugins.script_variants.classes import HAN, HANGUL, KANA, SHINJITAI, SIMPLIFIED, TRADITIONAL, Scanned
from jingwen_plugins.script_variants.detection import Counts, counts
from jingwen_plugins.script_variants.parts import whole


def script(text):
    return whole(Scanned.of(text)).script


@pytest.mark.parametrize(
    ("chars", "kind"),
    [
        ("头发东车门后"[:5], SIMPLIFIED),
        ("頭髮東車門裏裡", TRADITIONAL),
        ("后干里只面于征台著着乾", HAN),  # in both scripts, if not in all their words
        ("群峰床恒霉", HAN),  # the forms of Taiwan and Hong Kong
        ("人山々〇\u3400\U00020000", HAN),
        ("図発黒駅", SHINJITAI),
        ("のアｱ", KANA),
        ("한ㄱᄀ", HANGUL),
    ],
)
def test_the_class_of_characters(chars, kind):
    assert {*Scanned.of(chars).kinds} == {kind}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Counts(), "neutral"),
        (Counts(simplified=1), "hans"),
        (Counts(traditional=1), "hant"),
        (Counts(simplified=19, traditional=1), "hans"),
        (Counts(simplified=18, traditional=1), "mixed"),
        (Counts(simplified=1, traditional=19), "hant"),
        (Counts(simplified=1, traditional=18), "mixed"),
        (Counts(simplified=9, kana=1, han=9), "ja"),
        (Counts(simplified=10, kana=1, han=10), "hans"),
        (Counts(traditional=9, hangul=1, han=9), "ko"),
        (Counts(traditional=10, hangul=1, han=10), "hant"),
        (Counts(traditional=2, shinjitai=3), "ja"),
        (Counts(traditional=2, shinjitai=2), "hant"),
    ],
)
def test_the_script_of_counts(found, expected):
    assert found.script == expected
    assert found.foreign == (expected in ("ja", "ko"))


def test_a_part_is_counted_for_itself():
    kinds = Scanned.of("头发，頭髮の").kinds
    assert counts(kinds, 0, 2) == Counts(simplified=2)
    assert counts(kinds, 3) == Counts(traditional=2, kana=1, han=2)
    assert counts(kinds * 200) == Counts(*(200 * count for count in counts(kinds)))  # long texts are counted otherwise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "neutral"),
        ("plain ASCII", "neutral"),
        ("皇后面前有一斗米。", "neutral"),
        ("我们在这里。", "hans"),
        ("我們在這裡。", "hant"),
        ("我们在这里。\n我們在這裡。", "mixed"),
        ("図書館で調べた。", "ja"),
        ("歷史와 文化", "ko"),
        ("我们查了那本讲车站的书。\nここで調べた。", "hans"),  # a line in Japanese is not of the document's language
        ("查书。\nここで図書館の歴史を調べた。", "ja"),  # unless it is most of it
    ],
)
def test_the_script_of_a_document(text, expected):
    assert script(text) == expected


@pytest.mark.shared
def test_the_script_of_real_pages(shared):
    rows = map(json.loads, (shared / "data/pages/pages.jsonl").read_text("utf-8").splitlines())
    expected = {"S": "hans", "T": "hant"}
    wrong = [
        (row["id"], kind)
        for row in rows
        for kind in ("naive_text", "gold_strict")
        if script(row[kind]) != expected[row["script"]]
    ]
    assert not wrong
