"""Conversion between the scripts, by opencc-python-reimplemented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from jingwen.diff import edits_between

# the engine takes quadratic time where no mark or space cuts the text
_LONGEST = 2_000


class Change(NamedTuple):
    """Replace `text[start:end]` by `new`."""

    start: int
    end: int
    new: str


def convert(text: str, config: str = "s2t") -> str:
    """Return a text in another script.

    Args:
        text: any text.
        config: the name of an OpenCC configuration: `s2t`, `t2s`, `s2tw`, `s2twp`, `tw2s`, `tw2sp`, `s2hk`, `hk2s`,
            `t2tw` or `t2hk`.

    Raises:
        ValueError: there is no such configuration.

    >>> convert("头发和发展"), convert("網路連線", "tw2sp")
    ('頭髮和發展', '网络连接')
    """
    return "".join(new for _, new in _pieces(text, config))


def changes(text: str, config: str, start: int = 0, end: int | None = None) -> Iterator[Change]:
    """Yield what the conversion of a part of a text changes: the shortest runs, in order.

    Args:
        text: the text.
        config: the name of an OpenCC configuration.
        start: where the part starts.
        end: where it ends; at the end of the text if None.

    >>> list(changes("皇后的头发", "s2t"))
    [Change(start=3, end=5, new='頭髮')]
    """
    for old, new in _pieces(text[start:end], config):
        if old != new:
            yield from _runs(old, new, start)
        start += len(old)


def _runs(old: str, new: str, offset: int) -> Iterator[Change]:
    if len(old) != len(new):
        yield from (Change(offset + edit.start, offset + edit.end, edit.new) for edit in edits_between(old, new, ""))
        return
    first = None
    for place, (before, after) in enumerate(zip(old, new, strict=True)):
        if before != after and first is None:
            first = place
        elif before == after and first is not None:
            yield Change(offset + first, offset + place, new[first:place])
            first = None
    if first is not None:
        yield Change(offset + first, offset + len(old), new[first:])


def _pieces(text: str, config: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a text that convert on their own, and what they become."""
    engine = _engine(config)
    for piece in engine.split_chars_re.split(text):
        for start in range(0, len(piece), _LONGEST):
            old = piece[start : start + _LONGEST]
            yield old, old if old.isascii() else engine.convert(old)


@cache
def _engine(config: str) -> Any:
    import opencc

    if not re.fullmatch(r"[a-z0-9]+", config):
        raise ValueError(f"there is no OpenCC configuration '{config}'")
    try:
        return opencc.OpenCC(config)
    except OSError:
        raise ValueError(f"there is no OpenCC configuration '{config}'") from None
