"""Parquet: a row is a document, and becomes a line of JSON."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from jingwen.errors import InputError
from jingwen.formats.record import Record
from jingwen.formats.settings import InputSettings

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_BATCH_ROWS = 256
_BATCH_BYTES = 64 << 20
_BUFFER = 1 << 20


def require_pyarrow() -> None:
    """Make sure that Parquet can be read and written.

    Raises:
        InputError: pyarrow is missing.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise InputError("Parquet needs an extra package: pip install 'jingwen[parquet]'") from None


def split(
    stream: BinaryIO, source: str, settings: InputSettings, start: int = 0, end: int | None = None
) -> Iterator[Record]:
    """Yield the rows of the row groups whose first byte is in a range of a file, each as JSON.

    A column that is null in a row is left out there, since a table has each column in each row. Times are ISO 8601;
    bytes are text if they are UTF-8, else base64; decimals are strings; NaN is null. What cannot be read is a problem
    that names its rows.

    Args:
        stream: the file, opened for reading bytes.
        source: its name.
        settings: of the configuration.
        start: in bytes.
        end: in bytes, or None for all the rest.

    Raises:
        InputError: pyarrow is missing.
    """
    require_pyarrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    failures = (pa.ArrowException, OSError, ValueError, OverflowError)
    try:
        file = pq.ParquetFile(stream, page_checksum_verification=True, buffer_size=_BUFFER)
        problem = _unusable(file)
    except failures as error:
        _reraise_fault(error)
        problem = f"no readable Parquet file: {_first_line(error)}"
    if problem:
        if start == 0:
            yield Record(source, 0, b"", "jsonl", problem, stream.seek(0, 2))
        return
    row = position = 0
    for group in range(file.metadata.num_row_groups):
        about = file.metadata.row_group(group)
        behind = row + about.num_rows
        position = max(position, _position(about))  # a damaged index must not change the order of rows
        if start <= position and (end is None or position < end):
            size = max(1, min(_BATCH_ROWS, _BATCH_BYTES * about.num_rows // max(1, about.total_byte_size)))
            try:
                for batch in file.iter_batches(batch_size=size, row_groups=[group]):
                    yield from _records(batch, source, row, settings)
                    row += batch.num_rows
                problem = "there are fewer rows than the file's index says"
            except failures as error:
                _reraise_fault(error)
                problem = _first_line(error)
            if row < behind:
                yield Record(source, row, b"", "jsonl", f"rows {row} to {behind - 1} cannot be read: {problem}")
        row = behind


def _unusable(file: pq.ParquetFile) -> str:
    """Return why the rows of a file cannot be told apart, or an empty text."""
    counts = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]
    if min(counts, default=0) < 0 or sum(counts) != file.metadata.num_rows:
        return "no readable Parquet file: its index contradicts itself"
    names = file.schema_arrow.names
    twice = next((name for name in names if names.count(name) > 1), None)
    return f"two columns of the Parquet file have the name '{twice}'" if twice is not None else ""


def _position(group: pq.RowGroupMetaData) -> int:
    """Return the offset of a row group's first byte."""
    columns = [group.column(index) for index in range(group.num_columns)]
    offsets = [offset for column in columns for offset in (column.dictionary_page_offset, column.data_page_offset)]
    return max(0, min((offset for offset in offsets if offset is not None), default=0))


def _records(batch: pa.RecordBatch, source: str, row: int, settings: InputSettings) -> Iterator[Record]:
    """Yield the rows of a batch, of which the first is number `row` in the file."""
    try:
        columns = {name: _values(column) for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    except (ValueError, OverflowError, OSError) as error:
        _reraise_fault(error)
        problem = f"rows {row} to {row + batch.num_rows - 1} cannot be read: {_first_line(error)}"
        yield Record(source, row, b"", "jsonl", problem)
        return
    for index in range(batch.num_rows):
        values = {name: column[index] for name, column in columns.items() if column[index] is not None}
        try:
            content = orjson.dumps(values, default=_jsonable)
        except TypeError as error:
            yield Record(source, row + index, b"", "jsonl", f"row {row + index} cannot be read: {_first_line(error)}")
            continue
        if len(content) > settings.max_record:
            problem = (
                f"a row of {len(content):,} bytes is beyond the limit `input.max_record` ({settings.max_record:,})"
            )
            yield Record(source, row + index, b"", "jsonl", problem, len(content))
        else:
            yield Record(source, row + index, content, "jsonl")


def _values(column: pa.Array) -> list[Any]:
    """Return the values of a column; nanoseconds, which Python's times do not have, as ISO 8601."""
    import pyarrow as pa

    column.validate(full=True)
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        return [value and value.replace(" ", "T") for value in column.cast(pa.string()).to_pylist()]
    return list(column.to_pylist())


def _jsonable(value: Any) -> Any:
    """Return what stands for a value that JSON does not know."""
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return base64.b64encode(value).decode("ascii")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _reraise_fault(error: BaseException) -> None:
    """Raise an error of the machine again, which says nothing about the file.

    Raises:
        OSError: the system raised it.
        MemoryError: there was too little memory.
    """
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno is not None):
        raise error


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).split("\n", 1)[0][:200]
