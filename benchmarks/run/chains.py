"""What jingwen is compared with: `python chains.py NAME INPUT OUTPUT`.

This file imports no package before it is asked to, so it runs in any environment.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

_URL = re.compile(r"(?:https?://|www\.)[!-~]+")
_WIDE = str.maketrans(",:;?!()", "，：；？！（）")
_DOUBLED = re.compile(r"([，、；：。])\1+")
_SPACES = re.compile(r"[ \t\u3000]+")
_BLANKS = re.compile(r"\n{3,}")
_SHORT = 12  # characters; shorter lines may stand twice


def orjson_alone(source: Path, out: Path) -> None:
    """Read the records and write them again: as fast as a program of JSON lines can be."""
    import orjson

    out.mkdir()
    with source.open("rb") as lines, (out / "out.jsonl").open("wb") as file:
        for line in lines:
            file.write(orjson.dumps(orjson.loads(line)) + b"\n")


def datatrove_alone(source: Path, out: Path) -> None:
    """Read and write the documents with datatrove."""
    _datatrove(source, out)


def datatrove_five(source: Path, out: Path) -> None:
    """Five plain cleaners on datatrove."""
    _datatrove(source, out, _without_links, _simplified, _without_repeats, _marks, _white_space)


def _datatrove(source: Path, out: Path, *functions: Callable[[str], str]) -> None:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.formatters.base import BaseFormatter
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    class Formatter(BaseFormatter):  # type: ignore[misc, unused-ignore]
        name = "cleaner"

        def __init__(self, function: Callable[[str], str]) -> None:
            super().__init__()
            self.function = function

        def format(self, text: str) -> str:
            return self.function(text)

    steps: list[Any] = [
        JsonlReader(str(source.parent), glob_pattern=source.name),
        *map(Formatter, functions),
        JsonlWriter(str(out), compression=None),
    ]
    LocalPipelineExecutor(steps, tasks=1, logging_dir=str(out / "logs")).run()


def _without_links(text: str) -> str:
    return _URL.sub("", text)


@cache  # datatrove copies its steps, which the converter does not let happen to it
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _simplified(text: str) -> str:
    return str(_converter().convert(text))


def _without_repeats(text: str) -> str:
    seen, kept = set[str](), list[str]()
    for line in text.split("\n"):
        content = line.strip()
        if len(content) < _SHORT or content not in seen:
            kept.append(line)
            seen.add(content)
    return "\n".join(kept)


def _marks(text: str) -> str:
    return _DOUBLED.sub(r"\1", text.translate(_WIDE))


def _white_space(text: str) -> str:
    return _BLANKS.sub("\n\n", _SPACES.sub(" ", text)).strip()


CHAINS = {"orjson": orjson_alone, "datatrove-io": datatrove_alone, "datatrove-five": datatrove_five}

if __name__ == "__main__":
    CHAINS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
