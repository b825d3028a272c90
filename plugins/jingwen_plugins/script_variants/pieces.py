"""The pieces of a text in which words may convert in a way of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from jingwen_plugins.script_variants.classes import CODE_POINTS, Codes
from jingwen_plugins.script_variants.words import Words

_FEW = 40  # places that are quicker looked at one by one
_SLOTS = 1 << 19  # the fastest of 18, 19 and 20 bits: what is smaller stays in the cache, what is greater tells more
_LAST_SLOT, _FACTOR = np.uint32(_SLOTS - 1), np.uint32(30011)  # a prime
_JOINED, _TELLING = np.uint8(1), np.uint8(2)


class Pieces:
    """Finds such words by the pairs of characters in a text, and the piece around each that no word reaches out of.

    A word that converts in a way of its own holds a character that tells it: one that does not become what the table of
    characters says. It stands only where that character has a neighbour that it has in a word. Few such characters are
    looked at one by one; many by arithmetic on all pairs of the text at once, in a table where few pairs share a slot.
    So a piece may turn out to hold no such word, or to be longer than it needs to be.

    Args:
        words: all words.
        places: for each word that converts in a way of its own, the place of such a character in it.
        exact: whether no piece may be longer than it needs to be.

    >>> from jingwen_plugins.script_variants.classes import codes
    >>> pieces = Pieces(Words({"头发": (0, "頭髮"), "发展": (0, "發展")}), {"头发": 1, "发展": 0}, exact=True)
    >>> text = "白发，头发"
    >>> list(pieces.of(text, codes(text), np.array([char in pieces.telling for char in text])))
    [(3, 5)]
    """

    telling: frozenset[str]
    """The characters: where none of them stands, there is no such word."""

    def __init__(self, words: Words, places: Mapping[str, int], *, exact: bool) -> None:
        pairs = {word[place - 1 : place + 1] if place else word[:2] for word, place in places.items() if len(word) > 1}
        alone = {word for word in places if len(word) == 1}
        self.telling = frozenset(word[place] for word, place in places.items())
        self._words, self._exact, self._pairs, self._words_alone = words, exact, frozenset(pairs), frozenset(alone)
        self._alone = _marked(alone) if alone else None
        self._table = np.zeros(_SLOTS, np.uint8)
        for members, bit in ((words.joined, _JOINED), (pairs, _TELLING)):
            first, second = np.array([[ord(char) for char in pair] for pair in members], np.uint32).reshape(-1, 2).T
            self._table[(first * _FACTOR + second) & _LAST_SLOT] |= bit

    def of(self, text: str, text_codes: Codes, telling: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
        """Yield where the pieces start and end, in order and apart.

        Args:
            text: any text.
            text_codes: its code points.
            telling: whether each is one of a telling character.
        """
        places: Iterable[int]
        joined = None
        if len(found := telling.nonzero()[0]) <= _FEW:
            places = self._looked_up(text, found.tolist())
        else:
            places, joined = self._by_table(text_codes, telling)
        behind = 0
        for place in places:
            if place < behind:
                continue
            if joined is None or self._exact:
                start, behind = self._words.widened(text, place, place + 1)
            else:
                start, behind = joined.rfind(0, 0, place) + 1, joined.find(0, place) + 1 or len(text)
            yield start, behind

    def _looked_up(self, text: str, places: Iterable[int]) -> Iterator[int]:
        pairs, alone = self._pairs, self._words_alone
        for place in places:
            if (
                text[place : place + 2] in pairs
                or text[place - 1 : place + 1] in pairs  # at the start of the text the slice is empty
                or (alone and text[place] in alone)
            ):
                yield place

    def _by_table(self, text_codes: Codes, telling: npt.NDArray[np.bool_]) -> tuple[list[int], bytes]:
        """Return the places, and for each pair of characters whether a word may hold it."""
        slots = text_codes[:-1] * _FACTOR
        slots += text_codes[1:]
        slots &= _LAST_SLOT
        found = self._table.take(slots)
        near = found >= _TELLING
        here = np.zeros(len(text_codes), np.bool_)
        here[:-1] = near
        here[1:] |= near
        if self._alone is not None:
            here |= self._alone.take(text_codes)
        here &= telling
        return here.nonzero()[0].tolist(), (found & _JOINED).tobytes()


def _marked(chars: Iterable[str]) -> npt.NDArray[np.bool_]:
    table = np.zeros(CODE_POINTS, np.bool_)
    table[[ord(char) for char in chars]] = True
    return table
