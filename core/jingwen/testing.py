"""The plugin test kit, for the tests of jingwen's own plugins and of everybody else's.

>>> from jingwen.plugin import Cleaner
>>> class NoAdverts(Cleaner):
...     '''Removes lines that are labelled as advertisements.'''
...
...     name = "no-adverts"
...     reasons = {"advert": "a line labelled as an advertisement"}
...
...     def findings(self, document):
...         marked = (line for line in document.lines if line.text.startswith("广告"))
...         return document.line_removals({line.index: "advert" for line in marked})
>>> step(NoAdverts(), "正文。\\n广告：买一送一")[0].text
'正文。'
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jingwen.contract import Findings, checked
from jingwen.document import Document
from jingwen.ledger import apply, undone
from jingwen.plugin import Cleaner
from jingwen_schemas import RawDocument


def step(cleaner: Cleaner, text: str | RawDocument) -> tuple[Document, Findings]:
    """Return a document after one cleaner, and what the cleaner found.

    Args:
        cleaner: the plugin.
        text: a text, or a whole raw record.

    Raises:
        FindingError: a finding breaks the contract.
    """
    raw = text if isinstance(text, RawDocument) else RawDocument(text=text)
    document = Document.of(raw)
    findings = checked(cleaner.findings(document), document=document, step=cleaner.name, plugin=cleaner)
    return apply(document, findings, step=cleaner.name, plugin=cleaner).document, findings


def check(cleaner: Cleaner, text: str | RawDocument) -> Document:
    """Hold a cleaner to what every cleaner promises, on one document, and return the cleaned document.

    Round trip (its edits can be undone), determinism, idempotence (a second run edits nothing), pickling, and that its
    settings survive being written and read.

    Args:
        cleaner: the plugin.
        text: a text, or a whole raw record.

    Raises:
        FindingError: a finding breaks the contract.
        AssertionError: a promise is broken; the message says which.
    """
    raw = text if isinstance(text, RawDocument) else RawDocument(text=text)
    document = Document.of(raw)
    findings = checked(cleaner.findings(document), document=document, step=cleaner.name, plugin=cleaner)
    after, record = apply(document, findings, step=cleaner.name, plugin=cleaner)
    back = undone(after.text, record.edits) if record else after.text
    assert back == raw.text, f"{cleaner.name}: the raw text does not come back"
    copy = type(cleaner).model_validate(json.loads(cleaner.model_dump_json()))
    assert copy == cleaner, f"{cleaner.name}: its settings change when they are written and read"
    for name, twin in (("a copy", copy), ("an unpickled copy", pickle.loads(pickle.dumps(cleaner)))):  # noqa: S301 (our own bytes)
        other = checked(twin.findings(document), document=document, step=cleaner.name, plugin=cleaner)
        assert other == findings, f"{cleaner.name}: {name} finds something else"
    again = step(cleaner, raw.model_copy(update={"text": after.text}))[0]
    assert again.text == after.text, f"{cleaner.name}: a second run changes {after.text!r} to {again.text!r}"
    return after


class GoldenCase(NamedTuple):
    """A case of a golden file: a JSON array of objects with these keys.

    Args:
        label: a short name, unique in its file.
        raw: the raw text, or a whole raw record.
        cleaned: the text after the cleaner.
        comment: why the case is there.
        settings: the plugin's settings.
        reasons: the distinct reasons of all edits and flags.
        fields: the values read.
        links: the entries found, as they are written.
        flags: pairs of reason and flagged text, in the cleaned text.
        reject: the reason of the reject, if there is one.
    """

    label: str
    raw: str | dict[str, Any]
    cleaned: str
    comment: str = ""
    settings: dict[str, Any] = {}  # noqa: RUF012 (never changed)
    reasons: list[str] = []  # noqa: RUF012
    fields: dict[str, Any] = {}  # noqa: RUF012
    links: list[dict[str, Any]] = []  # noqa: RUF012
    flags: list[list[str]] = []  # noqa: RUF012
    reject: str | None = None

    def run(self, plugin: type[Cleaner]) -> None:
        """Clean the case and compare everything that it states.

        Raises:
            AssertionError: something differs.
        """
        raw = RawDocument.model_validate(self.raw if isinstance(self.raw, dict) else {"text": self.raw})
        cleaner = plugin.model_validate(self.settings)
        after, findings = check(cleaner, raw), step(cleaner, raw)[1]
        places = [[flag.reason.split("/")[-1], after.text[flag.start : flag.end]] for flag in after.flags]
        got = {
            "cleaned": after.text,
            "reasons": sorted({edit.reason for edit in findings.edits} | {flag.reason for flag in findings.flags}),
            "fields": dict(after.fields),
            "links": [link.model_dump() for link in after.links],
            "flags": places,
            "reject": findings.rejects[0].reason if findings.rejects else None,
        }
        blank = {"title": None, "snippet": None, "url": None, "truncated": False}
        want = {key: getattr(self, key) for key in got} | {"links": [blank | link for link in self.links]}
        want["reasons"] = sorted(self.reasons)
        assert got == want, f"{self.label}: {self.comment}"


def golden_cases(file: Path) -> Iterator[GoldenCase]:
    """Yield the cases of a golden file; a file that does not exist has none.

    Raises:
        TypeError: a case has an unknown key, or lacks one.
    """
    if file.exists():
        for case in json.loads(file.read_text("utf-8")):
            yield GoldenCase(**case)
