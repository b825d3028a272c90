"""Tells names apart that have no label: of a medium, of persons, of a place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN

_PARTS = regex(r"[-－—·|/、]+")
_SPACED = regex(rf"(?<=(?<![{HAN}])[{HAN}])\s+(?=[{HAN}](?![{HAN}]))")
_JOINT = regex(r"[\s、,，&/／]+")
_WORD = regex(rf"[{HAN}A-Za-z0-9·《》_\-－]{{2,24}}")
_MOST = 6
_REPORTS = regex("(?:[预简通季海情举汇公战申填喜捷播]|(?<!青)年)报$")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("rules", "_names.toml").read_text("utf-8"))


def alternatives(words: Sequence[str]) -> str:
    """Return words as a part of a regular expression, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def places() -> str:
    """Return the places that pages are posted from, as a part of a regular expression."""
    return alternatives(_table()["places"])


@cache
def _medium() -> re.Pattern[str]:
    table = _table()
    return re.compile(
        rf"(?:{alternatives(table['portals'])})[{HAN}]{{2,4}}|[{HAN}A-Za-z0-9]{{1,14}}?(?:{alternatives(table['media'])})",
        re.IGNORECASE,
    )


@cache
def _column() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(_table()['columns'])}){{1,3}}(?:新闻|财经|频道|消息|在线|热线)")


@cache
def _person() -> re.Pattern[str]:
    table = _table()
    return re.compile(rf"(?:[{table['surnames']}][{HAN}]{{1,2}}|(?:{alternatives(table['compound'])})[{HAN}]{{1,2}})")


def is_unknown(name: str) -> bool:
    """Whether a folded name only says that there is none.

    >>> is_unknown("佚名"), is_unknown("文小白")
    (True, False)
    """
    return name.strip().casefold() in _table()["common"]


def is_medium(name: str) -> bool:
    """Whether a folded name is by its form that of a newspaper, station, agency or site.

    >>> [is_medium(name) for name in ("城市晚报", "江城在线-江城早报", "公司新闻", "天气预报")]
    [True, True, False, False]
    """
    if not _WORD.fullmatch(name) or is_unknown(name):
        return False
    parts = [part.strip("《》") for part in _PARTS.split(name) if part]
    return any(_is_medium(part) for part in (parts[:1] + parts[1:][-1:]))


def _is_medium(part: str) -> bool:
    if is_unknown(part) or _column().fullmatch(part) or _REPORTS.search(part):
        return False
    return _medium().fullmatch(part) is not None


def are_persons(text: str) -> bool:
    """Whether a folded text is the names of up to six persons.

    A name of two characters may have a space in it.

    >>> are_persons("文小白 方 圆"), are_persons("春天的花")
    (True, False)
    """
    names = _JOINT.split(joined(text.strip()))
    return len(names) <= _MOST and all(_person().fullmatch(name) for name in names)


def joined(text: str) -> str:
    """Return names without the space that sets two characters of one apart.

    >>> joined("文小白 方 圆")
    '文小白 方圆'
    """
    return _SPACED.sub("", text)
