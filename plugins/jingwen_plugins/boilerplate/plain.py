"""Documents that are no page: only labelled lines at their ends go, and what stands behind a gap at the end."""

from __future__ import annotations

import numpy as np

from jingwen_plugins.boilerplate.features import ROW
from jingwen_plugins.boilerplate.lines import SCALE, Bools, Features, Lines
from jingwen_plugins.boilerplate.model import Logits

_SURE, _LIKELY, _FLOWING = -4_500, -2_500, 1_000
_LONGEST_COUNT = 20
"""Characters of the longest date, time or count; what is longer and has no letters is data."""
_SIGNATURE = 30
"""Characters of the longest line that signs or dates a text."""


def chrome(lines: Lines, found: Features, logits: Logits, told: Bools) -> Bools:
    """Return the lines that are chrome in a plain document: the surest ones, and likely ones at its ends.

    Args:
        lines: the lines, one at least.
        found: their features.
        logits: how much each looks like body.
        told: which lines hold words of chrome.
    """
    whole = found[ROW["ends-sentence"]] > 0
    body = (found[ROW["long"]] > 0) | whole | _listed(found)
    result = _behind_gap(lines, found, logits, whole)
    told = told & ~body & ~((found[ROW["no-letters"]] > 0) & (lines.lengths > _LONGEST_COUNT))
    told &= ~logits.reach(_LIKELY, told)
    if not told.any():
        return result
    at = np.arange(len(told))
    flowing = np.flatnonzero(logits.mean > _FLOWING)
    first, last = (flowing[0], flowing[-1]) if len(flowing) else (0, len(told))
    dated = (found[ROW["date"]] > 0) | (found[ROW["time"]] > 0)
    heading = (found[ROW["ends-colon"]] > 0) & (at < last)
    labelled = (found[ROW["chrome-words"]] > dated * SCALE) | (found[ROW["han"]] == 0)
    likely = labelled & ((at < first) | (at > last))
    told &= ~heading & ~(dated & (at > last))
    result |= told & (likely | ~logits.reach(_SURE, told))
    return result


def _listed(found: Features) -> Bools:
    """Return the items of numbered lists, and of others with more than one."""
    marked = (found[ROW["starts-separator"]] > 0) | (found[ROW["heading"]] > 0)
    beside = np.zeros(len(marked) + 2, np.bool_)
    beside[1:-1] = marked
    result: Bools = (found[ROW["heading"]] > 0) | (marked & (beside[:-2] | beside[2:]))
    return result


def _behind_gap(lines: Lines, found: Features, logits: Logits, whole: Bools) -> Bools:
    """Return what stands between the last gap and the end, where it holds no whole sentence but one stands above.

    An earlier step removed the heading of a list there: what follows is headlines, teasers that break off, a menu.
    """
    result = np.zeros(len(whole), np.bool_)
    sentences = whole.nonzero()[0]
    start = sentences[-1] + 1 if len(sentences) else len(whole)
    if start + 1 >= len(whole) or not found[ROW["gap"], start]:
        return result
    rest = slice(start + 1, None)
    signed = np.logical_or.reduce([found[ROW[name], rest] > 0 for name in ("date", "time", "byline", "editor")])
    signed |= found[ROW["starts-opening"], rest] > 0
    if logits.mean[rest].mean() < 0 and not (signed & (lines.lengths[rest] <= _SIGNATURE)).any():
        result[rest] = True
    return result
