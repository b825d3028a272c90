"""The command line: one module a command."""

from __future__ import annotations

import signal
import sys
from typing import Any


def main() -> None:
    """Run the command line, and exit.

    Exit codes: 0 done; 2 usage, configuration or plugin; 3 environment (disk, input), the same command can be run
    again; 4 a bug here; 130 and 143 signals.
    """
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(_run())


def _terminated(*_: Any) -> None:
    raise SystemExit(143)


def _run() -> int:
    import typer

    from jingwen.cli.app import app
    from jingwen.cli.terminal import complain
    from jingwen.errors import JingwenError

    # older typers raise click's own exceptions, newer ones those of the click that they bring along
    usage_error: Any = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")
    try:
        code = app(standalone_mode=False)
    except usage_error as error:
        error.show()
        return 2
    except (KeyboardInterrupt, typer.Abort):
        complain("interrupted")
        return 130
    except JingwenError as error:
        complain(str(error))
        return 2
    except BrokenPipeError:
        _silence_stdout()
        return 141
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        complain(f"{where}{error.strerror or error}; once that is mended, the same command can be run again")
        return 3
    except Exception:
        import traceback

        traceback.print_exc()
        complain("this is a bug in jingwen; please report it with the lines above")
        return 4
    return code if isinstance(code, int) else 0


def _silence_stdout() -> None:
    """Keep the interpreter from complaining at exit that nobody reads the standard output any more."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
