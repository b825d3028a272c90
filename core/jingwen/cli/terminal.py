"""Writing for people: colours only on a terminal, and no control character of a document reaches it."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TextIO


class OutputFormat(StrEnum):
    """How a command answers: for people, or for programs."""

    text = "text"
    json = "json"


_STYLES = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}


def coloured(stream: TextIO) -> bool:
    """Whether a stream takes colours: a terminal, unless NO_COLOR is set (see no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def style(text: str, name: str, *, on: bool) -> str:
    """Return a text in a colour, or as it is.

    >>> style("x", "red", on=False)
    'x'
    """
    return f"\x1b[{_STYLES[name]}m{text}\x1b[0m" if on else text


def printable(text: str) -> str:
    """Return a text that cannot steer a terminal: line breaks as ⏎, other control and bidi characters as escapes.

    >>> printable("a\\x1b[31m\\n")
    'a\\\\x1b[31m⏎'
    """
    return "".join(
        character
        if character.isprintable() or character == "\u3000"
        else "⏎"
        if character == "\n"
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def say(text: str) -> None:
    """Write a line to the standard error: all that is not data goes there."""
    try:
        sys.stderr.write(text + "\n")
    except BrokenPipeError:
        raise
    except OSError:  # the disk that messages go to may be full as well; the exit code says enough
        return


def complain(message: str) -> None:
    """Write an error to the standard error, in one line."""
    label = style("error:", "red", on=coloured(sys.stderr))
    say(f"{label} {printable(message)}")
