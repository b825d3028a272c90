"""Lines that may stand twice: verse, table rows and code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from jingwen import Document, Line
from jingwen_plugins._text import CLOSING, HEADING, LIST_ITEM, TERMINAL, in_fence

_CELLS = re.compile(r"\|.*\||\t.*\t")
_LENGTHS = range(4, 25)  # characters of a line of verse
_FEWEST = 4  # lines of a poem
_ENDINGS = f"{TERMINAL}.{CLOSING}"


def row_or_code(document: Document) -> Callable[[Line], bool]:
    """Return what tells whether a line is a row of a table or stands in a fenced code block.

    >>> from jingwen import Document, RawDocument
    >>> document = Document.of(RawDocument(text="| 甲 | 乙 |\\n村里的人都会唱这首歌。"))
    >>> list(map(row_or_code(document), document.lines))
    [True, False]
    """
    fenced = in_fence(document)
    return lambda line: bool(_CELLS.search(line.text)) or fenced(line.start)


def verse(lines: Iterable[str]) -> frozenset[int]:
    """Return the places of lines that are verse: several short ones, half of which end without a terminal mark.

    >>> sorted(verse(["月光照着小河", "河水慢慢地流", "啊清清的小河", "你要流到哪里", "村里的人都会唱这首歌，" * 3]))
    [0, 1, 2, 3]
    """
    found, run = set[int](), dict[int, str]()
    for place, line in enumerate([*lines, ""]):
        if len(line) in _LENGTHS and not LIST_ITEM.match(line) and not HEADING.match(line):
            run[place] = line
            continue
        if len(run) >= _FEWEST and 2 * sum(each[-1] in _ENDINGS for each in run.values()) <= len(run):
            found.update(run)
        run.clear()
    return frozenset(found)
