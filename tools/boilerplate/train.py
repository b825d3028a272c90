"""Trains the model of the cleaner `boilerplate`. Needs scikit-learn and LightGBM, which the cleaner does not.

    python tools/boilerplate/train.py --pages pages.jsonl --plain plain.jsonl --clean clean.jsonl weights.json

Input is JSON Lines; each option may be left out or given again:

- `--pages`: `text`, a scraped page with a line for each block, and `gold`, its main text;
- `--plain`: `text`, and `labels`, a string with a letter for each line: C body, X chrome, N neither;
- `--clean`: `text`, all of it body.

`site` (or `url`) groups the pages of one site: its n-grams count once, and no fold parts it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm
import numpy as np
import numpy.typing as npt
from documents import Sample, augmented, clean, folds, line_weights, pages, plain
from sklearn.linear_model import LogisticRegression

from jingwen_plugins.boilerplate.characters import BREAK
from jingwen_plugins.boilerplate.features import NAMES, features
from jingwen_plugins.boilerplate.grams import GramTable, hashes
from jingwen_plugins.boilerplate.lines import GREATEST, Words
from jingwen_plugins.boilerplate.model import CLIP, LEAVES, STEP, TREE_ARRAYS, UNIT, encoded

_SEEDS = (1, 2, 3)
_TREES = 60
_PARAMETERS = {
    "objective": "binary", "learning_rate": 0.14, "num_leaves": LEAVES, "min_data_in_leaf": 60, "feature_fraction": 0.4,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "min_sum_hessian_in_leaf": 1.0, "max_bin": 63,
    "verbose": -1, "num_threads": 2, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
_INNER = 4  # folds whose features come from n-grams learned on the others
_SHORT = 60  # characters of the longest line that n-grams are learned from
_SITES, _LEAST, _MOST = 3, 0.9, 12_000  # sites that an n-gram stands on, its least weight, how many are kept
_INVERSE_PENALTY = 0.05

Array = npt.NDArray[Any]


class Data(NamedTuple):
    """Lines to learn from."""

    matrix: Array
    labels: Array
    weights: Array


def prepared(samples: Sequence[Sample]) -> Data:
    """Return the features, labels and weights of all lines that count."""
    labels, weights = np.concatenate([sample.labels for sample in samples]), line_weights(samples)
    matrices: list[Array] = [np.empty(0)] * len(samples)
    for fold in folds(samples, _INNER):
        held = set(fold)
        table = GramTable(*learned_grams([sample for index, sample in enumerate(samples) if index not in held]))
        for index in fold:
            matrices[index] = _features(samples[index], table)
    used = weights > 0
    return Data(np.concatenate(matrices)[used], labels[used], weights[used])


def _features(sample: Sample, table: GramTable) -> Array:
    return features(sample.lines, Words.of(sample.lines, table)).T


def train(data: Data, grams: tuple[Array, Array], inverse_penalty: float = _INVERSE_PENALTY) -> dict[str, Any]:
    """Return the weights of a model, as `jingwen_plugins.boilerplate.model.Model` reads them.

    Args:
        data: lines to learn from.
        grams: hashes of n-grams, and their weights.
        inverse_penalty: the smaller it is, the more the linear model is held back.
    """
    keys, gram_weights = grams
    return {
        "features": NAMES,
        "linear": _linear(data, inverse_penalty),
        "trees": _trees(data),
        "grams": {"keys": encoded(keys, "<u4"), "weights": encoded(gram_weights, "i1")},
    }


def _linear(data: Data, inverse_penalty: float) -> dict[str, Any]:
    mean, deviation = data.matrix.mean(0).round(), data.matrix.std(0)
    scale = np.where(deviation < 0.1, 0, STEP / np.maximum(deviation, 0.1)).round(6)
    steps = np.clip(((data.matrix - mean) * scale).round(), -CLIP, CLIP) / STEP
    model = LogisticRegression(C=inverse_penalty, max_iter=300).fit(steps, data.labels, sample_weight=data.weights)
    return {
        "mean": mean.astype(int).tolist(),
        "scale": scale.tolist(),
        "coefficients": (model.coef_[0] * UNIT).round().astype(int).tolist(),
        "intercept": round(float(model.intercept_[0]) * UNIT),
    }


def _trees(data: Data) -> dict[str, str]:
    """Return the trees of several boosters, whose estimates are averaged, as `model.Trees` takes them."""
    dataset = lightgbm.Dataset(data.matrix.astype(np.float32), data.labels, weight=data.weights, free_raw_data=False)
    result: dict[str, list[Any]] = {name: [] for name in TREE_ARRAYS}
    for seed in _SEEDS:
        booster = lightgbm.train({**_PARAMETERS, "seed": seed}, dataset, _TREES)
        for tree in booster.dump_model()["tree_info"]:
            _add(tree["tree_structure"], result)
    result["values"] = [value * UNIT / len(_SEEDS) for value in result["values"]]
    return {name: encoded(np.array(result[name]).round(), kind) for name, kind in TREE_ARRAYS.items()}


def _add(root: dict[str, Any], result: dict[str, list[Any]]) -> None:
    """Add a tree to the arrays, filled up with conditions that every line meets."""
    conditions: list[tuple[int, int, int]] = []
    values: list[float] = []
    _walk(root, values, conditions)
    conditions += [(0, GREATEST, 0)] * (LEAVES - 1 - len(conditions))
    for name, column in zip(("features", "thresholds", "masks"), zip(*conditions, strict=True), strict=True):
        result[name] += column
    result["values"] += [*values, *[0.0] * (LEAVES - len(values))]


def _walk(node: dict[str, Any], values: list[float], conditions: list[tuple[int, int, int]]) -> int:
    """Collect the conditions and leaves of a branch, and return its leaves, one bit each."""
    if "leaf_value" in node:
        values.append(node["leaf_value"])
        return 1 << (len(values) - 1)
    left = _walk(node["left_child"], values, conditions)
    right = _walk(node["right_child"], values, conditions)
    # features are whole numbers
    threshold = int(np.clip(np.floor(node["threshold"]), -GREATEST, GREATEST))
    conditions.append((node["split_feature"], threshold, left))
    return left | right


def learned_grams(samples: Sequence[Sample]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int8]]:
    """Return the n-grams that tell body from chrome, and ten times their log odds by the sites that have them."""
    sites: dict[str, tuple[list[Array], list[Array]]] = {}
    for sample in samples:
        if sample.whole:
            found = sites.setdefault(sample.site, ([], []))
            for label in (0, 1):
                found[label].append(_keys(sample, label))
    counted = []
    for label in (0, 1):
        keys = [np.unique(np.concatenate(found[label])) for found in sites.values()]
        counted.append(np.unique(np.concatenate(keys), return_counts=True))
    every = np.union1d(counted[0][0], counted[1][0])
    chrome, body = np.zeros(len(every)), np.zeros(len(every))
    chrome[np.searchsorted(every, counted[0][0])] = counted[0][1]
    body[np.searchsorted(every, counted[1][0])] = counted[1][1]
    odds = np.log((body + 0.5) / (chrome + 0.5))
    kept = np.flatnonzero((body + chrome >= _SITES) & (abs(odds) > _LEAST))
    kept = kept[np.argsort(-abs(odds[kept]) * np.sqrt((body + chrome)[kept]), kind="stable")[:_MOST]]
    return every[kept].astype(np.uint32), np.clip(np.round(10 * odds[kept]), -127, 127).astype(np.int8)


def _keys(sample: Sample, label: int) -> Array:
    """Return the hashes of the n-grams in a document's short lines of one label."""
    lines = sample.lines
    chosen = (lines.lengths <= _SHORT) & (sample.labels == label) & (sample.uses > 0)
    trimmed = lines.trimmed()
    inside = np.repeat(chosen, trimmed.lengths + 1)
    breaks = np.concatenate((trimmed.codes == BREAK, np.ones(4, np.bool_)))
    result = []
    for order, keys in enumerate(hashes(trimmed.codes), 2):
        crossed = np.zeros(len(inside), np.bool_)
        for offset in range(1, order - 1):
            crossed |= breaks[offset : offset + len(inside)]
        result.append(keys[inside & ~crossed])
    return np.unique(np.concatenate(result))


def main() -> None:
    """Train on the named files and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for kind in ("pages", "plain", "clean"):
        parser.add_argument(f"--{kind}", type=Path, action="append", default=[])
    parser.add_argument("weights", type=Path)
    arguments = parser.parse_args()
    labelled = [sample for path in arguments.pages for sample in pages(path)]
    labelled += [sample for path in arguments.plain for sample in plain(path)]
    samples = [*augmented(labelled), *(sample for path in arguments.clean for sample in clean(path))]
    weights = train(prepared(samples), learned_grams(samples))
    arguments.weights.write_text(json.dumps(weights, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
