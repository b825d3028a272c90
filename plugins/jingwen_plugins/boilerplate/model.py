"""How much each line of a page looks like body: a linear model and small trees, for all lines at once.

All numbers are whole, so that every machine comes to the same sums, in whatever order it adds them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from jingwen_plugins.boilerplate.grams import GramTable
from jingwen_plugins.boilerplate.lines import Bools, Features, Ints

UNIT = 1000
"""What log odds of 1 are written as."""
LEAVES = 12
"""Leaves of a tree."""
STEP = 256
"""What a deviation of 1 is written as."""
CLIP = 5 * STEP
_BATCH = 128  # lines at a time, whose conditions stay in the processor's cache
CERTAIN = -5_000
"""The linear estimate below which the trees are not asked: it stands for both."""

TREE_ARRAYS = {"features": "u1", "thresholds": "<i2", "masks": "<i2", "values": "<i2"}
"""The arrays that make up the trees, and how their numbers are stored."""

Array: TypeAlias = npt.NDArray[Any]


class Logits:
    """The log odds of each line to be body, in parts of `UNIT`: two estimates, of which the second costs more.

    Args:
        linear: the estimate of the linear model.
        trees: estimates the lines at some places by trees.
    """

    def __init__(self, linear: Ints, trees: Callable[[Ints], Ints]) -> None:
        self.linear, self._estimate = linear, trees

    @cached_property
    def trees(self) -> Ints:
        """The estimate of the trees; where the linear one is certain, it stands for both."""
        result = self.linear.copy()
        unsure = (self.linear > CERTAIN).nonzero()[0]
        result[unsure] = self._estimate(unsure)
        return result

    @property
    def highest(self) -> Ints:
        """The estimate that speaks more for body."""
        return np.maximum(self.linear, self.trees)

    @property
    def mean(self) -> Ints:
        """The mean of both estimates."""
        return (self.linear + self.trees) // 2

    def reach(self, limit: int, among: Bools) -> Bools:
        """Return which of some lines reach a limit by one of the estimates.

        Args:
            limit: the least log odds.
            among: the lines; nothing is said of others.
        """
        result: Bools = self.linear >= limit
        if "trees" in self.__dict__:
            return result | (self.trees >= limit)
        unsure = (among & ~result & (self.linear > CERTAIN)).nonzero()[0]
        if len(unsure):
            result[unsure] = self._estimate(unsure) >= limit
        return result


class Linear:
    """A linear model of features in whole deviations of their own.

    Args:
        mean: the mean of each feature.
        scale: how many steps a feature's unit is.
        coefficients: log odds of a step, in parts of `UNIT * STEP`.
        intercept: log odds in parts of `UNIT`.
    """

    def __init__(self, mean: Array, scale: Array, coefficients: Array, intercept: int) -> None:
        """Keep the parameters as columns."""
        self._mean, self._scale = mean.astype(np.float32)[:, None], scale.astype(np.float32)[:, None]
        # whole numbers of float64 add up exactly, and matrices of them multiply many times as fast as those of integers
        self._coefficients, self._intercept = coefficients.astype(np.float64), intercept

    def __call__(self, features: Features) -> Ints:
        """Return the log odds of each line; a row of `features` is a feature."""
        scaled = features.astype(np.float32)
        scaled -= self._mean
        scaled *= self._scale
        np.rint(scaled, out=scaled)
        scaled.clip(-CLIP, CLIP, out=scaled)
        total = self._coefficients @ scaled.astype(np.float64)
        return (total / STEP).round().astype(np.intp) + self._intercept


class Trees:
    """Small regression trees of `LEAVES` leaves at most, filled up with conditions that every line meets.

    A condition that fails rules out the leaves of its left branch; the first leaf left is the line's. So all
    conditions of all trees are tested at once, without a walk (QuickScorer, Lucchese et al., SIGIR 2015).

    Args:
        features: the feature of every condition, tree by tree.
        thresholds: the highest value that meets it.
        masks: the leaves that it rules out where it fails, one bit each.
        values: the value of each leaf in parts of `UNIT`, tree by tree.
    """

    def __init__(self, features: Array, thresholds: Array, masks: Array, values: Array) -> None:
        """Keep the conditions as columns, first those that come first in a tree: so all trees are combined at once."""
        features, thresholds, masks = (part.reshape(-1, LEAVES - 1).T.ravel() for part in (features, thresholds, masks))
        self._features = features.astype(np.intp)
        self._thresholds, self._masks = thresholds.astype(np.int16)[:, None], masks.astype(np.int16)[:, None]
        self._values = values.astype(np.int32)
        self._first = np.arange(0, len(values), LEAVES)[:, None]
        self._place = np.zeros(1 << LEAVES, np.intp)
        self._place[1 << np.arange(LEAVES)] = np.arange(LEAVES)

    def __call__(self, features: Features) -> Ints:
        """Return the sum of the trees for each line; a row of `features` is a feature."""
        lines = features.shape[1]
        result = np.empty(lines, np.intp)
        for start in range(0, lines, _BATCH):
            result[start : start + _BATCH] = self._sums(features[:, start : start + _BATCH])
        return result

    def _sums(self, columns: Features) -> npt.NDArray[np.int32]:
        # the sign of the difference, spread over all bits, is the answer to each condition; none overflows
        failed = columns.take(self._features, 0)
        np.subtract(self._thresholds, failed, out=failed)
        failed >>= 15
        failed &= self._masks
        left = ~np.bitwise_or.reduce(failed.reshape(LEAVES - 1, -1, columns.shape[1]), axis=0)
        left &= -left
        leaves = self._place.take(left)
        leaves += self._first
        total: npt.NDArray[np.int32] = self._values.take(leaves).sum(0, np.int32)  # values are of 16 bits
        return total


class Model:
    """The trained model of one kind of features.

    Args:
        weights: the content of a file of weights.
        names: the features that it is asked about.
    """

    def __init__(self, weights: Mapping[str, Any], names: Sequence[str]) -> None:
        """Decode the weights.

        Raises:
            ValueError: they belong to other features, or are not complete.
        """
        if weights["features"] != list(names):
            raise ValueError("the weights belong to other features")
        linear, trees, grams = weights["linear"], weights["trees"], weights["grams"]
        mean, scale, coefficients = (np.array(linear[name], np.float64) for name in ("mean", "scale", "coefficients"))
        arrays = {name: decoded(trees[name], kind) for name, kind in TREE_ARRAYS.items()}
        keys, gram_weights = decoded(grams["keys"], "<u4"), decoded(grams["weights"], "i1")
        count, rest = divmod(len(arrays["values"]), LEAVES)
        conditions = {len(arrays[name]) for name in ("features", "thresholds", "masks")}
        if {len(mean), len(scale), len(coefficients)} != {len(names)} or (
            rest or not count or conditions != {count * (LEAVES - 1)} or arrays["features"].max() >= len(names)
        ):
            raise ValueError("the numbers of the models are not complete")
        if len(keys) != len(gram_weights):
            raise ValueError("the n-grams are not complete")
        self._linear = Linear(mean, scale, coefficients, int(linear["intercept"]))
        self._trees = Trees(**arrays)
        self.grams = GramTable(keys, gram_weights)

    def __call__(self, features: Features) -> Logits:
        """Return how much each line looks like body; a row of `features` is a feature."""
        return Logits(self._linear(features), lambda places: self._trees(features[:, places]))


def encoded(values: Array, kind: str) -> str:
    """Return an array as text."""
    return base64.b64encode(values.astype(kind).tobytes()).decode()


def decoded(text: str, kind: str) -> Array:
    """Return the array that `encoded` wrote.

    >>> decoded(encoded(np.array([3, -1]), "<i2"), "<i2").tolist()
    [3, -1]
    """
    return np.frombuffer(base64.b64decode(text), kind)


@cache
def load(name: str, names: tuple[str, ...], file: Path | None = None) -> Model:
    """Return a model.

    Args:
        name: the file of weights that ships with the cleaner.
        names: the features that it is asked about.
        file: other weights that stand in for those.

    Raises:
        ValueError: the file cannot be read, or holds no such weights.
    """
    if file is None:
        return Model(json.loads(files(__package__).joinpath(name).read_text("utf-8")), names)
    try:
        return Model(json.loads(file.read_text("utf-8")), names)
    except OSError as error:
        raise ValueError(f"the weights '{file}' cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        problem = f"'{file}' holds no weights for this version ({type(error).__name__}: {error})"
        raise ValueError(f"{problem}; `tools/boilerplate` trains some") from error
