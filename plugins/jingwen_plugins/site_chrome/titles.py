"""Reads the title: from the line above the byline, or the end of a breadcrumb."""

from __future__ import annotations

from collections.abc import Collection

from jingwen import Field, Line
from jingwen_plugins._folding import folded
from jingwen_plugins._regex import regex
from jingwen_plugins.site_chrome.candidates import Candidate
from jingwen_plugins.site_chrome.credits import is_named
from jingwen_plugins.site_chrome.forms import is_title
from jingwen_plugins.site_chrome.names import is_medium
from jingwen_plugins.site_chrome.page import Page

_MENU = regex(r"\S{1,6}(?:[ \u3000|·]+\S{1,6}){2,}")
_EDITION = regex("(?:网络版|电子版|手机版|客户端)$")
_STEP = regex(r"\s*(?:>{1,2}|»|›|→|＞)\s*")
_SHORTEST = 10
"""Shortest title that is not the first line that stays: above a byline stands the name of its column as well."""
_SHORTEST_BESIDE = 7
"""Shortest one right above the byline: columns are named shorter."""
_ABOVE = 5
"""How many lines of the site may stand between the title and its byline."""


def title(page: Page, removed: Collection[int], main: Candidate | None) -> Field | None:
    """Return the title, or None where no line is one for certain.

    Args:
        page: the lines.
        removed: the indexes of the lines that go.
        main: the article's byline.
    """
    content = page.content
    first = next((order for order, line in enumerate(content) if line.index not in removed), len(content))
    trails = [_STEP.split(each.line.text) for each in page.chrome if each.rule.category == "breadcrumb"]
    ends = {trail[-1].rstrip() for trail in trails if len(trail) > 1}
    for line in content[first : main.order if main else None] if ends else ():
        text = line.text.strip()
        if text in ends and len(text) >= _SHORTEST and line.index not in removed and is_title(text):
            return _field(line, text)
    if main is None:
        return None
    for order in range(main.order - 1, max(main.order - _ABOVE, 0) - 1, -1):
        line = content[order]
        text = line.text.strip()
        if order == first and is_title(text):
            return None if _MENU.fullmatch(text) else _field(line, text)
        # between the title and its byline stand names, and that of the column
        shortest = _SHORTEST_BESIDE if order == main.order - 1 else _SHORTEST
        if order not in page.matched and len(text) >= shortest and not (_is_name(text) or _MENU.fullmatch(text)):
            return _field(line, text) if is_title(text) else None
    return None


def _is_name(text: str) -> bool:
    return is_named(text) or is_medium(_EDITION.sub("", folded(text)))


def _field(line: Line, text: str) -> Field:
    start = line.start + line.text.index(text)
    return Field("title", text, start, start + len(text))
