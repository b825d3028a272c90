"""What the markup of a page adds: how the elements around a line are filled, what they are, what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from jingwen import Document
from jingwen_plugins.boilerplate.decoding import Point
from jingwen_plugins.boilerplate.features import ROW
from jingwen_plugins.boilerplate.lines import SCALE, Bools, Features, Floats, Ints, Lines, whole
from jingwen_plugins.boilerplate.model import UNIT, Logits, Model, load
from jingwen_schemas import Block

_WEIGHTS = "markup-weights.json"
_SAFE, _FULL = -3_500, -700
"""The log odds from which on a line stays, in parts of `model.UNIT`."""
_NO_BLOCK = Block("", (0,))
_DEPTH, _NEAR = 4, 2
_LINKED = 1 / 3  # a paragraph has no greater share of links

_WORDS = {
    "comment": "comment|cmt|repl(?:y|ies)|pinglun|liuyan",
    "list": "recommend|relat|hot|rank|tuijian|xiangguan|list|like|next|prev|links?(?![a-z])",
    "foot": "foot|copyright|statement|disclaim|declare|edit|keyword|tags?(?![a-z])",
    "nav": "nav|menu|head(?!line)|login|search|crumb|logo|channel|path|position|bar(?![a-z])",
    "advert": "(?<![a-z])ads?(?![a-z])|advert|(?<![a-z])gg(?![a-z])|banner|(?<![a-z])app|code|qr|weixin|wechat|promo",
    "side": "side|right|left",
    "tool": "share|tool|btn|button|more|vote|mood|font|print|dialog|popup|modal|toast|user|count|num",
    "body": "content|article|text|detail|body|entry|post|neirong|zhengwen|story|rich|markdown",
    "main": "main",
    "byline": "info|source|author|time|date|meta|from",
    "title": "title",
}
_WORD = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items()), re.IGNORECASE)
_BITS = {name: 1 << place for place, name in enumerate(_WORDS)}
_TAGS = ("p", "li", "div", "td", "section", "pre")
_REGIONS = ("nav", "header", "footer", "aside", "main", "article")
_FILLED = ("paragraphs-page", "paragraphs", "linked", "lines", "likely-page", "likely", "length")
_TEXT = (
    "length", "ends-sentence", "chrome-words", "date", "byline", "similarity", "seen-title", "since-byline",
    "text-before", "text-behind", "place", "forum-page", "from-top", "from-bottom",
)  # fmt: skip
NAMES = (
    "linear", "trees", *_TEXT,
    *(f"{name}^{level}" for level in range(_DEPTH) for name in _FILLED),
    "links", "heading", "listed", "table",
    *(f"<{tag}>" for tag in _TAGS),
    *(f"in-{region}" for region in _REGIONS),
    *(f"{name}-{place}" for place in ("near", "around") for name in _WORDS),
)  # fmt: skip


def body(
    document: Document,
    numbers: Sequence[int],
    lines: Lines,
    found: Features,
    logits: Logits,
    point: Point,
    model: Model | None = None,
) -> Bools:
    """Return for each line of a page that is not blank whether it stays.

    Args:
        document: the page, with blocks.
        numbers: the line of the document that each line of the text is, or -1.
        lines: the lines, one at least.
        found: the features of their text, a row for each of `features.NAMES`.
        logits: how much each looks like body by its text.
        point: `full` errs as seldom as it can either way, `safe` loses next to no body.
        model: stands in for the one that ships with the cleaner.
    """
    model = model or load(_WEIGHTS, NAMES)
    odds = model(features(document, numbers, lines, found, logits))
    sure: Bools = odds.highest >= _SAFE
    stays: Bools = odds.mean >= _FULL
    # a page of which nothing looks like body may be one of an unknown kind
    return stays if point == "full" and stays.any() else sure


def features(document: Document, numbers: Sequence[int], lines: Lines, found: Features, logits: Logits) -> Features:
    """Return the features of the lines that are not blank: a row for each of `NAMES`, a column for each line."""
    places = [numbers[place] for place in lines.numbers.tolist()]
    blocks = [document.blocks[place] if place >= 0 else _NO_BLOCK for place in places]
    lengths = np.where(np.array(places) < 0, 0, lines.lengths)
    result = np.empty((len(NAMES), len(blocks)), np.int16)
    result[0], result[1] = (np.clip(part, -20 * UNIT, 20 * UNIT) for part in logits)
    result[2 : 2 + len(_TEXT)] = found[[ROW[name] for name in _TEXT]]
    values = (*_filled(blocks, lengths, found, logits), *_kinds(blocks), *_named(blocks))
    result[2 + len(_TEXT) :] = whole(values, len(blocks))
    return result


def _filled(blocks: Sequence[Block], lengths: Ints, found: Features, logits: Logits) -> Iterator[Floats]:
    """Yield how much text, paragraphs, links and likely body the elements around each line hold, innermost first.

    Sums are of whole numbers, so that every machine comes to the same.
    """
    around = np.array([(block.around + block.around[-1:] * _DEPTH)[:_DEPTH] for block in blocks]).T
    elements, places = np.unique(around, return_inverse=True)
    places = places.reshape(around.shape)
    links = np.array([block.links for block in blocks])
    paragraphs = np.where((found[ROW["long"]] > 0) & (links < _LINKED), lengths, 0)
    likely = np.rint(SCALE * lengths / (1 + np.exp(-logits.mean / UNIT)))
    # an element that stands for those that are missing farther out counts once
    first = np.ones(around.shape, np.bool_)
    first[1:] = around[1:] != around[:-1]
    counted = places[first]

    def totals(values: Any) -> Any:
        return np.bincount(counted, weights=np.broadcast_to(values, around.shape)[first], minlength=len(elements))

    length, paragraph, body = totals(lengths), totals(paragraphs), totals(likely)
    linked, count = totals(np.rint(SCALE * lengths * links)), totals(1)
    least_length = np.maximum(length, 1)
    for inside in places:
        yield (paragraph / max(paragraphs.sum(), 1))[inside]
        yield (paragraph / least_length)[inside]
        yield (linked / (SCALE * least_length))[inside]
        yield np.log1p(count)[inside]
        yield (body / max(likely.sum(), 1))[inside]
        yield (body / (SCALE * least_length))[inside]
        yield np.log1p(length)[inside]


def _kinds(blocks: Sequence[Block]) -> Iterator[Any]:
    """Yield what each line's block is, and what it stands in."""
    yield [block.links for block in blocks]
    yield [block.heading for block in blocks]
    yield [block.listed for block in blocks]
    yield [block.table for block in blocks]
    for tag in _TAGS:
        yield [block.tag == tag for block in blocks]
    for region in _REGIONS:
        yield [block.region == region for block in blocks]


def _named(blocks: Sequence[Block]) -> Iterator[Any]:
    """Yield whether the names of the two nearest elements, and of the two around them, hold words of each class."""
    for part in (slice(_NEAR), slice(_NEAR, _DEPTH)):
        unions = {names: _union(map(_classes, names[part])) for names in {block.names for block in blocks}}
        classes = np.array([unions[block.names] for block in blocks])
        for bit in _BITS.values():
            yield (classes & bit) > 0


@lru_cache(4096)  # the pages of a site share their names
def _classes(name: str) -> int:
    """Return the classes of the words in a name, one bit each."""
    return _union(_BITS[word.lastgroup] for word in _WORD.finditer(name) if word.lastgroup)


def _union(bits: Iterable[int]) -> int:
    result = 0
    for bit in bits:
        result |= bit
    return result
