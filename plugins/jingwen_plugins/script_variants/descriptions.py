"""Ideographic description sequences: one character, spelt by its parts (Unicode 16, section 18.2)."""

from __future__ import annotations

from collections.abc import Iterator

from jingwen_plugins._regex import regex
from jingwen_plugins.script_variants.classes import MASK

_OPERATOR = regex("[\u2ff0-\u2fff\u31ef]")
_LONGEST = 64  # characters; so that a row of operators takes linear time
_TERNARY, _UNARY = "\u2ff2\u2ff3", "\u2ffe\u2fff"


def descriptions(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of complete sequences.

    >>> list(descriptions("字⿰氵⿱艹汉的"))
    [(1, 6)]
    """
    behind = 0
    for operator in _OPERATOR.finditer(text):
        start = operator.start()
        if start < behind:
            continue
        missing = 1
        for place in range(start, min(start + _LONGEST, len(text))):
            char = text[place]
            if char.isspace() or char == MASK:
                break
            missing += 2 if char in _TERNARY else 0 if char in _UNARY else 1 if _OPERATOR.match(char) else -1
            if not missing:
                yield start, place + 1
                behind = place + 1
                break
