"""What the documents of a site share."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, exp, sqrt

import numpy as np

from jingwen_plugins.site_profile.keys import PROSE, TEMPLATE, TITLE_TAIL, Bools, Keys, are_paragraphs, kinds
from jingwen_plugins.site_profile.strings import packed, unpacked
from jingwen_plugins.site_profile.summary import Profile

_CHANCE, _RISK = 0.005, 0.02
"""The share of body lines that another page of the site has as well (measured: .2 to .7 %), and how probable it may be
that as many pages have a body line by chance."""
_OWN = 0.65  # the share of the long paragraphs of the shorter of two documents beyond which they are one article
_SAME = 0.9  # of all lines, where they have none
_COMMON = 0.5  # the share of the documents that a title's tail, or a paragraph that tells nothing, stands in
_COMMON_DOCUMENTS = 3


def profile(documents: Sequence[str], share: float) -> Profile | None:
    """Return what the documents of a site share, or None where that is nothing.

    Args:
        documents: the keys of each.
        share: of the documents that have a line; where it is surpassed by a standard error, the line is wide.

    >>> found = profile([packed([8, 16, 32]), packed([8, 16, 64])], 0.3)
    >>> unpacked(found.wide).tolist()
    [8, 16]
    """
    articles = _articles([unpacked(keys) for keys in documents])
    if len(articles) < 2:
        return None
    keys, counts = np.unique(np.concatenate(articles), return_counts=True)
    kind, least = kinds(keys), least_documents(len(articles))
    wide = counts >= max(least, ceil(share * len(articles) + 0.5 * sqrt(len(articles))))
    is_line = kind != TITLE_TAIL
    # paragraphs of an article also stand on pages that announce it
    repeated = is_line & np.where(are_paragraphs(keys), wide, counts >= least)
    tails = ~is_line & (counts >= max(least, ceil(_COMMON * len(articles))))
    anchors = repeated & wide & (kind != TEMPLATE)
    if not (anchors.any() or tails.any()):
        return None
    return Profile(packed(keys[anchors]), packed(keys[repeated]), packed(keys[tails]))


def least_documents(count: int) -> int:
    """Return in how many documents of a site a line must stand.

    So many that a line of the body has that many others by chance once in fifty times, at most; that number follows
    Poisson's distribution.

    >>> [least_documents(count) for count in (2, 5, 6, 32, 64)]
    [2, 2, 3, 3, 4]
    """
    expected = (count - 1) * _CHANCE
    others, term = 1, exp(-expected)
    beyond = 1 - term
    while beyond > _RISK:
        term *= expected / others
        beyond -= term
        others += 1
    return others + 1


def _articles(documents: list[Keys]) -> list[Keys]:
    """Return the keys of each article: documents that share their paragraphs are the same one."""
    labels = list(range(len(documents)))
    for a, b in zip(*np.nonzero(np.triu(_same(documents), 1)), strict=True):
        old, new = labels[b], labels[a]
        labels = [new if label == old else label for label in labels]
    groups: dict[int, list[Keys]] = {}
    for label, keys in zip(labels, documents, strict=True):
        groups.setdefault(label, []).append(keys)
    return [np.unique(np.concatenate(group)) for group in groups.values()]


def _same(documents: list[Keys]) -> Bools:
    """Return which documents are the same article as which."""
    paragraphs = _table([keys[kinds(keys) == PROSE] for keys in documents])
    common = paragraphs.sum(0) >= max(_COMMON_DOCUMENTS, _COMMON * len(documents))
    own = paragraphs * ~common
    # a disclaimer tells nothing; but what has nothing else may be an article that stands on many pages
    told = np.where(own.any(1, keepdims=True), own, paragraphs)
    shared, sizes = told @ told.T, told.sum(1)
    same = shared > _OWN * np.minimum.outer(sizes, sizes)
    lines = _table([keys[kinds(keys) != TITLE_TAIL] for keys in documents])
    sizes = lines.sum(1)
    alike = lines @ lines.T > _SAME * np.maximum.outer(sizes, sizes)
    bare = ~paragraphs.any(1)
    result: Bools = same | (alike & np.logical_and.outer(bare, bare))
    return result


def _table(documents: list[Keys]) -> np.typing.NDArray[np.float32]:
    """Return a row for each document and a column for each key: 1 where it has it."""
    keys, columns = np.unique(np.concatenate(documents), return_inverse=True)
    table = np.zeros((len(documents), len(keys)), np.float32)
    table[np.repeat(np.arange(len(documents)), [len(each) for each in documents]), columns] = 1
    return table
