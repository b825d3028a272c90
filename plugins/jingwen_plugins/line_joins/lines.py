"""The lines of a document that hold text, and the seams between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from jingwen import Document
from jingwen_plugins._text import fenced_lines
from jingwen_plugins.line_joins.classes import FINISHED, end_class, start_class
from jingwen_plugins.line_joins.foreign import BEGINNINGS, foreign_reason, may_be_counted

_HYPHENATED = re.compile(r"[A-Za-z]-$")
_LATIN_END = re.compile(r"[A-Za-z0-9,.;:!?)]$")
_LATIN_START = re.compile(r"[A-Za-z0-9(]")
_LOWER = re.compile("[a-z]")


class Content(NamedTuple):
    """A line, or what was joined to one, without the white space around it.

    Args:
        text: what it says.
        start: where its first part begins in the document.
        end: where its last part ends.
        indent: the columns before it.
        starting: the class of its start.
        ending: the class of its end.
        columns: its width on a terminal, where a Chinese character takes two columns.
    """

    text: str
    start: int
    end: int
    indent: int
    starting: str
    ending: str
    columns: int


class Seam(NamedTuple):
    """What stands between two lines that hold text.

    Args:
        kind: a mere `break`, a `blank` line, a `gap` where a line was or should be removed, a `number`
            that is a page's or the sentence's own, or a `block` of code.
        reason: why a join here is an edit.
    """

    kind: str
    reason: str


_BREAK, _BLANK = Seam("break", "hard-wrap"), Seam("blank", "hard-wrap")
_GAP, _BLOCK = Seam("gap", "across-gap"), Seam("block", "")


def contents(document: Document) -> tuple[list[Content], list[Seam]]:
    r"""Return the lines that hold text, and the seam behind each but the last. Foreign lines are parts of seams.

    >>> from jingwen import RawDocument
    >>> lines, seams = contents(Document.of(RawDocument(text="河水流到镇上的水\n- 3 -\n库。")))
    >>> [line.text for line in lines], seams
    (['河水流到镇上的水', '库。'], [Seam(kind='gap', reason='page-break')])
    """
    fenced, gaps = fenced_lines(document), document.gaps
    lines: list[Content] = []
    seams: list[Seam] = []
    foreign: list[tuple[str, str]] = []
    seam, start = _BREAK, 0
    above: Content | None = None
    for index, line in enumerate(document.text.split("\n")):
        text = line.strip()
        if not text:
            if "\f" in line:
                foreign.append(("page-break", ""))
            elif seam is _BREAK:
                seam = _BLANK
        elif index in fenced:
            seam = _BLOCK
        else:
            ending = end_class(text)
            open_end = ending not in FINISHED or (above and above.ending not in FINISHED)
            if open_end and text[0] in BEGINNINGS and (reason := foreign_reason(text)):
                foreign.append((reason, text))
            else:
                begin, indent = start, 0
                if line[0].isspace():
                    before = line[: len(line) - len(line.lstrip())]
                    begin, indent = start + len(before), len(before) + before.count("\u3000") + before.count("\t")
                below = Content(text, begin, begin + len(text), indent, start_class(text), ending, columns(text))
                if above:
                    seams.append(_seam(above, below, seam, foreign, gaps) if foreign or gaps else seam)
                lines.append(below)
                above = below
                foreign = []
                seam = _BREAK
        start += len(line) + 1
    return lines, seams


def _seam(above: Content, below: Content, seam: Seam, foreign: Sequence[tuple[str, str]], gaps: Sequence[int]) -> Seam:
    if seam is _BLOCK:
        return seam
    if foreign:
        counted = any(may_be_counted(above.text, text, below.text) for _, text in foreign)
        return Seam("number" if counted else "gap", foreign[0][0])
    at = bisect_left(gaps, above.end)
    return _GAP if at < len(gaps) and gaps[at] <= below.start else seam


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
    if _HYPHENATED.search(above) and _LOWER.match(below):
        return 1, ""
    return 0, " " if _LATIN_END.search(above) and _LATIN_START.match(below) else ""


def joined(lines: Sequence[Content], broken: Sequence[bool]) -> list[Content]:
    """Return the lines when those are joined whose seam is `broken`: each from its first part to its last."""
    result: list[Content] = []
    parts, first = [lines[0].text], lines[0]
    for above, below, is_broken in zip(lines, lines[1:], broken, strict=False):
        if is_broken:
            cut, between = joint(parts[-1], below.text)
            parts[-1:] = [parts[-1][: -cut or None], between, below.text]
        else:
            result.append(_from_parts(parts, first, above))
            parts, first = [below.text], below
    result.append(_from_parts(parts, first, lines[-1]))
    return result


def _from_parts(parts: Sequence[str], first: Content, last: Content) -> Content:
    if first is last:
        return first
    text = "".join(parts)
    return Content(text, first.start, last.end, first.indent, first.starting, last.ending, columns(text))
