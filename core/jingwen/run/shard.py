"""Cutting the input into shards: by bytes, so that a large file is cut without being read first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from jingwen.formats import Input, InputSettings, Record

_SHARDS = 64
_SMALLEST, _LARGEST = 1 << 20, 32 << 20


class Piece(NamedTuple):
    """The records of one input that start in a range of its bytes.

    Args:
        input: the input.
        start: the first byte.
        end: behind the last byte, or None for all the rest.
    """

    input: Input
    start: int = 0
    end: int | None = None


@dataclass(frozen=True)
class Shard:
    """A part of the input that becomes a part of the output.

    Args:
        index: its place among the shards, counted from 0.
        pieces: what it is made of, in the order of the input.
        size: its bytes.
        limit: how many documents are read of it at most, or None for all.
    """

    index: int
    pieces: tuple[Piece, ...]
    size: int
    limit: int | None = None

    def records(self, settings: InputSettings) -> Iterator[Record]:
        """Yield its records.

        Args:
            settings: how they are read.

        Raises:
            OSError: an input cannot be read.
        """
        for piece in self.pieces:
            yield from piece.input.records(settings, piece.start, piece.end)


def usual_size(total: int) -> int:
    """Return the shard size for an input: enough shards for all workers, and not too many files.

    Args:
        total: bytes of the whole input.

    >>> usual_size(10_000), usual_size(640 << 20), usual_size(100 << 30)
    (1048576, 10485760, 33554432)
    """
    return min(max(total // _SHARDS, _SMALLEST), _LARGEST)


def cut(inputs: Iterable[tuple[Input, int]], shard_size: int) -> Iterator[Shard]:
    """Yield the shards of an input: a pure function of the sizes of its files.

    A shard has `shard_size` bytes. A file that cannot be read from its middle, such as a compressed one, stays whole,
    and small files go together.

    Args:
        inputs: files with their sizes in bytes.
        shard_size: in bytes.

    >>> from pathlib import Path
    >>> pages, zipped = Input("a.jsonl", Path("a.jsonl"), "jsonl"), Input("b.jsonl.gz", Path("b"), "jsonl", "gz")
    >>> for shard in cut([(pages, 25), (zipped, 30)], 10):
    ...     print(shard.index, [(piece.input.name, piece.start, piece.end) for piece in shard.pieces])
    0 [('a.jsonl', 0, 10)]
    1 [('a.jsonl', 10, 20)]
    2 [('a.jsonl', 20, 25)]
    3 [('b.jsonl.gz', 0, None)]
    """
    index, pieces, size = 0, list[Piece](), 0
    for piece, length in _pieces(inputs, shard_size):
        if pieces and size + length > shard_size:
            yield Shard(index, tuple(pieces), size)
            index, pieces, size = index + 1, [], 0
        pieces.append(piece)
        size += length
    if pieces:
        yield Shard(index, tuple(pieces), size)


def _pieces(inputs: Iterable[tuple[Input, int]], shard_size: int) -> Iterator[tuple[Piece, int]]:
    """Yield what shards are put together from, none longer than a shard if it can be helped."""
    for file, size in inputs:
        if file.splittable and size > shard_size:
            for start in range(0, size, shard_size):
                end = min(start + shard_size, size)
                yield Piece(file, start, end), end - start
        else:
            yield Piece(file), size
