"""The words of dictionaries in a text: where they may stand, how far they reach, and where they cut it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from jingwen_plugins.script_variants.choice import Leftmost, Match
from jingwen_plugins.script_variants.classes import CODE_POINTS, Codes

Key = TypeVar("Key")
Value = TypeVar("Value")

_REMEMBERED = 1 << 16
_SHORT = 64  # characters; longer pieces are rare
_FEW = 40  # places that are quicker looked at one by one
_SLOTS = 1 << 20
_LAST_SLOT, _FACTOR = np.uint32(_SLOTS - 1), np.uint32(30011)  # a prime
_AROUND = np.array([[-1], [0], [1]])


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


class Places:
    """Where words may stand in a text: at a character that a word converts in its own way, next to one of that word.

    They are looked for by arithmetic on all of the text at once. A place may turn out to hold no word.

    Args:
        words: for each word the place of such a character in it.

    >>> from jingwen_plugins.script_variants.classes import codes
    >>> Places({"头发": 1, "发展": 0}).of("白发，头发", codes("白发，头发"), np.array([1, 4]))
    [4]
    """

    telling: frozenset[str]
    """The characters: where none of them stands, there is no place."""

    def __init__(self, words: Mapping[str, int]) -> None:
        pairs = {word[place - 1 : place + 1] if place else word[:2] for word, place in words.items() if len(word) > 1}
        alone = {word for word in words if len(word) == 1}
        self.telling = frozenset(word[place] for word, place in words.items())
        self._exact = pairs | alone
        self._alone = _marked(alone) if alone else None
        self._pairs = np.zeros(_SLOTS, np.bool_)
        first, second = np.array([[ord(char) for char in pair] for pair in pairs], np.uint32).reshape(-1, 2).T
        self._pairs[_slots(first, second)] = True

    def of(self, text: str, text_codes: Codes, places: npt.NDArray[np.intp]) -> list[int]:
        """Return the places in order.

        Args:
            text: any text.
            text_codes: its code points.
            places: where a telling character stands in it.
        """
        if len(places) <= _FEW:
            return [
                place
                for place in places.tolist()
                if text[place : place + 2] in self._exact
                or text[place - 1 : place + 1] in self._exact
                or text[place] in self._exact
            ]
        around = text_codes.take(places + _AROUND, mode="clip")  # before, here, behind
        paired = self._pairs.take(_slots(around[:2], around[1:]))
        here = paired[0] | paired[1]
        if self._alone is not None:
            here |= self._alone.take(around[1])
        found: list[int] = places[here].tolist()
        return found


def _marked(chars: Iterable[str]) -> npt.NDArray[np.bool_]:
    table = np.zeros(CODE_POINTS, np.bool_)
    table[np.array([ord(char) for char in chars], np.intp)] = True
    return table


def _slots(first: Codes, second: Codes) -> Codes:
    """Return the slots of pairs of characters in a table; few pairs share one."""
    return (first * _FACTOR + second) & _LAST_SLOT


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
