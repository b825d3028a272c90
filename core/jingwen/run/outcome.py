"""What becomes of one record: a clean document, a reject, or a place in quarantine. Nothing else can happen to it."""

from __future__ import annotations

import base64
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from jingwen.errors import CleanerError, DocumentError, described, encodable
from jingwen.formats import InputSettings, Note, Record, parse
from jingwen.formats.output import line
from jingwen.pipeline import Pipeline, Result, StepFindings
from jingwen_schemas import DocumentFlag, QuarantineRecord, RawDocument, RejectedRecord

# places and sizes, which differ from record to record; the 8 of UTF-8 does not
_NUMBER = re.compile(r"0x[0-9a-f]+|(?<![\w-])[0-9]+")
_LONGEST_CAUSE = 160

UNREADABLE = "UnreadableRecord"
"""The error of a record that its reader found damaged or too large: its bytes in quarantine are not the whole of it."""

Kind = Literal["written", "rejected", "quarantined", "skipped"]


class Outcome(NamedTuple):
    """What became of a record.

    Args:
        kind: which of the three it was; `skipped` are parts of a container that are no documents, and not counted.
        lines: what is to be written, by the name of its folder.
        findings: what each step found, for the counts.
        cause: why it went to quarantine, without numbers, so that causes can be counted; what it is, if it was skipped.
    """

    kind: Kind
    lines: Mapping[str, bytes]
    findings: tuple[StepFindings, ...] = ()
    cause: str = ""


@dataclass(frozen=True)
class Cleaning:
    """All that an outcome depends on, besides the record.

    Args:
        pipeline: the chain; without learners.
        input: how records are parsed.
        provenance: where the ledger goes: `sidecar`, `inline` or `none`.
        config_hash: for quarantine records.
    """

    pipeline: Pipeline
    input: InputSettings
    provenance: str
    config_hash: str

    def outcome(self, record: Record, entering: Callable[[str], None] | None = None) -> Outcome:
        """Return what becomes of a record: a pure function, which raises no error of a plugin.

        Args:
            record: as a reader gave it.
            entering: called with the id of each step before it begins.

        Raises:
            MemoryError: there is too little memory. In a fresh process there may be enough.
        """
        if record.skip:
            return Outcome("skipped", {}, cause=record.skip)
        try:
            raw, notes, encoding = parse(record, self.input)
            result = self.pipeline.clean(raw, entering)
            if result.rejected:
                return Outcome("rejected", {"rejected": line(_rejected(result, record, raw))}, result.findings)
            return Outcome("written", self._written(result, notes, encoding), result.findings)
        except CleanerError as error:
            if isinstance(error.__cause__, MemoryError):
                raise MemoryError from error
            trace = "".join(traceback.format_exception(error.__cause__)) if error.__cause__ else None
            return self.quarantined(
                record, step=error.step, error=type(error).__name__, message=str(error), id=error.document, trace=trace
            )
        except DocumentError as error:
            kind = UNREADABLE if record.problem else "MalformedRecord"
            return self.quarantined(record, step="read", error=kind, message=error.message, id=error.document)
        except TypeError as error:  # orjson's only one: JSON nested too deep
            return self.quarantined(record, step="write", error="UnwritableRecord", message=str(error))
        except MemoryError:
            raise
        except Exception as error:  # a bug here costs one document as well
            message = f"jingwen failed: {described(error)}; please report it"
            return self.quarantined(
                record, step="jingwen", error="InternalError", message=message, trace=traceback.format_exc()
            )

    def quarantined(
        self,
        record: Record,
        *,
        step: str,
        error: str,
        message: str,
        id: str | None = None,  # noqa: A002 (the record's own word)
        trace: str | None = None,
        attempts: int = 1,
    ) -> Outcome:
        """Return the outcome of a record that goes to quarantine, with its bytes as text, or in base64.

        Args:
            record: as a reader gave it.
            step: `read`, `write`, or the id of the step that failed.
            error: the kind of the error.
            message: what went wrong, in one line.
            id: the document's id, if it is known.
            trace: where a plugin failed.
            attempts: how often it was tried.
        """
        raw: str | None = None
        raw_base64: str | None = None
        if record.length is None:
            try:
                raw = record.content.decode("utf-8")
            except UnicodeDecodeError:
                raw_base64 = base64.b64encode(record.content).decode("ascii")
        name = record.place if id is None else id
        quarantine = QuarantineRecord(
            id=encodable(name),
            source=record.source,
            offset=record.offset,
            length=record.length,
            format=record.format,
            step=step,
            error=error,
            message=encodable(message),
            traceback=encodable(trace) if trace else None,
            attempts=attempts,
            raw=raw,
            raw_base64=raw_base64,
            config_hash=self.config_hash,
        )
        return Outcome("quarantined", {"quarantine": line(quarantine)}, cause=cause_of(quarantine))

    def _written(self, result: Result, notes: tuple[Note, ...], encoding: str) -> dict[str, bytes]:
        """Return the lines of a clean document and its ledger."""
        document, ledger = result.document, result.ledger
        if encoding:
            ledger = ledger.model_copy(update={"encoding": encoding})
        if notes:
            flags = (
                DocumentFlag(reason=f"jingwen/{note.reason}", start=None, end=None, detail=note.detail)
                for note in notes
            )
            document = document.model_copy(update={"flags": [*flags, *document.flags]})
        if self.provenance == "inline":
            return {"clean": line(document.model_copy(update={"ledger": ledger}))}
        clean = {"clean": line(document, exclude={"ledger"})}
        return {**clean, "ledger": line(ledger)} if self.provenance == "sidecar" else clean


def cause_of(record: QuarantineRecord) -> str:
    """Return why a record went to quarantine, without what is its own, so that causes can be counted."""
    return _NUMBER.sub("…", record.message.replace(f", document '{record.id}'", ""))[:_LONGEST_CAUSE]


def _rejected(result: Result, record: Record, raw: RawDocument) -> RejectedRecord:
    """Return the record of a result that the chain rejected."""
    assert result.rejected is not None, "only rejected results have such a record"
    return RejectedRecord(
        id=result.document.id,
        source=record.source,
        offset=record.offset,
        step=result.rejected.step,
        reason=result.rejected.reason,
        detail=result.rejected.detail,
        raw=raw,
    )
