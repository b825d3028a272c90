"""Where shards are done: in worker processes, or in this one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from jingwen.config import RunSettings
from jingwen.run.guard import Guard
from jingwen.run.job import Checkpoint, Job
from jingwen.run.pool import Pool
from jingwen.run.shard import Shard


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Engine:
    """Does shards on this machine.

    Args:
        workers: how many processes; 0 for this one alone, in which nothing holds a plugin that hangs or crashes.
        limits: what a document may cost.
        stopping: asked before each shard; once it says so, those that have begun are finished, and no others.
    """

    workers: int
    limits: RunSettings
    stopping: Callable[[], bool] = lambda: False

    def run(
        self, job: Job, shards: Iterable[Shard], watch: Callable[[list[Checkpoint]], None]
    ) -> Iterator[tuple[Shard, Checkpoint]]:
        """Yield shards with their last checkpoints, in the order in which they are done.

        Args:
            job: what to do.
            shards: with which; the next is asked for when there is room for it.
            watch: called often, with the last checkpoint of each shard that is being done.

        Raises:
            ConfigError: a plugin cannot be sent to another process.
            RunError: workers die though no plugin is at work.
            OSError: the input cannot be read, or the output cannot be written.
        """
        if self.workers:
            return Pool(job, self.workers, self.limits).run(shards, watch, self.stopping)
        return self._here(job, shards, watch)

    def _here(
        self, job: Job, shards: Iterable[Shard], watch: Callable[[list[Checkpoint]], None]
    ) -> Iterator[tuple[Shard, Checkpoint]]:
        for shard in shards:
            if self.stopping():
                return
            for checkpoint in job.work(shard, Guard(job.steps), None):
                if checkpoint.result is None:
                    watch([checkpoint])
                else:
                    yield shard, checkpoint
