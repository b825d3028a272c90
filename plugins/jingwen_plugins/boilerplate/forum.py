"""Pages of a forum, or of questions and answers: their replies are body."""

from __future__ import annotations

from itertools import islice

import numpy as np

from jingwen_plugins._regex import regex
from jingwen_plugins.boilerplate.grams import GramTable
from jingwen_plugins.boilerplate.lines import Ints, Lines, Words, forum_score

_LEAST = 0.3
_WAYS = 1.5
"""The least score of a page: in several ways its lines speak of posts and members."""
_SHORT = 33
_POSTS = regex(
    "[楼樓帖贴貼答赞讚发發回积積#](?:(?<=[楼樓帖贴貼答赞讚])|(?<=[发發])表于|(?<=回)[复覆復]|(?<=[积積])分|(?<=#)[0-9])"
)
_FEWEST_POSTS = 6
"""How often a forum's page speaks of posts at least: a cheap screen."""


def is_forum(lines: Lines, words: Words) -> bool:
    """Return whether a page looks like one: its short lines speak of posts and members, and hardly of editors.

    Args:
        lines: the lines of the page as it was scraped, one at least.
        words: what their n-grams tell.
    """
    return _is_forum(lines.lengths, words, len(lines.starts))


def was_forum(text: str, table: GramTable) -> bool:
    """Return whether a page looked like one before earlier steps removed lines.

    Args:
        text: the page as it was scraped.
        table: the n-grams that are looked up.
    """
    if sum(1 for _ in islice(_POSTS.finditer(text), _FEWEST_POSTS)) < _FEWEST_POSTS:
        return False
    lines = Lines.of(text)
    short = lines.up_to(_SHORT - 1)  # no other line tells
    return bool(len(short.starts)) and _is_forum(short.lengths, Words.of(short, table), len(lines.starts))


def _is_forum(lengths: Ints, words: Words, count: int) -> bool:
    score = forum_score(words, lengths)
    if score < _WAYS:
        return False
    edited = (lengths < _SHORT) & words.has("editor") & ~words.has("date")
    return bool(score - np.log1p(np.count_nonzero(edited)) >= _LEAST * np.log1p(count))
