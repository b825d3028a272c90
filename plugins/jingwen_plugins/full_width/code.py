"""Lines of code: in fences, and statements of programs outside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jingwen import Document
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN, fenced_lines

_STATEMENT = regex(
    r"\s*+(?:> ?|\$ |>>> )?(?:(?:def|class|if|elif|else|for|while|return|import|from|print|var|let|const|function"
    r"|public|private|SELECT|INSERT|UPDATE|DELETE|CREATE|WHERE|FROM)\b.*[(:=;{,]|[A-Za-z_][\w.]*\(.*\)[;:]?\s*$"
    r"|[A-Za-z_][\w.]* *= *\S|.*[;{}]\s*$)"
)
# every statement begins or ends like this: other lines, the first aside, need no look
_START = regex(r"\n[^\S\n]*+[A-Za-z_>$](?=[^\n(:=;{,}]*+[(:=;{,}])")
# a search for each mark takes less time than one for all
_ENDS = {mark: regex(rf"{mark}[^\S\n]*+(?:\n|\Z)") for mark in (";", "{", "}")}
_LONGEST = 200
_CHINESE_MARK = regex("[，。；：？！]")
_LATIN = regex("[A-Za-z]")
_HAN = regex(f"[{HAN}]")


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
    spans = set(_statements(text))
    if fenced := fenced_lines(document):
        spans.update((line.start, line.end) for line in document.lines if line.index in fenced)
    return blanked(text, sorted(spans), "\0") if spans else text


def _statements(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines that are a statement of a program, with more Latin letters than Chinese characters."""
    starts = {0, *(edge.start() + 1 for edge in _START.finditer(text))}
    for mark, end_of_line in _ENDS.items():
        if mark in text:
            starts.update(text.rfind("\n", 0, edge.start()) + 1 for edge in end_of_line.finditer(text))
    for start in starts:
        end = text.find("\n", start)
        end = end if end >= 0 else len(text)
        if end - start > _LONGEST or _CHINESE_MARK.search(text, start, end) or not _STATEMENT.match(text[start:end]):
            continue
        if len(_LATIN.findall(text, start, end)) > len(_HAN.findall(text, start, end)):
            yield start, end
