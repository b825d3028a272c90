"""The command line: one module a command."""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import suppress
from typing import Any


def main() -> None:
    """Run the command line, and exit.

    Exit codes: 0 done; 1 beyond a limit that the user set; 2 usage, configuration or plugin; 3 environment (disk,
    input, another run), the same command can be run again; 4 a bug here; 130, 141 and 143 signals.
    """
    signal.signal(signal.SIGTERM, _terminated)
    _open_streams()
    code = _run()
    if "multiprocessing" in sys.modules and sys.modules["multiprocessing"].active_children():
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(code)  # they were killed, but the system did not say so: the interpreter would wait for ever
    sys.exit(code)


class _Terminated(BaseException):
    """A request to end, which no plugin's failure can be taken for: those may be a SystemExit."""


def _terminated(*_: Any) -> None:
    raise _Terminated


def _open_streams() -> None:
    """Let a closed stream swallow what is written, and one of a narrow encoding escape what it cannot hold."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 (for the whole process)
        elif mode == "w" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _run() -> int:
    import typer

    from jingwen.cli.app import app
    from jingwen.cli.terminal import complain
    from jingwen.errors import JingwenError, RunError

    # older typers raise click's own exceptions, newer ones those of the click that they bring along
    usage_error: Any = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except usage_error as error:
        error.show()
        return 2
    except _Terminated:
        return 143
    except (KeyboardInterrupt, typer.Abort):
        complain("interrupted")
        return 130
    except SystemExit as error:
        if isinstance(error.__context__, OSError) and error.__context__.errno == errno.EPIPE:
            return _nobody_reads()  # typer has turned the broken pipe into an exit
        return error.code if isinstance(error.code, int) else 0
    except RunError as error:
        complain(str(error))
        return 3
    except JingwenError as error:
        complain(str(error))
        return 2
    except OSError as error:
        if error.errno == errno.EPIPE:
            return _nobody_reads()
        where = f"{error.filename}: " if error.filename else ""
        complain(f"{where}{error.strerror or error}; once that is mended, the same command can be run again")
        return 3
    except Exception:
        import traceback

        traceback.print_exc()
        complain("this is a bug in jingwen; please report it with the lines above")
        return 4
    return code if isinstance(code, int) else 0


def _nobody_reads() -> int:
    """Return the exit code of a program whose reader went away, and keep the interpreter from complaining at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 141  # as a shell reports SIGPIPE
