"""Which lines nearly repeat an earlier one: found by what they share of the text's shingles, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from jingwen_plugins._regex import regex
from jingwen_plugins._text import TERMINAL

_Codes: TypeAlias = NDArray[np.uint16]

_BREAK, _STOP = np.uint16(ord("\n")), np.uint16(ord("。"))
_SHINGLE = 4  # characters
_FACTORS = [np.uint32(factor) for factor in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)]  # odd, of hash functions
_PAIR = np.uint32(1 << 16)
_SHORTEST = 24  # letters of a paragraph that may differ in a character or a number
_CHANGED = 3, 40  # characters that may differ, and one more for so many letters
_NO_WORD = regex(r"\W+")


def counted(text: str, least: int) -> bool:
    """Whether a text has so many Chinese characters or Western words.

    >>> counted("文件名：src/main.rs", 7), counted("文件名：src/main.rs", 6)
    (False, True)
    """
    return len(text) >= least and bool(_words(least).match(text))


@cache
def _words(count: int) -> re.Pattern[str]:
    return regex(rf"(?:[\W\d_]*+(?:[A-Za-z]++|[^\W\d_A-Za-z])){{{count}}}")


def same(lines: list[str], least: int) -> list[tuple[int, int]]:
    """Return the indexes of the lines of so many characters that stood before, each with that of the first.

    >>> same(["春天来了", "春", "夏", "春天来了", "春"], 2)
    [(3, 0)]
    """
    firsts: dict[str, int] = {}
    return [
        (index, first)
        for index, line in enumerate(lines)
        if len(line) >= least and (first := firsts.setdefault(line, index)) != index
    ]


class Letters:
    """The letters of a text, line by line: without digits, marks and white space, sentences ended by `。`.

    >>> Letters("一共 12 人，\\n都来了！").lines
    ['一共人', '都来了。']
    """

    def __init__(self, text: str) -> None:
        # a break before the first line as well: every line lies between two. Python knows UTF-16 by heart and looks
        # UTF-16-LE up; the mark of its byte order goes
        codes = _letters().take(np.frombuffer(f"\n{text}\n".encode("utf-16"), np.uint16)[1:])
        self._source = text
        self._codes: _Codes = codes.compress(codes.astype(np.bool_))
        self._text = self._codes.tobytes().decode("utf-16")
        self.lines = self._text[1:-1].split("\n")
        (self._breaks,) = (self._codes == _BREAK).nonzero()

    @cached_property
    def written(self) -> list[str]:
        """The lines as they are."""
        return self._source.split("\n")

    def with_twins(self, least: int) -> list[int]:
        """Return the lines that hold a sentence of so many letters right behind its twin."""
        text, codes = self._text, self._codes
        ends = codes == _STOP
        ends |= codes == _BREAK
        (stops,) = ends.nonzero()
        sizes = stops[1:] - stops[:-1]
        as_long = sizes[1:] == sizes[:-1]
        as_long &= sizes[1:] > least
        (pairs,) = as_long.nonzero()
        twins = list[int]()
        for start, size in zip(stops.take(pairs).tolist(), sizes.take(pairs).tolist(), strict=True):
            middle = start + size
            if text[middle] == "。" and text[start + 1 : middle] == text[middle + 1 : middle + size]:
                twins.append(middle)
        return sorted(set((self._breaks.searchsorted(twins) - 1).tolist())) if twins else []

    def copies(self, least: int) -> dict[int, int]:
        """Return the lines that repeat an earlier one, marks, digits or a few characters aside, and that line.

        Short lines differ in marks alone.

        Args:
            least: Chinese characters, or Western words, of a line.

        >>> lines = [f"城南的老桥长 {meters} 米，桥面铺着三百块青石板，桥头有一棵古槐树。" for meters in (58, 85)]
        >>> Letters("\\n".join(lines)).copies(12)
        {1: 0}
        """
        found = dict[int, int]()
        for index, first in same(self.lines, least):
            one, other = self.written[first], self.written[index]
            if one == other or len(self.lines[index]) >= _SHORTEST or _unmarked(one) == _unmarked(other):
                found[index] = first
        for index, first in dict.fromkeys(self._alike()):
            if index not in found and self._near(index, first):
                found[index] = found.get(first, first)
        return {index: first for index, first in found.items() if counted(self.written[index], least)}

    def _alike(self) -> Iterator[tuple[int, int]]:
        """Yield pairs of long lines that share a min-hash of their shingles, the later one first."""
        starts, ends = self._breaks[:-1], self._breaks[1:]
        (long,) = (ends - starts > _SHORTEST).nonzero()
        if len(long) < 2:
            return
        # all numbers of one type: to convert some within an operation takes longer
        codes = self._codes[1:].astype(np.uint32)
        pairs = codes[:-1] * _PAIR
        pairs += codes[1:]
        shingles = pairs[:-2] * _FACTORS[0]
        shingles += pairs[2:]
        # from the first to behind the last shingle of each line; what lies between is looked at in vain
        bounds = np.empty(2 * len(long), np.intp)
        bounds[::2], bounds[1::2] = starts.take(long), ends.take(long) - _SHINGLE
        lines = long.tolist()
        for factor in _FACTORS:
            shingles *= factor
            hashes = np.minimum.reduceat(shingles, bounds)[::2].tolist()
            if len(set(hashes)) == len(hashes):
                continue
            firsts: dict[int, int] = {}
            for line, least in zip(lines, hashes, strict=True):
                if (first := firsts.setdefault(least, line)) != line:
                    yield line, first

    def _near(self, index: int, first: int) -> bool:
        """Whether two lines differ in a few characters."""
        one, other = self.lines[index], self.lines[first]
        most = _CHANGED[0] + len(one) // _CHANGED[1]
        if abs(len(one) - len(other)) > most:
            return False
        shingles, others = _shingles(one), _shingles(other)
        return _changed(shingles, others) <= most and _changed(others, shingles) <= most


def _shingles(line: str) -> list[str]:
    return [line[at : at + _SHINGLE] for at in range(len(line) - _SHINGLE + 1)]


def _changed(shingles: list[str], others: list[str]) -> int:
    """Return in about how many characters a line differs from another: each spoils the shingles that it is part of."""
    kept = bytes(map(set(others).__contains__, shingles))
    return sum(max(1, len(run) - _SHINGLE + 1) for run in kept.split(b"\1") if run)


def _unmarked(text: str) -> str:
    return _NO_WORD.sub("", text)


@cache
def _letters() -> _Codes:
    """Return what becomes of each UTF-16 code: letters and line breaks stay, what ends a sentence is `。`, else 0."""
    table = np.zeros(1 << 16, np.uint16)
    for match in re.finditer(r"[^\W\d_]+", "".join(map(chr, range(1 << 16)))):
        table[slice(*match.span())] = np.arange(*match.span())
    table[_BREAK] = _BREAK
    table[[ord(mark) for mark in TERMINAL]] = _STOP
    return table
