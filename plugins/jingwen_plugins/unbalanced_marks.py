"""unbalanced-marks: brackets and quotes that have lost their other half."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import ClassVar, NamedTuple

from jingwen import Cleaner, Document, Finding, Flag, Plugin, hookimpl
from jingwen_plugins._regex import regex
from jingwen_plugins._text import ADDRESS, HAN, in_code

# either width of a bracket closes the other
_CLOSED_BY = {"（": "）", "(": "）", "《": "》", "〈": "〉", "【": "】", "「": "」", "『": "』", "“": "”", "‘": "’"}
_CLOSING = {"）": "）", ")": "）", **{mark: mark for mark in "》〉】」』”’"}}
_MARKS = "".join({*_CLOSED_BY, *_CLOSING})
_NUMBER = r"(?:\d{1,3}|[A-Za-z一二三四五六七八九十甲乙丙丁])"
_INTERVAL = r"[^\[\]()（）\n]{1,20},[^\[\]()（）\n]{1,20}[\])]"  # what follows the bracket of "[0, 1)"
_TOKEN = regex(
    rf"[{_MARKS}:;\[`\n](?:"
    # what is most frequent comes first: marks, and breaks with the number of a list item behind them
    rf"(?<=(?P<mark>[{_MARKS}\n]))(?:(?<![(\n])|(?<=\()(?!{_INTERVAL})|(?<=\n)[ \t\u3000]*(?:{_NUMBER}[)）])?)"
    r"|(?<=`)[^`\n]*`"  # code
    rf"|(?<=[A-Za-z]:)//{ADDRESS}"
    r"|(?<=[:;])(?:-[()]|\((?=\s|\Z)(?![^()（）\n]*[)）]))"  # emoticons
    rf"|(?<=[\[(]){_INTERVAL})"
)
_PAIRS = [opening + closing for opening, closing in _CLOSED_BY.items() if opening != "("]
_DEPTH = 3
_ITEM = regex(rf"(?<![A-Za-z0-9{HAN}]){_NUMBER}$")
_QUOTES = "“‘「『"
_QUOTED_LINE = regex(rf"\n[ \t\u3000]*[{_QUOTES}]")
_FARTHEST = 20  # lines between the halves of a pair
_PIECE = 1000  # characters of lines that are looked at together, at least


class UnbalancedMarks(Cleaner):
    """Flags brackets and quotes without their other half: `（` `《` `【` `「` `“` and what closes them.

    A pair may be of two widths and reach over some lines. Nothing is changed, because nobody knows where the other
    half stood. Numbers of lists (`1）`), apostrophes, emoticons, intervals, code and URLs are none. A quotation
    that goes on in the next paragraph is opened there once more, and closed once.

    >>> from jingwen_schemas import RawDocument
    >>> list(UnbalancedMarks().findings(Document.of(RawDocument(text="他说：“好（真的。”"))))
    [Flag(start=5, end=6, reason='unclosed', detail='（ is not closed')]
    """

    name = "unbalanced-marks"
    reasons: ClassVar[Mapping[str, str]] = {
        "unclosed": "a bracket or quote that is not closed",
        "unopened": "a closing bracket or quote that was not opened",
    }

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield a flag for every mark that has lost its other half."""
        if not (lost := sorted(_lost(document.text))):
            return
        coded = in_code(document)
        for at in lost:
            if coded(at):
                continue
            mark = document.text[at]
            if mark in _CLOSED_BY:
                yield Flag(at, at + 1, "unclosed", f"{mark} is not closed")
            else:
                yield Flag(at, at + 1, "unopened", f"{mark} was not opened")


class _Opened(NamedTuple):
    """An opening mark: its place, its line, and whether it is the first of the line."""

    at: int
    line: int
    first: bool


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield where pieces of whole lines start and end; each but the first starts with the break before its lines."""
    start = 0
    while (end := text.find("\n", start + _PIECE)) >= 0:
        yield start, end
        start = end
    yield start, len(text)


def _balanced(text: str, start: int, end: int) -> bool:
    """Whether every mark of a piece has its other half in its line; it may miss that where they are nested deeply.

    Then none is lost, none is open where a line begins, and none is the other half of one in another line.
    """
    marks = "".join(_TOKEN.findall(text, start, end)).replace("(", "（").replace(")", "）")
    for _ in range(_DEPTH):
        for pair in _PAIRS:
            marks = marks.replace(pair, "")
        if not marks.strip("\n"):
            return True
    return False


def _lost(text: str) -> Iterator[int]:
    """Yield the places of the marks that have lost their other half."""
    opened = defaultdict[str, list[_Opened]](list)
    line, line_start, going_on = 0, len(text) - len(text.lstrip(" \t\u3000")), False
    for start, end in _pieces(text):
        if _balanced(text, start, end) and not (going_on and _QUOTED_LINE.search(text, start, end)):
            line += text.count("\n", start, end)
            continue
        for token in _TOKEN.finditer(text, start, end):
            at, mark = token.start(), text[token.start()]
            if mark == "\n":
                line, line_start = line + 1, token.end()
            elif token.lastgroup is None:
                continue
            elif mark in _CLOSED_BY:
                places, first = opened[_CLOSED_BY[mark]], at == line_start
                if first and places and places[-1].first and mark in _QUOTES:  # the quotation goes on in this paragraph
                    places.pop()
                places.append(_Opened(at, line, first))
            else:
                places = opened[_CLOSING[mark]]
                if places and line - places[-1].line <= _FARTHEST:
                    places.pop()
                elif not _lonely(text, at):
                    yield at
        going_on = any(places and places[-1].first for places in opened.values())
    yield from (place.at for places in opened.values() for place in places)


def _lonely(text: str, at: int) -> bool:
    """Whether a closing mark is an apostrophe, belongs to an emoticon, or closes the number of a list item."""
    if text[at] == "’":  # "don’t", "’98"
        beside = text[at - 1 : at], text[at + 1 : at + 2]
        return (beside[0].isascii() and beside[0].isalnum()) or beside[1].isdigit()
    return text[at] in ")）" and bool(text[at - 1 : at] in (":", ";") or _ITEM.search(text, max(0, at - 4), at))


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [UnbalancedMarks]
