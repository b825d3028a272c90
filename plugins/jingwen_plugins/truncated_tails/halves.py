"""Links to the rest in the middle of a text, which a page shows folded: both halves are there."""

from __future__ import annotations

from collections.abc import Iterator

from jingwen import Document, Edit
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HEADING, LIST_ITEM, in_code
from jingwen_plugins.truncated_tails.buttons import REST, middle_links
from jingwen_plugins.truncated_tails.fragments import is_ended

REASON = "folded"
_SPACES = regex(r"\s*")
_SPACE = " \t\u3000\r"
_NEAR = 200
_MEANT = regex(r"……|\.{6}")  # dots that an author writes
_PREVIEW = 8  # what follows a preview begins like it


def unfolded(document: Document) -> Iterator[Edit]:
    """Yield the edits that remove links to the rest from the middle of a text, and join the halves of a sentence.

    >>> from jingwen import RawDocument
    >>> document = Document.of(RawDocument(text="下一步要...[展开全文]\\n继续推进。"))
    >>> list(unfolded(document))
    [Edit(start=4, end=14, new='', reason='folded')]
    """
    text = document.text
    if REST not in text:
        return
    is_code = in_code(document)
    behind, end = 0, len(text.rstrip())
    for match in middle_links(text):
        start, stop = match.span()
        near = max(behind, start - _NEAR)
        left = near + len(text[near:start].rstrip())
        right = _SPACES.match(text, stop).end()  # type: ignore[union-attr] # it matches nothing as well
        if right >= end or left <= behind or is_code(start):
            continue
        line = text[_line_start(text, right) : right + _NEAR]
        breaks = "\n" in text[left:right]
        begins = breaks and (LIST_ITEM.match(line) or HEADING.match(line) or line[:1] in _SPACE)
        preview = text[max(behind, _line_start(text, left)) : left][:_PREVIEW]
        if not (begins or is_ended(text[near:left].rstrip("….")) or text.startswith(preview, right)):
            meant = _MEANT.match(text, start)
            yield Edit(meant.end() if meant else left, right, "", REASON)
            behind = right
        else:
            words = match.start() + len(match[0]) - len(match[0].lstrip("….．·・⋯ \t\u3000\n"))
            alone = not text[_line_start(text, words) : words].strip() and text[stop : stop + 1] == "\n"
            yield Edit(left if alone else words, stop, "", REASON)
            behind = stop


def _line_start(text: str, offset: int) -> int:
    """Return where a line begins; of a very long one only the end counts."""
    near = max(0, offset - _NEAR)
    return max(text.rfind("\n", near, offset) + 1, near)
