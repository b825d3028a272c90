"""Folds a line for matching, so that a rule is written once: simplified, half-width.

One character becomes one character: offsets stay.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from jingwen_plugins._characters import replacing, to_simplified

_VARIANTS = {"枱": "台", "著": "着", "覆": "复"}  # OpenCC keeps them: elsewhere they are words of their own
_WIDTHS = {"\u3000": " ", "\u00a0": " ", "｡": "。", "〈": "<", "〉": ">"}


@cache
def _fold() -> Callable[[str], str]:
    """Return what folds a text."""
    half_width = {chr(code): chr(code - 0xFF01 + 0x21) for code in range(0xFF01, 0xFF5F)}
    simplified = {chr(code): value for code, value in to_simplified().items()}
    table = simplified | _VARIANTS | _WIDTHS | half_width
    return replacing(table)


def folded(text: str) -> str:
    """Return a text in simplified characters and half-width marks, of the same length.

    >>> folded("責任編輯：王　明（實習）")
    '责任编辑:王 明(实习)'
    """
    return text if text.isascii() else _fold()(text)
