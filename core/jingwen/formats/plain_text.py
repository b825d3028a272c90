"""Plain text: a file is a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from jingwen.formats.record import Record
from jingwen_schemas import RawDocument


def read(stream: BinaryIO, source: str) -> Iterator[Record]:
    """Yield the one document of a stream, with every line end as it is.

    Args:
        stream: the bytes.
        source: the file's name, which is the document's id.

    >>> from io import BytesIO
    >>> [record.document.text for record in read(BytesIO("首页\\r\\n正文。".encode()), "a.txt")]
    ['首页\\r\\n正文。']
    """
    content = stream.read()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        yield Record(
            source,
            0,
            content,
            source,
            None,
            f"not UTF-8: byte {error.object[error.start]:#04x} at offset {error.start}; convert the file first",
        )
        return
    yield Record(source, 0, content, source, RawDocument(id=source, text=text))
