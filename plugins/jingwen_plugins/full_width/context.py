"""What stands beside a mark, and whether the mark is Chinese because of it."""

from __future__ import annotations

import re

from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN
from jingwen_plugins.full_width.tokens import FULL

# A mark's context is the nearest character that is none of these. Both widths of a mark are in the set, so
# that a decision never depends on what was restored before: that makes a second run find nothing.
_NEUTRAL = frozenset(" \r\n\u00a0\u3000\"'*_`[]{}“”‘’" + "".join(FULL) + "".join(FULL.values()))
_REACH = 12
_HAN = regex(f"[{HAN}]")
_CHINESE = regex(f"[{HAN}、。《》【】「」『』〈〉…—％℃]")
# behind a mark: the nearest character that is not neutral is Chinese
_CHINESE_BEHIND = regex(f"[{re.escape(''.join(sorted(_NEUTRAL)))}]{{0,{_REACH - 1}}}+{_CHINESE.pattern}")
_CHINESE_BODY = regex(f"[{HAN}、。]")
_LINE_START = regex(r"(?:^|\n)[ \u3000*#>-]*$")
_ENUMERATOR = regex(r"(?:^|\n)[ \t\u3000]*(?:\d{1,3}|[A-Za-z一二三四五六七八九十甲乙丙丁])[)）]$")
_ENOUGH_HAN = 5  # with less around it a comma between Latin words, or a mark at the line's end, says nothing
_AROUND = 60
_LONGEST = 400  # characters between brackets that are looked at


def _left(text: str, at: int) -> str:
    """Return the nearest character before a place that is not neutral, or nothing."""
    for place in range(at - 1, max(-1, at - 1 - _REACH), -1):
        if text[place] not in _NEUTRAL:
            return text[place]
    return ""


def _around(text: str, at: int) -> tuple[int, int]:
    """Return the part of a place's line that is near it."""
    start, end = max(0, at - _AROUND), at + _AROUND
    behind = text.find("\n", at, end)
    return max(start, text.rfind("\n", start, at) + 1), behind if behind >= 0 else end


def chinese_mark(text: str, at: int) -> bool:
    """Whether the comma, colon, semicolon, question or exclamation mark at a place punctuates Chinese.

    >>> chinese_mark("他用Alpha,很满意", 7), chinese_mark("他说 Yes, sir 就走了", 6)
    (True, False)
    """
    mark, behind, before = text[at], text[at + 1 : at + 2], text[at - 1 : at]
    left = before if before not in _NEUTRAL else _left(text, at)
    if left and _CHINESE.match(left):
        if before != left and not _HAN.search(text, *_around(text, at)):  # what it goes on with is another line
            return False
        return not (mark == ":" and behind == " " and before in ("*", "_"))  # "**标题**: 说明"
    if not left:
        return mark in ",;?" and bool(_CHINESE.match(behind))
    if behind and behind in "\"'”’":  # "“Hello, world!”已经" quotes a foreign sentence
        return mark == "," and bool(_HAN.match(text, at + 2))
    if (not behind.isspace() or (mark == "," and behind in "\r\n")) and _CHINESE_BEHIND.match(text, at + 1):
        return True
    if not behind or behind in "\r\n":
        possible = mark not in ",;"
    else:  # English puts a space behind these, and Chinese does not
        possible = not behind.isspace() and (mark == "," or before in ("`", ")") or behind == "`")
    return possible and len(_HAN.findall(text, *_around(text, at))) >= _ENOUGH_HAN


def chinese_pair(text: str, start: int, end: int) -> bool:
    """Whether the brackets at two places enclose Chinese, number a Chinese list item, or stand in Chinese.

    >>> chinese_pair("日内瓦(Geneva)", 3, 10), chinese_pair("f(x)", 1, 3)
    (True, False)
    """
    before, first = text[max(0, start - 1) : start], text[start + 1]
    attached = before.isascii() and before.isalnum()
    if attached and first in "\"'":  # an argument: "print("甲")"
        return False
    if _CHINESE_BODY.search(text, start + 1, min(end, start + _LONGEST)):
        return True
    if text[start + 1 : end].isdigit() and _LINE_START.search(text, max(0, start - _REACH), start):
        return True
    if attached and first.isalnum():  # "f(x)", "API(v2)"
        return False
    if before and before in "-+/=^|&":  # a formula
        return False
    if before == " " and not _HAN.match(text, end + 1):  # English spacing: NFKC adds none
        return False
    return beside_chinese(text, start, end)


def beside_chinese(text: str, start: int, end: int) -> bool:
    """Whether Chinese stands before the first place or behind the last, other marks looked through."""
    return bool(_CHINESE.match(_left(text, start)) or _CHINESE_BEHIND.match(text, end + 1))


def chinese_bracket(text: str, at: int) -> bool:
    """Whether a bracket without its other one stands beside Chinese."""
    return bool(_HAN.search(text, max(0, at - 1), at + 2))


def enumerates(text: str, at: int) -> bool:
    """Whether a closing bracket stands behind the number of a list item."""
    return bool(_ENUMERATOR.search(text, max(0, at - _REACH), at + 1))
