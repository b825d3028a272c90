"""The default chain as a whole: it restores, it settles, and its places are right."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from jingwen import Pipeline, restored
from support import any_text

PRESETS = ("zh-web", "zh-web-hans", "zh-web-hant-tw")
PIPELINES = {name: Pipeline.from_config(f"preset:{name}") for name in PRESETS}
# the classifier judges a line by its neighbours, so that what it leaves is another document to it
WITHOUT_CLASSIFIER = {
    name: Pipeline.from_config({"extends": [f"preset:{name}"], "steps": [{"id": "boilerplate", "disable": True}]})
    for name in PRESETS
}

TYPICAL = (ROOT / "fixtures" / "typical-lines.txt").read_text("utf-8").rstrip("\n").split("\n")

lines = st.sampled_from(TYPICAL) | any_text
documents = st.lists(st.tuples(lines, st.sampled_from(["\n", "\n\n", "\r\n", "", "\n\n\n"])), max_size=12).map(
    lambda parts: "".join(line + end for line, end in parts)
)


@pytest.mark.parametrize("name", PIPELINES)
@given(text=documents)
@example(text="首页\r\n正文\u0085甲\u2028乙\0丙𠮷e\u0301")
def test_the_raw_text_comes_back(name, text):
    result = PIPELINES[name].clean(text)
    assert restored(result.document.text, result.ledger) == text
    assert json.loads(result.ledger.model_dump_json())["steps"] is not None


@pytest.mark.parametrize("name", PRESETS)
@settings(max_examples=300)
@given(text=documents)
@example(text="首页正文作者:林小溪 人气:52\n首页正文\n0000000000000\n1. 选盆:最好二十厘米深。\n1.怎样保养蓝印花布\n")
def test_a_second_run_of_all_that_are_rules_changes_nothing(name, text):
    once = WITHOUT_CLASSIFIER[name].clean(text).document.text
    again = WITHOUT_CLASSIFIER[name].clean(once).document.text
    assert again == once


@given(text=documents)
def test_flags_lie_within_the_clean_text(text):
    document = PIPELINES["zh-web"].clean(text).document
    for flag in document.flags:
        assert (flag.start is None) == (flag.end is None)
        if flag.start is not None:
            assert 0 <= flag.start <= flag.end <= len(document.text)
    assert document.counts.clean_chars == len(document.text)


def test_every_fixture_settles_and_restores(fixtures):
    files = sorted((fixtures / "documents").rglob("*.txt"))
    assert len(files) >= 12
    for name, pipeline in PIPELINES.items():
        for file in files:
            raw = file.read_bytes().decode()
            result = pipeline.clean(raw)
            assert restored(result.document.text, result.ledger) == raw
            assert pipeline.clean(result.document.text).document.text == result.document.text, (name, file.name)
