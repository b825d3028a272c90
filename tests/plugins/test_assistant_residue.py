"""The rules of assistant-residue are data: each is held to its examples and counter-examples."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen.testing import check, step
from jingwen_plugins.assistant_residue import AssistantResidue, rule_data
from jingwen_plugins.script_variants import convert

RULES = rule_data()["rule"]
EXAMPLES = [(rule["reason"], text) for rule in RULES for text in rule["example"]]
COUNTER_EXAMPLES = [text for rule in RULES for text in rule["counter_example"]]


@pytest.mark.parametrize(("reason", "text"), EXAMPLES)
def test_example_is_recognised(reason, text):
    document, findings = step(AssistantResidue(), f"正文。\n{text}")
    assert {edit.reason for edit in findings.edits} == {reason}
    marked = step(AssistantResidue(policy="mark"), f"正文。\n{text}")[1]
    assert [flag.reason for flag in marked.flags] == [reason] * len(findings.edits) or document.text == "正文。"


@pytest.mark.parametrize(("reason", "text"), EXAMPLES)
@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk", "t2s"])
def test_example_is_recognised_in_both_scripts(config, reason, text):
    assert {edit.reason for edit in step(AssistantResidue(), convert(text, config))[1].edits} == {reason}


@pytest.mark.parametrize("text", COUNTER_EXAMPLES)
def test_counter_example_is_left_alone(text):
    assert not step(AssistantResidue(), text)[1]


def test_every_rule_has_examples_and_a_declared_reason():
    for rule in RULES:
        assert rule["example"]
        assert rule["counter_example"]
        assert rule["reason"] in AssistantResidue.reasons
        assert rule["place"] in ("start", "end", "tail")


@given(st.lists(st.sampled_from([text for _, text in EXAMPLES] + COUNTER_EXAMPLES + ["\n", "\n\n", "正文。"])))
def test_one_run_settles_any_mixture(parts):
    check(AssistantResidue(), "".join(parts))
    check(AssistantResidue(policy="mark"), "".join(parts))


@pytest.mark.parametrize("text", ["好的，", "您是对", "希望这些建议", "如果您有", "作为AI，我", "需要我", "，", " "])
def test_time_grows_with_the_length_only(text):
    started = time.perf_counter()
    step(AssistantResidue(), text * (100_000 // len(text)))
    step(AssistantResidue(), (text + "。") * (100_000 // len(text)))
    assert time.perf_counter() - started < 5


def test_a_question_is_bounded():
    lines = ["用户：写一篇文章"] + ["很长。"] * 12 + ["助手：正文。"]
    assert not step(AssistantResidue(), "\n".join(lines))[1]


@pytest.mark.parametrize("text", ["用户：写一首诗", "助手：", "<|im_end|>", "[INST]", "您想", "我就", "请根据以下内容"])
def test_prompts_take_linear_time(text):
    started = time.perf_counter()
    step(AssistantResidue(), text * 20_000)
    step(AssistantResidue(), f"{text}\n" * 10_000)
    assert time.perf_counter() - started < 5


@pytest.mark.shared
def test_finds_the_one_residue_of_the_seeds_and_none_in_clean_text(shared):
    seeds = [file.read_text("utf-8") for file in sorted((shared / "data/seeds").glob("*.txt"))]
    found = [step(AssistantResidue(), text)[1].edits for text in seeds]
    assert [len(edits) for edits in found] == [0, 1, 0, 0, 0]
    assert found[1][0].reason == "follow-up-question"

    lines = (shared / "data/sentences/plain.jsonl").read_text("utf-8").splitlines()
    clean = ["\n".join(row["lines"]) for row in map(json.loads, lines) if row["src"] != "seeds"]
    pages = map(json.loads, (shared / "data/pages/pages.jsonl").read_text("utf-8").splitlines())
    clean += [row["gold_strict"] for row in pages]
    assert not [edit for text in clean for edit in step(AssistantResidue(), text)[1].edits]
