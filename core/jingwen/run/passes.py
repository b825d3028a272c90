"""The passes of a run over its shards: those in which learners learn, and the one that cleans."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from jingwen.run.engine import Engine
from jingwen.run.job import Checkpoint, Job
from jingwen.run.shard import Shard
from jingwen_schemas import RunCounts


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Args:
        counts: the accounting of this pass so far, shards that are being done included.
        size: bytes of the input that are done, in all passes together.
        total: bytes of all passes; 0 where that is not known.
        shards: how many are committed in this pass.
        resumed: how far an earlier process had come: its bytes, and its counts of this pass.
    """

    counts: RunCounts
    size: int
    total: int
    shards: int
    resumed: Progress | None = None


Watch: TypeAlias = Callable[[Progress], None]


def unseen(progress: object) -> None:
    """Look away."""


class Passes:
    """Passes over the same shards, one after the other.

    Args:
        shards: the input.
        engine: does them.
        count: how many passes there will be.
        limit: how many documents a pass reads at most.
        watch: called often.
    """

    def __init__(
        self, shards: list[Shard], engine: Engine, *, count: int = 1, limit: int | None = None, watch: Watch = unseen
    ) -> None:
        self.shards, self.engine, self._limit, self._watch = shards, engine, limit, watch
        self._size = sum(shard.size for shard in shards)
        self._total, self._behind = self._size * count, 0
        self._before = 0  # bytes that earlier processes had done

    def go(self, job: Job, committed: Mapping[int, RunCounts], commit: Callable[[int, Checkpoint], None]) -> int:
        """Do and commit the shards that are not committed yet, and return how many there are then.

        Args:
            job: what to do with each.
            committed: the counts of those that an earlier process has committed, by their index.
            commit: called with the index and the last checkpoint of each shard that is done.

        Raises:
            KeyboardInterrupt: it was stopped before its end.
        """
        done = dict(committed)
        counts, size = total_of(*done.values()), sum(shard.size for shard in self.shards if shard.index in done)
        self._before += size
        begun = Progress(counts, self._before, self._total, len(done))

        def rest() -> Iterator[Shard]:
            for shard in self.shards:
                if self._limit is not None and counts.read >= self._limit:
                    return
                if shard.index not in done:
                    yield shard if self._limit is None else replace(shard, limit=self._limit - counts.read)

        def look(running: list[Checkpoint]) -> None:
            now = total_of(counts, *(checkpoint.counts for checkpoint in running))
            there = min(size + sum(checkpoint.size for checkpoint in running), self._size)
            self._watch(Progress(now, self._behind + there, self._total, len(done), begun))

        for shard, checkpoint in self.engine.run(job, rest(), look):
            commit(shard.index, checkpoint)
            done[shard.index] = checkpoint.counts
            counts, size = total_of(counts, checkpoint.counts), size + shard.size
            look([])
        if next(rest(), None):
            raise KeyboardInterrupt
        self._behind += self._size
        return len(done)


def total_of(*counts: RunCounts) -> RunCounts:
    """Return the sum of counts."""
    names = RunCounts.model_fields
    return RunCounts(**{name: sum(getattr(each, name) for each in counts) for name in names})
