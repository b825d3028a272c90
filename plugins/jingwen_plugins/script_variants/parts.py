"""A document in parts, each of one script: paragraphs, and where they mix scripts, sentences and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jingwen_plugins._regex import regex
from jingwen_plugins.script_variants.classes import HANGUL, KANA, SHINJITAI, SIMPLIFIED, TRADITIONAL, Scanned
from jingwen_plugins.script_variants.detection import Counts, Script, counts

_SENTENCE = regex(r"[^。！？!?…；;\n]+[。！？!?…；;”’」』）)]*")
_CLAUSE = regex(r"[^\s，。！？；：、,!?;:“”‘’「」『』《》（）()]+")

_FEWEST = 3  # kana or hangul that make a sentence foreign
_SMALLER = (_SENTENCE, _CLAUSE)


class Part(NamedTuple):
    """A part of a text and its script; what has no telling characters is in that of what is around it."""

    start: int
    end: int
    script: Script


def whole(scanned: Scanned) -> Counts:
    """Return the counts of a document; paragraphs in another language count only where they are most of it."""
    text, _, kinds = scanned
    told = counts(kinds)
    if not (told.kana or told.hangul):
        return told
    foreign = [line for place in _lines_with(text, kinds, _FOREIGN) if (line := counts(kinds, *place)).foreign]
    chinese = Counts(*(count - sum(others) for count, *others in zip(told, *foreign, strict=True)))
    return told if sum(line.han + line.kana + line.hangul for line in foreign) > chinese.han else chinese


def parts(scanned: Scanned, told: Counts) -> list[Part]:
    """Return the parts of a text, without those that are Japanese or Korean.

    Args:
        scanned: the text.
        told: its counts.

    >>> scanned = Scanned.of("头发\\n後面的發言")
    >>> [(scanned.text[part.start : part.end], part.script) for part in parts(scanned, whole(scanned))]
    [('头发\\n', 'hans'), ('後面的發言', 'hant')]
    """
    if told.foreign:
        return []
    text, _, kinds = scanned
    pure = (
        not (told.simplified and told.traditional) and told.shinjitai == 0 and KANA not in kinds and HANGUL not in kinds
    )
    return [Part(0, len(text), told.majority)] if pure else list(_mixed(text, kinds, told))


def _mixed(text: str, kinds: bytes, told: Counts) -> Iterator[Part]:
    behind, majority = 0, told.majority
    # what lies between the paragraphs that may be of another script is of the document's
    for start, end in _lines_with(text, kinds, _OTHER_THAN[majority]):
        if behind < start:
            yield Part(behind, start, majority)
        yield from _read(text, kinds, (start, end), told, _SMALLER)
        behind = end
    if behind < len(text):
        yield Part(behind, len(text), majority)


def _read(
    text: str, kinds: bytes, place: tuple[int, int], around: Counts, smaller: Sequence[re.Pattern[str]]
) -> Iterator[Part]:
    """Yield the parts of a paragraph, sentence or clause.

    In a paragraph one sentence may be in another script or language, however long it is; a smaller part is taken apart
    only where it is mixed. A single の in a sentence is decoration.
    """
    told, paragraph = counts(kinds, *place), smaller is _SMALLER
    foreign_words = told.kana + told.hangul >= _FEWEST
    if told.foreign and (paragraph or foreign_words):
        return
    one = not (told.simplified and told.traditional) and not foreign_words if paragraph else told.chinese != "mixed"
    if one or not smaller:
        yield Part(*place, told.chinese if told.simplified or told.traditional else around.majority)
        return
    for piece in smaller[0].finditer(text, *place):
        yield from _read(text, kinds, piece.span(), told, smaller[1:])


def rest(places: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """Yield what places leave of a text of a length.

    Args:
        places: in order, apart.
        length: of the text.

    >>> list(rest([(0, 2), (5, 6)], 8))
    [(2, 5), (6, 8)]
    """
    behind = 0
    for start, end in (*places, (length, length)):
        if start > behind:
            yield behind, start
        behind = end


def _lines_with(text: str, kinds: bytes, wanted: bytes) -> Iterator[tuple[int, int]]:
    """Yield the places of the lines with characters of some classes.

    Args:
        text: the text.
        kinds: the classes of its characters.
        wanted: a table for `bytes.translate` that makes 1 of these classes.
    """
    marked, end = kinds.translate(wanted), 0
    while (found := marked.find(1, end)) >= 0:
        start = text.rfind("\n", 0, found) + 1
        end = text.find("\n", found)
        end = len(text) if end < 0 else end
        yield start, end


def _wanted(*classes: int) -> bytes:
    return bytes(kind in classes for kind in range(256))


_FOREIGN = _wanted(KANA, HANGUL)
_OTHER_THAN: dict[Script, bytes] = {
    "hans": _wanted(TRADITIONAL, SHINJITAI, KANA, HANGUL),
    "hant": _wanted(SIMPLIFIED, SHINJITAI, KANA, HANGUL),
    "neutral": _wanted(SHINJITAI, KANA, HANGUL),
}
