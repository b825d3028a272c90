"""The chain as Python users call it."""

import hashlib

import pytest

from jingwen import (
    CleanerError,
    ConfigError,
    DocumentError,
    DocumentRejectedError,
    Edit,
    Flag,
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


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"id": "a"}, "document 'a': text: field required"),
        ({"text": 5}, "text: input should be a valid string"),
        ({"text": "\ud800"}, "lone surrogate at offset 0"),
        ([], "Input should be a valid dictionary"),
        (None, "Input should be a valid dictionary"),
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
