"""repeats: paragraphs, sections and sentences that stand twice in one document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import compress
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Flag, Line, Plugin, hookimpl
from jingwen_plugins._regex import regex
from jingwen_plugins._text import CLOSING, LIST_ITEM, TERMINAL
from jingwen_plugins.repeats.exempt import row_or_code, verse
from jingwen_plugins.repeats.near import Letters, counted

_SENTENCE = regex(rf"[^{TERMINAL}\n]+[{TERMINAL}]*[{re.escape(CLOSING)}]*")
# [^\S\n] by its members, and one at a time: that is searched more than twice as fast
_SPACE = regex(r"[ \t\r\f\v\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_HALF_WIDTH = tuple(zip("，：；？！（）。", ",:;?!().", strict=True))


class Repeats(Cleaner):
    """Finds paragraphs that repeat an earlier one of the same document, white space and width of marks aside.

    A paragraph is a line that is not blank. A run of paragraphs that repeats an earlier run in the same order is one
    section; short lines inside it, and right before it, belong to it. A sentence that directly follows its twin within
    a paragraph is found too. The first copy always stays. A near repeat differs in marks, digits or a few characters,
    one of fewer than 24 letters in marks alone.

    `mark` flags the later copies and names the first. `remove` takes them out, except a lone list item: lists stay
    whole; near repeats are only flagged, since what differs may be what counts. What holds fewer than `min_chars`
    Chinese characters is never counted (a Western word counts as one), so neither a title that returns as the first
    heading is a repeat, nor the caption `文件名：src/main.rs`, nor a tag; nor are lines of verse, table rows and code.

    >>> from jingwen_schemas import RawDocument
    >>> text = "春天来了，院子里的桃树开花了。\\n她在树下读书。\\n春天来了，院子里的桃树开花了。"
    >>> list(Repeats().findings(Document.of(RawDocument(text=text))))
    [Flag(start=24, end=39, reason='paragraph', detail='first at line 1, offset 0')]
    """

    name = "repeats"
    reasons: ClassVar[Mapping[str, str]] = {
        "paragraph": "a paragraph that stood before",
        "section": "two or more paragraphs that stood before in the same order",
        "near-paragraph": "a paragraph that stood before, but for marks, digits or a few characters",
        "near-section": "a section of which one or more paragraphs differ from the first copy in a few characters",
        "sentence": "a sentence that directly follows its twin, once or more",
    }
    policy: Literal["mark", "remove"] = Setting(
        "mark", description="`mark` flags later copies, `remove` takes them out"
    )
    min_chars: int = Setting(12, ge=1, description="Chinese characters (or Western words) that a repeat has at least")

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield an edit or a flag for each repeat."""
        letters = Letters(document.text)
        twins = letters.with_twins(self.min_chars)
        copies = letters.copies(lambda index: document.lines[index].text, self.min_chars)
        if not twins and not copies:
            return
        exempt = row_or_code(document)
        lines = [line for line in map(document.lines.__getitem__, twins) if not exempt(line)]
        sentences = [edit for line in lines for edit in self._sentences(line)]
        if self.policy == "mark":
            paragraphs = _paragraphs(document, [], copies)
            runs = list(self._runs(paragraphs, exempt))
            spans = [(paragraphs[run.first].line.start, paragraphs[run.last].line.end) for run in runs]
            yield from (_flag(run, paragraphs) for run in runs)
            for edit in _outside(sentences, spans):
                yield Flag(edit.start, edit.end, edit.reason, "the sentence before it")
            return
        paragraphs, removed = _paragraphs(document, sentences, {}), dict[int, str]()
        while runs := [run for run in self._runs(paragraphs, exempt) if not run.lone_item(paragraphs)]:
            # without these copies, lines that stood apart are neighbours, items of a list or lines of verse: look again
            gone = {place: run.reason for run in runs for place in range(run.first, run.last + 1)}
            removed |= {paragraphs[place].line.index: reason for place, reason in gone.items()}
            paragraphs = [each for place, each in enumerate(paragraphs) if place not in gone]
        whole = sorted((line.start, line.end) for line in map(document.lines.__getitem__, removed))
        yield from sorted([*_outside(sentences, whole), *document.line_removals(removed)])
        if copies:
            stay = [each for each in _paragraphs(document, sentences, copies) if each.line.index not in removed]
            yield from (_flag(run, stay) for run in self._runs(stay, exempt) if run.near(stay))

    def _sentences(self, line: Line) -> list[Edit]:
        """Return the edits that remove sentences that directly follow their twin; further twins go along."""
        edits: list[Edit] = []
        before, behind = "", line.start
        for match in _SENTENCE.finditer(line.text):
            sentence, end = match.group().strip(), line.start + match.end()
            if sentence == before:
                if edits and edits[-1].end == behind:
                    edits[-1] = edits[-1]._replace(end=end)
                elif counted(sentence, self.min_chars):
                    edits.append(Edit(behind, end, "", "sentence"))
            before, behind = sentence, end
        return edits

    def _runs(self, paragraphs: list[_Paragraph], exempt: Callable[[Line], bool]) -> Iterator[_Run]:
        """Yield the longest runs that repeat earlier paragraphs, in order.

        Args:
            paragraphs: the paragraphs.
            exempt: tells rows of tables, and code.
        """
        keys = [each.key for each in paragraphs]
        is_verse = verse(keys)

        def long_enough(place: int) -> bool:
            return not exempt(paragraphs[place].line) and counted(keys[place], self.min_chars) and not is_verse(place)

        def short(place: int) -> bool:
            # the fence before a copy is not part of it
            return not exempt(paragraphs[place].line) and not long_enough(place)

        firsts = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
        behind = 0
        for place, source in enumerate(map(firsts.__getitem__, keys)):
            if source == place or place < behind or len(keys[place]) < self.min_chars or not long_enough(place):
                continue
            shift = place - source
            first = last = end = place
            while end + 1 < len(keys) and end + 1 - shift < place and keys[end + 1] == keys[end + 1 - shift]:
                end += 1
                last = end if long_enough(end) else last
            while first > max(behind, shift) and short(first - 1) and keys[first - 1] == keys[first - 1 - shift]:
                first -= 1
            several = sum(map(long_enough, range(first, last + 1))) > 1
            yield _Run(first, last, first - shift, "section" if several else "paragraph")
            behind = last + 1


