"""From bytes to text: which encoding they are in, and what becomes of bytes that it does not know."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from jingwen.errors import DocumentError
from jingwen.formats.record import Note

if TYPE_CHECKING:
    from jingwen.formats.settings import InputSettings

WIDE: Mapping[str, int] = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
"""Encodings whose line feed is more than one byte, and the bytes of their units."""

# UTF-32's mark begins with UTF-16's
_MARKS: Mapping[bytes, str] = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    b"\x84\x31\x95\x33": "gb18030",
}

_GB, _BIG5 = ("gb18030",), ("big5hkscs", "cp950")
# Where the WHATWG Encoding Standard reads a label as something else than Python does: what browsers do is what pages
# were tested with.
_LABELS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("gb2312", "gbk", "gb18030", "cp936", "ms936", "chinese", "csgb2312", "gb_2312", "gb_2312-80"), _GB
    ),
    **dict.fromkeys(("x-gbk", "iso-ir-58", "csiso58gb231280", "euc-cn", "gb2312-80"), _GB),
    **dict.fromkeys(("big5", "big5-hkscs", "big5hkscs", "cn-big5", "csbig5", "x-x-big5", "big5-tw"), _BIG5),
    **dict.fromkeys(("cp950", "ms950"), ("cp950", "big5hkscs")),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "l1", "ascii", "us-ascii"), ("cp1252",)),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), ("cp932",)),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601", "ksc_5601", "korean", "windows-949"), ("cp949",)),
    **dict.fromkeys(("iso-8859-9", "latin5"), ("cp1254",)),
    **dict.fromkeys(("windows-874", "iso-8859-11", "tis-620"), ("cp874",)),
    **dict.fromkeys(("utf-16", "utf16", "unicode", "ucs-2"), ("utf-16-le",)),
    **dict.fromkeys(("utf-32", "utf32"), ("utf-32-le",)),
    "iso-8859-8-i": ("iso8859-8",),
    "macintosh": ("mac-roman",),
    "x-mac-cyrillic": ("mac-cyrillic",),
}

_THREE_BYTES = re.compile("[\u0800-\U0010ffff]")  # or four
_FEW_BYTES = 4
_SAMPLE, _RICH = 2048, 200  # bytes, and bytes beyond ASCII among them
_ASCII_TRAILS = (*_GB, *_BIG5, "cp932", "cp949")


def codecs_of(label: str) -> tuple[str, ...]:
    """Return Python's codecs for an encoding's label, the one to be tried first in front.

    Args:
        label: as a page, a server or a configuration names it.

    Raises:
        LookupError: there is no such encoding of text.

    >>> codecs_of("GB2312"), codecs_of("windows-1251")
    (('gb18030',), ('cp1251',))
    """
    name = label.strip().strip("'\"").lower()
    if name in _LABELS:
        return _LABELS[name]
    codec = codecs.lookup(name) if name.isascii() and "\0" not in name else None
    if codec is None or not codec._is_text_encoding:
        raise LookupError(f"unknown encoding: {label}")
    return (codec.name,)


def wide(head: bytes, encoding: str = "auto") -> str:
    """Return which of `WIDE` a stream is in, or nothing.

    Args:
        head: its first four bytes.
        encoding: of the configuration.

    >>> wide("\\ufeff{}".encode("utf-16-le")), wide(b'{"te')
    ('utf-16-le', '')
    """
    found = marked(head)[0] or ("" if encoding == "auto" else codecs_of(encoding)[0])
    return found if found in WIDE else ""


def has_ascii_trails(head: bytes, settings: InputSettings) -> bool:
    """Return whether the second byte of a character may be that of an ASCII character, such as a backslash.

    Args:
        head: the first bytes of the stream.
        settings: of the configuration.
    """
    if settings.encoding != "auto":
        return codecs_of(settings.encoding)[0] in _ASCII_TRAILS
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return _detected(head)[0] in _ASCII_TRAILS
    return False


def decoded(content: bytes, settings: InputSettings, declared: str | None = None) -> tuple[str, tuple[Note, ...]]:
    """Return bytes as text, without their byte order mark, and what had to be done to them.

    The first of these decides: a byte order mark; the configuration; what the document declares, if its bytes are
    that and not plainly UTF-8; UTF-8, if they are that; what they look like.

    Args:
        content: the bytes.
        settings: of the configuration.
        declared: the label in the document itself, or in the header that it came with.

    Raises:
        DocumentError: there are bytes that the encoding does not know, and the configuration does not replace such.

    >>> from jingwen.formats import InputSettings
    >>> decoded("国家标准规定了网页所用的汉字编码。".encode("gb18030"), InputSettings())
    ('国家标准规定了网页所用的汉字编码。', (Note(reason='detected-encoding', detail='gb18030'),))
    """
    mark, length = marked(content)
    if mark:
        return _decoded(content, (mark,), settings, length)
    if settings.encoding != "auto":
        return _decoded(content, codecs_of(settings.encoding), settings)
    text = _decoded_or_none(content, "utf-8")
    # servers and templates declare what they do not send, and no other encoding gives three bytes of UTF-8 by chance
    if text is not None and (not declared or _THREE_BYTES.search(text)):
        return text, ()
    for codec in _codecs_or_none(declared):
        if (as_declared := _decoded_or_none(content, codec)) is not None:
            return as_declared, ()
    if text is not None:
        return text, ()
    found = _detected(content)
    text, notes = _decoded(content, found, settings)
    return text, notes or (Note("detected-encoding", found[0]),)


def marked(content: bytes) -> tuple[str, int]:
    """Return the encoding that a byte order mark names, or nothing, and how many bytes the mark has."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding, len(mark)
    return "", 0


