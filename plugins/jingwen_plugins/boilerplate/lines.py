"""The lines of a document, and what the characters and words of each one tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from jingwen_plugins.boilerplate import characters as ch
from jingwen_plugins.boilerplate.grams import Found, GramTable, Keys, hashes
from jingwen_plugins.boilerplate.keywords import CHROME, KEYWORDS

Features: TypeAlias = npt.NDArray[np.int16]
"""Features in parts of `SCALE`: whole numbers, which no machine rounds in its own way."""
Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.intp]
Bools: TypeAlias = npt.NDArray[np.bool_]

SCALE = 1024
"""What a feature of 1 is written as."""
GREATEST = 0x3FFF
"""The greatest feature: the difference of two is an `int16` as well."""
LONG = 20  # characters, from where on a line with marks counts as a paragraph
_HEAD, _TAIL = 60, 24  # characters of a long line whose n-grams are looked up
_POST = 30  # characters of the longest line about a post or its author
_POSTS = ("thread", "question", "member", "floor")

WORDS = tuple(KEYWORDS)
BASE = (
    "length", "han", "function", "digit", "latin", "terminal", "comma", "colon", "separator", "opening", "closing",
    "other", "ends-sentence", "ends-colon", "ends-comma", "starts-opening", "ends-closing", "starts-separator", "long",
    "no-letters", "gram-sum", "gram-min", "gram-max", "copies", "repeated", "chrome-words", "chrome-density",
    "same-start", "same-end", "posts", *WORDS,
)  # fmt: skip
_SHIFTS = np.arange(len(WORDS), dtype=np.uint32)[:, None]


class Lines(NamedTuple):
    """The characters of the lines that are not blank, folded; each line starts with its break."""

    codes: ch.Codes
    starts: Ints
    lengths: Ints
    numbers: Ints
    """The place of each among all lines of the text."""

    @classmethod
    def of(cls, text: str) -> Lines:
        """Fold a text.

        >>> Lines.of("首頁\\n\\n正文").lengths.tolist()
        [2, 2]
        """
        codes = np.concatenate(([np.uint32(ch.BREAK)], ch.folded(text)), dtype=np.uint32)
        starts = np.flatnonzero(codes == ch.BREAK)
        lengths = sizes(starts, len(codes)) - 1
        numbers = lengths.nonzero()[0]
        if len(numbers) < len(starts):
            codes = np.delete(codes, starts[lengths == 0])
            lengths = lengths[numbers]
            starts = np.cumsum(lengths + 1) - lengths - 1
        return cls(codes, starts, lengths, numbers)

    def trimmed(self) -> Lines:
        """Return the lines with the middle of long ones left out."""
        longest = _HEAD + _TAIL
        if self.lengths.max() <= longest:
            return self
        place = np.arange(len(self.codes)) - np.repeat(self.starts, self.lengths + 1)
        rest = np.repeat(self.lengths, self.lengths + 1) - place
        lengths = np.minimum(self.lengths, longest)
        starts = np.cumsum(lengths + 1) - lengths - 1
        return Lines(self.codes[(place <= _HEAD) | (rest < _TAIL)], starts, lengths, self.numbers)


class Words(NamedTuple):
    """What the n-grams of the lines tell beside their features."""

    classes: Keys
    """The classes of each line's keywords, one bit each."""
    orders: tuple[Keys, ...]
    """The hashes of the n-grams of the trimmed lines, from pairs on."""
    trimmed: Lines
    found: Found

    @classmethod
    def of(cls, lines: Lines, table: GramTable) -> Words:
        """Look up the n-grams of lines, one at least."""
        trimmed = lines.trimmed()
        count = len(lines.starts)
        orders = hashes(trimmed.codes)
        found = table.find(orders, np.repeat(np.arange(count), trimmed.lengths + 1), count)
        return cls(found.words, orders, trimmed, found)

    def has(self, *names: str) -> Bools:
        """Return which lines hold a keyword of one of some classes."""
        result: Bools = (self.classes & bits(names)) != 0
        return result


@cache
def bits(names: tuple[str, ...]) -> np.uint32:
    """Return classes of keywords as bits."""
    return np.uint32(sum(1 << WORDS.index(name) for name in names))


def sizes(starts: Ints, end: int) -> Ints:
    """Return the lengths of the parts between offsets."""
    result = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=result[:-1])
    result[-1] = end - starts[-1]
    return result


