"""The texts that are measured on: simplified Chinese."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
DOCUMENT = 8_000  # bytes
_SHORTEST = 6_000
_GENERATED = 100


class Text(NamedTuple):
    """A text and what it is called."""

    name: str
    text: str


def texts(corpus: Path | None) -> list[Text]:
    """Return the texts of a corpus (JSON lines with `text`), else the real pages if they are there, else made ones."""
    if corpus:
        return [Text(f"line {number}", row["text"]) for number, row in enumerate(_rows(corpus), 1)]
    if SHARED.is_dir():
        rows = _rows(SHARED / "pages" / "pages.jsonl")
        return [Text(row["id"], row["gold_text"]) for row in rows if row["script"] == "S"]
    return list(_made())


def seeds() -> list[Text]:
    """Return the real documents that the project started from, if they are there."""
    return [Text(path.stem, path.read_text("utf-8")) for path in sorted((SHARED / "seeds").glob("*.txt"))]


def documents(found: Iterable[Text], most: int) -> list[str]:
    """Return documents of about 8 kB, cut at the ends of paragraphs; short texts are put together.

    Args:
        found: the texts.
        most: how many documents to return; more are drawn from with a fixed seed.
    """
    cut, short = list[str](), ""
    for _, text in found:
        if _size(text) >= _SHORTEST:
            cut += _pieces(text)
            continue
        short += text.rstrip("\n") + "\n"
        if _size(short) >= _SHORTEST:
            cut.append(short)
            short = ""
    cut = cut or [short]
    return random.Random(7).sample(cut, min(most, len(cut)))  # noqa: S311 (no secret)


def _pieces(text: str) -> Iterator[str]:
    count = max(round(_size(text) / DOCUMENT), 1)
    each, piece = _size(text) / count, ""
    for paragraph in text.split("\n"):
        piece += paragraph + "\n"
        if _size(piece) >= each:
            yield piece
            piece = ""
    if _size(piece) >= _SHORTEST:
        yield piece


def _made() -> Iterator[Text]:
    chance = random.Random(7)  # noqa: S311 (no secret)
    pages = [path.read_text("utf-8") for path in sorted((ROOT / "fixtures" / "documents" / "hans").glob("*.txt"))]
    paragraphs = [paragraph for page in pages for paragraph in page.split("\n") if paragraph]
    for number in range(_GENERATED):
        text = ""
        while _size(text) < DOCUMENT:
            text += chance.choice(paragraphs) + "\n"
        yield Text(f"made {number}", text)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _size(text: str) -> int:
    return len(text.encode())
