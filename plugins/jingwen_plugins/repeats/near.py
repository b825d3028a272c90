"""Which lines nearly repeat an earlier one: found by what they share of the text's shingles, in linear time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import compress
from operator import eq
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from jingwen_plugins._regex import regex
from jingwen_plugins._text import TERMINAL

_Codes: TypeAlias = NDArray[np.uint16]

_BREAK = ord("\n")
_SHINGLE = 4  # characters
_FACTORS = [np.uint32(factor) for factor in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)]  # odd, of hash functions
_SHORTEST = 24  # letters of a paragraph that may differ in a character or a number
_CHANGED = 3, 40  # characters that may differ, and one more for so many letters
_WORD = regex(r"[A-Za-z]+|[^\W\d_A-Za-z]")
_NO_WORD = regex(r"\W+")


def counted(text: str, least: int) -> bool:
    """Whether a text has so many Chinese characters or Western words.

    >>> counted("文件名：src/main.rs", 7), counted("文件名：src/main.rs", 6)
    (False, True)
    """
    return len(text) >= least and len(_WORD.findall(text)) >= least


class Letters:
    """The letters of a text, line by line: without digits, marks and white space, sentences ended by `。`.

    >>> Letters("一共 12 人，\\n都来了！").lines
    ['一共人', '都来了。']
    """

    def __init__(self, text: str) -> None:
        codes = _letters().take(np.frombuffer(f"{text}\n".encode("utf-16-le"), np.uint16))
        self._codes: _Codes = codes.compress(codes.astype(np.bool_))
        self._text = self._codes.tobytes().decode("utf-16-le")[:-1]
        self.lines = self._text.split("\n")

    def with_twins(self, least: int) -> list[int]:
        """Return the lines that may hold a sentence of so many letters right behind its twin."""
        if not _has_twins(self._text.replace("\n", "。\n。"), least):
            return []
        return [index for index, line in enumerate(self.lines) if len(line) > 2 * least and _has_twins(line, least)]

    def copies(self, text: Callable[[int], str], least: int) -> dict[int, int]:
        """Return the lines that repeat an earlier one, marks, digits or a few characters aside, and that line.

        Short lines differ in marks alone.

        Args:
            text: returns a line as it is.
            least: Chinese characters, or Western words, of a line.

        >>> lines = [f"城南的老桥长 {meters} 米，桥面铺着三百块青石板，桥头有一棵古槐树。" for meters in (58, 85)]
        >>> Letters("\\n".join(lines)).copies(lines.__getitem__, 12)
        {1: 0}
        """
        found, firsts = dict[int, int](), dict[str, int]()
        long = {index: line for index, line in enumerate(self.lines) if len(line) >= least}
        for index, line in long.items() if len(set(long.values())) < len(long) else ():
            first = firsts.setdefault(line, index)
            if first == index:
                continue
            if len(line) >= _SHORTEST or _words(text(first)) == _words(text(index)):
                found[index] = first
        for index, first in self._alike():
            if index not in found and self._near(index, first):
                found[index] = found.get(first, first)
        return {index: first for index, first in found.items() if counted(text(index), least)}

    def _alike(self) -> Iterator[tuple[int, int]]:
        """Yield pairs of long lines that share a min-hash of their shingles, the later one first."""
        codes = self._codes
        (ends,) = (codes == _BREAK).nonzero()
        starts = np.empty(len(ends), np.intp)
        starts[0], starts[1:] = 0, ends[:-1] + 1
        (long,) = (ends - starts >= _SHORTEST).nonzero()
        if len(long) < 2:
            return
        pairs = codes[:-1].astype(np.uint32)
        pairs <<= 16
        pairs |= codes[1:]
        shingles = pairs[:-2] * _FACTORS[0]
        shingles += pairs[2:]
        # from the first to behind the last shingle of each line; what lies between is looked at in vain
        bounds = np.empty(2 * len(long), np.intp)
        bounds[::2], bounds[1::2] = starts[long], ends[long] - _SHINGLE + 1
        lines = long.tolist()
        for factor in _FACTORS:
            shingles *= factor
            hashes = np.minimum.reduceat(shingles, bounds)[::2].tolist()
            if len(set(hashes)) == len(hashes):
                continue
            firsts = dict[int, int]()
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


def _has_twins(letters: str, least: int) -> bool:
    parts = letters.split("。")
    return any(len(each) >= least for each in compress(parts, map(eq, parts, parts[1:])))


def _shingles(line: str) -> list[int]:
    codes = np.frombuffer(line.encode("utf-16-le"), np.uint16).astype(np.uint64)
    pairs = codes[:-1] << np.uint64(16) | codes[1:]
    return list((pairs[:-2] << np.uint64(32) | pairs[2:]).tolist())


def _changed(shingles: list[int], others: list[int]) -> int:
    """Return in about how many characters a line differs from another: each spoils the shingles that it is part of."""
    there = set(others)
    spoilt = "".join("+" if shingle in there else "-" for shingle in shingles).split("+")
    return sum(max(1, len(run) - _SHINGLE + 1) for run in spoilt if run)


def _words(text: str) -> str:
    return _NO_WORD.sub("", text)


@cache
def _letters() -> _Codes:
    """Return what becomes of each UTF-16 code: letters and line breaks stay, what ends a sentence is `。`, else 0."""
    table = np.zeros(1 << 16, np.uint16)
    for match in re.finditer(r"[^\W\d_]+", "".join(map(chr, range(1 << 16)))):
        table[slice(*match.span())] = np.arange(*match.span())
    table[_BREAK] = _BREAK
    table[[ord(mark) for mark in TERMINAL]] = ord("。")
    return table
