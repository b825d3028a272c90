"""How often the sites of a corpus have each word, bounded and the same however the corpus is cut."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from jingwen_plugins._table import is_kept

_LONGEST_SITE = 253  # characters of a host name
_ENTRY = 8  # bytes of a word's count
_NEEDED = 30_000  # characters: a smaller site cannot be told


class Counts(TypedDict):
    """How many characters there are, and how many places have each word; packed."""

    chars: int
    words: str


class Sites(TypedDict):
    """The counts of sites, and of all that was seen.

    Args:
        level: how often the share of sites that is kept was halved.
        total: of the corpus.
        sites: of those that are kept.
    """

    level: int
    total: Counts
    sites: dict[str, Counts]


def counted(seen: Iterable[tuple[str, str]], entries: int) -> Sites:
    """Return the counts of some documents.

    Args:
        seen: the site and the text of each; the site is empty where none is known.
        entries: counts that may be kept.
    """
    from jingwen_plugins.lost_words.vocabulary import counts, written

    texts: dict[str, list[str]] = {}
    for site, text in seen:
        texts.setdefault(site[:_LONGEST_SITE], []).append(text)
    sites = {site: Counts(chars=sum(map(len, each)), words=written(counts(each))) for site, each in texts.items()}
    return _bounded(Sites(level=0, total=_sum(list(sites.values())), sites=_of_sites(sites)), entries)


def combined_sites(a: Sites, b: Sites, entries: int) -> Sites:
    """Return the counts of both parts."""
    level = max(a["level"], b["level"])
    one, other = _kept(a["sites"], level), _kept(b["sites"], level)
    sites = {
        site: _sum([part[site] for part in (one, other) if site in part]) if site in one and site in other else counts
        for site, counts in {**one, **other}.items()
    }
    return _bounded(Sites(level=level, total=_sum([a["total"], b["total"]]), sites=sites), entries)


def named(sites: Sites) -> dict[str, str]:
    """Return the words that each site seems to drop, with their counts, as a sentence."""
    from jingwen_plugins.lost_words.dropped import dropped

    large = {site: counts for site, counts in sites["sites"].items() if counts["chars"] >= _NEEDED}
    return {
        site: "; ".join(f"{word}: expected {expected:.0f}, seen {seen}" for word, expected, seen in words)
        for site, words in dropped(large, sites["total"]).items()
    }


def _of_sites(sites: dict[str, Counts]) -> dict[str, Counts]:
    return {site: counts for site, counts in sites.items() if site}


def _sum(parts: list[Counts]) -> Counts:
    from jingwen_plugins.lost_words.vocabulary import added, read, written

    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Counts(chars=0, words="")
    return Counts(chars=sum(each["chars"] for each in parts), words=written(added([read(e["words"]) for e in parts])))


def _kept(sites: dict[str, Counts], level: int) -> dict[str, Counts]:
    return {site: counts for site, counts in sites.items() if is_kept(site, level)} if level else sites


def _bounded(sites: Sites, entries: int) -> Sites:
    """Return the counts at the lowest level at which they fit."""
    kept, level = sites["sites"], sites["level"]
    while sum(_LONGEST_SITE // _ENTRY + len(counts["words"]) * 3 // 4 // _ENTRY for counts in kept.values()) > entries:
        level += 1
        kept = _kept(kept, level)
    return Sites(level=level, total=sites["total"], sites=kept)
