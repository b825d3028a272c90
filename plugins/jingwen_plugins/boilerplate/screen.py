"""A cheap look at a text: most clean documents hold no line that could be chrome, and need no model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from jingwen_plugins._regex import regex
from jingwen_plugins._text import CLOSING, TERMINAL
from jingwen_plugins.boilerplate.characters import fold
from jingwen_plugins.boilerplate.keywords import CHROME, KEYWORDS
from jingwen_plugins.boilerplate.lines import LONG

_EDGE = 8
"""How many lines at each end of a document one telling word is looked for in."""
_LEAST = 4
"""How many of them must stand in short lines elsewhere."""
_MARK = regex("[，。；！？,;!?]")
_ENDS = frozenset((*TERMINAL, *CLOSING, "；", ";"))
_ITEM = regex(
    r"[ \t]*(?:#{1,6} |[|>]|(?:[-*+•] ?)?\[|\d{1,3}[.、．)）]|[(（《一二三四五六七八九十]|第[一二三四五六七八九十\d])"
    r"|[^`\n]*`"
)
"""What a body holds as well: headings, tables, quotations, links, lists and code."""


def is_suspect(text: str) -> bool:
    r"""Return whether a text may hold chrome: lines that are no prose with words of chrome, or without letters.

    >>> is_suspect("城墙今日开放\n市民一早就来排队。"), is_suspect("上一篇：城墙今日开放\n市民一早就来排队。")
    (False, True)
    """
    lines = text.split("\n")
    # most pages are told by their ends
    head, tail = _short(lines[:_EDGE]), _short(lines[max(_EDGE, len(lines) - _EDGE) :])
    if (head or tail) and _words(dated=False).search(_folded(head + tail)):
        return True
    short = head + _short(lines[_EDGE:-_EDGE]) + tail
    return len(short) > _LEAST and len(_words(dated=True).findall(_folded(short))) >= _LEAST


def _short(lines: Sequence[str]) -> list[str]:
    """Return the lines that are no sentence and may be chrome."""
    return [line for line in lines if line and line[-1] not in _ENDS and _may_be_chrome(line)]


def _may_be_chrome(line: str) -> bool:
    """Return whether a line that is no sentence is neither prose nor an item of what a body holds as well."""
    return (len(line) < LONG or not _MARK.search(line)) and not _ITEM.match(line)


def _folded(lines: Sequence[str]) -> str:
    return f"\n{fold(chr(10).join(lines))}\n"


@cache
def _words(*, dated: bool) -> re.Pattern[str]:
    """Return the pattern of telling words, and of lines without letters, in folded lines between breaks."""
    names = [name for name in (*CHROME, "url") if dated or name != "date"]
    words = [re.sub("[$^]", "\n", word) for name in names for word in KEYWORDS[name].split()]
    first = re.escape("".join({word[0] for word in words}))
    return re.compile(f"(?=[{first}])(?:{'|'.join(map(re.escape, words))})|\n[^a-z\\u3041-\\uffef\n]+(?=\n)")
