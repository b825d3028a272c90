"""Which of a text's half-width marks were full-width before it was folded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from jingwen import Edit
from jingwen_plugins._regex import regex
from jingwen_plugins.full_width.context import chinese_bracket, chinese_mark, chinese_pair, enumerates
from jingwen_plugins.full_width.tokens import FULL, TOKEN

_CALL = -1
_REASONS = {half: "bracket" if half in "()" else "mark" for half in FULL}
_tuple = tuple.__new__  # in a folded text there are very many edits
_SURNAME = regex(r"(?<![A-Za-z])[A-Z][a-z]+$")
_LONGEST_SURNAME = 30


def restored(text: str, parts: Iterable[tuple[int, int]]) -> tuple[list[Edit], dict[int, int]]:
    """Return the edits, and where the brackets among them were opened.

    Args:
        text: the text.
        parts: its parts to look at: all of it, or lines without brackets and backticks, which depend on no other.

    >>> edits, opened = restored("会议(上午)9:30开始,谢谢!", [(0, 16)])
    >>> [(edit.start, edit.new) for edit in edits], opened
    ([(2, '（'), (5, '）'), (12, '，'), (15, '！')], {2: 2, 5: 2})
    """
    marks: list[int] = []
    others: list[re.Match[str]] = []
    for match in chain.from_iterable(TOKEN.finditer(text, *part) for part in parts):
        kind = match.lastgroup
        if kind == "clear" or (kind == "mark" and chinese_mark(text, match.start())):
            marks.append(match.start())
        elif kind and kind != "mark":
            others.append(match)
    opened = _brackets(text, others)
    places = sorted((*marks, *opened)) if opened else marks
    edits = [_tuple(Edit, (at, at + 1, FULL[mark], _REASONS[mark])) for at in places if (mark := text[at]) in FULL]
    return edits, opened


def _brackets(text: str, tokens: Iterable[re.Match[str]]) -> dict[int, int]:
    """Return the places of the brackets that belong to Chinese, and where each was opened.

    Both brackets of a pair belong to it, or neither. Among the places are colons that a bracket makes no emoticons.
    """
    places: dict[int, int] = {}
    opened: list[int] = []
    for token in tokens:
        kind, at, last = token.lastgroup, token.start(), token.end() - 1
        if kind == "opening":
            opened.append(at)
        elif kind == "call":
            opened.append(_CALL)
        elif kind == "closing" or (kind == "smile" and opened):
            if kind == "smile" and chinese_mark(text, at):
                places[at] = at
            if opened:
                start = opened.pop()
                if start != _CALL and chinese_pair(text, start, last):
                    places[start] = places[last] = start
            elif not enumerates(text, last) and chinese_bracket(text, last):
                places[last] = last
        elif kind == "gloss" or (kind == "year" and _SURNAME.search(text, max(0, at - _LONGEST_SURNAME), at)):
            places[at] = places[last] = at
        elif kind == "blank":
            places |= _alone(text, opened)
            opened.clear()
    return places | _alone(text, opened)


def _alone(text: str, opened: Iterable[int]) -> dict[int, int]:
    """Return the places of the brackets that nothing closes and that stand beside Chinese."""
    return {at: at for at in opened if at != _CALL and chinese_bracket(text, at)}
