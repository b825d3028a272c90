"""Which inputs a run has, and which format each is in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from jingwen.errors import InputError, encodable
from jingwen.formats import jsonl, plain_text
from jingwen.formats.record import Record

Reader: TypeAlias = Callable[[BinaryIO, str], Iterator[Record]]

READERS: Mapping[str, Reader] = {"jsonl": jsonl.read, "text": plain_text.read}
SUFFIXES: Mapping[str, str] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text"}
STDIN = "-"


@dataclass(frozen=True)
class Input:
    """One file of the input, or the standard input.

    Args:
        name: for people, and for ids: the path below the folder that was given, else the file's name.
        path: the file, or None for the standard input.
        format: one of `READERS`.
    """

    name: str
    path: Path | None
    format: str

    def records(self) -> Iterator[Record]:
        """Yield its records.

        Raises:
            OSError: the file cannot be read.
        """
        read = READERS[self.format]
        if self.path is None:
            yield from read(sys.stdin.buffer, self.name)
        else:
            with self.path.open("rb") as stream:
                yield from read(stream, self.name)


@dataclass(frozen=True)
class Inputs:
    """All inputs of a run in the order in which they are read, and the files of folders that have no known format."""

    files: tuple[Input, ...]
    ignored: tuple[str, ...]

    def records(self) -> Iterator[Record]:
        """Yield the records of all inputs."""
        for file in self.files:
            yield from file.records()

    @property
    def rereadable(self) -> bool:
        """Whether the inputs can be read twice."""
        return all(file.path is not None and file.path.is_file() for file in self.files)

    @property
    def size(self) -> int | None:
        """Bytes of all inputs, or None where that is not known."""
        return sum(file.path.stat().st_size for file in self.files if file.path) if self.rereadable else None


def find_inputs(arguments: Iterable[str], format: str = "auto") -> Inputs:  # noqa: A002 (the setting's name)
    """Return the files that arguments of the command line stand for.

    Args:
        arguments: files, folders (their files in order of their names, folders below them too; hidden ones are left
            out), or `-`.
        format: `auto` goes by the suffix.

    Raises:
        InputError: there is no such file, its format is not known, or a folder has no file of a known format.
    """
    files: list[Input] = []
    ignored: list[str] = []
    for argument in arguments:
        path = Path(argument)
        if not argument:
            raise InputError("an input is an empty name; `.` is the folder that you are in")
        if argument == STDIN:
            files.append(Input("stdin", None, "jsonl" if format == "auto" else format))
        elif path.is_dir():
            _add_folder(path, format, files, ignored)
        elif path.exists():
            found = _format(path, format)
            if found is None:
                known = ", ".join(sorted(SUFFIXES))
                named = "a configuration can name it: `input: {format: jsonl}`, or text"
                raise InputError(f"{argument}: unknown format '{path.suffix}' (known: {known}); {named}")
            files.append(Input(encodable(path.name), path, found))
        else:
            raise InputError(f"{argument}: no such file or folder")
    return Inputs(tuple(files), tuple(ignored))


def _format(path: Path, format: str) -> str | None:  # noqa: A002
    return SUFFIXES.get(path.suffix.lower()) if format == "auto" else format


def _add_folder(folder: Path, format: str, files: list[Input], ignored: list[str]) -> None:  # noqa: A002
    """Add the files of a folder and of those below it, links followed, in the order of their names."""
    found = 0
    for path in sorted(_walk(folder), key=lambda path: path.relative_to(folder).parts):
        name = encodable(path.relative_to(folder).as_posix())
        kind = _format(path, format) if path.is_file() else None
        if kind is None:
            ignored.append(name)
        else:
            found += 1
            files.append(Input(name, path, kind))
    if not found:
        raise InputError(f"{folder}: no file of a known format in this folder (known: {', '.join(sorted(SUFFIXES))})")


def _walk(folder: Path) -> Iterator[Path]:
    """Yield all that is no folder in a folder and below it; hidden names are left out, and a link is followed once.

    Raises:
        OSError: a folder cannot be read.
    """

    def refuse(error: OSError) -> None:
        raise error

    visited = set()
    for parent, folders, names in os.walk(folder, followlinks=True, onerror=refuse):
        status = Path(parent).stat()
        if (status.st_dev, status.st_ino) in visited:
            folders.clear()  # a link that leads back
            continue
        visited.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in names if not name.startswith("."))
