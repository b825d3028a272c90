"""What a command that takes long owes to whoever waits for it: a word on how far it is, and a way to stop it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from jingwen.cli.progress import ProgressStyle, shown
from jingwen.cli.terminal import printable, say

if TYPE_CHECKING:
    from jingwen.run import Progress


class Attendance(NamedTuple):
    """What a run calls: with its progress, and to ask whether it shall stop."""

    watch: Callable[[Progress], None]
    stopping: Callable[[], bool]


@contextmanager
def attended(
    output: str, style: ProgressStyle, advice: str = "the same command goes on from there"
) -> Iterator[Attendance]:
    """Attend a run into a folder; Ctrl-C once lets the parts that have begun come to their end.

    Args:
        output: the folder, for messages.
        style: how progress is shown.
        advice: what to say of a run that did not come to its end; nothing if it begins anew.
    """
    seen: list[Progress] = []
    try:
        with _interruptible() as stopping, shown(style) as show:

            def watch(progress: Progress) -> None:
                seen[:] = [progress]
                show(progress)

            yield Attendance(watch, stopping)
    except BaseException as error:
        from jingwen.errors import JingwenError

        if isinstance(error, OSError) and error.filename is None:
            error.filename = output
        if advice and (seen or not isinstance(error, JingwenError)):
            done = seen[0].shards if seen else 0
            parts = "1 part is" if done == 1 else f"{done or 'no'} parts are"
            say(f"{printable(output)}: {parts} done; {advice}")
        raise


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a request to stop; the second is an interrupt."""
    asked = False

    def ask(*_: Any) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        with suppress(OSError):  # past sys.stderr, which the signal may have caught in the middle of a line
            os.write(2, b"\nstopping: the parts that have begun are finished; Ctrl-C again stops at once\n")

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
