"""Trains the part of the cleaner `boilerplate` that reads the markup of pages. Needs what `train.py` needs.

    python tools/boilerplate/train_markup.py --html html.jsonl --pages pages.jsonl markup-weights.json

`--html` is JSON Lines: `html`, `gold`, its main text, and `site` or `url`; the other options are those of `train.py`.
What the text of a line tells is taken from models that were trained on other sites.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from documents import Sample, augmented, clean, folds, line_weights, pages, plain, swept
from labels import body_shares
from train import Array, Data, learned_grams, prepared, train

from jingwen import Document
from jingwen.formats.html import page
from jingwen_plugins.boilerplate.features import NAMES as TEXT_NAMES
from jingwen_plugins.boilerplate.features import features
from jingwen_plugins.boilerplate.gaps import marked
from jingwen_plugins.boilerplate.lines import Words
from jingwen_plugins.boilerplate.markup import NAMES
from jingwen_plugins.boilerplate.markup import features as markup_features
from jingwen_plugins.boilerplate.model import Model

_FOLDS = 5
_INVERSE_PENALTY = 0.003  # there are far fewer pages with markup than lines of text


def html_pages(path: Path) -> Iterator[Sample]:
    """Yield the pages of a file, as they are and as the steps before leave them."""
    with path.open(encoding="utf-8") as file:
        for record in map(json.loads, file):
            document = Document.of(page(record["html"]))
            shares = np.array(body_shares([line.text for line in document.lines], record["gold"]))
            site = record.get("site") or (urlsplit(record.get("url") or "").hostname or "").removeprefix("www.")
            sample = Sample(site, document, (shares > 0.5).astype(np.int8), np.ones(len(shares)))
            yield sample
            yield swept(sample, 1.0)


def matrix(sample: Sample, model: Model) -> Array:
    """Return the features of a page's lines; a row is a line."""
    found = features(sample.lines, Words.of(sample.lines, model.grams))
    numbers = marked(sample.document)[1]
    return markup_features(sample.document, numbers, sample.lines, found, model(found)).T


def matrices(samples: Sequence[Sample], texts: Sequence[Sample], others: Sequence[Sample]) -> list[Array]:
    """Return the features of pages by models of the text that were trained on other sites.

    Args:
        samples: the pages.
        texts: what the models are trained on, less what is of the same sites.
        others: what they are trained on in any case.
    """
    result: list[Array] = [np.empty(0)] * len(samples)
    for fold in folds(samples, _FOLDS):
        sites = {samples[index].site for index in fold}
        seen = [*augmented([sample for sample in texts if sample.site not in sites]), *others]
        model = Model(json.loads(json.dumps(train(prepared(seen), learned_grams(seen)))), TEXT_NAMES)
        for index in fold:
            result[index] = matrix(samples[index], model)
    return result


def fitted(data: Data) -> dict[str, Any]:
    """Return the weights of a model, as `jingwen_plugins.boilerplate.model.Model` reads them."""
    no_grams = np.zeros(0, np.uint32), np.zeros(0, np.int8)
    return {**train(data, no_grams, _INVERSE_PENALTY), "features": list(NAMES)}


def used(samples: Sequence[Sample], rows: Sequence[Array]) -> Data:
    """Return the lines that count."""
    weights, labels = line_weights(samples), np.concatenate([sample.labels for sample in samples])
    return Data(np.concatenate(rows)[weights > 0], labels[weights > 0], weights[weights > 0])


def main() -> None:
    """Train on the named files and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for kind in ("html", "pages", "plain", "clean"):
        parser.add_argument(f"--{kind}", type=Path, action="append", default=[])
    parser.add_argument("weights", type=Path)
    arguments = parser.parse_args()
    samples = [sample for path in arguments.html for sample in html_pages(path)]
    texts = [sample for path in arguments.pages for sample in pages(path)]
    texts += [sample for path in arguments.plain for sample in plain(path)]
    others = [sample for path in arguments.clean for sample in clean(path)]
    weights = fitted(used(samples, matrices(samples, texts, others)))
    arguments.weights.write_text(json.dumps(weights, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
