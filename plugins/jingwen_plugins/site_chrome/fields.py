"""Reads the segments of a byline: author, source, date, counter, and labels that are only understood."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jingwen_plugins._text import HAN, URL
from jingwen_plugins.site_chrome.rules import Rule

_SEPARATORS = " \t\r|,，、;；/·•_—–\\-┊│丨()[]【】※*>«»"
_CLOCK = (
    r"[\sT,]{0,3}(?:\(?星期[一二三四五六日天]\)?\s?)?(?P<half>上午|下午|晚上|凌晨)?\s?"
    r"(?P<hour>\d{1,2})(?::|时|点)(?P<minute>\d{2})分?(?::?(?P<second>\d{2})(?!\d)秒?)?"
)
_DATE = (
    r"(?<!\d)(?P<year>(?:19|20)\d\d|1[01]\d)\s?(?P<mark>[-/.年])\s?(?P<month>\d{1,2})\s?[-/.月]\s?"
    rf"(?:(?P<day>[0-3]\d|\d)\s?日?(?:{_CLOCK})?)(?!\d)"
)
_COUNT = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>[万wk亿]?)\+?\s?(?:次|人|人次|℃|°)?", re.IGNORECASE)
_NUMBER = r"\d[\d,]*(?:\.\d+)?\s?[万wk亿]?\+?\s?(?:人|次)?"
_COUNTER = (
    r"(?P<count>(?:(?:文章)?被?(?:阅读|浏览|点击|查看|访问|观看|播放)(?:量|数|次数)?|人气)"
    rf"\s?[(\[]?\s?{_NUMBER}\s?[)\]]?|{_NUMBER}\s?次?(?:阅读|浏览|查看|看过|点击|观看|播放)(?![:\w]))"
)
_CREDIT = (
    r"(?<![^\s|丨])(?:记者\s?(?P<reporter>[^\W\d]{2,6}(?:、[^\W\d]{2,6}){0,3})\s?/\s?[^\s,。:/]{1,8}报[导道]"
    r"|(?:(?P<wrote>文|图文|撰文|采写)|摄影|图|编辑|编译|整理)\s?/\s?(?P<who>[^\W\d]{2,4}))(?![^\s|丨])"
)
_LONGEST_NAME = 6
_BEYOND = 1e12
_UNITS = {"": 1, "k": 1_000, "w": 10_000, "万": 10_000, "亿": 100_000_000}
_LIMITS = {"author": 24, "source": 30, "editor": 30, "other": 40}
_LABELS = ("author", "source", "published", "updated", "views", "editor", "other")
_PLAUSIBLE = re.compile(r"[^。！？!?；;…“”\"「」<>=@#:：{}]*")
_NAME = re.compile(rf"[{HAN}A-Za-z·•.\s、/／&_\-（）()\[\]|,，0-9＊*'—–]+")


class Segment(NamedTuple):
    """A segment of a byline: what it is (a field's name, a label that is only understood, or `word`), and its value."""

    kind: str
    start: int
    end: int
    value: str | int | None
    exact: bool = False
    """Whether it is labelled, or gives the time of day as well."""


@cache
def _anchor() -> re.Pattern[str]:
    """Return the pattern of everything that starts a segment."""
    table = tomllib.loads(files(__package__).joinpath("rules", "_labels.toml").read_text("utf-8"))
    words = table["words"]
    labels = "|".join(f"(?P<{kind}>{_alternatives(table[kind])})" for kind in _LABELS)
    bounded = rf"(?<![^\s|)\]\d丨·/])(?:{_alternatives(words)})(?:\s?[(\[]?\s?\d+\s?[)\]]?)?(?![^\s|(\[丨·/])"
    return re.compile(
        rf"(?P<label>(?:{labels})\s*(?::|(?<=[编校对辑审核])\|))|(?P<date>{_DATE}(?:\s?(?P<late>更新)(?![^\s|)\]]))?)|{_COUNTER}|{_CREDIT}|(?P<word>{bounded})"
        rf"|(?P<short>(?<!\d)(?:(?:今天|昨天|\d\d)\s?)?\d{{1,2}}:\d\d(?::\d\d)?(?!\d))",
        re.IGNORECASE,
    )


def _alternatives(names: list[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def segments(line: str, original: str) -> list[Segment] | None:
    """Return the segments of a line, or None where some of it is not understood.

    Args:
        line: the line, folded.
        original: the line as it stands, of the same length: values are taken from it.

    >>> [(found.kind, found.value) for found in segments("作者:文小白 人气:1.3万", "作者：文小白 人氣：1.3萬")]
    [('author', '文小白'), ('views', 13000)]
    >>> segments("来源:山上的雪水,经过三个村子。", "来源：山上的雪水，经过三个村子。") is None
    True
    """
    begin = len(line) - len(line.lstrip(_SEPARATORS))
    if not _anchor().match(line, begin):
        return None
    anchors = list(_anchor().finditer(line, begin))
    found: list[Segment] = []
    label = ""
    for anchor, following in zip(anchors, [*anchors[1:], None], strict=True):
        start, end = anchor.end(), following.start() if following else len(line)
        if anchor["label"]:
            label = next(kind for kind in _LABELS if anchor[kind])
            segment = _labelled(label, line, original, start, end)
            if segment is None:
                return None
            found.append(segment)
            continue
        if line[start:end].strip(_SEPARATORS):
            return None
        if anchor["date"]:
            own_label = label in ("published", "updated") and found[-1].value is None
            if own_label:
                found.pop()
            kind = label if own_label else "updated" if anchor["late"] else "published"
            found.append(Segment(kind, *anchor.span(), _iso(anchor), own_label or anchor["hour"] is not None))
        elif anchor["count"]:
            views = count(_COUNT.search(anchor["count"]))
            if views is None:
                return None
            found.append(Segment("views", *anchor.span(), views))
        elif anchor["reporter"] or anchor["who"]:
            name = "reporter" if anchor["reporter"] else "who"
            kind = "author" if anchor["reporter"] or anchor["wrote"] else "other"
            found.append(Segment(kind, *anchor.span(name), original[slice(*anchor.span(name))]))
        else:
            found.append(Segment("word", *anchor.span(), None))
        label = ""
    return found


def _labelled(kind: str, line: str, original: str, start: int, end: int) -> Segment | None:
    """Return a label's segment, or None where what follows the label is no value of its kind."""
    while start < end and line[start] in _SEPARATORS:
        start += 1
    while end > start and (line[end - 1] in " \t\r|,，、;；·•_—–\\-┊│丨*>«»" or _unpaired(line[start:end])):
        end -= 1
    text = line[start:end]
    if kind == "views":
        if not text:
            return Segment(kind, start, end, None)
        views = count(_COUNT.fullmatch(text))
        return None if views is None else Segment(kind, start, end, views)
    if kind in ("published", "updated"):
        return None if text else Segment(kind, start, end, None)
    if not text or (kind == "source" and URL.fullmatch(text)):
        return Segment(kind, start, end, None)
    if len(text) > _LIMITS[kind] or not _PLAUSIBLE.fullmatch(text):
        return None
    if kind in ("author", "source") and "," in text:
        return None
    if kind == "author" and not _NAME.fullmatch(original[start:end]):
        return None
    return Segment(kind, start, end, original[start:end])


def _unpaired(text: str) -> bool:
    """Whether a text ends in a bracket that belongs to another segment or to the whole line."""
    return any(
        text.endswith((a, b)) and text.count(a) != text.count(b) for a, b in ("()", "[]", "【】")
    ) or text.endswith("/")


def count(found: re.Match[str] | None) -> int | None:
    """Return the value of a counter such as 1,088 or 42万, or None where it is none or beyond all measure.

    >>> count(_COUNT.fullmatch("1.3w")), count(_COUNT.fullmatch("1,088次"))
    (13000, 1088)
    """
    if found is None:
        return None
    value = float(found["number"].replace(",", "")) * _UNITS[found["unit"].lower()]
    return round(value) if value < _BEYOND else None


def _iso(found: re.Match[str]) -> str | None:
    """Return a date as precise as it was given, or None where there is no such day."""
    hour, half = found["hour"], found["half"]
    if len(found["year"]) < 4:  # a year of the Republic: understood, but not for certain
        return None
    try:
        if hour is None:
            return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
        afternoon = 12 if half in ("下午", "晚上") and int(hour) < 12 else 0
        moment = datetime(  # noqa: DTZ001 (a page gives no time zone)
            int(found["year"]),
            int(found["month"]),
            int(found["day"]),
            int(hour) + afternoon,
            int(found["minute"]),
            int(found["second"] or 0),
        )
    except ValueError:
        return None
    return moment.isoformat(timespec="seconds" if found["second"] else "minutes")


def has_known_label(line: str) -> bool:
    """Whether a folded line starts with a label that bylines know.

    >>> has_known_label("作者:文小白"), has_known_label("地点:报告厅")
    (True, False)
    """
    found = _anchor().match(line, len(line) - len(line.lstrip(_SEPARATORS)))
    return found is not None and found["label"] is not None


def kinds(found: Sequence[Segment]) -> Iterator[str]:
    """Yield the kinds of the segments, words aside."""
    return (segment.kind for segment in found if segment.kind != "word")


def byline(found: Sequence[Segment]) -> Rule | None:
    """Return what segments are as a line, or None where they are no byline."""
    known = set(kinds(found)) - {"other"}
    if len(known) > 1:
        return Rule("byline", "any")
    if known == {"views"}:
        return Rule("counter", "edge")
    if known == {"editor"}:
        named = all(isinstance(each.value, str) and len(each.value) <= _LONGEST_NAME for each in found)
        return Rule("editor", "any" if named else "edge")
    if known & {"author", "source"}:
        return Rule("byline", "edge")
    # a date alone may also close a letter or head a diary's page
    return Rule("byline", "head" if any(segment.exact for segment in found) else "among") if known else None
