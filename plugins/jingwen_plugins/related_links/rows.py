"""What a line can be in a list of other articles: a heading, entries, a detail of an entry, or prose."""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from jingwen import Line
from jingwen_plugins._folding import folded
from jingwen_plugins.related_links import patterns
from jingwen_plugins.related_links.entries import (
    LABELS,
    LONGEST,
    SENTENCE_ENDS,
    SHORTEST,
    Entry,
    Label,
    entries,
    is_cut,
    may_be_cut,
)

_LONGEST_HEADING = 24
_LONGEST_DETAIL = 40
_LONGEST_LINE = 2_000
_REMEMBERED = 1 << 14


class Kind(Enum):
    """What a line can be."""

    HEADING = auto()
    VAGUE_HEADING = auto()
    END = auto()
    ENTRIES = auto()
    DETAIL = auto()
    """A date, a count, a button: it belongs to the entry beside it."""
    WORD = auto()
    """Too short for a headline."""
    TEASER = auto()
    """Prose that is cut off."""
    PROSE = auto()


class Reading(NamedTuple):
    """What a line can be, and the entries that it holds."""

    kind: Kind
    entries: tuple[Entry, ...] = ()
    label: Label | None = None
    """What the first of its entries that has a label has before it."""


_WORD = Reading(Kind.WORD)


class Row:
    """A line that is not blank, and what it can be: it is read when that is first asked."""

    __slots__ = ("_is_prose", "_reading", "line", "order")

    def __init__(self, line: Line, order: int) -> None:
        self.line = line
        self.order = order
        """Its place among the lines that are not blank."""
        self._reading: Reading | None = None
        self._is_prose: bool | None = None

    @property
    def reading(self) -> Reading:
        """What the line can be, with its entries at offsets of the line without outer spaces.

        >>> Row(Line(0, 0, 4, "相关阅读"), 0).kind.name, Row(Line(0, 0, 10, "2024-05-01"), 0).kind.name
        ('HEADING', 'DETAIL')
        """
        if self._reading is None:
            text = self.line.text.strip()
            self._reading = (_read if len(text) > LONGEST else _remembered)(text)
        return self._reading

    @property
    def kind(self) -> Kind:
        """What the line can be."""
        return self.reading.kind

    @property
    def entries(self) -> list[Entry]:
        """The entries that it holds, at offsets of the text."""
        shift = self.line.start + len(self.line.text) - len(self.line.text.lstrip())
        return [entry.moved(shift) for entry in self.reading.entries]

    @property
    def is_prose(self) -> bool:
        """Whether the line is prose, cut off or not."""
        if self._is_prose is None:
            text = self.line.text.strip()
            # no other line is read as one of the two: most are told without being read
            likely = _is_sentence(text) or may_be_cut(text)
            self._is_prose = likely and self.reading.kind in (Kind.PROSE, Kind.TEASER)
        return self._is_prose

    @property
    def is_whole_prose(self) -> bool:
        """Whether the line is prose that is not cut off."""
        return _is_sentence(self.line.text.strip()) and self.reading.kind is Kind.PROSE

    def blank_below(self, other: Row) -> bool:
        """Whether a blank line stands between this row and a later one."""
        return other.line.index - self.line.index > other.order - self.order


def _read(text: str) -> Reading:
    """Return what a line without outer spaces can be, and its entries at offsets of the line."""
    if len(text) > _LONGEST_LINE:
        return Reading(Kind.PROSE)
    if len(text) <= _LONGEST_HEADING and (heading := _heading(text)):
        return Reading(heading)
    if patterns.HEADLINE.fullmatch(text):  # half of the short lines of a page
        return Reading(Kind.ENTRIES, (Entry(0, len(text), text, text),)) if len(text) >= SHORTEST else _WORD
    if len(text) <= _LONGEST_DETAIL and patterns.DETAIL.fullmatch(text):
        return Reading(Kind.DETAIL)
    if found := entries(text):
        return Reading(Kind.ENTRIES, found, next((entry.label for entry in found if entry.label), None))
    if is_cut(text):
        return Reading(Kind.TEASER)
    return Reading(Kind.PROSE) if _is_sentence(text) else _WORD


def _is_sentence(text: str) -> bool:
    """Whether a line that is nothing else is prose."""
    return len(text) > LONGEST or text.endswith(SENTENCE_ENDS) or "。" in text


_remembered = lru_cache(_REMEMBERED)(_read)  # the pages of a site share most of their short lines


def opens(line: Line) -> bool:
    """Whether a list of other articles may begin at a line."""
    text = line.text.strip() if len(line.text) <= _LONGEST_LINE else ""
    return text[:1] in LABELS or (len(text) <= _LONGEST_HEADING and _heading(text) is not None)


def _heading(text: str) -> Kind | None:
    first = text[:1]
    # most lines are told by their first character: a heading begins with a mark or one of few letters
    return _whole_heading(text) if first in patterns.FIRST or not first.isalnum() else None


@lru_cache(_REMEMBERED)
def _whole_heading(text: str) -> Kind | None:
    short = folded(text)
    if patterns.HEADING.fullmatch(short):
        return Kind.HEADING
    if patterns.VAGUE_HEADING.fullmatch(short):
        return Kind.VAGUE_HEADING
    return Kind.END if patterns.END.fullmatch(text) else None
