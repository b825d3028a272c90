"""spaces: white space that does not belong into Chinese text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import ClassVar, NamedTuple

from jingwen import Cleaner, Document, Edit, Finding, Plugin, hookimpl
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN, in_code
from jingwen_plugins._words import spanned, word_ends

_WHITE = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"
# the end of a line, and the blank lines behind it; a carriage return counts only before the line feed
_BLANK = rf"[{_WHITE}\r]*"
_BREAKS = regex(rf"[{_WHITE}\r\n](?<![{_WHITE}\r\n]{{2}})(?:(?<=\n)|{_BLANK}(?:\n|\Z))(?:{_BLANK}\n)*(?:{_BLANK}\Z)?")
# what a run has of which something goes: white space before a break or at the end, three breaks, or two at the end.
# It begins with the break itself: the search then runs from line to line
_UNTIDY = regex(rf"\n(?:(?<=[{_WHITE}\r]\n)(?:(?<!\r\n)|(?<=[{_WHITE}\r]\r\n))|\r?\n(?:\r?\n|\Z))")
_TRAILING = regex(rf"[{_WHITE}\r]\Z")
_LEADING = regex(rf"(?:{_BLANK}\n)*(?:{_BLANK}\Z)?")
_BREAK = regex(r"\r?\n")
# the patterns below begin with the space itself: the search then runs from space to space
_MARKS = "，、；：？！。"
_BESIDE_MARK = regex(
    f"[ \u00a0](?:(?<=[{_MARKS}].)(?=[{HAN}“‘《（「『])|(?=[{_MARKS}])(?<=[{HAN}].)(?![：；]-?[)）]))"  # no emoticon
)
_BETWEEN = f"(?<=[{HAN}{_MARKS}].)(?=[{HAN}{_MARKS}“‘《（「『])"
_INSIDE = regex(f"[ \u00a0\u3000]{_BETWEEN}")  # finds what these two find
_INSIDE_PLAIN = regex(f" {_BETWEEN}")  # the same in a text without the other two: one character is searched fastest
_BETWEEN_HAN = regex(f"[ \u00a0\u3000](?<=[{HAN}].)(?=[{HAN}])")
# Chinese with single spaces in it; two and more set columns apart
_SPACED = regex(rf"(?<![{HAN}])[{HAN}]++(?:[ \u00a0\u3000][{HAN}]++)+")
_HAN = regex(f"[{HAN}]")
_CLAUSE = regex("[，。；：？！]")
_WORD = 5.0  # log probability; less is an accident of segmentation
_REACH = 6
_SHORT = 3  # characters of a name or title that is spaced out on purpose
_LONGEST_WORD = 4  # of a list: "娱乐 明星 图片"
_FEW = 3
_NOISE_SHARE = 0.25  # of random spaces 45 % break a word, of those between names, titles or verses 0 to 5 %
_LONGEST_REMEMBERED = 200  # characters of a line: longer ones are seldom the same on two pages
_NONE = frozenset[int]()
_FEW_LINES = 4
_NOISY_LINES = 0.4
_DENSE = 0.15  # spaces a character, with which not even lists are spared


class Spaces(Cleaner):
    """Removes spaces inside Chinese text and at the ends of lines, and surplus blank lines.

    A space between Chinese characters goes when a word of the dictionary spans it; when that is so for many
    spaces of a line, all single spaces of the line go, and when it is so in many lines, those of the text, except in
    lists of words. Spaced titles and names (`目 录`, `王 明`), verse, lists
    of words and columns stay: no word spans those, or they are pairs, or two and more spaces set them apart.
    Between a Chinese mark and Chinese a single space goes. Spaces beside Latin letters and digits are a house
    style and stay, and so do indentation, spaces beside emoticons and those inside code. Several blank
    lines become one; none stays at the start or end.

    >>> from jingwen.testing import step
    >>> step(Spaces(), "互相沟 通， 而且倾听。 \\n\\n\\n  目 录")[0].text
    '互相沟通，而且倾听。\\n\\n  目 录'
    """

    name = "spaces"
    reasons: ClassVar[Mapping[str, str]] = {
        "between-han": "a space inside a word, or one of many between Chinese characters",
        "beside-mark": "a space between a Chinese mark and Chinese",
        "line-end": "white space at the end of a line",
        "blank-lines": "blank lines beyond the one between paragraphs, or at the start or end of the text",
    }

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield an edit for every piece of white space that goes or shrinks."""
        text = document.text
        leading = _LEADING.match(text)
        if start := leading.end() if leading else 0:
            yield Edit(0, start, "", "blank-lines")
        ends = _line_ends(document, start)
        inside = _INSIDE if "\u00a0" in text or "\u3000" in text else _INSIDE_PLAIN
        places = [match.start() for match in inside.finditer(text, start)]
        if not places:
            yield from ends
            return
        coded = in_code(document)
        marks = [place for place in places if _BESIDE_MARK.match(text, place) and not coded(place)]
        beside = [Edit(place, place + 1, "", "beside-mark") for place in marks]
        yield from sorted((*ends, *beside, *_between_han(text, places, coded)))


