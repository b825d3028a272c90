"""Lines of code: in fences, and statements of programs outside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import ascii_letters

from jingwen import Document
from jingwen_plugins._text import HAN, fenced_lines

_STATEMENT = re.compile(
    r"\s*+(?:> ?|\$ |>>> )?(?:(?:def|class|if|elif|else|for|while|return|import|from|print|var|let|const|function"
    r"|public|private|SELECT|INSERT|UPDATE|DELETE|CREATE|WHERE|FROM)\b.*[(:=;{,]|[A-Za-z_][\w.]*\(.*\)[;:]?\s*$"
    r"|[A-Za-z_][\w.]* *= *\S|.*[;{}]\s*$)"
)
_STARTS = frozenset(ascii_letters + "_>$")
_ENDS = frozenset(";{}")
_LONGEST = 200
_CHINESE_MARK = re.compile("[，。；：？！]")
_LATIN = re.compile("[A-Za-z]")
_HAN = re.compile(f"[{HAN}]")


def blanked(text: str, spans: Iterable[tuple[int, int]], blank: str = "\0") -> str:
    """Return the text with each character of some spans replaced.

    >>> blanked("见a,b。", [(1, 4)], "-")
    '见---。'
    """
    parts: list[str] = []
    behind = 0
    for start, end in spans:
        parts += (text[behind:start], blank * (end - start))
        behind = end
    return "".join((*parts, text[behind:]))


def without_code(document: Document) -> str:
    """Return the text with lines of code blanked: each of their characters is a zero.

    >>> from jingwen import RawDocument
    >>> without_code(Document.of(RawDocument(text='说明如下:\\nprint("你好")\\n完!'))).replace("\\0", "-")
    '说明如下:\\n-----------\\n完!'
    """
    text = document.text
    fenced = fenced_lines(document)
    lines = text.split("\n")
    code = {*fenced, *(index for index, line in enumerate(lines) if _is_statement(line))}
    if not code:
        return text
    return "\n".join("\0" * len(line) if index in code else line for index, line in enumerate(lines))


def _is_statement(line: str) -> bool:
    """Whether a line is a statement of a program, with more Latin letters than Chinese characters."""
    bare = line.strip()
    if not bare or not (bare[0] in _STARTS or bare[-1] in _ENDS) or len(line) > _LONGEST:
        return False
    if not _STATEMENT.match(line) or _CHINESE_MARK.search(line):
        return False
    return len(_LATIN.findall(line)) > len(_HAN.findall(line))
