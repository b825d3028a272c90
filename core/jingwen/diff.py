"""Edits for cleaners that can only give a new text: the difference between two texts."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from jingwen.findings import Edit


def edits_between(old: str, new: str, reason: str) -> Iterator[Edit]:
    """Yield the edits that turn one text into another: wraps a third party's `str -> str` function.

    Lines that both texts share are found first, and only what differs between them is compared by character: comparing
    whole texts by character takes seconds where they repeat themselves. A cleaner that knows its edits should yield
    them itself.

    Args:
        old: the text that the step received.
        new: the text that should stand there.
        reason: the slug for all edits.

    >>> list(edits_between("今天天气好.", "今天天气好。", "mark"))
    [Edit(start=5, end=6, new='。', reason='mark')]
    """
    if old == new:
        return
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    start = line = 0
    for tag, a, b, c, d in matcher.get_opcodes():
        start += sum(map(len, old_lines[line:a]))
        line = a
        if tag != "equal":
            yield from _within("".join(old_lines[a:b]), "".join(new_lines[c:d]), start, reason)


def _within(old: str, new: str, offset: int, reason: str) -> Iterator[Edit]:
    """Yield the edits between two short texts, shared head and tail set aside."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    offset += head
    if len(a) * len(b) > 4_000_000:  # a long rewrite is one edit: nobody reads its letters one by one
        yield Edit(offset, offset + len(a), b, reason)
        return
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Edit(offset + i, offset + j, b[k:m], reason)
