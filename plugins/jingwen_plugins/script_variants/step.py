"""One step of a conversion: a table of characters, and the words that differ from what it makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from jingwen_plugins.script_variants.alignment import ALIKE, Alignment, Stretch
from jingwen_plugins.script_variants.choice import Choice
from jingwen_plugins.script_variants.classes import CODE_POINTS, Codes
from jingwen_plugins.script_variants.dictionaries import Dictionary
from jingwen_plugins.script_variants.pieces import Pieces
from jingwen_plugins.script_variants.words import Words, remember

Cuts: TypeAlias = Callable[[int, int], tuple[int, ...]]
"""Gives the places in `text[start:end]`, counted from `start`, that no word may match across."""

_TELLING, _CODE = np.uint32(1 << 31), np.uint32((1 << 31) - 1)  # bits of the table


class _Piece(NamedTuple):
    """What a piece becomes, and the stretches in it."""

    text: str
    stretches: tuple[Stretch, ...]


class Step:
    """Converts a text by a group of dictionaries.

    Everything goes through the table of characters, except for pieces with a word whose conversion differs from that:
    one in five of the official words, in one of a hundred characters. What becomes of such a piece is remembered.

    Args:
        dictionaries: in order of precedence.
        choice: which of the words in a piece are converted.

    >>> from jingwen_plugins.script_variants.choice import Leftmost
    >>> step = Step([{"头发": "頭髮"}, {"头": "頭", "发": "發"}], Leftmost())
    >>> from jingwen_plugins.script_variants.classes import codes
    >>> step.converted("头发 发", codes("头发 发"))[0]
    '頭髮 發'
    """

    def __init__(self, dictionaries: Sequence[Dictionary], choice: Choice) -> None:
        characters, self.words = _parted(dictionaries)
        self._characters = str.maketrans(characters)
        self._choice = choice
        differing = _differing(self.words.ranked, self._characters)
        # a choice that looks around a piece must not depend on how long the text is
        self._pieces = Pieces(self.words, differing, exact=bool(choice.reach))
        # what becomes of a code point, and in the highest bit whether a word may stand there: one look tells both
        self._table = np.arange(CODE_POINTS, dtype=np.uint32)
        self._table[list(map(ord, characters))] = list(map(ord, characters.values()))
        self._table[list(map(ord, self._pieces.telling))] |= _TELLING
        self._remembered: dict[tuple[str, str, str, tuple[int, ...]] | str, _Piece] = {}

    def converted(self, text: str, text_codes: Codes, cuts: Cuts | None = None) -> tuple[str, Alignment]:
        """Return the converted text and where its parts come from.

        Args:
            text: without lone surrogates.
            text_codes: its code points.
            cuts: gives the places that no word may match across.
        """
        looked_up = self._table.take(text_codes)
        base = (looked_up & _CODE).tobytes().decode("utf-32-le")
        parts, stretches, behind, moved = list[str](), list[Stretch](), 0, 0
        known, alone = self._remembered.get, not (cuts or self._choice.reach)
        for start, end in self._pieces.of(text, text_codes, looked_up >= _TELLING):
            word = text[start:end]
            piece = (alone and known(word)) or self._in_context(text, start, end, cuts)
            parts += (base[behind:start], piece.text)
            if piece.stretches:
                for old_start, old_end, new_start, new_end in piece.stretches:
                    at = start + moved
                    stretches.append(Stretch(start + old_start, start + old_end, at + new_start, at + new_end))
                moved += len(piece.text) - len(word)
            behind = end
        if parts:
            parts.append(base[behind:])
            base = "".join(parts)
        return base, Alignment(stretches) if stretches else ALIKE

    def _in_context(self, text: str, start: int, end: int, cuts: Cuts | None) -> _Piece:
        reach = self._choice.reach
        before, behind = text[max(start - reach, 0) : start], text[end : end + reach]
        return self._piece(text[start:end], before, behind, cuts(start, end) if cuts else ())

    def _piece(self, piece: str, before: str, behind: str, cuts: tuple[int, ...]) -> _Piece:
        """Return what becomes of a piece, which no word reaches out of."""
        key = (piece, before, behind, cuts) if before or behind or cuts else piece
        if known := self._remembered.get(key):
            return known
        parts, stretches, done, moved = list[str](), list[Stretch](), 0, 0
        for start, end, _, new in self._choice(piece, list(self.words.matches(piece, cuts)), before, behind):
            parts += (piece[done:start].translate(self._characters), new)
            if len(new) != end - start:
                stretches.append(Stretch(start, end, start + moved, start + moved + len(new)))
                moved += len(new) - (end - start)
            done = end
        parts.append(piece[done:].translate(self._characters))
        result = _Piece("".join(parts), tuple(stretches))
        remember(self._remembered, key, result, len(piece))
        return result


def _parted(dictionaries: Sequence[Dictionary]) -> tuple[dict[str, str], Words]:
    """Return the characters that are converted wherever no word matches, and the words."""
    last = max((i for i, entries in enumerate(dictionaries) if any(len(key) > 1 for key in entries)), default=-1)
    characters, ranked = dict[str, str](), dict[str, tuple[int, str]]()
    for rank, entries in enumerate(dictionaries):
        for key, new in entries.items():
            if len(key) == len(new) == 1:
                characters.setdefault(key, new)
            # a character before the last words goes before them: it is a word
            if (len(key) > 1 or len(new) != 1 or rank < last) and key not in ranked:
                ranked[key] = (rank, new)
    return characters, Words(ranked)


def _differing(ranked: Mapping[str, tuple[int, str]], characters: dict[int, str]) -> dict[str, int]:
    """Return the words that differ from what becomes of their characters, and the first place where they do."""
    found = dict[str, int]()
    for word, (_, new) in ranked.items():
        if (plain := word.translate(characters)) != new:
            same_length = len(plain) == len(new) == len(word)
            found[word] = next(i for i in range(len(word)) if plain[i] != new[i]) if same_length else 0
    return found
