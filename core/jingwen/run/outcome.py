"""What becomes of one record: a clean document, a reject, or a place in quarantine. Nothing else can happen to it."""

from __future__ import annotations

import base64
import traceback
from typing import TypeAlias

from jingwen.errors import CleanerError, DocumentError
from jingwen.formats import Record
from jingwen.pipeline import Pipeline, Result
from jingwen_schemas import QuarantineRecord, RejectedRecord

Outcome: TypeAlias = Result | QuarantineRecord


def outcome(record: Record, pipeline: Pipeline, config_hash: str) -> Outcome:
    """Return what becomes of a record: a pure function of its arguments, which raises no error of a plugin.

    Args:
        record: as a reader gave it.
        pipeline: the chain; without learners.
        config_hash: for the quarantine record.
    """
    if record.document is None:
        return _quarantine(record, config_hash, step="read", error="MalformedRecord", message=record.problem)
    try:
        raw = (
            record.document if record.document.id is not None else record.document.model_copy(update={"id": record.id})
        )
        return pipeline.clean(raw)
    except CleanerError as error:
        trace = "".join(traceback.format_exception(error.__cause__)) if error.__cause__ else None
        return _quarantine(
            record, config_hash, step=error.step, error=type(error).__name__, message=str(error), trace=trace
        )
    except DocumentError as error:
        return _quarantine(record, config_hash, step="read", error=type(error).__name__, message=str(error))


def rejected_record(result: Result, record: Record) -> RejectedRecord:
    """Return the record of a result that the chain rejected."""
    assert result.rejected is not None, "only rejected results have such a record"
    assert record.document is not None, "what could not be read cannot be rejected"
    step, reason, detail = result.rejected
    return RejectedRecord(
        id=result.document.id,
        source=record.source,
        offset=record.offset,
        step=step,
        reason=reason,
        detail=detail,
        raw=record.document,
    )


def _quarantine(
    record: Record, config_hash: str, *, step: str, error: str, message: str, trace: str | None = None
) -> QuarantineRecord:
    raw, raw_base64 = _raw(record.content)
    return QuarantineRecord(
        id=record.id,
        source=record.source,
        offset=record.offset,
        step=step,
        error=error,
        message=_printable(message),
        traceback=_printable(trace) if trace else None,
        raw=raw,
        raw_base64=raw_base64,
        config_hash=config_hash,
    )


def _raw(content: bytes) -> tuple[str | None, str | None]:
    """Return bytes as text, or in base64 where they are none."""
    try:
        return content.decode("utf-8"), None
    except UnicodeDecodeError:
        return None, base64.b64encode(content).decode("ascii")


def _printable(text: str) -> str:
    """Return a text that JSON can hold: an error's message may quote anything."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
