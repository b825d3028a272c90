"""The characters of a text by class: one look at each tells its script, and what else may need a closer look."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from jingwen_plugins._characters import table
from jingwen_plugins._regex import regex

Codes: TypeAlias = npt.NDArray[np.uint32]

CODE_POINTS = 0x110000
_CODE_POINT = np.dtype("<u4")
MASK = "\uffff"
"""A noncharacter that stands for what no conversion may touch: no dictionary has it, so no word reaches across it."""

OTHER, SIMPLIFIED, TRADITIONAL, HAN, SHINJITAI, KANA, HANGUL, COMPATIBILITY, OPERATOR, SLASH, CODE_MARK, MASKED = range(
    12
)
"""The classes. Of Chinese characters: those that only one script has, Japan's own forms, compatibility ideographs, and
the others. Of marks: operators of ideographic descriptions, slashes of addresses, the marks of code, and the mask."""

_RANGES = {
    HAN: ((0x3005, 0x3006), (0x3007, 0x3008), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x33480)),
    KANA: ((0x3041, 0x3097), (0x30A1, 0x30FB), (0x31F0, 0x3200), (0xFF66, 0xFF9E)),
    HANGUL: ((0x1100, 0x1200), (0x3131, 0x318F), (0xAC00, 0xD7A4)),
    COMPATIBILITY: ((0xF900, 0xFB00), (0x2F800, 0x2FA20)),
    OPERATOR: ((0x2FF0, 0x3000), (0x31EF, 0x31F0)),
}
_SURROGATE = regex("[\ud800-\udfff]")
_ALSO_TRADITIONAL = "恒晒霉肴虱"  # in use in Hong Kong or Taiwan beside 恆曬黴餚蝨, which the tables name
_MARKS = {SLASH: "/", CODE_MARK: "`~", MASKED: MASK}


class Scanned(NamedTuple):
    """A text, its code points, and a class for each. Lone surrogates are masked.

    >>> list(Scanned.of("头髮のabc").kinds)
    [1, 2, 5, 0, 0, 0]
    """

    text: str
    codes: Codes
    kinds: bytes

    @classmethod
    def of(cls, text: str) -> Scanned:
        """Scan a text."""
        try:
            found = codes(text)
        except UnicodeEncodeError:
            text = _SURROGATE.sub(MASK, text)
            found = codes(text)
        return cls(text, found, _classes().take(found).tobytes())


def codes(text: str) -> Codes:
    """Return the code points of a text.

    Raises:
        UnicodeEncodeError: it has a lone surrogate.

    >>> codes("a字").tolist()
    [97, 23383]
    """
    return np.frombuffer(text.encode("utf-32-le"), _CODE_POINT)


@cache
def _classes() -> npt.NDArray[np.uint8]:
    """Return the class of every code point.

    The characters that only one script has are read off OpenCC's tables. Those of both (`后干里只面`) are in neither,
    and so are the standard forms of Taiwan and Hong Kong, which look simplified (`群峰床`).
    """
    result = np.zeros(CODE_POINTS, np.uint8)
    for kind, ranges in _RANGES.items():
        for start, end in ranges:
            result[start:end] = kind
    to_traditional = table("STCharacters.txt")
    to_simplified = {**table("TSCharactersExt.txt"), **table("TSCharacters.txt")}
    regional = _forms("TWVariants.txt") | _forms("HKVariants.txt") | set(_ALSO_TRADITIONAL)
    maybe_traditional = _forms("STCharacters.txt") | to_simplified.keys() | regional
    maybe_simplified = {form for forms in to_simplified.values() for form in forms} | to_traditional.keys()
    japanese = {char for char in table("JPShinjitaiCharacters.txt") if not _in_chinese_standards(char)}
    only = {
        SIMPLIFIED: to_traditional.keys() - maybe_traditional,
        TRADITIONAL: to_simplified.keys() - maybe_simplified,
        SHINJITAI: japanese - maybe_simplified - maybe_traditional,
        **_MARKS,
    }
    for kind, chars in only.items():
        result[[ord(char) for char in chars]] = kind
    return result


def _forms(name: str) -> set[str]:
    return {form for forms in table(name).values() for form in forms}


def _in_chinese_standards(char: str) -> bool:
    return any(char.encode(standard, "ignore") for standard in ("gb2312", "big5"))
