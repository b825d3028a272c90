"""Whether a text was folded, or its author typed half-width marks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from jingwen import Edit
from jingwen_plugins._regex import regex
from jingwen_plugins.full_width.context import chinese_mark

_FULL = "，：；？！"
_AGAINST = _FULL + " "
_MARK = regex("[,:;?!](?!(?<=[0-9][:,])[0-9])")  # times, ratios and grouped numbers are never restored


def folded(text: str, edits: Iterable[Edit], start: int, end: int) -> int:
    """Return by how many marks a part of a text speaks for folding: half-width ones in Chinese, against all others.

    Folding leaves no full-width mark, and adds no space: a mark beside one was typed. Brackets say nothing, because
    half-width ones are a habit of many sites.

    Args:
        text: the text.
        edits: of its half-width marks in the part.
        start: of the part.
        end: of the part.

    >>> text = "今天晴,明天雨，风大, 有雪"
    >>> folded(text, [Edit(3, 4, "，", "mark")], 0, 7), folded(text, [Edit(10, 11, "，", "mark")], 7, 14)
    (1, -2)
    """
    places = [at for at, _, _, reason in edits if reason == "mark"]
    against = sum(text.count(mark, start, end) for mark in _FULL)
    if len(places) < against + 2 * text.count(" ", start, end):  # else no space can change the answer
        against += 2 * len([at for at in places if " " in text[at and at - 1 : at + 2]])
    return len(places) - against


def may_be_evident(text: str) -> bool:
    """Whether the half-width marks of a text, or of one of its lines, could outweigh its full-width ones.

    Where not, `evident` leaves no edit, whatever the edits are.

    >>> [may_be_evident(text) for text in ("晴,明天雨，风大", "雨，风，雪\\n今天晴,明天雨", "雨，风,雪，")]
    [True, True, False]
    """
    full = sum(map(text.count, _FULL))
    places = [mark.start() for mark in _MARK.finditer(text)] if full else []
    if len(places) >= full:
        return True
    for start, end, first, behind in _lines(text, places):
        against = sum(text.count(mark, start, end) for mark in _FULL)
        # no other marks are restored than those that are Chinese by their neighbours
        if behind - first > against and sum(chinese_mark(text, at) for at in places[first:behind]) > against:
            return True
    return False


def _lines(text: str, places: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """Yield where the lines of sorted places start and end, and the first of its places and that behind its last."""
    first = 0
    while first < len(places):
        start, end = text.rfind("\n", 0, places[first]) + 1, text.find("\n", places[first])
        end = end if end >= 0 else len(text)
        behind = bisect_left(places, end, first)
        yield start, end, first, behind
        first = behind


def evident(text: str, edits: list[Edit], opened: Mapping[int, int]) -> list[Edit]:
    """Return the edits of a folded text, or else those of its folded lines.

    Args:
        text: the text.
        edits: in order.
        opened: for brackets among them, where their pair was opened: it is decided there.
    """
    against = any(mark in text for mark in _AGAINST)
    if not against or folded(text, edits, 0, len(text)) >= 0:
        return edits
    ordered = sorted(edits, key=lambda edit: opened.get(edit.start, edit.start))
    places = [opened.get(edit.start, edit.start) for edit in ordered]
    kept = list[Edit]()
    for start, end, first, behind in _lines(text, places):
        found = ordered[first:behind]
        if folded(text, found, start, end) > 0:
            kept += found
    return sorted(kept)
