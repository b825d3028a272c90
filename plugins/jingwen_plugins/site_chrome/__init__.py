"""site-chrome: lines that belong to the site and not to the article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from pydantic import Field as Setting
from pydantic import field_validator

from jingwen import Cleaner, Document, Field, Finding, Plugin, hookimpl
from jingwen_plugins.site_chrome.bylines import flags, read
from jingwen_plugins.site_chrome.candidates import candidates
from jingwen_plugins.site_chrome.dates import machine_made
from jingwen_plugins.site_chrome.details import details
from jingwen_plugins.site_chrome.page import Page
from jingwen_plugins.site_chrome.rules import reasons
from jingwen_plugins.site_chrome.titles import title


class SiteChrome(Cleaner):
    r"""Removes the lines that belong to the site: menus, bylines, share bars, footers and the like.

    Only whole lines go. The rules are data (`rules/*.toml`), one file for each category, for simplified and
    traditional pages and both widths. Words that a body may hold as well (更多, 评论, 首页) go only together with
    other chrome, and a lone author, source or date only before or behind the body. A line is a byline only where all
    of it is understood; one of one label beside a line such as 地点：报告厅 is one of a list of attributes and stays.

    Fields, each with its place: `author`, `source`, `published` and `views` from the byline of the text that follows
    it and from names in the lines around it, the author also from a reporter's line or a sign-off, which stay in the
    text; `title` from the line above the byline or the end of a breadcrumb, where the record has none; `editor`,
    `comments`, `tags` and `original_url` from lines of the site, where they do not contradict each other.

    A date is the one that most of the text follows; where two compete, none is read and the line is flagged. Where the
    text has none, `published` is that of the record's `meta`, and its place is 0, 0.

    >>> from jingwen.testing import step
    >>> after, _ = step(SiteChrome(), "首页正文\n城墙今日开放\n作者:文小白 人气:52\n市民一早就来排队。")
    >>> after.text, dict(after.fields)
    ('城墙今日开放\n市民一早就来排队。', {'author': '文小白', 'views': 52, 'title': '城墙今日开放'})
    """

    name = "site-chrome"
    reasons: ClassVar[Mapping[str, str]] = reasons() | {
        "empty-counter": "a counter without a number; `views` stays unset",
        "ambiguous-byline": "a byline was removed, but others compete with its values: no field has them",
    }

    keep: tuple[str, ...] = Setting((), description="a line that holds one of these strings is never removed")
    without: tuple[str, ...] = Setting((), description="categories to switch off, by their reason")

    @field_validator("without")
    @classmethod
    def _known(cls, without: tuple[str, ...]) -> tuple[str, ...]:
        known = reasons()
        if unknown := [name for name in without if name not in known]:
            raise ValueError(f"unknown category {', '.join(unknown)} (known: {', '.join(sorted(known))})")
        return without

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield the fields that bylines hold, and the edits that remove the lines."""
        content = [line for line in document.lines if line.text and not line.text.isspace()]
        found = candidates(content, document.text, self.without)
        if not found:
            yield from _published_by_record(document)
            return
        page = Page.of(content, found)
        reading = read(page)
        if reading.names:
            page = page.with_names(reading.names)
        yield from reading.fields
        if not any(field.name == "published" for field in reading.fields):
            yield from _published_by_record(document)
        removed = {
            each.line.index: each.rule.category
            for each in page.chrome
            if not (self.keep and any(kept in each.line.text for kept in self.keep))
        }
        bylines = [each for each in page.chrome if each.segments]
        yield from flags([each for each in bylines if each.line.index in removed], reading.fields)
        if document.title is None and (found_title := title(page, removed, reading.main)):
            yield found_title
        yield from details(document, page.chrome)
        yield from document.line_removals(removed)


def _published_by_record(document: Document) -> Iterator[Field]:
    """Yield the date that the record came with, as the head of an HTML page gives it. Its place is no place: 0, 0."""
    if value := machine_made((document.raw.meta or {}).get("published")):
        yield Field("published", value, 0, 0)


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [SiteChrome]
