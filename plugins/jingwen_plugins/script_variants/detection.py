"""Which script a text is written in, by characters that only one script has."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from jingwen_plugins._characters import table
from jingwen_plugins._text import HAN

Script: TypeAlias = Literal["hans", "hant", "mixed", "neutral", "ja", "ko"]

_MINORITY = 0.05  # quoted names and single slips stay below it
_FOREIGN = 0.10
_HONG_KONG = "恒晒霉"  # OpenCC's tables know only 恆曬黴
_HALF_CONVERTED = "焕马剧别昇吒濛"  # in words that OpenCC leaves half converted, as 毕昇: a second run would go on
_OTHER = re.compile("[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_HAN = re.compile(f"[{HAN}]")


class Counts(NamedTuple):
    """How many characters of a text tell its script."""

    simplified: int = 0
    traditional: int = 0
    kana: int = 0
    hangul: int = 0
    han: int = 0

    @property
    def script(self) -> Script:
        """The script of the text.

        >>> Counts(simplified=97, traditional=3).script, Counts(simplified=9, traditional=1).script, Counts().script
        ('hans', 'mixed', 'neutral')
        """
        if self.kana and self.kana >= _FOREIGN * (self.han + self.kana):
            return "ja"
        if self.hangul and self.hangul >= _FOREIGN * (self.han + self.hangul):
            return "ko"
        told = self.simplified + self.traditional
        if not told:
            return "neutral"
        if self.traditional <= _MINORITY * told:
            return "hans"
        return "hant" if self.simplified <= _MINORITY * told else "mixed"


def counts(text: str) -> Counts:
    """Return how many characters of a text tell its script.

    >>> counts("头发和發音"), counts("ひらがな").script, counts("한국").script
    (Counts(simplified=2, traditional=1, kana=0, hangul=0, han=0), 'ja', 'ko')
    """
    if text.isascii():
        return Counts()
    simplified, traditional = patterns()
    kana = hangul = han = 0
    if other := len(_OTHER.findall(text)):
        hangul = len(_HANGUL.findall(text))
        kana, han = other - hangul, len(_HAN.findall(text))
    return Counts(len(simplified.findall(text)), len(traditional.findall(text)), kana, hangul, han)


def total(text: str) -> Counts:
    """Return the counts of a whole document: lines in another language do not count, unless all of it is.

    >>> total("这里说的是东京的图书馆和历史，还有游览的线路，以及开馆的时间，请看说明\\n図書館です").script
    'hans'
    """
    whole = counts(text)
    if whole.script in ("ja", "ko") or not (whole.kana or whole.hangul):
        return whole
    return counts("\n".join(line for line in text.split("\n") if counts(line).script not in ("ja", "ko")))


@cache
def patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of characters that only the simplified, and only the traditional script has.

    They are read off OpenCC's character tables. Characters of both scripts (`后干里只面`) are in neither, and so are
    the regional standard forms of Taiwan and Hong Kong, which look simplified (`群峰床`).
    """

    def values(*names: str) -> set[str]:
        return {char for name in names for values in table(name).values() for char in "".join(values)}

    to_traditional, to_simplified = table("STCharacters"), table("TSCharacters")
    maybe_traditional = values("STCharacters", "TWVariants", "HKVariants") | {
        *to_simplified,
        *_HONG_KONG,
        *_HALF_CONVERTED,
    }
    maybe_simplified = values("TSCharacters") | {*to_traditional, *_HALF_CONVERTED}
    return _one_of(to_traditional.keys() - maybe_traditional), _one_of(to_simplified.keys() - maybe_simplified)


def _one_of(chars: set[str]) -> re.Pattern[str]:
    # a class with rare characters beyond the basic plane is matched thirty times slower
    return re.compile(f"[{''.join(sorted(char for char in chars if char <= chr(0xFFFF)))}]")
