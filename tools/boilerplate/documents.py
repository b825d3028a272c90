"""The documents that the model is trained on: pages, cuts of them, plain documents and clean text."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
from labels import body_shares

from jingwen import Cleaner, Document, RawDocument
from jingwen.contract import checked
from jingwen.ledger import apply
from jingwen_plugins.boilerplate.gaps import marked
from jingwen_plugins.boilerplate.lines import Lines
from jingwen_plugins.related_links import RelatedLinks
from jingwen_plugins.site_chrome import SiteChrome

_MARGINS = (0, 0, 1, 2, 3, 5, 8)
_CUT, _CLEAN = 0.25, 0.25
_BEFORE: tuple[Cleaner, ...] = (SiteChrome(), RelatedLinks())
_LABELS = {"C": 1, "X": 0, "N": 1}


@dataclass(frozen=True)
class Sample:
    """A document with a label for each line: 1 body, 0 chrome; `counts` is 0 for lines that are neither."""

    site: str
    document: Document
    body: npt.NDArray[np.int8]
    counts: npt.NDArray[np.float64]
    weight: float = 1.0
    whole: bool = True
    """Whether its n-grams are learned: cuts would count twice."""

    @cached_property
    def lines(self) -> Lines:
        """The lines as the model sees them, marks for gaps among them."""
        return Lines.of(marked(self.document)[0])

    @cached_property
    def places(self) -> npt.NDArray[np.intp]:
        """The number of each of `lines` in the document, or -1."""
        return np.array(marked(self.document)[1])[self.lines.numbers]

    @property
    def labels(self) -> npt.NDArray[np.int8]:
        """The label of each of `lines`."""
        return np.where(self.places < 0, 0, self.body[self.places]).astype(np.int8)

    @property
    def uses(self) -> npt.NDArray[np.float64]:
        """What each of `lines` counts."""
        return np.where(self.places < 0, 0, self.counts[self.places])


def pages(path: Path) -> Iterator[Sample]:
    """Yield the pages of a file: `text` and `gold`, its main text; `site`, or else `url`."""
    for record in _records(path):
        texts = record["text"].split("\n")
        shares = np.array(body_shares(texts, record["gold"]))
        yield _sample(record, texts, (shares > 0.5).astype(np.int8), np.ones(len(texts)))


def plain(path: Path) -> Iterator[Sample]:
    """Yield the documents of a file that are labelled line by line: `text` and `labels`, one letter a line.

    The letters are C for body, X for chrome, N for neither.
    """
    for record in _records(path):
        body = [_LABELS[mark] for mark in record["labels"]]
        counts = np.array([float(mark != "N") for mark in record["labels"]])
        yield _sample(record, record["text"].split("\n"), np.array(body, np.int8), counts)


def clean(path: Path) -> Iterator[Sample]:
    """Yield the documents of a file of clean text: `text`, all body."""
    for record in _records(path):
        texts = record["text"].split("\n")
        ones = np.ones(len(texts), np.int8)
        yield _sample(record, texts, ones, ones.astype(float), weight=_CLEAN, whole=False)


def augmented(samples: Sequence[Sample], seed: int = 5) -> Iterator[Sample]:
    """Yield documents, their bodies with few lines around, and both as the steps before leave them."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    for sample in samples:
        cuts = [sample, cut] if (cut := _cut(sample, chance)) else [sample]
        yield from cuts
        yield from (left for each in cuts if (left := swept(each)).document.gaps)


def swept(sample: Sample, weight: float = _CUT) -> Sample:
    """Return what the steps before leave of a document."""
    document, kept = sample.document, [line.index for line in sample.document.lines if not line.blank]
    for cleaner in _BEFORE:
        findings = checked(cleaner.findings(document), document=document, step=cleaner.name, plugin=cleaner)
        gone = [(edit.start, edit.end) for edit in findings.edits]
        lines = [line for line in document.lines if not line.blank]
        whole = [
            (line.start + len(line.text) - len(line.text.lstrip()), line.start + len(line.text.rstrip()))
            for line in lines
        ]
        kept = [
            number
            for number, (start, end) in zip(kept, whole, strict=True)
            if not any(first <= start and end <= last for first, last in gone)
        ]
        document = apply(document, findings, step=cleaner.name, plugin=cleaner).document
    body, counts = np.ones(len(document.lines), np.int8), np.zeros(len(document.lines))
    at = [line.index for line in document.lines if not line.blank]
    if len(at) != len(kept):
        raise ValueError("a step before removes more than whole lines")
    body[at], counts[at] = sample.body[kept], sample.counts[kept]
    return Sample(sample.site, document, body, counts, weight, whole=False)


def line_weights(samples: Sequence[Sample]) -> npt.NDArray[np.float64]:
    """Return the weight of every line: of its length, the same for each page's body, chrome at most twice that."""
    pages_of = Counter(sample.site for sample in samples)
    parts = []
    for sample in samples:
        body = sample.labels > 0
        weights = np.sqrt(np.clip(sample.lines.lengths, 1, 400)) * sample.uses
        weights /= max(weights[body].sum(), 1.0)
        chrome = weights[~body].sum()
        weights[~body] *= 2 / max(chrome, 2.0)
        parts.append(weights * sample.weight / np.sqrt(pages_of[sample.site]))
    result = np.concatenate(parts)
    scaled: npt.NDArray[np.float64] = result / result.mean()
    return scaled


def folds(samples: Sequence[Sample], count: int) -> list[list[int]]:
    """Return the places of the documents in folds: all of a site in one."""
    sites: dict[str, list[int]] = {}
    for index, sample in enumerate(samples):
        sites.setdefault(sample.site, []).append(index)
    result: list[list[int]] = [[] for _ in range(count)]
    for members in sorted(sites.values(), key=len, reverse=True):
        min(result, key=len).extend(members)
    return result


def _sample(
    record: Mapping[str, str],
    texts: Sequence[str],
    body: npt.NDArray[np.int8],
    counts: npt.NDArray[np.float64],
    *,
    weight: float = 1.0,
    whole: bool = True,
) -> Sample:
    site = record.get("site") or (urlsplit(record.get("url") or "").hostname or "").removeprefix("www.")
    return Sample(site or record["text"], _document(texts), body, counts, weight, whole)


def _document(texts: Sequence[str]) -> Document:
    return Document.of(RawDocument(text="\n".join(texts)))


def _cut(sample: Sample, chance: random.Random) -> Sample | None:
    """Return the body of a page with few lines around it, or None where that is nearly all of it."""
    texts, body = sample.document.text.split("\n"), np.flatnonzero(sample.body)
    if not len(body):
        return None
    start = max(0, body[0] - chance.choice(_MARGINS))
    end = min(len(texts), body[-1] + 1 + chance.choice(_MARGINS))
    if end - start > 0.9 * len(texts):
        return None
    part = slice(start, end)
    return Sample(sample.site, _document(texts[part]), sample.body[part], sample.counts[part], _CUT, whole=False)


def _records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
