"""Foreign lines between sentences, known by others of their kind that cut a sentence in two."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from jingwen import Document, Edit
from jingwen_plugins._regex import regex
from jingwen_plugins._text import fenced_lines
from jingwen_plugins.line_joins.foreign import BEGINNINGS, FOREIGN, foreign_reason

_BARE = "bare number"
_WORD = regex(r"\w")


def recurring(document: Document, joins: Sequence[Edit]) -> Mapping[int, str]:
    r"""Return the lines between sentences that are of the kind of one that a join removes.

    A page puts its number where it ends, be it inside a sentence or between two. Bare numbers count only where all of
    the document are those of consecutive pages: others may be headings or cells. Rules and credits count only where
    they are the same: a document may have some of its own.

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
    found = {
        line.index: (text, reason)
        for line in lines
        if (text := line.text.strip()) and text[0] in BEGINNINGS and (reason := foreign_reason(text))
    }
    inside = {index for index in found if edit_at(lines[index].start, cuts) is not None}
    kinds = {_kind(*found[index]) for index in inside}
    if not _consecutive(text for text, _ in found.values() if text.isdecimal()):
        kinds.discard(_BARE)
    return {
        index: reason
        for index, (text, reason) in found.items()
        if index not in inside and index not in fenced and _kind(text, reason) in kinds
    }


def edit_at(place: int, edits: Sequence[Edit]) -> int | None:
    """Return the number of the edit that covers an offset; they are in order.

    >>> edits = [Edit(1, 3, "", "a"), Edit(5, 9, "", "b")]
    >>> [edit_at(place, edits) for place in (0, 2, 3, 8)]
    [None, 0, None, 1]
    """
    number = bisect_right(edits, place, key=lambda edit: edit.start) - 1
    return number if number >= 0 and place < edits[number].end else None


def _kind(text: str, reason: str) -> str:
    """Return what a line has in common with those that go with it: page numbers and advertisements vary in form."""
    if reason == "page-break":
        return _BARE if text.isdecimal() else reason
    return reason if reason == "inserted-line" and _WORD.search(text) else text


def _consecutive(numbers: Iterable[str]) -> bool:
    return all(int(above) + 1 == int(below) for above, below in pairwise(numbers))