def base(lines: Lines, words: Words, out: Features) -> None:
    """Fill in the features that each line has by itself, one row for each of `BASE`.

    Args:
        lines: the lines, one at least.
        words: what their n-grams tell.
        out: where the features go.
    """
    found, trimmed, count = words.found, words.trimmed, len(lines.starts)
    first_word = len(BASE) - len(WORDS)
    flags = (found.words >> _SHIFTS) & 1
    out[first_word:] = flags * SCALE
    chrome = flags[: len(CHROME)].sum(0)
    last = np.maximum(trimmed.starts + trimmed.lengths - 2, 0)
    values = (
        *_characters(lines),
        found.total / (10 * np.sqrt(found.known + 2)), found.least / 10, found.greatest / 10,
        *_copies(lines), chrome, chrome / (1 + lines.lengths / LONG),
        _counts(words.orders[1][trimmed.starts + 1]), _counts(words.orders[1][last]),
        words.has(*_POSTS) & (lines.lengths <= _POST),
    )  # fmt: skip
    out[:first_word] = whole(values, count)


def whole(values: Iterable[Any], count: int) -> Features:
    """Return features in parts of `SCALE`, a row for each.

    >>> whole([0.5, np.array([1, 2])], 2).tolist()
    [[512, 512], [1024, 2048]]
    """
    columns = list(values)
    result = np.empty((len(columns), count))
    for row, value in zip(result, columns, strict=True):
        row[:] = value
    return scaled(result)


def scaled(values: Floats) -> Features:
    """Return the values of features in parts of `SCALE`."""
    result = np.rint(values * SCALE)
    np.clip(result, -GREATEST, GREATEST, out=result)
    return result.astype(np.int16)


def forum_score(words: Words, lengths: Ints) -> float:
    """Return how much of a page's short lines speaks of posts and members, and in how many ways."""
    short = words.classes[lengths <= _POST]
    ways = [np.count_nonzero(short & bits((name,))) for name in _POSTS]
    return float(np.log1p(ways).sum())


def _characters(lines: Lines) -> Iterator[npt.NDArray[np.generic]]:
    """Yield what the classes of the characters tell, in the order of `BASE`."""
    count, lengths = len(lines.starts), lines.lengths
    kinds = ch.classes()[lines.codes]
    owners = np.repeat(np.arange(0, count * ch.CLASSES, ch.CLASSES), lengths + 1)
    counts = np.bincount(owners + kinds, minlength=count * ch.CLASSES).reshape(count, ch.CLASSES).T
    shares = counts / lengths
    yield np.log1p(lengths)
    yield shares[ch.HAN] + shares[ch.FUNCTION]
    yield from shares[ch.FUNCTION : ch.CLOSING + 1]
    yield shares[ch.OTHER] + shares[ch.FOREIGN]
    ends = lines.starts + lengths
    first, last = kinds[lines.starts + 1], kinds[ends]
    closed = last == ch.CLOSING
    yield np.where(closed & (lengths > 1), kinds[ends - (lengths > 1)], last) == ch.TERMINAL
    yield last == ch.COLON
    yield last == ch.COMMA
    yield first == ch.OPENING
    yield closed
    yield first == ch.SEPARATOR
    yield (lengths >= LONG) & (counts[ch.TERMINAL] + counts[ch.COMMA] > 0)
    yield counts[ch.HAN] + counts[ch.FUNCTION] + counts[ch.LATIN] + counts[ch.FOREIGN] == 0


def _copies(lines: Lines) -> tuple[npt.NDArray[np.float64], Bools]:
    """Return how often each line stands on the page, digits apart, and whether it stood there before."""
    place = np.arange(len(lines.codes)) - np.repeat(lines.starts, lines.lengths + 1)
    mixed = (lines.codes.astype(np.uint64) + 0x9E3779B9) * (2 * place.astype(np.uint64) + 0x85EBCA6B)
    mixed ^= mixed >> np.uint64(29)
    keys = np.add.reduceat(mixed * np.uint64(0xBF58476D1CE4E5B9), lines.starts)
    counts, repeated = _groups(keys)
    return np.log(counts), repeated


def _counts(keys: Keys) -> npt.NDArray[np.float64]:
    """Return how many lines share each line's key, as a logarithm."""
    return np.log(_groups(keys)[0])


def _groups(keys: npt.NDArray[Any]) -> tuple[Ints, Bools]:
    """Return how many keys are equal to each one, itself included, and whether one of them stands before it.

    >>> [each.tolist() for each in _groups(np.array([7, 3, 7]))]
    [[2, 1, 2], [False, False, True]]
    """
    order = keys.argsort(kind="stable")
    ordered = keys[order]
    repeated = np.zeros(len(keys), np.bool_)
    np.equal(ordered[1:], ordered[:-1], out=repeated[1:])
    starts = (~repeated).nonzero()[0]
    lengths = sizes(starts, len(keys))
    counts, before = np.empty(len(keys), np.intp), np.empty(len(keys), np.bool_)
    counts[order], before[order] = lengths.repeat(lengths), repeated
    return counts, before
