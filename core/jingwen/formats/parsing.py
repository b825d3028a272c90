"""From a record's bytes to a raw document, by the record's format."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from jingwen.errors import DocumentError
from jingwen.formats.encodings import WIDE
from jingwen.formats.record import Parsed, Record
from jingwen.formats.settings import InputSettings

# by name, so that a run loads only the parsers, and their libraries, that its input needs
PARSERS: Mapping[str, str] = {
    "jsonl": "jingwen.formats.jsonl",
    **{f"jsonl-{encoding}": "jingwen.formats.jsonl" for encoding in WIDE},
    "text": "jingwen.formats.plain_text",
    "html": "jingwen.formats.html",
    "warc": "jingwen.formats.warc",
}


def parse(record: Record, settings: InputSettings) -> Parsed:
    """Return the raw document of a record; one without an id gets one from its place.

    Raises:
        DocumentError: there is none; the message says why in one line.

    >>> parse(Record("in.jsonl", 0, b'{"text": "a"}', "jsonl"), InputSettings()).document.id
    'in.jsonl@0'
    """
    if record.problem:
        raise DocumentError(record.problem)
    parsed: Parsed = import_module(PARSERS[record.format]).parse(record, settings)
    if parsed.document.id is not None:
        return parsed
    return parsed._replace(document=parsed.document.model_copy(update={"id": record.place}))
