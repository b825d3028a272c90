"""Main text of pages from sites that the classifier has not seen: trained anew without each of five groups of sites.

    python benchmarks/chrome/unseen.py              # a quarter of an hour on two processors
    python benchmarks/chrome/unseen.py --folds 10   # more groups, and smaller ones

The tables are those of `benchmarks/chrome`, but for every page the weights of `boilerplate` come from pages of other
sites alone. So they tell what to expect of a site that is new. Needs scikit-learn and LightGBM, as `tools/boilerplate`,
whose code trains the weights: `python -m pip install -e ".[train]"`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from corpus import SHARED, Labelled, Page, clean_texts, labelled, pages
from scoring import present, score
from tables import Row, print_groups, print_table, progress

from jingwen import Pipeline, Plugin, RawDocument
from jingwen.chain import Chain, Step
from jingwen.formats.html import page as parsed
from jingwen.profile import has_learners, learned
from jingwen_plugins.boilerplate import Boilerplate
from jingwen_schemas import RawPage

_TOOLS = Path(__file__).parents[2] / "tools" / "boilerplate"
_PROFILED = {"extends": ["preset:zh-web"], "steps": [{"use": "site-profile", "after": "boilerplate"}]}


class Engine(NamedTuple):
    """A configuration, and whether it reads HTML."""

    config: str | Mapping[str, Any]
    html: bool = False


ENGINES = {
    "text, safe": Engine("preset:zh-web"),
    "text, safe, profile": Engine(_PROFILED),
    "text, full": Engine("preset:zh-web-full"),
    "text, full, profile": Engine("preset:zh-web-corpus"),
    "HTML, safe": Engine("preset:zh-web", html=True),
    "HTML, full": Engine("preset:zh-web-full", html=True),
}


class Corpus(NamedTuple):
    """What is trained and measured on."""

    pages: Sequence[Page]
    plain: Sequence[Labelled]

    @property
    def sites(self) -> list[str]:
        """The site of each page, and behind them of each plain document: the seeds are all of one."""
        plain = ("seed" if each.id.startswith("seed") else each.id for each in self.plain)
        return [*(page.site for page in self.pages), *plain]


def grouped(sites: Iterable[str], count: int) -> dict[str, int]:
    """Return the fold of each site: the largest first, each into the smallest fold.

    >>> grouped(["甲", "乙", "丙", "甲"], 2)
    {'甲': 0, '乙': 1, '丙': 1}
    """
    sizes = [0] * count
    result = {}
    for site, pages_of in Counter(sites).most_common():
        result[site] = sizes.index(min(sizes))
        sizes[result[site]] += pages_of
    return result


def train(folder: Path, corpus: Corpus, clean: Sequence[str], folds: int) -> dict[str, int]:
    """Write weights for each fold to a folder, trained on all other folds; return the fold of each site."""
    fold_of = grouped(corpus.sites, folds)
    texts = [{"text": page.text, "gold": page.gold, "site": page.site} for page in corpus.pages]
    html = [{"html": page.html, "gold": page.gold, "site": page.site} for page in corpus.pages if page.html]
    sites = corpus.sites[len(corpus.pages) :]
    plain = [
        {"text": each.text, "labels": each.labels, "site": site} for each, site in zip(corpus.plain, sites, strict=True)
    ]
    for name, rows in {
        "pages": texts,
        "html": html,
        "plain": plain,
        "clean": [{"text": text} for text in clean],
    }.items():
        content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(content, "utf-8")
    # forked workers would share the threads of LightGBM
    with ProcessPoolExecutor(min(folds, os.cpu_count() or 1), get_context("spawn")) as workers:
        for done, _ in enumerate(workers.map(partial(_train_text, folder, fold_of), range(folds)), 1):
            progress(done, folds, "folds trained")
    _train_markup(folder, fold_of, folds)
    return fold_of


def _train_text(folder: Path, fold_of: Mapping[str, int], fold: int) -> None:
    sys.path.insert(0, str(_TOOLS))
    from documents import augmented, clean, pages, plain
    from train import learned_grams, prepared, train

    every = chain(pages(folder / "pages.jsonl"), plain(folder / "plain.jsonl"))
    seen = [*augmented([sample for sample in every if fold_of[sample.site] != fold]), *clean(folder / "clean.jsonl")]
    _text_weights(folder, fold).write_text(json.dumps(train(prepared(seen), learned_grams(seen))), "utf-8")


def _train_markup(folder: Path, fold_of: Mapping[str, int], folds: int) -> None:
    sys.path.insert(0, str(_TOOLS))
    from train_markup import fitted, html_pages, matrix, used

    from jingwen_plugins.boilerplate.removal import text_model

    samples = list(html_pages(folder / "html.jsonl"))
    rows = [matrix(sample, text_model(_text_weights(folder, fold_of[sample.site]))) for sample in samples]
    for fold in range(folds):
        seen = [index for index, sample in enumerate(samples) if fold_of[sample.site] != fold]
        weights = fitted(used([samples[index] for index in seen], [rows[index] for index in seen]))
        _markup_weights(folder, fold).write_text(json.dumps(weights), "utf-8")


def _text_weights(folder: Path, fold: int) -> Path:
    return folder / f"weights-{fold}.json"


def _markup_weights(folder: Path, fold: int) -> Path:
    return folder / f"markup-weights-{fold}.json"


def with_weights(steps: Iterable[Step], folder: Path, fold: int) -> Chain:
    """Return steps whose classifier has the weights of a fold."""
    weights = {"weights": _text_weights(folder, fold), "markup_weights": _markup_weights(folder, fold)}

    def changed(plugin: Plugin) -> Plugin:
        return plugin.model_copy(update=weights) if isinstance(plugin, Boilerplate) else plugin

    return Chain(tuple(Step(step.id, changed(step.plugin)) for step in steps))


def measured(engine: Engine, corpus: Corpus, folder: Path, fold_of: Mapping[str, int]) -> list[Row]:
    """Return what an engine makes of the pages that it can read."""

    def document(page: Page) -> RawDocument | RawPage:
        html = parsed(page.html).model_copy(update={"url": page.url}) if engine.html and page.html else None
        return html or RawDocument(text=page.text, url=page.url)

    found = [page for page in corpus.pages if page.html or not engine.html]
    steps = Pipeline.from_config(engine.config).chain.steps
    rows = []
    for fold in range(max(fold_of.values()) + 1):
        its_chain = with_weights(steps, folder, fold)
        if has_learners(its_chain):
            its_chain = learned(its_chain, lambda: map(document, found))
        pipeline = Pipeline(its_chain)
        for page in found:
            if fold_of[page.site] == fold:
                begun = time.process_time()
                text = pipeline.clean(document(page)).document.text
                seconds = time.process_time() - begun
                rows.append(Row(page, score(text, page.gold, page.text.split("\n")), seconds, ""))
    order = {page.id: place for place, page in enumerate(found)}
    return sorted(rows, key=lambda row: order[row.page.id])


def print_plain(corpus: Corpus, folder: Path, fold_of: Mapping[str, int]) -> None:
    """Print what `safe` takes from labelled plain documents."""
    gone, there = Counter[str](), Counter[str]()
    steps = Pipeline.from_config("preset:zh-web").chain.steps
    for each, site in zip(corpus.plain, corpus.sites[len(corpus.pages) :], strict=True):
        pipeline = Pipeline(with_weights(steps, folder, fold_of[site]))
        kept = present(each.text.split("\n"), pipeline.clean(each.text).document.text)
        there.update(each.labels)
        gone.update(label for label, stays in zip(each.labels, kept, strict=True) if not stays)
    print(f"\n{len(corpus.plain)} plain documents, text, safe: {gone['C']} of {there['C']} body lines lost, ", end="")
    print(f"{gone['X']} of {there['X']} chrome lines gone")


def print_profile(safe: Iterable[Row], profiled: Iterable[Row]) -> None:
    """Print what the profile of a site takes from what the classifier left, on sites with several pages."""
    pairs = list(zip(safe, profiled, strict=True))
    several = {site for site, count in Counter(before.page.site for before, _ in pairs).items() if count > 1}
    pairs = [pair for pair in pairs if pair[0].page.site in several]
    left, after = (sum(row.score.kept for row in rows) for rows in zip(*pairs, strict=True))
    lost, gold = sum(b.score.lost - a.score.lost for a, b in pairs), sum(a.score.gold for a, _ in pairs)
    print(f"\nsite-profile behind safe, {len(pairs)} pages of {len(several)} sites: ", end="")
    print(f"{left - after} of the {left} chrome lines left are removed, {lost / gold:.2%} more body lost")


def main() -> None:
    """Train, measure, and print tables."""
    arguments = argparse.ArgumentParser(
        prog="python benchmarks/chrome/unseen.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    arguments.add_argument("--folds", type=int, default=5, help="groups of sites (%(default)s)")
    arguments.add_argument("--data", type=Path, metavar="DIR", default=SHARED, help="with the pages (../shared)")
    options = arguments.parse_args()
    if not (options.data / "data" / "pages").is_dir():
        raise SystemExit(f"there are no pages in {options.data}; name the folder with --data")
    corpus = Corpus(pages(options.data), labelled(options.data))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        fold_of = train(folder, corpus, clean_texts(options.data, splits=("dev",)), options.folds)
        results = {name: measured(engine, corpus, folder, fold_of) for name, engine in ENGINES.items()}
        for title, html in (("All pages, text", False), ("Pages with HTML", True)):
            shown = {name: rows for name, rows in results.items() if ENGINES[name].html == html}
            print_table(title, shown)
            print_groups(shown)
        print("\nForum pages, F1: ", end="")
        forum = {name: [row.score.f1 for row in rows if row.page.kind == "forum"] for name, rows in results.items()}
        print(", ".join(f"{name} {fmean(each):.3f} ({len(each)})" for name, each in forum.items() if each))
        print_profile(results["text, safe"], results["text, safe, profile"])
        print_plain(corpus, folder, fold_of)


if __name__ == "__main__":
    main()
