"""The promises of full-width, spaces, repeated-marks, truncated-tails and lost-words on any text; their speed."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen import Edit
from jingwen.testing import check, step
from jingwen_plugins.full_width import FullWidth
from jingwen_plugins.line_joins import LineJoins
from jingwen_plugins.lost_words import LostWords
from jingwen_plugins.repeated_marks import RepeatedMarks
from jingwen_plugins.spaces import Spaces
from jingwen_plugins.truncated_tails import TruncatedTails

CLEANERS = [FullWidth(), Spaces(), RepeatedMarks(), TruncatedTails(), TruncatedTails(policy="trim"), LostWords()]
TEXT = st.text(alphabet='中国人民沟通王，。、：！？…,:;?!()."`[]aB1 \t\u00a0\u3000\r\n\n', max_size=120)


@pytest.mark.parametrize("cleaner", CLEANERS, ids=lambda cleaner: f"{cleaner.name}-{getattr(cleaner, 'policy', '')}")
@given(text=TEXT)
def test_promises_hold_on_any_text(cleaner, text):
    check(cleaner, text)


@given(TEXT)
def test_full_width_keeps_every_other_character(text):
    restored = str.maketrans("，：；？！（）", ",:;?!()")
    after, findings = step(FullWidth(), text)
    assert after.text.translate(restored) == text.translate(restored)
    assert all(edit.end - edit.start == len(edit.new) == 1 for edit in findings.edits)


@given(TEXT)
def test_spaces_and_joins_remove_nothing_but_white_space(text):
    for cleaner in (Spaces(), LineJoins()):
        after = step(cleaner, text)[0].text
        # a hyphen at a seam is the only other character that may go
        assert "".join(after.split()).replace("-", "") == "".join(text.split()).replace("-", "")


def test_joining_split_code_spans_makes_no_new_work():
    text = (
        "这一节讲怎样打印。可以用 `println!(甲,\n乙)` 打印两个名字,也可以用 `print!(甲)` 打印一个,结果是一样\n"
        "的;如果要换行,就用 `println!()`,不必自己写 `换行,`。"
    )
    marked = step(FullWidth(), text)[0].text
    joined = step(LineJoins(), marked)[0].text
    assert joined != marked != text
    assert step(FullWidth(), joined)[0].text == joined
    assert "`println!(甲,乙)`" in joined
    assert "`换行,`" in joined


@given(TEXT)
def test_marking_policies_edit_nothing(text):
    for cleaner in (TruncatedTails(), LostWords()):
        assert not [finding for finding in step(cleaner, text)[1].edits if isinstance(finding, Edit)]


@pytest.mark.parametrize("cleaner", [*CLEANERS, LineJoins()], ids=lambda cleaner: cleaner.name)
@pytest.mark.parametrize(
    "piece",
    [
        " ",
        "\n",
        " \n",
        "中，\n",
        "，",
        ".",
        "…",
        "(",
        "a(",
        "a.",
        "中(",
        "![",
        "](",
        "http://",
        "中 ",
        "a\t \t",
        "“",
        "记者",
        "。",
        "和，",
        "`",
        "`\n",
        "`a\n",
        "```\n",
        "```a\n",
        ":)",
        ":(",
        "(:)",
        "中,表示",
        "2.1 中\n",
        "中 ：\n",
    ],
)
def test_repetitive_text_takes_linear_time(cleaner, piece):
    step(cleaner, "沟 通，\n和")  # the dictionary is loaded once
    start = perf_counter()
    step(cleaner, f"中{piece * (60_000 // len(piece))}中")
    assert perf_counter() - start < 5
