"""full-width: punctuation that NFKC folded to ASCII."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import ClassVar

from jingwen import Cleaner, Document, Edit, Finding, Line, Plugin, hookimpl
from jingwen_plugins._text import HAN, PROTECTED, in_fence

_FULL = dict(zip(",:;?!()", "，：；？！（）", strict=True))
_MARK = re.compile(r"[,:;?!()]")
_BRACKET = re.compile(r"[()（）]")
_HAN = re.compile(f"[{HAN}]")
_CHINESE = re.compile(f"[{HAN}、。《》【】「」『』〈〉…—％℃]")
_CHINESE_BODY = re.compile(f"[{HAN}、。]")
# A mark's context is the nearest character that is none of these. Both widths of a mark are in the set, so
# that a decision never depends on what was restored before: that makes a second run find nothing.
_NEUTRAL = frozenset(" \r\n\u00a0\u3000\"'*_`[]{}“”‘’" + "".join(_FULL) + "".join(_FULL.values()))
_REACH = 12
# marks of code and markup: ":::", "!=", "println![", "![image](", "](path)", "[link]: url"
_TECHNICAL = re.compile(r":{2,}|!=|\?\.|(?<=[A-Za-z])![\[({`]|!\[[^\[\]\n]*\]\(|\]\([^()\n]*\)|(?<=\]):(?= )")
# ":)" unless it closes a bracket, ":(" that opens none, ":D" that is no answer; other brackets are counted
_EMOTICON = re.compile(r"[:;]-?(?P<closing>\))|:(?:\((?![^()\n]*\))|(?<![案项項选選级級组組类類]:)D)(?=\s|\Z)|[()（）]")
# the mark itself is meant; a comma behind 里 is one: "在电话里,表示歉意"
_MENTION = re.compile(r"[,:;?!](?=表示|代表|是指|匹配)(?:(?<![^\n].)|(?<=[,， ].)|(?<=[里裡裏][:;?!]))")
_MAYBE_EMOTICON = re.compile("[:;][-()D]")
_LINE_START = re.compile(r"(?:^|\n)[ \u3000*#>-]*$")
_ENUMERATOR = re.compile(r"(?:^|\n)[ \t\u3000]*(?:\d{1,3}|[A-Za-z一二三四五六七八九十甲乙丙丁])[)）]$")
_STATEMENT = re.compile(
    r"\s*+(?:> ?|\$ |>>> )?(?:(?:def|class|if|elif|else|for|while|return|import|from|print|var|let|const|function"
    r"|public|private|SELECT|INSERT|UPDATE|DELETE|CREATE|WHERE|FROM)\b.*[(:=;{,]|[A-Za-z_][\w.]*\(.*\)[;:]?\s*$"
    r"|[A-Za-z_][\w.]* *= *\S|.*[;{}]\s*$)"
)
_LONGEST_STATEMENT = 200
_CHINESE_MARK = re.compile("[，。；：？！]")
_LATIN = re.compile("[A-Za-z]")
_ENOUGH_HAN = 5  # in a paragraph with less a comma between Latin words or at the line's end says nothing


class FullWidth(Cleaner):
    """Restores Chinese punctuation that Unicode normalisation (NFKC) folded to ASCII: `,` to `，` and so on.

    The marks `, : ; ? ! ( )` are restored where a Chinese character or mark stands beside them, quotes
    and brackets looked through; the two brackets of a pair are decided together. The marks of lines without Chinese
    characters stay as they are, and so do URLs, e-mail addresses, times, ratios, grouped numbers, code, calls,
    tags, entities, Markdown links, emoticons, fenced code blocks and a mark that is spoken about (`?表示零次或一次`).
    The full stop is left alone (NFKC folds no `。`), and so are full-width letters and digits.

    >>> from jingwen.testing import step
    >>> step(FullWidth(), "会议(上午)9:30开始,共1,200人参加!")[0].text
    '会议（上午）9:30开始，共1,200人参加！'
    """

    name = "full-width"
    reasons: ClassVar[Mapping[str, str]] = {
        "mark": "an ASCII comma, colon, semicolon, question or exclamation mark in Chinese text",
        "bracket": "ASCII round brackets in Chinese text",
    }

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield an edit for every ASCII mark that stands in Chinese text."""
        if not _MARK.search(document.text):
            return
        fenced = in_fence(document)
        for apart, paragraph in groupby(
            document.lines, key=lambda line: line.blank or fenced(line.start) or _is_code(line.text)
        ):
            if not apart:
                yield from _restored(document.text, list(paragraph))


def _is_code(text: str) -> bool:
    """Whether a line is a statement of a program, with more Latin letters than Chinese characters."""
    if len(text) > _LONGEST_STATEMENT or not _STATEMENT.match(text) or _CHINESE_MARK.search(text):
        return False
    return len(_LATIN.findall(text)) > len(_HAN.findall(text))


