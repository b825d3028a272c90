"""The character tables of OpenCC, as opencc-python-reimplemented ships them; read when they are first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> Mapping[str, list[str]]:
    """Return a table: what each character may become, the usual one first.

    Args:
        name: a file of the package's `dictionary` folder, without its suffix.

    >>> table("STCharacters")["发"]
    ['發', '髮']
    """
    lines = files("opencc").joinpath("dictionary", f"{name}.txt").read_text("utf-8").splitlines()
    return {key: values.split() for key, values in (line.split("\t") for line in lines if line)}


@cache
def to_simplified() -> Mapping[int, str]:
    """Return the table for `str.translate` that writes traditional characters as simplified ones, one for one.

    >>> "責任編輯".translate(to_simplified())
    '责任编辑'
    """
    return {ord(key): values[0] for key, values in table("TSCharacters").items() if len(key) == len(values[0]) == 1}
