"""Keywords for search engines: glued to the ends of sentences, or spun to lines of their own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from jingwen import Document, Edit
from jingwen_plugins._lines import Span
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN, LIST_ITEM, TERMINAL
from jingwen_plugins.injected_noise.rules import load

_TAIL = regex(rf"[{TERMINAL}](?P<word>[{HAN}A-Za-z0-9]{{2,8}}+)(?=\s*$|[ \t\u3000]+[{HAN}])", re.MULTILINE)
_LONGEST_KEYWORD = 16
_SEPARATORS = " \t\u3000,，、|｜;；/_"
_BETWEEN = regex(f"[{_SEPARATORS}]+")
_KEYWORD = f"[^{_SEPARATORS}{TERMINAL}:：\n]"
_ROW = regex(
    # in a text with a line break before it: a search for one character is quick
    r"\n[^\S\n]*+(?:(?:(?:关键|關鍵|热搜|熱搜)[词詞字]?|[标標][签籤]|(?i:tags?))[^\S\n]?[:：])?+"
    rf"(?P<keywords>[{_SEPARATORS}]*+(?:{_KEYWORD}{{2,{_LONGEST_KEYWORD}}}+[{_SEPARATORS}]++){{2,}}+"
    rf"{_KEYWORD}{{0,{_LONGEST_KEYWORD}}}+)[^\S\n]*+(?=\n|\Z)"
)
_LINE_TAIL = regex(rf"[{TERMINAL}][{HAN}A-Za-z0-9]{{2,8}}\s*\Z")
# the ends of lines that may end so; the line break comes first, because a search for one character is quick
_LINE_END = regex(
    rf"\n(?<=[{HAN}A-Za-z0-9\s]\n)(?:"
    + "|".join(rf"(?<=[{TERMINAL}][{HAN}A-Za-z0-9]{{{size}}}\n)" for size in range(2, 9))
    + r"|(?<=\s\n))"
)
_HAN = regex(f"[{HAN}]")
_LATIN = regex("[A-Za-z]")
_SENTENCE = regex(f"[{TERMINAL}]")
_REACH = 12
_REPEATS = 3
_SHORT_REPEATS = 5
_SHORT = 3
"""Longest Chinese word that is as likely a name: it has to stand there more often."""
_LONGEST_LINE = 600
_PARTS_BY_STEM = {2: 5, 3: 4, 4: 3}
"""How many keywords must share a stem of so many characters."""


def tails(document: Document) -> Iterator[Edit]:
    """Yield an edit for each keyword that stands behind the ends of sentences, and nowhere begins one."""
    text = document.text
    ends = (match.start() for match in _LINE_END.finditer(text + "\n"))
    if not any(_LINE_TAIL.search(text, max(0, end - _REACH), end) for end in ends):
        return
    found: defaultdict[str, list[re.Match[str]]] = defaultdict(list)
    for match in _TAIL.finditer(text):
        found[match["word"]].append(match)
    often = {
        word: places
        for word, places in found.items()
        if _is_often(word, len(places)) and not _is_credit(word) and _are_at_ends(text, places)
    }
    if not often:
        return
    sentences = _SENTENCE.split(text)[1:]
    begun = {size: Counter(map(itemgetter(slice(size)), sentences)) for size in set(map(len, often))}
    only_tails = [places for word, places in often.items() if begun[len(word)][word] == len(places)]
    if not only_tails:
        return
    starts = [line.start for line in document.lines]
    glued = [match for places in only_tails if _are_glued(document, starts, places) for match in places]
    yield from (Edit(*match.span("word"), "", "keyword-tail") for match in sorted(glued, key=re.Match.start))


def _is_often(word: str, times: int) -> bool:
    """Whether a word stands behind sentences too often to be an accident."""
    return times >= _SHORT_REPEATS or (times >= _REPEATS and (len(word) > _SHORT or bool(_LATIN.search(word))))


def _is_credit(word: str) -> bool:
    """Whether a word is an author's own: a credit, a closing word, or Latin alone."""
    return word in load().words or word.endswith(load().credits) or not _HAN.search(word)


def _are_at_ends(text: str, places: Sequence[re.Match[str]]) -> bool:
    """Whether words stand at the ends of lines as well as inside them."""
    behind = (text[match.end() : match.end() + _REACH].partition("\n")[0] for match in places)
    return sum(not each.strip() for each in behind) * 3 >= len(places)


def _are_glued(document: Document, starts: Sequence[int], places: Sequence[re.Match[str]]) -> bool:
    """Whether words stand behind whole paragraphs, and not as signatures behind the items of a list."""
    items, long = 0, False
    for match in places:
        line = document.lines[bisect_right(starts, match.start()) - 1]
        items += LIST_ITEM.match(line.text) is not None
        long = long or _SENTENCE.search(document.text, line.start, match.start()) is not None
    return long and items * 2 <= len(places)


def keyword_lines(document: Document, spans: Iterable[Span]) -> dict[int, str]:
    """Return the lines that hold nothing but keywords spun from one stem: their indexes, with the reason.

    Args:
        document: the document.
        spans: the stretches of whole lines to look at.
    """
    text = "\n" + document.text
    rows = (row for start, end in spans for row in _ROW.finditer(text, start, end + 1))
    starts = {row.start() for row in rows if len(row[0]) <= _LONGEST_LINE + 1 and _are_spun(row["keywords"])}
    return {line.index: "keyword-line" for line in document.lines if line.start in starts} if starts else {}


def _are_spun(row: str) -> bool:
    """Whether keywords share a stem.

    >>> _are_spun("装修公司,北京装修公司,装修公司哪家好"), _are_spun("北京大学、清华大学、复旦大学、浙江大学")
    (True, False)
    """
    if not load().searched.search(row):  # a stem may be anything, so it is looked for last
        return False
    parts = _BETWEEN.split(row.strip(_SEPARATORS))
    if LIST_ITEM.match(row) or len(parts) < min(_PARTS_BY_STEM.values()):
        return False
    return any(_spins(parts, stem) for stem in _stems(min(parts, key=len)))


def _stems(part: str) -> Iterator[str]:
    """Yield the stretches of a keyword, the longest ones first."""
    for size in range(len(part), min(_PARTS_BY_STEM) - 1, -1):
        yield from (part[start : start + size] for start in range(len(part) - size + 1))


def _spins(parts: Sequence[str], stem: str) -> bool:
    """Whether most keywords hold a stem, some in front and some behind, and one of them is what people search for."""
    held = [part for part in parts if stem in part]
    if len(held) < _PARTS_BY_STEM[min(len(stem), max(_PARTS_BY_STEM))] or len(held) * 5 < len(parts) * 4:
        return False
    before = any(part.endswith(stem) and part != stem for part in held)
    behind = any(part.startswith(stem) and part != stem for part in held)
    rest = [part.replace(stem, "\n") for part in held]
    return before and behind and any(map(load().searched.search, rest))
