"""How fast the cleaners are on clean and on damaged text, beside reading the same records as JSON."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

import orjson
from corpus import Corpus, Row, megabytes
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
_FOLDED = str.maketrans("，：；？！（）", ",:;?!()")


def speed(corpus: Corpus, rounds: int) -> None:
    """Print two tables: all cleaners on clean text, and two on text that is damaged throughout."""
    clean = corpus.plain_texts + corpus.pages
    plugins = [plugin for name in _NAMES if (plugin := cleaner(name))]
    print(f"\nSpeed on {megabytes(clean):.1f} MB of clean text, findings, check and ledger; {rounds} rounds")
    _table([(plugin.name, plugin, clean) for plugin in plugins], rounds)
    damaged = {
        ("line-joins", "wrapped at one width"): _lines(corpus.rows("wrap_fixed")),
        ("line-joins", "wrapped at random"): _lines(corpus.rows("wrap_random")),
        ("full-width", "every mark folded"): [text.translate(_FOLDED) for text in corpus.plain_texts],
    }
    print("\nSpeed on damaged text")
    _table([(f"{name}, {kind}", cleaner(name), texts) for (name, kind), texts in damaged.items()], rounds)


def _lines(rows: Sequence[Row]) -> list[str]:
    return ["\n".join(row["lines"]) for row in rows]


def _table(cases: Sequence[tuple[str, Cleaner | None, list[str]]], rounds: int) -> None:
    """Print a table. Every round measures all cases, and a ratio is of two speeds of one round.

    Args:
        cases: what each is called, its cleaner, and its texts; one without a cleaner is left out.
        rounds: how many.
    """
    runs = [
        (
            name,
            megabytes(texts),
            partial(_clean, plugin, [Document.of(RawDocument(text=text)) for text in texts]),
            partial(_read, [orjson.dumps({"text": text}) for text in texts]),
        )
        for name, plugin, texts in cases
        if plugin
    ]
    first = [_seconds(clean) for _, _, clean, _ in runs]
    taken = [[(_seconds(clean), _seconds(read)) for _, _, clean, read in runs] for _ in range(rounds)]
    print(f"{'':36}{'best MB/s':>10}{'first pass':>12}{'orjson.loads':>14}{'ratio (median)':>16}")
    for (name, size, _, _), begun, times in zip(runs, first, zip(*taken, strict=True), strict=True):
        cleaning, reading = map(min, zip(*times, strict=True))
        ratio = median(own / read for own, read in times)
        print(f"{name:36}{size / cleaning:10.1f}{size / begun:12.1f}{size / reading:14.0f}{f'1/{ratio:.0f}':>16}")


def _read(records: list[bytes]) -> None:
    for record in records:
        orjson.loads(record)


def _clean(plugin: Cleaner, documents: list[Document]) -> None:
    for document in documents:
        fresh = document.with_changes(text=document.text)  # lines that another cleaner cut are cut again
        findings = checked(plugin.findings(fresh), document=fresh, step=plugin.name, plugin=plugin)
        apply(fresh, findings, step=plugin.name, plugin=plugin)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()  # the machine may do other work beside it
    work()
    return time.process_time() - begun
