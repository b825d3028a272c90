"""How the last paragraph of a text breaks off."""

from __future__ import annotations

from typing import NamedTuple

from jingwen_plugins.truncated_tails.buttons import Button, button
from jingwen_plugins.truncated_tails.fragments import CERTAIN, is_ended, last_sentence, unfinished

_ABOVE = 8
_LONGEST = 2000  # characters of a line that are looked at, from its end
_ENDS = "。！？!?"


class Tail(NamedTuple):
    """A tail that is cut off, at offsets of the text.

    Args:
        reason: what tells.
        detail: the same, for people.
        start: where the fragment begins, behind the last whole sentence of its paragraph.
        body: where it ends.
        words: where the site's own words begin, behind the dots; None if it has none.
        end: where the paragraph ends.
        alone: whether nothing whole precedes the fragment in its paragraph.
        certain: whether it may be trimmed.
    """

    reason: str
    detail: str
    start: int
    body: int
    words: int | None
    end: int
    alone: bool
    certain: bool


def tail(text: str) -> Tail | None:
    """Return how a text breaks off, or None if it does not.

    >>> tail("会议讨论了预算。与会者认为，今年的...[阅读全文]")[2:7]
    (8, 17, 20, 26, False)
    >>> tail("会议讨论了预算。") is None
    True
    """
    end = len(text.rstrip())
    if not end or text[end - 1] in _ENDS:
        return None
    first = _line_start(text, end)
    found = button(text[first:end])
    if not found:
        score = unfinished(text[first:end], _above(text, first))
        if score <= 0:
            return None
        start = first + last_sentence(text[first:end])
        detail = "the last sentence has no end"
        return Tail("bare-cut", detail, start, end, None, end, start == first, score >= CERTAIN)
    if found.body == 0 and found.words is not None and first > 0:
        return _under_its_line(text, first, end, found)
    body = first + found.body
    if found.words is None and (not text[first:body].strip() or is_ended(text[first:body])):
        return None  # dots behind a whole sentence
    start = first + last_sentence(text[first:body])
    words = None if found.words is None else first + found.words
    return Tail(found.reason, _detail(found, text[words:end]), start, body, words, end, start == first, found.certain)


def _under_its_line(text: str, first: int, end: int, found: Button) -> Tail:
    """Return the tail of a text whose last line is nothing but the site's words: they tell about the line before."""
    words = len(text[:first].rstrip())
    line = _line_start(text, words)
    dots = button(text[line:words])
    body = line + dots.body if dots else words
    start = line + last_sentence(text[line:body])
    if not dots and unfinished(text[line:body], _above(text, line)) <= 0:
        start = body
    return Tail(found.reason, _detail(found, text[first:end]), start, body, words, end, start == line, certain=True)


def _detail(found: Button, words: str) -> str:
    if found.reason != "ellipsis":
        return f"the text goes on behind {words!r}"
    return "cut off" if found.certain else "cut off, or trailing off on purpose"


def _line_start(text: str, end: int) -> int:
    """Return where the line that ends at an offset begins; of a very long one only the end counts."""
    return max(text.rfind("\n", 0, end) + 1, end - _LONGEST)


def _above(text: str, first: int) -> list[str]:
    """Return the last lines before an offset that are not blank, the nearest last."""
    return [line for line in text[max(0, first - _ABOVE * _LONGEST) : first].split("\n") if line.strip()][-_ABOVE:]
