"""著 in traditional text: the particle that simplified text writes 着, or the verb of 著作, which stays."""

from __future__ import annotations

import re

from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN
from jingwen_plugins._words import frequency, likelihood

_BEFORE, _BEHIND = regex(f"[{HAN}]*$"), regex(f"[{HAN}]*")
_REACH = 4
_NAME = range(2, 4)  # characters of an author's name
_GOES_ON = regex("[A-Za-z0-9“「]")


def with_particles(text: str) -> str:
    """Return a traditional text with 着 for the particle.

    OpenCC's dictionaries leave 著 (t2s) or write 着 everywhere but in a few words (tw2s). Here jieba's dictionary tells
    which of the two gives the likelier words; behind what may be an author's name at the end of a clause 著 stays.

    >>> with_particles("他看著專著，卡著一把鎖，背著書包；羅貫中著。")
    '他看着專著，卡着一把鎖，背着書包；羅貫中著。'
    """
    return re.sub("著", lambda found: "着" if _is_particle(text, found.start()) else "著", text)


def _is_particle(text: str, place: int) -> bool:
    left, right = text[max(place - _REACH, 0) : place], text[place + 1 : place + 1 + _REACH]
    before, behind = _BEFORE.search(left), _BEHIND.match(right)
    left, right = before.group() if before else "", behind.group() if behind else ""
    if not right and len(left) in _NAME and not _GOES_ON.match(text, place + 1):
        words = [left[start:] for start in range(len(left))]
        return sum(frequency(f"{word}着") for word in words) > sum(frequency(f"{word}著") for word in words)
    return bool(left or right) and likelihood(f"{left}着{right}") > likelihood(f"{left}著{right}")
