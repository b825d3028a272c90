"""What the markup of a page adds: how the elements around a line are filled, what they are, what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache, reduce
from itertools import chain
from operator import or_

import numpy as np

from jingwen import Document
from jingwen_plugins._regex import regex
from jingwen_plugins.boilerplate.beside import beside
from jingwen_plugins.boilerplate.decoding import FORUM, Point
from jingwen_plugins.boilerplate.features import ROW
from jingwen_plugins.boilerplate.lines import SCALE, Bools, Features, Floats, Ints, Lines, scaled
from jingwen_plugins.boilerplate.model import UNIT, Logits, Model
from jingwen_schemas import Block

_SAFE, _FULL = -3_500, -700
"""The log odds from which on a line stays, in parts of `model.UNIT`."""
_NO_BLOCK = Block("", (0,))
_DEPTH, _NEAR = 4, 2
_LINKED = 1 / 3  # a paragraph has no greater share of links

_WORDS = {
    "comment": "comment cmt repl(?:y|ies) pinglun liuyan",
    "list": "recommend relat hot rank tuijian xiangguan list like next prev links?(?![a-z])",
    "foot": "foot copyright statement disclaim declare edit keyword tags?(?![a-z])",
    "nav": "nav menu head(?!line) login search crumb logo channel path position bar(?![a-z])",
    "advert": "advert banner code qr weixin wechat promo a(?<![a-z]a)(?:ds?(?![a-z])|pp) g(?<![a-z]g)g(?![a-z])",
    "side": "side right left",
    "tool": "share tool btn button more vote mood font print dialog popup modal toast user count num",
    "body": "content article text detail body entry post neirong zhengwen story rich markdown",
    "main": "main",
    "byline": "info source author time date meta from",
    "title": "title",
}
"""Patterns of words in lower case; each begins with its first letter."""
_TAGS = ("p", "li", "div", "td", "section", "pre")
_REGIONS = ("nav", "header", "footer", "aside", "main", "article")
_FILLED = ("paragraphs-page", "paragraphs", "linked", "lines", "likely-page", "likely", "length")
_TEXT = (
    "length", "ends-sentence", "chrome-words", "date", "byline", "similarity", "seen-title", "since-byline",
    "text-before", "text-behind", "place", "forum-page", "from-top", "from-bottom",
)  # fmt: skip
_TEXT_ROWS = np.array([ROW[name] for name in _TEXT])
_FIRST = 2 + len(_TEXT)
"""The row of the first feature of the markup."""
_OWN = _FIRST + _DEPTH * len(_FILLED)
_FLAGS = _OWN + 2
"""The row of the first feature that a line's block has or has not; `_flags` tells them all, one bit each."""
NAMES = (
    "linear", "trees", *_TEXT,
    *(f"{name}^{level}" for level in range(_DEPTH) for name in _FILLED),
    "links", "heading",
    "listed", "table",
    *(f"<{tag}>" for tag in _TAGS),
    *(f"in-{region}" for region in _REGIONS),
    *(f"{name}-{place}" for place in ("near", "around") for name in _WORDS),
)  # fmt: skip
_SHIFTS = np.arange(len(NAMES) - _FLAGS)[:, None]
_TAG_BITS = {tag: 1 << bit for bit, tag in enumerate(_TAGS, 2)}
_REGION_BITS = {region: 1 << bit for bit, region in enumerate(_REGIONS, 2 + len(_TAGS))}
_NEAR_SHIFT = 2 + len(_TAGS) + len(_REGIONS)
_AROUND_SHIFT = _NEAR_SHIFT + len(_WORDS)


def body(
    document: Document,
    numbers: Sequence[int],
    lines: Lines,
    found: Features,
    logits: Logits,
    point: Point,
    model: Model,
    *,
    has_replies: bool = False,
) -> Bools:
    """Return for each line of a page that is not blank whether it stays.

    Args:
        document: the page, with blocks.
        numbers: the line of the document that each line of the text is, or -1.
        lines: the lines, one at least.
        found: the features of their text, a row for each of `features.NAMES`.
        logits: how much each looks like body by its text.
        point: `full` errs as seldom as it can either way, `safe` loses next to no body.
        model: of the features of `NAMES`.
        has_replies: whether the page is one of a forum, whose replies are body.
    """
    blocks = _blocks(document, numbers, lines)
    odds = model(_matrix(blocks, lines, found, logits))
    if point == "full":
        stays: Bools = odds.mean >= (FORUM if has_replies else _FULL)
        if not has_replies:
            stays[beside(blocks, np.where(stays & (found[ROW["long"]] > 0), lines.lengths, 0))] = False
        if stays.any():
            return stays
        # a page of which nothing looks like body may be one of an unknown kind
    return odds.reach(_SAFE, np.ones(len(lines.starts), np.bool_))


