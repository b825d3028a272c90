"""Where the parts of a converted text come from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Stretch(NamedTuple):
    """`text[start:end]` became `converted[new_start:new_end]`, which is of another length."""

    start: int
    end: int
    new_start: int
    new_end: int


class Alignment:
    """The stretches of a text whose conversion changed their length; between them it goes character by character.

    >>> longer = Alignment([Stretch(2, 4, 2, 5)])
    >>> longer.forward(2), longer.forward(4), longer.backward(6)
    (2, 5, 5)
    """

    def __init__(self, stretches: Iterable[Stretch] = ()) -> None:
        self.stretches = tuple(stretches)

    def __bool__(self) -> bool:
        return bool(self.stretches)

    def forward(self, offset: int) -> int:
        """Return where a place of the text lies in the converted text; one inside a stretch has no answer."""
        index = bisect_right(self.stretches, offset, key=lambda stretch: stretch.end)
        return offset + self.stretches[index - 1].new_end - self.stretches[index - 1].end if index else offset

    def backward(self, offset: int) -> int:
        """Return where a place of the converted text lies in the text; one inside a stretch has no answer."""
        index = bisect_right(self.stretches, offset, key=lambda stretch: stretch.new_end)
        return offset + self.stretches[index - 1].end - self.stretches[index - 1].new_end if index else offset

    def then(self, following: Alignment) -> Alignment:
        """Return the alignment of two conversions, one after the other.

        >>> first, second = Alignment([Stretch(0, 2, 0, 3)]), Alignment([Stretch(2, 4, 2, 3)])
        >>> first.then(second).stretches
        (Stretch(start=0, end=3, new_start=0, new_end=3),)
        """
        if not self.stretches or not following.stretches:
            return self if self.stretches else following
        return Alignment(self._composed(following))

    def _composed(self, following: Alignment) -> Iterator[Stretch]:
        between = [(s.new_start, s.new_end) for s in self.stretches] + [(s.start, s.end) for s in following.stretches]
        for start, end in _merged(sorted(between)):
            yield Stretch(self.backward(start), self.backward(end), following.forward(start), following.forward(end))


ALIKE = Alignment()
"""Of a text whose conversion changed no length."""


def _merged(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield sorted spans, those that overlap as one."""
    first, last = spans[0]
    for start, end in spans[1:]:
        if start < last:
            last = max(last, end)
        else:
            yield first, last
            first, last = start, end
    yield first, last
