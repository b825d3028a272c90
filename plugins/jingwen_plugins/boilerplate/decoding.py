"""Which lines stay: a few segments of a page, the posts of a forum, or all but the surest chrome.

Log odds are in parts of `model.UNIT`.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from jingwen_plugins.boilerplate import plain
from jingwen_plugins.boilerplate.features import ROW
from jingwen_plugins.boilerplate.lines import LONG, Bools, Features, Ints, Lines
from jingwen_plugins.boilerplate.model import CERTAIN, Logits

Point: TypeAlias = Literal["safe", "full"]

_SURE = -4_500
"""The log odds below which a line is chrome by both estimates; on a page nothing else goes where `safe` is asked."""
_PAGE_LINES, _PAGE_SHARE = 4, 0.02
"""How many such lines a page has at least."""
_SHORTEST_PAGE = 15
_THRESHOLD, _FLOOR = -600, -2_900
FORUM = -2_600
"""The log odds from which on a line of a forum's page stays where `full` is asked."""
_SAFE_FORUM = -7_000
_PARAGRAPH = 40
"""Characters of the shortest line with marks that is body where some stands above and below it."""
_HIGHEST, _CLIP = 9_000, 5_000
_EXPONENT = 0.3  # a long line weighs more, but not as much more as it is longer
_LATER = 0.4  # a page's body stands before its teasers: how much less the last evidence counts
_REACHES = ((15, 0.05), (80, 0.5))
"""How many lines off a further segment may stand, and what share of the first it must weigh."""
_WINDOW = 1_000  # lines that a further segment is looked for in


def body(lines: Lines, found: Features, logits: Logits, point: Point, *, has_replies: bool) -> Bools:
    """Return for each line that is not blank whether it stays.

    Args:
        lines: the lines, one at least.
        found: their features, a row for each of `features.NAMES`.
        logits: how much each looks like body.
        point: `full` errs as seldom as it can either way, `safe` loses next to no body.
        has_replies: whether the page is one of a forum, whose replies are body.
    """
    guarded = _guarded(lines, found)
    gap = found[ROW["gap"]] > 0
    told = (found[ROW["chrome-words"]] > 0) | (found[ROW["no-letters"]] > 0) | (found[ROW["url"]] > 0)
    chrome = (told & ~guarded) | gap
    least = max(_PAGE_LINES, _PAGE_SHARE * len(chrome))
    is_page = len(chrome) >= _SHORTEST_PAGE and np.count_nonzero(chrome) >= least
    if is_page:
        # on what is certainly a page, lines in doubt follow
        certain = np.count_nonzero((chrome & (logits.linear <= CERTAIN)) | gap) >= least
        likely = logits.highest >= _SURE if certain else logits.reach(_SURE, np.ones_like(chrome))
        is_page = np.count_nonzero((chrome & ~likely) | gap) >= least
    stays: Bools
    if not is_page:
        stays = ~plain.chrome(lines, found, logits, told)
    elif point == "full":
        stays = logits.mean >= FORUM if has_replies else _segments(logits.mean, lines.lengths)
        return stays | paragraphs_inside(stays, lines, found)
    elif has_replies:
        stays = logits.reach(_SAFE_FORUM, ~guarded)
    else:
        stays = likely & ~plain.chrome(lines, found, logits, told & likely)
    return stays | guarded


def _guarded(lines: Lines, found: Features) -> Bools:
    """Return the lines of tables, quotations and code, which look like chrome."""
    first = lines.codes[lines.starts + 1]
    marked = (first == ord("|")) | (first == ord(">")) | (found[ROW["code"]] > 0)
    beside = np.zeros(len(marked) + 2, np.bool_)
    beside[1:-1] = marked
    result: Bools = marked & (beside[:-2] | beside[2:])
    return result


def paragraphs_inside(stays: Bools, lines: Lines, found: Features) -> Bools:
    """Return the paragraphs between lines that stay: chrome inside a body is made of short lines.

    Args:
        stays: which lines stay.
        lines: the lines, one at least.
        found: their features.
    """
    inside: Bools = np.logical_or.accumulate(stays) & np.logical_or.accumulate(stays[::-1])[::-1]
    whole = (found[ROW["long"]] > 0) & (found[ROW["ellipsis"]] == 0)  # teasers break off
    inside &= whole & (lines.lengths >= _PARAGRAPH)
    return inside


def _segments(mean: Ints, lengths: Ints) -> Bools:
    """Return the likely lines of the heaviest segment, and of others near it that weigh enough."""
    odds = np.clip(np.clip(mean, -_HIGHEST, _HIGHEST) - _THRESHOLD, -_CLIP, _CLIP)
    scores = np.rint(odds * (lengths / LONG) ** _EXPONENT)
    positive = np.maximum(scores, 0)
    before = np.cumsum(positive) - positive
    scores = np.rint(scores - positive * _LATER * before / max(before[-1], 1))
    sums = np.concatenate(([0], np.cumsum(scores.astype(np.intp))))
    first, last = _heaviest(sums, 0, len(scores))
    result = np.zeros(len(scores), np.bool_)
    result[first:last] = True
    weight = sums[last] - sums[first]
    end = last
    while end < len(scores):
        begin, stop = _heaviest(sums, end, min(len(scores), end + _WINDOW))
        if not _belongs(begin - end, sums[stop] - sums[begin], weight):
            break
        result[begin:stop] = True
        end = stop
    while first > 0:
        begin, stop = _heaviest(sums, max(0, first - _WINDOW), first)
        if not _belongs(first - stop, sums[stop] - sums[begin], weight):
            break
        result[begin:stop] = True
        first = begin
    return result & (mean >= _FLOOR)


def _belongs(distance: int, weight: int, first: int) -> bool:
    """Return whether a segment is body as well, by its distance, its weight and that of the first one."""
    return any(distance <= lines and weight >= share * first for lines, share in _REACHES)


def _heaviest(sums: Ints, low: int, high: int) -> tuple[int, int]:
    """Return the bounds of the segment with the greatest sum, between two bounds."""
    part = sums[low : high + 1]
    stop = int((part[1:] - np.minimum.accumulate(part[:-1])).argmax()) + 1
    return low + int(part[:stop].argmin()), low + stop
