"""Lines that may stand twice: verse, table rows and code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jingwen import Document
from jingwen_plugins._regex import regex
from jingwen_plugins._text import CLOSING, HEADING, LIST_ITEM, TERMINAL, fenced_lines

_CELLS = regex(r"\|.*\||\t.*\t")
_PROSE = regex(f"{LIST_ITEM.pattern}|{HEADING.pattern}")
_LENGTHS = range(4, 25)  # characters of a line of verse
_FEWEST = 4  # lines of a poem
_ENDINGS = f"{TERMINAL}.{CLOSING}"


def row_or_code(document: Document, lines: Sequence[str]) -> Callable[[int], bool]:
    """Return what tells whether the line of an index is a row of a table or stands in a fenced code block.

    Args:
        document: the document.
        lines: its lines, without their offsets, which take longer to find.

    >>> from jingwen import Document, RawDocument
    >>> lines = ["| 甲 | 乙 |", "村里的人都会唱这首歌。"]
    >>> list(map(row_or_code(Document.of(RawDocument(text="\\n".join(lines))), lines), range(2)))
    [True, False]
    """
    fenced = fenced_lines(document)
    return lambda index: index in fenced or bool(_CELLS.search(lines[index]))


def verse(lines: Sequence[str]) -> Callable[[int], bool]:
    """Return what tells whether a line is verse: one of several short ones, half of which end without a terminal mark.

    >>> is_verse = verse(["月光照着小河", "河水慢慢地流", "啊清清的小河", "你要流到哪里", "村里的人都会唱这首歌，" * 3])
    >>> list(map(is_verse, range(5)))
    [True, True, True, True, False]
    """
    known = dict[int, bool]()

    def may_be(place: int) -> bool:
        if not 0 <= place < len(lines) or len(lines[place]) not in _LENGTHS:
            return False
        return not _PROSE.match(lines[place])

    def is_verse(place: int) -> bool:
        if place not in known:
            first, behind = place, place + 1
            if poem := may_be(place):
                while may_be(first - 1):
                    first -= 1
                while may_be(behind):
                    behind += 1
                ended = sum(line[-1] in _ENDINGS for line in lines[first:behind])
                poem = behind - first >= _FEWEST and 2 * ended <= behind - first
            known.update(dict.fromkeys(range(first, behind), poem))
        return known[place]

    return is_verse
