"""lost-words: visible slots of words that a site dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from jingwen import Cleaner, Document, Finding, Flag, Plugin, hookimpl
from jingwen_plugins._text import HAN
from jingwen_plugins._words import frequency

_CONJUNCTION = "和|与|與|及|并|並|或|以及"
_GAP = re.compile(rf"(?<=[{HAN}])(?:[和与與及并並或])(?=[，。、；：？！,;:?!])")
_HEADING_GAP = re.compile(
    rf"^[ \t\u3000]*(?:\d{{1,3}}[.、．][ \t]?|[一二三四五六七八九十]{{1,3}}、|[-•·][ \t]|[(（]\d{{1,2}}[)）]|#+ )"
    rf"({_CONJUNCTION})([{HAN}]{{0,4}})[:：]",
    re.MULTILINE,
)
_LABEL = "作者|来源|來源|时间|時間|日期|编辑|編輯|责任编辑|責任編輯|发布时间|發布時間"
_EMPTY_LABEL = re.compile(
    rf"^[ \t\u3000]*((?:{_LABEL})[ \t]?[:：])[ \t\u3000]*\r?"
    rf"(?:\Z|\n(?=[ \t\u3000\r]*(?:\n|\Z|(?:{_LABEL})[ \t]?[:：])))",  # the value may stand in the next line
    re.MULTILINE,
)
# sums and logical operations are called by a conjunction's character
_OPERATION = re.compile("(?:加权|校验|平方|部分|前缀|向量|级数|加權|校驗|逻辑|邏輯|按位)$")
_WORD = 20  # how often the dictionary must have seen what precedes a conjunction: names are rarer
_LONGEST = 4


class LostWords(Cleaner):
    """Flags places where a word was dropped. It never fills them: nothing in the text proves which word it was.

    Three slots are visible: a conjunction with nothing behind it (`评估和，不断改进`), a list item or heading that
    begins with a conjunction (`10. 与感谢：`), and a byline's label without a value. Words that end or begin with
    the character of a conjunction (温和, 参与, 和谐, 及时), quoted conjunctions and sums (加权和) are no slots.

    >>> from jingwen.testing import step
    >>> document, _ = step(LostWords(), "定期对效果进行评估和，不断改进。")
    >>> [(flag.reason, document.text[flag.start : flag.end]) for flag in document.flags]
    [('lost-words/conjunction-gap', '和')]
    """

    name = "lost-words"
    reasons: ClassVar[Mapping[str, str]] = {
        "conjunction-gap": "nothing follows a conjunction",
        "heading-gap": "nothing precedes the conjunction that an item or heading begins with",
        "empty-label": "a label of a byline without a value",
    }

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield a flag for every slot."""
        text = document.text
        for match in _GAP.finditer(text):
            if _is_slot(text, match.start(), match.end()):
                yield Flag(*match.span(), "conjunction-gap", f"the word that {match.group()} joins on is missing")
        for match in _HEADING_GAP.finditer(text):
            conjunction, rest = match.groups()
            if not _begins_word(conjunction, rest) and (not rest or frequency(rest)):
                yield Flag(*match.span(1), "heading-gap", f"the word before {conjunction} is missing")
        for match in _EMPTY_LABEL.finditer(text):
            yield Flag(*match.span(1), "empty-label", f"no value follows {match[1]}")


def _is_slot(text: str, start: int, end: int) -> bool:
    """Whether a conjunction before a mark joins a word to nothing."""
    before = text[max(0, start - _LONGEST) : start]
    if any(frequency(text[start - k : end]) for k in range(1, min(3, start) + 1)) or _OPERATION.search(before):
        return False
    return any(frequency(before[-k:]) > _WORD for k in range(2, len(before) + 1))


def _begins_word(conjunction: str, rest: str) -> bool:
    """Whether the conjunction is the beginning of another word (和谐, 及时)."""
    return any(frequency(conjunction + rest[:k]) for k in range(1, len(rest) + 1))


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [LostWords]
