"""What is known of every line of a page, as one matrix: its characters and words, its place and its neighbours."""

from __future__ import annotations

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
    scaled,
)

_NEAR = (
    "length", "ends-sentence", "function", "long", "separator", "chrome-words", "gram-sum", "han", "terminal", "date",
    "byline", "posts", "gap",
)  # fmt: skip
_OFFSETS = (-3, -2, -1, 1, 2, 3)
_WINDOWED = ("long", "length", "chrome-words", "gram-sum", "ends-sentence", "posts", "date", "gap")
_WINDOWS = np.array([[2], [5], [12], [25]])
_PLACE = (
    "place", "from-top", "from-bottom", "lines", "text-before", "text-behind", "long-before", "long-behind",
    "to-previous-long", "to-next-long", "in-block", "before-block", "behind-block", "own-block", "largest-block",
    "long-share", "short-run", "similarity", "since-byline", "to-byline", "since-mark", "to-mark", "marks-in-block",
    "marks-near", "relative-length", "below-heading", "forum-page", "dates-page", "seen-title", "long-line-share",
)  # fmt: skip
NAMES = (
    *BASE,
    *(f"{name}{offset:+d}" for offset in _OFFSETS for name in _NEAR),
    *(f"{name}~{window}" for window in _WINDOWS.flat for name in _WINDOWED),
    *_PLACE,
)
ROW = {name: row for row, name in enumerate(NAMES)}
"""The row of each feature."""
_NEAR_ROWS = np.array([ROW[name] for name in _NEAR])
_WINDOWED_ROWS = np.array([ROW[name] for name in _WINDOWED])
_AT = {name: row for row, name in enumerate(_PLACE)}
_LOGARITHMS = np.array([_AT[name] for name in (
    "from-top", "from-bottom", "lines", "before-block", "behind-block", "short-run", "dates-page",
    "to-previous-long", "to-next-long", "since-byline", "to-byline", "since-mark", "to-mark",
)])  # fmt: skip
_MARKS = bits(("related", "prevnext", "share", "editor", "comment", "foot", "tag"))

_BLOCK_GAP = 6  # lines without a paragraph that a block of text goes across
_FAR, _FARTHER = 30, 60
_NEARBY = 15  # lines before one in which marks are counted, up to
_MOST_MARKS = 10
_FARTHEST = np.array([[_FAR], [_FARTHER], [_FARTHER]])
_SINCE = np.array([_AT[name] for name in ("to-previous-long", "since-byline", "since-mark")])
_UNTIL = np.array([_AT[name] for name in ("to-next-long", "to-byline", "to-mark")])
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
    padded[:, margin:-margin] = own.take(_NEAR_ROWS, 0)
    for offset in _OFFSETS:
        result[row : row + len(_NEAR)] = padded[:, margin + offset : margin + offset + count]
        row += len(_NEAR)

    sums = np.zeros((len(_WINDOWED), count + 1), np.int64)
    own.take(_WINDOWED_ROWS, 0).cumsum(1, out=sums[:, 1:])
    at = np.arange(count)
    first, last = np.maximum(at - _WINDOWS, 0), np.minimum(at + 1 + _WINDOWS, count)
    means = np.rint((sums.take(last, 1) - sums.take(first, 1)) / (last - first))
    windowed = result[row : -len(_PLACE)]
    windowed.reshape(len(_WINDOWS), -1, count)[:] = means.swapaxes(0, 1)

    result[-len(_PLACE) :] = _places(lines, own, words)
    return result


