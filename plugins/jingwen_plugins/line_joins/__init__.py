"""line-joins: sentences that a hard wrap, a page break or an inserted line broke in two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from jingwen import Cleaner, Document, Edit, Finding, Plugin, hookimpl
from jingwen_plugins.line_joins.classes import FINISHED
from jingwen_plugins.line_joins.decisions import Decided, broken
from jingwen_plugins.line_joins.lines import Lines, Seam, contents, joined
from jingwen_plugins.line_joins.recurring import edit_at, recurring

_PASSES = 8


class LineJoins(Cleaner):
    """Joins lines where a hard wrap, a page break or an inserted line broke a sentence.

    What the ends of two lines look like decides, and how the document's lines were made: wrapped at one width, wrapped
    anywhere, or not wrapped. Most breaks are clear from two characters. The others get a score: the sum of trained
    weights for what ends and begins at the break, how full the line is, a word of the dictionary that spans the break,
    brackets, and what stands between the lines.

    A page number, a form feed, an advertisement or a credit between two halves of a sentence is removed with the join.
    Page numbers and copies of an advertisement go between sentences as well, where at least as many cut one.
    Never joined: list items, headings and captions with the line above them, table rows, indented lines, fenced code
    blocks, and anything across a blank line, unless blank lines stand between all lines or a line was removed there.
    Chinese is joined without a space, Latin words with one; a hyphenated Latin word is healed.

    >>> from jingwen.testing import step
    >>> step(LineJoins(), "会议要求各部门加强沟通，认真落实各项任务，\\n- 3 -\\n并及时反馈工作进展情况。")[0].text
    '会议要求各部门加强沟通，认真落实各项任务，并及时反馈工作进展情况。'
    """

    name = "line-joins"
    reasons: ClassVar[Mapping[str, str]] = {
        "hard-wrap": "a line break inside a sentence or a wrapped paragraph",
        "across-gap": "a sentence that a removed line had cut in two",
        "page-break": "a page number or a form feed inside a sentence; page numbers elsewhere where as many cut one",
        "inserted-line": "an advertisement inside a sentence; its copies between sentences where as many cut one",
        "credit": "a line that names an editor or the like, inside a sentence",
    }

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield an edit for every line break that stands inside a sentence."""
        decided = Decided()
        edits = _joins(*contents(document), decided)
        if rows := recurring(document, edits):
            edits = _joins(*contents(document, rows), decided)
            left = dict[int, str]()
            for row, reason in rows.items():
                joined_across = edit_at(document.lines[row].start, edits)
                if joined_across is None:
                    left[row] = reason
                else:
                    edits[joined_across] = edits[joined_across]._replace(reason=reason)
            edits += document.line_removals(left)
        yield from sorted(edits)


def _joins(lines: Lines, seams: Sequence[Seam], decided: Decided) -> list[Edit]:
    """Return the edits that join lines, in order."""
    edits = list[Edit]()
    # a joined line may show that it goes on: what a second run would see is seen here
    for _ in range(_PASSES):
        if FINISHED.issuperset(lines.endings[:-1]) or not any(found := broken(lines, seams, decided)):
            break
        joins, lines, seams = joined(lines, seams, found)
        edits += joins
    return sorted(edits)


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [LineJoins]
