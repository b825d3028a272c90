"""From a document to the lines that go: screen, features, model, decoding."""

from __future__ import annotations

from pathlib import Path

from jingwen import Document
from jingwen_plugins._text import fenced_lines
from jingwen_plugins.boilerplate import markup
from jingwen_plugins.boilerplate.decoding import Point, body
from jingwen_plugins.boilerplate.features import NAMES, features
from jingwen_plugins.boilerplate.forum import is_forum
from jingwen_plugins.boilerplate.gaps import marked
from jingwen_plugins.boilerplate.lines import Lines, Words
from jingwen_plugins.boilerplate.model import Model, load
from jingwen_plugins.boilerplate.records import spared
from jingwen_plugins.boilerplate.screen import is_suspect
from jingwen_plugins.boilerplate.tables import kept_whole
from jingwen_plugins.boilerplate.title import title


def text_model(file: Path | None = None) -> Model:
    """Return the model of the text, or one of other weights."""
    return load("weights.json", NAMES, file)


def markup_model(file: Path | None = None) -> Model:
    """Return the model of text and markup, or one of other weights."""
    return load("markup-weights.json", markup.NAMES, file)


def removed_lines(
    document: Document, point: Point, weights: Path | None = None, markup_weights: Path | None = None
) -> set[int]:
    """Return the numbers of the lines that do not belong to the body.

    Args:
        document: the document as the step receives it.
        point: `safe` or `full`, see `Boilerplate`.
        weights: a file that stands in for the weights of the text that ship with the cleaner.
        markup_weights: one that stands in for those of the markup.
    """
    if not (document.blocks or document.gaps or is_suspect(document.text)):
        return set()
    text, numbers = marked(document)
    lines = Lines.of(text)
    if not len(lines.starts):
        return set()
    model = text_model(weights)
    words = Words.of(lines, model.grams)
    found = features(lines, words)
    logits = model(found)
    if document.blocks:
        replies = point == "full" and _has_replies(document, lines, words, model)
        its_model = markup_model(markup_weights)
        stays = markup.body(document, numbers, lines, found, logits, point, its_model, has_replies=replies)
        stays = kept_whole(document, [numbers[place] for place in lines.numbers.tolist()], stays)
    else:
        stays = body(lines, found, logits, point, has_replies=_has_replies(document, lines, words, model))
    if document.title is None and (place := title(lines, found, stays)) is not None:
        stays[place] = True
    gone = {numbers[place] for place in lines.numbers[~stays].tolist()}
    gone -= fenced_lines(document) | {-1}
    return gone - spared(document, gone)


def _has_replies(document: Document, lines: Lines, words: Words, model: Model) -> bool:
    """Return whether a page is one of a forum or of questions and answers."""
    return is_forum(lines, words, document.raw.text if document.gaps else None, model.grams)
