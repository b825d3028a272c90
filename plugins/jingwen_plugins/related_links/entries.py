"""What a line says as one or several links to other articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from jingwen_plugins._folding import folded
from jingwen_plugins._regex import regex
from jingwen_plugins._text import CLOSING, HAN
from jingwen_plugins.related_links import patterns

LONGEST = 60
"""Longest headline."""
SENTENCE_ENDS = ("。", "；", ";", "：", ":", "，", ",")
LABELS = frozenset("/[【上下前后後相推延拓往")
"""What a heading, or the label of a neighbour, in the line of an entry begins with."""
SHORTEST = 6
"""Shortest headline of an entry that nothing else tells."""
_SHORTEST_CUT = 12
_REACH = 40
"""How far from the end of an entry its date, count and button begin at most."""
_CUT = ("...", "…")
_WORDLESS = regex(rf"[^{HAN}A-Za-z]*")


class Label(Enum):
    """What may stand before an entry in its line."""

    HEADING = auto()
    NEIGHBOUR = auto()


class Entry(NamedTuple):
    """A link to another article, at offsets of its line or of the text.

    Args:
        start: where it begins.
        end: where it ends, the lines that belong to it included.
        title: its headline, without number, date and count.
        snippet: what it says, without number and address.
        url: its address.
        truncated: whether it is cut off.
        numbered: whether a number and a mark stand before it.
        rank: the number that is glued to its headline.
        marked: whether an address, a date or count behind it, or its being cut off tells it from a line of the body.
        label: what stands before it in its line: a heading, or that it is the article before or behind this one.
    """

    start: int
    end: int
    title: str
    snippet: str
    url: str | None = None
    truncated: bool = False
    numbered: bool = False
    rank: int | None = None
    marked: bool = False
    label: Label | None = None

    def moved(self, shift: int) -> Entry:
        """Return the entry at offsets of the text.

        Args:
            shift: where its line begins.
        """
        return Entry(self.start + shift, self.end + shift, *self[2:])

    def without_rank(self) -> Entry:
        """Return the entry without the number that is glued to its headline."""
        glued = len(str(self.rank))
        snippet = self.snippet if self.snippet != self.title else self.snippet[glued:].lstrip()
        return self._replace(title=self.title[glued:].lstrip(), snippet=snippet)


def entries(text: str) -> tuple[Entry, ...]:
    """Return the links that a line without outer spaces holds, if it holds nothing else.

    >>> [entry.title for entry in entries("·夜市今晚在河边开张 ·新车站下月启用")]
    ['夜市今晚在河边开张', '新车站下月启用']
    """
    if "](" in text and (links := list(patterns.LINKED.finditer(text))):
        if not _WORDLESS.fullmatch(patterns.LINKED.sub("", text)):
            return ()
        titled = ((link, link["text"].strip()) for link in links)
        return tuple(Entry(*link.span(), title, title, link["url"]) for link, title in titled)
    if text.endswith(SENTENCE_ENDS) and not _may_hold_address(text):
        return ()  # an entry that ends so has an address, also where it is the last of several
    for between in patterns.BETWEEN if patterns.BETWEEN_HINT.search(text) else ():
        if not (between.search(text) if between is patterns.BETWEEN[-1] else between.match(text)):
            continue
        parts = list(_parts(text, between))
        found = [entry for start, part in parts if (entry := _entry(part, start))]
        if len(found) == len(parts) > 1 and all(SHORTEST <= len(entry.title) <= LONGEST for entry in found):
            return tuple(entry._replace(marked=entry.marked or between is patterns.BETWEEN[0]) for entry in found)
    entry = _entry(text)
    return (entry,) if entry else ()


def is_cut(text: str) -> bool:
    """Whether a text without outer spaces is cut off, or ends in a button that shows the rest."""
    return may_be_cut(text) and (text.endswith(_CUT) or patterns.MORE_END.search(text[-_REACH:]) is not None)


def may_be_cut(text: str) -> bool:
    """Whether the last character of a text lets it be cut off: that of few lines does."""
    return text[-1:] in patterns.CUT_ENDS


def without_button(text: str) -> str:
    """Return a text without outer spaces and without the button at its end that shows the rest.

    >>> without_button("新路线全长五公里…… [详细]")
    '新路线全长五公里……'
    """
    text = text.strip()
    return text[:-_REACH] + patterns.MORE_END.sub("", text[-_REACH:])


def _may_hold_address(text: str) -> bool:
    return ("/" in text or "." in text) and patterns.ADDRESS_HINT.search(text) is not None


def _parts(text: str, between: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield what stands between bullets, numbers or bars, and where it begins."""
    marks = list(between.finditer(text))
    bounds = [0, *(place for mark in marks for place in mark.span()), len(text)]
    for start, end in list(zip(bounds[::2], bounds[1::2], strict=True))[marks[0].start() == 0 :]:
        part = text[start:end]
        yield end - len(part.lstrip()), part.strip()


def _entry(text: str, shift: int = 0) -> Entry | None:
    """Return what a text that begins at an offset says as one entry, or None where it can only be body text."""
    label = patterns.INLINE_HEADING.match(folded(text)) if text[:1] in LABELS else None
    start, end = label.end() if label else 0, len(text)
    number = bullet = None
    if not text[start : start + 1].isalpha():
        number = patterns.NUMBER.match(text, start)
        start = number.end() if number else start
        bullet = patterns.BULLET.match(text, start)
        start = bullet.end() if bullet else start
    url, summary = None, ""
    if _may_hold_address(text) and (address := patterns.ADDRESS.search(text, start)):
        url, summary, end = address.group(), text[address.end() :].strip(), address.start()
        if _WORDLESS.fullmatch(summary):
            summary = ""
        elif not is_cut(summary):
            return None
    elif len(text) > LONGEST:
        return None
    snippet = text[start:end].strip()
    sentence = snippet.endswith(SENTENCE_ENDS) or "。" in snippet.rstrip(CLOSING)[:-1]
    if not snippet or patterns.NO_ENTRY.match(snippet) or (sentence and not url):
        return None
    title, dated = _without_date(snippet)
    rank = patterns.RANK.match(title) if title[:1].isdecimal() else None
    if len(title) < SHORTEST and not (number or bullet or url or dated or label or rank):
        return None
    return Entry(
        shift,
        shift + len(text),
        title,
        summary or snippet,
        url,
        (summary or snippet).endswith(_CUT),
        number is not None,
        int(rank.group()) if rank else None,
        dated or url is not None or (snippet.endswith(_CUT) and len(snippet) >= _SHORTEST_CUT),
        (Label.NEIGHBOUR if label["neighbour"] else Label.HEADING) if label else None,
    )


def _without_date(snippet: str) -> tuple[str, bool]:
    """Return a headline without dates, counts and buttons at its ends, and whether one stood behind it."""
    head, tail = snippet[:-_REACH], snippet[-_REACH:]
    kept = tail
    last = tail[-1:]
    if last in patterns.DATE_ENDS:
        kept = patterns.DATED_END.sub("", kept)
    elif last in patterns.BUTTON_ENDS:
        for pattern in (patterns.MORE_END, patterns.COUNT_END, patterns.DATED_END):
            kept = pattern.sub("", kept)
    title = head + kept
    if not title[:1].isalpha() and (date := patterns.DATED_START.match(title)):
        title = title[date.end() :]
    return (title, kept != tail) if title.strip() else (snippet, False)
