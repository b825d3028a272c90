"""What is learned: a sample of each site's documents, each as the keys of its lines.

Of all documents those are kept whose hash is smallest, at most so many of a site and so many in all. A document that
is kept of a corpus is also kept of each part that holds it: so the sample is the same however the corpus is cut, in
whatever order its parts are combined, and however many they are.
"""

from __future__ import annotations

from heapq import nsmallest
from typing import NamedTuple, TypeAlias

Sample: TypeAlias = dict[str, dict[str, str]]
"""Site → document → its keys. A document is the start of its text's SHA-256: the same text counts once."""


class Profile(NamedTuple):
    """What the documents of a site share; strings of keys.

    Args:
        wide: lines that a good share of the documents have; none of them has masked values.
        repeated: all lines that more documents have than chance lets expect.
        tails: ends of titles.
    """

    wide: str
    repeated: str
    tails: str


def bounded(sample: Sample, of_a_site: int, in_all: int) -> Sample:
    """Return a sample without the documents that are too many.

    >>> bounded({"a": {"3": "", "1": "", "2": ""}, "b": {"4": ""}}, 2, 2)
    {'a': {'1': '', '2': ''}}
    """
    sites = {
        site: documents
        if len(documents) <= of_a_site
        else {document: documents[document] for document in nsmallest(of_a_site, documents)}
        for site, documents in sample.items()
    }
    if sum(map(len, sites.values())) <= in_all:
        return sites
    smallest = nsmallest(in_all, ((document, site) for site, documents in sites.items() for document in documents))
    kept: Sample = {}
    for document, site in smallest:
        kept.setdefault(site, {})[document] = sites[site][document]
    return kept


def added(a: Sample, b: Sample) -> Sample:
    """Return the documents of two samples.

    >>> added({"a": {"1": "x"}}, {"a": {"2": "y"}, "b": {"3": "z"}})
    {'a': {'1': 'x', '2': 'y'}, 'b': {'3': 'z'}}
    """
    return {site: a.get(site, {}) | b.get(site, {}) for site in {**a, **b}}
