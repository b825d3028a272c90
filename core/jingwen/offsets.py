"""Places in a text, carried through edits to places in the edited text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from jingwen.findings import Edit


class OffsetMap:
    """Carries offsets of a text through edits to offsets of the edited text.

    A character inside an edit that keeps its length maps one to one; inside any other edit it maps to all of the edit's
    new text.

    >>> places = OffsetMap([Edit(0, 3, "", "a"), Edit(5, 6, "……", "b")])
    >>> places.span(3, 5), places.span(0, 3), places.point(6)
    ((0, 2), None, 4)
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits

    @cached_property
    def _starts(self) -> list[int]:
        return [edit.start for edit in self._edits]

    @cached_property
    def _shifts(self) -> list[int]:
        """By how much what lies before each edit has moved, and what lies behind the last."""
        return [0, *accumulate(len(edit.new) - (edit.end - edit.start) for edit in self._edits)]

    def _edit_at(self, offset: int) -> int:
        """Return the index of the last edit that starts at or before an offset, or -1."""
        return bisect_right(self._starts, offset) - 1

    def _character(self, offset: int) -> tuple[int, int]:
        """Return where the character at an offset lies now; an empty span if it was deleted."""
        index = self._edit_at(offset)
        if index < 0:
            return offset, offset + 1
        edit, before = self._edits[index], self._shifts[index]
        if offset >= edit.end:
            now = offset + self._shifts[index + 1]
        elif len(edit.new) == edit.end - edit.start:
            now = offset + before
        else:
            return edit.start + before, edit.start + before + len(edit.new)
        return now, now + 1

    def point(self, offset: int) -> int:
        """Return where a place between two characters lies now: behind what the character before it became."""
        return self._character(offset - 1)[1] if offset else 0

    def points(self, offsets: Sequence[int]) -> list[int]:
        """Return where places lie now, as `point` does for each. They come in order, and may be very many.

        >>> OffsetMap([Edit(0, 3, "", "a")]).points([0, 2, 3, 5])
        [0, 0, 0, 2]
        """
        result: list[int] = []
        shift = done = 0
        for start, end, new, _ in self._edits:
            if len(new) == end - start:
                continue
            first = bisect_right(offsets, start, done)
            result += map(shift.__add__, offsets[done:first])
            done = bisect_right(offsets, end, first)
            shift += len(new) - (end - start)
            result += [end + shift] * (done - first)
            if done == len(offsets):
                break
        result += map(shift.__add__, offsets[done:])
        return result

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a span lies now, or None where it was deleted."""
        if start == end:
            index = self._edit_at(start)
            inside = index >= 0 and self._edits[index].start < start < self._edits[index].end
            return None if inside else (self.point(start), self.point(start))
        first, last = self._character(start)[0], self._character(end - 1)[1]
        return (first, last) if first < last else None
