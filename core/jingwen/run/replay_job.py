"""The work of a replay on a part: it is written anew, with what becomes of its records in quarantine now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from jingwen.errors import InputError
from jingwen.formats import Record
from jingwen.formats.written import lines
from jingwen.run.guard import Guard
from jingwen.run.job import Checkpoint, CleanJob
from jingwen.run.outcome import Outcome, cause_of
from jingwen.run.output_folder import OutputFolder
from jingwen.run.quarantine import part_records, record_of
from jingwen.run.shard import Shard
from jingwen.run.tally import Tally
from jingwen_schemas import QuarantineRecord, RunCounts, ShardManifest

Item = TypeVar("Item")

_RUN = re.compile(r"([0-9]+)([wrqs])")


@dataclass(frozen=True)
class ReplayJob(CleanJob):
    """Writes parts anew, with what becomes of their records in quarantine now. Its checkpoints count those alone.

    Args:
        run: the folder with the parts.
        number: of the replay, counted from 0.
        ids: of the records to try; None for all.
    """

    run: OutputFolder
    number: int
    ids: frozenset[str] | None

    def items(self, shard: Shard) -> Iterator[Record | Outcome]:
        """Yield what became of the records of a part, and the records that are tried again.

        Raises:
            InputError: a file of the part is damaged.
        """
        kept = {kind: lines(self._part(kind, shard.index)) for kind in self.kinds if kind != "quarantine"}
        quarantine = part_records(self._part("quarantine", shard.index))
        for length, letter in _RUN.findall(self._manifest(shard.index).outcomes):
            for _ in range(int(length)):
                if letter == "w":
                    written = {kind: self._next(kept[kind], kind, shard) for kind in kept if kind != "rejected"}
                    yield Outcome("written", written)
                elif letter == "r":
                    yield Outcome("rejected", {"rejected": self._next(kept["rejected"], "rejected", shard)})
                elif letter == "q":
                    line, record = self._next(quarantine, "quarantine", shard)
                    yield self._again(record) or Outcome("quarantined", {"quarantine": line})
                else:
                    yield Outcome("skipped", {})
        for kind, rest in (*kept.items(), ("quarantine", quarantine)):
            if next(rest, None) is not None:
                raise self._damaged(kind, shard)

    def tally(self, shard: Shard) -> Tally:
        """Return the counts of a part without the records that are tried again."""
        tally = Tally(self.cleaning.pipeline.chain.plugins)
        tally.merge(self._manifest(shard.index))
        tally.forget_quarantine()
        for _, record in part_records(self._part("quarantine", shard.index)):
            if not self._again(record):
                tally.add(Outcome("quarantined", {}, cause=cause_of(record)))
        return tally

    def work(self, shard: Shard, guard: Guard, start: Checkpoint | None) -> Iterator[Checkpoint]:
        """Write a part anew; the result is its `ShardManifest`.

        Raises:
            InputError: a file of the part is damaged.
            OSError: its files cannot be read, or written.
        """
        before, replays = self.tally(shard).counts, self._manifest(shard.index).replays
        for checkpoint in super().work(shard, guard, start):
            counts, result = _difference(checkpoint.counts, before), checkpoint.result
            if result is not None:
                result = result.model_copy(update={"replays": {**replays, self.number: counts}})
            yield checkpoint._replace(counts=counts, result=result)

    def waiting(self) -> Iterator[Shard]:
        """Yield the parts with records to try; their sizes are the bytes of those."""
        for index in range(self.run.committed()):
            part = self._manifest(index)
            if part.counts.quarantined and self.number not in part.replays:
                records = (self._again(record) for _, record in part_records(self._part("quarantine", index)))
                if sizes := [len(record.content) for record in records if record]:
                    yield Shard(index, (), sum(sizes))

    def done(self) -> dict[int, RunCounts]:
        """Return what this replay has counted of each part so far."""
        parts = ((index, self._manifest(index).replays) for index in range(self.run.committed()))
        return {index: replays[self.number] for index, replays in parts if self.number in replays}

    def _again(self, record: QuarantineRecord) -> Record | None:
        """Return a record that is to be tried again."""
        return record_of(record) if self.ids is None or record.id in self.ids else None

    def _manifest(self, index: int) -> ShardManifest:
        part = self.run.shard(index)
        if part is None:
            raise InputError(f"{self.run.path}: damaged: the manifest of part {index} is missing")
        return part

    def _part(self, kind: str, index: int) -> Path:
        return self.run.part(kind, index, self.output)

    def _next(self, items: Iterator[Item], kind: str, shard: Shard) -> Item:
        for item in items:
            return item
        raise self._damaged(kind, shard)

    def _damaged(self, kind: str, shard: Shard) -> InputError:
        return InputError(f"{self._part(kind, shard.index)}: damaged: it does not fit the part's manifest")


def _difference(counts: RunCounts, before: RunCounts) -> RunCounts:
    return RunCounts(**{name: getattr(counts, name) - getattr(before, name) for name in RunCounts.model_fields})