def _line_ends(document: Document, start: int) -> Iterator[Edit]:
    text = document.text
    if not (_UNTIDY.search(text, start) or _TRAILING.match(text, len(text) - 1)):
        return
    coded = in_code(document)
    for match in _BREAKS.finditer(text, start):
        run = match.group()
        if run == "\n":
            continue
        breaks = _BREAK.findall(run)
        kept = breaks[: 1 if match.end() == len(text) else 2]
        if len(breaks) > len(kept) and coded(match.start() + len(breaks[0])):
            kept = breaks
        if (new := "".join(kept)) != run:
            yield Edit(*match.span(), new, "blank-lines" if len(breaks) > len(kept) else "line-end")


def _between_han(text: str, places: list[int], coded: Callable[[int], bool]) -> Iterator[Edit]:
    rows = list(_rows(text, places, coded))
    if not any(row.breaking for _, row in rows):  # where no space breaks a word, all stay
        return
    # a line that is there again and again has one vote
    votes = {row.text: row.breaking > 0 for _, row in rows if row.counted}
    everywhere = _noise(sum(votes.values()), len(votes), _FEW_LINES, _NOISY_LINES)
    dense = False
    if everywhere:
        dense = sum(len(row.places()) for _, row in rows if not row.listed) >= _DENSE * len(_HAN.findall(text))
    for start, row in rows:
        noise = _noise(row.breaking, row.counted, _FEW, _NOISE_SHARE) or dense or (everywhere and not row.listed)
        for place in row.places() if noise else row.lone():
            yield Edit(start + place, start + place + 1, "", "between-han")


def _rows(text: str, places: list[int], coded: Callable[[int], bool]) -> Iterator[tuple[int, _Row]]:
    """Yield where each line with spaces between Chinese characters starts, and its spaces."""
    at = 0
    for place in places:
        if place < at or not _BETWEEN_HAN.match(text, place):
            continue
        start, end = text.rfind("\n", at, place) + 1 or at, text.find("\n", place)
        at = end if end >= 0 else len(text)
        line, hidden = text[start:at], _NONE
        if "`" in line:
            hidden = frozenset(match.start() for match in _SPACED.finditer(line) if coded(start + match.start()))
        elif coded(start):  # in a fence
            continue
        yield start, _remembered(line, hidden) if len(line) <= _LONGEST_REMEMBERED else _row(line, hidden)


def _noise(breaking: int, counted: int, few: int, share: float) -> bool:
    """Whether so many spaces, or lines, break words that none of them was meant."""
    return breaking >= few and breaking >= share * counted


class _Piece(NamedTuple):
    """Chinese with single spaces in it: where it starts, and what stands between the spaces."""

    start: int
    segments: list[str]

    def places(self) -> Iterator[int]:
        """Yield where the spaces are."""
        for spaces, at in enumerate(accumulate(map(len, self.segments[:-1]))):
            yield self.start + at + spaces


def _pieces(line: str, hidden: frozenset[int]) -> list[_Piece]:
    """Return the pieces of a line; none if their spaces are of two kinds.

    One kind sets names apart then, and the other stretches them.

    Args:
        line: the line.
        hidden: where those start that do not count.
    """
    found = [(match.start(), match.group()) for match in _SPACED.finditer(line) if match.start() not in hidden]
    all_of_them = "".join([piece for _, piece in found])
    if "\u3000" in all_of_them and (" " in all_of_them or "\u00a0" in all_of_them):
        return []
    return [_Piece(start, piece.split()) for start, piece in found]


class _Space(NamedTuple):
    """A space inside a word, the Chinese around it without spaces, and its place therein."""

    place: int
    joined: str
    at: int


class _Row(NamedTuple):
    """The single spaces between Chinese characters of a line, at offsets of the line.

    Args:
        text: the line.
        pieces: where they are.
        inside: those that a word spans and that stretch no name.
        breaking: how many a word spans.
        counted: of how many.
        listed: whether the line looks like a list of words, or verse.
    """

    text: str
    pieces: list[_Piece]
    inside: list[_Space]
    breaking: int
    counted: int
    listed: bool

    def places(self) -> list[int]:
        """Return where all spaces are."""
        return [place for piece in self.pieces for place in piece.places()]

    def lone(self) -> Iterator[int]:
        """Yield the places that go even though the other spaces stay."""
        for place, joined, at in self.inside:
            if spanned(joined[max(0, at - _REACH) : at], joined[at : at + _REACH]) > _WORD:
                yield place


def _row(line: str, hidden: frozenset[int]) -> _Row:
    """Return the spaces of a line.

    Args:
        line: the line.
        hidden: where its pieces start that are code.
    """
    pieces, inside = _pieces(line, hidden), list[_Space]()
    breaking = counted = 0
    listed = not _CLAUSE.search(line)
    for piece in pieces:
        joined = "".join(piece.segments)
        if len(joined) <= _SHORT:
            continue
        lengths = [0, *map(len, piece.segments), 0]
        menu = listed and max(lengths) <= _LONGEST_WORD
        at, ends = 0, word_ends(joined)
        for i, place in enumerate(piece.places(), 1):
            at += lengths[i]
            # the lengths around the space: a pair of single characters may be a stretched name
            before, left, right, behind = lengths[i - 1 : i + 3]
            breaks = at not in ends
            if not (left == right == 1 and before != 1 and behind != 1):
                counted += 1
                breaking += breaks
            stretched = left == right == 1 or before == left == 1 or right == behind == 1
            if breaks and not stretched and not menu:
                inside.append(_Space(place, joined, at))
    return _Row(line, pieces, inside, breaking, counted, listed and not breaking)


_remembered = lru_cache(maxsize=4096)(_row)  # menus and footers are the same on many pages


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [Spaces]
