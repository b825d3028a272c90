"""JSON Lines: an object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

import orjson
from pydantic import BaseModel

from jingwen.document import raw_document
from jingwen.errors import DocumentError
from jingwen.formats.record import Record

_BOM = b"\xef\xbb\xbf"
_LONG_NUMBER = re.compile(rb"[0-9]{18}")


def read(stream: BinaryIO, source: str) -> Iterator[Record]:
    """Yield the records of a stream. Blank lines hold no document.

    Args:
        stream: the bytes.
        source: the stream's name; ids of records without one are made from it and the byte offset.

    >>> from io import BytesIO
    >>> [record.id for record in read(BytesIO(b'{"text": "a"}\\n{"id": 7, "text": "b"}\\n'), "in.jsonl")]
    ['in.jsonl@0', '7']
    """
    offset = 0
    for line in stream:
        content = line.rstrip(b"\r\n")
        if content.strip():
            yield _record(content, source, offset)
        offset += len(line)


def _record(content: bytes, source: str, offset: int) -> Record:
    place = f"{source}@{offset}"
    body = content.removeprefix(_BOM) if offset == 0 else content
    try:
        # orjson turns an integer beyond 64 bits into a float
        value = json.loads(body) if _LONG_NUMBER.search(body) else orjson.loads(body)
    except (ValueError, RecursionError) as error:
        return Record(source, offset, content, place, None, f"not JSON: {str(error)[:200]}")
    if not isinstance(value, dict):
        return Record(source, offset, content, place, None, "a record must be a JSON object")
    try:
        document = raw_document(value)
    except DocumentError as error:
        return Record(source, offset, content, error.document or place, None, error.message)
    return Record(source, offset, content, place if document.id is None else document.id, document)


def line(record: BaseModel, **options: bool | set[str]) -> bytes:
    """Return a record as a line of JSON.

    Args:
        record: one of `jingwen_schemas`.
        options: of pydantic's `model_dump`.

    >>> from jingwen_schemas import RunCounts
    >>> line(RunCounts(read=1, written=1, rejected=0, quarantined=0))
    b'{"read":1,"written":1,"rejected":0,"quarantined":0}\\n'
    """
    return orjson.dumps(record.model_dump(by_alias=True, **options)) + b"\n"  # type: ignore[arg-type]
