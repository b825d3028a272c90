"""The words of dictionaries in a text: how far they reach, and where they cut it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from jingwen_plugins.script_variants.choice import Leftmost, Match

Key = TypeVar("Key")
Value = TypeVar("Value")

_REMEMBERED = 1 << 16
_SHORT = 64  # characters; longer pieces are rare


class Words:
    """The words of a group of dictionaries.

    A word reaches across the place between two characters only if some word holds the two side by side. All other
    places cut a text into pieces that can be looked at one by one.
    """

    def __init__(self, ranked: dict[str, tuple[int, str]]) -> None:
        self.ranked = ranked
        self.joined = frozenset(word[i : i + 2] for word in ranked for i in range(len(word) - 1))
        self._longest = max(map(len, ranked), default=0)

    def widened(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Return the piece of a text around a span that no word reaches out of."""
        joined = self.joined
        while text[start - 1 : start + 1] in joined:  # at the start of the text the slice is empty
            start -= 1
        while text[end - 1 : end + 1] in joined:
            end += 1
        return start, end

    def matches(self, piece: str, cuts: Sequence[int] = ()) -> Iterator[Match]:
        """Yield every word at every place of a piece, but none across a cut."""
        ranked = self.ranked
        for start in range(len(piece)):
            for end in range(start + 1, min(start + self._longest, len(piece)) + 1):
                if (found := ranked.get(piece[start:end])) and not any(start < cut < end for cut in cuts):
                    yield Match(start, end, *found)


class Segments:
    """Cuts a text at the ends of the longest words, from left to right (mmseg)."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._remembered: dict[str, tuple[int, ...]] = {}

    def cuts(self, text: str, start: int, end: int) -> tuple[int, ...]:
        """Return the ends of words strictly inside a span of a text."""
        first, last = self._words.widened(text, start, end)
        piece = text[first:last]
        if (places := self._remembered.get(piece)) is None:
            chosen = Leftmost()(piece, list(self._words.matches(piece)), "", "")
            places = tuple(sorted({place for match in chosen for place in match[:2]}))
            remember(self._remembered, piece, places, len(piece))
        return tuple(first + place for place in places if start < first + place < end)


def remember(memory: dict[Key, Value], key: Key, value: Value, length: int) -> None:
    """Keep what became of a piece, if it is short; the memory is bounded.

    Args:
        memory: what is known.
        key: the piece, and what else its conversion depends on.
        value: what became of it.
        length: of the piece, in characters.
    """
    if length <= _SHORT:
        if len(memory) >= _REMEMBERED:
            memory.clear()
        memory[key] = value
