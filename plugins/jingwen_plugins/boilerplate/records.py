"""Lines of one label on a page: some of them stay only where all of them do."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jingwen import Line
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN

_LABELLED = regex(rf"[ \t\u3000]*([{HAN}]{{2,8}})[ \t\u3000]*(?:[:：]|[ \t\u3000](?=\S+$))[ \t\u3000]*\S")
_FEWEST = 3
_LEAST = 0.1
"""The share of the lines of a label that stay, from which on none goes."""


def of_two_minds(lines: Sequence[Line], gone: Collection[int]) -> set[int]:
    """Return the lines among those that would go whose label stands on others that stay: records of a list.

    A list of prices or addresses looks like chrome, line by line, but chrome seldom repeats a label among text.

    Args:
        lines: of a page.
        gone: the numbers of those that would go.

    >>> texts = ["门票：30元", "第一馆全年开放，周一除外。", "门票：25元", "门票：12元"]
    >>> sorted(of_two_minds([Line(index, 0, 0, text) for index, text in enumerate(texts)], {0, 2}))
    [0, 2]
    """
    labels = {label for index in gone if (label := _label(lines[index].text))}
    if not labels:
        return set()
    places: dict[str, list[int]] = {label: [] for label in labels}
    for line in lines:
        if (label := _label(line.text)) in places:
            places[label].append(line.index)
    result = set[int]()
    for each in places.values():
        left = sum(index not in gone for index in each)
        if len(each) >= _FEWEST and left >= _LEAST * len(each) > 0:
            result.update(each)
    return result & set(gone)


def _label(text: str) -> str:
    found = _LABELLED.match(text)
    return found[1] if found else ""
