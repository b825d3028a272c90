"""Which of the words that match in a piece of text are converted: the ways of the engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple, Protocol, TypeAlias

from jingwen_plugins._words import segmented


class Match(NamedTuple):
    """A word of a dictionary at `piece[start:end]`; `rank` is the place of the dictionary in its group."""

    start: int
    end: int
    rank: int
    new: str


Chosen: TypeAlias = list[Match]
"""Matches in order that do not overlap."""


class Choice(Protocol):
    """Chooses among the matches in a piece.

    Attributes:
        reach: how many characters on each side of the piece the choice depends on.
    """

    reach: int

    def __call__(self, piece: str, matches: list[Match], before: str, behind: str, /) -> Chosen:
        """Return the chosen matches.

        Args:
            piece: a text that no word reaches out of.
            matches: every match in it.
            before: `reach` characters before the piece, or what there is.
            behind: those behind it.
        """


class Leftmost:
    """From left to right, the first dictionary that knows a word at a place, with its longest word: OpenCC's way.

    >>> both = [Match(0, 2, 0, "頭髮"), Match(1, 3, 0, "發展")]
    >>> Leftmost()("头发展", both, "", "")
    [Match(start=0, end=2, rank=0, new='頭髮')]
    """

    reach = 0

    def __call__(self, _piece: str, matches: list[Match], _before: str, _behind: str, /) -> Chosen:
        """Return the chosen matches."""
        return list(_apart(sorted(matches, key=lambda match: (match.start, match.rank, -match.end))))


class LongestAnywhere:
    """Dictionary by dictionary, the longest word wherever it stands: the way of opencc-python-reimplemented.

    >>> longer = [Match(0, 2, 0, "甲"), Match(1, 4, 0, "乙")]
    >>> LongestAnywhere()("一二三四", longer, "", "")
    [Match(start=1, end=4, rank=0, new='乙')]
    """

    reach = 0

    def __call__(self, piece: str, matches: list[Match], _before: str, _behind: str, /) -> Chosen:
        """Return the chosen matches."""
        taken, chosen = bytearray(len(piece)), []
        for match in sorted(matches, key=lambda match: (match.rank, match.start - match.end, match.start)):
            if taken.find(1, match.start, match.end) < 0:
                taken[match.start : match.end] = b"\1" * (match.end - match.start)
                chosen.append(match)
        return sorted(chosen)


class WordBoundaries:
    """Where words overlap in part, the reading that breaks the fewest word boundaries of jieba; else leftmost.

    Of readings that break as many the one with the later words is taken: in 能干净利落 it is 干净, not 能干.

    >>> overlapping = [Match(0, 2, 0, "頭髮"), Match(1, 3, 0, "發展")]
    >>> WordBoundaries()("头发展", overlapping, "从源", "经济")
    [Match(start=1, end=3, rank=0, new='發展')]
    """

    reach = 4
    # what a character counts that stands in a match but in none that is chosen: more than a boundary, unless jieba
    # takes it for a word of its own
    _left_out = 1.1

    def __call__(self, piece: str, matches: list[Match], before: str, behind: str, /) -> Chosen:
        """Return the chosen matches."""
        if not _overlap(matches):
            return Leftmost()(piece, matches, before, behind)
        boundaries = {place - len(before) for place in _boundaries(before + piece + behind)}
        starting: dict[int, list[Match]] = {}
        for match in sorted(matches, key=lambda match: (match.rank, -match.end)):
            starting.setdefault(match.start, []).append(match)
        covered = {place for match in matches for place in range(match.start, match.end)}
        # from the end: the cost of the best reading from a place on, the number of its parts, and its first match
        best: list[tuple[float, int, Match | None]] = [(0.0, 0, None)] * (len(piece) + 1)
        for place in range(len(piece) - 1, -1, -1):
            cost, parts, _ = best[place + 1]
            readings: list[tuple[float, int, Match | None]] = [
                (cost + self._left_out * (place in covered and not {place, place + 1} <= boundaries), parts + 1, None)
            ]
            for match in starting.get(place, ()):
                cost, parts, _ = best[match.end]
                broken = (match.start not in boundaries) + (match.end not in boundaries)
                readings.append((cost + broken, parts + 1, match))
            best[place] = min(readings, key=lambda reading: reading[:2])  # the first of equals: with the later words
        chosen, place = [], 0
        while place < len(piece):
            first = best[place][2]
            if first:
                chosen.append(first)
            place = first.end if first else place + 1
        return chosen


def _apart(matches: Iterable[Match]) -> Iterator[Match]:
    behind = 0
    for match in matches:
        if match.start >= behind:
            yield match
            behind = match.end


def _overlap(matches: list[Match]) -> bool:
    """Whether any two matches overlap in part: neither lies in the other."""
    reached: list[Match] = []
    for match in sorted(matches, key=lambda match: (match.start, -match.end)):
        reached = [other for other in reached if other.end > match.start]
        if any(other.start < match.start and other.end < match.end for other in reached):
            return True
        reached.append(match)
    return False


def _boundaries(text: str) -> set[int]:
    """Return the places between the words of a text, its two ends included."""
    return {0, *accumulate(map(len, segmented(text)))}
