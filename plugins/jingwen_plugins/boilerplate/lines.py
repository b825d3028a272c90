"""The lines of a document, and what the characters and words of each one tell."""

from __future__ import annotations

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
_AT = {name: row for row, name in enumerate(BASE)}
_POST_BITS = np.array([[1 << WORDS.index(name)] for name in _POSTS], np.uint32)
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
        codes = ch.folded("\n" + text)
        starts = (codes == ch.BREAK).nonzero()[0]
        lengths = sizes(starts, len(codes)) - 1
        numbers = lengths.nonzero()[0]
        if len(numbers) < len(starts):
            kept = np.ones(len(codes), np.bool_)
            kept[starts[lengths == 0]] = False
            codes = codes[kept]
            lengths = lengths[numbers]
            starts = _starts(lengths)
        return cls(codes, starts, lengths, numbers)

    def trimmed(self) -> Lines:
        """Return the lines with the middle of long ones left out."""
        longest = _HEAD + _TAIL
        if self.lengths.max() <= longest:
            return self
        long = self.lengths > longest
        kept = np.ones(len(self.codes), np.bool_)
        for start, length in zip(self.starts[long].tolist(), self.lengths[long].tolist(), strict=True):
            kept[start + 1 + _HEAD : start + 1 + length - _TAIL] = False
        lengths = np.minimum(self.lengths, longest)
        return Lines(self.codes[kept], _starts(lengths), lengths, self.numbers)

    def up_to(self, longest: int) -> Lines:
        """Return the lines without those of more characters."""
        kept = self.lengths <= longest
        lengths = self.lengths[kept]
        return Lines(self.codes[kept.repeat(self.lengths + 1)], _starts(lengths), lengths, self.numbers[kept])


class Words(NamedTuple):
    """What the n-grams of the lines tell beside their features."""

    classes: Keys
    """The classes of each line's keywords, one bit each."""
    orders: Keys
    """The hashes of the n-grams of the trimmed lines, a row for each order, from pairs on."""
    trimmed: Lines
    found: Found

    @classmethod
    def of(cls, lines: Lines, table: GramTable) -> Words:
        """Look up the n-grams of lines, one at least."""
        trimmed = lines.trimmed()
        count = len(lines.starts)
        orders = hashes(trimmed.codes)
        found = table.find(orders, np.arange(count).repeat(trimmed.lengths + 1), count)
        return cls(found.words, orders, trimmed, found)

    def has(self, *names: str) -> Bools:
        """Return which lines hold a keyword of one of some classes."""
        result: Bools = (self.classes & bits(names)) != 0
        return result


@cache
def bits(names: tuple[str, ...]) -> np.uint32:
    """Return classes of keywords as bits."""
    return np.uint32(sum(1 << WORDS.index(name) for name in names))


def _starts(lengths: Ints) -> Ints:
    """Return where lines start, each with its break."""
    result = (lengths + 1).cumsum()
    result -= lengths + 1
    return result


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
    found, trimmed = words.found, words.trimmed
    first_word = len(BASE) - len(WORDS)
    flags = (found.words >> _SHIFTS) & 1
    np.multiply(flags, SCALE, out=out[first_word:], casting="unsafe")
    chrome = flags[: len(CHROME)].sum(0)
    last = np.maximum(trimmed.starts + trimmed.lengths - 2, 0)
    trigrams = words.orders[1]
    counts, repeated = _groups(np.array((_keys(lines), trigrams[trimmed.starts + 1], trigrams[last])))
    values = np.empty((first_word, len(lines.starts)))
    _characters(lines, values)
    values[_AT["gram-sum"]] = found.total / (10 * np.sqrt(found.known + 2))
    values[_AT["gram-min"]] = found.least / 10
    values[_AT["gram-max"]] = found.greatest / 10
    values[_AT["copies"]], values[_AT["same-start"]], values[_AT["same-end"]] = np.log(counts)
    values[_AT["repeated"]] = repeated[0]
    values[_AT["chrome-words"]] = chrome
    values[_AT["chrome-density"]] = chrome / (1 + lines.lengths / LONG)
    values[_AT["posts"]] = words.has(*_POSTS) & (lines.lengths <= _POST)
    out[:first_word] = scaled(values)