def features(document: Document, numbers: Sequence[int], lines: Lines, found: Features, logits: Logits) -> Features:
    """Return the features of the lines that are not blank: a row for each of `NAMES`, a column for each line."""
    return _matrix(_blocks(document, numbers, lines), lines, found, logits)


def _blocks(document: Document, numbers: Sequence[int], lines: Lines) -> list[Block]:
    """Return the block of each line, that of no element for a mark of a gap."""
    places = [numbers[place] for place in lines.numbers.tolist()]
    page = document.blocks
    return [page[place] if place >= 0 else _NO_BLOCK for place in places]


def _matrix(blocks: Sequence[Block], lines: Lines, found: Features, logits: Logits) -> Features:
    """Return the features of lines by their blocks."""
    tags, around, names, links, regions, headings, listed, tables, *_ = zip(*blocks, strict=True)
    lengths = lines.lengths * np.array([block is not _NO_BLOCK for block in blocks])
    flags = np.fromiter(map(_flags, tags, names, regions, listed, tables), np.int64, len(blocks))
    own = np.array((links, headings), np.float64)
    result = np.empty((len(NAMES), len(blocks)), np.int16)
    result[:2] = np.array((logits.linear, logits.trees)).clip(-20 * UNIT, 20 * UNIT)
    result[2:_FIRST] = found.take(_TEXT_ROWS, 0)
    result[_FIRST:_OWN] = _filled(_elements(around), own[0], lengths, found, logits)
    result[_OWN:_FLAGS] = scaled(own)
    np.multiply(flags >> _SHIFTS & 1, SCALE, out=result[_FLAGS:], casting="unsafe")
    return result


def _elements(around: Sequence[tuple[int, ...]]) -> Ints:
    """Return the elements around each line, innermost first, as numbers from 0 on: a row for each level."""
    every = [each if len(each) == _DEPTH else (each + (each[-1:] or (0,)) * _DEPTH)[:_DEPTH] for each in around]
    numbers = np.fromiter(chain.from_iterable(every), np.intp, _DEPTH * len(every))
    order = numbers.argsort(kind="stable")
    ordered = numbers[order]
    result = np.zeros_like(numbers)
    result[order[1:]] = (ordered[1:] != ordered[:-1]).cumsum()
    return result.reshape(-1, _DEPTH).T.copy()


def _filled(elements: Ints, links: Floats, lengths: Ints, found: Features, logits: Logits) -> Features:
    """Return how much text, paragraphs, links and likely body the elements around each line hold, level by level.

    Sums are of whole numbers, so that every machine comes to the same.
    """
    paragraphs = lengths * ((found[ROW["long"]] > 0) & (links < _LINKED))
    likely = np.rint(SCALE * lengths / (1 + np.exp(-logits.mean / UNIT)))
    # an element that stands for those that are missing farther out counts once
    first = np.ones(elements.shape)
    np.not_equal(elements[1:], elements[:-1], out=first[1:])
    flat = elements.ravel()
    length, paragraph, body, linked, lines = (
        np.bincount(flat, weights=(first * values).ravel())
        for values in (lengths, paragraphs, likely, np.rint(SCALE * lengths * links), 1)
    )
    least_length = np.maximum(length, 1)
    values = np.array(
        (
            paragraph / max(paragraphs.sum(), 1),
            paragraph / least_length,
            linked / (SCALE * least_length),
            np.log1p(lines),
            body / max(likely.sum(), 1),
            body / (SCALE * least_length),
            np.log1p(length),
        )
    )
    return scaled(values).take(elements, 1).swapaxes(0, 1).reshape(-1, len(lengths))


@lru_cache(4096)  # the pages of a site share their names, and the lines of a page
def _flags(tag: str, names: tuple[str, ...], region: str, listed: bool, table: bool) -> int:
    """Return what a line's block is, what it stands in and what that is called, one bit for each row from `_FLAGS`."""
    result = listed | table << 1 | _TAG_BITS.get(tag, 0) | _REGION_BITS.get(region, 0)
    for place, name in enumerate(names):
        result |= _classes(name) << (_NEAR_SHIFT if place < _NEAR else _AROUND_SHIFT)
    return result


def _by_first_letter(words: Iterable[str]) -> str:
    """Return a pattern of words that looks at few of them at each place."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in rests.items())


_WORD = regex(_by_first_letter(" ".join(_WORDS.values()).split()))


@lru_cache(4096)
def _classes(name: str) -> int:
    """Return the classes of the words in a name, one bit each."""
    return reduce(or_, map(_class, _WORD.findall(name.lower())), 0)


@cache
def _class(word: str) -> int:
    """Return the class of a word that was found, as a bit."""
    number = next(at for at, words in enumerate(_WORDS.values()) if re.fullmatch(words.replace(" ", "|"), word))
    return 1 << number
