"""Stamps of sites, and domains that hide from filters, inside sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jingwen import Document, Edit
from jingwen_plugins._folding import folded
from jingwen_plugins._lines import Span, hit_lines
from jingwen_plugins._regex import regex
from jingwen_plugins._text import in_fence
from jingwen_plugins.injected_noise.rules import load

_HIDDEN = regex(r"[ａ-ｚＡ-Ｚ]|[Ww]\s")  # one of which every domain has that hides
_PAIRS = {"（": "）", "(": ")", "【": "】", "[": "]"}
_MARKS = "。！？!?…，、；：,;"


def site_stamps(document: Document, spans: Iterable[Span]) -> Iterator[Edit]:
    """Yield an edit for each stamp, with the mark behind it where one stands before it as well.

    Args:
        document: the document.
        spans: the stretches of whole lines to look at.
    """
    text, screen = document.text, load().screen
    lines = (line for span in spans for line in hit_lines(screen, text, *span))
    found = [edit for start, end in lines for edit in _stamps(text[start:end], start)]
    if found:
        fenced = in_fence(document)
        yield from (edit for edit in found if not fenced(edit.start))


def _stamps(text: str, line: int) -> Iterator[Edit]:
    """Yield the edits of a line that starts at an offset."""
    rules, behind = load(), 0
    spans = [(*match.span(), "stamp") for match in rules.stamps.finditer(folded(text))]
    if _HIDDEN.search(text):
        spans += [(*match.span(), "hidden-domain") for match in rules.domains.finditer(text)]
    for start, end, reason in sorted(spans):
        if start < behind:
            continue
        while start > behind and _PAIRS.get(text[start - 1]) == text[end : end + 1]:
            start, end = start - 1, end + 1
        if text[end : end + 1] in tuple(_MARKS) and (start == 0 or text[start - 1] in _MARKS):
            end += 1
        behind = end
        yield Edit(line + start, line + end, "", reason)