def _decoded_or_none(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _codecs_or_none(label: str | None) -> tuple[str, ...]:
    try:
        return codecs_of(label) if label else ()
    except LookupError:
        return ()  # pages declare all sorts of things


def _decoded(
    content: bytes, names: tuple[str, ...], settings: InputSettings, start: int = 0
) -> tuple[str, tuple[Note, ...]]:
    """Return bytes from `start` in the first of some codecs that knows all of them."""
    failures: list[UnicodeDecodeError] = []
    body = content[start:]
    for name in names:
        try:
            return body.decode(name), ()
        except UnicodeDecodeError as error:
            failures.append(error)
    furthest = max(failures, key=lambda error: error.start)  # of two kinds of Big5, the one that gets further
    name, bad = names[failures.index(furthest)], furthest.start
    where = f"byte {body[bad]:#04x} at offset {start + bad}"
    if settings.undecodable == "quarantine":
        raise DocumentError(
            f"not {name}: {where}; name the encoding (`input: {{encoding: …}}`), "
            "or have such bytes replaced (`input: {undecodable: replace}`)"
        )
    text = body.decode(name, "replace")
    replaced = text.count("\ufffd") - body.decode(name, "ignore").count("\ufffd")
    return text, (Note("undecodable", f"{replaced} × U+FFFD for bytes that are not {name}, the first {where}"),)


def _detected(content: bytes) -> tuple[str, ...]:
    """Return the codecs of the encoding that bytes look like, which are not all UTF-8."""
    beyond_ascii = _beyond_ascii(content)
    as_utf8 = content.decode("utf-8", "ignore")
    bad = len(content) - len(as_utf8.encode("utf-8"))
    # Bytes of another encoding are UTF-8 by chance as well: two in a row often, three rarely. None has NUL in a text.
    if bad * 10 <= beyond_ascii or len(_THREE_BYTES.findall(as_utf8)) * 6 > beyond_ascii or b"\0" in content:
        return ("utf-8",)
    # The detector reads few MB a second. A sample will do if it is rich and all the rest confirms it.
    if len(content) > _SAMPLE and _beyond_ascii(content[:_SAMPLE]) >= _RICH:
        found = _guess(content[:_SAMPLE], complete=False)
        if found in (_GB, _BIG5) and any(_decoded_or_none(content, name) is not None for name in found):
            return found
    found = _guess(content)
    if found in (_GB, _BIG5):
        return found
    for names in (_GB, _BIG5):
        # One bad byte makes the detector rule an encoding out, and then it takes Chinese for some European language
        mended = content.decode(names[0], "ignore").encode(names[0])
        if len(content) - len(mended) <= _FEW_BYTES + len(content) // 50 and _guess(mended) == names:
            return names
    return found


def _beyond_ascii(content: bytes) -> int:
    return len(content) - len(content.decode("ascii", "ignore"))


def _guess(content: bytes, *, complete: bool = True) -> tuple[str, ...]:
    from chardetng_py import EncodingDetector

    detector = EncodingDetector()
    detector.feed(content, last=complete)
    return codecs_of(detector.guess(tld=None, allow_utf8=False))
