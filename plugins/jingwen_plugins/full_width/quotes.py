"""ASCII quotes and dots in Chinese text, for those who want them written in Chinese as well."""

from __future__ import annotations

from collections.abc import Iterator

from jingwen import Edit
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN
from jingwen_plugins.full_width.code import blanked
from jingwen_plugins.full_width.context import beside_chinese
from jingwen_plugins.full_width.tokens import TOKEN

_DOTS = regex(rf"(?<!\.)(?:(?<=[{HAN}》])\.{{3,8}}(?!\.)|\.{{3,8}}(?=[{HAN}]))")
_QUOTED = regex(r'"([^"\n]*)"')
_QUOTING_LINE = regex(r'"[^\n]*')  # from the first quote on
# an attribute, an argument, an inch; an opening quote has no space behind it, and a closing one none before it
_NO_QUOTES = regex(r'(?:(?<=[A-Za-z0-9=])|(?<=[A-Za-z0-9_][(（]))"|"(?:[\s"]|[^"\n]*\s"|[^"\n]*"[A-Za-z0-9])')
_HAN = regex(f"[{HAN}]")


def without_protected(text: str) -> str:
    """Return the text with code, addresses and the like blanked: each of their characters is a zero.

    >>> without_protected("见`a...`...").replace("\\0", "-")
    '见------...'
    """
    return blanked(text, (match.span() for match in TOKEN.finditer(text) if match.lastgroup is None))


def dots(text: str) -> Iterator[Edit]:
    """Yield edits that make an ellipsis of three to eight full stops beside Chinese.

    >>> list(dots("等等...再说")), list(dots("a...b"))
    ([Edit(start=2, end=5, new='……', reason='ellipsis')], [])
    """
    return (Edit(*match.span(), "……", "ellipsis") for match in _DOTS.finditer(text))


def quotes(text: str) -> Iterator[Edit]:
    """Yield edits that curl the quotes of pairs that enclose Chinese or stand in it.

    A line where quotes are left over, or mean something else, is left alone.

    >>> [(edit.start, edit.new) for edit in quotes('他说"好",又用5"的管子"接"上\\n她说"行"')]
    [(20, '“'), (22, '”')]
    """
    for line in _QUOTING_LINE.finditer(text):
        if line.group().count('"') % 2:
            continue
        pairs = list(_QUOTED.finditer(text, *line.span()))
        if any(_NO_QUOTES.match(text, pair.start()) for pair in pairs):
            continue
        for pair in pairs:
            start, end = pair.start(), pair.end() - 1
            if _HAN.search(pair[1]) or beside_chinese(text, start, end):
                yield Edit(start, start + 1, "“", "quote")
                yield Edit(end, end + 1, "”", "quote")
