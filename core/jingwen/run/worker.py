"""A worker process: it does shards, and may die of any plugin."""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from jingwen.errors import InputError, described
from jingwen.run.guard import IDLE, WORKERS_SIGNALS, Guard, Status, Verdict
from jingwen.run.job import Checkpoint, Job
from jingwen.run.shard import Shard

RECYCLED = 75  # an exit code that nothing else uses
_GROWTH = 256 << 20  # bytes that a worker may grow by before a fresh one takes its place
_CHECKPOINTS = 5000  # and how many batches it may do
_KILL_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG


class Task(NamedTuple):
    """What a worker is to do.

    Args:
        shard: the work.
        start: where to go on, or None for its beginning.
        condemned: verdicts on records that are not to be tried again.
        alone_until: records before this one are done one by one.
        suspects: records at which a worker died. Each is tried again as the first of a process.
    """

    shard: Shard
    start: Checkpoint | None
    condemned: Mapping[int, Verdict]
    alone_until: int
    suspects: frozenset[int]


class Failure(NamedTuple):
    """Why a worker cannot go on: a problem of the machine or of jingwen, not of a document.

    Args:
        error: the exception, if the user can act on it.
        trace: where it came from.
    """

    error: OSError | InputError | None
    trace: str


def main(connection: Connection, status_memory: ctypes.Array[ctypes.c_int64], job: bytes, memory_limit: int) -> None:
    """Do tasks as they come, and send checkpoints.

    Args:
        connection: to the process that hands out the work.
        status_memory: shared with it.
        job: the pickled `Job`.
        memory_limit: in bytes.
    """
    status = Status(status_memory)
    try:
        _settle(memory_limit)
        _serve(connection, status, _unpickled(job))
    except EOFError:  # the parent is gone
        return
    except BaseException as error:
        if status.record < 0:  # else a plugin raised what no plugin may raise: this process is dead
            failure = Failure(error if isinstance(error, (OSError, InputError)) else None, traceback.format_exc())
            with suppress(OSError):
                connection.send(failure)
        sys.exit(1)


def _unpickled(job: bytes) -> Job:
    """Return the job.

    Raises:
        InputError: a plugin's class cannot be found in this process.
    """
    try:
        unpickled: Job = pickle.loads(job)  # noqa: S301 (our own parent's bytes)
    except Exception as error:  # whatever a stranger's plugin does
        problem = f"a plugin cannot be loaded in a worker process ({described(error)})"
        raise InputError(f"{problem}; `--workers 0` works in one process") from None
    return unpickled


def _serve(connection: Connection, status: Status, job: Job) -> None:
    guard = Guard()
    os.register_at_fork(after_in_parent=lambda: guard.note_fork(), after_in_child=_end_with_parent)
    checkpoints, base, used, frozen = 0, _memory(), False, False
    while (task := connection.recv()) is not None:
        used = used or status.last != IDLE
        status.clear()
        guard = Guard(job.steps, status, task.condemned, task.alone_until)
        for checkpoint in job.work(task.shard, guard, task.start):
            connection.send(checkpoint)
            if not frozen and (checkpoint.result is None or checkpoints):  # there is more to come
                # modules, settings and dictionaries stay: to look through them for garbage again and again takes a
                # tenth of the time
                gc.collect()
                gc.freeze()
                frozen = True
            checkpoints += 1
            worn = checkpoints > _CHECKPOINTS or _memory() - base > _GROWTH
            if worn or (checkpoint.records in task.suspects and (used or status.last != IDLE)):
                os._exit(RECYCLED)  # a fresh process goes on from this checkpoint


def _settle(memory_limit: int) -> None:
    """Make the process one that can be killed at any time, and that outlives nobody."""
    for number, handler in WORKERS_SIGNALS.items():
        signal.signal(number, handler)
    os.dup2(2, 1)  # data goes through files alone, whatever a plugin prints
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = memory_limit if hard == resource.RLIM_INFINITY else min(memory_limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    parent = parent_process()
    if parent:
        threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    _end_with_parent()


def _end_with_parent() -> None:
    """Let the system end this process when its parent ends, even where a plugin keeps every thread from running."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_KILL_WITH_PARENT, signal.SIGKILL)


def _die_with(parent: object) -> None:
    parent.join()  # type: ignore[attr-defined] # a ParentProcess, whose type is private
    os._exit(1)


def _memory() -> int:
    """Return the bytes of memory that the process takes now; where the system does not say, at its peak."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
