"""line-joins: sentences that a hard wrap, a page break or a removed line broke in two."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import ClassVar, NamedTuple

from jingwen import Cleaner, Document, Edit, Finding, Line, Plugin, hookimpl
from jingwen_plugins._text import CLOSING, HAN, HEADING, LIST_ITEM, OPENING, TERMINAL, in_fence
from jingwen_plugins._words import spanned

_HAN = re.compile(f"[{HAN}]")
# "2.1 预算", "3.2.1、", and no quantity
_MULTI_LEVEL = (
    r"\s*\d{1,2}(?:[.．]\d{1,2}){1,4}(?:[、.．)）](?!\d)"
    rf"|[ \t\u3000]+(?=[{HAN}《“])(?![亿億万萬倍]|[元米吨噸克度级級秒](?![{HAN}])|英寸|公[里斤顷頃]|平方|[个個](?!人)))"
)
# what begins a paragraph of its own: an item or heading, an indent, a dash, a quotation, a byline, a dateline
_NEW_PARAGRAPH = re.compile(
    rf"{LIST_ITEM.pattern}|{_MULTI_LEVEL}|{HEADING.pattern}|\u3000|[ \t]{{2}}|[—–-]{{2}}|\s*[“「『\"][^”」』\"\n]*$"
    r"|\s*(?:作者|来源|來源|责任编辑|責任編輯|编辑|編輯|记者|記者|时间|時間|日期|标题|標題|摘要|关键词|關鍵詞|文件名)\s?[:：]"
    r"|\s*(?:本报|本報|新华社|新華社|新华网|中新社|中新网|人民网|中央社)[^，,。\n]{0,20}?(?:电|電|讯|訊|报道|報導)"
    r"|\s*(?:(?:新华社|新華社|本报|本報)?[记記]者)|\s*[（(][^）)\n]*[）)]\s*$"
)
_PREFIX = re.compile(rf"{LIST_ITEM.pattern}|{HEADING.pattern}")
# "缺席：无", "标    题：", and not "他笑着说："
_LABEL = re.compile(rf"[{HAN}](?:[ \u3000]*[{HAN}]){{1,7}}(?<![说說道问問答])[ \u3000]*[:：]")
_IN_CHINESE = re.compile(rf"[{HAN}，、；：。！？…—()“‘「『（【《〈”’」』）】》〉]")
# no title ends in these, and no paragraph begins with those
_DANGLING = frozenset("的在和与與及或把被对對从從将將为為是于於而但")
_CLINGING = frozenset("的了着著们們")
_CONTINUATION = re.compile(r"\s*[，、；：。！？）》」』】](?![，、；：。！？）》」』】])")
_INNER_MARK = re.compile("[，,。；;：:！？、]")
_NARROW = 24  # columns; the least width of a wrapped text
_SHORT = 40  # columns; titles, bylines and verse are shorter
_LONG = 60  # columns; longer than a title
_SLACK = 4  # columns by which the rules for marks at the line's edge shift a wrap
_SOME_WORD, _CLEAR_WORD = 2.0, 8.0  # log probability
_SAMPLE = 64
_FEW = 3
_RAGGED_SHARE = 0.2  # of the breaks between Chinese; of random ones a word spans 40 %
_WRAP_SHARE = 0.08
_PASSES = 8
_HYPHENATED = re.compile("[A-Za-z]-$")
_LATIN_END = re.compile("[A-Za-z0-9,.;:!?)]$")
_LOWER = re.compile("[a-z]")
_LATIN_START = re.compile("[A-Za-z0-9(]")
_FINISHED = frozenset({"whole", "colon"})
_PAIRS = (("（", "）"), ("(", ")"), ("《", "》"), ("【", "】"))


class _Shape(NamedTuple):
    """How a document's lines were made. `width` is 0 where no fixed width wrapped them."""

    width: int = 0
    by_columns: bool = True
    ragged: bool = False
    set_apart: bool = False

    def measure(self, text: str) -> int:
        return _columns(text) if self.by_columns else 2 * len(text.rstrip())


class _Break(NamedTuple):
    """The break between two lines that are not blank, each with what was joined to it already."""

    above: str
    below: str
    seam: tuple[Line, Line]
    gap: bool
    blank: bool

    @property
    def end(self) -> str:
        return _end(self.above)


