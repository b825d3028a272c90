"""Which rows make a list of other articles, and what stands around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from enum import Enum, auto
from itertools import accumulate
from typing import NamedTuple

from jingwen import Line
from jingwen_plugins._text import CLOSING, TERMINAL
from jingwen_plugins.related_links import patterns
from jingwen_plugins.related_links.entries import LONGEST, Entry, Label, is_cut, without_button
from jingwen_plugins.related_links.rows import Kind, Reading, Row, opens

_LONGEST_TEASER = 300
_SHORTEST_TEASER = 20
_SHORTEST_PROSE = 20
_SEQUENCE = 3
"""So many numbers in order are ranks."""
_WORDS = 2
"""How many lines too short for a headline may stand together in a list."""


class Opening(Enum):
    """What makes a list known."""

    HEADING = auto()
    VAGUE_HEADING = auto()
    END = auto()
    GAP = auto()
    """A place behind a whole paragraph where an earlier step removed lines."""
    LABEL = auto()
    """A heading in the line of the first entry."""
    NEIGHBOUR = auto()
    """A label that says that it is the article before or behind this one."""
    NONE = auto()


HEADED = (Kind.HEADING, Kind.VAGUE_HEADING)
_OPENERS = (*HEADED, Kind.END)
_BY_KIND = {Kind.HEADING: Opening.HEADING, Kind.VAGUE_HEADING: Opening.VAGUE_HEADING, Kind.END: Opening.END}
_NOTHING = Reading(Kind.WORD)
_ENDS = tuple(TERMINAL)
_BY_LABEL = {Label.HEADING: Opening.LABEL, Label.NEIGHBOUR: Opening.NEIGHBOUR}


class Found(NamedTuple):
    """Entries that follow each other.

    Args:
        opening: what makes them known as a list.
        first: their first row; a heading stands above it.
        last: the row behind the last one that belongs to them.
        entries: the entries, with all that belongs to each.
    """

    opening: Opening
    first: int
    last: int
    entries: tuple[Entry, ...]


def headed(found: Found) -> bool:
    """Whether a line above a list is its heading."""
    return found.opening in (Opening.HEADING, Opening.VAGUE_HEADING)


def openings(lines: Sequence[Line], text: str, gaps: Sequence[int]) -> set[int] | None:
    """Return the places of the lines that may begin a list, or None where the text can hold none: most clean text.

    Args:
        lines: those that are not blank.
        text: the text that they are lines of.
        gaps: where earlier steps removed whole lines.
    """
    if not lines:
        return None
    tail = 0
    for line in reversed(lines):
        if len(line.text) > LONGEST or line.text.endswith("。"):
            break
        tail += 1
    starts = [line.start for line in lines]

    def hinted(hint: re.Pattern[str]) -> set[int]:
        return {bisect_right(starts, found.end()) - 1 for found in hint.finditer(text)}

    found = {place for place in {0, *hinted(patterns.FIRST_HINT)} if opens(lines[place])}
    return found | hinted(patterns.LABEL_HINT) if gaps or tail > 1 or found else None


def lists(rows: Sequence[Row], openings: Collection[int], gaps: Sequence[int]) -> Iterator[Found]:
    """Yield what may be lists, in order.

    Args:
        rows: the lines.
        openings: the orders of those that may begin a list.
        gaps: where earlier steps removed whole lines.
    """
    behind = 0
    last_prose = next((place for place in reversed(range(len(rows))) if rows[place].is_whole_prose), -1)
    gapped = set(_above_gaps(rows, gaps))
    opening = {place for place, found in enumerate(rows) if found.order in openings}
    for place in sorted({*opening, *gapped, last_prose}):
        if place < behind:
            continue
        kind, _, label = rows[place].reading if place in opening else _NOTHING
        if label:
            candidate = _collected(_BY_LABEL[label], rows, place)
        elif kind in _OPENERS:
            candidate = _collected(_BY_KIND[kind], rows, place + 1)
        elif place in gapped:
            candidate = _collected(Opening.GAP, rows, place + 1)
        elif place == last_prose and _begins_list(rows, place + 1):
            candidate = _collected(Opening.NONE, rows, place + 1)
        else:
            continue
        if candidate.entries or candidate.opening is Opening.HEADING:
            yield candidate
        behind = max(candidate.last, place + 1)


def _begins_list(rows: Sequence[Row], place: int) -> bool:
    """Whether a row holds entries without a heading of their own."""
    return place < len(rows) and any(entry.label is None for entry in rows[place].reading.entries)


def _above_gaps(rows: Sequence[Row], gaps: Sequence[int]) -> Iterator[int]:
    """Yield the places of the rows that end a paragraph, and behind which whole lines were removed."""
    ends = [found.line.end for found in rows]
    for gap in gaps:
        place = bisect_right(ends, gap) - 1
        between = 0 <= place < len(rows) - 1 and gap <= rows[place + 1].line.start
        if between and rows[place].line.text.rstrip().rstrip(CLOSING).endswith(_ENDS):
            yield place


def _collected(opening: Opening, rows: Sequence[Row], first: int) -> Found:
    """Return the list that begins at a row; it may have no entries."""
    entries: list[Entry] = []
    last, words = first, 0
    loose = _is_loose(rows, first)
    for place in range(first, len(rows)):
        found = rows[place]
        kind, its, label = found.reading
        blank_above = not loose and place > first and rows[place - 1].blank_below(found)
        if blank_above and not any(entry.url for entry in its):
            break
        if kind in _OPENERS or (place > first and label):
            break
        if entries and _is_teaser(rows, place, entries[-1]):
            teaser = without_button(found.line.text)
            entries[-1] = entries[-1]._replace(end=found.line.end, snippet=teaser, truncated=True)
        elif kind is Kind.ENTRIES:
            entries += found.entries
        elif kind is Kind.DETAIL:
            if words or not entries:
                continue
            entries[-1] = entries[-1]._replace(end=found.line.end)
        elif kind is Kind.WORD and words < _WORDS:
            words += 1
            continue
        else:
            break
        last, words = place + 1, 0
    if len(entries) >= _SEQUENCE and all(entry.rank == place for place, entry in enumerate(entries, 1)):
        entries = [entry.without_rank() for entry in entries]
    return Found(opening, first, last, tuple(entries))


def _is_loose(rows: Sequence[Row], first: int) -> bool:
    """Whether blank lines stand between the rows of a list."""
    if first + 1 >= len(rows) or not rows[first].blank_below(rows[first + 1]):
        return False
    more = first + 2 < len(rows) and rows[first + 2].kind not in _OPENERS
    return more or (first > 0 and rows[first - 1].blank_below(rows[first]))


def _is_teaser(rows: Sequence[Row], place: int, entry: Entry) -> bool:
    """Whether a row is the beginning of the article that the entry above it names."""
    found = rows[place]
    if len(found.line.text) < _SHORTEST_TEASER or entry.truncated or entry.snippet != entry.title:
        return False
    text = found.line.text.strip()
    if not _SHORTEST_TEASER <= len(text) <= _LONGEST_TEASER:
        return False
    if found.kind is Kind.ENTRIES:
        if 2 * len(text) < 3 * len(entry.title) or not is_cut(text):
            return False
        only, *others = found.reading.entries
        return not (others or only.url or only.numbered or only.rank is not None)
    behind = rows[place + 1] if place + 1 < len(rows) else None
    continued = behind is not None and patterns.WHOLE_TEXT.fullmatch(behind.line.text.strip()) is not None
    return found.kind is Kind.TEASER or (found.kind is Kind.PROSE and continued)


def prose_before(rows: Sequence[Row], lists: Sequence[Found]) -> list[int]:
    """Return how many characters of prose stand before each row, and before the end; what lists hold is none."""
    sizes = [len(found.line.text) for found in rows]
    for each in lists:
        sizes[each.first : each.last] = [0] * (each.last - each.first)
    weights = [
        size if size >= _SHORTEST_PROSE and found.is_prose else 0 for size, found in zip(sizes, rows, strict=True)
    ]
    return list(accumulate(weights, initial=0))
