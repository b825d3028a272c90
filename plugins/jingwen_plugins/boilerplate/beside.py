"""What stands beside the article of a page, by the names of its elements: comments, recommendations, log-ins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from jingwen_plugins._regex import regex
from jingwen_plugins.boilerplate.lines import Ints
from jingwen_schemas import Block


def _words(*words: str) -> re.Pattern[str]:
    """Return a pattern of words in names: `login-box`, `userLogin`, but not `blogInner`."""
    capital = "|".join(word.capitalize() for word in words)
    return regex(f"(?<![A-Za-z])(?i:{'|'.join(words)})|(?<=[a-z])(?:{capital})")


# on 132 pages of articles of many sites no line of a body stood in an element with such a name
_NAMES = _words("recommend", "related", "tuijian", "xiangguan", "copyright", "disclaim", "login", "modal", "popup")
_COMMENTS = _words("comment(?!ary)", "cmt", "pinglun", "liuyan")
_POSTS = regex("repl(?:y|ies)|answer|question|topic|thread|floor", re.IGNORECASE)
_ARTICLE = 120
"""Characters of paragraphs that make an article."""
_SHARE, _SHARE_AMONG_COMMENTS = 0.3, 0.1
"""What share of all paragraphs stands in it, at least."""
_ABOVE = 0.9
"""What share of it stands above what is beside it, at least."""


def beside(blocks: Sequence[Block], paragraphs: Ints) -> list[int]:
    """Return the places of the lines that belong to an element beside the article.

    Such an element has a name that tells, follows the article, and does not stand among its paragraphs. Comments are no
    part of an article, unless a name says that they are posts.

    Args:
        blocks: the blocks of the lines.
        paragraphs: the characters of each line that may be a paragraph of the article, else 0.
    """
    result: list[int] = []
    paragraphs = paragraphs.copy()
    for comments in (True, False):  # what stands above the comments is known by then
        share = _SHARE_AMONG_COMMENTS if comments else _SHARE
        levels = [_level(block.names, comments=comments) for block in blocks]
        article = np.where(np.array(levels) < 0, paragraphs, 0)
        weight = article.sum()
        if weight < max(_ARTICLE, share * paragraphs.sum()):
            continue
        end = int((article.cumsum() >= _ABOVE * weight).argmax())
        own = _containers([blocks[place].around for place in article.nonzero()[0].tolist()])
        found = [
            place
            for place in range(end + 1, len(blocks))
            if levels[place] >= 0 and own.isdisjoint(blocks[place].around[levels[place] + 1 :][:1])
        ]
        paragraphs[found] = 0
        result += found
    return result


def _containers(paragraphs: Sequence[tuple[int, ...]]) -> set[int]:
    """Return the elements that hold paragraphs: that of its lines, or the one around those that hold a line each."""
    lines = Counter(around[:1] for around in paragraphs)
    return {number for around in paragraphs for number in (around[:1] if lines[around[:1]] > 1 else around[1:2])}


@lru_cache(4096)  # the lines of a page share their names
def _level(names: tuple[str, ...], *, comments: bool) -> int:
    """Return the level of the outermost element with a name that tells, or -1: for comments, or for all the rest."""
    if comments and any(map(_POSTS.search, names)):
        return -1
    search = _COMMENTS.search if comments else _NAMES.search
    return max((level for level, name in enumerate(names) if search(name)), default=-1)
