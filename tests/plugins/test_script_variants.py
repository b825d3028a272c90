"""What golden cases cannot show: conversion equals the engine's, loses nothing, and settles in one run."""

import json
import time
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen.testing import check, step
from jingwen_plugins.script_variants import ScriptVariants, convert
from jingwen_plugins.script_variants.conversion import changes
from jingwen_plugins.script_variants.detection import counts

CONFIGS = ["s2t", "t2s", "s2tw", "s2twp", "tw2s", "tw2sp", "s2hk", "hk2s", "t2tw", "t2hk"]
TARGETS = [("hans", False), ("hans", True), ("hant", False), ("hant-tw", False), ("hant-tw", True), ("hant-hk", False)]
FOLDER = Path(opencc.__file__).parent / "dictionary"
WORDS = [
    word
    for name in ("STPhrases", "TSPhrases", "TWPhrases", "TWPhrasesRev", "STCharacters", "TSCharacters")
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()[::7]
    for word in line.split("\t")
]
PIECES = st.sampled_from([*WORDS, "，", "。", "\n", "`码`", "⿰氵汉", "⿰", "の", "\x00", "𠮷", "A", "东风"])
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@pytest.mark.parametrize(("to", "idioms"), TARGETS)
@given(text=TEXTS)
def test_one_run_settles_any_mixture(to, idioms, text):
    check(ScriptVariants(to=to, idioms=idioms, protect=["东风"]), text)


@given(TEXTS, st.sampled_from(CONFIGS))
def test_conversion_is_the_engines(text, config):
    assert convert(text, config) == opencc.OpenCC(config).convert(text)


@given(TEXTS, st.sampled_from(CONFIGS))
def test_changes_lead_from_one_text_to_the_other(text, config):
    parts, behind = [], 0
    for start, end, new in changes(text, config):
        assert new != text[start:end]
        parts += [text[behind:start], new]
        behind = end
    assert "".join([*parts, text[behind:]]) == convert(text, config)


def test_changes_are_the_shortest_runs():
    assert list(changes("皇后的头发和里面", "s2t")) == [(3, 5, "頭髮"), (6, 7, "裏")]


@pytest.mark.parametrize("config", ["s2x", "", "../s2t", "S2T"])
def test_an_unknown_configuration_is_named(config):
    with pytest.raises(ValueError, match=f"there is no OpenCC configuration '{config}'"):
        convert("字", config)


@pytest.mark.parametrize("text", ["国", "`", "⿰", " ", "国國", "国，國，", "国\n"])
def test_time_grows_with_the_length_only(text):
    started = time.perf_counter()
    step(ScriptVariants(to="hant"), text * (100_000 // len(text)))
    assert time.perf_counter() - started < 10


@pytest.mark.shared
def test_reads_the_script_of_real_pages(shared):
    rows = map(json.loads, (shared / "data/pages/pages.jsonl").read_text("utf-8").splitlines())
    wrong = [
        row["id"]
        for row in rows
        for text in (row["naive_text"], row["gold_strict"])
        if counts(text).script != {"S": "hans", "T": "hant"}[row["script"]]
    ]
    assert not wrong
