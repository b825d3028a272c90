"""repeats: paragraphs, sections and sentences that stand twice in one document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Flag, Line, Plugin, hookimpl
from jingwen_plugins._text import CLOSING, LIST_ITEM, TERMINAL

_SENTENCE = re.compile(rf"[^{TERMINAL}\n]+[{TERMINAL}]*[{re.escape(CLOSING)}]*")
_WORD = re.compile(r"[A-Za-z]+|[^\W\d_A-Za-z]")
_HALF_WIDTH = tuple(zip("，：；？！（）。", ",:;?!().", strict=True))


class Repeats(Cleaner):
    """Finds paragraphs that repeat an earlier one of the same document, white space and width of marks aside.

    A paragraph is a line that is not blank. A run of paragraphs that repeats an earlier run in the same order is one
    section; short lines inside it, and right before it, belong to it. A sentence that directly follows its twin within
    a paragraph is found too. The first copy always stays.

    `mark` flags the later copies and names the first. `remove` takes them out, except a lone list item: lists stay
    whole. What holds fewer than `min_chars` Chinese characters is never counted (a Western word counts as one), so
    neither a title that returns as the first heading is a repeat, nor the caption `文件名：src/main.rs`, nor a tag.

    >>> from jingwen_schemas import RawDocument
    >>> text = "春天来了，院子里的桃树开花了。\\n她在树下读书。\\n春天来了，院子里的桃树开花了。"
    >>> list(Repeats().findings(Document.of(RawDocument(text=text))))
    [Flag(start=24, end=39, reason='paragraph', detail='first at line 1, offset 0')]
    """

    name = "repeats"
    reasons: ClassVar[Mapping[str, str]] = {
        "paragraph": "a paragraph that stood before",
        "section": "two or more paragraphs that stood before in the same order",
        "sentence": "a sentence that directly follows its twin, once or more",
    }
    policy: Literal["mark", "remove"] = Setting(
        "mark", description="`mark` flags later copies, `remove` takes them out"
    )
    min_chars: int = Setting(12, ge=1, description="Chinese characters (or Western words) that a repeat has at least")

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield an edit or a flag for each repeat."""
        sentences = [edit for line in document.lines for edit in self._sentences(line)]
        if self.policy == "mark":
            paragraphs, copies = _paragraphs(document, []), list[tuple[int, int]]()
            for run in _runs(paragraphs, self.min_chars):
                first, start, end = paragraphs[run.source].line, paragraphs[run.first].line, paragraphs[run.last].line
                detail = f"first at line {first.index + 1}, offset {first.start}"
                yield Flag(start.start, end.end, run.reason, detail)
                copies.append((start.start, end.end))
            for edit in _outside(sentences, copies):
                yield Flag(edit.start, edit.end, edit.reason, "the sentence before it")
            return
        paragraphs, removed = _paragraphs(document, sentences), dict[int, str]()
        while runs := [run for run in _runs(paragraphs, self.min_chars) if not run.lone_item(paragraphs)]:
            # without these copies, list items that stood apart may be neighbours: look again
            gone = {place: run.reason for run in runs for place in range(run.first, run.last + 1)}
            removed |= {paragraphs[place].line.index: reason for place, reason in gone.items()}
            paragraphs = [each for place, each in enumerate(paragraphs) if place not in gone]
        whole = sorted((line.start, line.end) for line in map(document.lines.__getitem__, removed))
        yield from sorted([*_outside(sentences, whole), *document.line_removals(removed)])

    def _sentences(self, line: Line) -> list[Edit]:
        """Return the edits that remove sentences that directly follow their twin; further twins go along."""
        edits: list[Edit] = []
        if len(line.text) < 2 * self.min_chars:
            return edits
        before, behind = "", line.start
        for match in _SENTENCE.finditer(line.text):
            sentence, end = match.group().strip(), line.start + match.end()
            if sentence == before:
                if edits and edits[-1].end == behind:
                    edits[-1] = edits[-1]._replace(end=end)
                elif _counted(sentence, self.min_chars):
                    edits.append(Edit(behind, end, "", "sentence"))
            before, behind = sentence, end
        return edits


class _Paragraph(NamedTuple):
    line: Line
    key: str


class _Run(NamedTuple):
    """Paragraphs `first` to `last` repeat those from `source` on."""

    first: int
    last: int
    source: int
    reason: str

    def lone_item(self, paragraphs: list[_Paragraph]) -> bool:
        """Whether the run is one list item whose neighbours differ: without it, its list would have a hole."""
        return self.first == self.last and bool(LIST_ITEM.match(paragraphs[self.first].line.text))


def _paragraphs(document: Document, cut: list[Edit]) -> list[_Paragraph]:
    """Return the lines that are not blank, each with its key: the same for what counts as the same.

    Args:
        document: the document.
        cut: edits that remove parts of lines.
    """
    parts: list[str] = []
    behind = 0
    for edit in cut:
        parts += (document.text[behind : edit.start], " " * (edit.end - edit.start))  # so that offsets stay
        behind = edit.end
    folded = "".join([*parts, document.text[behind:]])
    for full, half in _HALF_WIDTH:
        folded = folded.replace(full, half)
    keys = ("".join(line.split()) for line in folded.split("\n"))
    return [_Paragraph(line, key) for line, key in zip(document.lines, keys, strict=True) if key]


def _counted(text: str, min_chars: int) -> bool:
    return len(text) >= min_chars and len(_WORD.findall(text)) >= min_chars


def _runs(paragraphs: list[_Paragraph], min_chars: int) -> Iterator[_Run]:
    """Yield the longest runs that repeat earlier paragraphs, in order."""
    keys = [each.key for each in paragraphs]

    def counted(place: int) -> bool:
        return _counted(keys[place], min_chars)

    firsts: dict[str, int] = {}
    place = behind = 0
    while place < len(keys):
        source = firsts.setdefault(keys[place], place)
        if source == place or not counted(place):
            place += 1
            continue
        shift = place - source
        first = last = end = place
        while end + 1 < len(keys) and end + 1 - shift < place and keys[end + 1] == keys[end + 1 - shift]:
            end += 1
            last = end if counted(end) else last
        while first > max(behind, shift) and not counted(first - 1) and keys[first - 1] == keys[first - 1 - shift]:
            first -= 1
        several = sum(map(counted, range(first, last + 1))) > 1
        yield _Run(first, last, first - shift, "section" if several else "paragraph")
        place = behind = last + 1


def _outside(edits: list[Edit], spans: list[tuple[int, int]]) -> list[Edit]:
    """Return the edits that start in none of the spans; both are sorted."""
    starts = [start for start, _ in spans]
    places = ((edit, bisect_right(starts, edit.start) - 1) for edit in edits)
    return [edit for edit, place in places if place < 0 or edit.start >= spans[place][1]]


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [Repeats]
