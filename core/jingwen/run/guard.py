"""What stands between a plugin and the process that it runs in.

A plugin may do to its process whatever it likes. A guard says in shared memory which document a plugin is at work on,
so that the process that watches this one knows the culprit if it hangs or dies.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ctypes import Array, c_int64
from typing import NamedTuple

from jingwen.profile import BATCH

IDLE = -1
READ = "read"
"""The step before the first of a chain: a record's bytes become a document."""

WORKERS_SIGNALS = {
    signal.SIGINT: signal.SIG_IGN,  # Ctrl-C is for the parent
    signal.SIGTERM: signal.SIG_DFL,
    signal.SIGALRM: signal.SIG_DFL,
}
"""How worker processes answer signals."""

OUT_OF_MEMORY = 86  # an exit code that nothing else uses

# places in the shared status
_RECORD, _STARTED, _STEP, _LAST = range(4)


class Verdict(NamedTuple):
    """Why a record goes to quarantine untried.

    Args:
        step: where it did harm.
        error: the kind of the harm.
        message: the same in one line.
        attempts: how often it was tried.
    """

    step: str
    error: str
    message: str
    attempts: int


class Casualty(Exception):  # noqa: N818 (never an error of the run: its document goes to quarantine)
    """A document did harm that its process survived."""

    def __init__(self, error: str, message: str) -> None:
        self.error, self.message = error, message
        super().__init__(message)


class Status:
    """What a worker is at, seen from both sides.

    Args:
        memory: `SIZE` integers that both processes share.
    """

    SIZE = 4

    def __init__(self, memory: Array[c_int64]) -> None:
        self._memory = memory

    def clear(self) -> None:
        """Note that no plugin has been at work on the shard in this process yet."""
        self._memory[_RECORD] = self._memory[_LAST] = IDLE

    def begin(self, record: int) -> None:
        """Note that a record of the shard is being worked on."""
        self._memory[_STEP] = 0
        self._memory[_STARTED] = time.monotonic_ns()
        self._memory[_RECORD] = self._memory[_LAST] = record

    def enter(self, step: int) -> None:
        """Note that a step begins."""
        self._memory[_STEP] = step

    def end(self) -> None:
        """Note that no plugin is at work."""
        self._memory[_RECORD] = IDLE

    @property
    def record(self) -> int:
        """The record that is being worked on, or `IDLE`."""
        return int(self._memory[_RECORD])

    @property
    def last(self) -> int:
        """The record of the shard that is, or was last, being worked on in this process, or `IDLE`."""
        return int(self._memory[_LAST])

    @property
    def step(self) -> int:
        """The step that is at work, or was last, by its place in the chain; 0 is reading, before the first."""
        return int(self._memory[_STEP])

    def seconds(self) -> float:
        """Return how long the present record has been worked on; 0 where there is none."""
        record, started = self._memory[_RECORD], self._memory[_STARTED]
        # the record is read twice: between the two readings the worker may have gone on
        return (time.monotonic_ns() - started) / 1e9 if record == self._memory[_RECORD] != IDLE else 0.0


class Guard:
    """Keeps a plugin's harm to one document.

    Args:
        steps: the ids of the chain's steps.
        status: shared with the process that watches this one; none where nobody watches.
        condemned: verdicts on records of the shard that are not to be tried again.
        alone_until: records of the shard before this one are done one by one.
    """

    def __init__(
        self,
        steps: tuple[str, ...] = (),
        status: Status | None = None,
        condemned: Mapping[int, Verdict] | None = None,
        alone_until: int = 0,
    ) -> None:
        self._steps = {step: number for number, step in enumerate(steps, start=1)}
        self._status = status
        self.condemned = condemned or {}
        self._alone_until = alone_until
        self._process = os.getpid()
        self.step = READ
        self._forked_in = ""

    def alone(self, record: int) -> bool:
        """Whether a record is to be done one by one with those beside it, because a worker died among them."""
        return record < self._alone_until

    def pauses_behind(self, done: int) -> bool:
        """Whether there is a checkpoint behind so many records of the shard."""
        return done % BATCH == 0 or self.alone(done - 1)

    def entering(self, step: str) -> None:
        """Note that a step begins."""
        self.step = step
        if self._status:
            self._status.enter(self._steps[step])

    def note_fork(self) -> None:
        """Note that the process was forked. No cleaner needs to, and its copy would write what this one writes."""
        self._forked_in = self.step

    @contextmanager
    def document(self, record: int) -> Iterator[None]:
        """Watch a plugin at work.

        Args:
            record: its place in the shard.

        Raises:
            Casualty: it forked the process, or nobody is there to try it again with more memory.
        """
        self.step, self._forked_in = READ, ""
        if self._status:
            self._status.begin(record)
        try:
            yield
        except MemoryError:
            if self._status:  # what came before may have eaten it: a fresh process tries again
                os._exit(OUT_OF_MEMORY)
            raise Casualty("MemoryLimit", "there was not enough memory") from None
        finally:
            if os.getpid() != self._process:  # a plugin forked, and this is the copy
                os._exit(0)
            if self._status:
                _disarm()
        if self._status:
            self._status.end()
        if self._forked_in:
            self.step = self._forked_in
            raise Casualty("ForkedProcess", "it forked the process; start programs with subprocess instead")


def _disarm() -> None:
    """Take back the alarm that a plugin may have left, which would go off in the midst of another document."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in WORKERS_SIGNALS.items():
        if signal.getsignal(number) is not handler:
            signal.signal(number, handler)
