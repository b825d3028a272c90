"""Tables of data: a row becomes a line, with its cells between tabs."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from jingwen_schemas import Block

TABLE = frozenset(("table", "tr", "td", "th"))
"""The elements that a table of data is known by."""
_SEPARATOR = "\t"
_FEWEST = 2  # rows and columns


@dataclass(slots=True)
class _Table:
    """An open table: the number of the first line of each cell, by row."""

    rows: list[list[int]] = field(default_factory=list)
    nested: bool = False


class Tables:
    """Joins the cells of tables of data.

    Such a table holds no other table and at most one line a cell; all others only lay out the page.
    """

    def __init__(self) -> None:
        self._open: list[_Table] = []

    def meet(self, name: str, end: bool, lines: list[str], blocks: list[Block]) -> None:
        """Note a tag behind the lines so far; at the end of a table of data join the lines of each row."""
        if name == "table":
            if not end:
                for table in self._open[-1:]:
                    table.nested = True
                self._open.append(_Table())
            elif self._open:
                table = self._open.pop()
                if not table.nested:
                    _join(table.rows, lines, blocks)
        elif self._open:
            rows = self._open[-1].rows
            if name == "tr" and not end:
                rows.append([])
            elif rows and (name == "tr") == end:  # a cell begins, or the row ends
                rows[-1].append(len(lines))


def _join(rows: list[list[int]], lines: list[str], blocks: list[Block]) -> None:
    rows = [row for row in rows if len(row) > 1]
    if any(behind - first > 1 for row in rows for first, behind in pairwise(row)):
        return
    if sum(row[-1] - row[0] >= _FEWEST for row in rows) < _FEWEST:
        return
    start = rows[0][0]
    joined: list[str] = []
    kept: list[Block] = []
    for row in rows:
        first, behind = row[0], row[-1]
        joined += lines[start:first]
        kept += blocks[start:first]
        if behind > first:
            cells = [lines[place] if place < after else "" for place, after in pairwise(row)]
            linked = sum(blocks[place].links * len(lines[place]) for place in range(first, behind))
            text = _SEPARATOR.join(cells).rstrip(_SEPARATOR)
            joined.append(text)
            kept.append(blocks[first]._replace(links=min(1.0, linked / len(text))))
        start = behind
    lines[rows[0][0] :] = joined + lines[start:]
    blocks[rows[0][0] :] = kept + blocks[start:]
