"""The ledger: checks findings, applies them, records them, and undoes them.

Undo walks the steps backwards, so any clean text and its ledger record give the raw text back, byte for byte.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple

import orjson
from pydantic import JsonValue, TypeAdapter, ValidationError

from jingwen.document import STANDARD_FIELDS, Document, sha256
from jingwen.errors import FindingError, LedgerError
from jingwen.findings import Edit, Field, Finding, Flag, Link, Reject
from jingwen.plugin import Plugin
from jingwen_schemas import CleanDocument, DocumentFlag, LedgerRecord, RecordedEdit, RecordedField, StepRecord
from jingwen_schemas import Link as CleanLink

FIELD_CONFLICT = "jingwen/field-conflict"


@dataclass(slots=True)
class Findings:
    """The checked findings of one step, by kind."""

    edits: list[Edit] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.edits or self.fields or self.flags or self.links or self.rejects)


def checked(findings: Iterable[Finding], *, document: Document, step: str, plugin: Plugin) -> Findings:
    """Sort findings by kind, and hold them to the contract. Edits that change nothing are dropped.

    Args:
        findings: what the cleaner returned.
        document: the document that it saw.
        step: the step's id.
        plugin: the plugin, for its name and reasons.

    Raises:
        FindingError: a finding is of no known kind, out of range, out of order, overlaps the one before, gives a
            reason that the plugin does not declare, or holds a value that cannot be written.
    """
    text, result, behind = document.text, Findings(), 0
    for finding in findings:
        problem = _problem(finding, len(text), plugin)
        if not problem and isinstance(finding, Edit) and text[finding.start : finding.end] != finding.new:
            # two insertions at one place have no order
            if finding.start < behind or (result.edits and result.edits[-1][:2] == finding[:2]):
                problem = "it overlaps the edit before it, or the edits are not sorted"
            behind = finding.end
            result.edits.append(finding)
        if problem:
            raise FindingError(problem, finding=finding, step=step, plugin=plugin.name, document=document.id)
        if isinstance(finding, Flag):
            result.flags.append(finding)
        elif isinstance(finding, Field):
            result.fields.append(finding)
        elif isinstance(finding, Link):
            result.links.append(finding)
        elif isinstance(finding, Reject):
            result.rejects.append(finding)
    return result


def _problem(finding: Any, length: int, plugin: Plugin) -> str | None:
    """Return what is wrong with a finding by itself, if anything.

    Args:
        finding: what the cleaner returned.
        length: of the text, in code points.
        plugin: the plugin.
    """
    if not isinstance(finding, (Edit, Field, Flag, Link, Reject)):
        return "it is no Edit, Field, Flag, Link or Reject"
    if not isinstance(finding, Reject):
        start, end = finding.start, finding.end
        if type(start) is not int or type(end) is not int or not 0 <= start <= end <= length:
            return f"its place is not within the text of {length} characters"
    if isinstance(finding, Field):
        return _field_problem(finding)
    if isinstance(finding, Link):
        words = (finding.title, finding.snippet, finding.url)
        sound = type(finding.truncated) is bool and all(word is None or _is_text(word) for word in words)
        return None if sound else "title, snippet and url must be valid strings or None, truncated a bool"
    if not isinstance(finding.reason, str) or finding.reason not in plugin.reasons:
        return f"its reason is not declared (declared: {', '.join(sorted(plugin.reasons)) or 'none'})"
    if isinstance(finding, Edit):
        return None if _is_text(finding.new) else "its new text is not a valid string"
    return None if _is_text(finding.detail) else "its detail is not a valid string"


def _is_text(value: Any) -> bool:
    """Whether a value is a string that can be written as UTF-8."""
    if not isinstance(value, str):
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _field_type(name: str) -> TypeAdapter[Any]:
    """Return what a field's value must be: a standard field's as in the clean document, any other any JSON."""
    if name not in STANDARD_FIELDS:
        return TypeAdapter(JsonValue)
    info = CleanDocument.model_fields[name]
    return TypeAdapter(Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation)  # type: ignore[arg-type]


def _field_problem(finding: Field) -> str | None:
    """Return what is wrong with a field's name or value, if anything."""
    if not _is_text(finding.name) or not finding.name:
        return "the field's name is not a valid string"
    if finding.name in ("url", "site", "id", "text", "meta"):
        return f"'{finding.name}' comes from the raw record and cannot be read from the text"
    try:
        _field_type(finding.name).validate_python(finding.value, strict=True)
        written = orjson.loads(orjson.dumps(finding.value))
    except ValidationError as error:
        return f"the field '{finding.name}' cannot hold this value ({error.errors()[0]['msg']})"
    except TypeError as error:
        return f"the field '{finding.name}' cannot hold this value ({error})"
    # JSON has no NaN and no infinity
    return None if written == finding.value else f"the field '{finding.name}' cannot hold this value (it is no JSON)"


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return the text after sorted edits that do not overlap.

    >>> applied("首页\\n正文.", [Edit(0, 3, "", "a"), Edit(5, 6, "。", "b")])
    '正文。'
    """
    parts: list[str] = []
    behind = 0
    for edit in edits:
        parts += (text[behind : edit.start], edit.new)
        behind = edit.end
    parts.append(text[behind:])
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


class OffsetMap:
    """Carries offsets of a text through edits to offsets of the edited text.

    A character inside an edit that keeps its length maps one to one; inside any other edit it maps to all of the edit's
    new text.

    >>> places = OffsetMap([Edit(0, 3, "", "a"), Edit(5, 6, "……", "b")])
    >>> places.span(3, 5), places.span(0, 3), places.point(6)
    ((0, 2), None, 4)
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        self._shifts = [0, *accumulate(len(edit.new) - (edit.end - edit.start) for edit in edits)]

    def _edit_at(self, offset: int) -> int:
        """Return the index of the last edit that starts at or before an offset, or -1."""
        return bisect_right(self._starts, offset) - 1

    def _character(self, offset: int) -> tuple[int, int]:
        """Return where the character at an offset lies now; an empty span if it was deleted."""
        index = self._edit_at(offset)
        if index < 0:
            return offset, offset + 1
        edit, before = self._edits[index], self._shifts[index]
        if offset >= edit.end:
            now = offset + self._shifts[index + 1]
        elif len(edit.new) == edit.end - edit.start:
            now = offset + before
        else:
            return edit.start + before, edit.start + before + len(edit.new)
        return now, now + 1

    def point(self, offset: int) -> int:
        """Return where a place between two characters lies now: behind what the character before it became."""
        return self._character(offset - 1)[1] if offset else 0

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a span lies now, or None where it was deleted."""
        if start == end:
            index = self._edit_at(start)
            inside = index >= 0 and self._edits[index].start < start < self._edits[index].end
            return None if inside else (self.point(start), self.point(start))
        first, last = self._character(start)[0], self._character(end - 1)[1]
        return (first, last) if first < last else None


class Applied(NamedTuple):
    """A document after a step, and what the ledger says of the step (None where it changed and read nothing)."""

    document: Document
    record: StepRecord | None


def apply(document: Document, findings: Findings, *, step: str, plugin: Plugin) -> Applied:
    """Return the document after a step's checked findings.

    Flags, gaps and links of earlier steps are carried along. The first reader of a field wins.
    """
    text, edits, name = document.text, findings.edits, plugin.name
    flags = [
        DocumentFlag(reason=f"{name}/{flag.reason}", start=flag.start, end=flag.end, detail=flag.detail)
        for flag in findings.flags
    ]
    fields = dict(document.fields)
    known = {"title": document.raw.title} if document.raw.title is not None else {}
    for found in findings.fields:
        first = fields.setdefault(found.name, known.get(found.name, found.value))
        if (type(first), first) != (type(found.value), found.value):  # True == 1, but they are two values
            detail = f"{found.name}: {found.value!r} differs from {first!r}, which was read first"
            flags.append(DocumentFlag(reason=FIELD_CONFLICT, start=found.start, end=found.end, detail=detail))
    flags = [*document.flags, *sorted(flags, key=lambda flag: (flag.start, flag.end, flag.reason))]
    links = [
        CleanLink(title=link.title, snippet=link.snippet, url=link.url, truncated=link.truncated)
        for link in findings.links
    ]
    changes: dict[str, Any] = {
        "fields": MappingProxyType(fields),
        "flags": tuple(flags),
        "links": (*document.links, *links),
    }
    if edits:
        places = OffsetMap(edits)
        changes |= {
            "text": applied(text, edits),
            "flags": tuple(_moved(flag, places) for flag in flags),
            "gaps": tuple(sorted({places.point(gap) for gap in document.gaps} | _gaps(text, edits, places))),
            "edits": MappingProxyType({**document.edits, step: document.edits.get(step, 0) + len(edits)}),
        }
    record = None
    if edits or findings.fields:
        record = StepRecord.model_construct(
            step=step,
            edits=[RecordedEdit(e.start, text[e.start : e.end], e.new, f"{name}/{e.reason}") for e in edits],
            fields=[RecordedField(*found) for found in findings.fields],
        )
    return Applied(replace(document, **changes), record)


def _moved(flag: DocumentFlag, places: OffsetMap) -> DocumentFlag:
    """Return the flag at its place in the edited text, or without a place where that was deleted."""
    if flag.start is None or flag.end is None:
        return flag
    start, end = places.span(flag.start, flag.end) or (None, None)
    return flag if (start, end) == (flag.start, flag.end) else flag.model_copy(update={"start": start, "end": end})


def _gaps(text: str, edits: Sequence[Edit], places: OffsetMap) -> set[int]:
    """Return where edits removed whole lines, at offsets of the edited text."""
    gaps = set()
    for edit in edits:
        if edit.new or not text[edit.start : edit.end].strip():
            continue
        starts_line = edit.start == 0 or text[edit.start - 1] == "\n" or text[edit.start] == "\n"
        ends_line = edit.end == len(text) or text[edit.end - 1] == "\n" or text[edit.end] == "\n"
        if starts_line and ends_line:
            gaps.add(places.point(edit.start))
    return gaps
