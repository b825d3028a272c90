"""What becomes of one record: a clean document, a reject, or a place in quarantine. Nothing else can happen to it."""

from __future__ import annotations

import base64
import re
import traceback
from collections.abc import Mapping
from typing import Literal, NamedTuple

from jingwen.errors import CleanerError, DocumentError, encodable
from jingwen.formats import Record
from jingwen.formats.jsonl import line
from jingwen.pipeline import Pipeline, Result, StepFindings
from jingwen_schemas import QuarantineRecord, RejectedRecord

_NUMBER = re.compile(r"[0-9]+")
_LONGEST_CAUSE = 80

Kind = Literal["written", "rejected", "quarantined"]


class Outcome(NamedTuple):
    """What became of a record.

    Args:
        kind: which of the three it was.
        lines: what is to be written, by the name of its folder.
        findings: what each step found, for the counts.
        cause: why it went to quarantine, without numbers, so that causes can be counted.
    """

    kind: Kind
    lines: Mapping[str, bytes]
    findings: tuple[StepFindings, ...] = ()
    cause: str = ""


def outcome(record: Record, pipeline: Pipeline, *, config_hash: str, provenance: str) -> Outcome:
    """Return what becomes of a record: a pure function of its arguments, which raises no error of a plugin.

    Args:
        record: as a reader gave it.
        pipeline: the chain; without learners.
        config_hash: for the quarantine record.
        provenance: where the ledger goes: `sidecar`, `inline` or `none`.
    """
    if record.document is None:
        return _quarantined(record, config_hash, step="read", error="MalformedRecord", message=record.problem)
    try:
        raw = record.document
        result = pipeline.clean(raw if raw.id is not None else raw.model_copy(update={"id": record.id}))
        if result.rejected:
            return Outcome("rejected", {"rejected": line(_rejected(result, record))}, result.findings)
        return Outcome("written", _written(result, provenance), result.findings)
    except CleanerError as error:
        trace = "".join(traceback.format_exception(error.__cause__)) if error.__cause__ else None
        return _quarantined(
            record, config_hash, step=error.step, error=type(error).__name__, message=str(error), trace=trace
        )
    except DocumentError as error:
        return _quarantined(record, config_hash, step="read", error=type(error).__name__, message=str(error))
    except TypeError as error:  # orjson's only one: JSON nested too deep, or a number beyond 64 bits
        return _quarantined(record, config_hash, step="write", error="UnwritableRecord", message=str(error))


def _written(result: Result, provenance: str) -> dict[str, bytes]:
    """Return the lines of a clean document and its ledger."""
    if provenance == "inline":
        return {"clean": line(result.document.model_copy(update={"ledger": result.ledger}))}
    clean = {"clean": line(result.document, exclude={"ledger"})}
    return {**clean, "ledger": line(result.ledger)} if provenance == "sidecar" else clean


def _rejected(result: Result, record: Record) -> RejectedRecord:
    """Return the record of a result that the chain rejected."""
    assert result.rejected is not None, "only rejected results have such a record"
    assert record.document is not None, "what could not be read cannot be rejected"
    return RejectedRecord(
        id=result.document.id,
        source=record.source,
        offset=record.offset,
        step=result.rejected.step,
        reason=result.rejected.reason,
        detail=result.rejected.detail,
        raw=record.document,
    )


def _quarantined(
    record: Record, config_hash: str, *, step: str, error: str, message: str, trace: str | None = None
) -> Outcome:
    """Return the outcome of a record that goes to quarantine, with its bytes as text, or in base64 if they are none."""
    try:
        raw, raw_base64 = record.content.decode("utf-8"), None
    except UnicodeDecodeError:
        raw, raw_base64 = None, base64.b64encode(record.content).decode("ascii")
    quarantine = QuarantineRecord(
        id=encodable(record.id),
        source=record.source,
        offset=record.offset,
        step=step,
        error=error,
        message=encodable(message),
        traceback=encodable(trace) if trace else None,
        raw=raw,
        raw_base64=raw_base64,
        config_hash=config_hash,
    )
    cause = _NUMBER.sub("…", encodable(message).replace(f", document '{record.id}'", ""))
    return Outcome("quarantined", {"quarantine": line(quarantine)}, cause=cause[:_LONGEST_CAUSE])
