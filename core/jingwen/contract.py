"""The contract, held: every finding is checked before anything is done about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Annotated, Any, NamedTuple

import orjson
from pydantic import JsonValue, TypeAdapter, ValidationError

from jingwen.document import STANDARD_FIELDS, Document
from jingwen.errors import FindingError
from jingwen.findings import Edit, Field, Finding, Flag, Link, Reject
from jingwen.plugin import Plugin
from jingwen_schemas import CleanDocument


class Findings(NamedTuple):
    """The checked findings of one step, by kind."""

    edits: Sequence[Edit] = ()
    fields: Sequence[Field] = ()
    flags: Sequence[Flag] = ()
    links: Sequence[Link] = ()
    rejects: Sequence[Reject] = ()

    def __bool__(self) -> bool:
        return any(self)


NOTHING = Findings()
"""What most steps find in most documents."""


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
    edits: list[Edit] = []
    fields: list[Field] = []
    flags: list[Flag] = []
    links: list[Link] = []
    rejects: list[Reject] = []
    text, length, reasons = document.text, len(document.text), plugin.reasons
    behind, inserted = 0, -1
    for finding in findings:
        problem = None
        if isinstance(finding, Edit):
            start, end, new, reason = finding
            if (  # there may be very many: a sound one is known by this one look
                type(start) is type(end) is int
                and behind <= start < end <= length
                and type(new) is type(reason) is str
                and reason in reasons
                and text[start:end] != new
            ):
                behind = end
                edits.append(finding)
            elif (problem := _problem(finding, document, plugin)) or text[start:end] == new:
                pass
            elif start < behind or start == end == inserted:  # two insertions at one place have no order
                problem = "it overlaps the edit before it, or the edits are not sorted"
            else:
                behind, inserted = end, end if start == end else inserted
                edits.append(finding)
        elif problem := _problem(finding, document, plugin):
            pass
        elif isinstance(finding, Field):
            fields.append(finding)
        elif isinstance(finding, Flag):
            flags.append(finding)
        elif isinstance(finding, Link):
            links.append(finding)
        else:
            rejects.append(finding)
        if problem:
            raise FindingError(problem, finding=finding, step=step, plugin=plugin.name, document=document.id)
    if edits and not _is_text("".join([edit.new for edit in edits])):
        problem, culprit = "its new text is not a valid string", next(edit for edit in edits if not _is_text(edit.new))
        raise FindingError(problem, finding=culprit, step=step, plugin=plugin.name, document=document.id)
    return Findings(edits, fields, flags, links, rejects)


def _problem(finding: Any, document: Document, plugin: Plugin) -> str | None:
    """Return what is wrong with a finding by itself, if anything.

    Args:
        finding: what the cleaner returned.
        document: the document that it saw.
        plugin: the plugin.
    """
    if not isinstance(finding, (Edit, Field, Flag, Link, Reject)):
        return "it is no Edit, Field, Flag, Link or Reject"
    if not isinstance(finding, Reject):
        start, end, length = finding.start, finding.end, len(document.text)
        if type(start) is not int or type(end) is not int or not 0 <= start <= end <= length:
            return f"its place is not within the text of {length} characters"
    if isinstance(finding, Field):
        return _field_problem(finding.name, finding.value, finding.revises)
    if isinstance(finding, Link):
        words = (finding.title, finding.snippet, finding.url)
        if type(finding.truncated) is not bool or not all(word is None or _is_text(word) for word in words):
            return "title, snippet and url must be valid strings or None, truncated a bool"
        revised = finding.revises
        if revised is None or (type(revised) is int and 0 <= revised < len(document.links)):
            return None
        return f"`revises` must be the index of one of the document's {len(document.links)} links, or None"
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
        value.encode("utf-32")  # the quickest that refuses what UTF-8 cannot hold either
    except UnicodeEncodeError:
        return False
    return True


@cache
def _field_rule(name: str) -> TypeAdapter[Any] | str:
    """Return what a field's value must be, or what is wrong with its name.

    The value of a standard field is as in the clean document, that of any other any JSON.
    """
    if not _is_text(name) or not name:
        return "the field's name is not a valid string"
    if name in ("url", "site", "id", "text", "meta"):
        return f"'{name}' comes from the raw record and cannot be read from the text"
    if name not in STANDARD_FIELDS:
        return TypeAdapter(JsonValue)
    info = CleanDocument.model_fields[name]
    return TypeAdapter(Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation)  # type: ignore[arg-type]


def _field_problem(name: Any, value: Any, revises: Any) -> str | None:
    """Return what is wrong with a field's name or value, if anything."""
    rule = _field_rule(name) if isinstance(name, str) else "the field's name is not a valid string"
    if isinstance(rule, str):
        return rule
    if type(revises) is not bool:
        return "`revises` must be a bool"
    try:
        rule.validate_python(value, strict=True)
        if type(value) is str:
            return None if _is_text(value) else f"the field '{name}' cannot hold this value (it is no valid string)"
        written = orjson.loads(orjson.dumps(value))
    except ValidationError as error:
        return f"the field '{name}' cannot hold this value ({error.errors()[0]['msg']})"
    except TypeError as error:
        return f"the field '{name}' cannot hold this value ({error})"
    # JSON has no NaN and no infinity
    return None if written == value else f"the field '{name}' cannot hold this value (it is no JSON)"
