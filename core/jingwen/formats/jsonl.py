"""JSON Lines: an object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from math import isinf
from typing import Any, BinaryIO, NoReturn, TypeAlias

import orjson

from jingwen.errors import DocumentError
from jingwen.formats.encodings import WIDE, decoded, marked, wide
from jingwen.formats.keys import document, is_html
from jingwen.formats.record import Note, Parsed, Record, too_large
from jingwen.formats.settings import InputSettings

_MAX_DEPTH = 100
_CHUNK = 1 << 20
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 5

_Place: TypeAlias = tuple[Any, ...]


def split(
    stream: BinaryIO, source: str, settings: InputSettings, start: int = 0, end: int | None = None
) -> Iterator[Record]:
    """Yield the lines that start in a range of a stream. Blank lines hold no document.

    Any cut of a file into ranges gives the same records. A file in UTF-16 or UTF-32 belongs as a whole to the range
    that starts at 0: elsewhere in it a line feed cannot be told.

    >>> from io import BytesIO
    >>> lines = BytesIO(b'{"text": "a"}\\n\\n{"id": 7, "text": "b"}\\n')
    >>> [record.place for record in split(lines, "in.jsonl", InputSettings())]
    ['in.jsonl@0', 'in.jsonl@15']
    """
    offset = 0
    if start:
        stream.seek(0)
        if wide(stream.read(4), settings.encoding):
            return
        stream.seek(start - 1)
        offset = start - 1 + _skip_line(stream)
    limit = settings.max_record
    encoding = ""
    while end is None or offset < end:
        line = stream.readline(limit + 3)
        if not offset and (encoding := wide(line[:4], settings.encoding)):
            break
        if not line:
            return
        length = len(line)
        if length == limit + 3 and not line.endswith(b"\n"):
            length += _skip_line(stream)
            yield Record(source, offset, b"", "jsonl", too_large(length, limit), length)
        elif record := _record(source, offset, line.rstrip(b"\r\n"), "jsonl", limit):
            yield record
        offset += length
    if encoding:
        yield from _split_wide(stream, source, limit, encoding, line)


def _record(source: str, offset: int, content: bytes, format: str, limit: int) -> Record | None:  # noqa: A002
    """Return the record of a line, or nothing if the line is blank."""
    body = content[marked(content)[1] :] if offset == 0 else content
    if not body.strip(b" \t\r\n\0"):
        return None
    if len(content) > limit:
        return Record(source, offset, b"", format, too_large(len(content), limit), len(content))
    return Record(source, offset, content, format)


def _skip_line(stream: BinaryIO) -> int:
    """Read on behind the next line feed, and return how many bytes that were."""
    length = 0
    while chunk := stream.readline(_CHUNK):
        length += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return length


def _split_wide(stream: BinaryIO, source: str, limit: int, encoding: str, head: bytes) -> Iterator[Record]:
    """Yield the lines of a stream whose line feed has two or four bytes; `head` was read already."""
    unit, line_feed, carriage_return = WIDE[encoding], "\n".encode(encoding), "\r".encode(encoding)
    offset = dropped = 0
    line, piece = bytearray(), head
    while piece or line or dropped:
        line += piece
        line += stream.read(-len(line) % unit)
        ended = not piece or (line.endswith(line_feed) and len(line) % unit == 0)
        if ended:
            content = bytes(line.removesuffix(line_feed).removesuffix(carriage_return))
            length = dropped + len(line)
            if dropped:
                yield Record(source, offset, b"", f"jsonl-{encoding}", too_large(length, limit), length)
            elif record := _record(source, offset, content, f"jsonl-{encoding}", limit):
                yield record
            offset, dropped = offset + length, 0
            line.clear()
        elif len(line) > limit + 2 * unit:
            dropped += len(line)
            line.clear()
        piece = stream.readline(_CHUNK)


def parse(record: Record, settings: InputSettings) -> Parsed:
    """Return the document of a line. Of a key that stands twice, the last counts.

    Raises:
        DocumentError: it is none.
    """
    encoding = record.format.removeprefix("jsonl").removeprefix("-")
    if not encoding and settings.encoding in ("auto", "utf-8"):
        try:
            value = orjson.loads(record.content)
        except ValueError:
            value = None  # what is wrong with it is told below
        if value is not None and not _has_large_float(value):
            _refuse_depth(record.content)
            return _with_note(Parsed(document(value, settings)), settings)
    text, notes = decoded(record.content, settings.model_copy(update={"encoding": encoding}) if encoding else settings)
    _refuse_depth(text.encode("utf-8"))
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except ValueError as error:
        raise DocumentError(f"not JSON: {str(error)[:200]}") from None
    halves: list[_Place] = []
    value = _mended(value, (), halves)
    if halves:
        shown = ", ".join(map(_name, halves[:_SHOWN])) + (" …" if len(halves) > _SHOWN else "")
        notes += (Note("lone-surrogate", f"in {len(halves)} strings: {shown}"),)
    return _with_note(Parsed(document(value, settings), notes), settings)


def _with_note(parsed: Parsed, settings: InputSettings) -> Parsed:
    if settings.html_key or not is_html(parsed.document.text):
        return parsed
    note = Note("html-text", f"a page, read as text; `input: {{html_key: {settings.text_key}}}` reads it as a page")
    return parsed._replace(notes=(*parsed.notes, note))


def _has_large_float(value: Any) -> bool:
    """Return whether there is a float that was an integer: orjson makes one of those beyond 64 bits."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, float) and abs(item) >= 1 << 63:
            return True
    return False


def _refuse_depth(content: bytes) -> None:
    """Refuse JSON that is nested so deep that what handles it later would fail in ways of its own.

    Raises:
        DocumentError: it is.
    """
    # to find no bracket but the first, as in a record of strings, takes a tenth of the time of counting them
    if content.find(b"[") < 0 and content.find(b"{", 1) < 0:
        return
    if content.count(b"[") + content.count(b"{") <= _MAX_DEPTH:
        return
    depth = 0
    for token in _TOKEN.finditer(content):
        first = content[token.start()]
        depth += (first in b"[{") - (first in b"]}")
        if depth > _MAX_DEPTH:
            raise DocumentError(f"nested deeper than {_MAX_DEPTH} levels at byte {token.start()} of the record")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"the number {name} is not in JSON; null says that there is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if isinf(number):
        raise ValueError(f"the number {digits[:20]} is too large for a float")
    return number


def _mended(value: Any, place: _Place, halves: list[_Place]) -> Any:
    """Return a JSON value with U+FFFD for lone surrogates, which UTF-8 cannot hold.

    Args:
        value: the value.
        place: its key, and the place of what holds it.
        halves: receives the places of strings that had any.

    Raises:
        DocumentError: two keys would become one.
    """
    if isinstance(value, str):
        mended, found = _SURROGATE.subn("\ufffd", value)
        if found:
            halves.append(place)
        return mended
    if isinstance(value, list):
        return [_mended(item, (place, index), halves) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    result = {}
    for key, item in value.items():
        name = _mended(key, (place, "a key"), halves)
        if name in result:
            raise DocumentError("two keys differ in lone surrogates only, which are no characters")
        result[name] = _mended(item, (place, name), halves)
    return result


def _name(place: _Place) -> str:
    """Return a place for people.

    >>> _name(((((), "meta"), "tags"), 0))
    'meta.tags.0'
    """
    keys: list[str] = []
    while place:
        place, key = place
        keys.append(str(key)[:40])
    return ".".join(reversed(keys[:_SHOWN]))
