"""Which inputs a run has, and which format each is in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from jingwen.errors import InputError, encodable
from jingwen.formats.compression import COMPRESSIONS, Decompressed, opened
from jingwen.formats.record import Record
from jingwen.formats.settings import InputSettings

# by name, so that a run loads only the readers, and their libraries, that its input needs
SPLITTERS: Mapping[str, str] = {
    "jsonl": "jingwen.formats.jsonl",
    "json": "jingwen.formats.json_array",
    "text": "jingwen.formats.plain_text",
    "html": "jingwen.formats.html",
    "warc": "jingwen.formats.warc",
    "parquet": "jingwen.formats.parquet",
}
SPLITTABLE = ("jsonl", "parquet")
RUN_MARK = ".jingwen"
"""The hidden folder inside the output of a run, by which that is known."""
SUFFIXES: Mapping[str, str] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".warc": "warc",
    ".wet": "warc",
    ".parquet": "parquet",
}
STDIN = "-"
_STARTS = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_HEAD = 64 << 10


@dataclass(frozen=True)
class Input:
    """One file of the input, or the standard input.

    Args:
        name: for people, and for ids: the path below the folder that was given, else the file's name.
        path: the file, or None for the standard input.
        format: one of `SPLITTERS`.
        compression: `gz`, `zst`, `bz2`, `xz`, or none.
    """

    name: str
    path: Path | None
    format: str
    compression: str = ""

    @property
    def splittable(self) -> bool:
        """Whether the records that start in a range of its bytes can be found without reading what is before it."""
        return self.path is not None and self.format in SPLITTABLE and not self.compression

    def records(self, settings: InputSettings, start: int = 0, end: int | None = None) -> Iterator[Record]:
        """Yield its records, or those that start in a range.

        Args:
            settings: of the configuration.
            start: in bytes; only a splittable input starts elsewhere than at 0.
            end: in bytes, or None for all the rest.

        Raises:
            OSError: the file cannot be read.
            InputError: it is the standard input, and compressed.
        """
        split = import_module(SPLITTERS[self.format]).split
        if self.path is None:
            _refuse_compressed(sys.stdin.buffer)
            yield from split(sys.stdin.buffer, self.name, settings, start, end)
            return
        with opened(self.path, self.compression, settings.max_ratio) as stream:
            records = split(stream, self.name, settings, start, end)
            yield from self._completed(records, stream) if isinstance(stream, Decompressed) else records

    def _completed(self, records: Iterator[Record], stream: Decompressed) -> Iterator[Record]:
        """Yield records, and where the stream ends at damage, a problem: that of the last record if it is cut off."""
        last: Record | None = None
        for record in records:
            if last:
                yield last
            last = record
        size, problem = stream.tell(), stream.problem
        if last and problem and (last.problem or last.offset + len(last.content) >= size):
            yield last._replace(problem=f"{problem}; {last.problem}" if last.problem else problem, skip="")
            return
        if last:
            yield last
        if problem:
            yield Record(self.name, size, b"", "jsonl" if self.format == "json" else self.format, problem)


def _refuse_compressed(stream: BinaryIO) -> None:
    """Refuse a stream that begins as compressed files do: damage could not be told in one that cannot be read twice.

    Raises:
        InputError: it does.
    """
    head = stream.peek(8) if isinstance(stream, BufferedReader) else b""
    for start, program in _STARTS.items():
        if head.startswith(start):
            way_out = f"give the file, or `{program} -dc FILE | jingwen run -`"
            raise InputError(f"the standard input is compressed: {way_out}")


@dataclass(frozen=True)
class Inputs:
    """All inputs of a run in the order in which they are read, and the files of folders that have no known format."""

    files: tuple[Input, ...]
    ignored: tuple[str, ...]

    def records(self, settings: InputSettings) -> Iterator[Record]:
        """Yield the records of all inputs."""
        for file in self.files:
            yield from file.records(settings)

    @property
    def rereadable(self) -> bool:
        """Whether the inputs can be read twice."""
        return all(file.path is not None and file.path.is_file() for file in self.files)


def find_inputs(arguments: Iterable[str], format: str = "auto") -> Inputs:  # noqa: A002 (the setting's name)
    """Return the files that arguments of the command line stand for.

    Args:
        arguments: files, folders (their files in order of their names, folders below them too; hidden ones and
            those that a run wrote are left out), or `-`.
        format: `auto` goes by the suffix, and by the first bytes of `.json`. Compression goes by the suffix always.

    Raises:
        InputError: there is no such file, its format is not known, or a folder has no file of a known format.
        OSError: a file or folder cannot be read.
    """
    files: list[Input] = []
    ignored: list[str] = []
    for argument in arguments:
        path = Path(argument)
        if not argument:
            raise InputError("an input is an empty name; `.` is the folder that you are in")
        if argument == STDIN:
            if format == "parquet":
                raise InputError("Parquet is read from its end, which the standard input does not allow: give a file")
            files.append(Input("stdin", None, "jsonl" if format == "auto" else format))
        elif path.is_dir():
            _add_folder(path, format, files, ignored)
        elif path.exists():
            found = _input(path, encodable(path.name), format)
            if found is None:
                raise InputError(f"{argument}: {_unknown(path, format)}")
            files.append(found)
        else:
            raise InputError(f"{argument}: no such file or folder")
    return Inputs(tuple(files), tuple(ignored))


def _input(path: Path, name: str, format: str) -> Input | None:  # noqa: A002
    """Return a file as input, or nothing where its format is not known."""
    compression = COMPRESSIONS.get(path.suffix.lower(), "")
    inner = path.with_suffix("") if compression else path
    found = SUFFIXES.get(inner.suffix.lower()) if format == "auto" else format
    if found is None or (found == "parquet" and compression):
        return None
    if format == "auto" and found == "json" and path.is_file() and _is_jsonl(path, compression):
        found = "jsonl"
    return Input(name, path, found, compression)


def _is_jsonl(path: Path, compression: str) -> bool:
    """Return whether a file named `.json` holds JSON Lines: its first line is an object."""
    with opened(path, compression, InputSettings().max_ratio) as stream:
        head = stream.read(_HEAD)
    # of UTF-16, the bytes beside those of ASCII
    line, *others = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").split(b"\n", 1)
    return not line or (line.startswith(b"{") and (not others or line.rstrip().endswith(b"}")))


def _unknown(path: Path, format: str) -> str:  # noqa: A002
    """Return what to say of a file whose format is not known."""
    suffixes = "".join(path.suffixes[-2:]) if path.suffix.lower() in COMPRESSIONS else path.suffix
    if format == "parquet" or ".parquet" in suffixes.lower():
        return "Parquet compresses its own columns: decompress the file first"
    named = "a configuration can name it: `input: {format: jsonl}`, or text"
    return f"unknown format '{suffixes}' (known: {_known()}); {named}"


def _known() -> str:
    return f"{', '.join(sorted(SUFFIXES))}; all but .parquet also with {', '.join(COMPRESSIONS)} behind it"


def _add_folder(folder: Path, format: str, files: list[Input], ignored: list[str]) -> None:  # noqa: A002
    """Add the files of a folder and of those below it, links followed, in the order of their names."""
    found = 0
    for path in sorted(_walk(folder), key=lambda path: path.relative_to(folder).parts):
        name = encodable(path.relative_to(folder).as_posix())
        file = _input(path, name, format) if path.is_file() else None
        if file is None:
            ignored.append(name)
        else:
            found += 1
            files.append(file)
    if not found:
        raise InputError(f"{folder}: no file of a known format in this folder (known: {_known()})")


def _walk(folder: Path) -> Iterator[Path]:
    """Yield all that is no folder in a folder and below it; hidden names are left out, and a link is followed once.

    So are folders below it that a run wrote: `jingwen run . -o out` does not read what it wrote before.

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
        if Path(parent) != folder and RUN_MARK in folders:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in names if not name.startswith("."))
