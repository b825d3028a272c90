"""The raw document: one record of the input."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, JsonValue, SkipValidation, model_validator

from jingwen_schemas._base import Record
from jingwen_schemas.blocks import Block


class RawDocument(Record):
    """A document as it was scraped.

    Keys that this model does not know are kept in `meta`; nothing of the input is lost.

    >>> raw = RawDocument.model_validate({"id": 7, "text": "正文。", "lang": "zh"})
    >>> raw.id, raw.meta
    ('7', {'lang': 'zh'})
    """

    id: Annotated[str, Field(coerce_numbers_to_str=True)] | None = Field(
        None, description="Unique name of the document; made from its place in the input if absent"
    )
    url: str | None = Field(None, description="Where the document was scraped")
    site: str | None = Field(None, description="Host name; taken from the URL if absent")
    title: str | None = Field(None, description="Title, if the scraper knew it")
    text: str = Field(description="The scraped text, exactly as it came")
    meta: dict[str, JsonValue] = Field(default_factory=dict, description="All other keys of the input record")

    @model_validator(mode="before")
    @classmethod
    def _unknown_keys_into_meta(cls, record: Any) -> Any:
        if not isinstance(record, dict):
            return record
        fields = cls.model_fields  # looked up once: pydantic makes it anew each time
        known = {key: record[key] for key in record if key in fields and key != "meta"}
        unknown = {key: record[key] for key in record if key not in fields}
        meta = record.get("meta", {})
        if not isinstance(meta, dict) or meta.keys() & unknown.keys():
            # a `meta` of another shape, or one that repeats a key, stays whole under its own name
            unknown["meta"], meta = meta, {}
        return {**known, "meta": {**meta, **unknown}}


class RawPage(RawDocument):
    """A document that was read from HTML, with what the markup says about each line of its text.

    The blocks are for cleaners. They are not written.

    >>> page = RawPage(text="正文。", blocks=(Block("p"),))
    >>> page.blocks[0].tag, "blocks" in page.model_dump()
    ('p', False)
    """

    blocks: SkipValidation[tuple[Block, ...]] = Field(
        default=(), exclude=True, description="What the markup says about each line of `text`"
    )
