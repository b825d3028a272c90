"""The text of an HTML page, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jingwen.errors import DocumentError

if TYPE_CHECKING:
    from resiliparse.parse.html import ElementNode, Node

# lists of words read better than lists of strings
BLOCKS = frozenset(
    (  # noqa: SIM905
        "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p plaintext pre "
        "search section summary table tbody td tfoot th thead tr ul xmp"
    ).split()
)
INVISIBLE = frozenset(
    (  # noqa: SIM905
        "audio canvas datalist frameset iframe noframes noscript object script select style svg template textarea "
        "title video"
    ).split()
)
HEAD = frozenset(("link", "meta", "title"))
PREFORMATTED = frozenset(("listing", "plaintext", "pre", "xmp"))

_SPACE = re.compile(r"[ \t\n\r\f]+")
_TAG = re.compile(r"""</?[a-zA-Z](?:[^=>]++|=\s*+(?:"[^"]*+"?+|'[^']*+'?+|))*+""")
_QUOTED = re.compile(r"""=\s*+(?:"[^"]*+"?+|'[^']*+'?+)""")
_INLINE = re.compile(r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?![\w-])", re.IGNORECASE)
_LONG_TAG = 6_000  # code points; no shorter tag can have too many attributes
_MOST_ATTRIBUTES = 3_000
_MOST_REOPENED = 500_000


def read(document: Node) -> tuple[list[str], list[ElementNode]]:
    """Return the lines of a page that are not blank, and the elements in it that say something about it."""
    from resiliparse.parse.html import ElementNode, TextNode

    lines: list[str] = []
    head: list[ElementNode] = []
    line: list[str] = []
    preformatted = 0
    for node, entered in _visible(document):
        if isinstance(node, TextNode):
            text = node.value or ""
            for index, piece in enumerate(text.split("\n") if preformatted else (_SPACE.sub(" ", text),)):
                if index:
                    _finish(line, lines)
                if not preformatted and (not line or line[-1].endswith(" ")):
                    piece = piece.lstrip(" ")
                if piece:
                    line.append(piece)
        elif isinstance(node, ElementNode):
            tag = node.tag
            if tag in BLOCKS:
                _finish(line, lines)
            if tag in PREFORMATTED:
                preformatted += 1 if entered else -1
            elif tag in HEAD and entered:
                head.append(node)
    _finish(line, lines)
    return lines, head


def _finish(line: list[str], lines: list[str]) -> None:
    """Move the pieces of a line to the lines, unless it is blank."""
    text = "".join(line).rstrip(" ")
    line.clear()
    if text and not text.isspace():
        lines.append(text)


def _visible(document: Node) -> Iterator[tuple[Node, bool]]:
    """Yield the text nodes, and elements as they are entered (True) and left (False).

    A walk without recursion: pages nest deeper than Python's stack.
    """
    from resiliparse.parse.html import ElementNode, TextNode

    node = document.first_child
    while node is not None:
        if isinstance(node, TextNode) or node.tag == "title":
            yield node, True
        elif isinstance(node, ElementNode) and node.tag not in INVISIBLE:
            yield node, True
            if (child := node.first_child) is not None:
                node = child
                continue
            yield node, False
        while (following := node.next) is None:
            if (parent := node.parent) is None:
                return
            node = parent
            yield node, False
        node = following


def check(html: str) -> None:
    """Refuse markup for which the rules of HTML ask for much more time or memory than the page has bytes.

    A block reopens all inline elements that are still open, and an attribute is compared with those before it.

    Raises:
        DocumentError: the page has such markup.
    """
    if html.count("<") * sum(not found[1] for found in _INLINE.finditer(html)) > _MOST_REOPENED:
        opened = reopened = 0
        for part in html.split("<")[1:]:
            found = _INLINE.match("<" + part[:16])
            if found:
                opened = max(0, opened - 1) if found[1] else opened + 1
            else:
                reopened += opened
        if reopened > _MOST_REOPENED:
            raise DocumentError("this HTML cannot be parsed: it leaves too many inline elements open")
    if len(html) > _LONG_TAG:
        for tag in _TAG.finditer(html):
            if tag.end() - tag.start() > _LONG_TAG:
                attributes = len(re.findall(r"[\s/=]+", _QUOTED.sub("=", tag[0])))
                if attributes > _MOST_ATTRIBUTES:
                    raise DocumentError(
                        f"this HTML cannot be parsed: a tag has more than {_MOST_ATTRIBUTES:,} attributes"
                    )
