"""Records of documents that were read but not written as clean: rejected, or put into quarantine."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jingwen_schemas._base import Record
from jingwen_schemas.raw import RawDocument


class RejectedRecord(Record):
    """A document that a step refused to emit as clean, with its raw record whole."""

    schema_name: Literal["jingwen/rejected/1"] = Field("jingwen/rejected/1", alias="schema")
    id: str
    source: str = Field(description="The input that the document came from")
    offset: int = Field(ge=0, description="Byte offset of its record in that input")
    step: str
    reason: str = Field(description="plugin/slug")
    detail: str = ""
    raw: RawDocument


class QuarantineRecord(Record):
    """A record that could not be read, or whose cleaning failed, with its raw bytes whole.

    One of `raw` and `raw_base64` is set: the first if the bytes are UTF-8. Neither is where the record is beyond the
    size limit: then `offset` and `length` say where its bytes stand in the source.
    """

    schema_name: Literal["jingwen/quarantine/1"] = Field("jingwen/quarantine/1", alias="schema")
    id: str | None = None
    source: str = Field(description="The input that the record came from")
    offset: int = Field(ge=0, description="Byte offset of the record in that input")
    length: int | None = Field(None, description="Bytes of a record beyond the size limit")
    format: str = Field(description="How its bytes are to be read: jsonl, text, html or warc")
    step: str = Field(description="`read`, or the step that failed")
    error: str = Field(description="Kind of the error")
    message: str
    traceback: str | None = Field(None, description="Where a plugin failed")
    attempts: int = Field(1, ge=1, description="How often its cleaning was tried; the last time alone")
    raw: str | None = None
    raw_base64: str | None = None
    config_hash: str
