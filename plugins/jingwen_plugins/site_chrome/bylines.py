"""Chooses the bylines of this article, and reads its author, source, date and counter from them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple, TypeAlias

from jingwen import Field, Flag, Line
from jingwen_plugins.site_chrome.candidates import Candidate
from jingwen_plugins.site_chrome.credits import credited, is_named, named_around
from jingwen_plugins.site_chrome.fields import Segment
from jingwen_plugins.site_chrome.forms import is_title
from jingwen_plugins.site_chrome.page import NEAR, Page

FIELDS = ("author", "source", "published", "views")
Value: TypeAlias = tuple[Line, Segment]
_HEADING = 8
"""Shortest line above a day alone that counts as the article's title."""
_ENTRY = 3
"""The longest way from one entry's date to that of the next in a list of dated headlines."""
_FEWEST_POSTS = 3
_SHARE = 0.2
"""The share of a text's paragraphs that at least follows the article's date."""


class Reading(NamedTuple):
    """The values of the article's bylines, and the further lines that only name its author or source."""

    fields: Sequence[Field]
    names: Sequence[Line]
    main: Candidate | None


def read(page: Page) -> Reading:
    """Return what the bylines of a page's article say."""
    bylines = [found for found in page.chrome if found.segments]
    pools = list(_dated(page))
    main = next((chosen for pool in pools if (chosen := _main(page, pool))), None)
    if main is None and not pools:
        named = (each for each in bylines if each.kinds() & {*FIELDS} - {"published"})
        main = max(named, key=lambda each: (len(each.kinds()), -each.order), default=None)
    own = {kind: (main.line, given[0]) for kind in FIELDS if (given := main.values(kind))} if main else {}
    names = list[Line]()
    if main and _date(main) and any(order > main.order for order in page.paragraphs):
        if "published" not in own:
            own["published"] = (main.line, main.values("updated")[0]._replace(kind="published"))
        for line, segment in named_around(main, page, own):
            own.setdefault(segment.kind, (line, segment))
            if any(each is main for each in page.chrome):
                names.append(line)
    values = {**_others(main, page, bylines), **own}
    if "author" not in values and (credit := credited(main, page)):
        values["author"] = credit
    fields = [
        Field(kind, segment.value, line.start + segment.start, line.start + segment.end)
        for kind, (line, segment) in values.items()
    ]
    return Reading(fields, names, main)


def _dated(page: Page) -> Iterator[list[Candidate]]:
    """Yield the lines that may hold the article's date, the surest first: of a thread that of its opening post."""
    found = [each for each in page.bylines if _date(each)]
    if not found:
        return
    if posts := _posts(found):
        yield posts[:1]
    removed = {each.order for each in page.chrome}
    published = [each for each in found if each.values("published")]
    exact = [each for each in published if each.exact]
    # a day alone may be today's: the title or a name stands above that of an article
    days = [
        each
        for each in published
        if not each.exact
        and each.order
        and removed
        and min(removed) < each.order
        and each.order - 1 not in page.matched
        and any(each.order < order <= each.order + NEAR for order in page.paragraphs)
        and _is_heading(page.content[each.order - 1].text)
    ]
    for pool in (
        [each for each in exact if each.order in removed] or exact,
        days,
        [each for each in found if each.exact],
    ):
        if pool:
            yield pool


def _is_heading(line: str) -> bool:
    """Whether a line may be an article's title, or the name of a person or medium below it."""
    text = line.strip()
    return is_named(text) or (is_title(text) and len(text) >= _HEADING)