class _Paragraph(NamedTuple):
    """A line that is not blank.

    Args:
        line: the line.
        key: what it is compared by.
        near: whether that is the key of an earlier line that is nearly the same.
    """

    line: Line
    key: str
    near: bool


class _Run(NamedTuple):
    """Paragraphs `first` to `last` repeat those from `source` on."""

    first: int
    last: int
    source: int
    reason: str

    def near(self, paragraphs: list[_Paragraph]) -> bool:
        """Whether one of the paragraphs is not quite the same."""
        return any(paragraphs[place].near for place in range(self.first, self.last + 1))

    def lone_item(self, paragraphs: list[_Paragraph]) -> bool:
        """Whether the run is one list item whose neighbours differ: without it, its list would have a hole."""
        return self.first == self.last and bool(LIST_ITEM.match(paragraphs[self.first].line.text))


def _paragraphs(document: Document, cut: list[Edit], copies: Mapping[int, int]) -> list[_Paragraph]:
    """Return the lines that are not blank, each with its key: the same for what counts as the same.

    Args:
        document: the document.
        cut: edits that remove parts of lines.
        copies: lines that count as an earlier one.
    """
    parts: list[str] = []
    behind = 0
    for edit in cut:
        parts += (document.text[behind : edit.start], " " * (edit.end - edit.start))  # so that offsets stay
        behind = edit.end
    folded = "".join([*parts, document.text[behind:]])
    for full, half in _HALF_WIDTH:
        folded = folded.replace(full, half)
    keys = _SPACE.sub("", folded).split("\n")
    firsts, near = keys.copy(), [False] * len(keys)
    for index, first in copies.items():
        firsts[index], near[index] = keys[first], keys[first] != keys[index]
    # to call the class for each would take several times as long
    return list(map(partial(tuple.__new__, _Paragraph), compress(zip(document.lines, firsts, near, strict=True), keys)))


def _flag(run: _Run, paragraphs: list[_Paragraph]) -> Flag:
    first, start, end = paragraphs[run.source].line, paragraphs[run.first].line, paragraphs[run.last].line
    reason = f"near-{run.reason}" if run.near(paragraphs) else run.reason
    return Flag(start.start, end.end, reason, f"first at line {first.index + 1}, offset {first.start}")


def _outside(edits: list[Edit], spans: list[tuple[int, int]]) -> list[Edit]:
    """Return the edits that start in none of the spans; both are sorted."""
    starts = [start for start, _ in spans]
    places = ((edit, bisect_right(starts, edit.start) - 1) for edit in edits)
    return [edit for edit, place in places if place < 0 or edit.start >= spans[place][1]]


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [Repeats]
