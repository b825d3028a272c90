"""How input is read, and what is written: two sections of the configuration."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ByteSize, ConfigDict, Field, field_validator, model_validator

from jingwen.formats.encodings import codecs_of


class InputSettings(BaseModel):
    """How the input is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["auto", "jsonl", "json", "text", "html", "warc", "parquet"] = Field(
        "auto", description="auto: by the file's name and first bytes"
    )
    text_key: str = Field("text", min_length=1, description="The key, or column, that holds a record's text")
    html_key: str | None = Field(
        None, min_length=1, description="The key, or column, that holds a page in HTML, read in place of a text"
    )
    id_key: str = Field("id", min_length=1, description="The key, or column, that holds a record's id")
    encoding: str = Field(
        "auto",
        description="auto: a byte order mark, what the document declares, UTF-8, then what its bytes look like",
    )
    undecodable: Literal["quarantine", "replace"] = Field(
        "quarantine",
        description="What becomes of a document with bytes that its encoding does not know: quarantine, or U+FFFD in "
        "their place and a flag",
    )
    max_record: ByteSize = Field(
        ByteSize(8 << 20), ge=1, description="A longer line or file goes to quarantine by its place, without its bytes"
    )
    max_ratio: int = Field(
        500, ge=1, description="A compressed file that grows beyond this many times its size is not read to its end"
    )

    @field_validator("encoding")
    @classmethod
    def _known(cls, encoding: str) -> str:
        if encoding != "auto":
            try:
                codecs_of(encoding)
            except LookupError:
                raise ValueError(f"there is no encoding '{encoding}'; known are auto, utf-8, gb18030, big5 …") from None
        return encoding

    @model_validator(mode="after")
    def _two_keys(self) -> Self:
        name = "html_key" if self.html_key else "text_key"
        if (self.html_key or self.text_key) == self.id_key:
            raise ValueError(f"{name} and id_key are both '{self.id_key}'")
        return self


class OutputSettings(BaseModel):
    """What is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provenance: Literal["sidecar", "inline", "none"] = Field(
        "sidecar",
        description="Where the ledger goes: into files of its own, into each clean document, or nowhere",
    )
    format: Literal["jsonl", "parquet"] = Field("jsonl", description="Of the clean documents")
    compression: Literal["none", "gz", "zst"] = Field("none", description="Of files in JSONL")
