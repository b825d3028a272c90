"""Worker processes that do shards. Whatever a plugin does to its process costs one document.

A worker that dies is replaced. The fresh one goes on from the last checkpoint, one document at a time up to where the
next one would have been; a document at which workers die twice in the same way is condemned, and goes to quarantine
untried.
"""

from __future__ import annotations

import pickle
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ctypes import c_int64
from multiprocessing import connection, get_context, resource_tracker
from multiprocessing.sharedctypes import RawArray

from jingwen.config import RunSettings
from jingwen.errors import ConfigError, RunError
from jingwen.profile import BATCH
from jingwen.run.guard import OUT_OF_MEMORY, READ, Status, Verdict
from jingwen.run.job import Checkpoint, Job
from jingwen.run.shard import Shard
from jingwen.run.worker import RECYCLED, Failure, Task, main

_ATTEMPTS = 2  # that end in the same way, the second one alone in a fresh process: a worker can also die of others
_MOST_ATTEMPTS = 5
_ATTEMPTS_TO_START = 5
_STALLS = 3  # deaths in a row, without progress at a shard, that are no plugin's fault
_UNKNOWN = 255  # the exit code where the server that forks workers could not tell it
_NOBODYS_FAULT = (RECYCLED, -signal.SIGKILL, _UNKNOWN)
_PATIENCE = 5.0  # seconds that a process whose line is closed gets to end by itself, and the system to say how it did
_TICK = 0.2  # seconds between two looks at the clock


class _Work:
    """A shard, and what is known of it so far."""

    def __init__(self, shard: Shard) -> None:
        self.shard = shard
        self.checkpoint: Checkpoint | None = None
        self.condemned: dict[int, Verdict] = {}
        self.deaths: Counter[tuple[int, Verdict]] = Counter()
        self.alone_until = 0
        self.stalls = 0
        self.most = 0  # records that a checkpoint had behind it


class _Worker:
    """A process, the connection to it, and the shard that it is at."""

    def __init__(self, job: bytes, memory_limit: int) -> None:
        context = get_context("forkserver")
        memory = RawArray(c_int64, Status.SIZE)
        self.status = Status(memory)
        self.status.clear()
        self.work: _Work | None = None
        self.overdue = False
        self.connection, theirs = context.Pipe()
        arguments = (theirs, memory, job, memory_limit)
        for attempt in range(_ATTEMPTS_TO_START):
            self.process = context.Process(target=main, args=arguments, daemon=True)
            try:
                with _interrupts_held_back():
                    self.process.start()
                break
            except (EOFError, ConnectionError) as error:  # the server that forks workers was killed; another comes
                if attempt == _ATTEMPTS_TO_START - 1:
                    raise RunError(f"worker processes cannot be started: {error}") from None
                time.sleep(_TICK)
        theirs.close()

    def do(self, work: _Work) -> None:
        """Hand it a shard."""
        self.work = work
        suspects = frozenset(record for record, _ in work.deaths)
        task = Task(work.shard, work.checkpoint, work.condemned, work.alone_until, suspects)
        try:
            self.connection.send(task)
        except OSError:  # it is dead, or cannot be reached: its end will show
            self.process.kill()

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.join(_PATIENCE)
        self.connection.close()


