"""What each step of a chain costs, on long and on short documents, and how long one document takes."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache
from statistics import median, quantiles
from unittest.mock import patch

from corpus import LARGE, SIZES, USUAL, documents, megabytes
from tables import print_table

from jingwen import Cleaner, Document, Pipeline
from jingwen.contract import checked
from jingwen.document import raw_document, sha256
from jingwen.ledger import apply

_REST = "document, hashes, clean document"
_LINES = "lines, cut anew where a step asks behind one that edited"
_MIDDLE = 128_000  # bytes
_CACHE = type(cache(len))


def step_costs(found: Sequence[Sequence[str]], total: int, rounds: int) -> None:
    """Print what each step costs: processor time of its findings, their check and the ledger, best of all rounds.

    Args:
        found: the lines of pages.
        total: bytes of all documents.
        rounds: how many; each measures all lengths.
    """
    steps, large = _steps(), documents(found, LARGE, total)
    texts = [documents(found, USUAL, total), _pieces(large, USUAL.size), _pieces(large, _MIDDLE), large]
    best = [dict[str, float]() for _ in texts]
    for _ in range(rounds + 1):  # the first loads what is needed
        for fastest, each in zip(best, texts, strict=True):
            _forget()
            for name, seconds in _pass(steps, each).items():
                fastest[name] = min(seconds, fastest.get(name, seconds))
    sizes = list(map(megabytes, texts))
    every = [sum(fastest.values()) for fastest in best]
    rows = list[list[str]]()
    for name in (*steps, _LINES, _REST, "all"):
        taken = every if name == "all" else [fastest[name] for fastest in best]
        usual, short, middle, long = (1000 * each / size for each, size in zip(taken, sizes, strict=True))
        cells = [f"{usual:.2f}", f"{taken[0] / every[0]:.0%}", f"{short:.2f}", f"{middle:.2f}", f"{long:.2f}"]
        rows.append([name, *cells, f"{long / short:.2f}", f"{long / middle:.2f}"])
    heads = [
        "step",
        f"{USUAL.name}, ms/MB",
        "share",
        "cut to 8 KB",
        "cut to 128 KB",
        "1 MB",
        "1 MB to 8 KB",
        "to 128 KB",
    ]
    print_table(f"Steps of preset zh-web, {sizes[0]:.1f} MB; then one text in documents of three lengths:", heads, rows)


def _pieces(texts: Sequence[str], size: int) -> list[str]:
    """Cut texts at line ends into documents of about so many bytes."""
    pieces = list[str]()
    for text in texts:
        lines, length = list[str](), 0
        for line in text.split("\n"):
            lines.append(line)
            length += len(line.encode()) + 1
            if length >= size:
                pieces.append("\n".join(lines))
                lines, length = [], 0
        pieces.append("\n".join(lines))
    return pieces


def latency(found: Sequence[Sequence[str]], total: int, rounds: int) -> None:
    """Print how long `Pipeline.clean` takes for a document, its best of all rounds."""
    pipeline = Pipeline.from_config("preset:zh-web")
    rows = list[list[str]]()
    for size in SIZES:
        texts = documents(found, size, total)
        best = [float("inf")] * len(texts)
        for _ in range(rounds + 1):  # the first loads what is needed
            _forget()
            for number, text in enumerate(texts):
                begun = time.perf_counter()
                pipeline.clean(text)
                best[number] = min(best[number], (time.perf_counter() - begun) * 1000)
        high = f"{quantiles(best, n=100)[98]:.2f}" if len(best) >= 100 else "–"
        rows.append([size.name, str(len(texts)), f"{median(best):.2f}", high, f"{max(best):.2f}"])
    heads = ["document", "of them", "median, ms", "99th percentile, ms", "slowest, ms"]
    print_table("`Pipeline.clean`, preset zh-web, one document:", heads, rows)


def _steps() -> dict[str, Cleaner]:
    steps = Pipeline.from_config("preset:zh-web").chain.for_site(None)
    return {name: plugin for name, plugin in steps if isinstance(plugin, Cleaner)}


def _pass(steps: dict[str, Cleaner], texts: Sequence[str]) -> Counter[str]:
    """Clean texts, and return the seconds of each step.

    Lines have a row of their own: else the first step that asks for them would pay for those behind it.
    """
    taken = Counter({_LINES: 0})
    lines = Document.__dict__["lines"]
    cut = lines.func

    def timed(document: Document) -> object:
        begun = time.process_time()
        found = cut(document)
        taken[_LINES] += time.process_time() - begun
        return found

    with patch.object(lines, "func", timed):
        _clean(steps, texts, taken)
    return taken


def _clean(steps: dict[str, Cleaner], texts: Sequence[str], taken: Counter[str]) -> None:
    for text in texts:
        begun = time.process_time()  # the machine may do other work beside it
        document = Document.of(raw_document(text))
        taken[_REST] += (now := time.process_time()) - begun
        for name, plugin in steps.items():
            lines = taken[_LINES]
            found = checked(plugin.findings(document), document=document, step=name, plugin=plugin)
            document = apply(document, found, step=name, plugin=plugin).document
            taken[name] += -now + (now := time.process_time()) - taken[_LINES] + lines
        document.as_clean()
        sha256(document.text)
        taken[_REST] += time.process_time() - now


def _forget() -> None:
    """Empty the caches that have an end: in a corpus no document stands twice."""
    for each in gc.get_objects():
        if isinstance(each, _CACHE) and each.cache_parameters()["maxsize"] is not None:
            each.cache_clear()
