"""What starts a segment of a byline: a label, a date, a counter, a credit, a word."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from jingwen_plugins.site_chrome.dates import DATE
from jingwen_plugins.site_chrome.names import alternatives, places

LABELS = ("author", "source", "published", "updated", "views", "editor", "comments", "other")
_NUMBER = r"\d[\d,]*(?:\.\d+)?\s?[万wk亿]?\+?\s?(?:人|次)?"
_COUNTER = (
    r"(?P<count>(?:(?:文章)?被?(?:阅读|浏览|点击|查看|访问|观看|播放)(?:量|数|次数)?|人气)"
    rf"\s?[(\[]?\s?{_NUMBER}\s?[)\]]?|{_NUMBER}\s?次?(?:阅读|浏览|查看|看过|点击|观看|播放)(?![:\w]))"
)
_CREDIT = (
    r"(?<![^\s|丨])(?:记者\s?(?P<reporter>[^\W\d]{2,6}(?:、[^\W\d]{2,6}){0,3})\s?/\s?[^\s,。:/]{1,8}报[导道]"
    r"|(?:(?P<wrote>文|图文|撰文|采写)|摄影|图|编辑|编译|整理)\s?/\s?(?P<who>[^\W\d]{2,4}))(?![^\s|丨])"
)


_FIRST = "来发I本作文被阅浏点查访观播人记图撰采摄编整今昨"
"""What anchors begin with that are no words of the tables, and no digits."""


@cache
def _table() -> dict[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("rules", "_labels.toml").read_text("utf-8"))


@cache
def opening() -> re.Pattern[str]:
    """Return the pattern of the first character of everything that starts a segment: most lines are told by it."""
    first = {word[0] for words in _table().values() for word in words}
    return re.compile(rf"[\d{re.escape(_FIRST + ''.join(first))}]", re.IGNORECASE)


@cache
def anchor() -> re.Pattern[str]:
    """Return the pattern of everything that starts a segment."""
    table = _table()
    labels = "|".join(f"(?P<{kind}>{alternatives(table[kind])})" for kind in LABELS)
    bounded = (
        rf"(?<![^\s|)\]\d丨·/])(?:{alternatives(table['words'])})"
        r"(?:\s?[(\[]?\s?\d[\d,]*\s?(?:人参与)?\s?[)\]]?)?(?![^\s|(\[丨·/])"
    )
    parts = (
        rf"(?P<posted>(?:来自|发布于|IP属地)\s?:?\s?(?:{places()})(?:省|市|自治区|特别行政区)?(?![^\s|]))",
        # a colon may be missing before a date
        rf"(?P<label>(?:{labels})\s*(?::|(?<=[编校对辑审核])\||(?<=[于间新])(?=\s{{0,3}}(?:19|20)\d\d\s?[-/.年])))",
        r"(?P<origin>本文来源于\s?|(?<=\|)\s?来源\s?(?=[^\s:|]{2,12}\s?(?:\||$)))",
        r"(?P<writer>(?<=\|)\s?作者\s?(?=[^\s:|]{2,12}\s?(?:\||$)))",
        rf"(?P<date>{DATE}(?:\s?(?P<late>更新)(?![^\s|)\]]))?)",
        rf"(?P<account>发布于(?:{places()})?(?P<holder>[^\s,。:]{{2,16}})官方账号)",
        r"(?P<replies>(?<!\d)(?P<reply_count>\d[\d,]{0,11})\s?条?(?:评论|跟贴|跟帖|回复|留言)(?![^\s|]))",
        _COUNTER,
        _CREDIT,
        f"(?P<word>{bounded})",
        r"(?P<short>(?<!\d)(?:(?:今天|昨天|\d\d)\s?)?\d{1,2}:\d\d(?::\d\d)?(?!\d))",
    )
    return re.compile("|".join(parts), re.IGNORECASE)
