"""Edits for cleaners that can only give a new text: the difference between two texts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
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
    offset, old, new = _differing(old, new)
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    line = 0
    for tag, a, b, c, d in matcher.get_opcodes():
        offset += sum(map(len, old_lines[line:a]))
        line = a
        if tag != "equal":
            yield from _by_character("".join(old_lines[a:b]), "".join(new_lines[c:d]), offset, reason)


def _by_character(old: str, new: str, offset: int, reason: str) -> Iterator[Edit]:
    """Yield the edits between two short texts."""
    head, old, new = _differing(old, new)
    offset += head
    if len(old) * len(new) > 250_000:  # a long rewrite is one edit: nobody reads its letters one by one
        yield Edit(offset, offset + len(old), new, reason)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Edit(offset + a, offset + b, new[c:d], reason)


def _differing(old: str, new: str) -> tuple[int, str, str]:
    """Return how long the shared head of two texts is, and what remains of them without shared head and tail."""
    shorter = min(len(old), len(new))
    head = _longest(shorter, lambda length: old[:length] == new[:length])
    tail = _longest(shorter - head, lambda length: old[len(old) - length :] == new[len(new) - length :])
    return head, old[head : len(old) - tail], new[head : len(new) - tail]


def _longest(limit: int, shared: Callable[[int], bool]) -> int:
    """Return the greatest length up to a limit that two texts share, by bisection."""
    return bisect_left(range(1, limit + 1), True, key=lambda length: not shared(length))
