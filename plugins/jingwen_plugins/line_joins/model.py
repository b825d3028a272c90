"""The score of a break: the sum of the trained weights of its features."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib.resources import files

from jingwen_plugins.line_joins.features import WORD_GROUPS, Place, place_features
from jingwen_plugins.line_joins.layout import KINDS


class Model:
    """Trained weights.

    Args:
        bias: the score without features.
        weights: what each feature adds; one that is not there adds nothing.
    """

    def __init__(self, bias: float, weights: dict[str, float]) -> None:
        self._bias, self._weights = bias, weights
        self.place_score = lru_cache(1 << 14)(self._place_score)
        self.word_range = {kind: self._word_range(kind) for kind in KINDS}

    def total(self, features: list[str]) -> float:
        """Return the sum of the weights of features."""
        weights = self._weights
        return sum([weights[feature] for feature in features if feature in weights])

    def _word_range(self, kind: str) -> tuple[float, float]:
        """Return how little and how much the word across a break can add to a score in a layout."""
        weights = [
            [w for name, w in self._weights.items() if name.startswith(f"{group} ") and kind in name]
            for group in WORD_GROUPS
        ]
        return sum(min([0.0, *found]) for found in weights), sum(max([0.0, *found]) for found in weights)

    def _place_score(self, place: Place) -> float:
        return self._bias + self.total(place_features(place))


@cache
def model() -> Model:
    """Return the model that ships with the cleaner."""
    data = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
    return Model(data["bias"], data["weights"])
