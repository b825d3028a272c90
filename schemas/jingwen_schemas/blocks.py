"""What the markup of a page says about its lines."""

from __future__ import annotations

from typing import NamedTuple


class Block(NamedTuple):
    """What the markup of a page says about a line of its text.

    Args:
        tag: the innermost element around the line that is no inline one: `p`, `li`, `td`, `div` …
        around: numbers of that element and of those around it that are no inline ones, innermost first, four at most.
            Lines that share a number stand in one element; the numbers mean nothing else.
        names: the values of the attributes `class` and `id` of each of these elements.
        links: the share of the line's characters that are links, from 0 to 1.
        region: the innermost of `nav`, `header`, `footer`, `aside`, `main` and `article` around the line, or empty.
        heading: the level of the heading, 1 to 6, or 0.
        listed: whether a list is around the line.
        table: whether a table is around the line.
        hidden: whether an element around the line is hidden; a script may show it.
        href: the address of the line's first link as the page writes it, or empty.
    """

    tag: str
    around: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    links: float = 0.0
    region: str = ""
    heading: int = 0
    listed: bool = False
    table: bool = False
    hidden: bool = False
    href: str = ""
