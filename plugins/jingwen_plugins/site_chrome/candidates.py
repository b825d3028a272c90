"""Finds the lines that may be chrome by themselves."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from jingwen import Line
from jingwen_plugins._folding import folded
from jingwen_plugins._text import EMAIL, HAN, URL
from jingwen_plugins.site_chrome.fields import Segment, byline, has_known_label, kinds, segments
from jingwen_plugins.site_chrome.forms import SHORT, is_paragraph, is_prose
from jingwen_plugins.site_chrome.rules import Rule, load

_LONG = 600
_REMEMBERED = 1 << 14
_LONG_HINT = re.compile(
    # each part begins with a character that is not frequent, no class of them: so the search skips to one of those
    "|".join(f"{notice}(?<=[责責权權别別重台臺站要律馨]..)" for notice in ("声明", "聲明", "提示", "说明", "說明"))
    + "|内容(?<=[上述品]..)|內容(?<=[上述品]..)|外部(?<=[对對]..)|网安备|網安備|传并发|傳並發|意与本|意與本"
    "|本[站网網平刊公]|仅[代表供]|僅[代表供]|侵[权權犯害]|版[权權]|转[载載]|轉載|原[创創]|独家|獨家|授[权權]|违者|違者|禁止"
    "|ICP|I CP|icp|许可|許可|举报|舉報|标识|標識|单位|單位|©|reserved|Reserved|RESERVED|copyright|Copyright|COPYRIGHT"
    "|浏览器|瀏覽器|cookie|Cookie|script|Script|接受以下|闲置|閒置|閑置|即[将將][进進播]|正在播放|播放[:：]|静音|靜音"
    "|://|www\\.|WWW\\.|@"
)
_BYLINE_HINT = re.compile(r"\d|[:：|｜/／]")
_ATTRIBUTE = re.compile(rf"\s*(?:\d{{1,2}}[.、)]\s?)?[{HAN}A-Za-z][{HAN}A-Za-z()]{{0,7}}\s?:\s*[^\s/].{{0,40}}")
_LINK_HINT = re.compile("://|www\\.|@", re.IGNORECASE)
_LINK = re.compile(f"{URL.pattern}|{EMAIL.pattern}", re.IGNORECASE)


class Candidate(NamedTuple):
    """A line that may be chrome: the rule that it matches, and its segments if it is a byline."""

    line: Line
    order: int
    """Its place among the lines that are not blank."""
    rule: Rule
    segments: Sequence[Segment] = ()

    @property
    def exact(self) -> bool:
        """Whether the line gives more than a day alone."""
        return self.rule.where != "among"

    def kinds(self) -> set[str]:
        """Return what the line's segments are."""
        return set(kinds(self.segments))

    def values(self, kind: str) -> list[Segment]:
        """Return the segments of one kind that have a value."""
        return [each for each in self.segments if each.kind == kind and each.value is not None]


def candidates(content: Sequence[Line], text: str, without: Collection[str]) -> list[Candidate]:
    """Return the lines that may be chrome.

    Args:
        content: the lines that are not blank.
        text: the text that they are lines of.
        without: categories to leave out.
    """
    hinted = _hinted(content, text)
    found = []
    for order, line in enumerate(content):
        raw = line.text.strip()
        prose = is_prose(raw)
        if prose and order not in hinted:
            continue  # most body text is told by its form
        if (matched := (_matched if len(raw) > SHORT else _remembered)(line.text, raw, prose)) and matched[
            0
        ].category not in without:
            found.append(Candidate(line, order, *matched))
    return list(_without_attributes(content, _without_timelines(found))) if found else found


def _hinted(content: Sequence[Line], text: str) -> set[int]:
    """Return the places of the lines that hold what rules for long lines look for, or an address."""
    hints = [found.start() for found in _LONG_HINT.finditer(text)]
    if not hints:
        return set()
    starts = [line.start for line in content]
    return {bisect_right(starts, hint) - 1 for hint in hints}


def _matched(line: str, raw: str, prose: bool) -> tuple[Rule, Sequence[Segment]] | None:
    """Return the rule that a line matches by itself, and its segments if it is a byline."""
    linked = _LINK_HINT.search(raw)
    if len(raw) > _LONG and not linked:
        return None
    text = folded(line)
    if not prose and _BYLINE_HINT.search(text) and (found := segments(text, line)) and (rule := byline(found)):
        return rule, found
    rule = load().match(text.strip(), prose=prose) if len(raw) <= _LONG else None
    if rule is None and linked:
        # a later step takes the address away: what it leaves behind decides as well
        rest = _LINK.sub("", text).strip()
        rule = load().match(rest, prose=is_prose(rest)) if len(rest) <= _LONG else None
    return (rule, ()) if rule else None


_remembered = lru_cache(_REMEMBERED)(_matched)  # the pages of a site share most of their short lines


def _without_timelines(found: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates without those that date an unknown name, where there is more than one: a timeline."""
    nameless = {each.line.text.strip() for each in found if "name" in each.kinds()}
    return [each for each in found if len(nameless) < 2 or "name" not in each.kinds()]


def _without_attributes(content: Sequence[Line], found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates without bylines of one label that stand in a list of attributes: those are body."""
    matched = {each.order for each in found}
    single = {each.order for each in found if _has_one_label(each)}
    dated = {each.order for each in found if "published" in each.kinds() and each.order not in single}
    body: set[int] = set()
    seen = -1
    for order in sorted(single):
        if order <= seen:
            continue
        run, attributes = [order], False
        for step in (-1, 1):
            place = order + step
            while (
                0 <= place < len(content)
                and abs(content[place].index - content[place - step].index) == 1
                and (place in single or (place not in matched and _is_attribute(content[place].text)))
            ):
                attributes = attributes or place not in single
                run.append(place)
                place += step
        seen = max(run)
        if attributes and not dated & {min(run) - 1, seen + 1}:
            body.update(run)
    return (each for each in found if each.order not in body)


def _has_one_label(found: Candidate) -> bool:
    """Whether a line is a byline of one label and its value."""
    if len(list(kinds(found.segments))) != 1:
        return False
    return any(mark in found.line.text[: found.segments[0].start] for mark in ":：")


def _is_attribute(line: str) -> bool:
    """Whether a line is a short value behind a label that no byline has."""
    text = folded(line)
    return _ATTRIBUTE.fullmatch(text.rstrip()) is not None and not has_known_label(text) and not is_paragraph(line)
