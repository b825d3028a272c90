"""The work on a shard: a pure function of the shard and what the job holds. It can be interrupted at any checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from jingwen.formats import OutputSettings, Record, parse
from jingwen.run.guard import READ, Casualty, Guard, Verdict
from jingwen.run.outcome import Cleaning, Outcome
from jingwen.run.part_files import PartFiles
from jingwen.run.shard import Shard
from jingwen.run.tally import Tally
from jingwen_schemas import RunCounts, ShardManifest


class Checkpoint(NamedTuple):
    """How far the work on a shard is.

    Args:
        records: how many of its records are done.
        size: how many bytes of it.
        counts: the accounting so far.
        state: what the job needs to go on from here.
        result: of the whole shard, once it is done.
    """

    records: int
    size: int
    counts: RunCounts
    state: Any
    result: Any = None


class Job(Protocol):
    """What is done with each shard. It is pickled and sent to the workers."""

    @property
    def steps(self) -> tuple[str, ...]:
        """The ids of the chain's steps."""

    def work(self, shard: Shard, guard: Guard, start: Checkpoint | None) -> Iterator[Checkpoint]:
        """Do a shard, from a checkpoint on or from its beginning.

        The last checkpoint has a result. What the job does behind a checkpoint counts for nothing before the next one.
        """


@dataclass(frozen=True)
class CleanJob:
    """Cleans the documents of a shard into the files of a part.

    Args:
        cleaning: how records become outcomes.
        output: format and compression.
        kinds: the kinds of files.
        folder: where they are written, each part in a folder of its own.
    """

    cleaning: Cleaning
    output: OutputSettings
    kinds: tuple[str, ...]
    folder: Path

    @property
    def steps(self) -> tuple[str, ...]:
        """The ids of the chain's steps."""
        return tuple(step.id for step in self.cleaning.pipeline.chain.steps)

    def items(self, shard: Shard) -> Iterator[Record | Outcome]:
        """Return the records of a shard, or what has become of them already."""
        return shard.records(self.cleaning.input)

    def tally(self, shard: Shard) -> Tally:  # noqa: ARG002 (a replay counts on)
        """Return the counts before the first record."""
        return Tally(self.cleaning.pipeline.chain.plugins)

    def work(self, shard: Shard, guard: Guard, start: Checkpoint | None) -> Iterator[Checkpoint]:
        """Clean a shard; the result is its `ShardManifest`.

        Raises:
            OSError: its input cannot be read, or its files cannot be written.
        """
        folder = self.folder / f"{shard.index:05}"
        done, size, sizes, tally = 0, 0, None, self.tally(shard)
        if start and PartFiles.can_go_on(folder):
            done, size, (sizes, tally) = start.records, start.size, start.state
        files = PartFiles(folder, self.kinds, sizes)
        try:
            for item in islice(self.items(shard), done, None):
                if shard.limit is not None and tally.counts.read >= shard.limit:
                    break
                if isinstance(item, Outcome):
                    files.write(item)
                else:
                    outcome = guarded(self.cleaning, item, done, guard)
                    files.write(outcome)
                    tally.add(outcome)
                    size += len(item.content)
                done += 1
                if guard.pauses_behind(done):
                    yield Checkpoint(done, size, tally.counts, (files.checkpoint(), tally))
            outcomes = files.finish(self.output)
        finally:
            files.close()
        manifest = ShardManifest(**tally.accounts(), outcomes=outcomes)
        yield Checkpoint(done, size, tally.counts, None, manifest)


def guarded(cleaning: Cleaning, record: Record, number: int, guard: Guard) -> Outcome:
    """Return what becomes of a record, whatever a plugin does to the process.

    Args:
        cleaning: how records become outcomes.
        record: as a reader gave it.
        number: its place in the shard.
        guard: who knows which records are condemned.
    """
    verdict = guard.condemned.get(number)
    if not verdict:
        try:
            with guard.document(number):
                return cleaning.outcome(record, guard.entering)
        except Casualty as casualty:
            verdict = Verdict(guard.step, casualty.error, str(casualty), 1)
    name = None if verdict.step == READ else parse(record, cleaning.input).document.id
    return cleaning.quarantined(record, id=name, **verdict._asdict())
