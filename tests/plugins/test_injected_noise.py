"""What the golden cases of injected-noise cannot show."""

import json
import re
from unittest.mock import Mock, patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jingwen import Document, Pipeline, RawDocument
from jingwen.testing import check, step
from jingwen_plugins import injected_noise
from jingwen_plugins._folding import folded
from jingwen_plugins.injected_noise import InjectedNoise, stamps
from jingwen_plugins.injected_noise.keywords import tails
from jingwen_plugins.injected_noise.rules import rule_data, stamp_patterns

BODY = "老城区的社区图书馆上周重新开放，三层楼都换了新书架。周末常有家长带着孩子来听故事。"
PARTS = [
    *("他像饕餮(tāo tiè)一样。", "字(zì)", "企業(yè)", "读音", "（", "）", "【", "】", "。", "，", " ", "\n"),
    *("北京seo", BODY),
    *("【某某网www.example.com】", "手机用户请浏览m.example.com阅读", "（本章未完，请点击下一页）", "本文来自"),
    *("ｗｗｗ．ｅｘａｍｐｌｅ．ｃｏｍ", "w w w . e x . c o m", "example.com"),
    *("装修公司,北京装修公司,装修公司哪家好", "раy", "⼀"),
]


def test_every_stamp_of_the_rules_is_found_whole_and_nothing_of_what_is_none():
    stamps = rule_data()["stamps"]
    for example in stamps["examples"]:
        assert step(InjectedNoise(), f"他坐了下来。{example}外面下雨。")[0].text == "他坐了下来。外面下雨。", example
    for example in stamps["counter_examples"]:
        assert not step(InjectedNoise(), f"他坐了下来。{example}外面下着雨。")[1].edits, example


def test_every_stamp_pattern_has_an_example():
    examples = [folded(example) for example in rule_data()["stamps"]["examples"]]
    for pattern in stamp_patterns():
        assert any(re.fullmatch(pattern, example, re.IGNORECASE) for example in examples), pattern


def test_what_the_screens_look_for_is_in_both_scripts():
    words = {*rule_data()["stamps"]["screen"], *rule_data()["keywords"]["searched"]}
    assert {folded(word) for word in words} <= words


def test_an_unknown_category_is_refused_with_the_known_ones():
    with pytest.raises(ValidationError, match=r"unknown category pinyn \(known: fingerprint,"):
        InjectedNoise(without=("pinyn",))


@pytest.mark.parametrize("reason", ["pinyin", "stamp", "hidden-domain", "keyword-tail", "keyword-line"])
def test_each_category_can_be_switched_off(reason):
    text = "\n".join(
        [
            "乾(qián)坤。手机用户请浏览m.example.com阅读。再见ｗｗｗ．ｅｘａｍｐｌｅ．ｃｏｍ了",
            *[f"{BODY}北京seo"] * 3,
            "装修公司,北京装修公司,装修公司哪家好",
        ]
    )
    every = {edit.reason for edit in step(InjectedNoise(), text)[1].edits}
    rest = {edit.reason for edit in step(InjectedNoise(without=(reason,)), text)[1].edits}
    assert every - rest == {reason}


def test_no_flag_where_control_characters_stands_before_it():
    pipeline = Pipeline.from_config({"version": 1, "steps": [{"use": "control-characters"}, {"use": "injected-noise"}]})
    fingerprint = "\u200b\u200c\u200b\u200b\u200c\ufeff\u2060"
    result = pipeline.clean(f"老城区{fingerprint}的图书馆")
    assert result.document.text == "老城区的图书馆"
    assert not result.document.flags


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join))
def test_a_second_run_changes_nothing(text):
    check(InjectedNoise(), text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "字(zì)" * 20_000,
        "字(zì" + " zì" * 30_000,
        "a." * 50_000,
        "w w w . " + "a " * 50_000,
        "【某某网" * 30_000,
        "本文来自a.b" * 15_000,
        "".join(f"句子句子。词语{i % 999:04d}\n" for i in range(10_000)),
        f"{BODY}甲乙丙丁 " * 3_000,
        ("公司甲乙丙丁," * 60 + "\n") * 200,
        "аa" * 50_000,
        "\ufe0f" * 100_000,
    ],
)
def test_it_stays_linear(text):
    check(InjectedNoise(), text)


@pytest.mark.shared
def test_clean_text_stays_as_it_is(shared):
    for line in (shared / "data" / "sentences" / "plain.jsonl").read_text("utf-8").splitlines():
        text = "\n".join(json.loads(line)["lines"])
        assert not list(InjectedNoise().findings(Document.of(RawDocument(text=text))))


@pytest.mark.shared
def test_the_body_of_real_pages_stays_as_it_is(shared):
    for line in (shared / "data" / "pages" / "pages.jsonl").read_text("utf-8").splitlines():
        assert not step(InjectedNoise(), json.loads(line)["gold_strict"])[1].edits


FENCED = ["```", "\n```\n", "~~~\n", "【某某网www.example.com】", "（本章未完(zì)，请点击下一页）", "\n", BODY]


@given(st.lists(st.sampled_from([*PARTS, *FENCED]), max_size=16).map("".join))
def test_what_a_pass_uncovers_stands_in_the_lines_that_it_edited(text):
    document = Document.of(RawDocument(text=text))
    found = list(InjectedNoise().findings(document))
    with patch.object(injected_noise, "_edited_lines", lambda before, removals, text: [(0, len(text))]):
        assert list(InjectedNoise().findings(document)) == found


def test_a_later_pass_looks_only_at_the_lines_that_an_earlier_one_edited():
    lines = ["数据来自国家统计局www.stats.example.cn"] * 50
    text = "\n".join([*lines, f"{BODY}手机用户请浏览m.example.com阅读。", *lines])
    with patch.object(stamps, "folded", Mock(side_effect=folded)) as folds:
        assert step(InjectedNoise(), text)[0].text == "\n".join([*lines, BODY, *lines])
    assert folds.call_count == 101


def test_a_stamp_goes_where_an_edit_elsewhere_ended_its_fenced_block():
    text = f"（本章未完，请点击下一页）```py\n```\n{BODY}【某某网www.example.com】\n```"
    assert step(InjectedNoise(), text)[0].text == f"```py\n```\n{BODY}\n```"


def test_keywords_of_two_lengths_are_found_at_once_also_where_the_text_ends_with_one():
    lines = [f"{BODY}{word}" for word in ("北京seo", "北京网站优化") for _ in range(3)]
    for each in (lines, lines[::-1]):
        assert len(list(tails(Document.of(RawDocument(text="\n".join(each)))))) == 6
