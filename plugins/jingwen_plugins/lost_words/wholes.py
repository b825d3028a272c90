"""Sentences that have a word where others of the same words have a slot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jingwen_plugins._regex import regex
from jingwen_plugins._table import hashed
from jingwen_plugins._text import HAN
from jingwen_plugins.lost_words.slots import CONJUNCTION, OPEN_WORDS, Slot

_BEFORE_MARK = regex(rf"(?:{CONJUNCTION}|{OPEN_WORDS}|进行|進行)([{HAN}]{{2,4}})(?=[，。、；：？！,;:?!])")
_HEADING = regex(rf"^[ \t\u3000]*[^{HAN}\n]{{1,6}}([{HAN}]{{2,4}})(?={CONJUNCTION}[{HAN}]{{0,4}}[:：])", re.MULTILINE)
_BREAK = "\n。！？!?"
_SHORTEST = 14
_REACH = 200


def wholes(text: str) -> Iterator[tuple[str, str]]:
    """Yield each word that could be missing in a copy of its sentence, and the key of the sentence without it.

    >>> [word for _, word in wholes("每月对教学质量进行评价和总结，不断改进。")]
    ['总结']
    """
    for pattern in (_BEFORE_MARK, _HEADING):
        for match in pattern.finditer(text):
            if key := _key(text, *match.span(1)):
                yield key, match[1]


def filling(copies: Mapping[str, list[str]], text: str, slot: Slot) -> str | None:
    """Return the word that all whole copies of a slot's sentence have; None if there is none, or several.

    >>> from jingwen_plugins.lost_words.slots import slots
    >>> from jingwen_plugins._table import table
    >>> copies = table(wholes("每月对教学质量进行评价和总结，不断改进。"), 1000)["values"]
    >>> text = "每月对教学质量进行评价和，不断改进。"
    >>> [filling(copies, text, slot) for slot in slots(text)]
    ['总结']
    """
    if slot.place is None or not (key := _key(text, slot.place, slot.place)):
        return None
    words = copies.get(key, ())
    return words[0] if len(words) == 1 else None


def _key(text: str, start: int, end: int) -> str:
    """Return the key of a sentence without the word at a place; nothing if the rest is too short to tell."""
    before, behind = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    first = max(before.rfind(mark) for mark in _BREAK) + 1
    last = min((place for mark in _BREAK if (place := behind.find(mark)) >= 0), default=len(behind))
    before, behind = before[first:].lstrip(), behind[:last].rstrip()
    return hashed(f"{before}\n{behind}") if len(before) + len(behind) >= _SHORTEST else ""
