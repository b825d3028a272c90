"""related-links: the lists of other articles beside and behind a text."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Finding, Link, Plugin, hookimpl
from jingwen_plugins.related_links.decision import is_related
from jingwen_plugins.related_links.entries import LONGEST, Entry
from jingwen_plugins.related_links.lists import Found, headed, lists, openings, prose_before
from jingwen_plugins.related_links.rows import Row

_PASSES = 8
"""How often at most what a list stood between is looked at."""


class RelatedLinks(Cleaner):
    r"""Takes the lists of other articles out of the text, and keeps each entry as a link.

    A list is known by what stands before it: a heading such as 相关阅读, on a line of its own or before an entry, an
    end mark such as THE END, or a place behind a whole paragraph where an earlier step removed lines. With nothing
    before it, its entries need addresses, dates or bullets between them, and must follow the last paragraph. A line
    may hold several entries, behind bullets, between bars or as Markdown links; dates, counts, sources, ranks and the
    teaser below a headline go with their entry. `title` is the headline alone, `snippet` the teaser, or all that the
    line says.

    Only lines that look like headlines are taken, so a heading inside the body does not take the body along. A list
    stays where more than a tenth as much prose follows as stands before it; three or more long headlines behind a
    certain heading may have as much prose behind them as before. Left alone: reference lists, reading lists (most
    entries are titles in 《》), chapters, programmes, lists that a colon introduces, numbered lists of the body.
    Of a list without blank lines, what stands behind a blank one is no entry.

    >>> from jingwen.testing import step
    >>> after, _ = step(RelatedLinks(), "正文到此为止。\n相关阅读\n1.公园今日重新开放http://a.example/1")
    >>> after.text, after.links[0].title, after.links[0].url
    ('正文到此为止。', '公园今日重新开放', 'http://a.example/1')
    """

    name = "related-links"
    reasons: ClassVar[dict[str, str]] = {
        "related-entry": "an entry of a list of other articles, or a line that belongs to one",
        "related-heading": "the heading of such a list",
    }

    min_entries: int = Setting(2, ge=2, description="entries that a list without a heading or end mark must have")

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield a link for each entry, and the edits that remove their lines."""
        content = [line for line in document.lines if line.text and not line.text.isspace()]
        begins = openings(content, document.text, document.gaps)
        if begins is None:
            return
        rows = list(map(Row, content, range(len(content))))
        reasons, kept = dict[int, str](), list[Entry]()
        for _ in range(_PASSES):
            related = list(self._related(rows, begins, document.gaps))
            if not related:
                break
            for found in related:
                reasons.update((each.line.index, "related-entry") for each in rows[found.first : found.last])
                if headed(found):
                    reasons[rows[found.first - 1].line.index] = "related-heading"
                kept += found.entries
            rows = [each for each in rows if each.line.index not in reasons]
        yield from _links(kept, document)
        yield from document.line_removals(reasons)

    def _related(self, rows: Sequence[Row], begins: Collection[int], gaps: Sequence[int]) -> Iterator[Found]:
        """Yield the lists that are of other articles."""
        candidates = list(lists(rows, begins, gaps))
        if not candidates:
            return iter(())
        prose = prose_before(rows, candidates)
        return (found for found in candidates if is_related(rows, found, prose, self.min_entries))


def _links(entries: Sequence[Entry], document: Document) -> Iterator[Link]:
    """Yield entries as links. The markup of a page tells the address of one that has a line for itself."""
    if not entries or not document.blocks:
        yield from (_link(entry, entry.url) for entry in entries)
        return
    starts = [start for _, start, _, _ in document.lines]
    places = [bisect_right(starts, entry.start) - 1 for entry in entries]
    alone = Counter(places)
    for entry, place in zip(entries, places, strict=True):
        href = document.blocks[place].href if alone[place] == 1 else ""
        yield _link(entry, entry.url or _absolute(href, document.url))


def _absolute(href: str, base: str | None) -> str | None:
    """Return an address of a page in full, as far as that is known.

    >>> _absolute("/a/1.html", "https://news.example.cn/b/"), _absolute("2.html", None), _absolute("javascript:;", None)
    ('https://news.example.cn/a/1.html', '2.html', None)
    """
    if not href or href.startswith("#"):
        return None
    if "[" not in href and (href.startswith(("https://", "http://")) or (not base and ":" not in href)):
        return href.strip()
    try:
        url = urljoin(base or "", href.strip())
        scheme = urlsplit(url).scheme
    except ValueError:  # an unbalanced [ of an IPv6 address
        return None
    return url if url and scheme in ("", "http", "https") else None


def _link(entry: Entry, url: str | None) -> Link:
    """Return an entry as a link; it has a title only where the headline is whole, or a summary stands behind it."""
    whole = entry.snippet != entry.title or not entry.truncated
    headline = whole and len(entry.title) <= LONGEST and "。" not in entry.title
    title = entry.title.rstrip(".…") if headline else ""
    return Link(entry.start, entry.end, title or None, entry.snippet, url, entry.truncated)


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [RelatedLinks]
