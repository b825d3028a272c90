"""Reads names without a label beside the byline, and names that stay in the text: of reporters, in a sign-off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jingwen import Line
from jingwen_plugins._folding import folded
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN
from jingwen_plugins.site_chrome.candidates import Candidate
from jingwen_plugins.site_chrome.fields import Segment, unlabelled
from jingwen_plugins.site_chrome.names import are_persons, is_unknown, joined
from jingwen_plugins.site_chrome.page import Page

_ABOVE = 4
_BELOW = 2
_BEHIND = 8
"""How many lines behind the byline a reporter's line is looked for."""
_TO_FOOT = 3
"""How many lines before the page's foot, or the end, a sign-off is looked for."""
_LONGEST = 60
_PICTURE = ("摄", "图")
_PEOPLE = rf"[{HAN}·]{{1,5}}(?:[\s、,，]+[{HAN}·]{{1,5}}){{0,5}}?"
_REPORTER = regex(
    r"[\s(\[【■□◎●]*(?:(?:文|图文|文/图|图/文|采写|撰文|执笔)\s?[/|丨:]\s?)?"
    rf"(?:(?:本报|本刊)?(?:通讯员|实习生)\s?{_PEOPLE}\s+)?"
    rf"[{HAN}A-Za-z·]{{0,14}}?(?:记者|评论员|专栏作者|特派员|撰稿人)\s?(?P<name>{_PEOPLE})"
    r"(?:\s+(?:(?:本报|本刊|见习|特约)?(?:通讯员|实习生|记者|摄影)|文/图|图/文|图/|发自|来源\s?:).{0,30})?[)\]】\s]*"
)
_CREDIT_HINT = regex("[文者员員稿采採埰寀执執]")
"""What each credit holds, as it stands in the text: few lines need be folded."""
_POST = regex(rf"[{HAN}A-Za-z]{{2,12}}(?:记者|特派员|评论员)")
_SIGNED = regex(
    r"[\s(\[【■□◎●]*(?:本文作者|文字作者|作者|文|图文|撰文|采写|执笔|撰稿)"
    rf"(?:\s?[/|丨:]\s?(?P<name>[{HAN}A-Za-z0-9·_]{{2,12}}(?:[\s、,&]+[{HAN}·]{{2,4}}){{0,4}})"
    rf"|\s+(?P<person>{_PEOPLE}))[)\]】\s]*"
)


def is_named(line: str) -> bool:
    """Whether all of a line names a person or medium, or says whose reporter somebody is.

    >>> is_named("文小白"), is_named("城市晚报记者"), is_named("城市的记忆")
    (True, True, False)
    """
    return bool(_names(line) or _credit(line)) or _POST.fullmatch(folded(line.strip())) is not None


def named_around(main: Candidate, page: Page, known: Mapping[str, object]) -> Iterator[tuple[Line, Segment]]:
    """Yield the lines around a dated byline that only name a medium, or the author beside one.

    Args:
        main: the byline.
        page: the lines.
        known: the fields that are read already.
    """
    people: list[tuple[Line, Segment]] = []
    has_source = "source" in known
    above = range(main.order - 1, max(main.order - _ABOVE, 0) - 1, -1)
    below = range(main.order + 1, min(main.order + _BELOW + 1, len(page.content)))
    for orders in (above, below):
        for order in orders:
            if order in page.matched:
                continue
            line = page.content[order]
            if _POST.fullmatch(folded(line.text.strip())):
                has_source = True
                continue
            found = _names(line.text)
            media = [segment for segment in found if segment.kind == "source"]
            if not found or (media and has_source and len(found) == 1):
                break
            if media:
                has_source = True
                yield line, media[0]
            if order < main.order:
                people += [(line, segment) for segment in found if segment.kind == "author"]
    if has_source and "author" not in known:
        yield from people[:1]


def _names(line: str) -> list[Segment]:
    """Return the names that are all of a line, with their places in it."""
    text = folded(line)
    if len(text) > _LONGEST:
        return []
    found = unlabelled(text, line, 0, len(text)) or []
    sure = [
        each.kind == "source" or (each.kind == "author" and are_persons(text[each.start : each.end])) for each in found
    ]
    return found if all(sure) else []


def credited(main: Candidate | None, page: Page) -> tuple[Line, Segment] | None:
    """Return the author that a reporter's line or a sign-off names, where it is the only one.

    Args:
        main: the article's byline.
        page: the lines.
    """
    if not page.chrome:
        return None
    foot = {each.order for each in page.chrome}
    foot.update(each.order for each in page.candidates if each.rule.category == "editor")
    foot.add(len(page.content))
    ends = {end - distance for end in foot for distance in range(1, _TO_FOOT + 1)}
    near = range(main.order - _ABOVE, main.order + _BEHIND + 1) if main else range(0)
    authors = {each.order: each.values("author") for each in page.bylines}
    for orders in (near, sorted(ends - (page.matched - authors.keys()))):
        found: dict[object, tuple[Line, Segment]] = {}
        for order in orders:
            if 0 <= order < len(page.content):
                line = page.content[order]
                for segment in authors.get(order, ()) if order in page.matched else _credit(line.text):
                    found.setdefault(segment.value, (line, segment))
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


def _credit(line: str) -> list[Segment]:
    """Return the author that a line names, as a segment of it."""
    if len(line) > _LONGEST or not _CREDIT_HINT.search(line):
        return []
    text = folded(line)
    for pattern in (_REPORTER, _SIGNED):
        match = pattern.fullmatch(text)
        if not match:
            continue
        group = "name" if match["name"] else "person"
        start, end = match.span(group)
        if (pattern is _REPORTER or group == "person") and not are_persons(match[group]):
            continue
        if not is_unknown(match[group]) and not match[group].endswith(_PICTURE):
            return [Segment("author", start, end, joined(line[start:end]), exact=True)]
    return []
