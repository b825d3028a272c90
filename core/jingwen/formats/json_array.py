"""A file that holds one JSON array: each of its elements is a record. None is read before it is its turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from jingwen.formats.encodings import has_ascii_trails, marked, wide
from jingwen.formats.record import Record, remainder, too_large
from jingwen.formats.settings import InputSettings

_CHUNK = 64 << 10
_BLANK = b" \t\r\n"
_QUOTE = ord('"')
_STRUCTURE = re.compile(rb'["{}\[\],]')
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
# a character of GB18030 or Big5 may end in the byte of a backslash
_IN_LEGACY_STRING = re.compile(rb'(?:[^"\\\x80-\xff]++|[\\\x80-\xff].)*+', re.DOTALL)


def split(
    stream: BinaryIO,
    source: str,
    settings: InputSettings,
    start: int = 0,  # noqa: ARG001 (as every reader has them)
    end: int | None = None,  # noqa: ARG001
) -> Iterator[Record]:
    """Yield the elements of an array, to be parsed as lines of JSON; `start` and `end` have no meaning.

    An element is what stands between two commas of the array; whether it is JSON is told by its parser. A file that
    holds one object is one record.

    >>> from io import BytesIO
    >>> array = BytesIO(b'[{"text": "a"},\\n {"text": "b, c"}]')
    >>> [(record.offset, record.content) for record in split(array, "in.json", InputSettings())]
    [(1, b'{"text": "a"}'), (17, b'{"text": "b, c"}')]
    """
    limit = settings.max_record
    head = stream.read(_CHUNK)
    if encoding := wide(head[:4], settings.encoding):
        problem = f"a JSON array in {encoding}: convert the file to UTF-8, or to JSON Lines"
        yield remainder(stream, source, "jsonl", limit, start=head, problem=problem)
        return
    ends_like_ascii = has_ascii_trails(head, settings)
    offset, body = _behind_blanks(stream, marked(head)[1], head)
    if body.startswith(b"["):
        yield from _elements(stream, source, limit, offset + 1, body[1:], ends_like_ascii)
    else:
        problem = "" if body.startswith(b"{") else "no JSON array: it does not start with `[`"
        yield remainder(stream, source, "jsonl", limit, offset=offset, start=body, problem=problem)


def _behind_blanks(stream: BinaryIO, start: int, data: bytes) -> tuple[int, bytes]:
    """Return the offset of the first byte that is not blank from `start` on, and the bytes from there."""
    offset, data = start, data[start:]
    while data:
        body = data.lstrip(_BLANK)
        offset += len(data) - len(body)
        if body:
            return offset, body
        data = stream.read(_CHUNK)
    return offset, b""


def _elements(
    stream: BinaryIO, source: str, limit: int, offset: int, data: bytes, ends_like_ascii: bool
) -> Iterator[Record]:
    """Yield the elements of an array.

    Args:
        stream: what follows `data`.
        source: the input's name.
        limit: bytes of an element.
        offset: of the first byte behind the array's `[`.
        data: the bytes from there on that are read already.
        ends_like_ascii: whether the second byte of a character may be that of a backslash.
    """
    string = _IN_LEGACY_STRING if ends_like_ascii else _IN_STRING
    element = _Element(source, limit, offset)
    depth, in_string = 0, False
    while data:
        start = position = 0
        while position < len(data):
            if in_string:
                matched = string.match(data, position)
                position = matched.end() if matched else position
                if position == len(data) or data[position] != _QUOTE:
                    break  # the string goes on, or its last character does
                position, in_string = position + 1, False
                continue
            found = _STRUCTURE.search(data, position)
            if not found:
                position = len(data)
                break
            mark, position = found.group(), found.end()
            if mark == b'"':
                in_string = True
            elif mark in b"{[":
                depth += 1
            elif mark != b"," and depth:
                depth -= 1
            elif not depth and mark in b",]":
                element.add(data[start : position - 1])
                yield from element.taken(last=mark == b"]")
                start = position
                if mark == b"]":
                    yield from _behind(stream, source, limit, element.offset, data[position:])
                    return
        element.add(data[start:position])
        more = stream.read(_CHUNK)
        if not more:
            element.add(data[position:])
        data = data[position:] + more if more else b""
    yield element.record("the array has no end: its `]` is missing")


def _behind(stream: BinaryIO, source: str, limit: int, offset: int, data: bytes) -> Iterator[Record]:
    """Yield what stands behind the array, if that is not blank."""
    blanks, body = _behind_blanks(stream, 0, data or stream.read(_CHUNK))
    if body:
        problem = "there is text behind the array's end"
        yield remainder(stream, source, "jsonl", limit, offset=offset + blanks, start=body, problem=problem)


class _Element:
    """The bytes of the element that is being read; of one beyond the limit their number."""

    def __init__(self, source: str, limit: int, offset: int) -> None:
        self._source, self._limit = source, limit
        self.offset = offset
        self._content = bytearray()
        self._size = self._count = 0

    def add(self, content: bytes) -> None:
        """Add bytes; blanks in front of an element do not belong to it."""
        body = content if self._size else content.lstrip(_BLANK)
        self.offset += len(content) - len(body)
        self._size += len(body)
        self._content += body if self._size <= self._limit + _CHUNK else b""

    def taken(self, *, last: bool) -> Iterator[Record]:
        """Yield its record, and begin the next one behind the comma."""
        if self._size:
            yield self.record()
        elif self._count or not last:  # else it is the array `[]`
            yield self.record("nothing stands before a comma, or behind the last one")
        self.offset += self._size + 1
        self._count += 1
        self._content.clear()
        self._size = 0

    def record(self, problem: str = "") -> Record:
        """Return what there is of it."""
        content = bytes(self._content).rstrip(_BLANK)
        if self._size > self._limit + _CHUNK or len(content) > self._limit:
            reason = too_large(self._size, self._limit, problem)
            return Record(self._source, self.offset, b"", "jsonl", reason, self._size)
        return Record(self._source, self.offset, content, "jsonl", problem)
