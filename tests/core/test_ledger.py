"""The ledger: what was cleaned can be restored, and every place is carried to the right offset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen import Edit, Field, FindingError, Flag, LedgerError, Link, Pipeline, RawDocument, Reject, edits_between
from jingwen.chain import Chain, Step
from jingwen.contract import checked
from jingwen.document import Document
from jingwen.ledger import applied, restored, undone
from jingwen.offsets import OffsetMap
from jingwen_schemas import RecordedEdit
from support import Scripted, any_text


@st.composite
def texts_and_edits(draw):
    """A text, and edits of it that keep the contract."""
    text = draw(any_text)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12, unique=True)))
    edits = [
        Edit(start, end, draw(st.sampled_from(["", "，", "\n", "\r\n", "𠮷", "e\u0301", "abc"])), "any")
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return text, edits


def record(text, edits):
    return [RecordedEdit(edit.start, text[edit.start : edit.end], edit.new, "x/any") for edit in edits]


@given(texts_and_edits())
def test_undoing_gives_the_text_back(case):
    text, edits = case
    assert undone(applied(text, edits), record(text, edits)) == text


@given(texts_and_edits(), st.data())
def test_what_no_edit_touches_is_found_again_at_its_new_place(case, data):
    text, edits = case
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    places, after = OffsetMap(edits), applied(text, edits)
    place = places.span(start, end)
    if place is not None:
        assert 0 <= place[0] <= place[1] <= len(after)
    if start < end and not any((edit.start < end and start < edit.end) or start < edit.start < end for edit in edits):
        assert place is not None
        assert after[slice(*place)] == text[start:end]


@given(texts_and_edits())
def test_points_keep_their_order(case):
    text, edits = case
    places = OffsetMap(edits)
    moved = [places.point(offset) for offset in range(len(text) + 1)]
    assert moved == sorted(moved)
    assert places.points(range(len(text) + 1)) == moved
    assert moved[-1] <= len(applied(text, edits))


@pytest.mark.parametrize(
    ("edits", "span", "moved"),
    [
        ([Edit(2, 4, "", "any")], (0, 2), (0, 2)),
        ([Edit(2, 4, "", "any")], (4, 6), (2, 4)),
        ([Edit(2, 4, "", "any")], (2, 4), None),
        ([Edit(2, 4, "", "any")], (3, 5), (2, 3)),
        ([Edit(2, 4, "", "any")], (3, 3), None),
        ([Edit(2, 4, "", "any")], (2, 2), (2, 2)),
        ([Edit(2, 4, "甲乙", "any")], (3, 4), (3, 4)),
        ([Edit(2, 4, "甲乙丙", "any")], (3, 4), (2, 5)),
        ([Edit(2, 2, "甲", "any")], (2, 4), (3, 5)),
        ([Edit(2, 2, "甲", "any")], (0, 2), (0, 2)),
        ([Edit(0, 2, "", "any"), Edit(2, 2, "甲", "any")], (2, 4), (1, 3)),
    ],
)
def test_spans_beside_and_inside_edits(edits, span, moved):
    assert OffsetMap(edits).span(*span) == moved


@given(any_text, any_text)
def test_the_difference_of_two_texts_leads_from_one_to_the_other(old, new):
    edits = list(edits_between(old, new, "any"))
    assert applied(old, edits) == new


def test_the_difference_of_repetitive_lines_stays_bounded():
    old, new = "X" + "啊哈" * 950 + "Y", "Z" + "啊哈呀" * 630 + "W"
    assert applied(old, list(edits_between(old, new, "any"))) == new


def test_the_difference_of_long_repetitive_texts_is_found_by_line():
    old = "今天天气好,明天也好.\n" * 3000
    edits = list(edits_between(old, old.replace("好.", "好。", 1), "any"))
    assert [(edit.end - edit.start, edit.new) for edit in edits] == [(1, "。")]


@pytest.mark.parametrize(
    ("finding", "problem"),
    [
        (Edit(-1, 2, "", "any"), "not within"),
        (Edit(0, 99, "", "any"), "not within"),
        (Edit(2, 1, "", "any"), "not within"),
        (Edit(0.0, 1, "", "any"), "not within"),
        (Edit(0, 1, None, "any"), "not a valid string"),
        (Edit(0, 1, "\ud800", "any"), "not a valid string"),
        (Edit(0, 1, "", "typo"), "not declared"),
        (Flag(0, 1, "typo"), "not declared"),
        (Flag(0, 9, "any"), "not within"),
        (Reject("typo"), "not declared"),
        (Field("views", "52", 0, 1), "cannot hold"),
        (Field("views", -1, 0, 1), "cannot hold"),
        (Field("script", "latin", 0, 1), "cannot hold"),
        (Field("url", "x", 0, 1), "raw record"),
        (Field("isbn", {1, 2}, 0, 1), "cannot hold"),
        (Field("isbn", float("nan"), 0, 1), "it is no JSON"),
        (Field("isbn", 10**30, 0, 1), "64-bit"),
        (Field("isbn", "\ud800", 0, 1), "cannot hold"),
        (Field(5, "x", 0, 1), "name is not a valid string"),
        (Field("", "x", 0, 1), "name is not a valid string"),
        (Flag(0, 1, "any", 5), "detail is not a valid string"),
        (Flag(0, 1, "any", None), "detail is not a valid string"),
        (Flag(0, 1, [], ""), "not declared"),
        (Link(0, 1, title=5), "valid strings or None"),
        (Link(0, 1, url="\ud800"), "valid strings or None"),
        (Link(0, 1, truncated="maybe"), "valid strings or None"),
        (Link(0, 1, revises=0), "one of the document's 0 links"),
        (Link(0, 1, revises="0"), "one of the document's 0 links"),
        (Reject("any", 5), "detail is not a valid string"),
        (("edit", 0, 1), "no Edit"),
        (None, "no Edit"),
    ],
)
def test_a_finding_that_breaks_the_contract_is_refused_with_its_culprit(finding, problem):
    plugin = Scripted(said=())
    document = Document.of(RawDocument(id="d1", text="正文。"))
    with pytest.raises(FindingError, match=problem) as caught:
        checked([finding], document=document, step="s", plugin=plugin)
    assert (caught.value.step, caught.value.plugin, caught.value.document) == ("s", "scripted", "d1")
    assert caught.value.finding == finding


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(1, 2, "", "any"), Edit(0, 1, "", "any")],
        [Edit(0, 2, "", "any"), Edit(1, 3, "", "any")],
        [Edit(1, 1, "a", "any"), Edit(1, 1, "b", "any")],
    ],
)
def test_edits_out_of_order_or_overlapping_are_refused(edits):
    with pytest.raises(FindingError, match="overlaps"):
        Pipeline([Scripted(said=tuple(edits))]).clean("正文。")


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        ([Edit(0, 1, "", "any"), Edit(1, 1, "甲", "any")], "甲文。"),
        ([Edit(1, 1, "甲", "any"), Edit(1, 2, "乙", "any")], "正甲乙。"),
        ([Edit(0, 0, "甲", "any"), Edit(1, 1, "乙", "any"), Edit(3, 3, "丙", "any")], "甲正乙文。丙"),
        ([Edit(0, 1, Text("甲"), "any"), Edit(1, 1, "乙", "any")], "甲乙文。"),
    ],
)
def test_an_insertion_may_stand_beside_another_edit(edits, text):
    result = Pipeline([Scripted(said=tuple(edits))]).clean("正文。")
    assert result.document.text == text
    assert restored(text, result.ledger) == "正文。"


def test_edits_that_change_nothing_are_not_recorded():
    result = Pipeline([Scripted(said=(Edit(0, 1, "正", "any"),))]).clean("正文。")
    assert result.ledger.steps == []
    assert result.document.counts.edits == {}


def test_an_insertion_that_inserts_nothing_is_in_nobodys_way():
    edits = (Edit(1, 1, "", "any"), Edit(1, 1, "。", "any"))
    assert Pipeline([Scripted(said=edits)]).clean("正文").document.text == "正。文"


def test_true_and_one_are_two_values():
    first, second = Scripted(said=(Field("new", True, 0, 1),)), Scripted(said=(Field("new", 1, 0, 1),))
    document = Pipeline(Chain((Step("a", first), Step("b", second)))).clean("甲").document
    assert [flag.reason for flag in document.flags] == ["jingwen/field-conflict"]


def test_a_ledger_record_of_another_text_is_refused():
    result = Pipeline([Scripted(said=(Edit(0, 1, "", "any"),))]).clean("正文。")
    with pytest.raises(LedgerError, match="not the one"):
        restored("别的文字。", result.ledger)
    with pytest.raises(LedgerError, match="does not fit"):
        undone("短", [RecordedEdit(5, "a", "b", "x/any")])


def test_a_flag_follows_its_place_and_loses_it_when_that_is_deleted():
    first = Scripted(said=(Flag(4, 6, "any", "kept"), Flag(0, 2, "any", "deleted")))
    second = Scripted(said=(Edit(0, 3, "", "any"),))
    document = Pipeline(Chain((Step("a", first), Step("b", second)))).clean("首页，正文在此。").document
    kept, deleted = sorted(document.flags, key=lambda flag: flag.detail, reverse=True)
    assert document.text[kept.start : kept.end] == "文在"
    assert (deleted.start, deleted.end) == (None, None)


def test_the_first_reader_of_a_field_wins_and_a_later_difference_is_flagged():
    first = Scripted(said=(Field("author", "甲", 0, 1),))
    second = Scripted(said=(Field("author", "乙", 1, 2), Field("isbn", "7", 0, 1)))
    document = Pipeline(Chain((Step("a", first), Step("b", second)))).clean("甲乙").document
    assert (document.author, document.fields) == ("甲", {"isbn": "7"})
    assert [(flag.reason, flag.start, flag.end) for flag in document.flags] == [("jingwen/field-conflict", 1, 2)]


def test_the_title_of_the_record_comes_before_one_that_is_read():
    pipeline = Pipeline([Scripted(said=(Field("title", "别的", 0, 1),))])
    document = pipeline.clean({"title": "标题", "text": "正文。"}).document
    assert document.title == "标题"
    assert document.flags[0].reason == "jingwen/field-conflict"


def test_a_step_may_revise_a_field_and_the_title_of_the_record():
    first = Scripted(said=(Field("author", "张三", 0, 1),))
    second = Scripted(said=(Field("author", "張三", 0, 1, revises=True), Field("title", "標題", 0, 0, revises=True)))
    result = Pipeline(Chain((Step("a", first), Step("b", second)))).clean({"title": "标题", "text": "正文。"})
    assert (result.document.author, result.document.title, result.document.flags) == ("張三", "標題", [])
    assert [[field.value for field in step.fields] for step in result.ledger.steps] == [["张三"], ["張三", "標題"]]


def test_where_whole_lines_went_later_steps_see_a_gap():
    seen = []

    class Watching(Scripted):
        name = "watching"

        def findings(self, document):
            seen.append((document.text, document.gaps))
            return ()

    removing = Scripted(said=(Edit(3, 6, "", "any"), Edit(8, 9, "", "any")))
    Pipeline([removing, Watching()]).clean("甲乙\n广告\n丙丁，\n戊")
    assert seen == [("甲乙\n丙丁\n戊", (3,))]


def test_links_are_kept_in_order():
    plugin = Scripted(said=(Link(0, 1, title="一", url="https://a.example"), Link(1, 2, snippet="二…", truncated=True)))
    links = Pipeline([plugin]).clean("正文").document.links
    assert [(link.title, link.snippet, link.truncated) for link in links] == [("一", None, False), (None, "二…", True)]


def test_a_link_can_be_revised_by_a_later_step():
    first = Scripted(said=(Link(0, 1, title="一"), Link(1, 2, snippet="二…", truncated=True), Link(1, 2, title="三")))
    second = Scripted(said=(Link(2, 2, snippet="二二。", revises=1),))
    pipeline = Pipeline(Chain((Step("first", first), Step("second", second))))
    links = pipeline.clean("正文").document.links
    assert [(link.title, link.snippet, link.truncated) for link in links] == [
        ("一", None, False),
        (None, "二二。", False),
        ("三", None, False),
    ]
