"""A screen says of most text that there is nothing to find. Without it the findings are the same, only slower."""

import re
from contextlib import ExitStack
from itertools import pairwise
from unittest.mock import Mock, patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jingwen import Document
from jingwen_plugins import (
    assistant_residue,
    control_characters,
    full_width,
    list_numbering,
    repeated_marks,
    spaces,
    stray_links,
    unbalanced_marks,
)
from jingwen_plugins.control_characters import ControlCharacters
from jingwen_plugins.full_width import FullWidth, code
from jingwen_plugins.injected_noise import InjectedNoise, glyphs, keywords, rules, stamps
from jingwen_plugins.lost_words.slots import CONJUNCTION, OPEN_WORDS, slots
from jingwen_plugins.repeated_marks import RepeatedMarks
from jingwen_plugins.repeats.near import Letters
from jingwen_plugins.spaces import Spaces
from jingwen_plugins.stray_links import StrayLinks
from jingwen_plugins.truncated_tails import buttons
from jingwen_plugins.unbalanced_marks import UnbalancedMarks
from jingwen_schemas import RawDocument

EVERYWHERE = re.compile("")
INVISIBLE = (
    "正文a1 >`;#×\u200b\u200d\ufeff\x00\x85\u2028\u202e\u200fא\ue60c\ufffc\ufffd\uffffâ€™Ã©\x93\xa0❤\ufe0f"
    "\U0001f3f4\U000e0067\U000e007f\U0001ffff\U0002fffe\U000f0001\U0010ffff\U00020bb7"
)
ENTITIES = ["&amp;", "&nbsp;", "&#8203;", "&acirc;", "&euro;", "&nosuch;", "&", "&lt", "amp;", "38;"]
NOISE = [
    *(
        "饕餮",
        "(tāo tiè)",
        "（yi1）",
        "字",
        "раy",
        "a",
        "о",
        "ο",
        "⼀",
        "\ufe0f",
        "\u2800",
        "1O5",
        "2o",
        "Ｏ9",
        " ",
        "\r",
        "\n",
    ),
    *("。", ".", "．", "com", "ｃｏｍ", ". c o m", ".Cn", "www.a.com", "ｗｗｗ．ａ．ｃｏｍ", "W W W . e x . c o m"),
    *(
        "本文来自",
        "【某某网",
        "】",
        "本章未完，请点击下一页",
        "加入书签，方便阅读",
        "正在手打中",
        "词语",
        "。词语\n",
        "。词语  \n",
    ),
]
DOMAINS = ["ｗｗｗ．ａ．ｃｏｍ", "W W W . e x . c o m", "【www.a.cn", "】", "a", "1", "ａ", " ", "甲"]
ADDRESSES = [
    *(
        "http://a.example/x",
        "WWW.b.example",
        "c@d.example.com",
        "10.0.0.123",
        "1.2.3",
        "ab:cd:ef",
        "://",
        "@",
        "mailto:",
    ),
    *("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "[甲](mailto:x)", "https://例子.中国/x"),
    *("[", "](", ")", "(", "`", " ", "，", "\n", "中文", "a", "：", "邮箱：", "'", "```"),
]
MARKS = [
    *"（）()《》「」“”‘’[]`:;-, \n\u3000甲a",
    *("1）", "一)", ":)", ":-(", ": (", "[0, 1)", "(a, b)", "(0, 1]", "http://a.example/b(c", "don’t"),
]
HALVES = [
    *("晴", "明天雨", "答案", "表示", "，", "。", "，风，\n", ",", ",", ":", ";", "?", "!", "(", ")", "（", "）", '"'),
    *("A", "9:30", "1,200", "D", " ", " ", "\n", "\n", "\t", "`", "`甲,", "[", "](", "<b", ">", "&nbsp;"),
    *("www.a.example/", "print(", "x = f(甲);\n", "\n} ", "> if ", "name", "{", "```\n"),
]
LINKS = [
    *("全文", "展开", "展開阅读", "点此查看", "继续", "[", "【 ", "]", " 】", "...", "…", "·", "．．．", "> ", "↓"),
    *(" ", "\t", "\u3000", "\u2009", "\r", "\n", "要", "按", "。", "展开全文", "\n阅读全文\n", "[查看全文]"),
]
WORDS = ["老城墙修了三年", "青砖换了五万多块，", "。", "！", "…", "，", "12", " ", "\n"]


def mixtures(pieces, size=16):
    return st.lists(st.sampled_from(pieces), max_size=size).map("".join)


def findings(cleaner, text):
    return list(cleaner.findings(Document.of(RawDocument(text=text))))


def same_without(cleaner, text, *patches):
    found = findings(cleaner, text)
    with ExitStack() as stack:
        for each in patches:
            stack.enter_context(each)
        assert findings(cleaner, text) == found


@given(mixtures([*INVISIBLE, *ENTITIES], 3) | mixtures([*INVISIBLE, *ENTITIES]), st.booleans())
def test_control_characters(text, keep_private_use):
    patterns = control_characters._patterns(keep_private_use)._replace(screen=EVERYWHERE)
    cleaner = ControlCharacters(keep_private_use=keep_private_use)
    same_without(cleaner, text, patch.object(control_characters, "_patterns", lambda _: patterns))


@given(st.text(max_size=30))
def test_control_characters_of_any_text(text):
    patterns = control_characters._patterns(False)._replace(screen=EVERYWHERE)
    same_without(ControlCharacters(), text, patch.object(control_characters, "_patterns", lambda _: patterns))


@pytest.mark.parametrize("chars", control_characters._REMOVED.values(), ids=control_characters._REMOVED)
def test_control_characters_finds_each_that_it_removes(chars):
    found = re.findall(f"[{chars}]", "".join(map(chr, range(0x110000))))
    text = "正".join(["", *found, ""])
    removed = [text[edit.start : edit.end] for edit in findings(ControlCharacters(), text) if not edit.new]
    assert removed == [char for char in found if char not in "\x91\x92\x93\x94\x95\x96\x97"]


@pytest.mark.parametrize("place", ["start", "end", "tail"])
def test_a_group_of_the_pattern_is_a_rule_of_assistant_residue(place):
    found = getattr(assistant_residue._rules(), place)
    assert found.pattern.groups == len(found.rules) == sum(rule["place"] == place for rule in _residue())
    assert not found.pattern.fullmatch("")
    for rule in (rule for rule in _residue() if rule["place"] == place):
        assert any(part.reason == rule["reason"] for part in found.rules)


def _residue():
    return assistant_residue.rule_data()["rule"]


@given(mixtures(NOISE) | mixtures(DOMAINS, 4))
def test_injected_noise(text):
    loaded = rules.load()._replace(screen=EVERYWHERE)
    same_without(
        InjectedNoise(),
        text,
        patch.object(glyphs, "_SCREEN", EVERYWHERE),
        patch.object(keywords, "_LINE_END", re.compile("$", re.MULTILINE)),
        patch.object(stamps, "_HIDDEN", EVERYWHERE),
        patch.object(stamps, "load", lambda: loaded),
    )


@example("雨，风，雪\n晴, ,晴")  # one space between two marks
@example("雨，风，雪，\n(甲\n乙丙),晴,明天雨")  # a pair over two lines
@example("雨，风，雪，\n`甲\n乙,丙`,晴,明天雨,有风")  # code over two lines
@given(mixtures(HALVES, 30))
def test_full_width(text):
    same_without(
        FullWidth(),
        text,
        patch.object(full_width, "suspects", lambda text: [(0, len(text))]),
        patch.object(code, "_START", re.compile("\n")),
    )


@pytest.mark.parametrize("line", ["明天(雨),有风", "`明天,雨`,有风"])
def test_the_marks_of_a_line_are_looked_at_alone_unless_they_may_be_a_part_of_more(line):
    text = "雨，风，雪，霜，露\n今天晴,有风"
    assert full_width.suspects(text) == [(10, 16)]
    assert full_width.suspects(f"{text}\n{line}") == [(0, 17 + len(line))]


@example("中，。")
@given(mixtures([*"，、；：。！…“`中 \n"]))
def test_repeated_marks(text):
    same_without(RepeatedMarks(), text, patch.object(repeated_marks, "_STARTS", [EVERYWHERE]))


@example("甲\n\n\r\n甲")
@settings(max_examples=500)
@given(mixtures(["甲", "\r", "\n", "\r\n", " "], 6) | mixtures(["沟 通", "。 甲", "\u3000", "\n"], 3))
def test_spaces(text):
    plain = patch.object(spaces, "_INSIDE_PLAIN", spaces._INSIDE)
    same_without(Spaces(), text, patch.object(spaces, "_UNTIDY", EVERYWHERE), plain)


@given(mixtures(ADDRESSES), st.sampled_from(["keep", "remove"]))
def test_stray_links(text, ips):
    screens = [patch.object(stray_links, name, {"": EVERYWHERE}) for name in ("_SCREENS", "_SCREENS_WITH_IPS")]
    same_without(StrayLinks(ips=ips), text, *screens)


@given(mixtures(MARKS))
def test_unbalanced_marks(text):
    same_without(UnbalancedMarks(), text, patch.object(unbalanced_marks, "_balanced", lambda *_: False))


@example("“甲\n乙（丙）\n“丁”", 1)  # the quotation goes on behind a piece that is skipped
@example("（甲" + "\n乙" * 30 + "\n完）", 1)  # too far from one another
@given(mixtures([*MARKS, *["\n", "“", "”"] * 9], 40), st.integers(1, 9))
def test_unbalanced_marks_in_pieces(text, size):
    same_without(UnbalancedMarks(), text, patch.object(unbalanced_marks, "_PIECE", size))


def test_of_long_texts_only_what_is_unbalanced_is_looked_at():
    lines = ["他说：“好（真的）。”"] * 500
    with patch.object(unbalanced_marks, "_Opened", Mock(side_effect=unbalanced_marks._Opened)) as opened:
        assert len(findings(UnbalancedMarks(), "\n".join([*lines, "（甲", *lines]))) == 1
    assert 0 < opened.call_count < 400


@pytest.mark.parametrize("word", [*OPEN_WORDS.split("|"), *CONJUNCTION[1:-1], "对效果进行", "對效果進行"])
def test_a_slot_behind_every_word_is_looked_at(word):
    assert [slot.end for slot in slots(f"我们评估{word}，然后")] == [4 + len(word)]


@pytest.mark.parametrize("pattern", ["_BUTTON", "_BRACKETED_DOTS", "_ENDING_DOTS"])
@settings(max_examples=50)
@given(st.data())
def test_the_ends_of_buttons(pattern, data):
    assert buttons._LAST.search(data.draw(st.from_regex(re.compile(getattr(buttons, pattern).pattern, re.IGNORECASE))))


@settings(max_examples=50)
@given(st.from_regex(re.compile(f"{buttons._DOTS}?{buttons._WORDS}$", re.IGNORECASE)))
def test_the_beginnings_of_buttons(text):
    assert buttons._BUTTON.search(text)


@given(st.from_regex(re.compile(buttons._MIDDLE, re.MULTILINE)))
def test_the_beginnings_of_links_in_the_middle(text):
    assert buttons._LINKS.search(text)


@given(mixtures(LINKS))
def test_links_in_the_middle(text):
    found = [match.span() for match in buttons.middle_links(text)]
    assert found == [match.span() for match in re.finditer(buttons._LINKS.pattern, text, re.MULTILINE)]


@given(mixtures(WORDS), st.integers(1, 14))
def test_twins(text, least):
    def has_twins(sentences):
        return any(a == b and len(a) >= least for a, b in pairwise(sentences))

    letters = Letters(text)
    twins = [index for index, line in enumerate(letters.lines) if len(line) > 2 * least and has_twins(line.split("。"))]
    assert letters.with_twins(least) == twins


@pytest.mark.parametrize("before", ["", " \u3000", "**", "# ", "###### ", "> "])
@pytest.mark.parametrize(
    "number",
    [
        "1.",
        "12、",
        "(3)",
        "（四）",
        "〇、",
        "百、",
        "零、",
        "第一章",
        "第2步",
        "Step 1",
        "step 1",
        "STEP 1",
        "步骤1",
        "步驟一",
        *"①⑳⑴⑽㈠㈩❶❿ⅠⅫ",
    ],
)
def test_every_form_of_an_item_is_looked_at(before, number):
    assert list_numbering._MARKER.match(f"\n{before}{number}\n")["marker"] == number
