"""The artifact of learners: what a corpus taught them. With it, a run needs no first pass."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from jingwen_schemas._base import Record


class LearnedStep(Record):
    """What one learner learned, and what it was. It fits a chain with the same learner under the same id."""

    step: str
    plugin: str
    distribution: str
    version: str
    settings: dict[str, JsonValue] = Field(description="Of the learner, defaults written out")
    documents: int = Field(ge=0, description="Documents that it learned from")
    summary: JsonValue = Field(description="In the learner's own shape")


class Learned(Record):
    """What all learners of a chain learned. It holds no time and no machine: the same corpus gives the same bytes."""

    schema_name: Literal["jingwen/learned/1"] = Field("jingwen/learned/1", alias="schema")
    learners: list[LearnedStep] = Field(description="In the order of the chain")
