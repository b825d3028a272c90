"""Whether a text was folded, or its author typed half-width marks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from jingwen import Edit
from jingwen_plugins._regex import regex
from jingwen_plugins.full_width.context import chinese_mark

_FULL = "，：；？！"
_AGAINST = _FULL + " "
# Times, ratios and grouped numbers are never restored, and a mark before a space speaks against folding. A search for
# each mark takes less time than one for all.
_MARKS = {mark: regex(f"[{mark}](?! |(?<=[0-9][:,])[0-9])") for mark in ",:;?!"}
_PAIRED = regex("[()（）`]")


def folded(text: str, edits: Iterable[Edit], start: int, end: int) -> int:
    """Return by how many marks a part of a text speaks for folding: half-width ones in Chinese, against all others.

    Folding leaves no full-width mark, and adds no space: a mark beside one was typed. Brackets say nothing, because
    half-width ones are a habit of many sites. Where the others prevail, the number is below zero, but not exact.

    Args:
        text: the text.
        edits: of its half-width marks in the part.
        start: of the part.
        end: of the part.

    >>> text = "今天晴,明天雨，风大, 有雪"
    >>> folded(text, [Edit(3, 4, "，", "mark")], 0, 7), folded(text, [Edit(10, 11, "，", "mark")], 7, 14)
    (1, -2)
    """
    number = _less_full([edit[3] for edit in edits].count("mark"), text, start, end)
    if 0 <= number < 2 * text.count(" ", start, end):  # else no space can change the answer
        places = [at for at, _, _, reason in edits if reason == "mark"]
        number -= 2 * len([at for at in places if " " in text[at and at - 1 : at + 2]])
    return number


def suspects(text: str) -> list[tuple[int, int]]:
    """Return all of a text, or its lines, where the half-width marks could outweigh the full-width ones.

    Outside of these parts `evident` leaves no edit, whatever the edits are.

    >>> [suspects(text) for text in ("晴,明天雨，风大", "雨，风，雪\\n今天晴,明天雨", "雨，风,雪，")]
    [[(0, 8)], [(6, 13)], []]
    """
    everything, lines = [(0, len(text))], list[tuple[int, int]]()
    if not any(mark in text for mark in _FULL):
        return everything
    places = sorted([found.start() for mark in _MARKS if mark in text for found in _MARKS[mark].finditer(text)])
    if _less_full(len(places), text, 0, len(text)) >= 0:
        return everything
    for start, end, first, behind in _lines(text, places):
        if _less_full(behind - first, text, start, end) <= 0:
            continue
        # no other marks are restored than those that are Chinese by their neighbours
        marks = sum(chinese_mark(text, at) for at in places[first:behind])
        if _less_full(marks, text, start, end) > 0:
            if _PAIRED.search(text, start, end):  # what it is a part of may begin in another line
                return everything
            lines.append((start, end))
    return lines


def _less_full(number: int, text: str, start: int, end: int) -> int:
    """Return a number less the full-width marks of a part of a text. Below zero no more are counted."""
    for mark in _FULL:
        number -= text.count(mark, start, end)
        if number < 0:  # mostly the comma decides
            break
    return number


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
    if not any(mark in text for mark in _AGAINST):
        return edits
    # of most folded texts so much is clear without a look at each edit: `opened` has all that are no marks
    clear = _less_full(len(edits) - len(opened), text, 0, len(text)) >= 2 * text.count(" ")
    if clear or folded(text, edits, 0, len(text)) >= 0:
        return edits
    ordered = sorted(edits, key=lambda edit: opened.get(edit.start, edit.start))
    places = [opened.get(edit.start, edit.start) for edit in ordered]
    kept = list[Edit]()
    for start, end, first, behind in _lines(text, places):
        found = ordered[first:behind]
        if folded(text, found, start, end) > 0:
            kept += found
    return sorted(kept)
