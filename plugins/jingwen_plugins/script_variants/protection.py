"""The parts of a text that no conversion may touch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jingwen import Document
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN, fenced_lines, spans
from jingwen_plugins.script_variants.classes import CODE_MARK, OPERATOR, SLASH
from jingwen_plugins.script_variants.descriptions import descriptions

# Chinese behind a separator belongs to the address: .../wiki/汉字; e-mail addresses and other URLs are all ASCII
_ADDRESS = regex(
    rf"://[A-Za-z0-9\-._~:/?#@!$&()*+,;=%\[\]]*+(?:(?<=[/=_%#&?-])[{HAN}A-Za-z0-9\-._~:/?#@!$&()*+;=%]*+)?"
)
_FENCE = bytes([CODE_MARK] * 3)
_CODE = regex(r"`[^`\n]*`")
_TITLE = regex(r"《[^《》\n]+》|〈[^〈〉\n]+〉")


def protected(document: Document, kinds: bytes, *, titles: bool = False) -> list[tuple[int, int]]:
    """Return the addresses, code, description sequences and titles of a document, in order, apart.

    What no conversion changes is left out: addresses and code without Chinese.

    Args:
        document: the document.
        kinds: the classes of its characters.
        titles: whether titles count.

    >>> from jingwen import RawDocument
    >>> from jingwen_plugins.script_variants.classes import Scanned
    >>> document = Document.of(RawDocument(text="见《头发》和http://a.example/汉字。"))
    >>> protected(document, Scanned.of(document.text).kinds, titles=True)
    [(1, 5), (10, 25)]
    """
    text, found = document.text, list[tuple[int, int]]()
    if SLASH in kinds and _has_two_slashes(kinds):  # most documents have none, others have dates
        found += _chinese(_ADDRESS, text)
    if OPERATOR in kinds:
        found += descriptions(text)
    if CODE_MARK in kinds:
        found += _chinese(_CODE, text)
        if _FENCE in kinds:
            found += ((line.start, line.end) for line in map(document.lines.__getitem__, fenced_lines(document)))
    if titles:
        found += spans(_TITLE, text)
    return list(_apart(sorted(found))) if found else found


def _has_two_slashes(kinds: bytes) -> bool:
    """Return whether two slashes stand side by side. To search for a pair of bytes would take many times as long."""
    place = kinds.find(SLASH)
    while place >= 0:
        following = kinds.find(SLASH, place + 1)
        if following == place + 1:
            return True
        place = following
    return False


def _chinese(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Return the spans of a pattern's matches that are not all ASCII."""
    if "".join(pattern.findall(text)).isascii():  # often all of them are; to look at each takes many times as long
        return []
    return [(start, end) for start, end in spans(pattern, text) if not text[start:end].isascii()]


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield sorted spans, cut where they would overlap."""
    behind = 0
    for start, end in spans:
        if end > behind:
            yield max(start, behind), end
            behind = end
