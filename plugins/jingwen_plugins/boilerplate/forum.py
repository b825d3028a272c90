"""Pages of a forum, or of questions and answers: their replies are body."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

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


def is_forum(lines: Lines, words: Words, scraped: str | None, table: GramTable) -> bool:
    """Return whether a page looks like one: its short lines speak of posts and members, and hardly of editors.

    Args:
        lines: the lines of the page as they are now, one at least.
        words: what their n-grams tell.
        scraped: the page before earlier steps removed lines, if they did. Editors are among the first to go.
        table: the n-grams that are looked up.
    """
    now = _Signs.of(lines.lengths, words, len(lines.starts))
    if scraped is None:
        return now.are_enough(now.edited)
    looks_like_one = now.are_enough(now.edited)
    if not looks_like_one and sum(1 for _ in islice(_POSTS.finditer(scraped), _FEWEST_POSTS)) < _FEWEST_POSTS:
        return False
    every = Lines.of(scraped)
    short = every.up_to(_SHORT - 1)  # no other line tells
    if not len(short.starts):
        return False
    before = _Signs.of(short.lengths, Words.of(short, table), len(every.starts))
    return (looks_like_one and now.are_enough(before.edited)) or before.are_enough(before.edited)


class _Signs(NamedTuple):
    """How much of a page speaks of posts and members, how many lines of editors, and how many lines it has."""

    score: float
    edited: int
    total: int

    @classmethod
    def of(cls, lengths: Ints, words: Words, total: int) -> _Signs:
        """Read them from the lines of which the lengths are given; `total` may be of more."""
        edited = (lengths < _SHORT) & words.has("editor") & ~words.has("date")
        return cls(forum_score(words, lengths), int(np.count_nonzero(edited)), total)

    def are_enough(self, edited: int) -> bool:
        """Return whether a page with so many lines of editors is one of a forum."""
        return self.score >= _WAYS and bool(self.score - np.log1p(edited) >= _LEAST * np.log1p(self.total))
