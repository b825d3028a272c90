"""Patterns that are compiled when they are first used: a text needs few of them, and to compile all takes long."""

from __future__ import annotations

import re
from typing import Any, cast


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern like `re.compile`, but compiled with its first use. A mistake in it shows no earlier.

    Python 3.11 takes a millisecond for every class of Chinese characters, and the cleaners have some three hundred.

    >>> regex("[一-鿿]+").findall("正文, text")
    ['正文']
    """
    return cast("re.Pattern[str]", _Regex(source, flags))


class _Regex:
    def __init__(self, source: str, flags: int) -> None:
        self.pattern, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self._flags)
        value = getattr(compiled, name)
        # from here on found without this detour
        for method in ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn"):
            setattr(self, method, getattr(compiled, method))
        setattr(self, name, value)
        return value
