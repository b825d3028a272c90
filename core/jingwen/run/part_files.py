"""The files of a part of the output while it is being written."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from jingwen.formats import OutputSettings
from jingwen.formats.written import finish, suffix
from jingwen.run.durable import sync
from jingwen.run.outcome import Outcome

_OUTCOMES = "outcomes"
_LETTERS = {"written": b"w", "rejected": b"r", "quarantined": b"q", "skipped": b"s"}
_BUFFER = 1 << 20


def settings_of(kind: str, settings: OutputSettings) -> OutputSettings:
    """Return the format and compression of one kind of files: only clean documents come in other formats than JSONL."""
    return settings if kind == "clean" else settings.model_copy(update={"format": "jsonl"})


class PartFiles:
    """The lines of a shard, in journals that can be cut back to any checkpoint.

    Args:
        folder: for these files alone.
        kinds: the kinds of lines: `clean`, `rejected`, …
        sizes: what `checkpoint` returned, to go on from there; else the files begin anew.

    Raises:
        OSError: they cannot be written.
    """

    def __init__(self, folder: Path, kinds: tuple[str, ...], sizes: Mapping[str, int] | None = None) -> None:
        self._folder = folder
        self._files: dict[str, BinaryIO] = {}
        if sizes is None:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        for kind in (*kinds, _OUTCOMES):
            file = _journal(folder, kind).open("xb" if sizes is None else "r+b", buffering=_BUFFER)
            self._files[kind] = file
            if sizes is not None:
                file.truncate(sizes[kind])
                file.seek(sizes[kind])

    @staticmethod
    def can_go_on(folder: Path) -> bool:
        """Whether a folder has journals to go on with."""
        return _journal(folder, _OUTCOMES).exists()

    def write(self, outcome: Outcome) -> None:
        """Write the lines of an outcome."""
        for kind, line in outcome.lines.items():
            self._files[kind].write(line)
        self._files[_OUTCOMES].write(_LETTERS[outcome.kind])

    def checkpoint(self) -> dict[str, int]:
        """Hand everything to the system, and return the size of each file."""
        for file in self._files.values():
            file.flush()
        return {kind: file.tell() for kind, file in self._files.items()}

    def close(self) -> None:
        """Close the files, as they are."""
        for file in self._files.values():
            file.close()

    def finish(self, settings: OutputSettings) -> str:
        """Turn the journals into the files that will be kept, and bring them to the disk.

        Args:
            settings: format and compression of the clean documents; of the other files the compression.

        Returns:
            What became of each record, run lengths before letters.
        """
        self.close()
        outcomes = _journal(self._folder, _OUTCOMES).read_bytes().decode("ascii")
        _journal(self._folder, _OUTCOMES).unlink()  # from here on there is no way back to a checkpoint
        for kind in self._files:
            journal = _journal(self._folder, kind)
            if kind != _OUTCOMES:
                form = settings_of(kind, settings)
                target = self._folder / (kind + suffix(form))
                if suffix(form) == ".jsonl":
                    journal.rename(target)
                else:
                    finish(journal, target, form)
                    journal.unlink()
                sync(target)
        return "".join(f"{sum(1 for _ in run)}{letter}" for letter, run in groupby(outcomes))


def _journal(folder: Path, kind: str) -> Path:
    return folder / f"{kind}.journal"
