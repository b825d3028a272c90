"""Trains the weights of the cleaner `line-joins`. Needs scikit-learn, which the cleaner does not.

    python tools/line_joins/train.py --whole plain.jsonl --damaged wrapped.jsonl weights.json

Input is JSON Lines; each option may be given again:

- `--whole`: `lines`, a document of one paragraph a line; damage of many kinds is done to it;
- `--damaged`: `lines`, and `gold`, for each line but the last what its break is: `mid` or `sent` stands inside a
  paragraph, anything else does not; `gaps`, the indexes of lines that were inserted.

`src` and `doc` together name a document, so that no fold parts it. A row whose `split` is `test` is left out.
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from damage import Sample, damaged
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from jingwen import Document
from jingwen_plugins._words import spanning
from jingwen_plugins.line_joins.decisions import questions
from jingwen_plugins.line_joins.features import (
    edge_features,
    place_features,
    side_features,
    sides,
    word_features,
)
from jingwen_plugins.line_joins.layout import layout
from jingwen_plugins.line_joins.lines import contents
from jingwen_schemas import RawDocument

_VARIANTS = 5  # of each whole document
_RARE = 30  # a feature that is seen less often is left out
_PENALTY = 0.3
_UNWRAPPED = 5.0  # a wrong join in a text that was never wrapped counts as so many
_LEAST = 0.03  # a weight below it is left out


class Break(NamedTuple):
    """A break that the score decides on, or that a rule has decided.

    Args:
        broken: whether it stands inside a paragraph.
        features: its features; None where a rule has decided.
        by_rule: what the rule says.
        kind: the damage.
        weight: how much it counts.
        kind: the damage.
        group: the document's name.
    """

    broken: bool
    features: list[str] | None
    by_rule: bool
    weight: float
    kind: str
    group: str


def samples(whole: Sequence[Path], damaged_files: Sequence[Path]) -> Iterator[Sample]:
    """Yield the texts to learn from."""
    for path, is_whole in [*((path, True) for path in whole), *((path, False) for path in damaged_files)]:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("split") == "test":
                continue
            group = f"{row.get('src')} {row.get('doc')}"
            yield Sample(row["lines"], frozenset() if is_whole else _broken(row), path.stem, group)
            if is_whole:
                chance = random.Random(zlib.crc32(group.encode()))  # noqa: S311 (no secret)
                yield from (damaged(row["lines"], group, chance) for _ in range(_VARIANTS))


def _broken(row: dict[str, Any]) -> frozenset[int]:
    lines, gold, gaps = row["lines"], row["gold"], set(row.get("gaps", ()))
    return frozenset(
        below
        for below in range(1, len(lines))
        if lines[below].strip()
        and below not in gaps
        and gold[below - 1] in ("mid", "sent")
        and (lines[below - 1].strip() or below - 1 in gaps)
    )


def breaks(sample: Sample) -> Iterator[Break]:
    """Yield the breaks of a text."""
    lines, seams = contents(Document.of(RawDocument(text="\n".join(sample.lines))))
    starts = [0, *accumulate(len(line) + 1 for line in sample.lines)]
    found = dict(questions(lines, seams, layout(lines, seams)))
    asking = [seam for seam, question in found.items() if question and question.asks_words]
    words = dict(zip(asking, spanning([(lines.texts[seam], lines.texts[seam + 1]) for seam in asking]), strict=True))
    for seam, start in enumerate(lines.starts[1:]):
        broken = bisect_right(starts, start) - 1 in sample.broken
        question = found.get(seam)
        features = None
        if question and (words.get(seam) or not question.needs_word):
            place, asks_words, _ = question
            above, below = lines.texts[seam : seam + 2]
            seen = sides(above, below, lines.endings[seam + 1])
            features = place_features(place) + edge_features(above, below)
            features += side_features(seen, place.kind, place.seam, place.end, place.before, place.wide)
            features += word_features(words[seam], place) if asks_words else []
        sound = not broken and question and (question.place.kind, question.place.seam) == ("none", "break")
        weight = _UNWRAPPED if sound else 1.0
        yield Break(broken, features, seam in found and question is None, weight, sample.kind, sample.group)


def trained(asked: Sequence[Break]) -> dict[str, Any]:
    """Return bias and weights: a logistic regression that leaves most features out."""
    counts = Counter(feature for one in asked for feature in one.features or ())
    names = sorted(feature for feature, count in counts.items() if count >= _RARE)
    model = LogisticRegression(penalty="l1", C=_PENALTY, solver="liblinear", max_iter=100, random_state=0)
    model.fit(_matrix(asked, names), np.array([one.broken for one in asked]), [one.weight for one in asked])
    weights = zip(names, model.coef_[0].round(2).tolist(), strict=True)
    return {
        "bias": round(float(model.intercept_[0]), 2),
        "weights": {name: weight for name, weight in weights if abs(weight) >= _LEAST},
    }


def _matrix(asked: Sequence[Break], names: Sequence[str]) -> csr_matrix:
    columns = {name: column for column, name in enumerate(names)}
    rows = [[columns[feature] for feature in one.features or () if feature in columns] for one in asked]
    ends: npt.NDArray[np.int32] = np.array([0, *accumulate(map(len, rows))], np.int32)
    indices = np.array([column for row in rows for column in row], np.int32)
    return csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(rows), len(names)))


def report(found: Sequence[Break], folds: int) -> None:
    """Print what models that did not see a document's fold decide on it."""
    tally: Counter[tuple[str, bool, bool]] = Counter()
    for fold in range(folds):
        held = [zlib.crc32(one.group.encode()) % folds == fold for one in found]
        data = trained([one for one, out in zip(found, held, strict=True) if one.features is not None and not out])
        weights = data["weights"]
        for one in (one for one, out in zip(found, held, strict=True) if out):
            joined = one.by_rule
            if one.features is not None:
                joined = data["bias"] + sum(weights.get(feature, 0.0) for feature in one.features) > 0
            tally[f"{one.group.split()[0]} {one.kind}", one.broken, joined] += 1
    for kind in sorted({kind for kind, _, _ in tally}):
        right, lost, wrong = tally[kind, True, True], tally[kind, True, False], tally[kind, False, True]
        f1 = 2 * right / max(1, 2 * right + lost + wrong)
        print(f"{kind:24} joined {right:6} lost {lost:4} wrong {wrong:4} F1 {f1:.4f}")  # noqa: T201


def main() -> None:
    """Train, and say how good it is on documents that were held out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whole", type=Path, action="append", default=[])
    parser.add_argument("--damaged", type=Path, action="append", default=[])
    parser.add_argument("--folds", type=int, default=0, help="report on held-out documents in so many folds")
    parser.add_argument("weights", type=Path)
    options = parser.parse_args()
    found = [one for sample in samples(options.whole, options.damaged) for one in breaks(sample)]
    if options.folds:
        report(found, options.folds)
    data = trained([one for one in found if one.features is not None])
    options.weights.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
