"""Stamps of sites, and domains that hide from filters, inside sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from jingwen import Document, Edit, Line
from jingwen_plugins._folding import folded
from jingwen_plugins._regex import regex
from jingwen_plugins._text import fenced_lines
from jingwen_plugins.injected_noise.rules import load

_HIDDEN = regex(r"[ａ-ｚＡ-Ｚ]|[Ww]\s")  # one of which every domain has that hides
_PAIRS = {"（": "）", "(": ")", "【": "】", "[": "]"}
_MARKS = "。！？!?…，、；：,;"


def site_stamps(document: Document) -> Iterator[Edit]:
    """Yield an edit for each stamp, with the mark behind it where one stands before it as well."""
    places = [match.start() for match in load().screen.finditer(document.text)]
    if not places:
        return
    fenced = fenced_lines(document)
    start = attrgetter("start")
    for index, _ in groupby(bisect_right(document.lines, place, key=start) - 1 for place in places):
        if index not in fenced:
            yield from _stamps(document.lines[index])


def _stamps(line: Line) -> Iterator[Edit]:
    rules, text, behind = load(), line.text, 0
    spans = [(*match.span(), "stamp") for match in rules.stamps.finditer(folded(text))]
    if _HIDDEN.search(text):
        spans += [(*match.span(), "hidden-domain") for match in rules.domains.finditer(text)]
    for start, end, reason in sorted(spans):
        if start < behind:
            continue
        while start > behind and _PAIRS.get(text[start - 1]) == text[end : end + 1]:
            start, end = start - 1, end + 1
        if text[end : end + 1] in tuple(_MARKS) and (start == 0 or text[start - 1] in _MARKS):
            end += 1
        behind = end
        yield Edit(line.start + start, line.start + end, "", reason)
