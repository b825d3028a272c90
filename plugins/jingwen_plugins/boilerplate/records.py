"""Lists of records and steps on a page: what would go out of their middle stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from jingwen import Line
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN, LIST_ITEM

_LABELLED = regex(rf"[ \t\u3000]*([{HAN}]{{2,8}})[ \t\u3000]*[:：][ \t\u3000]*\S")
_TIMED = regex(r"[ \t\u3000]*\d{1,2}[:：]\d\d(?!\d)")
_NUMBER = regex(r"[ \t\u3000]*(\d{1,2})[.、．]?[ \t\u3000]*$")
_NUMBERED = regex(r"[ \t\u3000]*[(（【]?(\d{1,3})[)）】、.．]?[ \t\u3000]?(?![\d年月日点时:：.%])\S")
_SHORT = 12
_FEWEST, _FEWEST_RECORDS = 3, 4
_LONGEST_RECORD = 12  # lines
_LEAST = 0.1
"""The share of the lines of a label that stay, from which on none goes."""


def spared(lines: Sequence[Line], gone: set[int]) -> set[int]:
    """Return the lines among those that would go that belong to a list of which other lines stay.

    Prices, addresses and numbers of steps look like chrome, line by line. But chrome seldom repeats a label among text,
    stands between two lines of a list, or counts from one text to the next.

    Args:
        lines: of a page.
        gone: the numbers of those that would go.

    >>> texts = ["门票：30元", "第一馆全年开放，周一除外。", "门票：25元", "门票：12元"]
    >>> sorted(spared([Line(index, 0, 0, text) for index, text in enumerate(texts)], {0, 2}))
    [0, 2]
    >>> texts = ["1", "把面粉和水揉成团，盖上布。", "2", "醒半个小时，擀成薄片。"]
    >>> sorted(spared([Line(index, 0, 0, text) for index, text in enumerate(texts)], {0, 2}))
    [0, 2]
    """
    if not gone:
        return set()
    labels = {
        index: found[1]
        for index, _, _, text in lines
        if ("：" in text or ":" in text) and (found := _LABELLED.match(text))  # most lines of menus have none
    }
    result = {*_of_two_minds(labels, gone), *_counting(lines, gone)}
    if len(labels) >= _FEWEST_RECORDS:
        result.update(gone.intersection(_numbered_records(lines, labels)))
    return result.union(_between_listed(lines, gone - result))


def _of_two_minds(labels: Mapping[int, str], gone: set[int]) -> Iterator[int]:
    """Yield the lines whose label stands on others that stay."""
    places: dict[str, list[int]] = {}
    for index, label in labels.items():
        places.setdefault(label, []).append(index)
    for each in places.values():
        left = sum(index not in gone for index in each)
        if len(each) >= _FEWEST and left >= _LEAST * len(each) > 0:
            yield from gone.intersection(each)


def _numbered_records(lines: Sequence[Line], labels: Mapping[int, str]) -> Iterator[int]:
    """Yield the lines of records that count from 1 on and hold labelled lines: a ranking of headlines has none.

    >>> texts = "1、东门 门票：30元 2、西门 门票：25元 3、南门 门票：免费 4、北门 门票：12元 更多".split()
    >>> lines = [Line(index, 0, 0, text) for index, text in enumerate(texts)]
    >>> list(_numbered_records(lines, {index: "门票" for index in (1, 3, 5, 7)}))
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    numbered = [(int(found[1]), index) for index, _, _, text in lines if (found := _NUMBERED.match(text))]
    for start, (first, head) in enumerate(numbered):
        if first != 1:
            continue
        heads = [head]
        for number, index in numbered[start + 1 :]:
            if index - heads[-1] > _LONGEST_RECORD:
                break
            if number == len(heads) + 1:
                heads.append(index)
        end = heads[-1] + 1
        while end in labels:
            end += 1
        labelled = sum(any(index in labels for index in range(*record)) for record in pairwise([*heads, end]))
        if len(heads) >= _FEWEST_RECORDS and 2 * labelled > len(heads):
            yield from range(head, end)


def _counting(lines: Sequence[Line], gone: set[int]) -> Iterator[int]:
    """Yield bare numbers that count from 1 on, where lines that stay stand between each two of them."""
    number_of = _NUMBER.match
    numbered = [
        (int(found[1]), index) for index, _, _, text in lines if len(text) <= _SHORT and (found := number_of(text))
    ]
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


def _between_listed(lines: Sequence[Line], gone: set[int]) -> Iterator[int]:
    """Yield the lines of a list, by their form, that stand right between two that stay."""
    for index in gone:
        if index - 1 in gone or index + 1 in gone:
            continue
        above, below = _beside(lines, index, -1), _beside(lines, index, 1)
        if above is None or below is None or above in gone or below in gone:
            continue
        if all(_is_listed(lines[each].text) for each in (index, above, below)):
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
    return bool(_LABELLED.match(text) or _TIMED.match(text) or LIST_ITEM.match(text))
