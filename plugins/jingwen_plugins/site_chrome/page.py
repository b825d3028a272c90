"""The lines of a text, and which of those that may be chrome are it where they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence, Set
from itertools import groupby
from typing import NamedTuple

from jingwen import Line
from jingwen_plugins._text import CLOSING
from jingwen_plugins.site_chrome.candidates import Candidate
from jingwen_plugins.site_chrome.forms import SENTENCE, TITLE, is_paragraph
from jingwen_plugins.site_chrome.rules import Rule

NEAR = 5
"""How many lines count as near: a byline to another, a line to the edge of a text without paragraphs."""

_BELOW_TITLE = 2
"""How many further lines are too many between such a title and its byline."""


class Page(NamedTuple):
    """What is known of a text's lines."""

    content: Sequence[Line]
    """The lines that are not blank."""
    candidates: Sequence[Candidate]
    matched: Set[int]
    """The places in `content` of the candidates."""
    bylines: Sequence[Candidate]
    """The candidates that have segments."""
    chrome: Sequence[Candidate]
    """The candidates that are chrome where they stand."""
    paragraphs: Sequence[int]
    """The places in `content` of the lines that are body text by their form."""

    @classmethod
    def of(cls, content: Sequence[Line], candidates: Sequence[Candidate]) -> Page:
        """Return what is known of the lines of a text once those that may be chrome are known."""
        matched = {found.order for found in candidates}
        long = [order for order, line in enumerate(content) if len(line.text) >= SENTENCE and order not in matched]
        paragraphs = [order for order in long if is_paragraph(content[order].text)]
        bylines = [found for found in candidates if found.segments]
        chrome = list(_decided(content, candidates, matched, paragraphs))
        return cls(content, candidates, matched, bylines, chrome, paragraphs)

    def with_names(self, names: Collection[Line]) -> Page:
        """Return the page with lines that only name the article's author or source as a part of its byline."""
        indexes = {line.index for line in names}
        added = [
            Candidate(line, order, Rule("byline", "any"))
            for order, line in enumerate(self.content)
            if line.index in indexes
        ]
        # lines between two that go are decided as they will stand: beside each other
        return Page.of(self.content, sorted([*self.candidates, *added], key=lambda found: found.order))


def _decided(
    content: Sequence[Line], candidates: Sequence[Candidate], matched: Set[int], paragraphs: Sequence[int]
) -> Iterator[Candidate]:
    """Yield the candidates that are chrome where they stand."""
    if paragraphs:
        head, tail = _head(content, candidates, paragraphs), paragraphs[-1]
    else:
        # without paragraphs the first and the last lines of a verse or list count as head and tail
        others = [order for order in range(len(content)) if order not in matched]
        head = others[NEAR - 1] if len(others) >= NEAR else len(content)
        tail = others[-NEAR] if len(others) >= NEAR else -1
    # consecutive candidates share the difference between their place and their number
    for _, numbered in groupby(enumerate(candidates), key=lambda pair: pair[1].order - pair[0]):
        run = [found for _, found in numbered]
        places = {"any"}
        if run[0].order < head:
            places |= {"edge", "head"}
        if run[-1].order > tail:
            places |= {"edge", "tail"}
        if (len(run) > 2 and "edge" in places) or any(found.rule.where in places for found in run):
            yield from run


def _head(content: Sequence[Line], candidates: Sequence[Candidate], paragraphs: Sequence[int]) -> int:
    """Return where the body begins: behind a title that looks like a paragraph, where a dated byline follows it."""
    first, second = paragraphs[0], paragraphs[1] if len(paragraphs) > 1 else len(content)
    text = content[first].text.strip()
    if len(text) > TITLE or text.rstrip(CLOSING).endswith(("。", "…")):
        return first
    between = [found for found in candidates if first < found.order < second]
    dated = next((found.order for found in between if found.exact and found.values("published")), second)
    # lines that may go are not counted: without them the rest must be decided as with them
    others = dated - first - 1 - sum(found.order < dated for found in between)
    return second if dated < second and others < _BELOW_TITLE else first
