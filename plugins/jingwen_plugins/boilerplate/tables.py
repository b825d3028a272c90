"""Tables of data on pages read from HTML: all rows stay, or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jingwen import Document
from jingwen_plugins.boilerplate.lines import Bools

_CELL = "\t"
_FEWEST = 2
_LINKED = 1 / 3  # a table of the body has no greater share of links


def kept_whole(document: Document, numbers: Sequence[int], stays: Bools) -> Bools:
    """Return which lines stay if tables of data stay as the text around them does.

    The rows of such a table are lines with tabs, one below the other. They look like menus, line by line. A table stays
    where one of its rows does, or where body stands above and below it.

    Args:
        document: the page, with blocks.
        numbers: the line of the document that each line of the text is that is not blank, or -1.
        stays: which of those lines stay.
    """
    tables = list(_tables(document, numbers))
    if not tables:
        return stays
    result, places = stays.copy(), stays.nonzero()[0]
    for first, last in tables:
        enclosed = len(places) > 0 and places[0] < first and last < places[-1]
        if enclosed or stays[first : last + 1].any():
            result[first : last + 1] = True
    return result


def _tables(document: Document, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last row of each table of data with few links, as places among the lines."""
    lines, blocks = document.lines, document.blocks
    rows = [
        number >= 0 and blocks[number].table and blocks[number].links < _LINKED and _CELL in lines[number].text
        for number in numbers
    ]
    first = None
    for place, row in enumerate([*rows, False]):
        if row and first is None:
            first = place
        elif not row and first is not None:
            if place - first >= _FEWEST:
                yield first, place - 1
            first = None
