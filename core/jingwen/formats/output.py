"""Records as lines of JSON: what a run writes."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson
from pydantic import BaseModel

_LONG_NUMBER = re.compile(rb"[0-9]{18}")


def line(record: BaseModel, **options: bool | set[str]) -> bytes:
    """Return a record as a line of JSON.

    Args:
        record: one of `jingwen_schemas`.
        options: of pydantic's `model_dump`.

    Raises:
        TypeError: JSON cannot hold it; the message says why in one line.

    >>> from jingwen_schemas import RunCounts
    >>> line(RunCounts(read=1, written=1, rejected=0, quarantined=0))
    b'{"read":1,"written":1,"rejected":0,"quarantined":0}\\n'
    """
    try:
        # pydantic warns where a value nests beyond 255 levels, and passes it through as it is
        value = record.model_dump(by_alias=True, warnings=False, **options)  # type: ignore[arg-type]
    except (ValueError, RecursionError) as error:
        raise TypeError(f"it cannot be written as JSON: {_reason(error)}") from None
    return dumps(value) + b"\n"


def dumps(value: Any) -> bytes:
    """Return a value as JSON in UTF-8, with integers of any size.

    Raises:
        TypeError: JSON cannot hold it; the message says why in one line.

    >>> dumps({"n": 10**20})
    b'{"n":100000000000000000000}'
    """
    try:
        return orjson.dumps(value)
    except TypeError:  # integers beyond 64 bits, or nested beyond 254 levels
        try:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
        except (TypeError, ValueError, RecursionError) as error:
            raise TypeError(f"it cannot be written as JSON: {_reason(error)}") from None


def loads(content: bytes) -> Any:
    """Return the value of JSON that `dumps` wrote.

    Raises:
        ValueError: it is none.

    >>> loads(b'{"n":100000000000000000000}')
    {'n': 100000000000000000000}
    """
    # orjson would make a float of an integer beyond 64 bits, and goes no deeper than 1,024 levels
    try:
        return json.loads(content) if _LONG_NUMBER.search(content) else orjson.loads(content)
    except RecursionError as error:
        raise ValueError(_reason(error)) from None


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "it has a lone surrogate"
    return "it nests too deep" if isinstance(error, RecursionError) else str(error).split("\n", 1)[0][:200]
