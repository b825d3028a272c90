"""The markup of an HTML page: screened, parsed, and cut into tags with the text before each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from jingwen.errors import DocumentError

VOID = frozenset(
    (  # noqa: SIM905 (lists of words read better than lists of strings)
        "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
    ).split()
)
"""Elements that have no end tag."""

# as the parser writes a tree: names in lower case, all values in double quotes, `"`, `&`, `<` and `>` escaped in them
_UNSEEN = r"""
    !--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|\Z)
  | (?:!(?i:doctype)\b|\?)[^>]*+>
  | (?P<raw>script|style|iframe|noembed|noframes)(?=[ >]) [^<]*+(?:<(?!/(?P=raw)>)[^<]*+)*+ (?:</(?P=raw)>|\Z)
"""
# elements that say nothing about a line, and most pages are full of them
_PLAIN = r"/?+(?:span|b|strong|i|em|font|u|s|small|big|img|input|label|sup|sub|code|cite|button)(?:\ [^>]*+)?+>"
_SILENT = re.compile(f"<(?:{_PLAIN}|{_UNSEEN})", re.VERBOSE)
_UNSEEN_ALONE = re.compile(f"<(?:{_UNSEEN})", re.VERBOSE)
_UNESCAPED_NAMES = frozenset(("xmp", "plaintext"))
_UNESCAPED = re.compile(
    rf"<(?:(?P<name>xmp|plaintext)(?P<attributes>(?:\ [^>]*+)?+)>(?P<content>.*?)(?:</(?P=name)>|\Z)|{_UNSEEN})",
    re.VERBOSE | re.DOTALL,
)
# an element that holds text alone, as most do, is one match: that is as quick to find
_MARKUP = re.compile(r"<(/)?+([a-z][^\s/>]*+)([^>]*+)>(?(1)|(?:([^<]*+)</\2>)?+)")
_ATTRIBUTE = re.compile(r' (=?[^\s/>=]*)="([^"]*)"')
_TAG = re.compile(r"""<(?!/[a-z]++>)/?+[a-zA-Z][^=>]*+(?:=\s*+(?:"[^"]*+"?+|'[^']*+'?+)?+[^=>]*+)*+""")
_QUOTED = re.compile(r"""=\s*+(?:"[^"]*+"?+|'[^']*+'?+)""")
_FORMATTING = r"(?=[bcefistu])(?:[bisu]|big|code|em|font|small|strike|strong|tt)(?![\w-])"
_OPENING = re.compile("<" + _FORMATTING, re.IGNORECASE | re.ASCII)
_INLINE = re.compile("<(/?)" + _FORMATTING, re.IGNORECASE | re.ASCII)
_LONG_TAG = 6_000  # code points; no shorter tag can have too many attributes
_MOST_ATTRIBUTES = 3_000
_MOST_REOPENED = 500_000


Tag: TypeAlias = tuple[str, str | None, str, str, str | None]
"""The text before a tag, `/` for an end tag, the element's name, its attributes as written, and its content.

An element that holds text alone stands as one tag; for all others there is no content. At the end of the page all but
the text are empty.
"""


def tags(html: str) -> Iterator[Tag]:
    """Return the tags of a page as a parser of HTML understands them: start and end tags match, at any depth.

    What the parser makes of the page is written out and cut again. That is many times as fast as visiting its nodes.

    Raises:
        DocumentError: the page asks for much more time or memory than it has bytes.
        ValueError: the markup cannot be parsed.

    >>> list(tags("<p class=a>甲<ul><li>乙"))[3:6]
    [('', None, 'p', ' class="a"', '甲'), ('', None, 'ul', '', None), ('', None, 'li', '', '乙')]
    """
    from resiliparse.parse.html import HTMLTree

    _check(html)
    written = str(HTMLTree.parse(html))
    parts = _cut(written)
    if not _UNESCAPED_NAMES.isdisjoint(parts[2::5]):
        parts = _cut(_UNESCAPED.sub(_rewritten, written))
    parts += (None, "", "", None)  # the last text has no tag
    return zip(parts[::5], parts[1::5], parts[2::5], parts[3::5], parts[4::5], strict=True)


def _cut(written: str) -> list[Any]:
    """Return what the parser wrote, cut into texts and tags: before each tag a text, then its four parts."""
    seen = _SILENT.sub("", written)
    if seen.count("<") != seen.count(">"):  # a name has one, and may look like a tag: `<div<span>`
        seen = _UNSEEN_ALONE.sub("", written)
    return _MARKUP.split(seen)


def attributes(written: str) -> dict[str, str]:
    """Return the attributes of a tag by name."""
    return {name: unescaped(value) for name, value in _ATTRIBUTE.findall(written)}


def unescaped(text: str) -> str:
    """Return what the parser escapes when it writes text.

    >>> unescaped("&amp;lt;&nbsp;&lt;")
    '&lt;\\xa0<'
    """
    if "&" not in text:
        return text
    for written, character in (("&nbsp;", "\xa0"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(written, character)
    return text


def _rewritten(found: re.Match[str]) -> str:
    """Return an element of text that is written as it is as one of text that is escaped, and other markup as it was."""
    if not found["name"]:
        return found[0]
    content = found["content"].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<pre{found['attributes']}>{content}</pre>"


def _reopened(html: str) -> int:
    """Return how often inline elements that are open are reopened at most."""
    opened = reopened = behind = 0
    for found in _INLINE.finditer(html):
        reopened += opened * html.count("<", behind, found.start())
        behind = found.end()
        opened = max(0, opened - 1) if found[1] else opened + 1
    return reopened + opened * html.count("<", behind)


def _check(html: str) -> None:
    """Refuse markup for which the rules of HTML ask for much more time or memory than the page has bytes.

    A block reopens all inline elements that are still open, but for `a` and `nobr`, of which one alone can be open; and
    an attribute is compared with those before it.

    Raises:
        DocumentError: the page has such markup.
    """
    # hardly a page has so many of them that it matters which are still open
    if len(_OPENING.findall(html)) * html.count("<") > _MOST_REOPENED and _reopened(html) > _MOST_REOPENED:
        raise DocumentError("this HTML cannot be parsed: it leaves too many inline elements open")
    if len(html) > _LONG_TAG and max(map(len, tags := _TAG.findall(html)), default=0) > _LONG_TAG:
        for tag in tags:
            if len(tag) > _LONG_TAG and len(re.findall(r"[\s/=]+", _QUOTED.sub("=", tag))) > _MOST_ATTRIBUTES:
                raise DocumentError(f"this HTML cannot be parsed: a tag has more than {_MOST_ATTRIBUTES:,} attributes")
