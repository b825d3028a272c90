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
    lines = document.lines
    if not document.gaps:
        return document.text, list(range(len(lines)))
    starts = [line.start for line in lines]
    above = {at + (gap > starts[at]) for gap in document.gaps if (at := bisect_right(starts, gap) - 1) >= 0}
    texts: list[str] = []
    numbers: list[int] = []
    behind = 0
    for place, index in enumerate(sorted(above)):
        between = lines[behind:index]
        texts += [line.text for line in between]
        numbers += range(behind, index)
        if place == 0 or not all(line.blank for line in between):
            texts.append(MARK)
            numbers.append(-1)
        behind = index
    texts += [line.text for line in lines[behind:]]
    numbers += range(behind, len(lines))
    return "\n".join(texts), numbers
