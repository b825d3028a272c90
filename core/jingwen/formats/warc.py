"""WARC, and WET: what a crawler archived, record by record.

The framing is read here, because the libraries for it take a file that was cut for one that ends.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

from jingwen.errors import DocumentError
from jingwen.formats import html
from jingwen.formats.encodings import decoded
from jingwen.formats.record import Note, Parsed, Record
from jingwen.formats.settings import InputSettings
from jingwen_schemas import RawDocument

_VERSION = re.compile(rb"WARC/\d+\.\d+\s*\Z")
_STATUS = re.compile(rb"HTTP/[\d.]+\s+(\d{3})")
_BLANK = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
_GZIP_MAGIC = b"\x1f\x8b"

_HTML = ("text/html", "application/xhtml+xml")
_TEXT = "text/plain"
_ARCHIVED = ("response", "resource", "conversion")
_LONGEST_HEADER = 64 << 10
_HTTP_HEADER = 64 << 10
_PIECE = 1 << 20


class _Header(NamedTuple):
    """The header of a record: its values by lower-case name, and its bytes."""

    values: Mapping[str, str]
    content: bytes

    @property
    def length(self) -> int | None:
        """Bytes of the block behind the header."""
        length = self.values.get("content-length", "")
        return int(length) if re.fullmatch("[0-9]{1,18}", length) else None


class _Payload(NamedTuple):
    """What a record archived. `head` holds the values of its HTTP header, or of the record's."""

    type: str
    charset: str | None
    status: int | None
    head: Mapping[str, str]
    body: bytes


def split(
    stream: BinaryIO,
    source: str,
    settings: InputSettings,
    start: int = 0,  # noqa: ARG001 (every reader takes a range)
    end: int | None = None,  # noqa: ARG001
) -> Iterator[Record]:
    """Yield the records of a stream: pages and texts with their bytes, all others as skipped.

    Where the framing breaks, the last record is a problem, with the rest of the stream up to the size limit.
    """
    offset = 0
    while True:
        header, problem = _read_header(stream)
        if not header.content:
            return
        length = header.length
        if not problem and length is None:
            problem = (
                "a WARC record without a valid Content-Length: where it ends cannot be told, so the rest was not read"
            )
        if problem or length is None:
            yield _remainder(stream, source, offset, header.content, problem, settings)
            return
        block = stream.read(min(length, _HTTP_HEADER))
        skip = _skipped(header.values, block)
        too_long = len(header.content) + length > settings.max_record
        if not skip and not too_long:
            block += stream.read(length - len(block))
            found = len(block)
        else:
            found = len(block) + _pass_over(stream, length - len(block))
            block = b""
        passed = found - len(block)
        size = len(header.content) + length
        if found < length:
            problem = f"cut off: the record has {found:,} bytes of {length:,}, and records behind it may be missing"
            yield _remainder(stream, source, offset, header.content + block, problem, settings, passed)
            return
        trailer = stream.read(4)
        if trailer != b"\r\n\r\n" and len(trailer) == 4:
            problem = (
                "no two line breaks where its Content-Length says that the WARC record ends; the rest was not read"
            )
            yield _remainder(stream, source, offset, header.content + block + trailer, problem, settings, passed)
            return
        if skip:
            yield Record(source, offset, b"", "warc", skip=skip)
        elif too_long:
            problem = f"a record of {size:,} bytes is beyond the limit `input.max_record` ({settings.max_record:,})"
            yield Record(source, offset, b"", "warc", problem, size)
        else:
            yield Record(source, offset, header.content + block, "warc")
        offset += size
        if len(trailer) < 4:
            problem = "cut off: the line breaks behind the last WARC record are missing, and records may be, too"
            yield Record(source, offset, trailer, "warc", problem)
            return
        offset += 4


def parse(record: Record, settings: InputSettings) -> Parsed:
    """Return the document of an archived page or text.

    Raises:
        DocumentError: the record is not whole, or its payload cannot be decoded.
    """
    head, block = _parted(record.content)
    values = _values(head)
    if values.get("content-length") != str(len(block)):
        raise DocumentError(f"the WARC record is not whole: it has {len(block):,} bytes behind its header")
    if "warc-segment-number" in values:
        raise DocumentError("the WARC record is a segment of a longer one; join them first")
    payload = _payload(values, block)
    cut = values.get("warc-truncated", "")
    body = _unwrapped(payload, settings, whole=not cut)
    if payload.type == _TEXT:
        text, notes = decoded(body, settings, payload.charset)
        document = RawDocument(text=text)
    else:
        text, notes = decoded(body, settings, payload.charset or html.declared_encoding(body))
        document = html.page(text)
    about = {"http_status": payload.status, "content_type": payload.type, "crawled": values.get("warc-date")}
    found = {
        "id": values.get("warc-record-id", "").strip("<>") or None,
        "url": values.get("warc-target-uri", "").strip("<>") or document.url,
        "meta": {**{name: value for name, value in about.items() if value is not None}, **document.meta},
    }
    return Parsed(document.model_copy(update=found), (*notes, *((Note("truncated-record", cut),) if cut else ())))


