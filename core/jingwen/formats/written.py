"""Finished parts of a run's output: from plain lines of JSON to the format that was asked for, and back."""

from __future__ import annotations

import gzip
import shutil
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from jingwen.errors import InputError
from jingwen.formats.output import dumps, loads
from jingwen.formats.parquet import require_pyarrow
from jingwen.formats.settings import OutputSettings
from jingwen_schemas import CleanDocument

if TYPE_CHECKING:
    import pyarrow as pa

JSON_COLUMNS = ("fields", "counts", "meta", "ledger")
"""Columns that hold JSON, since their keys differ from document to document. Null: the document has no such key."""

_KEYS = tuple(field.alias or name for name, field in CleanDocument.model_fields.items())
_GROUP_ROWS = 1_000
_GROUP_BYTES = 32 << 20
_BATCH_ROWS = 64
_PIECE = 1 << 20


def suffix(settings: OutputSettings) -> str:
    """Return the suffix of finished parts of clean documents.

    >>> suffix(OutputSettings(compression="gz"))
    '.jsonl.gz'
    """
    if settings.format == "parquet":
        return ".parquet"
    return ".jsonl" if settings.compression == "none" else f".jsonl.{settings.compression}"


def finish(part: Path, target: Path, settings: OutputSettings) -> None:
    """Write the finished file of a part: the same bytes for the same part.

    Args:
        part: clean documents as plain lines of JSON; it stays as it is.
        target: the file to write.
        settings: its format and compression.

    Raises:
        OSError: the file cannot be written.
        InputError: pyarrow is missing.
    """
    with part.open("rb") as lines:
        if settings.format == "parquet":
            _write_parquet(lines, target)
            return
        with target.open("wb") as file:
            if settings.compression == "gz":
                with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as compressed:
                    shutil.copyfileobj(lines, compressed, _PIECE)
            elif settings.compression == "zst":
                _compress_zst(lines, file)
            else:
                shutil.copyfileobj(lines, file, _PIECE)


def lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a finished part, as they went in.

    Raises:
        InputError: the file is damaged.
        OSError: it cannot be read.
    """
    try:
        if path.suffix == ".parquet":
            yield from _parquet_lines(path)
            return
        with path.open("rb") as raw, _decompressing(raw, path.suffix) as file:
            for line in file:
                if not line.endswith(b"\n"):
                    raise InputError(f"{path}: damaged: its last line is cut off")
                yield line
    except (EOFError, gzip.BadGzipFile, zlib.error, _zstd().ZstdError) as error:
        raise InputError(f"{path}: damaged: {error}") from None


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


def _compress_zst(lines: IO[bytes], file: IO[bytes]) -> None:
    """Write one frame, even of nothing: `ZstdFile` would leave the file empty, which reads as damaged."""
    zstd = _zstd()
    parameter = zstd.CompressionParameter
    compressor = zstd.ZstdCompressor(options={parameter.compression_level: 3, parameter.checksum_flag: 1})
    while piece := lines.read(_PIECE):
        file.write(compressor.compress(piece))
    file.write(compressor.flush())


def _decompressing(raw: IO[bytes], suffix: str) -> IO[bytes]:
    if suffix == ".gz":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw, mode="rb"))
    return cast("IO[bytes]", _zstd().ZstdFile(raw, "rb")) if suffix == ".zst" else raw


def schema() -> pa.Schema:
    """Return the columns of clean documents in Parquet: always the same, so that all parts can be read together."""
    require_pyarrow()
    import pyarrow as pa

    text, number = pa.string(), pa.int64()
    link = pa.struct([("title", text), ("snippet", text), ("url", text), ("truncated", pa.bool_())])
    flag = pa.struct([("reason", text), ("start", number), ("end", number), ("detail", text)])
    types = {"views": number, "links": pa.list_(link), "flags": pa.list_(flag)}
    return pa.schema([(key, types.get(key, text)) for key in _KEYS])


def _write_parquet(lines: IO[bytes], target: Path) -> None:
    columns = schema()
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetWriter(target, columns, compression="zstd", write_page_checksum=True) as writer:
            for rows in _groups(lines):
                writer.write_table(pa.Table.from_pylist(rows, schema=columns))
    except (pa.ArrowInvalid, OverflowError) as error:
        raise OSError(f"{target}: a document does not fit the columns of Parquet: {error}") from None


def _groups(lines: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of each row group."""
    rows: list[dict[str, Any]] = []
    size = 0
    for line in lines:
        document = loads(line)
        for key in JSON_COLUMNS:
            if key in document:
                document[key] = dumps(document[key]).decode()
        rows.append(document)
        size += len(line)
        if len(rows) == _GROUP_ROWS or size >= _GROUP_BYTES:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _parquet_lines(path: Path) -> Iterator[bytes]:
    require_pyarrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            for batch in file.iter_batches(batch_size=_BATCH_ROWS):
                for row in batch.to_pylist():
                    for key in JSON_COLUMNS:
                        if row[key] is None:
                            del row[key]
                        else:
                            row[key] = loads(row[key].encode())
                    yield dumps(row) + b"\n"
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise InputError(f"{path}: damaged: {str(error).splitlines()[0]}") from None
