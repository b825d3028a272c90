"""What golden cases cannot show: any mixture of repeated lines settles in one run, and the first copy always stays."""

import json
import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen.testing import check, step
from jingwen_plugins.repeats import Repeats

LONG = [
    "春天来了院子里的桃树开花了。",
    "- 先把黄豆在清水里浸泡八小时",
    "1. 再用石磨慢慢磨成豆浆好喝极了",
    "他说：明天会更好，然后走了！",
]
NEARLY = "老城墙修了3年，青砖换了五万多块，城楼上的匾额也重新描了金，如今每逢周末都有人来放风筝。"
POLICIES = ["mark", "remove"]
SHORT = ["二、方法", "好。", "", "\r", "月光照着小河", "啊家乡你是我梦里的那片稻花香", "```", "| 甲 | 乙 |"]
LINES = st.lists(st.lists(st.sampled_from(LONG + SHORT), max_size=3).map("".join), max_size=14)


def damaged(text, place, damage):
    """A copy of a text that differs a little."""
    place %= len(text) - 1
    match damage:
        case "lost":
            return text[:place] + text[place + 1 :]
        case "more":
            return f"{text[:place]}的{text[place:]}"
        case "other":
            return f"{text[:place]}某{text[place + 1 :]}"
        case "marks":
            return text.replace("，", "、")
        case _:
            return re.sub(r"\d", "7", text)


@given(LINES)
def test_one_run_settles_any_mixture(lines):
    text = "\n".join(lines)
    check(Repeats(), text)
    after = check(Repeats(policy="remove"), text).text
    assert {line for line in LONG if line in text} == {line for line in LONG if line in after}


@pytest.mark.parametrize("text", [LONG[0] * 5_000, f"{LONG[0] * 2}\n" * 5_000, f"{LONG[0]}\n" * 5_000])
def test_many_copies_are_few_findings(text):
    assert len(step(Repeats(), text)[1].flags) < 20


def test_the_first_copy_is_named():
    paragraph = LONG[0]
    flags = step(Repeats(), f"标题\n\n{paragraph}\n好。\n{paragraph}")[0].flags
    assert [flag.detail for flag in flags] == ["first at line 3, offset 4"]


@given(st.integers(0, 10**6), st.sampled_from(["lost", "more", "other", "marks", "digits"]), st.sampled_from(POLICIES))
def test_a_copy_that_differs_a_little_is_flagged_and_stays(place, damage, policy):
    copy = damaged(NEARLY, place, damage)
    after, findings = step(Repeats(policy=policy), f"{NEARLY}\n河边种了一排柳树。\n{copy}")
    assert after.text.endswith(copy)
    assert [flag.reason for flag in findings.flags] == (["near-paragraph"] if copy != NEARLY else ["paragraph"])


def test_copies_of_copies_name_the_first_one():
    lines = [NEARLY, "春。", damaged(NEARLY, 5, "other"), "夏。", damaged(NEARLY, 30, "other"), "秋。", NEARLY]
    flags = step(Repeats(), "\n".join(lines))[0].flags
    assert [flag.detail for flag in flags] == ["first at line 1, offset 0"] * 3


@pytest.mark.parametrize("policy", POLICIES)
def test_many_near_copies_take_linear_time(policy):
    started = time.perf_counter()
    step(Repeats(policy=policy), "\n".join(NEARLY.replace("3", str(number)) for number in range(5_000)))
    step(Repeats(policy=policy), "\n".join(damaged(NEARLY, number, "other") for number in range(5_000)))
    step(Repeats(policy=policy), NEARLY * 5_000 + "\n" + f"{NEARLY}\n" * 5_000)
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("text", [LONG[0] + "\n", LONG[0], "春", " ", "。", LONG[0] + "\n好。\n"])
def test_time_grows_with_the_length_only(text, policy):
    started = time.perf_counter()
    step(Repeats(policy=policy), text * (200_000 // len(text)))
    assert time.perf_counter() - started < 5


@pytest.mark.shared
def test_finds_the_one_repeated_paragraph_of_the_seeds(shared):
    texts = [file.read_text("utf-8") for file in sorted((shared / "data/seeds").glob("*.txt"))]
    assert [[flag.reason for flag in step(Repeats(), text)[1].flags] for text in texts] == [
        [],
        [],
        ["paragraph"],
        [],
        [],
    ]
    # it is one item of a list that otherwise differs
    assert not any(step(Repeats(policy="remove"), text)[1] for text in texts)


@pytest.fixture(scope="module")
def plain(shared):
    rows = map(json.loads, (shared / "data/sentences/plain.jsonl").read_text("utf-8").splitlines())
    return ["\n".join(row["lines"]) for row in rows if row["src"] != "seeds"]


@pytest.mark.shared
def test_clean_text_has_no_repeats(plain):
    assert not [flag for text in plain for flag in step(Repeats(), text)[1].flags]


@pytest.mark.shared
def test_near_copies_of_real_paragraphs(plain):
    chance, found, made = random.Random(7), 0, 0
    for text in plain[::2]:
        lines = [line for line in text.split("\n") if len(line) > 40 and "|" not in line and line[0] != " "]
        if lines:
            line = chance.choice(lines)
            for damage in ("lost", "more", "marks", "digits"):
                copy = damaged(line, chance.randrange(10**6), damage)
                made += 1
                found += any(flag.start > len(text) for flag in step(Repeats(), f"{text}\n另一段。\n{copy}")[1].flags)
    assert found >= 0.98 * made