def _read_header(stream: BinaryIO) -> tuple[_Header, str]:
    """Read the header of the next record; the second is what is wrong with it, or an empty text."""
    content = line = stream.readline(_LONGEST_HEADER)
    if not _VERSION.match(line):
        return _Header({}, content), "no WARC record begins here; the rest was not read"
    while line.strip(b"\r\n"):
        line = stream.readline(_LONGEST_HEADER)
        content += line
        if not line or len(content) > _LONGEST_HEADER:
            wrong = "its header is too long" if line else "it is cut off in the header"
            return _Header({}, content), f"a WARC record cannot be read: {wrong}"
    if not line.endswith(b"\n"):
        return _Header({}, content), "a WARC record cannot be read: it is cut off in the header"
    return _Header(_values(content), content), ""


def _values(head: bytes) -> dict[str, str]:
    """Return the values of a header by their lower-case names, the first of each; folded lines are joined."""
    values: dict[str, str] = {}
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).split(b"\n")
    for line in lines[1:]:
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            values.setdefault(name.strip().lower(), value.strip())
    return values


def _parted(content: bytes) -> tuple[bytes, bytes]:
    """Return a header and what is behind it."""
    blank = _BLANK.search(content)
    return (content[: blank.start()], content[blank.end() :]) if blank else (content, b"")


def _payload(values: Mapping[str, str], block: bytes) -> _Payload:
    """Return what a record holds, out of its HTTP message if it is one."""
    head, body, status = values, block, None
    if values.get("warc-type") == "response" and (found := _STATUS.match(block)):
        http, body = _parted(block)
        head, status = _values(http), int(found[1])
    kind, _, parameters = head.get("content-type", values.get("warc-identified-payload-type", "")).partition(";")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", parameters, re.IGNORECASE)
    label = charset[1].lower() if charset else None
    if label in ("iso-8859-1", "latin1", "us-ascii"):
        label = None  # servers say so by default, whatever the page is in
    return _Payload(kind.strip().lower(), label, status, head if status is not None else {}, body)


def _skipped(values: Mapping[str, str], block: bytes) -> str:
    """Return what a record is if it is no document, else an empty text."""
    kind = values.get("warc-type", "record without a type")
    if kind not in _ARCHIVED:
        return kind
    content_type = _payload(values, block).type
    return "" if content_type in (*_HTML, _TEXT) else f"{kind} {content_type or 'without a type'}"


def _unwrapped(payload: _Payload, settings: InputSettings, *, whole: bool) -> bytes:
    """Return the body of an HTTP message without transfer and content encoding; many crawlers undo them themselves.

    Raises:
        DocumentError: it is corrupt, or cut though it should be whole.
    """
    body = payload.body
    if "chunked" in payload.head.get("transfer-encoding", "").lower() and _CHUNK_SIZE.match(body):
        body = _dechunked(body, whole=whole)
    encoding = payload.head.get("content-encoding", "").strip().lower()
    if encoding in ("gzip", "x-gzip") and body.startswith(_GZIP_MAGIC):
        return _inflated(body, 16 + zlib.MAX_WBITS, settings, whole=whole)
    if encoding == "deflate":
        zlib_header = len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0
        return _inflated(body, zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS, settings, whole=whole)
    if encoding in ("br", "zstd", "compress"):
        raise DocumentError(f"the page has the content encoding '{encoding}'; have the crawler undo it")
    return body


def _dechunked(body: bytes, *, whole: bool) -> bytes:
    chunks: list[bytes] = []
    position = 0
    while found := _CHUNK_SIZE.match(body, position):
        size, begin = int(found[1], 16), found.end()
        if not size:
            return b"".join(chunks)
        chunks.append(body[begin : begin + size])
        position = begin + size
        if body[position : position + 2] != b"\r\n":
            break
        position += 2
    if whole or position < len(body):
        raise DocumentError(f"the page's chunked transfer encoding is corrupt at byte {position:,} of its body")
    return b"".join(chunks)


def _inflated(body: bytes, wbits: int, settings: InputSettings, *, whole: bool) -> bytes:
    inflater = zlib.decompressobj(wbits)
    try:
        content = inflater.decompress(body, settings.max_record + 1)
    except zlib.error as error:
        raise DocumentError(f"the page's content encoding is corrupt: {error}") from None
    if len(content) > settings.max_record:
        raise DocumentError(f"the page is beyond the limit `input.max_record` ({settings.max_record:,} bytes)")
    if whole and not inflater.eof:
        raise DocumentError("the page's content encoding is corrupt: it ends too early")
    return content


def _pass_over(stream: BinaryIO, length: int) -> int:
    """Read up to so many bytes without keeping them; return how many there were."""
    passed = 0
    while passed < length and (piece := stream.read(min(_PIECE, length - passed))):
        passed += len(piece)
    return passed


def _remainder(
    stream: BinaryIO,
    source: str,
    offset: int,
    content: bytes,
    problem: str,
    settings: InputSettings,
    passed: int = 0,
) -> Record:
    """Return the rest of a stream that cannot be told apart; by its length alone where `passed` bytes are gone."""
    if not passed:
        content += stream.read(max(0, settings.max_record + 1 - len(content)))
        if len(content) <= settings.max_record:
            return Record(source, offset, content, "warc", problem)
    length = passed + len(content)
    while more := stream.read(_PIECE):
        length += len(more)
    return Record(source, offset, b"", "warc", problem, length)
