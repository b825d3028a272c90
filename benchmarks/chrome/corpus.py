"""What is measured on: real pages with their main text, line-labelled documents, and clean text."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from jingwen.formats.encodings import decoded
from jingwen.formats.html import declared_encoding
from jingwen.formats.settings import InputSettings

SHARED = Path(__file__).parents[2].parent / "shared"
_SECOND_LEVEL = ("com", "net", "org", "gov", "edu", "co")
_ALIASES = {"netease": "163", "RawHtml": "163", "xinhua": "xinhuanet"}


class Page(NamedTuple):
    """A page and its gold text.

    Args:
        id: of the page.
        source: the project that annotated it.
        site: what its host is called, or the folder that its project keeps the pages of a site in.
        kind: `article` or `forum`.
        script: `S` or `T`.
        url: its address, if it is known.
        html: the page itself, decoded, if it is there.
        text: what a naive scraper makes of it: its text blocks, one a line.
        gold: its main text.
    """

    id: str
    source: str
    site: str
    kind: str
    script: str
    url: str | None
    html: str | None
    text: str
    gold: str


class Labelled(NamedTuple):
    """A plain document, and a label for each line: `C` body, `X` chrome, `N` neither."""

    id: str
    text: str
    labels: str


def pages(data: Path) -> list[Page]:
    """Return the pages in a folder of shared data."""
    folder = data / "data" / "pages"
    return [
        Page(
            row["id"],
            row["source_repo"].partition("/")[2],
            _site(row.get("url"), row["source_path"]),
            row["kind"],
            row["script"],
            row.get("url"),
            _html(folder / row["html_path"]) if row["html_path"] else None,
            row["naive_text"],
            row["gold_strict"],
        )
        for row in _rows(folder / "pages.jsonl")
    ]


def labelled(data: Path) -> list[Labelled]:
    """Return the line-labelled documents."""
    rows = _rows(data / "data" / "pages" / "plain.jsonl")
    return [Labelled(row["id"], row["naive_text"], row["labels"]) for row in rows]


def clean_texts(data: Path, splits: Container[str] = ("dev", "test")) -> list[str]:
    """Return texts without any chrome: every line of them is body (the seeds have chrome)."""
    rows = _rows(data / "data" / "sentences" / "plain.jsonl")
    return ["\n".join(row["lines"]) for row in rows if row["src"] != "seeds" and row["split"] in splits]


def _site(url: str | None, path: str) -> str:
    """Return what the pages of one site share.

    >>> _site("http://news.sina.com.cn/a.html", ""), _site(None, "tests/netease/1.html"), _site(None, "bbc:a/1.json")
    ('sina', '163', 'bbc')
    """
    labels = ((urlsplit(url).hostname if url else None) or "").split(".")[:-1]
    while len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    folder, colon, _ = path.partition(":")
    name = labels[-1] if labels else folder if colon else Path(path).parent.name
    return _ALIASES.get(name, name)


def _html(path: Path) -> str:
    content = path.read_bytes()
    text, _ = decoded(content, InputSettings(undecodable="replace"), declared_encoding(content))
    return text


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
