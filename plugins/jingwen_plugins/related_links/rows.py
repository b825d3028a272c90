"""What a line can be in a list of other articles: a heading, entries, a detail of an entry, or prose."""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from jingwen import Line
from jingwen_plugins._folding import folded
from jingwen_plugins.related_links import patterns
from jingwen_plugins.related_links.entries import LABELS, LONGEST, SENTENCE_ENDS, Entry, entries, is_cut

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


class Row(NamedTuple):
    """A line that is not blank, and what it can be."""

    line: Line
    order: int
    """Its place among the lines that are not blank."""
    kind: Kind
    entries: tuple[Entry, ...] = ()

    def blank_below(self, other: Row) -> bool:
        """Whether a blank line stands between this row and a later one."""
        return other.line.index - self.line.index > other.order - self.order


def row(line: Line, order: int) -> Row:
    """Return what a line can be.

    >>> row(Line(0, 0, 4, "相关阅读"), 0).kind.name, row(Line(0, 0, 10, "2024-05-01"), 0).kind.name
    ('HEADING', 'DETAIL')
    """
    text = line.text.strip()
    kind, found = (_read if len(text) > LONGEST else _remembered)(text)
    if not found:
        return Row(line, order, kind)
    shift = line.start + len(line.text) - len(line.text.lstrip())
    return Row(line, order, kind, tuple(entry.moved(shift) for entry in found))


def _read(text: str) -> tuple[Kind, tuple[Entry, ...]]:
    """Return what a line without outer spaces can be, and its entries at offsets of the line."""
    if len(text) > _LONGEST_LINE:
        return Kind.PROSE, ()
    if len(text) <= _LONGEST_HEADING and (heading := _heading(text)):
        return heading, ()
    if len(text) <= _LONGEST_DETAIL and patterns.DETAIL.fullmatch(text):
        return Kind.DETAIL, ()
    if found := tuple(entries(text)):
        return Kind.ENTRIES, found
    if is_cut(text):
        return Kind.TEASER, ()
    prose = len(text) > LONGEST or text.endswith(SENTENCE_ENDS) or "。" in text
    return (Kind.PROSE if prose else Kind.WORD), ()


_remembered = lru_cache(_REMEMBERED)(_read)  # the pages of a site share most of their short lines


def opens(line: Line) -> bool:
    """Whether a list of other articles may begin at a line."""
    text = line.text.strip() if len(line.text) <= _LONGEST_LINE else ""
    return text.startswith(LABELS) or (len(text) <= _LONGEST_HEADING and _heading(text) is not None)


@lru_cache(_REMEMBERED)
def _heading(text: str) -> Kind | None:
    if not text:
        return None
    short = folded(text)
    if patterns.HEADING.fullmatch(short):
        return Kind.HEADING
    if patterns.VAGUE_HEADING.fullmatch(short):
        return Kind.VAGUE_HEADING
    return Kind.END if patterns.END.fullmatch(text) else None
