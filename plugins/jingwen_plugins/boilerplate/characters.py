"""The characters of a page folded to few forms, and the class of each."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jingwen_plugins._characters import table

Codes: TypeAlias = npt.NDArray[np.uint32]

SIZE = 0x10000  # a code point beyond it counts as the last one, a noncharacter
BREAK = 10
DROPPED = 0

OTHER, HAN, FUNCTION, DIGIT, LATIN, TERMINAL, COMMA, COLON, SEPARATOR, OPENING, CLOSING, FOREIGN, LINE_BREAK = range(13)
CLASSES = 13

_MEMBERS = {
    FUNCTION: (
        "的了在是我有和就不人都一也很到说要去你会着看好这那他她它们与及或但而被把为以于从"
        "对向将之其中等并更最还又再可因所如个来时过没后里吗呢吧啊让使该此已"
    ),
    TERMINAL: "。!?…;",
    COMMA: ",、",
    COLON: ":",
    SEPARATOR: "|>»›«‹·•・/\\┊丨-—–_~→←▪■◆●★☆※◎►▶▸︱",
    OPENING: "“‘「『([{【《〈<\"'〔",
    CLOSING: "”’」』)]}】》〉〕",
}


def folded(text: str) -> Codes:
    """Return the code points of a text: width, case, script and digits folded, white space but line breaks dropped.

    >>> "".join(map(chr, folded("第 ５ 頁\\nＡbc")))
    '第0页\\nabc'
    """
    codes = _forms().take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4"), mode="clip")
    kept: Codes = codes[codes != DROPPED]
    return kept


def fold(text: str) -> str:
    """Return a text in the form that `folded` gives."""
    return folded(text).tobytes().decode("utf-32-le", "surrogatepass")


@cache
def classes() -> npt.NDArray[np.uint8]:
    """Return the class of every folded code point."""
    result = np.zeros(SIZE, np.uint8)
    result[0x3400:0xA000] = HAN
    result[[0x3005, 0x3007]] = HAN
    result[0x3041:0x3100] = result[0xAC00:0xD7A4] = FOREIGN
    result[ord("a") : ord("z") + 1] = result[0xC0:0x250] = LATIN
    result[ord("0")] = DIGIT
    for kind, chars in _MEMBERS.items():
        result[[ord(char) for char in chars]] = kind
    result[BREAK] = LINE_BREAK
    return result


@cache
def _forms() -> Codes:
    result = np.arange(SIZE, dtype=np.uint32)
    # Chinese characters, Hangul syllables and private use have no other form: to ask for each would take long
    for code in (*range(0x3400), *range(0xA000, 0xAC00), *range(0xD7A4, 0xE000), *range(0xF900, SIZE)):
        char = chr(code)
        form = unicodedata.normalize("NFKC", char) if code >= 0x80 else char
        if form.isspace() or unicodedata.category(char) in ("Cf", "Cc", "Mn"):
            result[code] = BREAK if code == BREAK else DROPPED
        elif len(form) == 1:
            result[code] = ord("0") if form.isdecimal() else ord(form.lower()[0])
    simplified = {**table("TSCharactersExt.txt"), **table("TSCharacters.txt")}
    for char, forms in simplified.items():
        if ord(char) < SIZE and ord(forms[0]) < SIZE:
            result[ord(char)] = ord(forms[0])
    return result
