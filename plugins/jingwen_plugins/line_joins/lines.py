"""The lines of a document that hold text, and the seams between them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import add, attrgetter
from typing import NamedTuple

from jingwen import Document, Edit
from jingwen_plugins._regex import regex
from jingwen_plugins._text import fenced_lines
from jingwen_plugins.line_joins.classes import FINISHED, end_class, start_class
from jingwen_plugins.line_joins.foreign import BEGINNINGS, foreign_reason, may_belong, underlines

_HYPHENATED = regex(r"[A-Za-z]-$")
_LATIN_END = regex(r"[A-Za-z0-9,.;:!?)]$")
_LATIN_START = regex(r"[A-Za-z0-9(]")
_LOWER = regex("[a-z]")


class _Starting(dict[int, str]):
    """The class of each line's start, found when it is first asked for: in clean text few are."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def __missing__(self, index: int) -> str:
        found = self[index] = start_class(self._texts[index])
        return found


@dataclass
class Lines:
    """Lines, or what was joined to one, without the white space around them: a list for each of their attributes.

    Args:
        texts: what they say.
        starts: where their first parts begin in the document.
        ends: where their last parts end.
        indents: the columns before them.
        starting: the classes of their starts.
        endings: the classes of their ends.
    """

    texts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    indents: Sequence[int]
    starting: _Starting | Sequence[str]
    endings: Sequence[str]

    @cached_property
    def columns(self) -> list[int]:
        """How wide they are on a terminal."""
        sizes = map(len, map(str.encode, self.texts))
        return [(length + size) // 2 for length, size in zip(map(len, self.texts), sizes, strict=True)]


class Seam(NamedTuple):
    """What stands between two lines that hold text.

    Args:
        kind: a mere `break`, a `blank` line, a `gap` where a line was or should be removed, a `doubt` where a line
            of which that is not sure stands, or a `block` of code.
        reason: why a join here is an edit.
    """

    kind: str
    reason: str


_BREAK, _BLANK = Seam("break", "hard-wrap"), Seam("blank", "hard-wrap")
_GAP, _BLOCK = Seam("gap", "across-gap"), Seam("block", "")


def contents(document: Document, without: Container[int] = ()) -> tuple[Lines, list[Seam]]:
    r"""Return the lines that hold text, and the seam behind each but the last. Foreign lines are parts of seams.

    Args:
        document: the document.
        without: lines to pass over as though they were not there, by their index.

    >>> from jingwen import RawDocument
    >>> lines, seams = contents(Document.of(RawDocument(text="河水流到镇上的水\n- 3 -\n库。")))
    >>> lines.texts, seams
    (['河水流到镇上的水', '库。'], [Seam(kind='gap', reason='page-break')])
    """
    texts, starts, indents, endings = list[str](), list[int](), list[int](), list[str]()
    fenced, seams = fenced_lines(document), list[Seam]()
    foreign: list[tuple[str, str]] = []
    start, seam = 0, _BREAK
    is_open = False  # whether the line above ends inside a sentence
    for index, row in enumerate(document.text.split("\n")):
        text = row.strip()
        if index in without:
            pass
        elif not text:
            if "\f" in row:
                foreign.append(("page-break", ""))
            elif seam is _BREAK:
                seam = _BLANK
        elif index in fenced:
            seam = _BLOCK
        else:
            ending = end_class(text)
            was_open, is_open = is_open, ending not in FINISHED
            if (is_open or was_open) and text[0] in BEGINNINGS and (reason := foreign_reason(text)):
                foreign.append((reason, text))
                is_open = was_open
            else:
                if foreign:
                    if texts and seam is not _BLOCK:
                        heads = seams[-1] is _BLANK or len(texts) == 1 or endings[-2] in FINISHED
                        seam = _with_foreign(texts[-1], text, foreign, heads=heads)
                    foreign = []
                seams.append(seam)
                seam = _BREAK
                begin, indent = start, 0
                if row[0].isspace():
                    before = row[: len(row) - len(row.lstrip())]
                    begin, indent = start + len(before), len(before) + before.count("\u3000") + before.count("\t")
                texts.append(text)
                starts.append(begin)
                indents.append(indent)
                endings.append(ending)
        start += len(row) + 1
    ends = list(map(add, starts, map(len, texts)))
    lines = Lines(texts, starts, ends, indents, _Starting(texts), endings)
    del seams[:1]  # what stands above the first line
    return lines, _with_gaps(lines, seams, document) if document.gaps else seams


def _with_foreign(above: str, below: str, foreign: Sequence[tuple[str, str]], *, heads: bool) -> Seam:
    doubt = (heads and underlines(above, foreign[0][1])) or any(may_belong(above, text, below) for _, text in foreign)
    return Seam("doubt" if doubt else "gap", foreign[0][0])


def _with_gaps(lines: Lines, seams: Sequence[Seam], document: Document) -> list[Seam]:
    """Return the seams; a gap where an earlier step removed what stood there.

    What the markup of a page parts is no gap in a sentence.
    """
    found, gaps = list(seams), document.gaps
    for index, seam in enumerate(seams):
        end, start = lines.ends[index], lines.starts[index + 1]
        at = bisect_left(gaps, end)
        if (seam is _BREAK or seam is _BLANK) and at < len(gaps) and gaps[at] <= start:
            # where a sentence ended, the markup changes nothing
            parted = lines.endings[index] not in FINISHED and _element(document, end) != _element(document, start)
            found[index] = seam if parted else _GAP
    return found


def _element(document: Document, place: int) -> tuple[int, ...]:
    """Return the number of the element around a place of a page; nothing of a text."""
    if not document.blocks:
        return ()
    return document.blocks[bisect_right(document.lines, place, key=attrgetter("start")) - 1].around[:1]


def columns(text: str) -> int:
    """Return the width of a text on a terminal: a Chinese character takes two columns, and three bytes in UTF-8.

    >>> columns("3个月")
    5
    """
    return (len(text) + len(text.encode())) // 2


def joint(above: str, below: str) -> tuple[int, str]:
    """Return how many characters of the line above go, and what comes between it and the line below.

    >>> joint("eval-", "uation"), joint("Open", "Office"), joint("水", "库")
    ((1, ''), (0, ' '), (0, ''))
    """
    if not (above[-1].isascii() and below[0].isascii()):
        return 0, ""
    if _HYPHENATED.search(above) and _LOWER.match(below):
        return 1, ""
    return 0, " " if _LATIN_END.search(above) and _LATIN_START.match(below) else ""


def joined(lines: Lines, seams: Sequence[Seam], broken: Sequence[bool]) -> tuple[list[Edit], Lines, list[Seam]]:
    """Join the lines whose seam is `broken`: return the edits, and what lines and seams are left."""
    edits, texts = list[Edit](), list[str]()
    firsts, lasts = [0], list[int]()  # the lines that each of those left begins and ends with
    parts = [lines.texts[0]]
    for index, is_broken in enumerate(broken):
        below = lines.texts[index + 1]
        if is_broken:
            cut, between = joint(lines.texts[index], below)
            if cut:
                parts[-1] = parts[-1][:-cut]
            parts += (between, below)
            edits.append(Edit(lines.ends[index] - cut, lines.starts[index + 1], between, seams[index].reason))
        else:
            texts.append("".join(parts))
            parts = [below]
            lasts.append(index)
            firsts.append(index + 1)
    texts.append("".join(parts))
    lasts.append(len(broken))
    left = Lines(
        texts,
        [lines.starts[first] for first in firsts],
        [lines.ends[last] for last in lasts],
        [lines.indents[first] for first in firsts],
        [lines.starting[first] for first in firsts],
        [lines.endings[last] for last in lasts],
    )
    return edits, left, [seams[last] for last in lasts[:-1]]