def scaled(values: Floats) -> Features:
    """Return the values of features in parts of `SCALE`."""
    result = values * SCALE
    np.rint(result, out=result)
    result.clip(-GREATEST, GREATEST, out=result)
    return result.astype(np.int16)


def forum_score(words: Words, lengths: Ints) -> float:
    """Return how much of a page's short lines speaks of posts and members, and in how many ways."""
    ways = ((words.classes[lengths <= _POST] & _POST_BITS) != 0).sum(1)
    return float(np.log1p(ways).sum())


def _characters(lines: Lines, out: Floats) -> None:
    """Fill in what the classes of the characters tell, in the order of `BASE`."""
    count, lengths = len(lines.starts), lines.lengths
    kinds = ch.classes().take(lines.codes)
    owners = np.arange(0, count * ch.CLASSES, ch.CLASSES).repeat(lengths + 1)
    counts = np.bincount(owners + kinds, minlength=count * ch.CLASSES).reshape(count, ch.CLASSES).T
    shares = counts / lengths
    ends = lines.starts + lengths
    first, last = kinds[lines.starts + 1], kinds[ends]
    closed = last == ch.CLOSING
    np.log1p(lengths, out=out[_AT["length"]])
    out[_AT["han"]] = shares[ch.HAN] + shares[ch.FUNCTION]
    out[_AT["function"] : _AT["closing"] + 1] = shares[ch.FUNCTION : ch.CLOSING + 1]
    out[_AT["other"]] = shares[ch.OTHER] + shares[ch.FOREIGN]
    out[_AT["ends-sentence"]] = np.where(closed & (lengths > 1), kinds[ends - (lengths > 1)], last) == ch.TERMINAL
    out[_AT["ends-colon"]] = last == ch.COLON
    out[_AT["ends-comma"]] = last == ch.COMMA
    out[_AT["starts-opening"]] = first == ch.OPENING
    out[_AT["ends-closing"]] = closed
    out[_AT["starts-separator"]] = first == ch.SEPARATOR
    out[_AT["long"]] = (lengths >= LONG) & (counts[ch.TERMINAL] + counts[ch.COMMA] > 0)
    out[_AT["no-letters"]] = counts[ch.HAN] + counts[ch.FUNCTION] + counts[ch.LATIN] + counts[ch.FOREIGN] == 0


def _keys(lines: Lines) -> npt.NDArray[np.uint64]:
    """Return a key of each line, digits apart."""
    place = np.arange(len(lines.codes)) - lines.starts.repeat(lines.lengths + 1)
    mixed = (lines.codes.astype(np.uint64) + 0x9E3779B9) * (2 * place.astype(np.uint64) + 0x85EBCA6B)
    mixed ^= mixed >> np.uint64(29)
    return np.add.reduceat(mixed * np.uint64(0xBF58476D1CE4E5B9), lines.starts)


def _groups(keys: npt.NDArray[Any]) -> tuple[Ints, Bools]:
    """Return how many keys of a row are equal to each one, itself included, and whether one of them stands before it.

    >>> [each.tolist() for each in _groups(np.array([[7, 3, 7]]))]
    [[[2, 1, 2]], [[False, False, True]]]
    """
    order = keys.argsort(1, kind="stable")
    order += np.arange(0, keys.size, keys.shape[1])[:, None]
    ordered = keys.take(order)
    repeated = np.zeros(keys.shape, np.bool_)
    np.equal(ordered[:, 1:], ordered[:, :-1], out=repeated[:, 1:])
    starts = (~repeated.ravel()).nonzero()[0]
    lengths = sizes(starts, keys.size)
    counts, before = np.empty(keys.shape, np.intp), np.empty(keys.shape, np.bool_)
    counts.ravel()[order.ravel()] = lengths.repeat(lengths)
    before.ravel()[order.ravel()] = repeated.ravel()
    return counts, before
