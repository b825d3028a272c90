"""The cleaners by their names, and what they are measured against."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, cast

from jingwen import Cleaner, Edit
from jingwen.registry import Registry
from jingwen.testing import step

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff"
_FOLDED, _WIDE = ",:;?!()", "，：；？！（）"
_NEXT_TO_HAN = re.compile(rf"(?<=[{HAN}])[,:;?!()]|[,:;?!()](?=[{HAN}])")
_SERVER = """
import json, sys, autocorrect_py
json.dump([autocorrect_py.format(text) for text in json.load(sys.stdin)], sys.stdout)
"""


@cache
def registry() -> Registry:
    """Return the registry of what is installed."""
    return Registry()


@cache
def cleaner(name: str, **settings: Any) -> Cleaner | None:
    """Return a cleaner, or None where no plugin of this name is installed, or it has no such settings."""
    if name not in registry().names():
        print(f"without {name}: it is not installed")
        return None
    try:
        return cast(type[Cleaner], registry().load(name)).model_validate(settings)
    except ValueError as error:
        print(f"without {name} {settings}: {str(error).splitlines()[0]}")
        return None


def found(cleaner: Cleaner, text: str) -> list[Edit]:
    """Return the edits of a cleaner."""
    return step(cleaner, text)[1].edits


def flagged(cleaner: Cleaner, text: str) -> int:
    """Return how many edits and flags a cleaner has."""
    findings = step(cleaner, text)[1]
    return len(findings.edits) + len(findings.flags)


def cleaned(cleaner: Cleaner, text: str) -> str:
    """Return a text behind a cleaner."""
    return step(cleaner, text)[0].text


def next_to_han(text: str) -> str:
    """Return a text whose half-width marks next to a Chinese character are full-width: the naive way."""
    return _NEXT_TO_HAN.sub(lambda match: _WIDE[_FOLDED.index(match.group())], text)


class Autocorrect:
    """autocorrect-py in an environment of its own.

    Args:
        folder: of the environment; it is made if need be.

    Raises:
        OSError: it cannot be made, or the package cannot be installed.
    """

    def __init__(self, folder: Path) -> None:
        self._python = folder / "bin" / "python"
        try:
            if not self._python.exists():
                self._run(sys.executable, "-m", "venv", folder)
            install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "autocorrect-py")
            self._run(self._python, *install)
        except subprocess.CalledProcessError as error:
            raise OSError((error.stderr or str(error)).strip().splitlines()[-1]) from None

    def formatted(self, texts: list[str]) -> list[str]:
        """Return texts as the package writes them."""
        answer = self._run(self._python, "-c", _SERVER, given=json.dumps(texts))
        return [str(text) for text in json.loads(answer)]

    @staticmethod
    def _run(*command: str | Path, given: str | None = None) -> str:
        done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", input=given)
        return done.stdout
