"""Whole copies of sentences, and how they end one that breaks off.

A sentence is found by its first characters, and by those before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jingwen_plugins._regex import regex
from jingwen_plugins._table import LONGEST, hashed
from jingwen_plugins._text import CLOSING

_KEY = 14  # characters
_SENTENCE = regex(rf"[^\n。！？!?]+([。！？!?]+[{re.escape(CLOSING)}\"']*)?")
_SHORTEST = 2
_NEAR = 40


def sentences(text: str) -> Iterator[tuple[str, str]]:
    """Yield the keys of each whole sentence of a text, and the sentence.

    >>> [sentence for _, sentence in sentences("会议讨论了明年的预算和人员安排。与会者认为，")]
    ['会议讨论了明年的预算和人员安排。']
    """
    for match in _SENTENCE.finditer(text):
        if match[1] and len(sentence := match[0].lstrip()[:LONGEST]) >= _SHORTEST:
            if len(sentence) > _KEY:
                yield hashed(sentence[:_KEY]), sentence
            start = match.start()
            if context := _context(text[max(0, start - _NEAR) : start]):
                yield hashed(context), sentence


def rest(copies: Mapping[str, list[str]], before: str, fragment: str) -> str | None:
    """Return what follows a fragment wherever its sentence stands whole; None if that is nowhere, or not the same.

    Args:
        copies: sentences by key.
        before: the text before the fragment.
        fragment: the beginning of a sentence.

    >>> from jingwen_plugins._table import table
    >>> copies = table(sentences("会议讨论了明年的预算和人员的安排。"), 1000)["values"]
    >>> rest(copies, "", "会议讨论了明年的预算和人员的")
    '安排。'
    """
    keys = filter(None, (_context(before), fragment[:_KEY] if len(fragment) >= _KEY else ""))
    found = [[each for each in copies.get(hashed(key), ()) if each.startswith(fragment)] for key in keys]
    if not found or not found[0]:  # what stands before it is asked first
        return None
    ends = {each[len(fragment) :] for same in found for each in same} - {""}
    if len(ends) != 1 or len(fragment) + len(end := ends.pop()) >= LONGEST:  # a longer one is known to that length
        return None
    return end


def _context(before: str) -> str:
    """Return the last characters before a sentence as a key; nothing if they are too few."""
    context = "".join(before[-_NEAR:].split())[-_KEY:]
    return f"{context}\n" if len(context) == _KEY else ""
