"""The first pass over shards: learners see the corpus part by part, and what the parts teach is combined."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from jingwen.document import Document
from jingwen.errors import CleanerError, PluginError
from jingwen.formats import InputSettings, Record, parse
from jingwen.formats.output import dumps, loads
from jingwen.pipeline import Pipeline
from jingwen.profile import BATCH, Learners, Lesson, Lessons, observed
from jingwen.run.combine_job import NOTHING, CombineJob, Refusal, blamed, combining, load, save
from jingwen.run.guard import Casualty, Guard
from jingwen.run.job import Checkpoint
from jingwen.run.passes import Passes, unseen
from jingwen.run.shard import Shard


@dataclass(frozen=True)
class LearnJob:
    """Lets learners that share a pass see the documents of a shard.

    Args:
        pipeline: the chain; earlier learners have become cleaners.
        input: how records are parsed.
        learners: who learn.
        summary_limit: bytes of a summary as JSON.
        folder: for files that are needed until the shard is done.
    """

    pipeline: Pipeline
    input: InputSettings
    learners: Learners
    summary_limit: int
    folder: Path

    @property
    def steps(self) -> tuple[str, ...]:
        """The ids of the chain's steps."""
        return tuple(step.id for step in self.pipeline.chain.steps)

    def work(self, shard: Shard, guard: Guard, start: Checkpoint | None) -> Iterator[Checkpoint]:
        """Learn from a shard; the result is a `Lesson`, or a `Refusal`.

        A document that an earlier step rejects, or that cannot be read or does harm, teaches nothing: the pass that
        cleans accounts for it.

        Raises:
            OSError: its input cannot be read, or its journal cannot be written.
        """
        try:
            if not start or not self._journal_of(shard).exists():
                start = Checkpoint(0, 0, NOTHING, 0)
            yield from self._work(shard, guard, start)
        except PluginError as error:
            yield Checkpoint(0, 0, NOTHING, None, Refusal(error.message, error.plugin))

    def _work(self, shard: Shard, guard: Guard, start: Checkpoint) -> Iterator[Checkpoint]:
        done, size, counts = start.records, start.size, start.counts
        lessons, batch = Lessons(self.learners, self.summary_limit), list[Document]()
        with _journal(self._journal_of(shard), start.state) as journal:
            for line in journal:
                self._add(Lesson(*loads(line)), lessons, guard)
            for record in islice(shard.records(self.input), done, None):
                if shard.limit is not None and counts.read >= shard.limit:
                    break
                if not record.skip:
                    states = self._states(record, done, guard)
                    if guard.alone(done):
                        self._observed(states, done, guard)  # to find the culprit: what a batch teaches is for all
                    batch += states
                    counts = counts.model_copy(update={"read": counts.read + 1})
                done, size = done + 1, size + len(record.content)
                if done % BATCH == 0:  # always: the sums are made in one order, however often a worker died
                    self._learn(batch, done - 1, guard, lessons, journal)
                    batch.clear()
                    journal.flush()
                    yield Checkpoint(done, size, counts, journal.tell())
            self._learn(batch, done - 1, guard, lessons, journal)
            lesson = Lesson(0, {})
            if lessons:
                with combining(self.learners, guard):
                    lesson = lessons.total(guard.entering)
        yield Checkpoint(done, size, counts, None, lesson)

    def _states(self, record: Record, number: int, guard: Guard) -> list[Document]:
        """Return the document of a record as the learners receive it, if there is one."""
        if number in guard.condemned:
            return []
        try:
            with guard.document(number):
                state = self._state(record, guard)
        except Casualty:
            return []
        return [state] if state else []

    def _state(self, record: Record, guard: Guard) -> Document | None:
        try:
            return self.pipeline.until(next(iter(self.learners)), parse(record, self.input).document, guard.entering)
        except CleanerError as error:
            if isinstance(error.__cause__, MemoryError):
                raise MemoryError from error
            return None
        except MemoryError:
            raise
        except Exception:  # its outcome will say what it was
            return None

    def _learn(self, batch: list[Document], last: int, guard: Guard, lessons: Lessons, journal: BinaryIO) -> None:
        """Let the learners see a batch, and add what it teaches.

        A worker that dies of it is followed by one that takes the documents one by one, so the last stands for all.
        """
        if lesson := self._observed(batch, last, guard):
            journal.write(dumps(lesson) + b"\n")
            self._add(lesson, lessons, guard)

    def _observed(self, documents: list[Document], last: int, guard: Guard) -> Lesson | None:
        if not documents:
            return None
        with blamed(self.learners, guard), guard.document(last):
            return observed(self.learners, documents, self.summary_limit, guard.entering)

    def _journal_of(self, shard: Shard) -> Path:
        return self.folder / f"{shard.index:05}.journal"

    def _add(self, lesson: Lesson, lessons: Lessons, guard: Guard) -> None:
        with combining(self.learners, guard):
            lessons.add(lesson, guard.entering)


def learn_from(passes: Passes, job: LearnJob, folder: Path) -> Lesson:
    """Let learners see the whole corpus, or what of it they have not seen yet.

    Args:
        passes: over the corpus.
        job: what to do with each shard.
        folder: where what each shard teaches is committed.

    Raises:
        PluginError: a learner failed.
        KeyboardInterrupt: it was stopped before its end.
        RunError: workers die though no plugin is at work.
        OSError: an input cannot be read, or the output cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    seen = {int(file.stem): NOTHING.model_copy(update={"read": load(file)[0]}) for file in folder.glob("*.json")}

    def commit(index: int, checkpoint: Checkpoint) -> None:
        save(folder / f"{index:05}.json", checkpoint.counts.read, _accepted(checkpoint.result))

    number = passes.go(job, seen, commit)
    files = tuple((folder / f"{index:05}.json").absolute() for index in range(number))
    engine = replace(passes.engine, workers=min(passes.engine.workers, 1))
    for _, checkpoint in engine.run(CombineJob(job.learners, job.summary_limit, files), [Shard(0, (), 0)], unseen):
        return _accepted(checkpoint.result)
    raise KeyboardInterrupt


def _accepted(result: Any) -> Lesson:
    """Return what was learned.

    Raises:
        PluginError: a learner failed.
    """
    if isinstance(result, Refusal):
        raise PluginError(result.message, plugin=result.plugin)
    assert isinstance(result, Lesson), "a pass of learners results in a lesson"
    return result


@contextmanager
def _journal(path: Path, size: int) -> Iterator[BinaryIO]:
    """Give the lessons of a shard so far, a line each; the next are written behind them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if size else "w+b") as file:
        file.truncate(size)
        yield file
    path.unlink()
