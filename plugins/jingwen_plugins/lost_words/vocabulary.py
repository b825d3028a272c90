"""How many places of a text have a word: all words of the dictionary at once, and the same in every process."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from jingwen_plugins._characters import to_simplified

Ints: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.uint64]

PLACE = 1000
"""A document counts once for so many of its characters that have a word: it says again what it is about."""
_LENGTHS = (2, 3, 4)
_LEAST = 100  # how often the dictionary saw a word
_TOO_OFTEN = "石首"  # a town that the dictionary takes for one of the most frequent nouns
_NAMES = ("nr", "nrfg", "nrt", "ns", "nt", "nz")  # whom and what a site names is its own affair
_LAST = 0xFFFF
_HAN = (0x3400, 0x9FFF)
_COUNT_BITS = np.int64(32)
_SLOTS = 1 << 20
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(44)  # leaves 20 bits


class Vocabulary(NamedTuple):
    """The words that are counted.

    Args:
        words: by number: the shorter first, those of one length by their codes.
        frequencies: of each, in the dictionary.
        codes: of the words of each length, sorted.
        slots: of each length: which hashes a word may have.
    """

    words: Sequence[str]
    frequencies: Ints
    codes: Sequence[Codes]
    slots: Sequence[npt.NDArray[np.bool_]]


@cache
def vocabulary() -> Vocabulary:
    """Return the words that are counted: those of two to four characters that the dictionary saw often.

    Names are none of them.
    """
    import jieba

    known = {}
    with jieba.get_dict_file() as file:
        for line in file:
            word, count, kind = line.decode().split()
            if int(count) >= _LEAST and len(word) in _LENGTHS and kind not in _NAMES and word != _TOO_OFTEN:
                known[word] = int(count)
    words = sorted(known, key=lambda word: (len(word), word))
    codes = [np.array([_code(word) for word in words if len(word) == length], np.uint64) for length in _LENGTHS]
    slots = []
    for each in codes:
        slot = np.zeros(_SLOTS, np.bool_)
        slot[_hashes(each)] = True
        slots.append(slot)
    return Vocabulary(words, np.array([known[word] for word in words], np.int64), codes, slots)


def counts(texts: Iterable[str]) -> Ints:
    """Return the numbers of the words that some documents have, each with how many places have it; packed.

    >>> numbers, times = unpacked(counts(["總結", "总结总结"]))
    >>> [vocabulary().words[number] for number in numbers], times.tolist()
    (['总结'], [2])
    """
    found = []
    words = vocabulary()
    for text in texts:
        codes = _folded(text)
        grams, first = codes.copy(), 0
        for length, known, slot in zip(_LENGTHS, words.codes, words.slots, strict=True):
            grams = grams[:-1] << np.uint64(16) | codes[length - 1 :]
            if not len(grams):
                break
            places = np.flatnonzero(slot[_hashes(grams)])
            here = grams[places]
            numbers = np.minimum(np.searchsorted(known, here), len(known) - 1)
            right = known[numbers] == here
            found.append(np.unique((places[right] // PLACE) << 32 | (numbers[right] + first)) & 0xFFFFFFFF)
            first += len(known)
    numbers, times = np.unique(np.concatenate(found) if found else np.zeros(0, np.int64), return_counts=True)
    return numbers << _COUNT_BITS | times


def unpacked(packed: Ints) -> tuple[Ints, Ints]:
    """Return numbers of words and their counts."""
    return packed >> _COUNT_BITS, packed & np.int64(0xFFFFFFFF)


def added(parts: Sequence[Ints]) -> Ints:
    """Return the sum of packed counts.

    >>> unpacked(added([counts(["总结"]), counts(["总结"])]))[1].tolist()
    [2]
    """
    both = np.sort(np.concatenate(parts))
    if not len(both):
        return both
    numbers, times = unpacked(both)
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    return numbers[starts] << _COUNT_BITS | np.add.reduceat(times, starts)


def dense(packed: Ints) -> npt.NDArray[np.float64]:
    """Return the counts of all words, by number."""
    result = np.zeros(len(vocabulary().words))
    numbers, times = unpacked(packed)
    result[numbers] = times
    return result


def written(packed: Ints) -> str:
    """Return packed counts as a string of JSON."""
    return b64encode(packed.astype("<i8").tobytes()).decode()


def read(counts: str) -> Ints:
    """Return the packed counts of a string."""
    return np.frombuffer(b64decode(counts), "<i8").astype(np.int64)


def _code(word: str) -> int:
    code = 0
    for char in word:
        code = code << 16 | ord(char)
    return code


def _hashes(codes: Codes) -> Codes:
    return codes * _ODD >> _SHIFT


def _folded(text: str) -> Codes:
    """Return the code points of a text in simplified characters."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return _simplified().take(codes, mode="clip")


@cache
def _simplified() -> Codes:
    table = np.zeros(_LAST + 1, np.uint64)
    table[_HAN[0] : _HAN[1] + 1] = np.arange(_HAN[0], _HAN[1] + 1)
    for char, other in to_simplified().items():
        if char <= _LAST and ord(other) <= _LAST:
            table[char] = ord(other)
    return table
