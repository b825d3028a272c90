"""What is measured on: real pages with their main text, line-labelled documents, and clean text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jingwen.formats.encodings import decoded
from jingwen.formats.html import declared_encoding
from jingwen.formats.settings import InputSettings

SHARED = Path(__file__).parents[2].parent / "shared"


class Page(NamedTuple):
    """A page and its gold text.

    Args:
        id: of the page.
        source: the project that annotated it.
        script: `S` or `T`.
        url: its address, if it is known.
        html: the page itself, decoded, if it is there.
        text: what a naive scraper makes of it: its text blocks, one a line.
        gold: its main text.
    """

    id: str
    source: str
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


def clean_texts(data: Path) -> list[str]:
    """Return texts without any chrome: every line of them is body (the seeds have chrome)."""
    rows = _rows(data / "data" / "sentences" / "plain.jsonl")
    return ["\n".join(row["lines"]) for row in rows if row["src"] != "seeds"]


def _html(path: Path) -> str:
    content = path.read_bytes()
    text, _ = decoded(content, InputSettings(undecodable="replace"), declared_encoding(content))
    return text


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
