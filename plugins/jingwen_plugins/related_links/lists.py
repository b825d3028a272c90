"""Which rows make a list of other articles, and what stands around it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import accumulate
from typing import NamedTuple

from jingwen import Line
from jingwen_plugins._text import CLOSING, TERMINAL
from jingwen_plugins.related_links import patterns
from jingwen_plugins.related_links.entries import LONGEST, Entry, Label, is_cut, without_button
from jingwen_plugins.related_links.rows import Kind, Row, opens

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
_BY_KIND = {Kind.HEADING: Opening.HEADING, Kind.VAGUE_HEADING: Opening.VAGUE_HEADING, Kind.END: Opening.END}
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


def may_hold(lines: Sequence[Line], gaps: Sequence[int]) -> bool:
    """Whether a text can hold a list at all: most clean text cannot, and need not be looked at line by line."""
    tail = 0
    for line in reversed(lines):
        if len(line.text) > LONGEST or line.text.endswith("。"):
            break
        tail += 1
    return bool(gaps) or tail > 1 or any(map(opens, lines))


def lists(rows: Sequence[Row], gaps: Sequence[int]) -> Iterator[Found]:
    """Yield what may be lists, in order."""
    behind = 0
    last_prose = max((place for place, found in enumerate(rows) if found.kind is Kind.PROSE), default=len(rows))
    for place, found in enumerate(rows):
        if place < behind:
            continue
        label = next((entry.label for entry in found.entries if entry.label), None)
        if label:
            candidate = _collected(_BY_LABEL[label], rows, place)
        elif found.kind in _BY_KIND:
            candidate = _collected(_BY_KIND[found.kind], rows, place + 1)
        elif place + 1 < len(rows) and _gap_between(gaps, found, rows[place + 1]):
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
    return place < len(rows) and any(entry.label is None for entry in rows[place].entries)


def _gap_between(gaps: Sequence[int], above: Row, below: Row) -> bool:
    """Whether whole lines were removed between two rows, the first of which ends a paragraph."""
    place = bisect_left(gaps, above.line.end)
    between = place < len(gaps) and gaps[place] <= below.line.start
    return between and above.line.text.rstrip().rstrip(CLOSING).endswith(tuple(TERMINAL))


def _collected(opening: Opening, rows: Sequence[Row], first: int) -> Found:
    """Return the list that begins at a row; it may have no entries."""
    entries: list[Entry] = []
    last, words = first, 0
    loose = _is_loose(rows, first)
    for place in range(first, len(rows)):
        found = rows[place]
        blank_above = place > first and rows[place - 1].blank_below(found)
        if blank_above and not loose and not any(entry.url for entry in found.entries):
            break
        if found.kind in _BY_KIND or (place > first and any(entry.label for entry in found.entries)):
            break
        if entries and _is_teaser(rows, place, entries[-1]):
            teaser = without_button(found.line.text)
            entries[-1] = entries[-1]._replace(end=found.line.end, snippet=teaser, truncated=True)
        elif found.kind is Kind.ENTRIES:
            entries += found.entries
        elif found.kind is Kind.DETAIL:
            if words or not entries:
                continue
            entries[-1] = entries[-1]._replace(end=found.line.end)
        elif found.kind is Kind.WORD and words < _WORDS:
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
    more = first + 2 < len(rows) and rows[first + 2].kind not in _BY_KIND
    return more or (first > 0 and rows[first - 1].blank_below(rows[first]))


def _is_teaser(rows: Sequence[Row], place: int, entry: Entry) -> bool:
    """Whether a row is the beginning of the article that the entry above it names."""
    found, text = rows[place], rows[place].line.text.strip()
    if entry.snippet != entry.title or entry.truncated or not _SHORTEST_TEASER <= len(text) <= _LONGEST_TEASER:
        return False
    if found.kind is Kind.ENTRIES:
        only = found.entries[0]
        other = len(found.entries) > 1 or only.url or only.numbered or only.rank is not None
        return not other and is_cut(text) and 2 * len(text) >= 3 * len(entry.title)
    behind = rows[place + 1] if place + 1 < len(rows) else None
    continued = behind is not None and patterns.WHOLE_TEXT.fullmatch(behind.line.text.strip()) is not None
    return found.kind is Kind.TEASER or (found.kind is Kind.PROSE and continued)


def prose_before(rows: Sequence[Row], lists: Sequence[Found]) -> list[int]:
    """Return how many characters of prose stand before each row, and before the end; what lists hold is none."""
    taken = {place for each in lists for place in range(each.first, each.last)}
    weights = (
        len(found.line.text) if found.kind in (Kind.PROSE, Kind.TEASER) and place not in taken else 0
        for place, found in enumerate(rows)
    )
    return list(accumulate((weight if weight >= _SHORTEST_PROSE else 0 for weight in weights), initial=0))