def _places(lines: Lines, own: Features, words: Words) -> Features:
    """Return what the place on the page and the blocks of paragraphs tell, a row for each of `_PLACE`."""
    count, length = len(lines.starts), lines.lengths
    at = np.arange(count)
    is_long = own[ROW["long"]] > 0
    weight = length * is_long
    ends, long_ends = length.cumsum(), weight.cumsum()
    total, total_long = ends[-1], max(long_ends[-1], 1)
    shares, (first, last), share = _blocks(weight * (own[ROW["repeated"]] == 0))
    inside = (at >= first) & (at <= last)
    marks = ((words.classes & _MARKS) != 0) & ~is_long
    mark_sums = marks.cumsum()
    mark_sums -= marks
    dated = words.has("date")
    byline = (dated | words.has("byline")) & ~is_long & (length < _BYLINE)
    heading = (words.has("related") | (own[ROW["ends-colon"]] > 0)) & (length <= _HEADING)
    similar = _similarity(words, inside)
    seen_title = np.logical_or.accumulate((similar > 0.6) & (length >= 6) & (length <= 50))
    ordered = np.sort(length)
    median = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    nearby = mark_sums.copy()
    nearby[_NEARBY:] -= mark_sums[: max(0, count - _NEARBY)]
    since, until = _distances(np.array((is_long, byline, marks)), _FARTHEST)

    result = np.zeros((len(_PLACE), count))
    result[_AT["place"]] = at / max(1, count - 1)
    result[_AT["from-top"]] = at
    result[_AT["from-bottom"]] = at[::-1]
    result[_AT["lines"]] = count
    result[_AT["text-before"]] = (ends - length) / total
    result[_AT["text-behind"]] = 1 - ends / total
    result[_AT["long-before"]] = (long_ends - weight) / total_long
    result[_AT["long-behind"]] = 1 - long_ends / total_long
    result[_AT["in-block"]] = inside
    result[_AT["before-block"], :first] = at[first:0:-1]
    result[_AT["behind-block"], last + 1 :] = at[1 : count - last]
    result[_AT["own-block"]] = shares
    result[_AT["largest-block"]] = share
    result[_AT["long-share"]] = total_long / total
    result[_AT["short-run"]] = _short_runs(is_long | (own[ROW["ends-sentence"]] > 0))
    result[_AT["similarity"]] = similar
    result[_SINCE], result[_UNTIL] = since, until
    result[_AT["marks-in-block"], first:] = np.minimum(_MOST_MARKS, mark_sums[first:] - mark_sums[first])
    result[_AT["marks-near"]] = np.minimum(_MOST_MARKS, nearby)
    result[_AT["relative-length"]] = np.log((1 + length) / (1 + median))
    result[_AT["below-heading"], 1:] = heading[:-1]
    result[_AT["below-heading"], 2:] += heading[:-2]
    result[_AT["forum-page"]] = forum_score(words, length)
    result[_AT["dates-page"]] = np.count_nonzero(dated & (length < _SHORT))
    result[_AT["seen-title"], 1:] = seen_title[:-1]
    result[_AT["long-line-share"]] = weight / total_long
    result[_LOGARITHMS] = np.log1p(result[_LOGARITHMS])
    return scaled(result)


def _distances(flags: Bools, farthest: Ints) -> tuple[Ints, Ints]:
    """Return how many lines lie between each line and the flagged one before it, and the one behind it.

    Args:
        flags: rows of flags.
        farthest: the greatest distance for each row, as a column; `_FARTHER` at most.

    >>> [each.tolist() for each in _distances(np.array([[True, False, False, True]]), np.array([[9]]))]
    [[[9, 0, 1, 2]], [[2, 1, 0, 9]]]
    """
    count = flags.shape[1]
    # what lies behind lies before, read from the end
    both, farthest = np.concatenate((flags, flags[:, ::-1])), np.concatenate((farthest, farthest))
    at = np.arange(count)
    since = np.full(both.shape, _FARTHER)
    last = np.maximum.accumulate(np.where(both, at, -_FARTHER)[:, :-1], 1)
    np.subtract(at[:-1], last, out=since[:, 1:])
    np.minimum(since, farthest, out=since)
    return since[: len(flags)], since[len(flags) :, ::-1]


def _short_runs(flowing: Bools) -> Ints:
    """Return the length of the run of short lines that each line stands in; 0 for other lines."""
    bounds = np.concatenate(([0], (flowing[1:] != flowing[:-1]).nonzero()[0] + 1, [len(flowing)]))
    lengths = bounds[1:] - bounds[:-1]
    return lengths.repeat(lengths) * ~flowing


def _blocks(weight: Ints) -> tuple[Floats, tuple[int, int], float]:
    """Return each line's share of the long text by its block, the first and last line of the largest, and its share."""
    shares = np.zeros(len(weight))
    places = weight.nonzero()[0]
    if not len(places):
        return shares, (0, len(weight) - 1), 0.0
    ends = (places[1:] - places[:-1] > _BLOCK_GAP + 1).nonzero()[0]
    heads = np.concatenate(([0], ends + 1))
    firsts, lasts = places[heads].tolist(), [*places[ends].tolist(), int(places[-1])]
    sums = np.add.reduceat(weight[places], heads)
    parts = sums / sums.sum()
    for first, last, share in zip(firsts, lasts, parts.tolist(), strict=True):
        shares[first : last + 1] = share
    largest = int(sums.argmax())
    return shares, (firsts[largest], lasts[largest]), float(parts[largest])


def _similarity(words: Words, inside: Bools) -> Floats:
    """Return the share of each line's pairs of characters that other lines of the largest block have too."""
    pairs = (words.orders[0] >> np.uint32(16)).astype(np.uint16)
    starts, lengths = words.trimmed.starts, words.trimmed.lengths
    member = inside.repeat(lengths + 1)
    ordered = np.sort(pairs[member])
    copies = np.zeros(1 << 16, np.uint8)
    copies[ordered] = 1
    copies[ordered[1:][ordered[1:] == ordered[:-1]]] = 2
    hits = copies.take(pairs) > member
    hits[starts] = hits[starts + lengths] = False  # those with a break
    return np.add.reduceat(hits, starts, dtype=np.int32) / np.maximum(1, lengths - 1)
