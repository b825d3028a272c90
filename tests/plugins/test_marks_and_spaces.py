"""The promises of the cleaners of marks, spaces, tails and lost words on any text; their speed."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen import Document, Edit
from jingwen.offsets import OffsetMap
from jingwen.testing import check, step
from jingwen_plugins.full_width import FullWidth
from jingwen_plugins.full_width.code import without_code
from jingwen_plugins.line_joins import LineJoins
from jingwen_plugins.lost_words import LostWords
from jingwen_plugins.repeated_marks import RepeatedMarks
from jingwen_plugins.spaces import Spaces
from jingwen_plugins.truncated_tails import TruncatedTails
from jingwen_plugins.unbalanced_marks import UnbalancedMarks
from jingwen_schemas import RawDocument

CLEANERS = [
    FullWidth(),
    FullWidth(when="always", quotes=True, ellipses=True),
    Spaces(),
    RepeatedMarks(),
    UnbalancedMarks(),
    TruncatedTails(),
    TruncatedTails(policy="trim"),
    LostWords(),
]
TEXT = st.text(alphabet='中国人民沟通王，。、：！？…,:;?!()."`[]aB1 \t\u00a0\u3000\r\n\n', max_size=120)


@pytest.mark.parametrize("cleaner", CLEANERS, ids=repr)
@given(text=TEXT)
def test_promises_hold_on_any_text(cleaner, text):
    check(cleaner, text)


@given(TEXT)
def test_full_width_keeps_every_other_character(text):
    folded = str.maketrans("，：；？！（）", ",:;?!()")
    after, findings = step(FullWidth(), text)
    assert after.text.translate(folded) == text.translate(folded)
    assert all(edit.end - edit.start == len(edit.new) == 1 for edit in findings.edits)


@pytest.mark.parametrize("where", ["{}", "正文。\n{}", "{}\n正文。", "正文。\n  {}  \n正文。"])
@pytest.mark.parametrize(
    "statement",
    [
        'print("你好")',
        'print("你好,世界")',
        'name = "甲,乙"',
        "name = 甲",
        "> if (name,乙) {",
        "say_hello(甲);",
        '"greet": hello(甲,乙);',
    ],
)
def test_a_statement_is_code_wherever_its_line_stands(where, statement):
    text = where.format(statement)
    assert without_code(Document.of(RawDocument(text=text))) == "\n".join(
        "\0" * len(line) if statement in line else line for line in text.split("\n")
    )


@pytest.mark.parametrize("white", [" ", "\t", "\u00a0", "\u2003", "\u202f", "\u3000"])
@pytest.mark.parametrize(
    ("text", "wanted"),
    [("甲。{}\n乙。", "甲。\n乙。"), ("甲。{}\r\n乙。", "甲。\r\n乙。"), ("甲。{}", "甲。"), ("甲。{}\r\r", "甲。")],
)
def test_white_space_at_the_end_of_a_line_goes(text, wanted, white):
    assert step(Spaces(), text.format(white))[0].text == wanted


def test_a_line_is_judged_anew_where_it_is_code():
    line = "先说`互相沟 通`，再说互相沟 通。"
    wanted = "先说`互相沟 通`，再说互相沟通。"
    text = "\n".join([line, "```", line, "```", line, line.replace("`", "")])
    after = "\n".join([wanted, "```", line, "```", wanted, wanted.replace("`", "").replace("沟 通", "沟通")])
    assert step(Spaces(), text)[0].text == after


PHRASE = st.text(alphabet="中国人民沟通王了", min_size=2, max_size=6)
EXACT = st.sampled_from(
    [
        "https://a.example/b?c=1,2;d=(e)!f",
        "www.a.example/b,c:d",
        "me@a.example",
        "9:30",
        "23:59:01",
        "1,200,000",
        "3:2",
        "`甲,乙:(丙)?`",
        "f(a, b; c)",
        "std::io",
        "<b title='a,b'>",
        "&nbsp;",
        "x != y",
    ]
)
MARK = st.sampled_from([",", ":", ";", "?", "!", "，", "。", "“", "”", ", ", "\n", " ", ""])


@pytest.mark.parametrize("cleaner", [*CLEANERS[:4], FullWidth(when="always")], ids=repr)
@given(st.lists(st.tuples(PHRASE, MARK, EXACT, MARK), min_size=1, max_size=8))
def test_addresses_times_numbers_and_code_stay_byte_for_byte(cleaner, pieces):
    text, places = "", []
    for phrase, before, exact, behind in pieces:
        text += phrase + before
        places.append((len(text), exact))
        text += exact + behind
    after, findings = step(cleaner, text + "完")
    moved = OffsetMap(findings.edits)
    for start, exact in places:
        assert after.text[slice(*moved.span(start, start + len(exact)))] == exact


def test_an_ellipsis_moves_what_stands_behind_it():
    after, findings = step(FullWidth(ellipses=True), "等等...他说,好")
    assert after.text == "等等……他说，好"
    assert OffsetMap(findings.edits).span(5, 7) == (4, 6)


def test_auto_follows_the_line_where_it_differs_from_the_document():
    typed = "春天来了，花开了，草绿了，真好!大家去看，去玩。"
    folded = "村里修了路,通了水,大家都高兴"
    assert step(FullWidth(), typed)[0].text == typed
    assert step(FullWidth(), f"{typed}\n{folded}")[0].text == f"{typed}\n{folded.replace(',', '，')}"
    assert step(FullWidth(when="always"), typed)[0].text == typed.replace("!", "！")


@given(TEXT)
def test_unbalanced_marks_are_flagged_and_left(text):
    after, findings = step(UnbalancedMarks(), text)
    assert after.text == text
    assert all(text[flag.start : flag.end] in "（）()" for flag in findings.flags)


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


@pytest.mark.parametrize("cleaner", [*CLEANERS, LineJoins()], ids=repr)
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
        "中,",
        '中"',
        "“\n",
        "中(中",
        "w",
        "://",
        "a,b\n",
        "沟 通 中 国\n",
        "`沟 通很好`说 ",
    ],
)
def test_repetitive_text_takes_linear_time(cleaner, piece):
    step(cleaner, "沟 通，\n和")  # the dictionary is loaded once
    start = perf_counter()
    step(cleaner, f"中{piece * (60_000 // len(piece))}中")
    assert perf_counter() - start < 5
