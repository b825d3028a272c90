"""Marks in a text for the lines that earlier steps removed."""

from __future__ import annotations

from bisect import bisect_right

from jingwen import Document

MARK = "\ufffc"
"""Stands for lines that are gone: what was there tells what stands beside it."""


def marked(document: Document) -> tuple[str, list[int]]:
    """Return a document's text with a line of a mark at each of its gaps, and the number of each line in the document.

    A mark's own number is -1. Gaps with nothing but blank lines between them share one mark.

    >>> from jingwen import RawDocument
    >>> document = Document.of(RawDocument(text="标题\\n正文。"))
    >>> marked(document.with_changes(gaps=(0, 6)))
    ('\ufffc\\n标题\\n正文。\\n\ufffc', [-1, 0, 1, -1])
    """
    numbers = list(range(len(document.lines)))
    if not document.gaps:
        return document.text, numbers
    text, starts = document.text + "\n", [start for _, start, _, _ in document.lines]
    above = {at + (gap > starts[at]) for gap in document.gaps if (at := bisect_right(starts, gap) - 1) >= 0}
    starts.append(len(text))
    parts: list[str] = []
    placed: list[int] = []
    behind = 0
    for place, index in enumerate(sorted(above)):
        between = text[starts[behind] : starts[index]]
        parts.append(between)
        placed += numbers[behind:index]
        if place == 0 or (between and not between.isspace()):
            parts.append(f"{MARK}\n")
            placed.append(-1)
        behind = index
    parts.append(text[starts[behind] :])
    placed += numbers[behind:]
    return "".join(parts)[:-1], placed
