"""list-numbering flags what does not count on, says the sequence, and leaves lists alone that are only unusual."""

import json
import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen.testing import check, step
from jingwen_plugins.list_numbering import ListNumbering

FORMS = ["{}. 买菜", "{}、买菜", "{}) 买菜", "（{}）买菜", "Step {} 买菜", "第{}步 买菜", "步骤{}：买菜"]
HAN = [
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    *(f"十{digit}" for digit in "一二三四五六七八九"),
    "二十",
    "二十一",
    "二十二",
]
ITEM = re.compile(r"(\s*)(\d{1,2})([.、])(?!\d)")


def flags(text):
    return [(flag.reason, flag.detail) for flag in step(ListNumbering(), text)[1].flags]


def test_the_sequence_is_told():
    assert flags("一、米\n一、豆\n二、麦") == [("repeated", "一、 一、 二、")]
    assert flags("1. 米\n2. 豆\n2. 麦\n3. 粟\n6. 稻") == [
        ("repeated", "1. 2. 2. 3. 6."),
        ("gap", "1. 2. 2. 3. 6."),
    ]


def test_the_sequence_of_a_long_list_is_cut():
    ((_, detail),) = flags("\n".join(f"{number}. 买菜" for number in range(1, 200) if number != 100))
    assert detail.startswith("… 88. ")
    assert " 99. 101. " in detail
    assert detail.endswith(" …")


@given(st.sampled_from(FORMS), st.integers(2, 22), st.booleans())
def test_a_list_that_counts_has_no_fault_and_one_with_a_number_twice_has_one(form, length, han):
    numbers = HAN if han else range(1, 100)
    lines = [form.format(number) for number, _ in zip(numbers, range(length), strict=False)]
    assert not flags("\n".join(lines))
    for place in range(length):
        doubled = flags("\n".join([*lines[: place + 1], *lines[place:]]))
        assert [reason for reason, _ in doubled] == ["repeated"]


@given(
    st.lists(
        st.sampled_from([*"一1①", "1. 米", "2. 豆", " 1. 麦", "（1）", "（2）粟", "3、稻：", "2.5", "\n"]), max_size=12
    )
)
def test_any_mixture_is_only_flagged(lines):
    text = "\n".join(lines)
    assert check(ListNumbering(), text).text == text


@pytest.mark.parametrize(
    "line", ["1.", "1. 甲：", " 1.", "2.", "2.5", "", "1. 甲\n2. 乙", "1. 甲\n乙。\n（1）", "5.\n1.5\n9."]
)
def test_time_grows_with_the_length_only(line):
    started = time.perf_counter()
    step(ListNumbering(), f"{line}\n" * 10_000)
    step(ListNumbering(), "1. " + line * 10_000)
    step(ListNumbering(), "\n".join(" " * (number % 300) + line for number in range(5_000)))
    assert time.perf_counter() - started < 5


@pytest.fixture(scope="module")
def clean(shared):
    rows = map(json.loads, (shared / "data/sentences/plain.jsonl").read_text("utf-8").splitlines())
    pages = map(json.loads, (shared / "data/pages/pages.jsonl").read_text("utf-8").splitlines())
    return ["\n".join(row["lines"]) for row in rows if row["src"] != "seeds"] + [page["gold_strict"] for page in pages]


@pytest.mark.shared
def test_the_one_list_of_the_seeds_that_counts_badly(shared):
    texts = [file.read_text("utf-8") for file in sorted((shared / "data/seeds").glob("*.txt"))]
    assert [flags(text) for text in texts] == [[], [], [], [], [("repeated", "1. 1. 2. 3. 4. 5. 6. 7.")]]


@pytest.mark.shared
def test_clean_text_has_one_fault(clean):
    assert [flag for text in clean for flag, _ in flags(text)] == ["gap"]  # 51？ between 50、 and 52、


@pytest.mark.shared
def test_damaged_lists_of_clean_text(clean, shared):
    chance, found, made = random.Random(7), 0, 0
    for text in clean + [file.read_text("utf-8") for file in sorted((shared / "data/seeds").glob("*.txt"))]:
        lines, before = text.split("\n"), len(flags(text))
        items = [(place, int(match[2]), match) for place, line in enumerate(lines) if (match := ITEM.match(line))]
        triples = zip(items, items[1:], items[2:], strict=False)
        inner = [b for a, b, c in triples if b[1] == a[1] + 1 == c[1] - 1]
        for place, number, match in chance.sample(inner, min(3, len(inner))):
            twice = f"{match[1]}{number - 1}{lines[place][match.end(2) :]}"
            made += 1
            found += len(flags("\n".join([*lines[:place], twice, *lines[place + 1 :]]))) > before
    assert made > 40
    assert found >= 0.95 * made
