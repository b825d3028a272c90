"""The lines of a text as keys of 64 bits: the lines of many documents at once, and the same in every process."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import NamedTuple, TypeAlias
from unicodedata import category

import numpy as np
import numpy.typing as npt

from jingwen_plugins._regex import regex
from jingwen_plugins._text import CLOSING, TERMINAL

Keys: TypeAlias = npt.NDArray[np.uint64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
_Codes: TypeAlias = npt.NDArray[np.uint32]

EXACT, TEMPLATE, PARAGRAPH, PROSE, TITLE_TAIL = range(5)
"""What a key stands for, in its three lowest bits: a short line as it is, one with values masked, a paragraph by
its form, one that is long and ends as a sentence does, or the end of a title."""
_KIND = np.uint64(7)

_BREAK, _LAST = 0x0A, 0xFFFF
_MARK, _TERMINAL, _CLOSING, _DIGIT, _COLON, _LETTER = 1, 2, 4, 8, 16, 32  # classes of characters, as bits
_LONG, _SENTENCE, _CLOSINGS = 30, 12, 3

_INVISIBLE = ("Cc", "Cf", "Co")  # controls, format characters and icons

_LABEL = regex(r"\s*[^\d\s:：]{2,8}\s*[:：](?!//)")
_LONGEST_LABELLED = 30
_NUMBER = regex(r"\d+(?:[.,]\d+)*")

_BASE, _SIZE = 0x9E6C63D0876A9A47, 0xD6E8FEB86659FD93  # odd, and without a pattern in their bits
_PERIOD = 0x1000


class Lines(NamedTuple):
    """The lines of a text that are not blank.

    Args:
        numbers: which lines they are.
        keys: of each.
    """

    numbers: Ints
    keys: Keys


def kinds(keys: Keys) -> Keys:
    """Return what keys stand for."""
    return keys & _KIND


def are_paragraphs(keys: Keys) -> Bools:
    """Return which keys stand for long lines or sentences."""
    result: Bools = (kinds(keys) == PARAGRAPH) | (kinds(keys) == PROSE)
    return result


def line_keys(text: str) -> Lines:
    r"""Return the keys of a text's lines. White space does not count.

    A line that reads like a paragraph counts as it is. In others numbers, and what stands behind a label, are
    masked; what has no letters counts as masked.

    >>> lines = line_keys("首页\n\n第 3 页\n第12页\n首 页\n编辑：文小白\n编辑：王大明")
    >>> lines.numbers.tolist(), [lines.keys.tolist().index(key) for key in lines.keys.tolist()]
    ([0, 2, 3, 4, 5, 6], [0, 1, 1, 0, 4, 4])
    >>> kinds(lines.keys).tolist()
    [0, 1, 1, 0, 1, 1]
    """
    codes = _folded(text)
    numbers, starts, lengths = _lines(codes)
    if not len(numbers):
        return Lines(numbers, np.zeros(0, np.uint64))
    classes = _classes().take(codes, mode="clip")
    found = np.bitwise_or.reduceat(classes, starts)
    ended = np.zeros(len(numbers), np.bool_)
    sentences = np.flatnonzero((lengths >= _SENTENCE) & (found & _TERMINAL > 0))
    ended[sentences] = _ends_sentence(classes, starts[sentences], lengths[sentences])
    long = lengths >= _LONG
    paragraphs = ended | (long & (found & _MARK > 0))
    lines = np.where(found & _LETTER > 0, EXACT, TEMPLATE)
    kind = np.where(paragraphs, np.where(long & ended, PROSE, PARAGRAPH), lines)
    keys = _hashes(codes, starts, lengths) | kind.astype(np.uint64)
    valued = np.flatnonzero((found & (_DIGIT | _COLON) > 0) & ~paragraphs)
    if len(valued):
        texts = text.split("\n")
        templates = _folded("\n".join([_template(texts[number]) for number in numbers[valued].tolist()]))
        masked = _hashes(templates, *_lines(templates)[1:])
        unchanged = (masked == keys[valued]) & (found[valued] & _DIGIT == 0)
        keys[valued] = masked | np.where(unchanged, np.uint64(EXACT), np.uint64(TEMPLATE))
    return Lines(numbers, keys)


def tail_key(tail: str) -> int:
    """Return the key of the end of a title.

    >>> tail_key("_某网") == tail_key(" _ 某网") != tail_key("_别的网")
    True
    """
    digest = hashlib.blake2b("".join(tail.split()).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") & ~7 | TITLE_TAIL


def _template(line: str) -> str:
    """Return a line with its values masked; it is not blank, and neither is its template."""
    if len(line) <= _LONGEST_LABELLED and (label := _LABEL.match(line)):
        return label[0]
    return _NUMBER.sub("0", line)


def _folded(text: str) -> _Codes:
    """Return the code points of a text without white space, a line break behind each line."""
    codes = np.frombuffer(f"{text}\n".encode("utf-32-le"), "<u4")
    shown = _shown().take(codes, mode="clip")
    return codes if shown.all() else codes[shown]


def _lines(codes: _Codes) -> tuple[Ints, Ints, Ints]:
    """Return which lines are not blank, where they start, and their lengths."""
    ends = np.flatnonzero(codes == _BREAK)
    starts = np.zeros(len(ends), np.int64)
    starts[1:] = ends[:-1] + 1
    lengths = ends - starts
    numbers = np.flatnonzero(lengths)
    return numbers, starts[numbers], lengths[numbers]


def _ends_sentence(classes: npt.NDArray[np.uint8], starts: Ints, lengths: Ints) -> Bools:
    """Return which lines end in a mark that ends a sentence, closing quotes and brackets aside."""
    last = starts + lengths - 1
    for _ in range(_CLOSINGS):
        last = np.maximum(last - (classes[last] & _CLOSING > 0), starts)
    ends: Bools = classes[last] & _TERMINAL > 0
    return ends


def _hashes(codes: _Codes, starts: Ints, lengths: Ints) -> Keys:
    """Return a polynomial hash of each line, its lowest bits 0."""
    first = starts[0]
    places = np.arange(first, len(codes)) - starts.repeat(np.diff(starts, append=len(codes)))
    products = _powers().take(places, mode="wrap")
    products *= codes[first:]
    products[codes[first:] == _BREAK] = 0
    hashes: Keys = np.add.reduceat(products, starts - first) + lengths.astype(np.uint64) * np.uint64(_SIZE)
    hashes ^= hashes >> np.uint64(32)
    hashes *= np.uint64(_SIZE)
    hashes ^= hashes >> np.uint64(29)
    return hashes & ~_KIND


@cache
def _powers() -> Keys:
    return np.multiply.accumulate(np.full(_PERIOD, _BASE, np.uint64))


@cache
def _shown() -> Bools:
    shown = np.ones(_LAST + 1, np.bool_)
    shown[[code for code in range(_LAST) if chr(code).isspace() or category(chr(code)) in _INVISIBLE]] = False
    shown[_BREAK] = True
    return shown


@cache
def _classes() -> npt.NDArray[np.uint8]:
    classes = np.zeros(_LAST + 1, np.uint8)
    for bit, members in (
        (_MARK, "，。；！？…,;!?"),
        (_TERMINAL, TERMINAL),
        (_CLOSING, CLOSING),
        (_DIGIT, filter(str.isdecimal, map(chr, range(_LAST)))),
        (_COLON, ":："),
        (_LETTER, filter(str.isalpha, map(chr, range(_LAST)))),
    ):
        classes[[ord(char) for char in members]] |= bit
    return classes
