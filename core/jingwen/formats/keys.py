"""From a JSON object to a raw document: which of its keys hold the text and the id."""

from __future__ import annotations

from typing import Any

from jingwen.document import raw_document
from jingwen.errors import DocumentError
from jingwen.formats.settings import InputSettings
from jingwen_schemas import RawDocument

_SHOWN_KEYS = 20
_LONG_TEXT = 40
_HEAD = 200


def document(value: Any, settings: InputSettings) -> RawDocument:
    """Return a JSON value as a raw document. All its other keys are kept in `meta`.

    Args:
        value: an object, of any keys.
        settings: which key holds the text, and which the id. Where these are not `text` and `id`, keys of these names
            are kept in `meta` like others.

    Raises:
        DocumentError: it has no text, or is no object.

    >>> settings = InputSettings(text_key="content", id_key="no")
    >>> document({"no": 7, "content": "正文。", "id": "x", "text": "y"}, settings)
    RawDocument(id='7', url=None, site=None, title=None, text='正文。', meta={'text': 'y', 'id': 'x'})
    """
    if not isinstance(value, dict):
        raise DocumentError("a record must be a JSON object")
    key = settings.html_key or settings.text_key
    if key not in value:
        name = value.get(settings.id_key)
        raise DocumentError(_missing(value, key), document=name if isinstance(name, str) else None)
    found = raw_document(_renamed(value, key, settings.id_key))
    return _page(found) if settings.html_key else found


def is_html(text: str) -> bool:
    """Whether a text is a page in HTML.

    >>> is_html("<!DOCTYPE html>正文。"), is_html("正文。<html>")
    (True, False)
    """
    return text[:_HEAD].lstrip().lower().startswith(("<!doctype html", "<html"))


def _page(record: RawDocument) -> RawDocument:
    """Return a record whose text is a page as the document of that page; what the record says of it counts."""
    from jingwen.formats import html

    page = html.page(record.text)
    about = {name: getattr(record, name) or getattr(page, name) for name in ("url", "title")}
    return page.model_copy(update={"id": record.id, "site": record.site, **about, "meta": {**page.meta, **record.meta}})


def _renamed(value: dict[str, Any], text_key: str, id_key: str) -> dict[str, Any]:
    """Return a record with its text under `text` and its id under `id`; what stood there goes into `meta`."""
    sources = {"text": text_key, "id": id_key}
    record = {key: item for key, item in value.items() if key not in sources.values()}
    displaced = {key: record.pop(key) for key in sources if key in record}
    if displaced:
        meta = record.pop("meta", {})
        displaced.update({key: record.pop(key) for key in [*record] if key not in RawDocument.model_fields})
        # as in RawDocument: a `meta` that is none, or that repeats a key, stays whole under its own name
        record["meta"] = {"meta": meta, **displaced} if not _fits(meta, displaced) else {**meta, **displaced}
    return {**record, **{key: value[source] for key, source in sources.items() if source in value}}


def _fits(meta: Any, others: dict[str, Any]) -> bool:
    return isinstance(meta, dict) and not meta.keys() & others.keys()


def _missing(value: dict[str, Any], text_key: str) -> str:
    """Return what to tell whoever looks for the text in the wrong place."""
    if not value:
        return f"{text_key}: field required (it is empty)"
    keys = sorted(value)
    words = (" ".join(key[:_LONG_TEXT].split()) for key in keys[:_SHOWN_KEYS])  # a key may have line breaks
    shown = ", ".join(words) + (" …" if len(keys) > _SHOWN_KEYS else "")
    texts = {key: len(item) for key, item in value.items() if isinstance(item, str) and "://" not in item[:12]}
    longest = max(texts, key=lambda key: texts[key], default="")
    hint = ""
    if texts.get(longest, 0) >= _LONG_TEXT and longest.split() == [longest[:_LONG_TEXT]]:
        hint = f"; if '{longest}' is the text, say so: `input: {{text_key: {longest}}}`"
        if is_html(value[longest]):
            hint = f"; '{longest}' is a page in HTML, say so: `input: {{html_key: {longest}}}`"
    return f"{text_key}: field required (it has: {shown}){hint}"
