"""The title above the body, which stays where no field has it."""

from __future__ import annotations

import numpy as np

from jingwen_plugins.boilerplate.features import ROW
from jingwen_plugins.boilerplate.lines import SCALE, Bools, Features, Lines

_SHORTEST, _LONGEST = 6, 60
_BYLINES = 4
"""How many lines of a byline, or gaps, may stand between a title and the body."""
_BETWEEN = ("gap", "byline", "date", "time", "counter", "print", "share")
_ALIKE = SCALE // 2
"""The share of its pairs of characters that the body has too, from where on words of chrome do not matter."""


def title(lines: Lines, found: Features, stays: Bools) -> int | None:
    """Return the place of the line above the body that reads as its title, unless the body begins with one.

    Args:
        lines: the lines.
        found: their features.
        stays: which of them stay.
    """
    if not stays.any():
        return None
    first = int(stays.argmax())
    if _reads_as_one(lines, found, first):
        return None
    byline = np.logical_or.reduce([found[ROW[name]] > 0 for name in _BETWEEN])
    place = first - 1
    while place >= max(first - _BYLINES, 0) and byline[place] and not found[ROW["long"], place]:
        place -= 1
    return place if place >= 0 and _reads_as_one(lines, found, place) else None


def _reads_as_one(lines: Lines, found: Features, place: int) -> bool:
    """Return whether a line is a headline: short, mostly Han characters, no sentence, and no menu or byline."""
    line = {name: int(found[ROW[name], place]) for name in _FORM}
    return (
        _SHORTEST <= lines.lengths[place] <= _LONGEST
        and line["han"] > SCALE // 2
        and not any(line[name] for name in _FORM[3:])
        and (line["similarity"] >= _ALIKE or not line["chrome-words"])
    )


_FORM = ("han", "similarity", "chrome-words", "ends-sentence", "ends-colon", "ends-comma", "url", "byline")
