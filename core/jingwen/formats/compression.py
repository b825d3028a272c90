"""Compressed files: a stream of what they hold, which ends at damage and says so."""

from __future__ import annotations

import bz2
import io
import lzma
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

if TYPE_CHECKING:
    from typing_extensions import Buffer

COMPRESSIONS: Mapping[str, str] = {".gz": "gz", ".zst": "zst", ".bz2": "bz2", ".xz": "xz"}

_CHUNK = 64 << 10
_BUFFER = 1 << 17  # bytes of a file at a time: with the usual 8 KiB a line takes three times as long
_FREE = 64 << 20
_LARGEST_XZ_DICTIONARY = 256 << 20


class _Decoder(Protocol):
    """What the decompressors of bz2, lzma and zstd have in common: one decodes one member of a file."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gunzip:
    """zlib's decompressor in the shape of the others."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def _zstd() -> _Decoder:
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdDecompressor
    else:
        from backports.zstd import ZstdDecompressor
    return cast(_Decoder, ZstdDecompressor())


_DECODERS: Mapping[str, Callable[[], _Decoder]] = {
    "gz": _Gunzip,
    "zst": _zstd,
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_LARGEST_XZ_DICTIONARY),
}


class _DamageError(Exception):
    """What a decompressor says about bytes that it cannot decode."""


class _Members(io.RawIOBase):
    """What the members of a compressed file hold, one behind the other."""

    def __init__(self, file: BinaryIO, compression: str, max_ratio: int) -> None:
        self._file, self._compression = file, compression
        self._largest = max(_FREE, os.fstat(file.fileno()).st_size * max_ratio)
        self._max_ratio = max_ratio
        self._offset = 0  # of the compressed byte that is decoded next
        self._pending = b""  # bytes from there on that are read already
        self._pieces = self._decoded()
        self._rest = memoryview(b"")
        self._size = self._given = 0  # of what was decoded
        self.problem = ""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        target = memoryview(buffer).cast("B")
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        taken = min(len(target), len(self._rest))
        target[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        self._given += taken
        return taken

    def tell(self) -> int:
        return self._given

    def close(self) -> None:
        self._file.close()
        super().close()

    def _decoded(self) -> Iterator[bytes]:
        """Yield what all members hold, in pieces that are not empty, up to the end or the first damage."""
        start = 0
        while not self.problem and (start == 0 or self._more()):
            done = 0
            try:
                for piece in self._member():
                    done += len(piece)
                    self._size += len(piece)
                    yield piece
                    if self._size > self._largest:
                        self.problem = (
                            f"the {self._compression} file grows beyond {self._max_ratio} times its size, and is "
                            "not read further: if it is no bomb, raise `input: {max_ratio: …}`"
                        )
                        return
            except _DamageError as error:
                damaged = self._offset
                self.problem = f"{error}; get the file again"
                yield from self._salvaged(start, done, damaged)
            start = self._offset

    def _more(self) -> bool:
        """Return whether the file goes on."""
        self._pending = self._pending or self._file.read(_CHUNK)
        return bool(self._pending)

    def _member(self, careful: int | None = None) -> Iterator[bytes]:
        """Yield what the next member holds.

        Args:
            careful: an offset from which on single bytes are decoded.

        Raises:
            _DamageError: it is damaged; `_offset` is where the bytes begin that the decoder had last.
        """
        decoder, start = _DECODERS[self._compression](), self._offset
        data, ended = b"", False
        while not decoder.eof:
            if decoder.needs_input and not ended:
                self._offset += len(data)
                size = _CHUNK if careful is None else max(1, min(_CHUNK, careful - self._offset))
                data = self._pending or self._file.read(size)
                self._pending, ended = b"", not data
                given = data
            else:
                given = b""
            try:
                piece = decoder.decompress(given, _CHUNK)
            except MemoryError:
                raise
            except Exception as error:  # each library has an error of its own
                where = f"between its bytes {self._offset} and {self._offset + len(data)}"
                kind = f"damaged, or no {self._compression} at all," if start == self._offset else "damaged"
                raise _DamageError(f"the {self._compression} file is {kind} {where} ({error})") from None
            if piece:
                yield piece
            elif ended and not decoder.eof:
                where = f"at byte {self._offset}, within the part that starts at byte {start}"
                raise _DamageError(f"the {self._compression} file is cut off {where}")
        self._pending = decoder.unused_data
        self._offset += len(data) - len(self._pending)

    def _salvaged(self, start: int, done: int, damaged: int) -> Iterator[bytes]:
        """Yield what the decoder dropped together with the chunk that holds the damage.

        Args:
            start: of the damaged member, in compressed bytes.
            done: how many of its bytes were decoded.
            damaged: where the chunk starts, in compressed bytes.
        """
        self._file.seek(start)
        self._offset, self._pending = start, b""
        try:
            for piece in self._member(careful=damaged):
                if len(piece) > done:
                    yield piece[done:]
                done = max(0, done - len(piece))
        except _DamageError:
            pass


class Decompressed(io.BufferedReader):
    """What a compressed file holds, as a stream in bounded memory. It ends at damage.

    Args:
        file: the compressed file, at its start; closed with the stream.
        compression: one of the values of `COMPRESSIONS`.
        max_ratio: how many times the file's size it may grow, beyond 64 MiB.
    """

    def __init__(self, file: BinaryIO, compression: str, max_ratio: int) -> None:
        self._members = _Members(file, compression, max_ratio)
        super().__init__(self._members, _CHUNK)

    @property
    def problem(self) -> str:
        """Why the stream ended before the file's end, in one line; empty if it did not. Known at its end."""
        return self._members.problem


def opened(path: Path, compression: str, max_ratio: int) -> BinaryIO:
    """Return a file's stream of bytes; a compressed one is `Decompressed`.

    Raises:
        OSError: it cannot be read.
    """
    file = path.open("rb", buffering=_BUFFER)
    return Decompressed(file, compression, max_ratio) if compression else file
