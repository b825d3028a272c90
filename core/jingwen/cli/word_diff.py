"""An explanation as lines for people: a word diff of each step, with a little of what stands around."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from jingwen.cli.terminal import printable, style

if TYPE_CHECKING:
    from jingwen_schemas import CleanDocument, LedgerRecord, RecordedEdit

_CONTEXT = 18  # characters shown on each side of an edit
_SHOWN = 40  # characters shown of a text that an edit takes or gives
_LINES = 10  # lines shown of a step, unless all are asked for


class Explanation(NamedTuple):
    """A document, what was done to it, the text that each recorded step received, and why it was rejected if it was."""

    document: CleanDocument
    ledger: LedgerRecord
    stages: list[str]
    rejected: str


def lines(explanation: Explanation, *, colours: bool, everything: bool) -> Iterator[str]:
    """Yield an explanation line by line.

    Args:
        explanation: what is to be shown.
        colours: mark what went and came by colours, else by `[-…-]` and `{+…+}`.
        everything: show every line of a step that has edits.
    """
    document, ledger, stages, rejected = explanation
    counts = document.counts
    title = f"{printable(document.id)}: {counts.raw_chars} characters, {counts.clean_chars} after cleaning"
    yield style(title, "bold", on=colours)
    for step, before in zip(ledger.steps, stages, strict=True):
        yield style(f"\n{printable(step.step)}", "bold", on=colours)
        yield from (f"  {printable(found.name)} = {printable(repr(found.value))}" for found in step.fields)
        rows = _rows(before, [run for edit in step.edits for run in _runs(edit)], on=colours)
        yield from rows if everything else rows[:_LINES]
        if len(rows) > _LINES and not everything:
            yield style(f"  … {len(rows) - _LINES} more lines; --all shows them", "dim", on=colours)
    if document.flags:
        yield style("\nflags", "bold", on=colours)
        for flag in document.flags:
            detail = f" — {printable(flag.detail)}" if flag.detail else ""
            yield f"  {style(flag.reason, 'yellow', on=colours)}{_place(document.text, flag.start, flag.end)}{detail}"
    if document.links:
        yield style("\nlinks", "bold", on=colours)
        for link in document.links:
            yield f"  {_short(link.title or link.snippet or '')}  {printable(link.url or '')}"
    if not (ledger.steps or document.flags or document.links):
        yield "nothing was changed"
    if rejected:
        yield style(f"\n{printable(rejected)}", "red", on=colours)


def _short(text: str) -> str:
    """Return a text, or its head and tail."""
    half = _SHOWN // 2
    return printable(text) if len(text) <= _SHOWN else f"{printable(text[:half])}…{printable(text[-half:])}"


def _place(text: str, start: int | None, end: int | None) -> str:
    """Return where a flag stands, with what is around it."""
    if start is None or end is None:
        return ""
    before, after = text[max(0, start - 12) : start], text[end : end + 12]
    return f" at {start}: {printable(before)}[{_short(text[start:end])}]{printable(after)}"


def _runs(edit: RecordedEdit) -> Iterator[RecordedEdit]:
    """Yield the runs of characters that an edit of unchanged length exchanges, or the edit."""
    if len(edit.old) != len(edit.new):
        yield edit
        return
    for differs, places in groupby(range(len(edit.old)), lambda place: edit.old[place] != edit.new[place]):
        if differs:
            run = list(places)
            old, new = edit.old[run[0] : run[-1] + 1], edit.new[run[0] : run[-1] + 1]
            yield edit._replace(start=edit.start + run[0], old=old, new=new)


def _rows(text: str, edits: list[RecordedEdit], *, on: bool) -> list[str]:
    """Return the edits of a step, those of one line together."""

    def number(edit: RecordedEdit) -> int:
        return text.count("\n", 0, edit.start) + 1

    return [_row(text, line, list(group), on=on) for line, group in groupby(edits, number)]


def _row(text: str, number: int, edits: list[RecordedEdit], *, on: bool) -> str:
    """Return the edits of one line as a word diff."""
    start = text.rfind("\n", 0, edits[0].start) + 1
    behind = max(start, edits[0].start - _CONTEXT)
    parts = ["…" if behind > start else ""]
    for edit in edits:
        parts.append(_short(text[behind : edit.start]))
        if edit.old:
            parts.append(style(_short(edit.old), "red", on=True) if on else f"[-{_short(edit.old)}-]")
        if edit.new:
            parts.append(style(_short(edit.new), "green", on=True) if on else f"{{+{_short(edit.new)}+}}")
        behind = edit.start + len(edit.old)
    end = text.find("\n", behind)
    rest = text[behind : len(text) if end < 0 else end]
    parts.append(printable(rest[:_CONTEXT]) + ("…" if len(rest) > _CONTEXT else ""))
    reasons = ", ".join(sorted({edit.reason.split("/")[-1] for edit in edits}))
    return f"  {style(f'{number:>4}', 'dim', on=on)}  {''.join(parts)}  {style(f'({reasons})', 'dim', on=on)}"
