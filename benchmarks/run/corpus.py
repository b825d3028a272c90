"""What is measured on: damaged documents of three sizes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
_RUN = 8  # lines that are taken over together


class Size(NamedTuple):
    """How long documents are.

    Args:
        name: as tables have it.
        size: of a document, in bytes of UTF-8.
    """

    name: str
    size: int


SMALL, USUAL, LARGE = SIZES = Size("1 KB", 1_000), Size("8 KB", 7_700), Size("1 MB", 1_000_000)


def pages() -> list[list[str]]:
    """Return the lines of real pages if they are there, else of the fixtures, which show every kind of damage."""
    if SHARED.is_dir():
        rows = (SHARED / "pages" / "pages.jsonl").read_text("utf-8").splitlines()
        texts = [json.loads(row)["naive_text"] for row in rows]
        texts += [path.read_text("utf-8") for path in sorted((SHARED / "seeds").glob("*.txt"))]
    else:
        texts = [path.read_text("utf-8") for path in sorted((ROOT / "fixtures" / "documents").rglob("*.txt"))]
        texts += _cases("in-the-wild.json")
    return [text.split("\n") for text in texts]


def prose() -> list[list[str]]:
    """Return the lines of real texts without damage if they are there, else of the fixtures that must not change."""
    if SHARED.is_dir():
        rows = map(json.loads, (SHARED / "sentences" / "plain.jsonl").read_text("utf-8").splitlines())
        return [row["lines"] for row in rows if row["src"] != "seeds"]
    return [text.split("\n") for text in _cases("negative.json")]


def _cases(name: str) -> Iterator[str]:
    for path in sorted((ROOT / "fixtures").glob(f"*/{name}")):
        for case in json.loads(path.read_text("utf-8")):
            raw = case["raw"]
            yield raw if isinstance(raw, str) else raw["text"]


def documents(found: Sequence[Sequence[str]], size: Size, total: int) -> list[str]:
    """Return documents of a size, as many as make the total; always the same ones.

    A page that is too short gets lines of others in its middle, so that what stands around a body stays around it; of
    one that is too long a part is taken.

    Args:
        found: the lines of pages.
        size: of each document.
        total: bytes of all.
    """
    chance = random.Random(7)  # noqa: S311 (no secret)
    return [_document(found, size.size, chance) for _ in range(max(total // size.size, 1))]


def _document(found: Sequence[Sequence[str]], size: int, chance: random.Random) -> str:
    page = chance.choice(found)
    half, length = len(page) // 2, _size(page)
    if length >= size:
        text = "\n".join(page)
        return _cut(text[chance.randrange(round(len(text) * (1 - size / length)) + 1) :], size)
    middle = list[str]()
    while length < size:
        other = chance.choice(found)
        start = chance.randrange(len(other))
        middle += other[start : start + _RUN]
        length += _size(other[start : start + _RUN])
    tail = "\n".join(page[half:])
    return _cut("\n".join((*page[:half], *middle)), size - _size([tail])) + "\n" + tail


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def write(path: Path, texts: Iterable[str]) -> None:
    """Write documents as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"id": f"d{number}", "text": text}, ensure_ascii=False) + "\n")


def megabytes(texts: Iterable[str]) -> float:
    """Return how many MB texts have."""
    return sum(len(text.encode()) for text in texts) / 1_000_000


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)
