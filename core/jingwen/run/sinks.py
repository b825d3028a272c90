"""Where outcomes go: into a folder, or clean documents to the standard output and the rest to the standard error."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from jingwen.errors import InputError
from jingwen.run.outcome import Outcome
from jingwen_schemas import Manifest

KINDS = ("clean", "ledger", "rejected", "quarantine")
PART = "part-00000.jsonl"
MANIFEST = "manifest.json"
_TEMPORARY = ".tmp"


class Sink(Protocol):
    """Takes outcomes in the order of the input."""

    def take(self, outcome: Outcome) -> None:
        """Write the lines of an outcome."""

    def finish(self, manifest: Manifest) -> None:
        """Make everything lasting: the run is complete."""

    def abandon(self) -> None:
        """Leave nothing half written: the run did not complete."""


class FolderSink:
    """Writes `clean/`, `ledger/`, `rejected/`, `quarantine/` and, last, `manifest.json`.

    Everything is written under temporary names, and an earlier run's output stays until this one is complete.

    Args:
        folder: a new or empty folder, or one that an earlier run wrote.
        provenance: `ledger/` is there for `sidecar` alone.

    Raises:
        InputError: the folder holds other things, or cannot be written.
    """

    def __init__(self, folder: Path, provenance: str) -> None:
        self.folder = folder
        self._files: dict[str, BinaryIO] = {}
        try:
            if foreign := _foreign(folder):
                problem = f"holds '{foreign}', which is no output of jingwen; give a new or empty folder"
                raise InputError(f"{folder}: {problem}")
            for kind in KINDS:
                if kind != "ledger" or provenance == "sidecar":
                    (folder / kind).mkdir(parents=True, exist_ok=True)
                    self._files[kind] = _temporary(folder / kind / PART).open("wb")
        except BaseException as error:  # Ctrl-C as well
            self.abandon()
            if isinstance(error, OSError):
                raise InputError(f"{folder}: cannot be used as output folder: {error.strerror}") from None
            raise

    def take(self, outcome: Outcome) -> None:
        """Write the lines of an outcome."""
        for kind, line in outcome.lines.items():
            self._files[kind].write(line)

    def finish(self, manifest: Manifest) -> None:
        """Replace an earlier run's output by this one's. The manifest comes last: where it stands, all is there."""
        path = self.folder / MANIFEST
        with _temporary(path).open("wb") as file:
            file.write((manifest.model_dump_json(by_alias=True, indent=2) + "\n").encode())
            _sync(file)
        for written in self._files.values():
            _sync(written)
        # nothing can fail for want of space from here on
        path.unlink(missing_ok=True)
        for kind in KINDS:
            part = self.folder / kind / PART
            for old in part.parent.glob("part-*.jsonl"):
                old.unlink()
            if kind in self._files:
                _temporary(part).replace(part)
            elif part.parent.is_dir():
                part.parent.rmdir()
        _temporary(path).replace(path)

    def abandon(self) -> None:
        """Take the temporary files away; an earlier run's output stays."""
        for file in self._files.values():
            with suppress(OSError):  # a full disk refuses the last bytes again
                file.close()
        # a signal may have come between a file and its entry in the list above: go by the names
        for path in (*(self.folder / kind / PART for kind in KINDS), self.folder / MANIFEST):
            with suppress(OSError):  # the folder may be none
                _temporary(path).unlink(missing_ok=True)
        for created in (*(self.folder / kind for kind in KINDS), self.folder):
            with suppress(OSError):  # an earlier run's output is in there
                created.rmdir()


def _temporary(path: Path) -> Path:
    return path.with_name(path.name + _TEMPORARY)


def _foreign(folder: Path) -> str | None:
    """Return something in the folder that no run has written, if there is any."""
    if not folder.exists():
        return None
    for path in sorted(folder.iterdir()):
        if path.name not in (*KINDS, MANIFEST, MANIFEST + _TEMPORARY):
            return path.name
        for part in sorted(path.iterdir()) if path.is_dir() else ():
            name = part.name.removesuffix(_TEMPORARY)
            if not (name.startswith("part-") and name.endswith(".jsonl") and part.is_file()):
                return f"{path.name}/{part.name}"
    return None


def _sync(file: BinaryIO) -> None:
    """Bring a file's bytes to the disk, and close it."""
    file.flush()
    os.fsync(file.fileno())
    file.close()


class StreamSink:
    """Writes clean documents to the standard output, rejects and quarantine to the standard error.

    A sidecar ledger has no place in a stream; with `provenance: inline` each clean document carries its own.
    """

    def __init__(self) -> None:
        self._out, self._aside = sys.stdout.buffer, sys.stderr.buffer

    def take(self, outcome: Outcome) -> None:
        """Write the lines of an outcome."""
        for kind, line in outcome.lines.items():
            if kind == "clean":
                self._out.write(line)
            elif kind != "ledger":
                self._aside.write(line)
                self._aside.flush()

    def finish(self, manifest: Manifest) -> None:  # noqa: ARG002 (the command prints the accounting)
        """Hand everything to the reader."""
        self._out.flush()

    def abandon(self) -> None:
        """There is nothing to take back from a stream."""
