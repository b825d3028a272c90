"""Places where a word is missing, as the form alone makes certain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN
from jingwen_plugins._words import frequency

_MARK = "[，。、；：？！,;:?!]"
CONJUNCTION = "[和与與及并並或]"
# words that nothing but an object, a clause or a head noun can follow
OPEN_WORDS = (
    "予以|加以|给予|給予|致以|赋予|賦予|具有|成为|成為|属于|屬於|位于|位於|等于|等於|旨在|促使|关于|關於|对于|對於|鉴于|鑒於"
    "|基于|基於|按照|以便|以及|正在|更加|逐步|逐渐|逐漸|即将|即將|各种|各種|任何|某些|不仅|不僅"
)
_ENDS = "".join(word[-1] for word in OPEN_WORDS.split("|")) + "行" + CONJUNCTION[1:-1]
_GAP = regex(
    rf"{_MARK}(?<=[{_ENDS}].)"  # most marks have been told by now
    rf"(?:(?<={CONJUNCTION}.)(?<=[{HAN}]..)|(?<=[，。、；,;])(?:(?<=(?:{OPEN_WORDS}).)|(?<=进行.)|(?<=進行.)))"
)
_ITS_OBJECT = regex(r"[对對][^，。、；：？！,;:?!\n]{1,12}$")
_PASSIVE = "所"
_NUMBERED = r"[ \t\u3000]*(?:\d{1,3}[.、．][ \t]?|[一二三四五六七八九十]{1,3}、|[-•·][ \t]|[(（]\d{1,2}[)）]|#+ )"
# in a text with a line break before it: a search for one character is quick
_HEADING = regex(rf"\n{_NUMBERED}(?P<conjunction>以及|{CONJUNCTION})(?P<rest>[{HAN}]{{0,4}})[:：]")
_LABEL = "作者|来源|來源|时间|時間|日期|编辑|編輯|责任编辑|責任編輯|发布时间|發布時間|出处|出處"
_COUNT = "人气|人氣|阅读|閱讀|点击|點擊|浏览|瀏覽|评论|評論|字数|字數"
_COLONS = [regex(rf"{colon}[ \t\u3000\r]*(?:\n|\Z)") for colon in ":："]
_ENDING_LABEL = regex(rf"(?:^|(?<=[ \t\u3000|｜]))(?:(?:{_LABEL})[ \t]?|(?P<count>{_COUNT})[ \t]?)$")
_BYLINE = regex(rf"[ \t\u3000]*(?:{_LABEL})[ \t]?[:：]")
_NOTHING = regex(rf"[ \t\u3000\r]*(?:\n|\Z|(?:{_LABEL}|{_COUNT})[ \t]?[:：])")
_LONGEST_BYLINE = 100

# sums and logical operations are called by a conjunction's character
_OPERATION = regex("(?:加权|校验|平方|部分|前缀|向量|级数|加權|校驗|逻辑|邏輯|按位)$")
_WORD = 20  # how often the dictionary must have seen what precedes a conjunction: names are rarer
_LONGEST = 4
_NEAR = 14


class Slot(NamedTuple):
    """A place where a word is missing.

    Args:
        start: where the word begins that tells.
        end: where it ends.
        reason: which kind it is.
        detail: the same, for people.
        place: where the missing word belongs; None where it is no word.
    """

    start: int
    end: int
    reason: str
    detail: str
    place: int | None


def slots(text: str) -> Iterator[Slot]:
    """Yield the places of a text where a word is missing.

    >>> [slot[:3] for slot in slots("定期对效果进行评估和，不断改进。")]
    [(9, 10, 'conjunction-gap')]
    """
    for match in _GAP.finditer(text):
        end = match.start()
        if text[end - 1] in "和与與及并並或" and not text.endswith("以及", 0, end):
            if _is_slot(text, end - 1, end):
                yield _before_mark(text, end - 1, end, "conjunction-gap")
        elif text[end - 2 : end] in ("进行", "進行"):
            if _ITS_OBJECT.search(text, max(0, end - _NEAR - 2), end - 2):
                yield _before_mark(text, end - 2, end, "object-gap")
        else:
            start = end - 2
            if text[start - 1 : start] != _PASSIVE and text[end + 1 : end + 3] != text[start:end]:
                yield _before_mark(text, start, end, "conjunction-gap" if text[start:end] == "以及" else "object-gap")
    yield from _headings(text)
    yield from _labels(text)


def _before_mark(text: str, start: int, end: int, reason: str) -> Slot:
    word = text[start:end]
    told = f"the word that {word} joins on" if reason == "conjunction-gap" else f"what {word} needs"
    return Slot(start, end, reason, f"{told} is missing", end)


def _is_slot(text: str, start: int, end: int) -> bool:
    """Whether a conjunction before a mark joins a word to nothing."""
    before = text[max(0, start - _LONGEST) : start]
    if any(frequency(text[start - k : end]) for k in range(1, min(3, start) + 1)) or _OPERATION.search(before):
        return False
    return any(frequency(before[-k:]) > _WORD for k in range(2, len(before) + 1))


def _headings(text: str) -> Iterator[Slot]:
    """Yield items and headings that begin with a conjunction; several with the same one mean it (与家长, 与老师)."""
    found = []
    for match in _HEADING.finditer("\n" + text):
        conjunction, rest = match.groups()
        if not _begins_word(conjunction, rest) and (not rest or frequency(rest)):
            found.append((conjunction, match.start("conjunction") - 1))
    counts = Counter(conjunction for conjunction, _ in found)
    for conjunction, start in found:
        if counts[conjunction] == 1:
            end = start + len(conjunction)
            yield Slot(start, end, "heading-gap", f"the word before {conjunction} is missing", start)


def _begins_word(conjunction: str, rest: str) -> bool:
    """Whether the conjunction is the beginning of another word (和谐, 及时)."""
    return any(frequency(conjunction + rest[:k]) for k in range(1, len(rest) + 1))


def _labels(text: str) -> Iterator[Slot]:
    """Yield the labels of bylines without a value. It may stand in the next line."""
    for match in chain.from_iterable(colon.finditer(text) for colon in _COLONS):
        colon = match.start()
        line = text.rfind("\n", max(0, colon - _LONGEST_BYLINE), colon) + 1
        if not line and colon > _LONGEST_BYLINE:
            continue
        label = _ENDING_LABEL.search(text[line:colon])
        if not label or not _NOTHING.match(text, match.end()):
            continue
        if label.start() and not _BYLINE.match(text, line, colon):
            continue
        if label["count"] and not label.start():
            continue
        start = line + label.start()
        yield Slot(start, colon + 1, "empty-label", f"no value follows {text[start : colon + 1]}", None)
