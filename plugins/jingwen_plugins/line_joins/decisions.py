"""Which breaks stand inside a sentence: rules where they are clear, a score elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jingwen_plugins._words import spanning
from jingwen_plugins.line_joins.classes import APART, FINISHED
from jingwen_plugins.line_joins.features import BRACKETS, Place, text_features, word_features
from jingwen_plugins.line_joins.layout import Layout, layout
from jingwen_plugins.line_joins.lines import Content, Seam
from jingwen_plugins.line_joins.model import model

_PAUSES = frozenset({"comma", "enumeration", "semicolon", "open"})
_CLEAR = 4.0  # a score from the classes of two characters that the rest of the lines seldom turns
_TITLES = ("heading", "caption")
# no title ends in these, and no paragraph begins with those
_DANGLING = frozenset("的在和与與及或把被对對从從将將为為是于於而但")
_CLINGING = frozenset("的了着著们們")
_OPENED = ("bracket", "quotation")
_SEAMS = {"break": "break", "blank": "break", "gap": "gap", "number": "gap"}
_TINY, _SHORT, _LONG = 20, 24, 60  # columns
_VERSE, _EQUAL = 40, 2  # columns
_LATIN = 12  # characters
_BYLINES = ("across-gap", "credit")  # what may have stood below a title
_WORD_PART = re.compile("[A-Za-z]{2}-$")
_CLAUSE_MARK = re.compile("[，,。；;：:！？]")
_COMMAS = frozenset({"comma", "enumeration"})
_QUOTES = {"”": "“", "’": "‘", "」": "「", "』": "『"}


class Question(NamedTuple):
    """A break that the score has to decide on.

    Args:
        seam: its index.
        above: the line above.
        below: the line below.
        place: the break's classes.
        asks_words: whether a word may span the break.
        needs_word: whether only a word that spans it tells that it stands inside a sentence.
    """

    seam: int
    above: Content
    below: Content
    place: Place
    asks_words: bool
    needs_word: bool


def broken(lines: Sequence[Content], seams: Sequence[Seam]) -> list[bool]:
    """Return for each seam whether it stands inside a sentence or a wrapped paragraph."""
    result = [False] * len(seams)
    scores = model()
    asked: list[tuple[Question, float]] = []
    for seam, question in questions(lines, seams, layout(lines, seams)):
        if question is None:
            result[seam] = True
            continue
        _, above, below, place, asks_words, needs_word = question
        score = scores.place_score(place)
        if abs(score) < _CLEAR or place.kind == "none":
            score += scores.total(text_features(above.text, below.text, below.ending, below.columns, place))
        low, high = scores.word_range[place.kind]
        if not asks_words or (score + low > 0 and not needs_word):
            result[seam] = score > 0 and not needs_word
        elif score + high > 0:
            asked.append((question, score))
    words = spanning([(question.above.text, question.below.text) for question, _ in asked])
    for (question, score), word in zip(asked, words, strict=True):
        if word or not question.needs_word:
            result[question.seam] = score + scores.total(word_features(word, question.place)) > 0
    return result


def questions(lines: Sequence[Content], seams: Sequence[Seam], made: Layout) -> Iterator[tuple[int, Question | None]]:
    """Yield the seams that may stand inside a sentence: with a question, or with None where they do for sure."""
    head = 0  # the line that the paragraph above begins with
    for index, seam in enumerate(seams):
        above, below = lines[index], lines[index + 1]
        end, start, first = above.ending, below.starting, head
        if end in FINISHED or start in APART or start == "label":
            head = index + 1
        if _parted(above, below, seam, made):
            head = index + 1
            continue
        fullness, full, usual = made.reach(above)
        if end in FINISHED and not (full and seam.kind != "gap"):
            if made.kind != "none" and end == "whole" and _closes_quotation(above.text, below.text):
                yield index, None
            continue
        if start in APART:
            continue
        if (start == "mark" and end not in _PAUSES) or end == "open" or _hyphenated(above.text, below.text):
            if end not in FINISHED:
                yield index, None
            continue
        if start == "mark":
            continue
        wrapped = made.kind != "none"
        if not wrapped and max(above.columns, below.columns) < _TINY:
            continue
        # a title has no mark at its end: what follows is a paragraph of its own, unless the title was wrapped
        still_title = wrapped and index == first + 1 and above.columns <= _SHORT
        if index > first and lines[first].starting in _TITLES and not still_title:
            first = head = index
        head_start = lines[first].starting
        labelled = head_start in ("label", "byline") and index == first and above.columns < _LONG
        if not (wrapped or seam.kind == "gap") and (start in _OPENED or head_start in _TITLES or labelled):
            continue
        gap = seam.kind in ("gap", "number") and not full
        if gap and below.text[0].isupper() and below.text[:_LATIN].isascii():
            continue  # a line of its own in another language
        label = start == "label" and not full and (gap or not wrapped or head_start == "label")
        heading = head_start == "heading" and (above.text[0] == "#" or not _CLAUSE_MARK.search(above.text))
        title = (heading and not full) or (not wrapped and head_start in _TITLES)
        byline = seam.reason in _BYLINES and index == 0 and above.columns < _LONG
        verse = not wrapped and not gap and above.columns <= _VERSE and abs(above.columns - below.columns) <= _EQUAL
        place = Place(
            end,
            start,
            f"{head_start}{min(2, index - first)}",
            lines[first - 1].ending if first else "first",
            made.kind,
            min(7, above.columns // 10),
            fullness,
            _SEAMS[seam.kind],
            (made.open_share, made.word_share),
            (made.set_apart, made.fit, made.filled, usual),
        )
        asks_words = end == "han" and start in ("han", "label")
        clings = end in _COMMAS or above.text[-1] in _DANGLING or below.text[0] in _CLINGING
        held = (clings and max(above.columns, below.columns) > _VERSE) or _in_bracket(above.text, below.text)
        alone = not (wrapped or seam.kind == "gap" or held)
        needs_word = alone or label or title or byline or verse or seam.kind == "number"
        yield index, Question(index, above, below, place, asks_words, needs_word)


def _parted(above: Content, below: Content, seam: Seam, made: Layout) -> bool:
    """Whether more than a line's end parts two lines: code, a blank line, an indent, the cells of a table."""
    return (
        seam.kind == "block"
        or (seam.kind == "blank" and not made.spaced)
        or (below.indent > 1 and not made.indented)
        or "\t" in above.text
        or "\t" in below.text
        or above.text[-1] == "|"
    )


def _closes_quotation(above: str, below: str) -> bool:
    opening = _QUOTES.get(below[0])
    return opening is not None and above.count(opening) > above.count(below[0])


def _in_bracket(above: str, below: str) -> bool:
    return any(above.count(a) > above.count(b) and below.count(b) > below.count(a) for a, b in BRACKETS)


def _hyphenated(above: str, below: str) -> bool:
    return above[-1] == "-" and below[0].islower() and bool(_WORD_PART.search(above))
