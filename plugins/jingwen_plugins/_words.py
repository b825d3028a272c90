"""Does a dictionary word span a place in the text? jieba's dictionary, loaded at the first question."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib.metadata import distribution
from itertools import accumulate
from math import log
from pathlib import Path
from typing import Any, NamedTuple

from jingwen_plugins._characters import replacing, to_simplified
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN

_REACH = 6
_NEAR = 5
_HAN_BEFORE = regex(f"[{HAN}]*$")
_HAN_BEHIND = regex(f"[{HAN}]*")
_NEVER = -1e9


class _Dictionary(NamedTuple):
    frequencies: dict[str, int]
    log_total: float


@cache
def _tokenizer() -> Any:
    import jieba

    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


@cache
def _dictionary() -> _Dictionary:
    # jieba itself takes several times as long, because it also keeps every beginning of every word
    file = Path(str(distribution("jieba").locate_file("jieba/dict.txt")))
    words = file.read_text("utf-8").split()  # word, count and kind in turn
    counts = list(map(int, words[1::3]))
    return _Dictionary(dict(zip(words[::3], counts, strict=True)), log(sum(counts)))


@cache
def _simplify() -> Callable[[str], str]:
    return replacing({chr(code): simple for code, simple in to_simplified().items()})


def simplified(text: str) -> str:
    """Return a text in simplified characters, in which the dictionary is, one for one.

    >>> simplified("責任編輯：小林")
    '责任编辑：小林'
    """
    return _simplify()(text)


@cache
def _cut() -> Callable[[str], list[str]]:
    try:
        import rjieba
    except ImportError:
        return partial(_tokenizer().lcut, HMM=False)
    return partial(rjieba.cut, hmm=False)


def segmented(text: str) -> list[str]:
    """Return the words of a text in either script, by jieba's dictionary; by rjieba where it is installed.

    >>> segmented("從源頭發展經濟")
    ['從', '源頭', '發展', '經濟']
    """
    words, start = [], 0
    for word in _cut()(simplified(text)):
        words.append(text[start : start + len(word)])
        start += len(word)
    return words


def word_ends(text: str) -> frozenset[int]:
    """Return where the words of a text end.

    Args:
        text: in either script.

    >>> sorted(word_ends("從源頭發展"))
    [1, 3, 5]
    """
    return frozenset(accumulate(map(len, _cut()(simplified(text)))))


def frequency(word: str) -> int:
    """Return how often the dictionary saw a word, in either script; 0 if it does not know it.

    >>> frequency("沟通") == frequency("溝通") > 0 == frequency("通沟")
    True
    """
    return _dictionary().frequencies.get(word.translate(to_simplified()), 0)  # a word is short


def spanned(left: str, right: str) -> float:
    """Return by how much (log probability) a reading with a word across the place beats every one without.

    0 means that no word spans the place, or that Chinese does not stand on both sides; above 8 a break there is no
    accident of segmentation.

    Args:
        left: the text before the place; its end counts.
        right: the text behind it; its start counts.

    >>> spanned("进行有效沟", "通的方法") > 8, spanned("有效沟通", "的方法")
    (True, 0.0)
    """
    dictionary = _dictionary()
    before = _HAN_BEFORE.search(left[-_REACH:])
    behind = _HAN_BEHIND.match(right[:_REACH])
    if not (before and behind and before.group() and behind.group()):
        return 0.0
    a, b = simplified(before.group()), simplified(behind.group())
    both = _best(a + b, dictionary)
    gain = both[-1] - both[len(a)] - _best(b, dictionary)[-1]
    return gain if gain > 1e-6 else 0.0


def spanning(places: Sequence[tuple[str, str]]) -> list[tuple[int, int] | None]:
    """Return for each place the word that spans it: its characters before the place and behind it; None without one.

    All places are cut at once, which rjieba does ten times as fast as jieba. The dictionary loads at the first place.

    Args:
        places: the texts before and behind each place, of which the last and the first characters count.

    >>> spanning([("进行有效沟", "通的方法"), ("有效沟通", "的方法")])
    [(1, 1), None]
    """
    if not places:
        return []
    # the breaks part the windows: no word spans them
    windows = [(left[-_NEAR:], right[:_NEAR]) for left, right in places]
    text = "\n".join([left + right for left, right in windows])
    ends = [0, *accumulate(map(len, _cut()(simplified(text))))]
    found: list[tuple[int, int] | None] = []
    start = 0
    for left, right in windows:
        place = start + len(left)
        at = bisect_left(ends, place)
        found.append(None if ends[at] == place else (place - ends[at - 1], ends[at] - place))
        start = place + len(right) + 1
    return found


def likelihood(text: str) -> float:
    """Return the log probability of the likeliest segmentation of a short text in either script.

    >>> likelihood("背着书包") > likelihood("背著书包")
    True
    """
    dictionary = _dictionary()
    return _best(simplified(text), dictionary)[-1]


def _best(text: str, dictionary: _Dictionary) -> list[float]:
    """Return the log probability of the likeliest segmentation of every prefix of a text."""
    best = [0.0] + [_NEVER] * len(text)
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + _REACH) + 1):
            count = dictionary.frequencies.get(text[start:end], 0)
            if count or end == start + 1:
                best[end] = max(best[end], best[start] + log(count or 1) - dictionary.log_total)
    return best
