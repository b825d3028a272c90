"""Finding the document that a command is about."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from jingwen.cli.terminal import printable, say
from jingwen.errors import InputError

if TYPE_CHECKING:
    from jingwen.formats import InputSettings, Parsed, Record
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
    from jingwen.run import KeptDocuments
    from jingwen.suggest import did_you_mean

    run = KeptDocuments(folder)
    found = run.find(document_id)
    if not found:
        hint = did_you_mean(document_id, islice(run.ids(), 1000))
        raise InputError(f"{folder}: no document '{document_id}'{hint if len(hint) < 200 else ''}")
    if nth > len(found):
        raise InputError(f"{folder}: {len(found)} documents have the id '{document_id}', there is no number {nth}")
    if len(found) > 1:
        say(f"{len(found)} documents have the id '{printable(document_id)}'; this is number {nth} (--nth chooses)")
    return found[nth - 1]


def read_one(argument: str, document_id: str | None, settings: InputSettings) -> Parsed:
    """Return one document of an input.

    Args:
        argument: a file, a folder or `-`.
        document_id: its id; not needed where the input holds one document.
        settings: how to read it.

    Raises:
        InputError: there is no such document, or it cannot be read.
    """
    from jingwen.errors import DocumentError
    from jingwen.formats import find_inputs, parse

    records: Iterator[Record] = (
        record for record in find_inputs([argument], settings.format).records(settings) if not record.skip
    )
    if document_id is None:
        first = list(islice(records, 2))
        if len(first) != 1:
            problem = "holds more than one document; choose one with --id" if first else "holds no document"
            raise InputError(f"{argument}: {problem}")
        records = iter(first)
    for record in records:
        try:
            parsed = parse(record, settings)
        except DocumentError as error:
            if document_id in (None, record.place, error.document):
                where = f"the record at byte {record.offset} cannot be read"
                raise InputError(f"{record.source}: {where}: {error.message}") from None
            continue
        if document_id in (None, parsed.document.id):
            return parsed
    raise InputError(f"{argument}: no document '{document_id}'")
