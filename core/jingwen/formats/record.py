"""A record of the input: what a reader gives and a run accounts for."""

from __future__ import annotations

from typing import BinaryIO, Literal, NamedTuple

from jingwen_schemas import RawDocument

_WHOLE_FILES = ("text", "html")


class Record(NamedTuple):
    """The bytes of one document, where a reader found them. They are parsed later, where a failure costs them alone.

    Args:
        source: the input's name, for people.
        offset: where the record starts in it: bytes, of a compressed file those of its decompressed content; rows in
            Parquet.
        content: the record's bytes, as they stand there. Parquet has none: there it is the row as JSON.
        format: which parser understands them: `jsonl`, `text`, `html` or `warc`; `jsonl-utf-16-le` and the like where
            a line of JSON is in an encoding that only the start of the file names.
        problem: why they cannot be parsed, in one line, if the reader knows so already.
        length: how many bytes the record has in its source, if they were too many to be read; `content` is empty then.
        skip: what it is, if it is no document but a part of the container, such as a request in a WARC file.

    >>> Record("in.jsonl", 120, b'{"text": "a"}', "jsonl").place
    'in.jsonl@120'
    """

    source: str
    offset: int
    content: bytes
    format: str
    problem: str = ""
    length: int | None = None
    skip: str = ""

    @property
    def place(self) -> str:
        """The id of a document that has none of its own."""
        return self.source if self.format in _WHOLE_FILES else f"{self.source}@{self.offset}"


def remainder(
    stream: BinaryIO,
    source: str,
    format: str,  # noqa: A002 (the record's own word)
    limit: int,
    *,
    offset: int = 0,
    start: bytes = b"",
    problem: str = "",
) -> Record:
    """Return all the rest of a stream as one record; of one beyond a limit its length only, read in bounded memory.

    Args:
        stream: where the rest of it is read.
        source: the input's name.
        format: which parser understands it.
        limit: in bytes.
        offset: where the record starts, in bytes.
        start: its first bytes, if they were read already.
        problem: why it cannot be parsed.

    >>> from io import BytesIO
    >>> remainder(BytesIO(b"abc"), "a.txt", "text", 2)[4:6]
    ('3 bytes, larger than max_record (2)', 3)
    """
    content = start + stream.read(max(0, limit + 1 - len(start)))
    if len(content) <= limit:
        return Record(source, offset, content, format, problem)
    length = len(content)
    while chunk := stream.read(1 << 20):
        length += len(chunk)
    return Record(source, offset, b"", format, too_large(length, limit, problem), length)


def too_large(length: int, limit: int, problem: str = "") -> str:
    """Return the problem of a record beyond the limit."""
    size = f"{length} bytes, larger than max_record ({limit})"
    return f"{problem}; {size}" if problem else size


class Note(NamedTuple):
    """Something that a parser had to do to a document, which becomes a flag `jingwen/…` of the clean document.

    Args:
        reason: `detected-encoding`: the bytes name none, and it was told by what they look like; `undecodable`: bytes
            that the encoding does not know were replaced by U+FFFD; `lone-surrogate`: so were halves of surrogate
            pairs; `truncated-record`: the crawler had cut the page off; `html-text`: it is a page, read as text.
        detail: what exactly.
    """

    reason: Literal["detected-encoding", "undecodable", "lone-surrogate", "truncated-record", "html-text"]
    detail: str


class Parsed(NamedTuple):
    """A raw document, and what its parser had to do to it.

    Args:
        document: the raw document.
        notes: what had to be done.
        encoding: the codec that makes the record's bytes of the text again, if it is not UTF-8.
    """

    document: RawDocument
    notes: tuple[Note, ...] = ()
    encoding: str = ""