def _main(page: Page, dated: Sequence[Candidate]) -> Candidate | None:
    """Return the dated byline that most of the text follows; else the fullest, but no lone date among others."""
    sizes = [0, *accumulate(len(page.content[order].text) for order in page.paragraphs)]
    places = [bisect_right(page.paragraphs, each.order) for each in dated]
    amounts = [sizes[end] - sizes[start] for start, end in pairwise([*places, len(page.paragraphs)])]
    most = max(range(len(dated)), key=lambda place: (amounts[place], -place))
    second = max((amount for place, amount in enumerate(amounts) if place != most), default=0)
    if amounts[most] > max(second * 2, sizes[-1] * _SHARE):
        date = _date(dated[most])
        if most and dated[most].order - dated[most - 1].order <= _ENTRY and _is_alone(dated[most], dated[most - 1]):
            return None
        same = [each for each in dated if date.startswith(_date(each)) or _date(each).startswith(date)]
        return max(same, key=lambda each: (len(each.kinds()), each is dated[most]))
    if not dated[0].exact:
        return None
    fullest = max(dated, key=lambda each: (len(each.kinds()), -each.order))
    dates = {_date(each) for each in page.bylines if each.exact and _date(each)}
    return fullest if len(fullest.kinds()) > 1 or len(dates) == 1 else None


def _posts(dated: Sequence[Candidate]) -> list[Candidate]:
    """Return the dates of a thread, which say the same before the date and go on from post to post; else nothing."""
    by_label: dict[str, list[Candidate]] = {}
    for each in dated:
        if each.exact and (found := each.values("published")):
            by_label.setdefault(each.line.text[: found[0].start].strip(), []).append(each)
    posts = max((each for label, each in by_label.items() if label), key=len, default=[])
    dates = [_date(each) for each in posts]
    return posts if len(posts) >= _FEWEST_POSTS and dates == sorted(dates) and len({*dates}) > 1 else []


def _is_alone(found: Candidate, above: Candidate) -> bool:
    """Whether two lines give two dates and nothing else: entries of a list."""
    return all(each.kinds() == {"published"} for each in (found, above)) and _date(found)[:10] != _date(above)[:10]


def _date(found: Candidate) -> str:
    """Return a line's date: when it was published, else when it was changed."""
    dates = found.values("published") or found.values("updated")
    return str(dates[0].value) if dates else ""


def _others(main: Candidate | None, page: Page, bylines: Sequence[Candidate]) -> dict[str, Value]:
    """Return what the lines near to the main byline say, and what only one line says elsewhere."""
    values = dict(_only_values(bylines))
    if main:
        place = bisect_right(page.paragraphs, main.order)
        near = [
            each
            for each in page.bylines
            if abs(each.order - main.order) <= NEAR
            and bisect_right(page.paragraphs, each.order) == place
            and _date(each) in ("", _date(main))
        ]
        for each in sorted(near, key=lambda each: -abs(each.order - main.order)):
            values |= {kind: (each.line, given[0]) for kind in FIELDS if (given := each.values(kind))}
    if len({segment.value for each in page.bylines for segment in each.values("author")}) > 1:
        values.pop("author", None)
    return values


def _only_values(bylines: Sequence[Candidate]) -> Iterator[tuple[str, Value]]:
    """Yield a labelled author and source, where no other line competes with it."""
    for kind in ("author", "source"):
        found = [(each.line, segment) for each in bylines for segment in each.values(kind) if segment.exact]
        if len({segment.value for _, segment in found}) == 1:
            yield kind, found[0]


def flags(bylines: Sequence[Candidate], fields: Sequence[Field]) -> Iterator[Flag]:
    """Yield a flag for each counter without a number, and for each byline that goes with values that no field has."""
    known = {(each.name, each.value) for each in fields}
    for found in bylines:
        line = found.line
        for segment in found.segments:
            if segment.kind == "views" and segment.value is None:
                yield Flag(line.start + segment.start, line.start + segment.end, "empty-counter", line.text.strip())
        values = [(kind, each.value) for kind in (*FIELDS, "name") for each in found.values(kind)]
        if lost := [f"{kind}: {value}" for kind, value in values if (kind, value) not in known]:
            yield Flag(line.start, line.end, "ambiguous-byline", ", ".join(lost))
