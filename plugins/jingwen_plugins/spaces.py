"""spaces: white space that does not belong into Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from heapq import merge
from typing import ClassVar

from jingwen import Cleaner, Document, Edit, Finding, Plugin, hookimpl
from jingwen_plugins._text import HAN, in_fence
from jingwen_plugins._words import spanned

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
_WORD = 2.0  # log probability; less is an accident of segmentation
_REACH = 6
_SHORT = 3  # characters of a name or title that is spaced out on purpose
_FEW = 3
_NOISE_SHARE = 0.25  # of random spaces 45 % break a word, of those between names, titles or verses 0 to 5 %


class Spaces(Cleaner):
    """Removes spaces inside Chinese text and at the ends of lines, and surplus blank lines.

    A space between Chinese characters goes when a word of the dictionary spans it; when that is so for many
    spaces of a line, all single spaces of the line go. Spaced titles and names (`目 录`, `王 明`), verse, lists
    of words and columns stay: no word spans those, or they are pairs, or two and more spaces set them apart.
    Between a Chinese mark and Chinese a single space goes. Spaces beside Latin letters and digits are a house
    style and stay, and so do indentation, spaces beside emoticons and those inside fenced code blocks. Several blank
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
        fenced = in_fence(document)
        inner = (edit for edit in merge(marks, _between_han(document)) if not fenced(edit.start))
        yield from merge(_line_ends(text, start), inner)


def _line_ends(text: str, start: int) -> Iterator[Edit]:
    if not _UNTIDY.search(text, start):
        return
    for match in _BREAKS.finditer(text, start):
        run = match.group()
        breaks = _BREAK.findall(run)
        kept = breaks[: 1 if match.end() == len(text) else 2]
        if (new := "".join(kept)) != run:
            yield Edit(*match.span(), new, "blank-lines" if len(breaks) > len(kept) else "line-end")


def _between_han(document: Document) -> Iterator[Edit]:
    if not _BETWEEN_HAN.search(document.text):
        return
    for line in document.lines:
        for place in _noise(line.text):
            yield Edit(line.start + place, line.start + place + 1, "", "between-han")


def _noise(text: str) -> list[int]:
    """Return the places of the spaces between Chinese characters of a line that do not belong there."""
    if not _BETWEEN_HAN.search(text):
        return []
    pieces = [(match.start(), match.group()) for match in _SPACED.finditer(text)]
    kinds = {space == "\u3000" for _, piece in pieces for space in _SPACE.findall(piece)}
    if len(kinds) != 1:
        return []  # two kinds of spaces: one sets names apart and the other stretches them
    places, lone, counted, breaking = [], [], 0, 0
    for start, piece in pieces:
        segments = _SPACE.split(piece)
        joined = "".join(segments)
        lengths = [0, *map(len, segments), 0]
        at = 0
        for i in range(1, len(segments)):
            at += lengths[i]
            places.append(start + at + i - 1)
            if len(joined) <= _SHORT:
                continue
            broken = spanned(joined[max(0, at - _REACH) : at], joined[at : at + _REACH]) > _WORD
            # the lengths around the space: a pair of single characters may be a stretched name
            before, left, right, behind = lengths[i - 1 : i + 3]
            if not (left == right == 1 and before != 1 and behind != 1):
                counted += 1
                breaking += broken
            if broken and not (left == right == 1 or before == left == 1 or right == behind == 1):
                lone.append(places[-1])
    return places if breaking >= _FEW and breaking >= _NOISE_SHARE * counted else lone


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [Spaces]
