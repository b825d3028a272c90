"""What a line is by its form alone: a paragraph, a sentence, a title."""

from __future__ import annotations

from jingwen_plugins._regex import regex
from jingwen_plugins._text import CLOSING, HAN, TERMINAL

SHORT = 80
"""Longest line that most rules look at: what is longer is body text or a disclaimer."""

TITLE = 60
"""Longest title."""

SENTENCE = 12
"""Shortest sentence that is a paragraph."""

_LABEL = 15
"""Longest line that is looked up whatever its last mark is."""
_MARK = regex("[，。；！？…,;!?]")
_WORD = regex(rf"[{HAN}]{{2}}|[A-Za-z]{{3}}")
_PARAGRAPH = 30
_ENDS = tuple(TERMINAL)
_NO_TITLE = (*TERMINAL, "，", "；", "：", ",", ";", ":")


def is_prose(line: str) -> bool:
    """Whether only a rule for whole sentences can match a line: most body text is told by this alone."""
    if len(line) <= _LABEL or len(line) > SHORT:
        return len(line) > SHORT
    if line.endswith((":", "：")):  # introduces a list; a byline has more than one label
        return line.count(":") + line.count("：") == 1
    return line.endswith(("。", "；", ";", "，", ","))


def is_paragraph(text: str) -> bool:
    """Whether a line is body text by its form: long with marks, or a whole sentence."""
    text = text.rstrip()
    if len(text) >= _PARAGRAPH:
        return _MARK.search(text) is not None
    return len(text) >= SENTENCE and text.rstrip(CLOSING).endswith(_ENDS)


def is_title(text: str) -> bool:
    """Whether a line may be a title: short, with a word in it, and no sentence.

    >>> is_title("城墙今日开放"), is_title("城墙今日开放。")
    (True, False)
    """
    return len(text) <= TITLE and _WORD.search(text) is not None and not text.rstrip(CLOSING).endswith(_NO_TITLE)
