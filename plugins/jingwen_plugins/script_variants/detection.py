"""Which script a text is written in, by characters that only one script has."""

from __future__ import annotations

from functools import partial
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from jingwen_plugins.script_variants.classes import HAN, HANGUL, KANA, SHINJITAI, SIMPLIFIED, TRADITIONAL

Script: TypeAlias = Literal["hans", "hant", "mixed", "neutral", "ja", "ko"]

_MINORITY = 0.05  # quoted names and single slips stay below it
_FOREIGN = 0.10
_LONG = 500  # characters, from where on numpy counts faster


class Counts(NamedTuple):
    """How many characters of a text tell its script. `han` counts all Chinese characters."""

    simplified: int = 0
    traditional: int = 0
    shinjitai: int = 0
    kana: int = 0
    hangul: int = 0
    han: int = 0

    @property
    def script(self) -> Script:
        """The script of the text.

        >>> Counts(simplified=97, traditional=3).script, Counts(simplified=9, traditional=1).script, Counts().script
        ('hans', 'mixed', 'neutral')
        """
        if self.kana and self.kana >= _FOREIGN * (self.han + self.kana):
            return "ja"
        if self.hangul and self.hangul >= _FOREIGN * (self.han + self.hangul):
            return "ko"
        return "ja" if self.shinjitai > self.simplified + self.traditional else self.chinese

    @property
    def chinese(self) -> Script:
        """The script of the text if it is Chinese: `hans`, `hant`, `mixed` or `neutral`."""
        told = self.simplified + self.traditional
        if not told:
            return "neutral"
        if self.traditional <= _MINORITY * told:
            return "hans"
        return "hant" if self.simplified <= _MINORITY * told else "mixed"

    @property
    def majority(self) -> Script:
        """The script that parts without telling characters follow: `hans`, `hant` or `neutral`; `hans` for a draw."""
        if not (self.simplified or self.traditional):
            return "neutral"
        return "hans" if self.simplified >= self.traditional else "hant"

    @property
    def foreign(self) -> bool:
        """Whether the text is Japanese or Korean."""
        return bool(self.kana or self.hangul or self.shinjitai) and self.script in ("ja", "ko")


def counts(kinds: bytes, start: int = 0, end: int | None = None) -> Counts:
    """Return how many characters of a part of a text tell its script.

    Args:
        kinds: the classes of the text's characters.
        start: where the part starts.
        end: where it ends; at the end of the text if None.

    >>> from jingwen_plugins.script_variants.classes import Scanned
    >>> [counts(Scanned.of(text).kinds).script for text in ("头发", "頭髮", "ひらがな", "한국", "山水")]
    ['hans', 'hant', 'ja', 'ko', 'neutral']
    """
    if start or end is not None:
        kinds = kinds[start:end]
    count = kinds.count if len(kinds) < _LONG else partial(_counted, kinds)
    simplified, traditional, shinjitai = count(SIMPLIFIED), count(TRADITIONAL), count(SHINJITAI)
    kana, hangul = count(KANA), count(HANGUL)
    han = count(HAN) + simplified + traditional + shinjitai if kana or hangul else 0
    return Counts(simplified, traditional, shinjitai, kana, hangul, han)


def _counted(kinds: bytes, kind: int) -> int:
    """Return how often a class stands in a long text, where most do not at all."""
    return int(np.count_nonzero(np.frombuffer(kinds, np.uint8) == kind)) if kind in kinds else 0
