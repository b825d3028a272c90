"""The ledger record: every edit of one document, enough to give its raw text back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import ConfigDict, Field, JsonValue

from jingwen_schemas._base import Record


class RecordedEdit(NamedTuple):
    """One edit: `old` stood at `start` (code points of the text that the step received), now `new` stands there.

    A JSON array of four, because a ledger holds very many of them.
    """

    start: int
    old: str
    new: str
    reason: str


class RecordedField(NamedTuple):
    """A value that the step read from `start` to `end` of the text that it received."""

    name: str
    value: JsonValue
    start: int
    end: int


@dataclass(slots=True)
class StepRecord:
    """What one step did to a document. Steps that found nothing are not recorded."""

    # no model: one is made for each step of each document, and a model takes ten times as long
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    step: Annotated[str, Field(description="The step's id in the chain")]
    edits: Annotated[list[RecordedEdit], Field(description="[start, old, new, reason], sorted, not overlapping")] = (
        field(default_factory=list)
    )
    fields: Annotated[list[RecordedField], Field(description="[name, value, start, end]")] = field(default_factory=list)


class LedgerRecord(Record):
    """The edits of one document, step by step."""

    schema_name: Literal["jingwen/ledger/1"] = Field("jingwen/ledger/1", alias="schema")
    id: str
    raw_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    clean_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    encoding: str | None = Field(None, description="Of the raw file, where it is not UTF-8: the name of Python's codec")
    steps: list[StepRecord] = Field(default_factory=list)