class LineJoins(Cleaner):
    """Joins lines where a hard wrap, a page break or a removed line broke a sentence.

    What the ends of two lines look like decides (a comma, an open bracket, a word of the dictionary that spans the
    break), and how the document's lines were made: wrapped at one width, wrapped anywhere, or not wrapped. In a
    wrapped document full lines are joined; in one that is not, only what is clearly one sentence. Never joined: list
    items, headings, tables, indented lines, bylines and quotations with the line above them, short lines such as
    verse with each other, fenced code blocks, and anything across a blank line, unless an earlier step removed a line
    there. Chinese is
    joined without a space, Latin words with one; a hyphenated Latin word is healed.

    >>> from jingwen.testing import step
    >>> step(LineJoins(), "会议要求各部门加强沟通，认真落实各项任务，\\n并及时反馈工作进展情况。")[0].text
    '会议要求各部门加强沟通，认真落实各项任务，并及时反馈工作进展情况。'
    """

    name = "line-joins"
    reasons: ClassVar[Mapping[str, str]] = {
        "hard-wrap": "a line break inside a sentence or a wrapped paragraph",
        "across-gap": "a sentence that a removed line had cut in two",
    }

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield an edit for every line break that stands inside a sentence."""
        breaks, seams = _breaks(document), list[_Break]()
        for _ in range(_PASSES):  # a joined line may show that it goes on; text seen by a second run is seen here
            if not (joined := _joined(breaks)):
                break
            seams += [breaks[i] for i in joined]
            breaks = _without(breaks, joined)
        for found in sorted(seams, key=lambda found: found.seam[0].start):
            above, below = found.seam
            cut, joint = _joint(above.text, below.text)
            start = above.start + len(above.text.rstrip()) - cut
            end = below.end - len(below.text.lstrip())
            yield Edit(start, end, joint, "across-gap" if found.gap else "hard-wrap")


def _joined(breaks: Sequence[_Break]) -> set[int]:
    """Return the indexes of the breaks to be joined."""
    joined: set[int] = set()
    if all(found.end in _FINISHED or (found.blank and not found.gap) for found in breaks):
        return joined
    shape, starts_paragraph = _shape(breaks), True
    for i, found in enumerate(breaks):
        candidate = found.gap or not found.blank
        if candidate and _broken(found, shape, first=i == 0, starts_paragraph=starts_paragraph):
            joined.add(i)
        starts_paragraph = found.end in _FINISHED or found.blank
    return joined


def _without(breaks: Sequence[_Break], joined: set[int]) -> list[_Break]:
    """Return the breaks that are left when some are joined, between the longer lines."""
    lines, parts = list[str](), [breaks[0].above]
    for i, found in enumerate(breaks):
        if i in joined:
            cut, joint = _joint(parts[-1], found.below)
            parts[-1:] = [parts[-1].rstrip()[: -cut or None], joint, found.below.lstrip()]
        else:
            lines.append("".join(parts))
            parts = [found.below]
    lines.append("".join(parts))
    left = (found for i, found in enumerate(breaks) if i not in joined)
    return [found._replace(above=a, below=b) for found, (a, b) in zip(left, pairwise(lines), strict=True)]


def _columns(text: str) -> int:
    """Return the width of a line in columns of a terminal, where a Chinese character takes two."""
    text = text.rstrip()
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def _end(text: str) -> str:
    """Return what a line ends with: whole (a sentence), colon, comma, semicolon, open, close, han or other."""
    text = text.rstrip()
    last = text[-1]
    core = text.rstrip(CLOSING + "\"'*_")[-1:]
    if core and core in TERMINAL + ".":
        return "whole"
    for kind, marks in (
        ("comma", "，,、"),
        ("colon", "：:"),
        ("semicolon", "；;"),
        ("open", OPENING),
        ("close", CLOSING),
    ):
        if last in marks:
            return kind
    return "han" if _HAN.match(last) else "other"


def _breaks(document: Document) -> list[_Break]:
    """Return the breaks between the lines of a document, blank lines passed over."""
    fenced = in_fence(document)
    content, breaks = [line for line in document.lines if not (line.blank or fenced(line.start))], []
    for above, below in pairwise(content):
        at = bisect_left(document.gaps, above.end)
        gap = at < len(document.gaps) and document.gaps[at] <= below.start
        gap = gap and not document.text[above.end : below.start].strip()  # nor a fenced code block
        breaks.append(_Break(above.text, below.text, (above, below), gap, below.index > above.index + 1))
    return breaks


def _shape(breaks: Sequence[_Break]) -> _Shape:
    """Find out how the lines of a document were made."""
    between_han = [
        (found.above.rstrip(), found.below)
        for found in breaks
        if not (found.gap or found.blank)
        and found.end == "han"
        and _HAN.match(found.below)
        and _columns(found.above) >= _NARROW // 2
    ][:_SAMPLE]
    words = sum(spanned(above, below) > _SOME_WORD for above, below in between_han)
    ragged = words >= _FEW and words > _RAGGED_SHARE * len(between_han)
    if len(between_han) > _FEW and words <= _WRAP_SHARE * len(between_han):
        return _Shape()
    fixed = [shape for by_columns in (True, False) if (shape := _wrap(breaks, by_columns=by_columns, ragged=ragged))]
    return max(fixed, default=(0, _Shape(ragged=ragged)))[1]


def _wrap(breaks: Sequence[_Break], *, by_columns: bool, ragged: bool) -> tuple[int, _Shape] | None:
    """Return the width that most lines were wrapped at, behind how many they are, if a width explains them."""
    widths = [_Shape(by_columns=by_columns).measure(found.above) for found in breaks]
    counts = Counter(bound for width in widths for bound in range(width, width + 3) if bound >= _NARROW)
    if not counts:
        return None
    count, width = max((count, width) for width, count in counts.items())
    full = [found.end for found, w in zip(breaks, widths, strict=True) if abs(w - width) <= _SLACK]
    unfinished = sum(end != "whole" for end in full)
    if (
        len(full) < _FEW
        or unfinished < 0.6 * len(full)
        or unfinished < 0.12 * len(breaks)
        or full.count("comma") > 0.4 * len(full)  # verse
        or sum(b.end != "whole" and w < width - _SLACK for b, w in zip(breaks, widths, strict=True)) > len(full)
        or sum(w > width + _SLACK for w in widths) > 0.06 * len(widths)
    ):
        return None
    last = [b for b, w in zip(breaks, widths, strict=True) if b.end == "whole" and w < width - _SLACK]
    apart = sum(found.blank or found.below[0] in " \u3000" for found in last)
    return count, _Shape(width, by_columns, ragged, bool(last) and apart >= 0.8 * len(last))


def _broken(found: _Break, shape: _Shape, *, first: bool, starts_paragraph: bool) -> bool:
    """Whether a break stands inside a sentence or a wrapped paragraph."""
    above, below, end = found.above.rstrip(), found.below.lstrip(), found.end
    if _NEW_PARAGRAPH.match(found.below):
        return False
    width, width_below = shape.measure(above), shape.measure(below)
    full = shape.width > 0 and abs(width - shape.width) <= _SLACK
    if end in _FINISHED:
        return full and shape.set_apart and not found.gap
    if found.gap and not full and end != "comma" and (end == "other" or not _IN_CHINESE.match(below)):
        return False
    if _LABEL.match(below) and not full and (found.gap or not shape.ragged or _LABEL.match(above)):
        return False
    if end == "open":
        return True
    if _CONTINUATION.match(below):
        return end not in ("comma", "semicolon")  # two marks would meet
    prefix = _PREFIX.match(above)
    title = not _INNER_MARK.search(above, prefix.end() if prefix else 0)
    if title and (HEADING.match(above) or above.startswith("#")):
        return full and spanned(above, below) > _CLEAR_WORD
    if full:
        return True
    if max(width, width_below) < _SHORT // 2:
        return False
    if any(above.count(a) > above.count(b) and below.count(b) > below.count(a) for a, b in _PAIRS):
        return True
    if end == "comma" and (found.gap or max(width, width_below) > _SHORT):
        return True
    word = spanned(above, below)
    clings = above[-1] in _DANGLING or below[0] in _CLINGING
    if found.gap and first:  # may be a title whose byline was removed
        return word > _CLEAR_WORD or (not title and width > _LONG)
    if found.gap:
        return word > _SOME_WORD or clings or (not title and (not starts_paragraph or width > _SHORT))
    if shape.ragged and not shape.width and end != "close" and width >= _NARROW:
        return word > _CLEAR_WORD or clings or not (title and starts_paragraph and width < _SHORT)
    return word > _CLEAR_WORD and max(width, width_below) > _SHORT


def _joint(above: str, below: str) -> tuple[int, str]:
    """Return how many characters of the line above go, and what comes between it and the line below."""
    left, right = above.rstrip(), below.lstrip()
    if _HYPHENATED.search(left) and _LOWER.match(right):
        return 1, ""
    return 0, " " if _LATIN_END.search(left) and _LATIN_START.match(right) else ""


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [LineJoins]
