"""repeats: paragraphs, sections and sentences that stand twice in one document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import compress
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Flag, Line, Plugin, hookimpl
from jingwen.ledger import applied
from jingwen_plugins._regex import regex
from jingwen_plugins._text import CLOSING, LIST_ITEM, TERMINAL
from jingwen_plugins.repeats.exempt import row_or_code, verse
from jingwen_plugins.repeats.near import Letters, counted, same

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
        copies = letters.copies(self.min_chars)
        if not twins and not copies:
            return
        exempt = row_or_code(document, letters.written)
        sentences = [edit for index in twins if not exempt(index) for edit in self._sentences(document.lines[index])]
        keys = _keys(document.text, sentences if self.policy == "remove" else [])
        near = {index: keys[first] for index, first in copies.items() if keys[first] != keys[index]}
        alike = [near.get(index, key) for index, key in enumerate(keys)] if near else keys
        if self.policy == "mark":
            runs = list(self._runs(alike, exempt))
            yield from (_flag(run, document, near) for run in runs)
            spans = [(document.lines[run.lines[0]].start, document.lines[run.lines[-1]].end) for run in runs]
            for edit in _outside(sentences, spans):
                yield Flag(edit.start, edit.end, edit.reason, "the sentence before it")
            return
        removed = dict[int, str]()
        while gone := {
            index: run.reason
            for run in self._runs(keys, exempt)
            if not run.is_lone_item(letters.written)
            for index in run.lines
        }:
            removed |= gone
            # without these copies, lines that stood apart are neighbours, items of a list or lines of verse: look again
            keys = ["" if index in removed else key for index, key in enumerate(keys)]
        if sentences or removed:
            whole = sorted((line.start, line.end) for line in map(document.lines.__getitem__, removed))
            yield from sorted([*_outside(sentences, whole), *document.line_removals(removed)])
        if near:
            stay = ["" if index in removed else key for index, key in enumerate(alike)]
            flagged = (run for run in self._runs(stay, exempt) if run.is_near(near))
            yield from (_flag(run, document, near) for run in flagged)

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

    def _runs(self, line_keys: list[str], exempt: Callable[[int], bool]) -> Iterator[_Run]:
        """Yield the longest runs that repeat earlier paragraphs, in order.

        Args:
            line_keys: what each line is compared by; nothing where it is blank.
            exempt: tells rows of tables, and code.
        """
        repeated = same(line_keys, self.min_chars)
        if not repeated:
            return
        lines, keys = list(compress(range(len(line_keys)), line_keys)), list(filter(None, line_keys))
        places = dict(zip(lines, range(len(lines)), strict=True))
        is_verse = verse(keys)

        def long_enough(place: int) -> bool:
            return counted(keys[place], self.min_chars) and not exempt(lines[place]) and not is_verse(place)

        def short(place: int) -> bool:
            # the fence before a copy is not part of it
            return not exempt(lines[place]) and not long_enough(place)

        behind = 0
        for place, source in ((places[line], places[first]) for line, first in repeated):
            if place < behind or not long_enough(place):
                continue
            shift = place - source
            first = last = end = place
            while end + 1 < len(keys) and end + 1 - shift < place and keys[end + 1] == keys[end + 1 - shift]:
                end += 1
                last = end if long_enough(end) else last
            while first > max(behind, shift) and short(first - 1) and keys[first - 1] == keys[first - 1 - shift]:
                first -= 1
            several = sum(map(long_enough, range(first, last + 1))) > 1
            yield _Run(lines[first : last + 1], lines[first - shift], "section" if several else "paragraph")
            behind = last + 1


class _Run(NamedTuple):
    """Lines that repeat those from line `source` on, blank ones aside."""

    lines: list[int]
    source: int
    reason: str

    def is_near(self, near: Container[int]) -> bool:
        """Whether one of the lines is not quite the same."""
        return any(index in near for index in self.lines)

    def is_lone_item(self, lines: Sequence[str]) -> bool:
        """Whether the run is one list item whose neighbours differ: without it, its list would have a hole."""
        return len(self.lines) == 1 and bool(LIST_ITEM.match(lines[self.lines[0]]))


def _keys(text: str, cut: list[Edit]) -> list[str]:
    """Return what each line is compared by: the same for what counts as the same, and nothing for a blank line.

    Args:
        text: the text.
        cut: edits that remove parts of lines.
    """
    folded = applied(text, cut)
    for full, half in _HALF_WIDTH:
        folded = folded.replace(full, half)
    return _SPACE.sub("", folded).split("\n")


def _flag(run: _Run, document: Document, near: Container[int]) -> Flag:
    first, start, end = (document.lines[index] for index in (run.source, run.lines[0], run.lines[-1]))
    reason = f"near-{run.reason}" if run.is_near(near) else run.reason
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
