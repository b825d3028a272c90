"""Reads the segments of a byline: author, source, date, counter, and labels that are only understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN, URL
from jingwen_plugins.site_chrome.anchors import LABELS, anchor, opening
from jingwen_plugins.site_chrome.dates import iso
from jingwen_plugins.site_chrome.names import are_persons, is_medium, is_unknown, joined
from jingwen_plugins.site_chrome.rules import Rule

_SEPARATORS = " \t\r|,，、;；/·•_—–\\-┊│丨()[]【】※*>«»"
_COUNT = regex(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>[万wk亿]?)\+?\s?(?:次|人|人次|℃|°)?", re.IGNORECASE)
_LONGEST_NAME = 6
_BEYOND = 1e12
_UNITS = {"": 1, "k": 1_000, "w": 10_000, "万": 10_000, "亿": 100_000_000}
_LIMITS = {"author": 24, "source": 30, "editor": 30, "comments": 40, "other": 40}
_NAMELESS = ("other", "comments")
"""Kinds that make no byline by themselves."""
_UNLABELLED = regex(rf"[{HAN}A-Za-z][{HAN}A-Za-z0-9·_\-－]{{1,15}}(?:\[整理\])?")
_SHORT = regex(rf"[{HAN}]{{2,4}}")
_TIME = regex(r"\d\d[-/.年]\s?\d{1,2}[-/.月].*\d(?::|时|点)\d\d")
_PAIR = regex(rf"(?P<person>[{HAN}]{{2,4}})\s?/\s?(?P<medium>[{HAN}A-Za-z0-9·-]{{2,16}})")
_PLAUSIBLE = regex(r"[^。！？!?；;…“”\"「」<>=@#:：{}]*")
_NAME = regex(rf"[{HAN}A-Za-z·•.\s、/／&_\-（）()\[\]|,，0-9＊*'—–]+")


class Segment(NamedTuple):
    """A segment of a byline: what it is, and its value.

    The kind is a field's name, a label that is only understood, `word`, or `name`: of a medium or of a person.
    """

    kind: str
    start: int
    end: int
    value: str | int | None
    exact: bool = False
    """Whether it is labelled, or gives the time of day as well."""


def segments(line: str, original: str) -> list[Segment] | None:
    """Return the segments of a line, or None where some of it is not understood.

    A name needs no label beside a date with its time of day.

    Args:
        line: the line, folded.
        original: the line as it stands, of the same length: values are taken from it.

    >>> [(found.kind, found.value) for found in segments("作者:文小白 人气:1.3万", "作者：文小白 人氣：1.3萬")]
    [('author', '文小白'), ('views', 13000)]
    >>> [(found.kind, found.value) for found in segments(*["2024-03-05 10:20 城市晚报"] * 2)]
    [('published', '2024-03-05T10:20'), ('source', '城市晚报')]
    >>> segments("来源:山上的雪水,经过三个村子。", "来源：山上的雪水，经过三个村子。") is None
    True
    """
    begin = len(line) - len(line.lstrip(_SEPARATORS))
    if not (opening().match(line, begin) and anchor().match(line, begin)) and not _TIME.search(line):
        return None
    anchors = list(anchor().finditer(line, begin))
    timed = any(each["date"] and each["hour"] for each in anchors)
    if not anchors or (anchors[0].start() > begin and not timed):
        return None
    if anchors[0]["label"] and anchors[0].start() > begin:
        return None
    found = unlabelled(line, original, begin, anchors[0].start())
    label = ""
    for each, following in zip(anchors, [*anchors[1:], None], strict=True):
        start, end = each.end(), following.start() if following else len(line)
        if each["label"] or each["origin"] or each["writer"]:
            label = next((kind for kind in LABELS if each[kind]), "source" if each["origin"] else "author")
            segment = _labelled(label, line, original, start, end)
            if segment is None or found is None or not (each["label"] or timed):
                return None
            found.append(segment)
            continue
        rest = unlabelled(line, original, start, end)
        if rest is None or found is None or (rest and not timed):
            return None
        if rest and rest[-1].kind == "name" and following and following["label"] and rest[-1].end == following.start():
            return None  # a longer label that is not known
        if each["date"] and label in ("published", "updated") and found[-1].value is None:
            found[-1] = Segment(label, *each.span(), iso(each), exact=True)
        elif (segment := _segment(each, original)) is None:
            return None
        else:
            found.append(segment)
        found += rest
        label = ""
    return found


def _segment(start: re.Match[str], original: str) -> Segment | None:
    """Return the segment of an anchor that is no label, or None where it has no value of its kind."""
    if start["date"]:
        return Segment("updated" if start["late"] else "published", *start.span(), iso(start), bool(start["hour"]))
    if start["count"]:
        views = count(_COUNT.search(start["count"]))
        return None if views is None else Segment("views", *start.span(), views)
    if start["replies"]:
        return Segment("comments", *start.span("reply_count"), int(start["reply_count"].replace(",", "")))
    if start["account"]:
        return Segment("source", *start.span("holder"), original[slice(*start.span("holder"))], exact=True)
    if start["reporter"] or start["who"]:
        name = "reporter" if start["reporter"] else "who"
        kind = "author" if start["reporter"] or start["wrote"] else "other"
        return Segment(kind, *start.span(name), original[slice(*start.span(name))], exact=True)
    return Segment("other" if start["posted"] else "word", *start.span(), None)


def unlabelled(line: str, original: str, start: int, end: int) -> list[Segment] | None:
    """Return what a part of a folded line names without a label, or None where it is no name.

    >>> [(found.kind, found.value) for found in unlabelled("文小白/城市晚报", "文小白/城市晚报", 0, 8) or ()]
    [('author', '文小白'), ('source', '城市晚报')]
    """
    while start < end and line[start] in _SEPARATORS:
        start += 1
    while end > start and line[end - 1] in _SEPARATORS and not line.endswith("[整理]", start, end):
        end -= 1
    text = line[start:end]
    if not text:
        return []
    if pair := _PAIR.fullmatch(text):
        who, medium = pair.span("person"), pair.span("medium")
        if are_persons(pair["person"]) and is_medium(pair["medium"]):
            spans = (("author", start + who[0], start + who[1]), ("source", start + medium[0], start + medium[1]))
            return [Segment(kind, first, last, original[first:last]) for kind, first, last in spans]
    kind = "source" if is_medium(text) else "author" if are_persons(text) or _is_team(text) else "name"
    if is_unknown(text):
        return [Segment("other", start, end, None)]
    if kind == "name" and not _UNLABELLED.fullmatch(text):
        return None
    return [Segment(kind, start, end, joined(original[start:end]))]


def _is_team(text: str) -> bool:
    """Whether a part of a line is a list of short names, one of them a person's."""
    names = text.split()
    return len(names) > 1 and all(_SHORT.fullmatch(name) for name in names) and any(map(are_persons, names))


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
    if not text or (kind in ("author", "source") and (URL.fullmatch(text) or is_unknown(text))):
        return Segment(kind, start, end, None, exact=True)
    if kind == "comments" and (replies := _COUNT.fullmatch(text)):
        return Segment(kind, start, end, count(replies))
    if len(text) > _LIMITS[kind] or not _PLAUSIBLE.fullmatch(text):
        return None
    if kind in ("author", "source") and "," in text:
        return None
    if kind == "author" and not _NAME.fullmatch(original[start:end]):
        return None
    return Segment(kind, start, end, original[start:end], exact=True)


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


def has_known_label(line: str) -> bool:
    """Whether a folded line starts with a label that bylines know.

    >>> has_known_label("作者:文小白"), has_known_label("地点:报告厅")
    (True, False)
    """
    found = anchor().match(line, len(line) - len(line.lstrip(_SEPARATORS)))
    return found is not None and found["label"] is not None


def kinds(found: Sequence[Segment]) -> Iterator[str]:
    """Yield the kinds of the segments, words aside."""
    return (segment.kind for segment in found if segment.kind != "word")


def byline(found: Sequence[Segment]) -> Rule | None:
    """Return what segments are as a line, or None where they are no byline."""
    known = set(kinds(found)) - {*_NAMELESS}
    if any(each.kind in ("author", "source", "name") and not each.exact for each in found):
        return Rule("byline", "head")
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
