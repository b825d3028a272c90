"""Which lists are of other articles, and which belong to the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jingwen_plugins._regex import regex
from jingwen_plugins._text import HEADING, TERMINAL
from jingwen_plugins.related_links import patterns
from jingwen_plugins.related_links.entries import LONGEST, Entry
from jingwen_plugins.related_links.lists import HEADED, Found, Opening, headed
from jingwen_plugins.related_links.rows import Kind, Row

_SOURCES = regex(
    r"\W*(?:参考|參考|引用|资料|資料|文献|文獻|注[释釋解]?|[脚腳][注註]|附[录錄]|references?|sources?|notes?)\W*.{0,8}",
    re.IGNORECASE,
)
_FULL_STOPS = tuple(set(TERMINAL) - set("？?…"))
_LONG = 8
"""Shortest headline that a list without a certain heading may have."""
_FEW = 3
"""So many headlines are no accident."""
_CLEAR = 12
"""Mean length from which on headlines are too long for the items of a programme or the headings of a text."""
_SHARE = 10
"""Behind a list there may be one character of prose for so many before it."""


def is_related(rows: Sequence[Row], found: Found, prose: Sequence[int], least: int) -> bool:
    """Whether a list is one of other articles.

    Args:
        rows: all rows.
        found: the list.
        prose: how much prose stands before each row, and before the end.
        least: entries that a list without a heading or end mark must have.
    """
    if found.opening is Opening.NEIGHBOUR:
        return True
    plain = [entry for entry in found.entries if not entry.url]
    return _stands_apart(rows, found, plain, prose, least) and not _is_of_the_body(rows, found, plain)


def _stands_apart(rows: Sequence[Row], found: Found, plain: Sequence[Entry], prose: Sequence[int], least: int) -> bool:
    """Whether the entries of a list, and the prose around it, are as those of a list that its opening begins."""
    entries = found.entries
    before, behind = prose[found.first], prose[-1] - prose[found.last]
    headlines = len(entries) >= _FEW and all(map(_is_headline, plain))
    clear = found.opening is Opening.HEADING and len(entries) >= _FEW and _mean_length(entries) >= _CLEAR
    trailing = behind * (1 if clear else _SHARE) <= before
    # a page whose every line is short has its headings anywhere: more must stay than goes
    start = rows[found.first].line.start if found.entries else 0
    fits = not plain or (trailing and sum(len(entry.title) for entry in plain) <= start)
    told = all(entry.numbered or entry.marked for entry in plain)
    match found.opening:
        case Opening.HEADING if entries:
            return fits
        case Opening.HEADING:
            return trailing and (found.first == len(rows) or rows[found.first].kind in (*HEADED, Kind.END))
        case Opening.VAGUE_HEADING:
            return headlines and fits
        case Opening.LABEL:
            return fits and all(map(_is_headline, plain))
        case Opening.END:
            return len(entries) > 1 and (not plain or (headlines and trailing))
        case Opening.GAP:
            return len(entries) > 1 and (not plain or (headlines and trailing and told))
        case _:
            numbered = all(entry.url and entry.numbered for entry in entries)
            return len(entries) >= least and all(entry.marked for entry in entries) and (numbered or headlines)


def _is_of_the_body(rows: Sequence[Row], found: Found, plain: Sequence[Entry]) -> bool:
    """Whether what introduces a list, its items, or what follows it says that it belongs to the text."""
    above = found.first - 1 - headed(found)
    introduction = rows[above].line.text.strip() if above >= 0 else ""
    if introduction.endswith(("：", ":")) and rows[above].kind not in HEADED:
        return True
    if found.opening is Opening.NONE and _SOURCES.fullmatch(introduction):
        return True
    of_works = [entry for entry in plain if _is_work(entry.snippet)]
    if 2 * len(of_works) > len(found.entries):
        return True
    box = found.last < len(rows) and rows[found.last].kind is Kind.PROSE
    return box and 0 < len(plain) <= len(found.entries) < _FEW


def _is_work(item: str) -> bool:
    """Whether an item is a title in 《》, or a heading of the text."""
    return ("《" in item and patterns.WORK.fullmatch(item) is not None) or HEADING.match(item) is not None


def _is_headline(entry: Entry) -> bool:
    return _LONG <= len(entry.title) <= LONGEST and not entry.title.endswith(_FULL_STOPS)


def _mean_length(entries: Sequence[Entry]) -> float:
    return sum(len(entry.title) for entry in entries) / len(entries)
