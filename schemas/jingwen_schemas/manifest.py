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


class Accounts(Record):
    """What became of a number of records, and why."""

    schema_name: str = Field(alias="schema")
    counts: RunCounts
    skipped: dict[str, int] = Field(
        default_factory=dict, description="Parts of containers that are no documents, such as requests in WARC files"
    )
    steps: list[StepCounts] = Field(description="In the order of the chain")
    quarantine_causes: dict[str, int] = Field(
        default_factory=dict, description="Why records went to quarantine, the most frequent causes first"
    )


class ShardManifest(Accounts):
    """The manifest of one part of the output: where it stands, the part is complete."""

    schema_name: Literal["jingwen/shard/1"] = Field("jingwen/shard/1", alias="schema")
    outcomes: str = Field(
        pattern=r"^([0-9]+[wrqs])*$",
        description="What became of each record in the order of the input, run lengths before letters: "
        "w written, r rejected, q quarantined, s skipped",
    )
    replays: dict[int, RunCounts] = Field(
        default_factory=dict,
        description="What became of its records in quarantine that were tried again, by number of the replay, "
        "counted from 0",
    )


class Replay(Record):
    """A later attempt at the records in quarantine."""

    config_hash: str
    plugins: list[PluginVersion]
    counts: RunCounts


class Manifest(Accounts):
    """A run's manifest. It holds no time and no machine: the same run gives the same bytes."""

    schema_name: Literal["jingwen/manifest/1"] = Field("jingwen/manifest/1", alias="schema")
    jingwen: str = Field(description="Version of jingwen")
    inputs: list[str] = Field(description="The inputs, in the order in which they were read")
    ignored: list[str] = Field(default_factory=list, description="Files of an input folder that have no known format")
    shards: int = Field(description="Number of parts that each folder of the output has")
    limit: int | None = Field(None, description="How many documents were read at most")
    learned_sha256: str | None = Field(None, description="Of `learned.json`, where the chain has learners")
    config: dict[str, JsonValue] = Field(description="The resolved configuration")
    config_hash: str
    plugins: list[PluginVersion]
    replays: list[Replay] = Field(default_factory=list)
