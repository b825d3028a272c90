"""How fast the cleaners are on clean text, beside reading the same records as JSON."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import orjson
from corpus import Corpus, megabytes
from engines import cleaner

from jingwen import Cleaner, Document
from jingwen.contract import checked
from jingwen.ledger import apply
from jingwen_schemas import RawDocument

_NAMES = (
    "full-width",
    "spaces",
    "repeated-marks",
    "line-joins",
    "truncated-tails",
    "lost-words",
    "list-numbering",
    "repeats",
    "assistant-residue",
)


def speed(corpus: Corpus, rounds: int) -> None:
    """Print a table. Every round measures all cleaners and orjson once, and a ratio is of two speeds of one round."""
    texts = corpus.plain_texts + corpus.pages
    size, records = megabytes(texts), [orjson.dumps({"text": text}) for text in texts]
    plugins = [plugin for name in _NAMES if (plugin := cleaner(name))]
    documents = [Document.of(RawDocument(text=text)) for text in texts]
    first = {plugin.name: _seconds(lambda plugin=plugin: _clean(plugin, documents)) for plugin in plugins}  # type: ignore[misc]
    reading, taken = list[float](), {plugin.name: list[float]() for plugin in plugins}
    for _ in range(rounds):
        reading.append(_seconds(lambda: [orjson.loads(record) for record in records]))
        for plugin in plugins:
            taken[plugin.name].append(_seconds(lambda plugin=plugin: _clean(plugin, documents)))  # type: ignore[misc]
    print(f"\nSpeed on {size:.1f} MB of clean text, findings, check and ledger; {rounds} rounds")
    print(f"{'':24}{'best MB/s':>12}{'first pass':>12}{'ratio to orjson (median)':>28}")
    print(f"{'orjson.loads':24}{size / min(reading):12.0f}")
    for name, each in taken.items():
        ratio = median(read / own for read, own in zip(reading, each, strict=True))
        print(f"{name:24}{size / min(each):12.1f}{size / first[name]:12.1f}{ratio:28.3f}", flush=True)


def _clean(plugin: Cleaner, documents: list[Document]) -> None:
    for document in documents:
        fresh = document.with_changes(text=document.text)  # lines that another cleaner cut are cut again
        findings = checked(plugin.findings(fresh), document=fresh, step=plugin.name, plugin=plugin)
        apply(fresh, findings, step=plugin.name, plugin=plugin)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()  # the machine may do other work beside it
    work()
    return time.process_time() - begun
