"""A record of the input: what a reader gives and a run accounts for."""

from __future__ import annotations

from typing import NamedTuple

from jingwen_schemas import RawDocument


class Record(NamedTuple):
    """A document as it was read, or the bytes that could not be read as one.

    Args:
        source: the input's name, for people.
        offset: where the record starts in it, in bytes.
        content: the record's bytes, as they stand there.
        id: the document's id, or one made from its place.
        document: the raw document, or None.
        problem: why there is no document, in one line.
    """

    source: str
    offset: int
    content: bytes
    id: str
    document: RawDocument | None
    problem: str = ""
