"""What is measured on: real Chinese text with synthetic damage, and clean text."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

SHARED = Path(__file__).parents[2].parent / "shared"
SOURCES = ("ud", "news", "lit", "trpl", "seeds")

Row: TypeAlias = dict[str, Any]


class Corpus:
    """The damaged and the clean texts in a folder of shared data.

    Args:
        folder: of the data.
        every: takes every so many rows.
    """

    def __init__(self, folder: Path, every: int = 1) -> None:
        self._folder = folder / "data"
        self._every = every

    def rows(self, damage: str) -> list[Row]:
        """Return the texts with a kind of damage."""
        return self._read(f"sentences/{damage}.jsonl")[:: self._every]

    @cached_property
    def plain(self) -> list[Row]:
        """The undamaged texts, without the seeds, which have damage of their own."""
        return [row for row in self.rows("plain") if row["src"] != "seeds"]

    @cached_property
    def plain_texts(self) -> list[str]:
        """The undamaged texts as they are read."""
        return ["\n".join(row["lines"]) for row in self.plain]

    @cached_property
    def pages(self) -> list[str]:
        """The main texts of real pages."""
        return [row["gold_strict"] for row in self._read("pages/pages.jsonl")[:: self._every]]

    @cached_property
    def seeds(self) -> list[str]:
        """The real documents that the project started from."""
        return [file.read_bytes().decode() for file in sorted((self._folder / "seeds").glob("*.txt"))]

    def _read(self, name: str) -> list[Row]:
        with (self._folder / name).open(encoding="utf-8") as file:
            return [json.loads(line) for line in file]


def megabytes(texts: list[str]) -> float:
    """Return how many million bytes of UTF-8 texts are."""
    return sum(len(text.encode()) for text in texts) / 1_000_000
