"""Facts about Chinese text that several cleaners share: character classes and patterns, compiled once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache

from jingwen import Document
from jingwen_plugins._regex import regex

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Han characters as a part of a regular expression's class: the unified blocks, compatibility, 々 and 〇."""

TERMINAL = "。！？!?…"
"""Marks that end a sentence. The ASCII full stop is left out: it also stands in numbers and abbreviations."""

CLOSING = "”’」』）)】》〉］]"
"""Brackets and quotes that may follow a terminal mark."""

OPENING = "“‘「『（(【《〈［["

URL = regex(
    r"(?:(?:https?|ftp)://|(?<![A-Za-z0-9@._/-])www\.(?=[A-Za-z0-9]))"
    r"[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%\[\]]*[A-Za-z0-9/_=&#%+~-]",
    re.IGNORECASE,
)
"""A URL in running text: characters of RFC 3986 only, so it ends where Chinese begins, and no mark at its end."""

ADDRESS = r"[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]*[A-Za-z0-9/_=&#%+~-]"
"""What follows `https://`, as a part of a pattern. It ends before a square bracket: `[https://a.example](…)`."""

EMAIL = regex(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![A-Za-z0-9])")
"""An e-mail address (the common subset of RFC 5322)."""

LIST_ITEM = regex(
    r"\s*(?:[(（](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]|\d{1,3}[)）]|\d{1,3}[.．、](?!\d)|[①-⑳⑴-⒇㈠-㈩]"
    rf"|[•●◆■○▪◦►★☆▲△※◇□]|[·*+-](?=\s)|[-–—](?=\s?[{HAN}])|[A-Za-z][.、)）](?=\s|[{HAN}])|>\s|\||#{{1,6}}\s)"
)
"""The start of a list item, quotation, table row or Markdown heading."""

HEADING = regex(
    r"\s*(?:第[一二三四五六七八九十百零〇\d]{1,5}[章节節回卷部篇条條]|[一二三四五六七八九十]{1,3}[、．.]"
    r"|[问問答QA][:：]|[【\[][^】\]\n]{1,12}[】\]])"
)
"""The start of a numbered heading or a labelled paragraph."""

FENCES = ("```", "~~~")
"""What fenced code blocks begin with."""

_FENCE = regex(r" {0,3}(?P<fence>`{3,}+(?=[^`]*$)|~{3,}+)\s*(?P<info>.*)")


def spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a pattern's matches.

    >>> list(spans(URL, "详见https://a.example/1。后文"))
    [(2, 21)]
    """
    return (match.span() for match in pattern.finditer(text))


def fenced_lines(document: Document) -> frozenset[int]:
    """Return the indexes of the lines of fenced code blocks (as in CommonMark), their fences included.

    A fence of three or more backticks or tildes is closed by one of the same character that is at least as long and
    has nothing behind it. One that is never closed is no fence.

    >>> from jingwen import Document, RawDocument
    >>> text = "正文\\n```py\\nprint(1)\\n```\\n后文\\n~~~"
    >>> sorted(fenced_lines(Document.of(RawDocument(text=text))))
    [1, 2, 3]
    """
    text = document.text  # one character is found several times as fast as three
    if not (("`" in text and FENCES[0] in text) or ("~" in text and FENCES[1] in text)):
        return frozenset()
    lines = [(index, line) for index, _, _, line in document.lines if FENCES[0] in line or FENCES[1] in line]
    matches = ((index, _FENCE.match(line)) for index, line in lines)
    marks = [(index, match["fence"], bool(match["info"])) for index, match in matches if match]
    longest, closed = {"`": 0, "~": 0}, set[int]()
    for index, fence, info in reversed(marks):
        if len(fence) <= longest[fence[0]]:
            closed.add(index)
        if not info:
            longest[fence[0]] = max(longest[fence[0]], len(fence))
    inside, opened, start = set[int](), "", 0
    for index, fence, info in marks:
        if opened and not info and fence.startswith(opened):
            inside.update(range(start, index + 1))
            opened = ""
        elif not opened and index in closed:
            opened, start = fence, index
    return frozenset(inside)


def in_fence(document: Document) -> Callable[[int], bool]:
    """Return what tells whether an offset lies in a fenced code block.

    >>> from jingwen import Document, RawDocument
    >>> inside = in_fence(Document.of(RawDocument(text="正文\\n~~~\\n甲,乙\\n~~~")))
    >>> inside(1), inside(8)
    (False, True)
    """
    if not (fenced := fenced_lines(document)):
        return lambda _: False
    starts = [line.start for line in document.lines]
    return lambda offset: bisect_right(starts, offset) - 1 in fenced


_CODE = regex(r"`[^`\n]+`")


def in_code(document: Document) -> Callable[[int], bool]:
    """Return what tells whether an offset lies in a fenced code block or in backticks. It looks when first asked.

    >>> from jingwen import Document, RawDocument
    >>> inside = in_code(Document.of(RawDocument(text="正文`甲,乙`\\n~~~\\n甲,乙\\n~~~")))
    >>> inside(1), inside(4), inside(14)
    (False, True, True)
    """
    if "`" not in document.text and FENCES[1] not in document.text:
        return lambda _: False

    @cache
    def fenced() -> Callable[[int], bool]:
        return in_fence(document)

    @cache
    def ends() -> list[int]:
        return [end for match in _CODE.finditer(document.text) for end in match.span()]

    return lambda offset: fenced()(offset) or bisect_right(ends(), offset) % 2 == 1
