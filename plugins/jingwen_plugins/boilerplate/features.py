"""What is known of every line of a page, as one matrix: its characters and words, its place and its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from jingwen_plugins.boilerplate.lines import (
    BASE,
    Bools,
    Features,
    Floats,
    Ints,
    Lines,
    Words,
    base,
    bits,
    forum_score,
    whole,
)

_NEAR = (
    "length", "ends-sentence", "function", "long", "separator", "chrome-words", "gram-sum", "han", "terminal", "date",
    "byline", "posts", "gap",
)  # fmt: skip
_OFFSETS = (-3, -2, -1, 1, 2, 3)
_WINDOWED = ("long", "length", "chrome-words", "gram-sum", "ends-sentence", "posts", "date", "gap")
_WINDOWS = (2, 5, 12, 25)
_PLACE = (
    "place", "from-top", "from-bottom", "lines", "text-before", "text-behind", "long-before", "long-behind",
    "to-previous-long", "to-next-long", "in-block", "before-block", "behind-block", "own-block", "largest-block",
    "long-share", "short-run", "similarity", "since-byline", "to-byline", "since-mark", "to-mark", "marks-in-block",
    "marks-near", "relative-length", "below-heading", "forum-page", "dates-page", "seen-title", "long-line-share",
)  # fmt: skip
NAMES = (
    *BASE,
    *(f"{name}{offset:+d}" for offset in _OFFSETS for name in _NEAR),
    *(f"{name}~{window}" for window in _WINDOWS for name in _WINDOWED),
    *_PLACE,
)
ROW = {name: row for row, name in enumerate(NAMES)}
"""The row of each feature."""
_NEAR_ROWS = [ROW[name] for name in _NEAR]
_WINDOWED_ROWS = [ROW[name] for name in _WINDOWED]
_MARKS = bits(("related", "prevnext", "share", "editor", "comment", "foot", "tag"))

_BLOCK_GAP = 6  # lines without a paragraph that a block of text goes across
_FAR, _FARTHER = 30, 60
_BYLINE, _HEADING, _SHORT = 60, 12, 40  # characters of the longest one


def features(lines: Lines, words: Words) -> Features:
    """Return the features of the lines that are not blank: a row for each of `NAMES`, a column for each line.

    Args:
        lines: the lines, one at least.
        words: what their n-grams tell.
    """
    count = len(lines.starts)
    result = np.empty((len(NAMES), count), np.int16)
    own, row = result[: len(BASE)], len(BASE)
    base(lines, words, own)

    margin = _OFFSETS[-1]
    padded = np.zeros((len(_NEAR), count + 2 * margin), np.int16)
    padded[:, margin:-margin] = own[_NEAR_ROWS]
    for offset in _OFFSETS:
        result[row : row + len(_NEAR)] = padded[:, margin + offset : margin + offset + count]
        row += len(_NEAR)

    sums = np.zeros((len(_WINDOWED), count + 1), np.int64)
    np.cumsum(own[_WINDOWED_ROWS], 1, out=sums[:, 1:])
    at = np.arange(count)
    for window in _WINDOWS:
        first, last = np.maximum(at - window, 0), np.minimum(at + window + 1, count)
        result[row : row + len(_WINDOWED)] = np.rint((sums[:, last] - sums[:, first]) / (last - first))
        row += len(_WINDOWED)

    result[row:] = whole(_places(lines, own, words), count)
    return result


def _places(lines: Lines, own: Features, words: Words) -> Iterator[Any]:
    """Yield what the place on the page and the blocks of paragraphs tell, in the order of `_PLACE`."""
    count, length = len(lines.starts), lines.lengths
    at = np.arange(count)
    is_long, repeated = own[ROW["long"]] > 0, own[ROW["repeated"]] > 0
    weight = np.where(is_long, length, 0)
    total, total_long = length.sum(), max(weight.sum(), 1)
    before, long_before = length.cumsum() - length, weight.cumsum() - weight
    shares, (first, last), share = _blocks(np.where(repeated, 0, weight))
    inside = (at >= first) & (at <= last)
    marks = ((words.classes & _MARKS) != 0) & ~is_long
    mark_sums = np.zeros(count + 1)
    np.cumsum(marks, out=mark_sums[1:])
    dated = words.has("date")
    byline = (dated | words.has("byline")) & ~is_long & (length < _BYLINE)
    heading = (words.has("related") | (own[ROW["ends-colon"]] > 0)) & (length <= _HEADING)
    similar = _similarity(words, inside)

    yield at / max(1, count - 1)
    yield np.log1p(at)
    yield np.log1p(count - 1 - at)
    yield np.log1p(count)
    yield before / total
    yield 1 - (before + length) / total
    yield long_before / total_long
    yield 1 - (long_before + weight) / total_long
    yield from _distances(is_long, _FAR)
    yield inside
    yield np.log1p(np.maximum(0, first - at))
    yield np.log1p(np.maximum(0, at - last))
    yield shares
    yield share
    yield total_long / total
    yield _short_runs(is_long | (own[ROW["ends-sentence"]] > 0))
    yield similar
    yield from _distances(byline, _FARTHER)
    yield from _distances(marks, _FARTHER)
    yield np.where(at > first, np.minimum(10, mark_sums[:-1] - mark_sums[first]), 0)
    yield np.minimum(10, mark_sums[:-1] - mark_sums[np.maximum(0, at - 15)])
    ordered = np.sort(length)
    yield np.log((1 + length) / (1 + (ordered[(count - 1) // 2] + ordered[count // 2]) / 2))
    below = np.zeros(count)
    below[1:] += heading[:-1]
    below[2:] += heading[:-2]
    yield below
    yield forum_score(words, length)
    yield np.log1p(np.count_nonzero(dated & (length < _SHORT)))
    title = (similar > 0.6) & (length >= 6) & (length <= 50)
    seen = np.zeros(count, np.bool_)
    np.logical_or.accumulate(title[:-1], out=seen[1:])
    yield seen
    yield weight / total_long


def _distances(flags: Bools, farthest: int) -> tuple[Floats, Floats]:
    """Return how many lines lie between each line and the flagged one before it, and the one behind it, as logarithms.

    >>> [np.expm1(each).round().tolist() for each in _distances(np.array([True, False, False, True]), 9)]
    [[9.0, 0.0, 1.0, 2.0], [2.0, 1.0, 0.0, 9.0]]
    """
    count = len(flags)
    at = np.arange(count)
    places = flags.nonzero()[0]
    bounds = np.concatenate(([-farthest - 2], places, [count + farthest + 2]))
    passed = flags.cumsum()
    previous, following = bounds[passed - flags], bounds[passed + 1]
    since, to = np.minimum(at - previous - 1, farthest), np.minimum(following - at - 1, farthest)
    return np.log1p(since), np.log1p(to)


def _short_runs(flowing: Bools) -> Floats:
    """Return the length of the run of short lines that each line stands in, as a logarithm; 0 for other lines."""
    changes = np.flatnonzero(flowing[1:] != flowing[:-1]) + 1
    bounds = np.concatenate(([0], changes, [len(flowing)]))
    lengths = bounds[1:] - bounds[:-1]
    return np.where(flowing, 0, np.log1p(np.repeat(lengths, lengths)))


def _blocks(weight: Ints) -> tuple[Floats, tuple[int, int], float]:
    """Return each line's share of the long text by its block, the first and last line of the largest, and its share."""
    count = len(weight)
    shares = np.zeros(count)
    places = weight.nonzero()[0]
    if not len(places):
        return shares, (0, count - 1), 0.0
    heads = np.concatenate(([0], np.flatnonzero(places[1:] - places[:-1] > _BLOCK_GAP + 1) + 1))
    sums = np.add.reduceat(weight[places], heads)
    firsts, lasts = places[heads], places[np.append(heads[1:], len(places)) - 1]
    at = np.arange(count)
    number = np.searchsorted(firsts, at, "right") - 1
    covered = (number >= 0) & (at <= lasts[number])
    shares[covered] = (sums / sums.sum())[number[covered]]
    largest = int(sums.argmax())
    return shares, (int(firsts[largest]), int(lasts[largest])), float(sums[largest] / sums.sum())


def _similarity(words: Words, inside: Bools) -> Floats:
    """Return the share of each line's pairs of characters that other lines of the largest block have too."""
    pairs = (words.orders[0] >> np.uint32(16)).astype(np.uint16)
    starts, lengths = words.trimmed.starts, words.trimmed.lengths
    member = np.repeat(inside, lengths + 1)
    hits = np.bincount(pairs[member], minlength=1 << 16)[pairs] > member
    hits[starts] = hits[starts + lengths] = False  # those with a break
    return np.add.reduceat(hits, starts, dtype=np.int32) / np.maximum(1, lengths - 1)
