"""site-profile: what repeats across the documents of a site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Field, Finding, Learner, Plugin, hookimpl
from jingwen_plugins.site_profile.summary import Profile, Sample, added, bounded

# numpy is imported with the first document, not with the plugin

_REASONS = {
    "repeated-line": "a line that many documents of the site have",
    "repeated-template": "the same, but for numbers or what stands behind a label",
    "repeated-paragraph": "a long text, such as a disclaimer, that many documents of the site have",
}


class SharedLines(Cleaner):
    """Removes the lines that the documents of a site share, and the site's name behind titles.

    Args:
        sites: what is known of each.
    """

    name = "site-profile"
    reasons: ClassVar[Mapping[str, str]] = _REASONS

    sites: dict[str, Profile]

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield the edits that remove lines, and the title without its tail."""
        if not self.sites:
            return
        from jingwen_plugins.site_profile.documents import groups, repeated_lines, without_tail

        known = [self.sites[group] for group in groups(document) if group in self.sites]
        if not known:
            return
        titles = []
        if document.title:
            titles = [document.title, without_tail(document.title, known)]
            if titles[1] != titles[0]:
                yield Field("title", titles[1], 0, 0, revises=True)
        yield from document.line_removals(repeated_lines(document, known, titles))


class SiteProfile(Learner[Sample]):
    r"""Removes lines that repeat across the documents of a site, and the site's name behind their titles.

    A first pass keeps a sample of each site's documents as they were scraped, every line as a hash: exact, or with
    numbers and the value behind a label masked. Two documents of a site are enough. Documents without a site are
    grouped by their first and by their last three lines. Documents that share their paragraphs are one article and
    count once.

    A line is the site's if more documents have it than chance lets expect. A run of such lines goes from its first to
    its last that a good share of the documents have exactly; between two paragraphs of the body it must have two of
    those, because a single one may be a subheading or a quotation. Long texts go behind the body, or within such a
    run, and never more than half of a document's paragraphs. The title, rows of tables, quotations and code stay.
    `_某网` or ` - 某某新闻` behind half of a site's titles is taken off the title.

    What it learns does not depend on earlier steps.

    >>> from jingwen import Pipeline
    >>> from jingwen.chain import Chain, Step
    >>> from jingwen.profile import learned
    >>> chain = Chain((Step("site-profile", SiteProfile()),))
    >>> bodies = "集市周六开张，摊位有三十个。", "河边的步道修好了，长五公里。"
    >>> corpus = [{"site": "chengnan.example", "text": f"城南生活网\n本地\n{body}\n关于城南"} for body in bodies]
    >>> [each.document.text for each in Pipeline(learned(chain, lambda: corpus))(corpus)]
    ['集市周六开张，摊位有三十个。', '河边的步道修好了，长五公里。']
    """

    name = "site-profile"
    reasons: ClassVar[Mapping[str, str]] = _REASONS

    share: float = Setting(
        0.2,
        gt=0,
        le=1,
        description="of a site's documents, plus a standard error: what a widely repeated line stands in",
    )
    site_documents: int = Setting(32, ge=2, le=256, description="documents of a site that the sample keeps")
    documents: int = Setting(10_000, ge=2, description="documents that the sample keeps in all")
    document_lines: int = Setting(512, ge=2, description="lines of a document that it keeps, the first and last ones")

    def observe(self, documents: Iterable[Document]) -> Sample:
        """Return a sample of some documents."""
        from jingwen_plugins.site_profile.documents import observed

        return bounded(observed(list(documents), self.document_lines), self.site_documents, self.documents)

    def combine(self, a: Sample, b: Sample) -> Sample:
        """Return the sample of both parts."""
        return bounded(added(a, b), self.site_documents, self.documents)

    def cleaner(self, summary: Sample) -> SharedLines:
        """Return what cleans with the profiles of the sites."""
        from jingwen_plugins.site_profile.profile import profile

        profiles = ((site, profile(list(documents.values()), self.share)) for site, documents in summary.items())
        return SharedLines(sites={site: found for site, found in profiles if found})


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the learner."""
    return [SiteProfile]
