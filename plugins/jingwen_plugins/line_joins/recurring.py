"""Foreign lines between sentences, known by others of their kind that cut a sentence in two."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

from jingwen import Document, Edit
from jingwen_plugins._regex import regex
from jingwen_plugins._text import fenced_lines
from jingwen_plugins.line_joins.foreign import BEGINNINGS, FOREIGN, foreign_reason

# bare numbers are as often those of sections, and a mark on one side makes a cell or an item
_PAGE = regex(r"[-—–~·•]+ ?\d{1,4} ?[-—–~·•]+|.*[页頁].*|[Pp]age.*")
_WORD = regex(r"[^\W\d_]")


def recurring(document: Document, joins: Sequence[Edit]) -> Mapping[int, str]:
    r"""Return the lines between sentences that are of the kind of those that joins remove.

    A page puts its number where it ends, be it inside a sentence or between two. Of a kind are page numbers that are
    known by their form, and other lines that say the same. They go only where no more of a kind stand between sentences
    than inside: page ends cut most of theirs, while one that cuts by chance may be the number of a section.

    Args:
        document: the document.
        joins: the edits that join its lines, in order.

    Returns:
        The reason to remove each, by the line's index.

    >>> from jingwen import RawDocument
    >>> document = Document.of(RawDocument(text="水流到了\n- 3 -\n水库。\n- 4 -\n春天来了。"))
    >>> recurring(document, [Edit(4, 11, "", "page-break")])
    {3: 'page-break'}
    """
    cuts = [edit for edit in joins if edit.reason in FOREIGN]
    if not cuts:
        return {}
    lines, fenced = document.lines, fenced_lines(document)
    inside, between = Counter[str](), dict[int, tuple[str, str]]()
    for line in lines:
        text = line.text.strip()
        if text and text[0] in BEGINNINGS and (reason := foreign_reason(text)) and (kind := _kind(text, reason)):
            if edit_at(line.start, cuts) is not None:
                inside[kind] += 1
            elif line.index not in fenced:
                between[line.index] = kind, reason
    counts = Counter(kind for kind, _ in between.values())
    return {index: reason for index, (kind, reason) in between.items() if counts[kind] <= inside[kind]}


def edit_at(place: int, edits: Sequence[Edit]) -> int | None:
    """Return the number of the edit that covers an offset; they are in order.

    >>> edits = [Edit(1, 3, "", "a"), Edit(5, 9, "", "b")]
    >>> [edit_at(place, edits) for place in (0, 2, 3, 8)]
    [None, 0, None, 1]
    """
    number = bisect_right(edits, place, key=lambda edit: edit.start) - 1
    return number if number >= 0 and place < edits[number].end else None


def _kind(text: str, reason: str) -> str:
    """Return what the lines that go together share, or nothing for lines that a body may have as well."""
    if reason == "page-break":
        return reason if _PAGE.fullmatch(text) else ""
    return text if reason == "inserted-line" and _WORD.search(text) else ""
