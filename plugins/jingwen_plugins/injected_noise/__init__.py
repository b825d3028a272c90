"""injected-noise: what sites and spammers put inside the sentences of a text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import ClassVar

from pydantic import Field as Setting
from pydantic import field_validator

from jingwen import Cleaner, Document, Edit, Finding, Flag, Plugin, hookimpl
from jingwen.ledger import applied
from jingwen_plugins._lines import Span
from jingwen_plugins._regex import regex
from jingwen_plugins.injected_noise.glyphs import suspicious
from jingwen_plugins.injected_noise.keywords import keyword_lines, tails
from jingwen_plugins.injected_noise.pinyin import readings
from jingwen_plugins.injected_noise.stamps import site_stamps

_WORD = regex(r"\w")
_PASSES = 8
"""How often at most what a pass uncovered is looked at: a stamp may hide another."""


class InjectedNoise(Cleaner):
    """Removes what was put inside sentences against copying, or for search engines, and flags what may have been.

    Removed: pinyin in brackets behind the characters that it spells (`饕餮(tāo tiè)`), stamps of sites
    (`手机用户请浏览m.x.com阅读`, `（本章未完，请点击下一页）`), domains in wide or spaced letters, a keyword that
    stands behind the ends of sentences without a mark of its own, and lines of keywords spun from one stem.

    Pinyin needs tones, and as many syllables as characters stand before it. It stays beside words about pronunciation,
    where it is a dictionary's (`饕餮(tāo tiè)：`), and in a text with many readings; of those one flag tells.

    Flagged: words of mixed alphabets, radicals in the place of characters, a letter O between digits, and runs of
    variation selectors and other unseen characters, which may encode who copied the text. Zero-width characters are
    control-characters' to remove.

    The rules that are lists are data: `rules.toml` beside this module.

    >>> from jingwen.testing import step
    >>> step(InjectedNoise(), "他像饕餮(tāo tiè)一样吃着。手机用户请浏览m.x.com阅读。")[0].text
    '他像饕餮一样吃着。'
    """

    name = "injected-noise"
    reasons: ClassVar[Mapping[str, str]] = {
        "pinyin": "pinyin in brackets behind the characters that it spells",
        "stamp": "a stamp of the site inside the text",
        "hidden-domain": "a domain in letters that hide it from filters",
        "keyword-tail": "a keyword behind the ends of sentences",
        "keyword-line": "a line of keywords spun from one stem",
        "readings": "a text with many readings in brackets; they stay",
        "mixed-alphabets": "a word with look-alike letters of another alphabet",
        "radical": "a radical in the place of a character",
        "letter-in-number": "the letter O between digits",
        "fingerprint": "unseen characters in a row, which may encode something",
    }

    without: tuple[str, ...] = Setting((), description="categories to switch off, by their reason")

    @field_validator("without")
    @classmethod
    def _known(cls, without: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [name for name in without if name not in cls.reasons]:
            raise ValueError(f"unknown category {', '.join(unknown)} (known: {', '.join(sorted(cls.reasons))})")
        return without

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield the edits, none over another, and the flags."""
        read = list(readings(document.text))
        found = [*read, *suspicious(document.text)]
        yield from (each for each in found if isinstance(each, Flag) and each.reason not in self.without)
        removed: list[Edit] = []
        spans = [(0, len(document.text))]
        for _ in range(_PASSES):
            if not (edits := self._removals(document, read, spans)):
                break
            removed = _both(removed, edits)
            text = applied(document.text, edits)
            spans = _edited_lines(document.text, edits, text)
            document = document.with_changes(text=text)
            read = list(readings(text))
        yield from removed

    def _removals(self, document: Document, read: Iterable[Finding], spans: Sequence[Span]) -> list[Edit]:
        """Return what goes at once, in order and apart.

        Args:
            document: the document.
            read: its readings.
            spans: the stretches to look at for what a single line tells.
        """
        found = [*read, *site_stamps(document, spans), *tails(document)]
        edits = list(_apart(each for each in found if isinstance(each, Edit) and each.reason not in self.without))
        whole = {} if "keyword-line" in self.without else keyword_lines(document, spans)
        whole |= _emptied(document, edits)
        starts = [line.start for line in document.lines] if whole else []
        parts = [edit for edit in edits if not whole or bisect_right(starts, edit.start) - 1 not in whole]
        return sorted([*parts, *document.line_removals(whole)])


def _both(first: Sequence[Edit], then: Sequence[Edit]) -> list[Edit]:
    """Return the removals of two passes at offsets of the text before the first."""
    places, shift, cuts = [], 0, []
    for cut in first:
        places.append(cut.start - shift)
        shift += cut.end - cut.start
        cuts.append(shift)

    def carried(place: int, inclusive: bool) -> int:
        behind = bisect_right(places, place) if inclusive else bisect_left(places, place)
        return place + (cuts[behind - 1] if behind else 0)

    every = sorted(
        [*first, *(cut._replace(start=carried(cut.start, True), end=carried(cut.end, False)) for cut in then)]
    )
    merged: list[Edit] = []
    for cut in every:
        if merged and cut.start < merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(cut.end, merged[-1].end))
        else:
            merged.append(cut)
    return merged


def _edited_lines(before: str, removals: Sequence[Edit], text: str) -> list[Span]:
    """Return where the lines of a text start and end that removals have touched."""
    spans, shift, end = list[Span](), 0, -1
    for edit in removals:
        place = edit.start - shift
        shift += edit.end - edit.start
        if place > end:
            start = text.rfind("\n", max(end, 0), place) + 1
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            spans.append((start, end))
    touched = [*(before[edit.start : edit.end] for edit in removals), *(text[start:end] for start, end in spans)]
    # a fence that was opened or closed tells of other lines as well
    return [(0, len(text))] if any("`" in each or "~" in each for each in touched) else spans


def _apart(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield the edits in order, without those that lie over an earlier one."""
    behind = 0
    for edit in sorted(edits):
        if edit.start >= behind:
            yield edit
            behind = edit.end


def _emptied(document: Document, edits: Sequence[Edit]) -> dict[int, str]:
    """Return the lines of which edits leave nothing but marks: their indexes, with the reason."""
    if not edits:
        return {}
    starts = [line.start for line in document.lines]
    whole = {}
    for index, found in groupby(edits, key=lambda edit: bisect_right(starts, edit.start) - 1):
        line, cuts = document.lines[index], list(found)
        ends = [line.start, *(cut.end for cut in cuts)]
        rest = "".join(document.text[a:b] for a, b in zip(ends, [*(cut.start for cut in cuts), line.end], strict=True))
        if not _WORD.search(rest):
            whole[index] = cuts[0].reason
    return whole


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [InjectedNoise]
