"""The ledger: applies findings, records them, and undoes them.

Undo walks the steps backwards, so any clean text and its ledger record give the raw text back, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from jingwen.contract import Findings
from jingwen.document import Document, sha256
from jingwen.errors import LedgerError
from jingwen.findings import Edit
from jingwen.offsets import OffsetMap
from jingwen.plugin import Plugin
from jingwen_schemas import DocumentFlag, LedgerRecord, RawPage, RecordedEdit, RecordedField, StepRecord
from jingwen_schemas import Link as CleanLink

FIELD_CONFLICT = "jingwen/field-conflict"
_tuple = tuple.__new__  # edits may be very many: a call of their class takes twice as long


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return the text after sorted edits that do not overlap.

    >>> applied("首页\\n正文.", [Edit(0, 3, "", "a"), Edit(5, 6, "。", "b")])
    '正文。'
    """
    parts: list[str] = []
    add, behind = parts.append, 0
    for start, end, new, _ in edits:
        add(text[behind:start])
        add(new)
        behind = end
    add(text[behind:])
    return "".join(parts)


def undone(text: str, edits: Sequence[RecordedEdit]) -> str:
    """Return the text as it was before recorded edits.

    Raises:
        LedgerError: the edits do not fit the text.

    >>> undone("正文。", [RecordedEdit(0, "首页\\n", "", "x/a"), RecordedEdit(5, ".", "。", "x/b")])
    '首页\\n正文.'
    """
    parts: list[str] = []
    old_behind = new_behind = 0
    for edit in edits:
        start = new_behind + edit.start - old_behind
        if edit.start < old_behind or not text.startswith(edit.new, start) or start > len(text):
            raise LedgerError(f"the edit at {edit.start} ({edit.reason}) does not fit the text")
        parts += (text[new_behind:start], edit.old)
        old_behind, new_behind = edit.start + len(edit.old), start + len(edit.new)
    parts.append(text[new_behind:])
    return "".join(parts)


def restored(clean_text: str, record: LedgerRecord) -> str:
    """Return the raw text of a document from its clean text and its ledger record.

    Raises:
        LedgerError: the record belongs to another text.
    """
    if sha256(clean_text) != record.clean_sha256:
        raise LedgerError(f"document '{record.id}': the clean text is not the one that its ledger record describes")
    text = clean_text
    for step in reversed(record.steps):
        text = undone(text, step.edits)
    if sha256(text) != record.raw_sha256:
        raise LedgerError(f"document '{record.id}': the ledger record does not lead back to the raw text")
    return text


class Applied(NamedTuple):
    """A document after a step, and what the ledger says of the step (None where it changed and read nothing)."""

    document: Document
    record: StepRecord | None


def apply(document: Document, findings: Findings, *, step: str, plugin: Plugin) -> Applied:
    """Return the document after a step's checked findings.

    Flags, gaps, blocks and links of earlier steps are carried along. The first reader of a field wins, until a step
    revises it.
    """
    text, edits, name = document.text, findings.edits, plugin.name
    changes: dict[str, Any] = {}
    flags = [
        DocumentFlag(reason=f"{name}/{flag.reason}", start=flag.start, end=flag.end, detail=flag.detail)
        for flag in findings.flags
    ]
    if findings.fields:
        fields = dict(document.fields)
        known = {"title": document.raw.title} if document.raw.title is not None else {}
        for found in findings.fields:
            if found.revises:
                fields[found.name] = found.value
                continue
            first = fields.setdefault(found.name, known.get(found.name, found.value))
            if (type(first), first) != (type(found.value), found.value):  # True == 1, but they are two values
                detail = f"{found.name}: {found.value!r} differs from {first!r}, which was read first"
                flags.append(DocumentFlag(reason=FIELD_CONFLICT, start=found.start, end=found.end, detail=detail))
        changes["fields"] = MappingProxyType(fields)
    if flags:
        flags.sort(key=lambda flag: (flag.start, flag.end, flag.reason))
        changes["flags"] = (*document.flags, *flags)
    if findings.links:
        links = list(document.links)
        for link in findings.links:
            entry = CleanLink(title=link.title, snippet=link.snippet, url=link.url, truncated=link.truncated)
            if link.revises is None:
                links.append(entry)
            else:
                links[link.revises] = entry
        changes["links"] = tuple(links)
    if edits:
        changes["text"] = applied(text, edits)
        changes["edits"] = MappingProxyType({**document.edits, step: document.edits.get(step, 0) + len(edits)})
        gaps = _gaps(text, edits)
        is_page = isinstance(document.raw, RawPage)
        if gaps or document.gaps or document.flags or flags or is_page:
            places = OffsetMap(edits)
            if is_page:
                changes |= document.moved(places)
            changes["gaps"] = tuple(dict.fromkeys(places.points(sorted({*document.gaps, *gaps}))))
            changes["flags"] = tuple(_moved(flag, places) for flag in changes.get("flags", document.flags))
    record = None
    if edits or findings.fields:
        full = {reason: f"{name}/{reason}" for reason in plugin.reasons} if edits else {}
        record = StepRecord(
            step=step,
            edits=[_tuple(RecordedEdit, (at, text[at:end], new, full[reason])) for at, end, new, reason in edits],
            fields=[RecordedField(name, value, start, end) for name, value, start, end, _ in findings.fields],
        )
    return Applied(document.with_changes(**changes), record)


def _moved(flag: DocumentFlag, places: OffsetMap) -> DocumentFlag:
    """Return the flag at its place in the edited text, or without a place where that was deleted."""
    if flag.start is None or flag.end is None:
        return flag
    start, end = places.span(flag.start, flag.end) or (None, None)
    return flag if (start, end) == (flag.start, flag.end) else flag.model_copy(update={"start": start, "end": end})


def _gaps(text: str, edits: Sequence[Edit]) -> list[int]:
    """Return where edits remove whole lines, at offsets of the text."""
    gaps = []
    for start, end in [(start, end) for start, end, new, _ in edits if not new]:
        if not text[start:end].strip():
            continue
        starts_line = start == 0 or text[start - 1] == "\n" or text[start] == "\n"
        ends_line = end == len(text) or text[end - 1] == "\n" or text[end] == "\n"
        if starts_line and ends_line:
            gaps.append(start)
    return gaps
