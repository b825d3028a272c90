"""The lines of a text that a pattern hits: to cut all of them for a few takes longer than to search the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
"""Where a stretch of a text starts and ends."""


def hit_lines(pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Yield where each line that a pattern hits starts and ends.

    Args:
        pattern: the pattern; where a hit starts tells its line.
        text: the text.
        start: where the first line starts.
        end: where the last one ends; None for the end of the text.

    >>> list(hit_lines(re.compile("&"), "正文\\nA&B&C\\n&"))
    [(3, 8), (9, 10)]
    """
    end = len(text) if end is None else end
    while start <= end and (hit := pattern.search(text, start, end)):
        first = text.rfind("\n", start, hit.start()) + 1 or start
        last = text.find("\n", hit.start(), end)
        last = end if last < 0 else last
        yield first, last
        start = last + 1
