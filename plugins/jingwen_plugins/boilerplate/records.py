"""Lists of records and steps on a page: what would go out of their middle stays."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from jingwen import Document, Line
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN, LIST_ITEM

_BLANK = r"[ \t\u3000]"
# of lines, each behind its break: to look through the text takes less time than to look at every line
_LABELLED = regex(rf"\n{_BLANK}*([{HAN}]{{2,8}}){_BLANK}*[:：]{_BLANK}*\S")
_NUMBER = regex(rf"\n{_BLANK}*(\d{{1,2}})[.、．]?{_BLANK}*(?![^\n])")
_NUMBERED = regex(rf"\n{_BLANK}*[(（【]?(\d{{1,3}})[)）】、.．]?{_BLANK}?(?![\d年月日点时:：.%])\S")
_TIMED = regex(rf"{_BLANK}*\d{{1,2}}[:：]\d\d(?!\d)")
_FEWEST, _FEWEST_RECORDS = 3, 4
_LONGEST_RECORD = 12  # lines
_LEAST = 0.1
"""The share of the lines of a label that stay, from which on none goes."""


def spared(document: Document, gone: set[int]) -> set[int]:
    r"""Return the lines among those that would go that belong to a list of which other lines stay, or to records.

    Prices, addresses and numbers of steps look like chrome, line by line. But chrome seldom repeats a label among text,
    stands between two lines of a list, or counts from one text to the next, nor are numbered records with a label
    chrome where they say more than all that stays.

    Args:
        document: a page.
        gone: the numbers of the lines that would go.

    >>> from jingwen import RawDocument
    >>> tickets = "门票：30元\n第一馆全年开放，周一除外。\n门票：25元\n门票：12元"
    >>> sorted(spared(Document.of(RawDocument(text=tickets)), {0, 2}))
    [0, 2]
    >>> steps = "1\n把面粉和水揉成团，盖上布。\n2\n醒半个小时，擀成薄片。"
    >>> sorted(spared(Document.of(RawDocument(text=steps)), {0, 2}))
    [0, 2]
    """
    if not gone:
        return set()
    lines, text = document.lines, "\n" + document.text
    starts = [start for _, start, _, _ in lines]

    def told(pattern: re.Pattern[str]) -> dict[int, str]:
        return {bisect_right(starts, found.start()) - 1: found[1] for found in pattern.finditer(text)}

    labels = told(_LABELLED)
    result = {*_of_two_minds(labels, gone), *_counting(lines, told(_NUMBER), gone)}
    if len(labels) >= _FEWEST_RECORDS:
        kept = len(text) - sum(len(lines[index].text) for index in gone)
        for first, end in _numbered_records(told(_NUMBERED), labels):
            # those of a side bar are shorter than the article beside it
            if lines[end - 1].end - lines[first].start >= kept:
                result.update(gone.intersection(range(first, end)))
    return result.union(_between_listed(lines, labels, gone - result))


def _of_two_minds(labels: Mapping[int, str], gone: set[int]) -> Iterator[int]:
    """Yield the lines whose label stands on others that stay."""
    places: dict[str, list[int]] = {}
    for index, label in labels.items():
        places.setdefault(label, []).append(index)
    for each in places.values():
        left = sum(index not in gone for index in each)
        if len(each) >= _FEWEST and left >= _LEAST * len(each) > 0:
            yield from gone.intersection(each)


def _numbered_records(numbers: Mapping[int, str], labels: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Yield the first line of records that count from 1 on and mostly hold one label, and the line behind the last.

    >>> list(_numbered_records({3: "1", 5: "2", 7: "3", 9: "4"}, dict.fromkeys((4, 6, 8, 10), "门票")))
    [(3, 11)]
    """
    places = list(numbers)
    for start, head in enumerate(places):
        if int(numbers[head]) != 1:
            continue
        heads = [head]
        for place in range(start + 1, len(places)):
            if places[place] - heads[-1] > _LONGEST_RECORD:
                break
            if int(numbers[places[place]]) == len(heads) + 1:
                heads.append(places[place])
        shared = Counter(label for record in pairwise(heads) for label in {*map(labels.get, range(*record))} - {None})
        if len(heads) >= _FEWEST_RECORDS and 2 * max(shared.values(), default=0) >= len(heads):
            end = heads[-1] + 1
            while labels.get(end) in shared:
                end += 1
            yield head, end


def _counting(lines: Sequence[Line], numbers: Mapping[int, str], gone: set[int]) -> Iterator[int]:
    """Yield bare numbers that count from 1 on, where lines that stay stand between each two of them."""
    numbered = [(int(number), index) for index, number in numbers.items()]
    start = 0
    for behind in range(1, len(numbered) + 1):
        if behind < len(numbered):
            (number, above), (following, below) = numbered[behind - 1 : behind + 1]
            if following == number + 1 and any(
                index not in gone and not lines[index].blank for index in range(above + 1, below)
            ):
                continue
        if behind - start > 1 and numbered[start][0] == 1:
            yield from (index for _, index in numbered[start:behind] if index in gone)
        start = behind


def _between_listed(lines: Sequence[Line], labels: Mapping[int, str], gone: set[int]) -> Iterator[int]:
    """Yield the lines of a list, by their form, that stand right between two that stay."""
    for index in gone:
        if index - 1 in gone or index + 1 in gone:
            continue
        above, below = _beside(lines, index, -1), _beside(lines, index, 1)
        if above is None or below is None or above in gone or below in gone:
            continue
        if all(each in labels or _is_listed(lines[each].text) for each in (index, above, below)):
            yield index


def _beside(lines: Sequence[Line], index: int, step: int) -> int | None:
    """Return the number of the nearest line on one side that is not blank."""
    index += step
    while 0 <= index < len(lines):
        if not lines[index].blank:
            return index
        index += step
    return None


def _is_listed(text: str) -> bool:
    return bool(_TIMED.match(text) or LIST_ITEM.match(text))
