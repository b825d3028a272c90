"""spaces: white space that does not belong into Chinese text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from heapq import merge
from itertools import accumulate
from typing import ClassVar, NamedTuple

from jingwen import Cleaner, Document, Edit, Finding, Plugin, hookimpl
from jingwen_plugins._text import HAN, in_code
from jingwen_plugins._words import segmented, spanned

_WHITE = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"
# the end of a line, and the blank lines behind it; a carriage return counts only before the line feed
_BLANK = rf"[{_WHITE}\r]*"
_BREAKS = re.compile(rf"(?<![{_WHITE}\r\n]){_BLANK}(?:\n(?:{_BLANK}\n)*(?:{_BLANK}\Z)?|\Z)")
_UNTIDY = re.compile(rf"[{_WHITE}]\r?(?:\n|\Z)|\r(?:\r|\Z)|\n\r?\n(?:\r?\n|\Z)")
_LEADING = re.compile(rf"(?:{_BLANK}\n)*(?:{_BLANK}\Z)?")
_BREAK = re.compile(r"\r?\n")
# the patterns below begin with the space itself: the search then runs from space to space
_MARKS = "，、；：？！。"
_BESIDE_MARK = re.compile(
    f"[ \u00a0](?:(?<=[{_MARKS}].)(?=[{HAN}“‘《（「『])|(?<=[{HAN}].)(?=[{_MARKS}])(?![：；]-?[)）]))"  # no emoticon
)
_BETWEEN_HAN = re.compile(f"[ \u00a0\u3000](?<=[{HAN}].)(?=[{HAN}])")
# Chinese with single spaces in it; two and more set columns apart
_SPACED = re.compile(rf"(?<![{HAN}])[{HAN}]+(?:[ \u00a0\u3000][{HAN}]+)+")
_SPACE = re.compile("[ \u00a0\u3000]")
_HAN = re.compile(f"[{HAN}]")
_CLAUSE = re.compile("[，。；：？！]")
_WORD = 5.0  # log probability; less is an accident of segmentation
_REACH = 6
_SHORT = 3  # characters of a name or title that is spaced out on purpose
_LONGEST_WORD = 4  # of a list: "娱乐 明星 图片"
_FEW = 3
_NOISE_SHARE = 0.25  # of random spaces 45 % break a word, of those between names, titles or verses 0 to 5 %
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
        start = leading.end() if leading else 0
        yield Edit(0, start, "", "blank-lines")
        marks = (Edit(*match.span(), "", "beside-mark") for match in _BESIDE_MARK.finditer(text))
        coded = in_code(document)
        beside = (edit for edit in marks if not coded(edit.start))
        yield from merge(_line_ends(text, start), beside, _between_han(document, coded))


def _line_ends(text: str, start: int) -> Iterator[Edit]:
    if not _UNTIDY.search(text, start):
        return
    for match in _BREAKS.finditer(text, start):
        run = match.group()
        breaks = _BREAK.findall(run)
        kept = breaks[: 1 if match.end() == len(text) else 2]
        if (new := "".join(kept)) != run:
            yield Edit(*match.span(), new, "blank-lines" if len(breaks) > len(kept) else "line-end")


def _between_han(document: Document, coded: Callable[[int], bool]) -> Iterator[Edit]:
    text = document.text
    rows, at = [], 0
    while space := _BETWEEN_HAN.search(text, at):
        start, end = text.rfind("\n", at, space.start()) + 1 or at, text.find("\n", space.end())
        at = end if end >= 0 else len(text)
        if row := _Row.of(text[start:at], start, coded):
            rows.append(row)
    # a line that is there again and again has one vote
    votes = {row.text: row.breaking > 0 for row in rows if row.counted}
    everywhere = _noise(sum(votes.values()), len(votes), _FEW_LINES, _NOISY_LINES)
    dense = everywhere and sum(len(row.places) for row in rows if not row.listed) >= _DENSE * len(_HAN.findall(text))
    for row in rows:
        noise = _noise(row.breaking, row.counted, _FEW, _NOISE_SHARE) or dense or (everywhere and not row.listed)
        for place in row.places if noise else row.lone():
            yield Edit(place, place + 1, "", "between-han")


def _noise(breaking: int, counted: int, few: int, share: float) -> bool:
    """Whether so many spaces, or lines, break words that none of them was meant."""
    return breaking >= few and breaking >= share * counted


class _Space(NamedTuple):
    """A space inside a word, the Chinese around it without spaces, and its place therein."""

    place: int
    joined: str
    at: int


class _Row(NamedTuple):
    """The single spaces between Chinese characters of a line.

    Args:
        text: the line.
        places: of all.
        inside: those that a word spans and that stretch no name.
        breaking: how many a word spans.
        counted: of how many.
        listed: whether the line looks like a list of words, or verse.
    """

    text: str
    places: list[int]
    inside: list[_Space]
    breaking: int
    counted: int
    listed: bool

    @classmethod
    def of(cls, line: str, start: int, coded: Callable[[int], bool]) -> _Row | None:
        """Return the spaces of a line that starts at an offset, or None if they are of two kinds.

        One kind sets names apart then, and the other stretches them.
        """
        pieces = [
            (match.start(), match.group()) for match in _SPACED.finditer(line) if not coded(start + match.start())
        ]
        if len({space == "\u3000" for _, piece in pieces for space in _SPACE.findall(piece)}) != 1:
            return None
        row = cls(line, [], [], 0, 0, not _CLAUSE.search(line))
        breaking = counted = 0
        for piece_start, piece in pieces:
            segments = _SPACE.split(piece)
            joined = "".join(segments)
            ends = set(accumulate(map(len, segmented(joined)))) if len(joined) > _SHORT else ()
            lengths = [0, *map(len, segments), 0]
            menu = row.listed and max(lengths) <= _LONGEST_WORD
            at = 0
            for i in range(1, len(segments)):
                at += lengths[i]
                place = start + piece_start + at + i - 1
                row.places.append(place)
                if len(joined) <= _SHORT:
                    continue
                # the lengths around the space: a pair of single characters may be a stretched name
                before, left, right, behind = lengths[i - 1 : i + 3]
                if not (left == right == 1 and before != 1 and behind != 1):
                    counted += 1
                    breaking += at not in ends
                stretched = left == right == 1 or before == left == 1 or right == behind == 1
                if at not in ends and not stretched and not menu:
                    row.inside.append(_Space(place, joined, at))
        return row._replace(breaking=breaking, counted=counted, listed=row.listed and not breaking)

    def lone(self) -> Iterator[int]:
        """Yield the places that go even though the other spaces stay."""
        for place, joined, at in self.inside:
            if spanned(joined[max(0, at - _REACH) : at], joined[at : at + _REACH]) > _WORD:
                yield place


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [Spaces]
