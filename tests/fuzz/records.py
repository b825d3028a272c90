"""What holds for the records of any input: for their places, and for what becomes of them."""

import json
import re

from jingwen.errors import DocumentError
from jingwen.formats import InputSettings, Record, parse
from jingwen.formats.encodings import marked
from jingwen.formats.output import loads
from jingwen.ledger import restored
from jingwen.pipeline import Pipeline
from jingwen.run.outcome import Cleaning
from jingwen_schemas import CleanDocument, LedgerRecord, QuarantineRecord, RawDocument, RejectedRecord

_SURROGATE = re.compile("[\ud800-\udfff]")
_KINDS = {"written": {"clean", "ledger"}, "rejected": {"rejected"}, "quarantined": {"quarantine"}, "skipped": set()}
_SCHEMAS = {"clean": CleanDocument, "ledger": LedgerRecord, "quarantine": QuarantineRecord, "rejected": RejectedRecord}


def all_bytes(data: bytes, records: list[Record], between: bytes) -> None:
    """Records stand where they say, in order, and between them nothing that is content."""
    behind, skipped = marked(data)[1], False
    for record in [*records, Record("", len(data), b"", "")]:
        gap = data[behind : record.offset]
        assert skipped or not gap.strip(between), f"lost: {gap[:80]!r} at {behind}"
        assert data[record.offset :].startswith(record.content), f"not at its offset: {record}"
        assert behind <= max(record.offset, marked(data)[1]), f"overlaps the record before it: {record}"
        assert record.length is None or not record.content
        behind = record.offset + (len(record.content) if record.length is None else record.length)
        assert behind <= len(data), f"beyond the end: {record}"
        skipped = bool(record.skip)


def same_elements(data: bytes, records: list[Record]) -> None:
    """An array that another parser reads has the same elements for it."""
    try:
        elements = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return
    if isinstance(elements, list):
        assert json.dumps([json.loads(record.content.decode("utf-8")) for record in records]) == json.dumps(elements)


def outcomes(records: list[Record], settings: InputSettings, pipeline: Pipeline) -> None:
    """Every record becomes an outcome of a known kind, whose lines are what their schemas say."""
    cleaning = Cleaning(pipeline, settings, "sidecar", "0" * 64)
    for record in records:
        outcome = cleaning.outcome(record)
        assert set(outcome.lines) == _KINDS[outcome.kind], outcome
        assert (outcome.kind == "skipped") == bool(record.skip), outcome
        assert outcome.kind == "quarantined" or not record.problem, outcome
        written = {name: _SCHEMAS[name].model_validate(_line(line)) for name, line in outcome.lines.items()}
        if outcome.kind == "quarantined":
            _no_bug(written["quarantine"])
        if not record.skip:
            _document(record, settings, written)


def _no_bug(record: QuarantineRecord) -> None:
    """A record is in quarantine for what it is, and not for what jingwen or a plugin of its own did to it."""
    if record.step not in ("read", "write"):
        frames = [line for line in (record.traceback or "").splitlines() if line.startswith("  File")]
        raise AssertionError(f"{record.error} in {' '.join(frames[-1:])}: {record.message}\n{record.traceback}")


def _line(content: bytes) -> object:
    assert content.endswith(b"\n")
    assert content.count(b"\n") == 1
    content.decode("utf-8")
    return loads(content)


def _document(record: Record, settings: InputSettings, written: dict) -> None:
    """A record parses, or says why not; its text can be encoded, and comes back from what was written."""
    try:
        parsed = parse(record, settings)
    except DocumentError as error:
        assert "\n" not in error.message
        assert "quarantine" in written
        return
    text = parsed.document.text
    text.encode("utf-8")
    if "ledger" in written:
        assert restored(written["clean"].text, written["ledger"]) == text
    if parsed.encoding:
        assert text.encode(parsed.encoding) == record.content
    if record.format == "jsonl" and settings.encoding == "auto":
        try:
            told = json.loads(record.content.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            return
        _nothing_lost(told, parsed.document, text)
        if "clean" in written:
            assert json.dumps(written["clean"].meta) == json.dumps(parsed.document.meta)


def _nothing_lost(told: dict, document: RawDocument, text: str) -> None:
    """A document has what another parser reads in its line, but for the halves of characters."""
    assert text == _SURROGATE.sub("\ufffd", told["text"])
    if "meta" not in told:
        others = {key: value for key, value in told.items() if key not in RawDocument.model_fields}
        mended = _SURROGATE.sub("\ufffd", json.dumps(others, ensure_ascii=False))
        assert json.dumps(document.meta, ensure_ascii=False) == mended
