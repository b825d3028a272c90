"""Commands, measured from outside: time, processor time and memory of the process and of those below it."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_EVERY = 0.02  # seconds between two looks at the memory
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_TICKS = os.sysconf("SC_CLK_TCK")


class Taken(NamedTuple):
    """What a command took.

    Args:
        seconds: from its start to its end.
        processor: seconds of processor time, of it and of all below it.
        parent: the most MB of memory that it had.
        worker: the most that one of those below it had.
    """

    seconds: float
    processor: float
    parent: float
    worker: float


def measured(command: Sequence[str | Path], content: bytes = b"") -> Taken:
    """Run a command, and return what it took.

    Args:
        command: the command.
        content: its standard input.

    Raises:
        RuntimeError: it failed; the message is its last lines.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:
        given.write(content)
        given.seek(0)
        begun = time.monotonic()
        process = subprocess.Popen(command, stdin=given, stdout=subprocess.DEVNULL, stderr=told)
        seen = dict[int, tuple[float, float]]()
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, seen, done))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        done.set()
        watcher.join()
        if process.returncode:
            told.seek(0)
            last = told.read().decode(errors="replace").strip().splitlines()[-3:]
            raise RuntimeError(f"{' '.join(map(str, command))} failed: {' | '.join(last)}")
    # the one lacks processes that nobody waited for, the other the last moments of each
    processor = max(usage.ru_utime + usage.ru_stime, sum(spent for _, spent in seen.values()))
    parent, _ = seen.pop(process.pid, (0.0, 0.0))
    return Taken(seconds, processor, parent, max((peak for peak, _ in seen.values()), default=0.0))


def _watch(process: int, seen: dict[int, tuple[float, float]], done: threading.Event) -> None:
    """Note the most memory of a process and of each below it, in MB, and their processor time, until it is done."""
    while not done.wait(_EVERY):
        for each in (process, *_below(process)):
            folder = Path(f"/proc/{each}")
            try:
                peak = _PEAK.search((folder / "status").read_text())
                times = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
            except OSError:  # it has ended
                continue
            if peak:
                seen[each] = int(peak[1]) / 1000, sum(map(int, times)) / _TICKS


def _below(process: int) -> list[int]:
    try:
        tasks = [path.read_text().split() for path in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return []
    return [each for task in tasks for child in map(int, task) for each in (child, *_below(child))]
