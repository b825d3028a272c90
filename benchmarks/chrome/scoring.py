"""How much of a main text an engine keeps, in characters, and how many lines of the rest."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

_SPACE = re.compile(r"\s+")
_PIECE = 6  # characters; a shorter part of a line stands in a text by chance
_PLACES = 60  # at most so many of them are looked at for one piece
_GAP = 0.02  # characters that a skipped line costs
_WHOLE = 0.5  # the share of its characters from which on a line counts as there

Chain: TypeAlias = "tuple[int, int, Chain] | None"
"""The line of a piece, its characters, and the chain before it."""


class Score(NamedTuple):
    """What an engine made of a page.

    Args:
        precision: characters of the output that are gold.
        recall: characters of the gold text that are in the output.
        f1: of both.
        lost: gold characters that are not in the output.
        gold: characters of the gold text.
        kept: chrome lines of the naive text that are in the output.
        chrome: chrome lines of the naive text.
    """

    precision: float
    recall: float
    f1: float
    lost: int
    gold: int
    kept: int
    chrome: int


def score(output: str, gold: str, lines: Sequence[str]) -> Score:
    """Return the score of an output.

    Args:
        output: what the engine takes for the main text.
        gold: the main text.
        lines: those of the naive text.
    """
    new, right = normalized(output), normalized(gold)
    same = common(new, right)
    chrome = [not there for there in present(lines, gold)]
    kept = sum(each and there for each, there in zip(chrome, present(lines, output), strict=True))
    precision, recall = same / max(len(new), 1), same / max(len(right), 1)
    f1 = 2 * precision * recall / (precision + recall) if same else 0.0
    return Score(precision, recall, f1, len(right) - same, len(right), kept, sum(chrome))


def normalized(text: str) -> str:
    """Return a text as it is compared: NFKC, without white space."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def common(one: str, other: str) -> int:
    """Return the length of the longest common subsequence (Hyyrö's bit-parallel algorithm, on a big integer).

    >>> common("城墙今日开放", "城墙将于今日起开放")
    6
    """
    places: defaultdict[str, int] = defaultdict(int)
    for place, character in enumerate(one):
        places[character] |= 1 << place
    every = row = (1 << len(one)) - 1
    for character in other:
        matched = row & places.get(character, 0)
        row = (row + matched | row - matched) & every
    return len(one) - row.bit_count()


def present(lines: Sequence[str], text: str) -> list[bool]:
    """Return which lines stand in a text; blank ones do.

    Lines and parts of them are matched in the order of both, so that a short line is not found in the middle of a
    paragraph that another line fills.

    >>> present(["首页", "城墙今日开放,首页有图。", "评论"], "城墙今日开放，首页有图。")
    [False, True, False]
    """
    short, whole = [normalized(line) for line in lines], normalized(text)
    chains = _Chains()
    for line, content in enumerate(short):
        for places, length in _pieces(content, whole):
            chains.add(line, places, length)
    found = [0] * len(lines)
    chain = chains.best()
    while chain:
        line, length, chain = chain
        found[line] += length
    return [matched >= _WHOLE * len(content) for matched, content in zip(found, short, strict=True)]


class _Chains:
    """The best chains of pieces, by where in the text they end: the further the end, the higher the value."""

    def __init__(self) -> None:
        self._ends, self._values, self._chains = [0], [0.0], list[Chain]([None])

    def add(self, line: int, places: Sequence[int], length: int) -> None:
        """Add a piece of a line; no chain takes it at more than one of the places."""
        longer = []
        for place in places:
            before = bisect_right(self._ends, place) - 1
            value = max(self._values[before] - _GAP * line, 0)
            chain = self._chains[before] if value else None
            longer.append((place + length, value + length + _GAP * line, (line, length, chain)))
        for end, value, chain in longer:
            at = bisect_left(self._ends, end)
            behind = at + (at < len(self._ends) and self._ends[at] == end)
            if self._values[behind - 1] >= value:
                continue
            while behind < len(self._ends) and self._values[behind] <= value:
                behind += 1
            self._ends[at:behind], self._values[at:behind], self._chains[at:behind] = [end], [value], [chain]

    def best(self) -> Chain:
        """Return the chain of the highest value."""
        return self._chains[-1]


def _pieces(content: str, text: str) -> Iterator[tuple[list[int], int]]:
    """Yield the longest parts of a line that stand in a text: where they begin there, and their length."""
    start = 0
    while start < len(content):
        if content[start : start + _PIECE] not in text or (len(content) - start < _PIECE and start):
            start += 1
            continue
        rest = range(len(content) - start, 0, -1)
        length = rest[bisect_left(rest, True, key=lambda size: content[start : start + size] in text)]
        if length >= _PIECE or length == len(content):
            yield _places(content[start : start + length], text), length
        start += length


def _places(piece: str, text: str) -> list[int]:
    places = list[int]()
    place = text.find(piece)
    while place >= 0 and len(places) < _PLACES:
        places.append(place)
        place = text.find(piece, place + 1)
    return places
