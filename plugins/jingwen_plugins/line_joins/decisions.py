"""Which breaks stand inside a sentence: rules where they are clear, a score elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from jingwen_plugins._regex import regex
from jingwen_plugins._words import spanning
from jingwen_plugins.line_joins.classes import APART, FINISHED
from jingwen_plugins.line_joins.features import BRACKETS, Place
from jingwen_plugins.line_joins.layout import Layout, layout
from jingwen_plugins.line_joins.lines import Lines, Seam
from jingwen_plugins.line_joins.model import model

_PAUSES = frozenset({"comma", "enumeration", "semicolon", "open"})
_CLEAR = 400  # a score, in hundredths, from the classes of two characters that the rest of the lines seldom turns
_TITLES = ("heading", "caption")
# no title ends in these, and no paragraph begins with those
_DANGLING = frozenset("的在和与與及或把被对對从從将將为為是于於而但")
_CLINGING = frozenset("的了着著们們")
_OPENED = ("bracket", "quotation")
_SEAMS = {"break": "break", "blank": "break", "gap": "gap", "doubt": "gap"}
_TINY, _SHORT, _LONG = 20, 24, 60  # columns
_VERSE, _EQUAL = 40, 2  # columns
_LATIN = 12  # characters
_BYLINES = ("across-gap", "credit")  # what may have stood below a title
_WORD_PART = regex("[A-Za-z]{2}-$")
_CLAUSE_MARK = regex("[，,。；;：:！？]")
_INNER_MARK = regex("[，,。；;]")  # a label has none before its value
_CLOSING_BRACKET = regex(f"[{''.join(closing for _, closing in BRACKETS)}]")
_COMMAS = frozenset({"comma", "enumeration"})
_QUOTES = {"”": "“", "’": "‘", "」": "「", "』": "『"}


class Question(NamedTuple):
    """A break that the score has to decide on.

    Args:
        place: the break's classes.
        asks_words: whether a word may span the break.
        needs_word: whether only a word that spans it tells that it stands inside a sentence.
    """

    place: Place
    asks_words: bool
    needs_word: bool


Decided: TypeAlias = dict[tuple[Question, str, str, str], bool]
"""Whether breaks stand inside a sentence: by question, line above, line below, and what that ends with."""


def broken(lines: Lines, seams: Sequence[Seam], decided: Decided) -> list[bool]:
    """Return for each seam whether it stands inside a sentence or a wrapped paragraph.

    Args:
        lines: the lines.
        seams: those between them.
        decided: what was decided before with effort; more is added.
    """
    result = [False] * len(seams)
    texts, endings = lines.texts, lines.endings
    scores, made = model(), layout(lines, seams)
    low, high = scores.word_range[made.kind]
    wrapped = made.kind != "none"
    asked: list[tuple[int, Question, int]] = []
    for seam, question in questions(lines, seams, made):
        if question is None:
            result[seam] = True
            continue
        place, asks_words, needs_word = question
        score = scores.place_score(place)
        if not (wrapped and abs(score) >= _CLEAR):
            key = question, above, below, ending = (question, texts[seam], texts[seam + 1], endings[seam + 1])
            if key in decided:
                result[seam] = decided[key]
                continue
            score += scores.line_score(above, below, ending, place)
        if not asks_words or (score + low > 0 and not needs_word):
            result[seam] = score > 0
        elif score + high > 0:
            asked.append((seam, question, score))
    words = spanning([(texts[seam], texts[seam + 1]) for seam, _, _ in asked])
    for (seam, question, score), word in zip(asked, words, strict=True):
        if word or not question.needs_word:
            result[seam] = score + scores.word_score(word, question.place) > 0
        decided[question, texts[seam], texts[seam + 1], endings[seam + 1]] = result[seam]
    return result


def questions(lines: Lines, seams: Sequence[Seam], made: Layout) -> Iterator[tuple[int, Question | None]]:
    """Yield the seams that may stand inside a sentence: with a question, or with None where they do for sure."""
    texts, endings, starting = lines.texts, lines.endings, lines.starting
    wrapped, fixed = made.kind != "none", made.kind == "fixed"
    head = 0  # the line that the paragraph above begins with
    shares, fit = (made.open_share, made.word_share), (made.set_apart, made.fit, made.filled)
    for index, (kind, reason) in enumerate(seams):
        end = endings[index]
        finished = end in FINISHED
        if finished and not wrapped:
            head = index + 1
            continue
        above, below, first = texts[index], texts[index + 1], head
        if _parted(above, below, lines.indents[index + 1], kind, made):
            head = index + 1
            continue
        start = starting[index + 1]
        if finished or start in APART or start == "label":
            head = index + 1
        fullness, full, usual = made.reach(above, lines.columns[index]) if fixed else ("", False, 0)
        if finished and not (full and kind != "gap"):
            if end == "whole" and _closes_quotation(above, below):
                yield index, None
            continue
        if start in APART:
            continue
        if (
            (start == "mark" and end not in _PAUSES)
            or (end == "open" and above[0] != above[-1])  # not a line that dashes frame
            or (above[-1] == "-" and _hyphenated(above, below))
        ):
            if not finished:
                yield index, None
            continue
        if start == "mark":
            continue
        wide, wide_below = lines.columns[index : index + 2]
        if not wrapped and max(wide, wide_below) < _TINY:
            continue
        # a title has no mark at its end: what follows is a paragraph of its own, unless the title was wrapped
        still_title = wrapped and index == first + 1 and wide <= _SHORT
        if index > first and starting[first] in _TITLES and not still_title:
            first = head = index
        head_start = starting[first]
        labelled = head_start in ("label", "byline") and index == first and wide < _LONG
        if not (wrapped or kind == "gap") and (start in _OPENED or head_start in _TITLES or labelled):
            continue
        gap = kind in ("gap", "doubt") and not full
        if gap and below[0].isupper() and below[:_LATIN].isascii():
            continue  # a line of its own in another language
        label = start == "label" and not full and (gap or not wrapped or head_start == "label")
        heading = head_start == "heading" and (above[0] == "#" or not _CLAUSE_MARK.search(above))
        title = (heading and not full) or (not wrapped and head_start in _TITLES)
        # what an earlier step removed stood between blocks of a page more often than in a sentence
        alone = reason == "across-gap" and (index == first or not wrapped) and not _flows(above, below)
        apart = wide < _LONG and (
            alone or (index == 0 and reason in _BYLINES) or (gap and labelled and not _INNER_MARK.search(above))
        )
        verse = not wrapped and not gap and wide <= _VERSE and abs(wide - wide_below) <= _EQUAL
        asks_words = end == "han" and start in ("han", "label")
        needs_word = label or title or apart or verse or kind == "doubt"
        if not (needs_word or wrapped or kind == "gap"):
            clings = end in _COMMAS or _goes_on(above, below)
            needs_word = not ((clings and max(wide, wide_below) > _VERSE) or _in_bracket(above, below))
        if needs_word and not asks_words:
            continue
        behind, before = min(2, index - first), endings[first - 1] if first else "first"
        wide = min(7, wide // 10)
        place = Place(
            end, start, head_start, behind, before, made.kind, wide, fullness, _SEAMS[kind], usual, shares, fit
        )
        yield index, Question(place, asks_words, needs_word)


def _parted(above: str, below: str, indent: int, kind: str, made: Layout) -> bool:
    """Whether more than a line's end parts two lines: code, a blank line, an indent, the cells of a table."""
    return (
        kind == "block"
        or (kind == "blank" and not made.spaced)
        or (indent > 1 and not made.indented)
        or "\t" in above
        or "\t" in below
        or above[-1] == "|"
    )


def _flows(above: str, below: str) -> bool:
    return _CLAUSE_MARK.search(above) is not None or _goes_on(above, below)


def _goes_on(above: str, below: str) -> bool:
    return above[-1] in _DANGLING or below[0] in _CLINGING


def _closes_quotation(above: str, below: str) -> bool:
    opening = _QUOTES.get(below[0])
    return opening is not None and above.count(opening) > above.count(below[0])


def _in_bracket(above: str, below: str) -> bool:
    return bool(_CLOSING_BRACKET.search(below)) and any(
        above.count(a) > above.count(b) and below.count(b) > below.count(a) for a, b in BRACKETS
    )


def _hyphenated(above: str, below: str) -> bool:
    return below[0].islower() and bool(_WORD_PART.search(above))
