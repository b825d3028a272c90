"""Combining what the shards of a corpus teach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from jingwen.errors import InputError, PluginError
from jingwen.formats.output import dumps, loads
from jingwen.profile import Learners, Lesson, Lessons
from jingwen.run import durable
from jingwen.run.guard import Casualty, Guard
from jingwen.run.job import Checkpoint
from jingwen.run.passes import total_of
from jingwen.run.shard import Shard

NOTHING = total_of()
_COMBINING = 1 << 62  # for the guard: no record's place, because no document is to blame


class Refusal(NamedTuple):
    """Why a run cannot go on: a learner failed. It is what a worker can send of a `PluginError`."""

    message: str
    plugin: str


@contextmanager
def blamed(learners: Learners, guard: Guard) -> Iterator[None]:
    """Turn harm that a learner does, and that its process survives, into an error that names it.

    Raises:
        PluginError: it did harm.
    """
    try:
        yield
    except Casualty as casualty:
        raise PluginError(str(casualty), plugin=_name(learners, guard.step)) from None


@contextmanager
def combining(learners: Learners, guard: Guard) -> Iterator[None]:
    """Watch learners combine. Where that ends their process again and again, no document is to blame for it.

    Raises:
        PluginError: it did harm, or was condemned for it.
    """
    if verdict := guard.condemned.get(_COMBINING):
        raise PluginError(f"{verdict.message} in combine()", plugin=_name(learners, verdict.step))
    with blamed(learners, guard), guard.document(_COMBINING):
        yield


def _name(learners: Learners, step: str) -> str:
    return learners[step].name if step in learners else step


def save(file: Path, read: int, lesson: Lesson) -> None:
    """Commit what a shard teaches.

    Args:
        file: of the shard.
        read: how many documents it has.
        lesson: what they teach.

    Raises:
        OSError: it cannot be written.
    """
    durable.write(file, dumps([read, *lesson]))


def load(file: Path) -> tuple[int, Lesson]:
    """Return what `save` wrote.

    Raises:
        InputError: it is damaged.
        OSError: it cannot be read.
    """
    try:
        read, *lesson = loads(file.read_bytes())
        return read, Lesson(*lesson)
    except (ValueError, TypeError):
        raise InputError(f"{file}: damaged; remove it, and the same command goes on") from None


@dataclass(frozen=True)
class CombineJob:
    """Combines what shards teach, in their order.

    Args:
        learners: who learned.
        summary_limit: bytes of a summary as JSON.
        files: of the shards.
    """

    learners: Learners
    summary_limit: int
    files: tuple[Path, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """The ids of the learners' steps."""
        return tuple(self.learners)

    def work(self, shard: Shard, guard: Guard, start: Checkpoint | None) -> Iterator[Checkpoint]:  # noqa: ARG002
        """Combine them all; the result is a `Lesson`, or a `Refusal`. The shard is of no matter.

        Raises:
            OSError: a file cannot be read.
        """
        try:
            result: Lesson | Refusal = self._total(guard)
        except PluginError as error:
            result = Refusal(error.message, error.plugin)
        yield Checkpoint(0, 0, NOTHING, None, result)

    def _total(self, guard: Guard) -> Lesson:
        lessons = Lessons(self.learners, self.summary_limit)
        for file in self.files:
            _, lesson = load(file)
            if lesson.documents:
                with combining(self.learners, guard):
                    lessons.add(lesson, guard.entering)
        with combining(self.learners, guard):
            return lessons.total(guard.entering)
