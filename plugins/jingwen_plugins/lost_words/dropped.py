"""Which words a site drops: those that it should have often, and hardly has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from jingwen_plugins.lost_words.counting import Counts
from jingwen_plugins.lost_words.vocabulary import dense, read, vocabulary

_Floats: TypeAlias = npt.NDArray[np.float64]

_PRIOR, _PRIOR_SHARE = 2_000, 0.015
"""The dictionary counts as much as so many characters, and as this share of the rest of the corpus."""
_POWER = 8  # by which text of another kind counts less
_KIN = 0.7  # how alike texts of one kind are at least
_TIMES = 4  # a word that is common only in texts of another kind is expected so many times as the dictionary has it
_LEAST = 30.0  # places: with fewer expected, what lacks is as often the choice of subjects
_SEEN = 0.1  # of those expected
_NAMED = 3


class Dropped(NamedTuple):
    """A word that a site seems to drop.

    Args:
        word: in simplified characters.
        expected: in how many places it should be.
        seen: in how many it is.
    """

    word: str
    expected: float
    seen: int


def dropped(sites: Mapping[str, Counts], total: Counts) -> dict[str, list[Dropped]]:
    """Return the words that each site seems to drop, the likeliest first.

    Args:
        sites: what is known of each.
        total: what is known of the corpus.
    """
    tables = {site: (each["chars"], dense(read(each["words"]))) for site, each in sites.items()}
    rest = dense(read(total["words"])) - sum((counts for _, counts in tables.values()), np.zeros(1))
    unknown = (total["chars"] - sum(chars for chars, _ in tables.values()), rest)
    result = {}
    for site, (chars, own) in tables.items():
        others = [each for name, each in tables.items() if name != site]
        if own.any() and (words := _of_site(chars, own, [*others, unknown])):
            result[site] = words
    return result


def _of_site(own_chars: int, own: _Floats, others: Sequence[tuple[int, _Floats]]) -> list[Dropped]:
    """Return the words that a site seems to drop, told by what else the corpus has."""
    words = vocabulary()
    likeness = [_likeness(own, table) for _, table in others]
    weights = [each**_POWER for each in likeness]
    prior = words.frequencies / words.frequencies.sum() * own.sum() / own_chars
    weight = _PRIOR + _PRIOR_SHARE * sum(chars for chars, _ in others)
    rate = sum((each * table for each, (_, table) in zip(weights, others, strict=True)), weight * prior)
    rate /= sum((each * size for each, (size, _) in zip(weights, others, strict=True)), weight)
    if max(likeness) < _KIN:
        rate = np.minimum(rate, _TIMES * prior)
    expected = rate * own_chars
    suspects = np.flatnonzero((expected >= _LEAST) & (own <= _SEEN * expected))
    seen = own[suspects]
    surprise = expected[suspects] - seen + seen * np.log(np.maximum(seen, 1) / expected[suspects])  # Poisson's
    best = suspects[np.argsort(-surprise, kind="stable")][:_NAMED].tolist()
    return [Dropped(words.words[number], round(float(expected[number]), 1), int(own[number])) for number in best]


def _likeness(a: _Floats, b: _Floats) -> float:
    """Return how alike the words of two texts are, from 0 to 1."""
    norms = float(np.sqrt(a.sum() * b.sum()))
    return float(np.sqrt(a * b).sum()) / norms if norms else 0.0
