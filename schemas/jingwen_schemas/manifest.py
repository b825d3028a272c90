"""The manifest: what a run read, what became of it, and under which configuration."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from jingwen_schemas._base import Record


class RunCounts(Record):
    """The accounting of a run: read = written + rejected + quarantined."""

    read: int
    written: int
    rejected: int
    quarantined: int

    @property
    def balanced(self) -> bool:
        """Whether every document that was read is accounted for.

        >>> RunCounts(read=3, written=2, rejected=1, quarantined=0).balanced
        True
        """
        return self.read == self.written + self.rejected + self.quarantined


class StepCounts(Record):
    """What one step did over the whole run, by reason."""

    step: str
    plugin: str
    documents: int = Field(description="Documents with at least one finding of this step")
    edits: dict[str, int] = Field(default_factory=dict)
    flags: dict[str, int] = Field(default_factory=dict)
    rejects: dict[str, int] = Field(default_factory=dict)
    fields: dict[str, int] = Field(default_factory=dict, description="Values read, by field")
    links: int = 0


class PluginVersion(Record):
    """Where a plugin came from."""

    plugin: str
    distribution: str
    version: str


class Manifest(Record):
    """A run's manifest. It holds no time and no machine: the same run gives the same bytes."""

    schema_name: Literal["jingwen/manifest/1"] = Field("jingwen/manifest/1", alias="schema")
    jingwen: str = Field(description="Version of jingwen")
    counts: RunCounts
    inputs: list[str] = Field(description="The inputs, in the order in which they were read")
    ignored: list[str] = Field(default_factory=list, description="Files of an input folder that have no known format")
    steps: list[StepCounts]
    quarantine_causes: dict[str, int] = Field(
        default_factory=dict, description="Why records went to quarantine, the most frequent causes first"
    )
    config: dict[str, JsonValue] = Field(description="The resolved configuration")
    config_hash: str
    plugins: list[PluginVersion]
