"""Reading a run's quarantine back: what could not be cleaned, and why."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from jingwen.errors import InputError
from jingwen.formats import InputSettings, Record
from jingwen.formats.written import lines
from jingwen.run.outcome import UNREADABLE
from jingwen.run.output_folder import OutputFolder
from jingwen.suggest import did_you_mean
from jingwen_schemas import QuarantineRecord


class Quarantine:
    """The quarantine of a run. Of one that goes on still: of those parts that are complete.

    Args:
        path: the run's output folder.

    Raises:
        InputError: it is none, or is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._folder = OutputFolder(path)
        plan = self._folder.plan()
        if plan is None:
            raise InputError(f"{path}: no output folder of a run")
        self.complete = self._folder.manifest() is not None
        self.input = InputSettings.model_validate(plan.config["input"])

    def __iter__(self) -> Iterator[QuarantineRecord]:
        """Yield its records in the order of the input.

        Raises:
            InputError: a file is damaged.
        """
        for part in self._folder.parts("quarantine"):
            for _, record in part_records(part):
                yield record

    def hint(self, document_id: str) -> str:
        """Return what a user may have meant by an id that no record has."""
        hint = did_you_mean(document_id, dict.fromkeys(record.id or "" for record in islice(self, 1000)))
        return hint if len(hint) < 200 else ""


def part_records(path: Path) -> Iterator[tuple[bytes, QuarantineRecord]]:
    """Yield the lines of a part's quarantine, and what they hold.

    Raises:
        InputError: the file is damaged.
        OSError: it cannot be read.
    """
    for line in lines(path):
        try:
            yield line, QuarantineRecord.model_validate_json(line)
        except ValidationError as error:
            raise InputError(f"{path}: damaged: {error.errors()[0]['msg']}") from None


def content_of(record: QuarantineRecord) -> bytes | None:
    """Return the bytes of a record, or None where they were too many to be kept.

    >>> content_of(QuarantineRecord(source="a.txt", offset=0, format="text", step="read", error="MalformedRecord",
    ...                             message="", raw_base64="/w==", config_hash=""))
    b'\\xff'
    """
    if record.raw_base64 is not None:
        return base64.b64decode(record.raw_base64)
    return None if record.raw is None else record.raw.encode()


def record_of(record: QuarantineRecord) -> Record | None:
    """Return a record as its reader gave it, or None where its bytes in quarantine are not the whole of it."""
    content = content_of(record)
    if content is None or record.error == UNREADABLE:
        return None
    return Record(record.source, record.offset, content, record.format)


def elsewhere(record: QuarantineRecord) -> str:
    """Return where the bytes of a record stand that was too large to be kept."""
    return f"too large to be kept: {record.length} bytes at offset {record.offset} of {record.source}"
