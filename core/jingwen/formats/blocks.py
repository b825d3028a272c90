"""The text of an HTML page, line by line, and what the markup says about each line."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

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
_REGIONS = frozenset(("article", "aside", "footer", "header", "main", "nav"))
_LISTS = frozenset(("dl", "li", "menu", "ol", "ul"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

_SPACE = re.compile(r"[ \t\n\r\f]+")
_NAMES = re.compile(r' (?:class|id)="([^"]+)"')
_HREF = re.compile(r' href="([^"]*)"')
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
    pieces, opened, head = reader.pieces, reader.opened, reader.page.head
    skipped, depth = "", 0
    for text, end, name, attributes in markup.tags(html):
        if skipped:
            if skipped == "title" and depth == 1:
                head.append(Head("title", {}, markup.unescaped(text)))
            if name == skipped:
                depth += -1 if end else 1
                skipped = skipped if depth else ""
            continue
        if text and (pieces or reader.preformatted or not text.isspace() or not text.isascii()):
            reader.text(text)
        if name in _BLOCKS:
            if pieces:
                reader.finish_line()
            if name in TABLE:
                reader.tables.meet(name, bool(end), reader.page.lines, reader.page.blocks)
        if end:
            if opened and opened[-1][0] == name:
                _, reader.block, reader.in_link, reader.preformatted = opened.pop()
        elif name in _INVISIBLE:
            skipped, depth = name, 1
        elif name in markup.VOID:
            if name in _HEAD:
                head.append(Head(name, markup.attributes(attributes)))
        elif name:
            reader.start(name, attributes)
    if pieces:
        reader.finish_line()
    return reader.page


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
        self.opened: list[tuple[str, Block, bool, bool]] = []
        """The names of the open elements, innermost last, and what was around each: block, link, preformatted text."""
        self.block, self.in_link, self.preformatted = Block(""), False, False
        self._linked = self._number = 0
        self._anchor = self._link = ""  # attributes of the last link met, and of the first one with text in the line
        self._names = _Names({"": ""})

    def start(self, name: str, attributes: str) -> None:
        """Open an element."""
        self.opened.append((name, self.block, self.in_link, self.preformatted))
        if name in _BLOCKS:
            self._number += 1
            self.block = _inside(self.block, name, self._names[attributes], self._number)
            if name in _PREFORMATTED:
                self.preformatted = True
        elif name == "a" and ' href="' in attributes:
            self.in_link, self._anchor = True, attributes
        if attributes and ("style=" in attributes or "hidden=" in attributes) and _HIDDEN.search(attributes):
            self.block = self.block._replace(hidden=True)

    def text(self, written: str) -> None:
        """Add to the line."""
        if self.preformatted:
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
            if self.in_link:
                self._link = self._link if self._linked else self._anchor
                self._linked += len(piece)

    def finish_line(self) -> None:
        """Move the pieces of the line to the lines, unless it is blank."""
        text = "".join(self.pieces).rstrip(" ")
        if text and not text.isspace():
            self.page.lines.append(text)
            block = self.block
            if self._linked:
                href = _HREF.search(self._link)
                share = min(1.0, self._linked / len(text))
                block = _made((*block[:3], share, *block[4:-1], markup.unescaped(href[1]) if href else ""))
            self.page.blocks.append(block)
        self.pieces.clear()
        self._linked = 0


def _inside(block: Block, tag: str, own_names: str, number: int) -> Block:
    """Return the block of an element inside another."""
    _, around, names, _, region, heading, listed, table, hidden, _ = block
    return _made(
        (
            tag,
            (number, *around[: _AROUND - 1]),
            (own_names, *names[: _AROUND - 1]),
            0.0,
            tag if tag in _REGIONS else region,
            _HEADINGS.get(tag, heading),
            listed or tag in _LISTS,
            table or tag == "table",
            hidden,
            "",
        )
    )
