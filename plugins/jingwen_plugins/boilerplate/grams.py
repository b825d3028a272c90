"""Character n-grams of the lines of a page: keywords and learned weights, looked up for all lines at once."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from jingwen_plugins.boilerplate.characters import BREAK, Codes, folded
from jingwen_plugins.boilerplate.keywords import KEYWORDS

Keys: TypeAlias = npt.NDArray[np.uint32]

LONGEST = 4
_SLOT_BITS = 18
_SHIFT = np.uint32(32 - _SLOT_BITS)
_FIRST_BITS = 16
_FIRST_SHIFT = np.uint32(32 - _FIRST_BITS)
_FACTORS = tuple(np.uint32(factor) for factor in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F))


class Found(NamedTuple):
    """What the n-grams of each line tell."""

    words: Keys
    """The classes of its keywords, one bit each."""
    total: npt.NDArray[Any]
    """The sum of the learned weights."""
    known: npt.NDArray[Any]
    """How many n-grams have one."""
    least: npt.NDArray[np.int8]
    greatest: npt.NDArray[np.int8]


class GramTable:
    """Keywords and learned weights of n-grams, by a hash of 32 bits.

    Args:
        keys: the hashes of the n-grams with a learned weight.
        weights: their weights.
    """

    def __init__(self, keys: Keys, weights: npt.NDArray[np.int8]) -> None:
        """Place keywords first: where two n-grams share a slot, the first one stays."""
        classes: dict[int, int] = {}
        for bit, words in enumerate(KEYWORDS.values()):
            for word in words.split():
                classes[key(word)] = classes.get(key(word), 0) | 1 << bit
        self.learned = learned = dict(zip(keys.tolist(), weights.tolist(), strict=True))
        every = np.array([*classes, *(learned.keys() - classes.keys())], np.uint32)
        _, first = np.unique(every >> _SHIFT, return_index=True)
        every = every[np.sort(first)]
        self._keys = np.concatenate((np.zeros(1, np.uint32), every))
        self._weights = np.array([0, *(learned.get(one, 0) for one in every.tolist())], np.int8)
        self._words = np.array([0, *(classes.get(one, 0) for one in every.tolist())], np.uint32)
        # a table that stays in the processor's cache says of most n-grams that the others do not know them
        self._taken = np.zeros(1 << _FIRST_BITS, np.bool_)
        self._taken[every >> _FIRST_SHIFT] = True
        self._slots = np.zeros(1 << _SLOT_BITS, np.int16)
        self._slots[every >> _SHIFT] = np.arange(1, len(every) + 1)

    def find(self, orders: Keys, owners: npt.NDArray[np.intp], count: int) -> Found:
        """Return what the n-grams of lines tell.

        Args:
            orders: the hashes of the n-grams that start at each character, a row for each order.
            owners: the line of each character.
            count: how many lines there are.
        """
        # in the order of the text, so that what is found in one line stands together
        keys = orders.T.ravel()
        at = self._taken.take(keys >> _FIRST_SHIFT).nonzero()[0]
        keys = keys.take(at)
        hit = self._slots.take(keys >> _SHIFT)
        same = self._keys.take(hit) == keys
        hit, line = hit[same], owners.take(at[same] // len(orders))
        classes, least, greatest = np.zeros(count, np.uint32), np.zeros(count, np.int8), np.zeros(count, np.int8)
        total, known = np.zeros(count, np.intp), np.zeros(count, np.intp)
        if len(hit):
            heads = np.concatenate(([0], (line[1:] != line[:-1]).nonzero()[0] + 1))
            lines, weights = line[heads], self._weights.take(hit)
            classes[lines] = np.bitwise_or.reduceat(self._words.take(hit), heads)
            least[lines] = np.minimum.reduceat(weights, heads)
            greatest[lines] = np.maximum.reduceat(weights, heads)
            np.minimum(least, 0, out=least)
            np.maximum(greatest, 0, out=greatest)
            total[lines] = np.add.reduceat(weights, heads, dtype=np.intp)
            known[lines] = np.add.reduceat(weights != 0, heads, dtype=np.intp)
        return Found(classes, total, known, least, greatest)


def hashes(codes: Codes) -> Keys:
    """Return the hashes of the n-grams of two to four characters that start at each character, a row for each order."""
    size = len(codes)
    padded = np.concatenate((codes, np.full(LONGEST, BREAK, np.uint32)))
    result = np.empty((size, LONGEST - 1), np.uint32)
    value = padded[:size] * _FACTORS[0]
    for order in range(1, LONGEST):
        value = value >> np.uint32(15) ^ value
        value += padded[order : order + size]
        value *= _FACTORS[order]
        result[:, order - 1] = value
    return result.T


def key(word: str) -> int:
    """Return the hash of a keyword; `^` and `$` stand for the ends of the line."""
    codes = folded(word.replace("^", "\n").replace("$", "\n"))[:LONGEST]
    return int(hashes(codes)[len(codes) - 2][0])
