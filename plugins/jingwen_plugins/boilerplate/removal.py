"""From a document to the lines that go: screen, features, model, decoding."""

from __future__ import annotations

import re

from jingwen import Document
from jingwen_plugins._text import fenced_lines
from jingwen_plugins.boilerplate import markup
from jingwen_plugins.boilerplate.decoding import Point, body
from jingwen_plugins.boilerplate.features import NAMES, features
from jingwen_plugins.boilerplate.forum import is_forum
from jingwen_plugins.boilerplate.gaps import marked
from jingwen_plugins.boilerplate.lines import Lines, Words
from jingwen_plugins.boilerplate.model import Model, load
from jingwen_plugins.boilerplate.screen import is_suspect
from jingwen_plugins.boilerplate.title import title

_WEIGHTS = "weights.json"
_POSTS = re.compile("[楼樓帖贴貼答赞讚]|[发發]表于|回[复覆復]|[积積]分|#[0-9]")
_FEWEST_POSTS = 6
"""How often a forum's page speaks of posts at least: a cheap screen."""


def removed_lines(document: Document, point: Point, model: Model | None = None) -> set[int]:
    """Return the numbers of the lines that do not belong to the body.

    Args:
        document: the document as the step receives it.
        point: `safe` or `full`, see `Boilerplate`.
        model: stands in for the one that ships with the cleaner.
    """
    if not (document.blocks or document.gaps or is_suspect(document.text)):
        return set()
    text, numbers = marked(document)
    lines = Lines.of(text)
    if not len(lines.starts):
        return set()
    model = model or load(_WEIGHTS, NAMES)
    words = Words.of(lines, model.grams)
    found = features(lines, words)
    if document.blocks:
        stays = markup.body(document, numbers, lines, found, model(found), point)
    else:
        stays = body(lines, found, model(found), point, has_replies=_is_forum(document, lines, words, model))
    if document.title is None and (place := title(lines, found, stays)) is not None:
        stays[place] = True
    gone = {numbers[place] for place in lines.numbers[~stays].tolist()}
    return gone - fenced_lines(document) - {-1}


def _is_forum(document: Document, lines: Lines, words: Words, model: Model) -> bool:
    """Return whether the page is one of a forum: earlier steps may have removed what tells."""
    if is_forum(lines, words):
        return True
    if not document.gaps or len(_POSTS.findall(document.raw.text)) < _FEWEST_POSTS:
        return False
    raw = Lines.of(document.raw.text)
    return bool(len(raw.starts)) and is_forum(raw, Words.of(raw, model.grams))
