"""site-chrome: lines that belong to the site and not to the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import ClassVar, NamedTuple

from pydantic import Field as Setting
from pydantic import field_validator

from jingwen import Cleaner, Document, Field, Finding, Flag, Line, Plugin, hookimpl
from jingwen_plugins._text import CLOSING, EMAIL, HAN, TERMINAL, URL
from jingwen_plugins.site_chrome.fields import Segment, byline, has_known_label, kinds, segments
from jingwen_plugins.site_chrome.folding import folded
from jingwen_plugins.site_chrome.rules import Rule, is_prose, load, reasons

_LONG = 600
_LONG_HINT = re.compile(
    "版[权權]|侵[权權犯害]|免[责責]|[声聲]明|提示|[说說]明|[转轉][载載]|I ?C ?P|[许許]可|公安|[举舉][报報]|[观觀][点點]"
    "|本[站网網平刊报報新]|[违違]法|不[负負][责責]|仅|僅|[标標][识識]|[单單]位|©|reserved|copyright"
    "|[浏瀏][览覽]器|cookie|script|播放|接受以下|[闲閒閑]置|即[将將][进進]入",
    re.IGNORECASE,
)
_BYLINE_HINT = re.compile(r"\d|[:：|｜/／]")
_ATTRIBUTE = re.compile(rf"\s*(?:\d{{1,2}}[.、)]\s?)?[{HAN}A-Za-z][{HAN}A-Za-z()]{{0,7}}\s?:\s*[^\s/].{{0,40}}")
_LINK_HINT = re.compile("://|www\\.|@", re.IGNORECASE)
_LINK = re.compile(f"{URL.pattern}|{EMAIL.pattern}", re.IGNORECASE)
_MARK = re.compile("[，。；！？…,;!?]")
_WORD = re.compile(rf"[{HAN}]{{2}}|[A-Za-z]{{3}}")
_LONGEST_TITLE = 60
_FIELDS = ("author", "source", "published", "views")
_NEAR = 5
"""How many lines count as near: a byline to another, a line to the edge of a text without paragraphs."""


class _Chrome(NamedTuple):
    """A line that may be chrome: the rule that it matches, and its segments if it is a byline."""

    line: Line
    order: int
    """Its place among the lines that are not blank."""
    rule: Rule
    segments: Sequence[Segment] = ()


class SiteChrome(Cleaner):
    r"""Removes the lines that belong to the site: menus, bylines, share bars, footers and the like.

    Only whole lines go. The rules are data (`rules/*.toml`), one file for each category, for simplified and
    traditional pages and both widths. Words that a body may hold as well (更多, 评论, 首页) go only together with
    other chrome, and a lone author, source or date only before or behind the body. Author, source, date and
    counter of a byline become the fields `author`, `source`, `published` and `views`; a line is a byline only
    where all of it is understood. The line directly above it becomes the `title`, where it is the text's first
    and the record has none. A byline of one label beside a line such as 地点：报告厅 is one of a list of attributes
    and stays.

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
        content = [line for line in document.lines if not line.blank]
        candidates = [found for order, line in enumerate(content) if (found := self._chrome(line, order))]
        candidates = _without_attributes(content, candidates)
        if not candidates:
            return
        chrome = list(_decided(content, candidates))
        bylines = [found for found in chrome if found.segments]
        fields = list(_fields(_main_bylines(bylines)))
        yield from fields
        removed = {
            found.line.index: found.rule.category
            for found in chrome
            if not any(kept in found.line.text for kept in self.keep)
        }
        yield from _unread([found for found in bylines if found.line.index in removed], fields)
        if document.title is None and (title := _title(content, removed, bylines)):
            yield title
        yield from document.line_removals(removed)

    def _chrome(self, line: Line, order: int) -> _Chrome | None:
        """Return what a line may be, by itself."""
        raw = line.text.strip()
        prose, linked = is_prose(raw), _LINK_HINT.search(raw)
        if prose and not linked and (len(raw) > _LONG or not _LONG_HINT.search(raw)):
            return None  # most body text is told by its form
        text = folded(line.text)
        if not prose and _BYLINE_HINT.search(text) and (found := segments(text, line.text)):
            rule = byline(found)
            if rule and rule.category not in self.without:
                return _Chrome(line, order, rule, found)
        rule = _rule(text.strip())
        if rule is None and linked:
            # a later step takes the address away: what it leaves behind decides as well
            rule = _rule(_LINK.sub("", text).strip())
        return _Chrome(line, order, rule) if rule and rule.category not in self.without else None


def _rule(text: str) -> Rule | None:
    """Return the rule that a folded line matches."""
    if is_prose(text) and (len(text) > _LONG or not _LONG_HINT.search(text)):
        return None
    return load().match(text)


