"""Plain text: a file is a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from jingwen.formats.encodings import codecs_of, decoded, marked
from jingwen.formats.record import Parsed, Record, remainder
from jingwen.formats.settings import InputSettings
from jingwen_schemas import RawDocument


def split(
    stream: BinaryIO,
    source: str,
    settings: InputSettings,
    start: int = 0,  # noqa: ARG001 (as every reader has them)
    end: int | None = None,  # noqa: ARG001
) -> Iterator[Record]:
    """Yield the one document of a stream, with every line end as it is; `start` and `end` have no meaning.

    >>> from io import BytesIO
    >>> [record.place for record in split(BytesIO("首页\\r\\n正文。".encode()), "a.txt", InputSettings())]
    ['a.txt']
    """
    yield remainder(stream, source, "text", settings.max_record)


def parse(record: Record, settings: InputSettings) -> Parsed:
    """Return the document of a file.

    Raises:
        DocumentError: its bytes cannot be decoded.
    """
    text, notes = decoded(record.content, settings)
    mark = marked(record.content)[0]
    if mark:
        text = f"\ufeff{text}"  # else the file could not be restored byte for byte
    names = [note.detail for note in notes if note.reason == "detected-encoding"]
    tried = [mark] if mark else names if settings.encoding == "auto" else codecs_of(settings.encoding)
    encoding = next((codec for codec in tried if _encoded(text, codec) == record.content), "")
    return Parsed(RawDocument(text=text), notes, "" if encoding == "utf-8" else encoding)


def _encoded(text: str, codec: str) -> bytes | None:
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return None
