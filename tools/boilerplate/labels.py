"""Labels the lines of naive text by their alignment with the gold text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_SHORTEST = 6  # characters of a part of a line that counts
_MOST = 60  # places of one part in the gold text that are tried
_BREAK = 0.02  # cost of each line that the alignment passes over


class _Match(NamedTuple):
    """A part of a line in the gold text."""

    line: int
    offset: int
    start: int
    end: int


class _BestBefore:
    """The best chain that ends before a place of the gold text: a Fenwick tree of maxima."""

    def __init__(self, size: int) -> None:
        self._tree = [(0.0, -1)] * (size + 1)

    def add(self, place: int, value: tuple[float, int]) -> None:
        """Offer a chain that ends at a place."""
        place += 1
        while place < len(self._tree):
            self._tree[place] = max(self._tree[place], value)
            place += place & -place

    def best(self, place: int) -> tuple[float, int]:
        """Return the best chain that ends at a place or before."""
        result, place = (0.0, -1), place + 1
        while place:
            result = max(result, self._tree[place])
            place -= place & -place
        return result


def folded(text: str) -> str:
    """Return a text as it is scored: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def body_shares(lines: Sequence[str], gold: str) -> list[float]:
    """Return the share of each line that the gold text holds, in the order of the lines.

    >>> body_shares(["首页", "今天下雨，市民出门带伞。", "首页"], "今天下雨，市民出门带伞。")
    [0.0, 1.0, 0.0]
    """
    texts, target = [folded(line) for line in lines], folded(gold)
    matches = [match for number, text in enumerate(texts) if text for match in _matches(number, text, target)]
    totals, previous = [0.0] * len(matches), [-1] * len(matches)
    chains = _BestBefore(len(target) + 1)
    first = 0
    while first < len(matches):
        # alternatives of one part exclude each other: all are asked before any is offered
        last = first
        while last < len(matches) and matches[last][:2] == matches[first][:2]:
            last += 1
        for index in range(first, last):
            match = matches[index]
            total, chain = chains.best(match.start)
            total -= _BREAK * match.line
            totals[index], previous[index] = match.end - match.start + max(total, 0.0), chain if total > 0 else -1
        for index in range(first, last):
            chains.add(matches[index].end, (totals[index] + _BREAK * matches[index].line, index))
        first = last
    covered = [0] * len(texts)
    index = max(range(len(matches)), key=totals.__getitem__, default=-1)
    while index >= 0:
        covered[matches[index].line] += matches[index].end - matches[index].start
        index = previous[index]
    return [count / len(text) if text else 0.0 for count, text in zip(covered, texts, strict=True)]


def _matches(number: int, text: str, target: str) -> Iterator[_Match]:
    """Yield where the line, or else each longest part of it, stands in the gold text."""
    if text in target:
        yield from (_Match(number, 0, start, start + len(text)) for start in _places(text, target))
        return
    offset = 0
    while offset <= len(text) - _SHORTEST:
        size = _SHORTEST
        if text[offset : offset + size] not in target:
            offset += 1
            continue
        while offset + size < len(text) and text[offset : offset + size + 1] in target:
            size += 1
        part = text[offset : offset + size]
        yield from (_Match(number, offset, start, start + size) for start in _places(part, target))
        offset += size


def _places(part: str, target: str) -> Iterator[int]:
    """Yield the first places of a part."""
    start = -1
    for _ in range(_MOST):
        start = target.find(part, start + 1)
        if start < 0:
            return
        yield start
