"""A target in a process of its own: what it calls may end the process, which in a run costs a worker and no more."""

import multiprocessing
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection

_PATIENCE = 60  # seconds


class Aside:
    """Calls a function of bytes in another process, and starts a new one where the function ended it.

    Args:
        function: what is called; it is pickled.
    """

    def __init__(self, function: Callable[[bytes], None]) -> None:
        self._function = function
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self.ended = 0

    def __call__(self, data: bytes) -> None:
        """Call it.

        Raises:
            AssertionError: it raised something, or takes for ever.
        """
        if self._process is None:
            self._start()
        try:
            self._connection.send_bytes(data)
            if not self._connection.poll(_PATIENCE):
                self.close()
                raise AssertionError(f"it takes more than {_PATIENCE} s")
            if raised := self._connection.recv():
                raise AssertionError(raised)
        except (EOFError, ConnectionError):
            self.ended += 1
            self.close()

    def _start(self) -> None:
        # pyarrow has threads, which a fork would lose
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["jingwen.run.outcome", "pyarrow.parquet"])
        self._connection, there = context.Pipe()
        self._process = context.Process(target=_answer, args=(there, self._function), daemon=True)
        self._process.start()
        there.close()

    def close(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._connection.close()
            self._process = None


def _answer(connection: Connection, function: Callable[[bytes], None]) -> None:
    """Say of each input what the function raised, or an empty text."""
    while True:
        try:
            data = connection.recv_bytes()
        except EOFError:
            return
        try:
            function(data)
        except BaseException:
            connection.send(traceback.format_exc())
        else:
            connection.send("")