def _without_attributes(content: Sequence[Line], candidates: Sequence[_Chrome]) -> list[_Chrome]:
    """Return the candidates without bylines of one label that stand in a list of attributes: those are body."""
    matched = {found.order for found in candidates}
    single = {found.order for found in candidates if _has_one_label(found)}
    body: set[int] = set()
    seen = -1
    for order in sorted(single):
        if order <= seen:
            continue
        run, attributes = [order], False
        for step in (-1, 1):
            place = order + step
            while (
                0 <= place < len(content)
                and abs(content[place].index - content[place - step].index) == 1
                and (place in single or (place not in matched and _is_attribute(content[place].text)))
            ):
                attributes = attributes or place not in single
                run.append(place)
                place += step
        seen = max(run)
        if attributes:
            body.update(run)
    return [found for found in candidates if found.order not in body]


def _has_one_label(found: _Chrome) -> bool:
    """Whether a line is a byline of one label and its value."""
    if len(list(kinds(found.segments))) != 1:
        return False
    return any(mark in found.line.text[: found.segments[0].start] for mark in ":：")


def _is_attribute(line: str) -> bool:
    """Whether a line is a short value behind a label that no byline has."""
    text = folded(line)
    return _ATTRIBUTE.fullmatch(text.rstrip()) is not None and not has_known_label(text) and not _is_paragraph(line)


def _decided(content: Sequence[Line], candidates: Sequence[_Chrome]) -> Iterator[_Chrome]:
    """Yield the candidates that are chrome where they stand."""
    matched = {found.order for found in candidates}
    others = [order for order in range(len(content)) if order not in matched]
    paragraphs = [order for order in others if _is_paragraph(content[order].text)]
    # without paragraphs the first and the last lines of a verse or list count as head and tail
    head = paragraphs[0] if paragraphs else (others[_NEAR - 1] if len(others) >= _NEAR else len(content))
    tail = paragraphs[-1] if paragraphs else (others[-_NEAR] if len(others) >= _NEAR else -1)
    # consecutive candidates share the difference between their place and their number
    for _, numbered in groupby(enumerate(candidates), key=lambda pair: pair[1].order - pair[0]):
        run = [found for _, found in numbered]
        places = {"any"}
        if run[0].order < head:
            places |= {"edge", "head"}
        if run[-1].order > tail:
            places |= {"edge", "tail"}
        if any(found.rule.where in places for found in run) or (len(run) > 2 and "edge" in places):
            yield from run


def _is_paragraph(text: str) -> bool:
    """Whether a line is body text by its form: long with marks, or a whole sentence."""
    text = text.rstrip()
    if len(text) >= 30:
        return _MARK.search(text) is not None
    return len(text) >= 12 and text.rstrip(CLOSING).endswith(tuple(TERMINAL))


def _main_bylines(found: list[_Chrome]) -> list[_Chrome]:
    """Return the bylines of this article, the fullest one first: a page also dates the articles that it links to."""
    if not found:
        return []
    first = max(found, key=lambda each: (len(set(kinds(each.segments))), -each.order))
    if set(kinds(first.segments)) == {"published"} and len(found) > 1:
        return []
    others = [
        each
        for each in found
        if each is not first
        and (abs(each.order - first.order) <= _NEAR or {"author", "source"} & set(kinds(each.segments)))
    ]
    return [first, *others]


def _fields(bylines: Sequence[_Chrome]) -> Iterator[Field | Flag]:
    """Yield the values of bylines, the first of each kind."""
    known = set()
    for found in bylines:
        for segment in found.segments:
            start, end = found.line.start + segment.start, found.line.start + segment.end
            if segment.value is not None and segment.kind in _FIELDS and segment.kind not in known:
                known.add(segment.kind)
                yield Field(segment.kind, segment.value, start, end)
            elif segment.kind == "views" and segment.value is None:
                yield Flag(start, end, "empty-counter", found.line.text.strip())


def _unread(bylines: Sequence[_Chrome], fields: Sequence[Field | Flag]) -> Iterator[Flag]:
    """Yield a flag for each byline that goes with values that no field has."""
    known = {(each.name, each.value) for each in fields if isinstance(each, Field)}
    for found in bylines:
        values = [(each.kind, each.value) for each in found.segments if each.kind in _FIELDS and each.value is not None]
        if lost := [f"{kind}: {value}" for kind, value in values if (kind, value) not in known]:
            yield Flag(found.line.start, found.line.end, "ambiguous-byline", ", ".join(lost))


def _title(content: Sequence[Line], removed: Mapping[int, str], bylines: Sequence[_Chrome]) -> Field | None:
    """Return the title: the first line that stays, where it is short, no sentence, and a byline follows."""
    order = next((order for order, line in enumerate(content) if line.index not in removed), len(content))
    if not any(found.order == order + 1 and {*_FIELDS} & {*kinds(found.segments)} for found in bylines):
        return None
    line = content[order]
    text = line.text.strip()
    if (
        len(text) > _LONGEST_TITLE
        or not _WORD.search(text)
        or text.rstrip(CLOSING).endswith((*TERMINAL, "，", "；", "：", ",", ";", ":"))
    ):
        return None
    start = line.start + line.text.index(text)
    return Field("title", text, start, start + len(text))


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [SiteChrome]
