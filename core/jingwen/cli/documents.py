"""Finding the document that a command is about."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from jingwen.cli.terminal import printable, say
from jingwen.errors import InputError

if TYPE_CHECKING:
    from jingwen.formats import Record
    from jingwen.run import Kept


def kept(folder: Path, document_id: str, nth: int = 1) -> Kept:
    """Return what a run kept of a document.

    Args:
        folder: the run's output folder.
        document_id: the document's id.
        nth: which one, counted from 1, where the input repeats the id.

    Raises:
        InputError: there is no such run or document.
    """
    from jingwen.run import RunFolder
    from jingwen.suggest import did_you_mean

    run = RunFolder(folder)
    found = run.find(document_id)
    if not found:
        hint = did_you_mean(document_id, islice(run.ids(), 1000))
        raise InputError(f"{folder}: no document '{document_id}'{hint if len(hint) < 200 else ''}")
    if nth > len(found):
        raise InputError(f"{folder}: {len(found)} documents have the id '{document_id}', there is no number {nth}")
    if len(found) > 1:
        say(f"{len(found)} documents have the id '{printable(document_id)}'; this is number {nth} (--nth chooses)")
    return found[nth - 1]


def read_one(argument: str, document_id: str | None, format: str) -> Record:  # noqa: A002 (the setting's name)
    """Return one document of an input.

    Args:
        argument: a file, a folder or `-`.
        document_id: its id; not needed where the input holds one document.
        format: how to read it.

    Raises:
        InputError: there is no such document, or it cannot be read.
    """
    from jingwen.formats import find_inputs

    records = find_inputs([argument], format).records()
    if document_id is None:
        first = list(islice(records, 2))
        if len(first) != 1:
            problem = "holds more than one document; choose one with --id" if first else "holds no document"
            raise InputError(f"{argument}: {problem}")
        record: Record | None = first[0]
    else:
        record = next((record for record in records if record.id == document_id), None)
    if record is None:
        raise InputError(f"{argument}: no document '{document_id}'")
    if record.document is None:
        raise InputError(f"{record.source}: the record at byte {record.offset} cannot be read: {record.problem}")
    return record
