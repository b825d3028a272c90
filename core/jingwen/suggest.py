"""Did-you-mean: the known word nearest to an unknown one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that ends a message about an unknown word: the nearest known one, or all of them.

    >>> did_you_mean("site-crome", ["site-chrome", "spaces"])
    "; did you mean 'site-chrome'?"
    >>> did_you_mean("x", ["b", "a"])
    '; known: a, b'
    """
    words = sorted(known)
    if near := get_close_matches(word, words, n=1):
        return f"; did you mean '{near[0]}'?"
    return f"; known: {', '.join(words)}" if words else ""
