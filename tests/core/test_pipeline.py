"""The chain as Python users call it."""

import hashlib
import re
from types import MappingProxyType

import pytest

from jingwen import (
    CleanerError,
    ConfigError,
    DocumentError,
    DocumentRejectedError,
    Edit,
    Flag,
    LedgerError,
    Pipeline,
    RawDocument,
    Reject,
    clean,
    restored,
)
from support import Scripted


class Second(Scripted):
    """Another plugin."""

    name = "second"


def test_a_text_a_mapping_and_a_raw_document_clean_alike():
    pipeline = Pipeline([Scripted(said=(Edit(0, 2, "", "any"),))])
    texts = [
        "首页正文。",
        {"text": "首页正文。", "lang": "zh"},
        RawDocument(text="首页正文。", url="https://a.example/1"),
    ]
    assert [result.document.text for result in pipeline(texts)] == ["正文。"] * 3
    assert pipeline.clean(texts[1]).document.meta == {"lang": "zh"}
    assert pipeline.clean(texts[2]).document.site == "a.example"


def test_documents_are_cleaned_as_they_are_asked_for():
    def endless():
        while True:
            yield "正文。"

    results = Pipeline([Scripted()])(endless())
    assert next(results).document.text == next(results).document.text == "正文。"


def test_counts_and_hashes_are_of_the_raw_text():
    document = Pipeline([Scripted(said=(Edit(0, 1, "", "any"), Edit(2, 3, "，，", "any")))]).clean("一𠮷三").document
    assert document.counts.model_dump() == {"raw_chars": 3, "clean_chars": 3, "edits": {"scripted": 2}}
    assert document.raw_sha256 == hashlib.sha256("一𠮷三".encode()).hexdigest()


def test_a_reject_ends_the_chain_there():
    def never(*_):
        raise AssertionError("a step behind the reject ran")

    after = type("After", (Second,), {"findings": never, "name": "after"})
    result = Pipeline([Scripted(said=(Reject("any", "too odd"),)), after()]).clean("正文。")
    assert result.rejected == ("scripted", "scripted/any", "too odd")
    assert restored(result.document.text, result.ledger) == "正文。"


def test_clean_raises_what_a_run_would_record(tmp_path):
    config = tmp_path / "c.yaml"
    config.write_text("steps: [{use: schema-check, min_chars: 50}]", encoding="utf-8")
    with pytest.raises(DocumentRejectedError, match="schema-check/too-short"):
        clean("太短。", config=str(config))


def test_a_plugin_that_raises_is_named_with_the_document():
    class Failing(Scripted):
        name = "failing"

        def findings(self, document):
            yield Flag(0, 1, "any")
            raise KeyError("gone")

    with pytest.raises(CleanerError, match=r"step 'failing', document 'd1': it raised KeyError: 'gone'") as caught:
        Pipeline([Failing()]).clean({"id": "d1", "text": "正文。"})
    assert isinstance(caught.value.__cause__, KeyError)


class Unspeakable(Exception):  # noqa: N818
    def __str__(self):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (SystemExit(0), "it raised SystemExit: 0"),
        (LedgerError("mine"), "it raised LedgerError: mine"),
        (DocumentError("mine"), "it raised DocumentError: mine"),
        (CleanerError("mine", step="inner", plugin="x", document="y"), "it raised CleanerError: step 'inner'"),
        (Unspeakable(), "it raised Unspeakable"),
        (RecursionError("deep\nand deeper"), "it raised RecursionError: deep"),
    ],
)
def test_whatever_a_plugin_raises_is_its_failure_on_this_document(raised, message):
    class Failing(Scripted):
        name = "failing"

        def findings(self, document):
            raise raised

    with pytest.raises(CleanerError) as caught:
        Pipeline([Failing()]).clean({"id": "d1", "text": "正文。"})
    assert (caught.value.step, caught.value.document) == ("failing", "d1")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("returned", "message"), [(None, "findings() returned None"), ("abc", "no Edit"), (7, "TypeError")]
)
def test_what_is_no_list_of_findings_is_refused(returned, message):
    class Odd(Scripted):
        name = "odd"

        def findings(self, document):
            return returned

    with pytest.raises(CleanerError, match=re.escape(message)):
        Pipeline([Odd()]).clean("正文。")


def test_a_plugin_cannot_change_what_it_sees():
    class Meddling(Scripted):
        name = "meddling"

        def findings(self, document):
            for live in (document.fields, document.edits):
                with pytest.raises(TypeError):
                    live["x"] = 1
            document.raw.meta["lang"] = {1, 2}
            document.raw.meta["deep"]["a"] = "changed"
            return ()

    document = Pipeline([Meddling()]).clean({"text": "正文。", "lang": "zh", "deep": {"a": 1}}).document
    assert (document.meta, document.fields, document.counts.edits) == ({"lang": "zh", "deep": {"a": 1}}, {}, {})


def test_a_record_may_be_any_mapping():
    assert Pipeline([Scripted()]).clean(MappingProxyType({"text": "正文。", "lang": "zh"})).document.meta == {
        "lang": "zh"
    }


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"id": "a"}, "document 'a': text: field required"),
        ({"text": 5}, "text: input should be a valid string"),
        ({"text": "\ud800"}, "lone surrogate at offset 0"),
        ([], "a record must be an object"),
        (None, "a record must be an object"),
    ],
)
def test_a_raw_record_that_cannot_be_used_says_why(record, problem):
    with pytest.raises(DocumentError, match=problem):
        Pipeline([Scripted()]).clean(record)


def test_two_steps_of_one_id_are_refused():
    with pytest.raises(ValueError, match="two steps have the id 'scripted'"):
        Pipeline([Scripted(), Scripted()])


def test_a_plugin_may_stand_twice_under_two_ids():
    pipeline = Pipeline.from_config({"steps": [{"use": "spaces", "id": "early"}, "repeated-marks", "spaces"]})
    assert [step.id for step in pipeline.chain.steps] == ["early", "repeated-marks", "spaces"]


def test_a_configuration_as_plain_data_is_checked_like_a_file():
    with pytest.raises(ConfigError, match="unknown key 'stpes'; did you mean 'steps'"):
        Pipeline.from_config({"stpes": []})
