"""The clean document: what a run writes, and what downstream projects read."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from jingwen_schemas._base import Record
from jingwen_schemas.ledger import LedgerRecord


class Link(Record):
    """An entry of a related list that was taken out of the text."""

    title: str | None = Field(None, description="The entry's title, where it can be told from its snippet")
    snippet: str | None = Field(None, description="The entry's text as it stood on the page")
    url: str | None = Field(None, description="Where it leads, if the page said so")
    truncated: bool = Field(False, description="The snippet was cut off by the page")


class DocumentFlag(Record):
    """Something suspicious that was left as it is.

    `start` and `end` are code points of the clean text; null where a later step deleted the place.
    """

    reason: str = Field(description="plugin/slug, for example lost-words/conjunction-gap")
    start: int | None = Field(description="First code point of the place in `text`")
    end: int | None = Field(description="Behind its last code point")
    detail: str = Field("", description="For a human reader")


class Counts(Record):
    """Sizes in code points, and how many edits each step made."""

    raw_chars: int
    clean_chars: int
    edits: dict[str, int] = Field(
        default_factory=dict, description="Number of edits by step; steps without any are left out"
    )


class CleanDocument(Record):
    """A document after the chain.

    >>> from jingwen_schemas import CleanDocument, Counts
    >>> document = CleanDocument(id="a", text="正文。", raw_sha256="0" * 64, counts=Counts(raw_chars=3, clean_chars=3))
    >>> document.schema_name, document.views
    ('jingwen/clean-document/1', None)
    """

    schema_name: Literal["jingwen/clean-document/1"] = Field("jingwen/clean-document/1", alias="schema")
    id: str
    url: str | None = None
    site: str | None = None
    title: str | None = None
    author: str | None = Field(None, description="As the page's byline gives it")
    source: str | None = Field(None, description="The publication that the page names as its source")
    published: str | None = Field(None, description="ISO 8601 date, or date and time, as precise as the page gave it")
    views: int | None = Field(None, ge=0, le=(1 << 63) - 1, description="The page's own counter")
    script: Literal["hans", "hant", "mixed", "neutral", "ja", "ko"] | None = Field(
        None, description="The script of the clean text, if a step of the chain determines it"
    )
    text: str
    links: list[Link] = Field(default_factory=list)
    flags: list[DocumentFlag] = Field(default_factory=list)
    fields: dict[str, JsonValue] = Field(
        default_factory=dict, description="Further values that cleaners read from the text"
    )
    counts: Counts
    raw_sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the raw text in UTF-8")
    meta: dict[str, JsonValue] = Field(default_factory=dict, description="Keys of the raw record, passed through")
    ledger: LedgerRecord | None = Field(None, description="Every edit, if the run's provenance is inline")
