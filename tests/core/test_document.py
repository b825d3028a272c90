"""The document that a cleaner sees."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen import Document, DocumentError, RawDocument
from jingwen.ledger import applied
from support import any_text


def document(text, **record):
    return Document.of(RawDocument(text=text, **record))


@given(any_text)
def test_lines_are_split_at_line_feeds_only(text):
    lines = document(text).lines
    assert "\n".join(line.text for line in lines) == text
    assert all(text[line.start : line.end] == line.text for line in lines)


@pytest.mark.parametrize(
    ("text", "removed", "left"),
    [
        ("广告\n\n正文。", [0], "正文。"),
        ("正文。\n\n广告", [2], "正文。"),
        ("正文。\n\n广告\n", [2], "正文。"),
        ("甲。\n\n广告\n\n乙。", [2], "甲。\n\n乙。"),
        ("甲。\n广告\n\n乙。", [1], "甲。\n\n乙。"),
        ("甲。\n\n广告\n乙。", [2], "甲。\n\n乙。"),
        ("甲。\n广告\n乙。", [1], "甲。\n乙。"),
        ("广告", [0], ""),
        ("广告\n\n广告\n", [0, 2], ""),
        ("甲。\n\n一\n\n二\n\n三", [2, 4, 6], "甲。"),
        ("一\n\n二\n\n甲。", [0, 2], "甲。"),
        ("甲。\r\n\r\n广告\r\n\r\n乙。", [2], "甲。\r\n\r\n乙。"),
        ("甲。\r\n\r\n广告\r\n", [2], "甲。"),
        ("甲。\n\n一\n\n二\n\n乙。", [2, 4], "甲。\n\n乙。"),
        ("甲。\n\n一\n二\n三\n\n乙。", [2, 3, 4], "甲。\n\n乙。"),
        ("甲。\n一\n二\n\n乙。", [1, 2], "甲。\n\n乙。"),
        ("一\n二\n\n乙。", [0, 1], "乙。"),
    ],
)
def test_removing_lines_leaves_no_double_blank_lines(text, removed, left):
    edits = list(document(text).line_removals(dict.fromkeys(removed, "any")))
    assert applied(text, edits) == left
    assert all(a.end < b.start for a, b in pairwise(edits)), "lines that go together are one edit"
    each = list(document(text).line_removals({index: str(index) for index in removed}))
    assert applied(text, each) == left
    assert [edit.reason for edit in each] == [str(index) for index in removed], "each keeps its own reason"


@given(any_text, st.data())
def test_removing_lines_keeps_all_others_and_doubles_no_blank_line(text, data):
    lines = document(text).lines
    solid = [line.index for line in lines if not line.blank]
    removed = data.draw(st.sets(st.sampled_from(solid))) if solid else set()
    edits = list(document(text).line_removals(dict.fromkeys(removed, "any")))
    assert edits == sorted(edits)
    assert all(a.end <= b.start for a, b in pairwise(edits))
    after = document(applied(text, edits))
    kept = [line.text.rstrip("\r") for line in lines if line.index in set(solid) - removed]
    assert [line.text.rstrip("\r") for line in after.lines if not line.blank] == kept

    def doubled(some):
        return any(a.blank and b.blank for a, b in pairwise(some))

    assert doubled(lines) or not doubled(after.lines)


@pytest.mark.parametrize(
    ("record", "site"),
    [
        ({"url": "https://News.Example.cn:8080/a?b"}, "news.example.cn"),
        ({"url": "https://a.example", "site": "given.example"}, "given.example"),
        ({"url": "http://[::1"}, None),
        ({"url": ""}, None),
        ({}, None),
    ],
)
def test_the_site_is_the_records_or_the_urls_host(record, site):
    assert document("", **record).site == site


def test_a_document_without_id_is_named_after_its_text():
    assert document("正文。").id == document("正文。").id != document("别的。").id


def test_a_lone_surrogate_is_no_text():
    with pytest.raises(DocumentError, match="surrogate at offset 2"):
        document("正文\ud800")
