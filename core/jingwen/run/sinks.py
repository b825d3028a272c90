"""Where outcomes go: into a folder, or clean documents to the standard output and the rest to the standard error."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from pydantic import BaseModel

from jingwen.errors import InputError
from jingwen.formats.jsonl import line
from jingwen.pipeline import Result
from jingwen_schemas import Manifest, QuarantineRecord, RejectedRecord

KINDS = ("clean", "ledger", "rejected", "quarantine")
PART = "part-00000.jsonl"
MANIFEST = "manifest.json"


class Sink(Protocol):
    """Takes outcomes in the order of the input."""

    def written(self, result: Result) -> None:
        """Take a clean document and its ledger."""

    def rejected(self, record: RejectedRecord) -> None:
        """Take a reject."""

    def quarantined(self, record: QuarantineRecord) -> None:
        """Take a record for quarantine."""

    def finish(self, manifest: Manifest) -> None:
        """Make everything lasting: the run is complete."""

    def abandon(self) -> None:
        """Leave nothing half written: the run did not complete."""


def _clean_line(result: Result, provenance: str) -> bytes:
    """Return the line of a clean document, with its ledger inside if the provenance is inline."""
    if provenance == "inline":
        return line(result.document.model_copy(update={"ledger": result.ledger}))
    return line(result.document, exclude={"ledger"})


class FolderSink:
    """Writes `clean/`, `ledger/`, `rejected/`, `quarantine/` and, last, `manifest.json`.

    Everything is written under temporary names, and an earlier run's output stays until this one is complete.

    Args:
        folder: a new or empty folder, or one that an earlier run wrote.
        provenance: `sidecar`, `inline` or `none`.

    Raises:
        InputError: the folder holds other things, or cannot be written.
    """

    def __init__(self, folder: Path, provenance: str) -> None:
        self.folder, self._provenance = folder, provenance
        self._files: dict[str, BinaryIO] = {}
        try:
            foreign = sorted({path.name for path in folder.iterdir()} - {*KINDS, MANIFEST}) if folder.exists() else []
        except OSError as error:
            raise InputError(f"{folder}: cannot be used as output folder: {error.strerror}") from None
        if foreign:
            raise InputError(
                f"{folder}: holds '{foreign[0]}', which is no output of jingwen; give a new or empty folder"
            )
        for kind in KINDS:
            if kind != "ledger" or provenance == "sidecar":
                (folder / kind).mkdir(parents=True, exist_ok=True)
                self._files[kind] = self._temporary(kind).open("wb")

    def _temporary(self, kind: str) -> Path:
        return self.folder / kind / f"{PART}.tmp"

    def written(self, result: Result) -> None:
        """Take a clean document and its ledger."""
        self._files["clean"].write(_clean_line(result, self._provenance))
        if self._provenance == "sidecar":
            self._files["ledger"].write(line(result.ledger))

    def rejected(self, record: RejectedRecord) -> None:
        """Take a reject."""
        self._files["rejected"].write(line(record))

    def quarantined(self, record: QuarantineRecord) -> None:
        """Take a record for quarantine."""
        self._files["quarantine"].write(line(record))

    def finish(self, manifest: Manifest) -> None:
        """Replace an earlier run's output by this one's. The manifest comes last: where it stands, all is there."""
        with suppress(FileNotFoundError):
            (self.folder / MANIFEST).unlink()
        for kind, file in self._files.items():
            _sync(file)
            self._temporary(kind).replace(self.folder / kind / PART)
        for kind in KINDS:
            for old in (self.folder / kind).glob("*"):
                if kind not in self._files or old.name != PART:
                    old.unlink()
        if "ledger" not in self._files and (self.folder / "ledger").is_dir():
            (self.folder / "ledger").rmdir()
        temporary = self.folder / f"{MANIFEST}.tmp"
        with temporary.open("wb") as file:
            file.write((manifest.model_dump_json(by_alias=True, indent=2) + "\n").encode())
            _sync(file)
        temporary.replace(self.folder / MANIFEST)

    def abandon(self) -> None:
        """Take the temporary files away; an earlier run's output stays."""
        for kind, file in self._files.items():
            file.close()
            self._temporary(kind).unlink(missing_ok=True)
            with suppress(OSError):  # an earlier run's output is in there
                (self.folder / kind).rmdir()
        with suppress(OSError):
            self.folder.rmdir()


def _sync(file: BinaryIO) -> None:
    """Bring a file's bytes to the disk, and close it."""
    if not file.closed:
        file.flush()
        os.fsync(file.fileno())
        file.close()


class StreamSink:
    """Writes clean documents to the standard output, rejects and quarantine to the standard error.

    Args:
        provenance: with `inline` each clean document carries its ledger; a sidecar has no place in a stream.
    """

    def __init__(self, provenance: str) -> None:
        self._provenance = provenance

    def written(self, result: Result) -> None:
        """Take a clean document."""
        sys.stdout.buffer.write(_clean_line(result, self._provenance))

    def rejected(self, record: RejectedRecord) -> None:
        """Take a reject."""
        self._aside(record)

    def quarantined(self, record: QuarantineRecord) -> None:
        """Take a record for quarantine."""
        self._aside(record)

    def finish(self, manifest: Manifest) -> None:  # noqa: ARG002 (the command prints the accounting)
        """Hand everything to the reader."""
        sys.stdout.buffer.flush()

    def abandon(self) -> None:
        """There is nothing to take back from a stream."""

    @staticmethod
    def _aside(record: BaseModel) -> None:
        sys.stderr.buffer.write(line(record))
        sys.stderr.buffer.flush()
