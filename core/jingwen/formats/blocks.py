"""The text of an HTML page, line by line, and what the markup says about each line."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import NamedTuple, TypeAlias

from jingwen.formats import markup
from jingwen.formats.tables import TABLE, Tables
from jingwen_schemas import Block

# lists of words read better than lists of strings
_BLOCKS = frozenset(
    (  # noqa: SIM905
        "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p plaintext pre "
        "search section summary table tbody td tfoot th thead tr ul xmp"
    ).split()
)
_INVISIBLE = frozenset(
    (  # noqa: SIM905
        "audio canvas datalist frameset iframe noframes noscript object script select style svg template textarea "
        "title video"
    ).split()
)
_HEAD = frozenset(("link", "meta"))
_PREFORMATTED = frozenset(("listing", "plaintext", "pre", "xmp"))
_UNOPENED = _INVISIBLE | markup.VOID | {""}
_REGIONS = frozenset(("article", "aside", "footer", "header", "main", "nav"))
_LISTS = frozenset(("dl", "li", "menu", "ol", "ul"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SETTINGS = _PREFORMATTED | _REGIONS | _LISTS | _HEADINGS.keys() | {"table"}
_Element: TypeAlias = tuple[str, tuple[int, ...], tuple[str, ...]]
"""The first three values of a block: its tag, the numbers of it and of those around it, their names."""

_SPACE = re.compile(r"[ \t\n\r\f]+")
_NAMES = re.compile(r' (?:class|id)="([^"]+)"')
_HREF = ' href="'
_HIDDEN = re.compile(r' (?:hidden="|style="[^"]*display\s*:\s*none)', re.IGNORECASE)
_made = partial(tuple.__new__, Block)  # a page has hundreds: to call Block for each would take twice as long
_AROUND = 4
"""How many elements around a line its block names."""


class Head(NamedTuple):
    """An element that says something about a page: `title`, with its text, `meta` or `link`."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


class Page(NamedTuple):
    """The lines of a page that are not blank, their blocks, and what is said about the page."""

    lines: list[str]
    blocks: list[Block]
    head: list[Head]


def read(html: str) -> Page:
    """Return the text of a page.

    Raises:
        DocumentError: the page asks for much more time or memory than it has bytes.
        ValueError: the markup cannot be parsed.

    >>> page = read("<ul><li><a href=/>甲</a><li>乙</ul>")
    >>> [(line, block.tag, block.links, block.listed) for line, block in zip(page.lines, page.blocks)]
    [('甲', 'li', 1.0, True), ('乙', 'li', 0.0, True)]
    """
    reader = _Reader()
    (lines, blocks, head), pieces, opened, names_of = reader.page, reader.pieces, reader.opened, _Names({"": ""})
    skipped, depth, number = "", 0, 0
    for text, end, name, attributes, content in markup.tags(html):
        if skipped:
            if name == skipped and content is None:
                depth += -1 if end else 1
                skipped = skipped if depth else ""
            continue
        if text and (pieces or reader.setting.preformatted or not text.isspace() or not text.isascii()):
            reader.text(text)
        breaks = name in _BLOCKS
        if breaks:
            if pieces:
                reader.finish_line()
            if name in TABLE:
                reader.tables.meet(name, bool(end), lines, blocks)
        if end:
            if opened and opened[-1][0] == name:
                _, reader.element, reader.setting, reader.link = opened.pop()
        elif name not in _UNOPENED:
            outer = name, reader.element, reader.setting, reader.link
            if breaks:
                number += 1
                _, around, names = reader.element
                reader.element = name, (number, *around[: _AROUND - 1]), (names_of[attributes], *names[: _AROUND - 1])
                if name in _SETTINGS:
                    reader.setting = _inside(reader.setting, name)
            elif name == "a" and _HREF in attributes:
                reader.link = attributes
            if attributes and ("style=" in attributes or "hidden=" in attributes) and _HIDDEN.search(attributes):
                reader.setting = reader.setting._replace(hidden=True)
            if content is None:
                opened.append(outer)
                continue
            if content and (pieces or reader.setting.preformatted or not content.isspace() or not content.isascii()):
                reader.text(content)
            if breaks:
                if pieces:
                    reader.finish_line()
                if name in TABLE:
                    reader.tables.meet(name, True, lines, blocks)
            _, reader.element, reader.setting, reader.link = outer
        elif name == "title" and content is not None:
            head.append(Head(name, {}, markup.unescaped(content)))
        elif name in _INVISIBLE:
            if content is None:
                skipped, depth = name, 1
        elif name in _HEAD:
            head.append(Head(name, markup.attributes(attributes)))
        elif content:  # what has this name in a formula is another element
            reader.text(content)
    if pieces:
        reader.finish_line()
    return reader.page


class _Setting(NamedTuple):
    """What the elements around a line make of it, near or far."""

    region: str = ""
    heading: int = 0
    listed: bool = False
    table: bool = False
    hidden: bool = False
    preformatted: bool = False


@lru_cache(1024)
def _inside(setting: _Setting, name: str) -> _Setting:
    """Return the setting inside an element."""
    region, heading, listed, table, hidden, preformatted = setting
    return _Setting(
        name if name in _REGIONS else region,
        _HEADINGS.get(name, heading),
        listed or name in _LISTS,
        table or name == "table",
        hidden,
        preformatted or name in _PREFORMATTED,
    )


class _Names(dict[str, str]):
    """The values of `class` and `id` by written attributes, which the elements of a page share."""

    def __missing__(self, attributes: str) -> str:
        names = self[attributes] = " ".join(_NAMES.findall(attributes))
        return names


class _Reader:
    """What was read so far: finished lines, the pieces of the line that is not, and the elements that are open."""

    def __init__(self) -> None:
        self.page, self.tables = Page([], [], []), Tables()
        self.pieces: list[str] = []
        self.opened: list[tuple[str, _Element, _Setting, str]] = []
        """The names of the open elements, innermost last, and what was around each: block, setting, link."""
        self.element: _Element = "", (), ()
        self.setting = _Setting()
        self.link = self._first_link = ""
        """The attributes of the link around, and those of the first one with text in the line."""
        self._linked = 0

    def text(self, written: str) -> None:
        """Add to the line."""
        if self.setting.preformatted:
            first, *more = markup.unescaped(written).split("\n")
            self._add(first)
            for piece in more:
                self.finish_line()
                self._add(piece)
        elif written.isalnum():  # most of a menu: there is nothing to fold
            self._add(written)
        else:
            piece = _SPACE.sub(" ", markup.unescaped(written))
            self._add(piece.lstrip(" ") if not self.pieces or self.pieces[-1].endswith(" ") else piece)

    def _add(self, piece: str) -> None:
        if piece:
            self.pieces.append(piece)
            if self.link:
                if not self._linked:
                    self._first_link = self.link
                self._linked += len(piece)

    def finish_line(self) -> None:
        """Move the pieces of the line to the lines, unless it is blank."""
        text = "".join(self.pieces).rstrip(" ")
        if text and not text.isspace():
            self.page.lines.append(text)
            share, href = 0.0, ""
            if self._linked:
                share = min(1.0, self._linked / len(text))
                href = markup.unescaped(self._first_link.partition(_HREF)[2].partition('"')[0])
            tag, around, names = self.element
            region, heading, listed, table, hidden, _ = self.setting
            block = _made((tag, around, names, share, region, heading, listed, table, hidden, href))
            self.page.blocks.append(block)
        self.pieces.clear()
        self._linked = 0