class Pool:
    """Does shards in worker processes.

    Args:
        job: what to do.
        workers: how many processes, at least 1.
        limits: what a document may cost.

    Raises:
        ConfigError: a plugin cannot be sent to another process.
    """

    def __init__(self, job: Job, workers: int, limits: RunSettings) -> None:
        try:
            self._job = pickle.dumps(job)
        except Exception as error:  # whatever a stranger's plugin holds
            raise ConfigError(
                f"a plugin cannot be sent to a worker process ({error}); `--workers 0` works in this process"
            ) from None
        self._steps = (READ, *job.steps)
        self._size, self._limits = workers, limits
        self._workers: list[_Worker] = []

    def run(
        self, shards: Iterable[Shard], watch: Callable[[list[Checkpoint]], None], stopping: Callable[[], bool]
    ) -> Iterator[tuple[Shard, Checkpoint]]:
        """Yield shards with their last checkpoints, in the order in which they are done.

        Args:
            shards: what to do; the next is asked for when there is room for it.
            watch: called often, with the last checkpoint of each shard that is being done.
            stopping: asked before each shard; once it says so, those that have begun are finished, and no others.

        Raises:
            RunError: workers die though no plugin is at work.
            OSError: the input cannot be read, or the output cannot be written.
        """
        waiting = map(_Work, shards)
        try:
            while self._hand_out(waiting, stopping):
                for worker in self._awake():
                    work = worker.work
                    if self._hear(worker) and work and work.checkpoint:
                        yield work.shard, work.checkpoint
                watch([work.checkpoint for _, work in self._busy() if work.checkpoint])
        finally:
            for worker in self._workers:
                worker.kill()
            self._workers.clear()

    def _hand_out(self, waiting: Iterator[_Work], stopping: Callable[[], bool]) -> bool:
        """Give every free worker a shard, and return whether any is at work."""
        while not stopping():
            free = next((worker for worker in self._workers if not worker.work), None)
            if not free and len(self._workers) >= self._size:
                break
            work = next(waiting, None)
            if work is None:
                break
            self._give(free, work)
        return any(self._busy())

    def _busy(self) -> list[tuple[_Worker, _Work]]:
        return [(worker, worker.work) for worker in self._workers if worker.work]

    def _give(self, worker: _Worker | None, work: _Work) -> None:
        if not worker:
            worker = _Worker(self._job, self._limits.memory_limit)
            self._workers.append(worker)
        worker.do(work)

    def _awake(self) -> list[_Worker]:
        """Return the workers that have something to say, or are dead; end those that hang."""
        by_handle: dict[object, _Worker] = {}
        for worker in self._workers:
            by_handle[worker.connection] = by_handle[worker.process.sentinel] = worker
            if worker.status.seconds() > self._limits.time_limit:
                worker.overdue = True
                worker.process.kill()
        ready = connection.wait(list(by_handle), timeout=_TICK)  # type: ignore[arg-type]
        return [worker for worker in self._workers if worker.connection in ready or worker.process.sentinel in ready]

    def _hear(self, worker: _Worker) -> bool:
        """Take a worker's next message, and return whether its shard is done."""
        message = None
        try:
            if worker.connection.poll():  # a copy that a plugin forked may hold the line open
                message = worker.connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            pass
        if message is None:
            self._replace(worker)
            return False
        if isinstance(message, Failure):
            raise message.error or RuntimeError(f"a worker process failed:\n{message.trace}")
        assert worker.work, "a worker without work says nothing"
        worker.work.checkpoint = message
        if message.records > worker.work.most:
            worker.work.most, worker.work.stalls = message.records, 0
        if message.result is None:
            return False
        worker.work = None
        return True

    def _replace(self, worker: _Worker) -> None:
        """Draw the lesson from a death, and let a fresh worker go on."""
        worker.process.join(_PATIENCE)
        worker.kill()
        self._workers.remove(worker)
        work, record, code = worker.work, worker.status.record, worker.process.exitcode
        code = _UNKNOWN if code is None else code
        if not work:
            return
        late = record < 0 and code not in _NOBODYS_FAULT  # a plugin may leave a process that cannot live on
        record = worker.status.last if late else record
        done = work.checkpoint.records if work.checkpoint else 0
        if record >= 0:
            error, message = _cause_of_death(code, self._limits, overdue=worker.overdue)
            message = f"it left a process that did not live on: {message}" if late else message
            verdict = Verdict(self._steps[worker.status.step], error, message, _ATTEMPTS)
            work.deaths[record, verdict] += 1
            work.alone_until = max(work.alone_until, done - done % BATCH + BATCH)
            deaths = sum(number for (each, _), number in work.deaths.items() if each == record)
            if work.deaths[record, verdict] == _ATTEMPTS:
                work.condemned[record] = verdict
            elif deaths == _MOST_ATTEMPTS:
                work.condemned[record] = verdict._replace(attempts=deaths)
        elif code != RECYCLED:
            work.stalls += 1
            if work.stalls >= _STALLS:
                _, message = _cause_of_death(code, self._limits, overdue=False)
                names = list(dict.fromkeys(piece.input.name for piece in work.shard.pieces))
                some = f" ({', '.join(names[:3])}{', …' if len(names) > 3 else ''})" if names else ""
                where = f"part {work.shard.index}{some}"
                raise RunError(f"worker processes die at {where} though no plugin is at work: {message}")
        self._give(None, work)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let what is started here never hear of Ctrl-C, which is for this process alone.

    The server that forks workers inherits the mask, and they do from it: else an interrupt could meet a worker before
    it has come to ignoring it.
    """
    resource_tracker.ensure_running()  # it is started along with the server, and would take the mask off
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _cause_of_death(code: int, limits: RunSettings, *, overdue: bool) -> tuple[str, str]:
    """Return the kind of a worker's death, and a message."""
    if overdue:
        return "TimeLimit", f"it took longer than {limits.time_limit:g} seconds (`run: {{time_limit: …}}`)"
    if code == OUT_OF_MEMORY:
        return "MemoryLimit", f"it took more than {limits.memory_limit} bytes of memory (`run: {{memory_limit: …}}`)"
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return "ProcessDied", f"it crashed the process ({name})"
    return "ProcessDied", f"it ended the process (exit code {code})"
