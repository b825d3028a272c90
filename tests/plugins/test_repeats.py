"""What golden cases cannot show: any mixture of repeated lines settles in one run, and the first copy always stays."""

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
SHORT = ["二、方法", "好。", "", "\r"]
LINES = st.lists(st.lists(st.sampled_from(LONG + SHORT), max_size=3).map("".join), max_size=14)


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


@pytest.mark.parametrize("policy", ["mark", "remove"])
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
