"""Pinyin in brackets behind the characters that it spells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jingwen import Edit, Flag
from jingwen_plugins._characters import to_simplified
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN
from jingwen_plugins.injected_noise.rules import load

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_PLAIN = str.maketrans(_TONED + "ü", "aaaaeeeeiiiioooouuuuvvvvnnnmv")
_ANNOTATIONS = [  # one for each bracket, because a search for one character is quick
    regex(rf"{bracket}[ 　]?(?P<pinyin>[a-zü{_TONED}][a-zü{_TONED}1-5 '’·-]{{0,48}})[ 　]?[)）]")
    for bracket in (r"\(", "（")
]
_HAN_BEFORE = regex(rf"[{HAN}]+\Z")
_TONES = regex(f"[{_TONED}1-5]")
_GLOSS = regex(r"\s?[:：=]")
_BREAK = regex(r"[ '’·-]+")
_LONGEST = 8
"""Most characters that one annotation spells."""
_MANY = 6
"""More annotations than this are a text with readings, unless only converted characters have them."""
_NEAR = 60


class _Annotation(NamedTuple):
    start: int
    end: int
    spelt: str


def readings(text: str) -> Iterator[Edit | Flag]:
    """Yield an edit for each annotation in running text; where readings belong to the text, a flag for all of them.

    A converter from simplified to traditional characters spelt each one that it was not sure of (企業(yè)): such a
    text has many, and each stands behind one character that differs between the scripts.
    """
    found = [each for each in _fitting(text) if not _belongs(text, each)]
    converted = to_simplified()
    by_converter = sum(len(each.spelt) == 1 and ord(each.spelt) in converted for each in found)
    if len(found) > _MANY and by_converter * 10 < len(found) * 9:
        yield Flag(found[0].start, found[-1].end, "readings", f"{len(found)} annotations")
        return
    for each in found:
        yield Edit(each.start, each.end, "", "pinyin")


def _fitting(text: str) -> Iterator[_Annotation]:
    """Yield the annotations that have as many syllables as characters before them."""
    for match in sorted((each for one in _ANNOTATIONS for each in one.finditer(text)), key=re.Match.start):
        start = match.start() - (text[match.start() - 1 : match.start()] == " ")
        before = _HAN_BEFORE.search(text[max(0, start - _LONGEST) : start])
        if before and (length := _syllables(match["pinyin"], len(before.group()))):
            yield _Annotation(start, match.end(), before.group()[-length:])


def _syllables(pinyin: str, most: int) -> int:
    """Return how many syllables an annotation has, or 0 if it is no pinyin with tones.

    >>> _syllables("tāo tiè", 4), _syllables("qián", 4), _syllables("guard", 4), _syllables("yi1 shi2", 4)
    (2, 1, 0, 2)
    """
    tones = len(_TONES.findall(pinyin))
    plain = _BREAK.sub(" ", pinyin.translate(_PLAIN)).strip()
    for length in range(max(tones, plain.count(" ") + 1), min(2 * tones, most) + 1):
        if _spelling(length).fullmatch(plain):
            return length
    return 0


@cache
def _spelling(length: int) -> re.Pattern[str]:
    """Return the pattern of so many syllables."""
    syllable = f"{load().syllable}[1-5]?"
    return re.compile(rf"{syllable}(?: ?{syllable}){{{length - 1}}}")


def _belongs(text: str, found: _Annotation) -> bool:
    """Whether an annotation is of a dictionary entry, or stands beside words about pronunciation."""
    if _GLOSS.match(text, found.end):
        return True
    low = max(0, found.start - _NEAR)
    low = max(low, text.rfind("\n", low, found.start) + 1)
    high = text.find("\n", found.end, found.end + _NEAR)
    around = text[low : found.end + _NEAR if high < 0 else high]
    return load().about.search(around) is not None