def _restored(document: str, lines: Sequence[Line]) -> Iterator[Edit]:
    """Yield the edits of the lines between two blank lines: a wrapped sentence or bracket goes on in the next."""
    start = lines[0].start
    text = document[start : lines[-1].end]
    if not (_MARK.search(text) and _HAN.search(text)):
        return
    marked = [(line, line.start - start, line.end - start) for line in lines if _MARK.search(line.text)]
    fixed = {match.start() for match in _MENTION.finditer(text)}
    halves = sum(line.text.count("`") % 2 for line in lines)  # lines that hold half a code span, or a stray backtick
    split = halves > 0 and halves % 2 == 0
    for begin, end in [(0, len(text))] if split else [(begin, end) for _, begin, end in marked]:
        for match in PROTECTED.finditer(text, begin, end):
            fixed.update(range(*match.span()))
    for _, begin, end in marked:
        for match in _TECHNICAL.finditer(text, begin, end):
            fixed.update(range(*match.span()))
        if _MAYBE_EMOTICON.search(text, begin, end):
            fixed.update(_emoticons(text, begin, end))
    brackets = _chinese_brackets(text, fixed)
    rich = len(list(islice(_HAN.finditer(text), _ENOUGH_HAN))) == _ENOUGH_HAN
    for line, begin, end in marked:
        chinese = bool(_HAN.search(line.text))
        for match in _MARK.finditer(text, begin, end):
            at, mark = match.start(), match.group()
            if mark in "()":
                wanted, reason = at in brackets, "bracket"
            else:
                wanted, reason = chinese and at not in fixed and _chinese_mark(text, at, rich=rich), "mark"
            if wanted:
                yield Edit(start + at, start + at + 1, _FULL[mark], reason)


def _emoticons(text: str, begin: int, end: int) -> Iterator[int]:
    """Yield the places of the emoticons of a line."""
    opened = 0
    for match in _EMOTICON.finditer(text, begin, end):
        if match.group() in "(（":
            opened += 1
        elif match.group() in ")）" or (match["closing"] and opened):
            opened = max(0, opened - 1)
        else:
            yield from range(*match.span())


def _context(text: str, places: Iterable[int]) -> str:
    """Return the first character at some places that is not neutral, or nothing."""
    return next((text[i] for i in places if text[i] not in _NEUTRAL), "")


def _left(text: str, at: int) -> str:
    return _context(text, range(at - 1, max(-1, at - 1 - _REACH), -1))


def _right(text: str, at: int) -> str:
    return _context(text, range(at + 1, min(len(text), at + 1 + _REACH)))


def _chinese(character: str) -> bool:
    return bool(character) and bool(_CHINESE.match(character))


def _chinese_mark(text: str, at: int, *, rich: bool) -> bool:
    """Whether the mark at a place punctuates Chinese; `rich`: its paragraph holds some words of it."""
    mark, left, right, behind = text[at], _left(text, at), _right(text, at), text[at + 1 : at + 2]
    if _chinese(left):
        return True
    if not left:
        return mark in ",;?" and _chinese(behind)
    if behind and behind in "\"'”’":  # "“Hello, world!”已经" quotes a foreign sentence
        return False
    if _chinese(right) and (mark == "," or not behind.isspace()):
        return True
    if not rich:
        return False
    if mark == ",":  # English puts a space behind a comma, and Chinese does not
        return bool(behind) and not behind.isspace() and not (left.isdigit() and right.isdigit())
    return mark in "?!:" and (not behind or behind in "\r\n")


def _chinese_brackets(text: str, fixed: set[int]) -> set[int]:
    """Return the places of the ASCII brackets that belong to Chinese. Both brackets of a pair, or neither."""
    chosen: set[int] = set()
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        at = match.start()
        if at in fixed or _ENUMERATOR.search(text, max(0, at - _REACH), at + 1):
            continue
        if match.group() in "(（":
            opened.append(at)
        elif opened:
            start = opened.pop()
            if _chinese_pair(text, start, at):
                chosen |= {start, at}
        elif _HAN.search(text[max(0, at - 1) : at + 2]):
            chosen.add(at)
    chosen |= {at for at in opened if _HAN.search(text[max(0, at - 1) : at + 2])}
    return chosen


def _chinese_pair(text: str, start: int, end: int) -> bool:
    """Whether the brackets at two places enclose Chinese, number a Chinese list item, or stand in Chinese."""
    body = text[start + 1 : end]
    if _CHINESE_BODY.search(body):
        return True
    if body.isdigit() and _LINE_START.search(text, max(0, start - _REACH), start):
        return True
    before = text[start - 1 : start]
    if before.isascii() and before.isalnum() and body[:1].isalnum():  # "f(x)", "API(v2)"
        return False
    if before == " " and not _HAN.match(text, end + 1):  # English spacing: NFKC adds none
        return False
    return _chinese(_left(text, start)) or _chinese(_right(text, end))


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [FullWidth]
