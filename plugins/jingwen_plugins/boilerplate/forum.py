"""Pages of a forum, or of questions and answers: their replies are body."""

from __future__ import annotations

import numpy as np

from jingwen_plugins.boilerplate.lines import Lines, Words, forum_score

_LEAST = 0.3
_WAYS = 1.5
"""The least score of a page: in several ways its lines speak of posts and members."""
_SHORT = 33


def is_forum(lines: Lines, words: Words) -> bool:
    """Return whether a page looks like one: its short lines speak of posts and members, and hardly of editors.

    Args:
        lines: the lines of the page as it was scraped, one at least.
        words: what their n-grams tell.
    """
    score = forum_score(words, lines.lengths)
    if score < _WAYS:
        return False
    edited = (lines.lengths < _SHORT) & words.has("editor") & ~words.has("date")
    return bool(score - np.log1p(np.count_nonzero(edited)) >= _LEAST * np.log1p(len(lines.starts)))
