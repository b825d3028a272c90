"""HTML: a page is a document, and a block of it a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO
from urllib.parse import urlsplit

from jingwen.errors import DocumentError, described
from jingwen.formats import blocks
from jingwen.formats.encodings import decoded
from jingwen.formats.record import Parsed, Record
from jingwen.formats.settings import InputSettings
from jingwen_schemas import RawPage

AUTHOR = ("author", "article:author", "dc.creator")
PUBLISHED = (
    *("article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish_date"),
    *("og:release_date", "weibo: article:create_at", "weibo:article:create_at", "dc.date", "dcterms.created"),
    *("articledate", "date"),
)

_SPACE = re.compile(r"[ \t\n\r\f]+")
_CHARSET = re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\A\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
_DECLARED_WITHIN = 4096  # bytes; browsers look at 1,024, but Chinese portals put scripts before it
_SITE_NAME = re.compile(r"\s*(?:[-_|｜—–·]|$)")
_SHORTEST_TITLE = 8  # code points; a shorter line that begins the title and is no heading is often the site's name


def split(
    stream: BinaryIO,
    source: str,
    settings: InputSettings,
    start: int = 0,  # noqa: ARG001 (every reader takes a range)
    end: int | None = None,  # noqa: ARG001
) -> Iterator[Record]:
    """Yield the one page of a stream.

    >>> from io import BytesIO
    >>> [record.place for record in split(BytesIO(b"<p>a"), "a.html", InputSettings())]
    ['a.html']
    """
    content = stream.read(settings.max_record + 1)
    if len(content) <= settings.max_record:
        yield Record(source, 0, content, "html")
        return
    length = len(content)
    while more := stream.read(1 << 20):
        length += len(more)
    problem = f"a page of {length:,} bytes is beyond the limit `input.max_record` ({settings.max_record:,})"
    yield Record(source, 0, b"", "html", problem, length)


def parse(record: Record, settings: InputSettings) -> Parsed:
    """Return the document of a page.

    Raises:
        DocumentError: its bytes cannot be decoded, or its markup cannot be parsed.
    """
    text, notes = decoded(record.content, settings, declared_encoding(record.content))
    return Parsed(page(text), notes)


def declared_encoding(content: bytes) -> str | None:
    """Return the encoding that a page declares in its first bytes.

    >>> declared_encoding(b'<meta http-equiv=Content-Type content="text/html; charset=gb2312">')
    'gb2312'
    """
    head = content[:_DECLARED_WITHIN]
    found = _CHARSET.search(head) or _XML_ENCODING.search(head)
    label = found[1].decode("ascii", "replace").lower() if found else None
    # what can be read as ASCII is not UTF-16, whatever it says
    return "utf-8" if label and label.startswith("utf-16") else label


def page(html: str) -> RawPage:
    """Return the document of a decoded page, without an id: all its text, menus too, since the chain does the cleaning.

    Hidden elements count, because many pages unhide their text by a script. A row of a table of data is one line, with
    its cells between tabs.

    Raises:
        DocumentError: the markup cannot be parsed.

    >>> document = page("<title>甲的标题很长很长_某网</title><h1>甲的标题很长很长</h1><p>第一\\n段。<br>换<b>行</b>。")
    >>> document.text.split("\\n"), document.title
    (['甲的标题很长很长', '第一 段。', '换行。'], '甲的标题很长很长')
    >>> [block.tag for block in document.blocks]
    ['h1', 'p', 'p']
    """
    try:
        found = blocks.read(html)
    except (ValueError, RuntimeError) as error:
        raise DocumentError(f"this HTML cannot be parsed: {described(error)}") from None
    named, canonical, title = _about(found.head)
    about = {"author": _first(named, AUTHOR), "published": _first(named, PUBLISHED)}
    return RawPage(
        title=_headline(named.get("og:title") or title, found) or None,
        url=next(filter(None, map(_absolute, (canonical, named.get("og:url", "")))), None),
        text="\n".join(found.lines),
        meta={name: value for name, value in about.items() if value},
        blocks=tuple(found.blocks),
    )


def _about(head: Iterable[blocks.Head]) -> tuple[Mapping[str, str], str, str]:
    """Return what elements say about a page: values by lower-case name, the first of each; its URL; its title."""
    named: dict[str, str] = {}
    canonical = title = ""
    for tag, attributes, text in head:
        if tag == "title":
            title = title or _SPACE.sub(" ", text).strip()
        elif tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            if value := _SPACE.sub(" ", attributes.get("content", "")).strip():
                named.setdefault(name.strip().lower(), value)
        elif "canonical" in attributes.get("rel", "").lower().split():
            canonical = canonical or attributes.get("href", "").strip()
    return named, canonical, title


def _first(values: Mapping[str, str], names: Iterable[str]) -> str:
    """Return the first value that is there, or an empty text."""
    return next((values[name] for name in names if values.get(name)), "")


def _headline(title: str, found: blocks.Page) -> str:
    """Return a page's title without the site's name, if the page shows it so.

    >>> _headline("甲的标题很长很长_财经_某网", blocks.read("某网<p>甲的标题很长很长<p>正文。"))
    '甲的标题很长很长'
    """
    first = title[:1]
    shown = (
        (_SPACE.sub(" ", line).strip(), block.heading)
        for line, block in zip(found.lines, found.blocks, strict=True)
        if first in line and line.lstrip()[:1] == first
    )
    headlines = (
        line
        for line, heading in shown
        if (heading or len(line) >= _SHORTEST_TITLE) and title.startswith(line) and _SITE_NAME.match(title, len(line))
    )
    return max(headlines, key=len, default=title)


def _absolute(url: str) -> str | None:
    """Return a URL that says scheme and host, else None."""
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:  # an unbalanced [ of an IPv6 address
        return None
