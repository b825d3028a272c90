"""Finds the lines that may be chrome by themselves."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from jingwen import Line
from jingwen_plugins._folding import folded
from jingwen_plugins._regex import regex
from jingwen_plugins._text import EMAIL, HAN, URL
from jingwen_plugins.site_chrome.fields import Segment, byline, has_known_label, kinds, segments
from jingwen_plugins.site_chrome.forms import SHORT, is_paragraph, is_prose
from jingwen_plugins.site_chrome.rules import Rule, load

_LONG = 600
_REMEMBERED = 1 << 14
_LONG_HINT = regex(
    # each part begins with the rarest of its characters, no class of them: so the search skips to one of those
    "明(?<=[责責权權别別重台臺站要律馨][声聲说說]明)|提示(?<=[责責权權别別重台臺站要律馨]提示)"
    "|容(?<=[上述品][内內]容)|外部(?<=[对對]外部)|网安备|網安備|传并发|傳並發|意与本|意與本"
    "|站(?<=本站)|网(?<=本网)|網(?<=本網)|平(?<=本平)|刊(?<=本刊)|公(?<=本公)|仅[代表供]|僅[代表供]|侵[权權犯害]"
    "|版[权權]|转[载載]|轉載|原[创創]|独家|獨家|授[权權]|违者|違者|禁止|许可|許可|举报|舉報|识(?<=标识)|識(?<=標識)"
    "|单位|單位|浏览器|瀏覽器|受(?<=接受)以下|闲置|閒置|閑置|即[将將][进進播]|播(?<=正在播)放|播放[:：]|静音|靜音"
    "|I ?CP|p(?<=icp)|p(?<=[Ss]crip)t|k(?<=[Cc]ook)ie|v(?<=[Rr]eserv)ed"
    "|V(?<=RESERV)ED|y(?<=[Cc]opy)right|Y(?<=COPY)RIGHT|©"
    "|://|w(?<=[Ww][Ww]w)\\.|W(?<=[Ww][Ww]W)\\.|@"
)
_BYLINE_HINT = regex(r"\d|[:：|｜/／]")
_ATTRIBUTE = regex(rf"\s*(?:\d{{1,2}}[.、)]\s?)?[{HAN}A-Za-z][{HAN}A-Za-z()]{{0,7}}\s?:\s*[^\s/].{{0,40}}")
_LINK = regex(f"{URL.pattern}|{EMAIL.pattern}", re.IGNORECASE)


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
        raw, is_hinted = line.text, order in hinted
        if len(raw) <= SHORT:
            matched = _remembered(raw, is_hinted)
        elif is_hinted or not is_prose(raw.strip()):
            matched = _matched(raw, is_hinted)
        else:
            continue  # most body text is told by its form
        if matched:
            rule, its_segments = matched
            if rule.category not in without:
                found.append(Candidate(line, order, rule, its_segments))
    return _without_attributes(content, _without_timelines(found))


def _hinted(content: Sequence[Line], text: str) -> set[int]:
    """Return the places of the lines that hold what rules for long lines look for, or an address."""
    hints = [found.start() for found in _LONG_HINT.finditer(text)]
    if not hints:
        return set()
    starts = [line.start for line in content]
    return {bisect_right(starts, hint) - 1 for hint in hints}


def _matched(line: str, hinted: bool) -> tuple[Rule, Sequence[Segment]] | None:
    """Return the rule that a line matches by itself, and its segments if it is a byline.

    Args:
        line: the line.
        hinted: whether it holds what rules for long lines look for, or an address.
    """
    raw = line.strip()
    prose = is_prose(raw)
    if prose and not hinted:
        return None
    linked = hinted and ("://" in raw or "@" in raw or "www." in raw.lower())
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


def _without_timelines(found: list[Candidate]) -> list[Candidate]:
    """Return the candidates without those that date an unknown name, where there is more than one: a timeline."""
    nameless = {each.line.text.strip() for each in found if each.segments and "name" in each.kinds()}
    return [each for each in found if "name" not in each.kinds()] if len(nameless) > 1 else found


def _without_attributes(content: Sequence[Line], found: list[Candidate]) -> list[Candidate]:
    """Return the candidates without bylines of one label that stand in a list of attributes: those are body."""
    single = {each.order for each in found if each.segments and _has_one_label(each)}
    if not single:
        return found
    matched = {each.order for each in found}
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
    return [each for each in found if each.order not in body]


def _has_one_label(found: Candidate) -> bool:
    """Whether a line is a byline of one label and its value."""
    if len(list(kinds(found.segments))) != 1:
        return False
    return any(mark in found.line.text[: found.segments[0].start] for mark in ":：")


def _is_attribute(line: str) -> bool:
    """Whether a line is a short value behind a label that no byline has."""
    text = folded(line)
    return _ATTRIBUTE.fullmatch(text.rstrip()) is not None and not has_known_label(text) and not is_paragraph(line)
