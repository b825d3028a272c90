"""The score of a break: the sum of the trained weights of its features, in hundredths.

Sums are of whole numbers, so that every Python comes to the same: many scores are close to zero.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from jingwen_plugins.line_joins.features import (
    EDGES,
    WORD_GROUPS,
    Place,
    place_features,
    side_features,
    sides,
    word_features,
)
from jingwen_plugins.line_joins.layout import KINDS


class Model:
    """Trained weights.

    Args:
        bias: the score without features, in hundredths.
        weights: what each feature adds; one that is not there adds nothing.
    """

    def __init__(self, bias: int, weights: Mapping[str, int]) -> None:
        self._bias, self._weights = bias, weights
        self._last, self._first = (
            {name[-1]: weight for name, weight in weights.items() if name.startswith(f"{group} ")} for group in EDGES
        )
        self.place_score = lru_cache(1 << 14)(self._place_score)
        self._side_score = lru_cache(1 << 14)(lambda *seen: sum(self._known(side_features(*seen))))
        self.word_range = {kind: self._word_range(kind) for kind in KINDS}

    def line_score(self, above: str, below: str, below_end: str, place: Place) -> int:
        """Return what the lines at a break add to the score of its place.

        Args:
            above: the line above.
            below: the line below.
            below_end: what that ends with.
            place: the break's classes.
        """
        seen = sides(above, below, below_end)
        score: int = self._side_score(seen, place.kind, place.seam, place.end, place.before, place.wide)
        return score + self._last.get(above[-1], 0) + self._first.get(below[0], 0)

    def word_score(self, word: tuple[int, int] | None, place: Place) -> int:
        """Return what the word across a break, or that there is none, adds to the score."""
        return sum(self._known(word_features(word, place)))

    def _known(self, features: Iterable[str]) -> list[int]:
        weights = self._weights
        return [weights[feature] for feature in features if feature in weights]

    def _word_range(self, kind: str) -> tuple[int, int]:
        """Return how little and how much the word across a break can add to a score in a layout."""
        weights = [
            [w for name, w in self._weights.items() if name.startswith(f"{group} ") and kind in name]
            for group in WORD_GROUPS
        ]
        return sum(min([0, *found]) for found in weights), sum(max([0, *found]) for found in weights)

    def _place_score(self, place: Place) -> int:
        return self._bias + sum(self._known(place_features(place)))


@cache
def model() -> Model:
    """Return the model that ships with the cleaner."""
    data = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
    return Model(round(100 * data["bias"]), {name: round(100 * weight) for name, weight in data["weights"].items()})
