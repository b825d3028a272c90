"""Records in quarantine as lines, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from jingwen.cli.terminal import printable

if TYPE_CHECKING:
    from jingwen.formats import InputSettings
    from jingwen_schemas import QuarantineRecord

_ALIGNED = 100  # records whose columns have common widths: a run may have millions
_MOST_CAUSES = 1000  # messages quote what they are about: there may be as many as records
_WIDEST = 60  # of a column, in cells of a terminal: an id may have any length
_SHOWN_LINES = 20
_SHOWN_LINE = 200  # code points


class _Cause(NamedTuple):
    """What records in quarantine have in common."""

    step: str
    error: str
    cause: str


def listed(found: Iterable[tuple[int, QuarantineRecord]], *, as_json: bool) -> Iterator[str]:
    """Yield a line a record, as the records come.

    Args:
        found: records with their numbers.
        as_json: for programs; without the raw bytes.
    """
    return map(_as_json, found) if as_json else _table(map(_row, found))


def _as_json(numbered: tuple[int, QuarantineRecord]) -> str:
    number, record = numbered
    return _json({"number": number, **record.model_dump(by_alias=True, exclude={"raw", "raw_base64"})})


def _json(value: dict[str, Any]) -> str:
    from jingwen.formats.output import dumps

    return dumps(value).decode()


def _row(numbered: tuple[int, QuarantineRecord]) -> tuple[str, ...]:
    number, record = numbered
    # where the message repeats its step and document, they are in the line already
    message = record.message.split(f", document '{record.id}': ", 1)[-1]
    what = f"{record.step}: {record.error}: {message}"
    return str(number), record.id or "", f"{record.source}@{record.offset}", what


def causes(found: Iterable[tuple[int, QuarantineRecord]], *, as_json: bool) -> Iterator[str]:
    """Yield how many records each cause has, and one of them, the most frequent causes first.

    Args:
        found: records with their numbers.
        as_json: for programs.
    """
    from jingwen.run.outcome import cause_of

    counts: dict[_Cause, int] = {}
    examples: dict[_Cause, str] = {}
    for _, record in found:
        cause = _Cause(record.step, record.error, cause_of(record))
        if cause not in counts and len(counts) >= _MOST_CAUSES:
            cause = _Cause("…", "…", "other causes")
        counts[cause] = counts.get(cause, 0) + 1
        examples.setdefault(cause, record.id or "")
    ordered = sorted(counts, key=lambda cause: (-counts[cause], cause))
    if as_json:
        return (_json({"count": counts[cause], **cause._asdict(), "example": examples[cause]}) for cause in ordered)
    return _table((str(counts[cause]), ": ".join(cause), f"for example {examples[cause]}") for cause in ordered)


def _table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows as aligned lines: the first column to the right, the others to the left."""
    from rich.cells import cell_len

    rest = (tuple(map(printable, row)) for row in rows)
    while some := list(islice(rest, _ALIGNED)):
        widths = [min(max(map(cell_len, column)), _WIDEST) for column in zip(*some, strict=True)]
        for first, *middle, last in some:
            padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(middle, widths[1:-1], strict=True))
            yield "  ".join((first.rjust(widths[0]), *padded, last))


def described(record: QuarantineRecord, settings: InputSettings) -> Iterator[str]:
    """Yield everything about a record, for people.

    Args:
        record: one in quarantine.
        settings: how the run parsed it.
    """
    from jingwen.run.quarantine import content_of, elsewhere

    about = {
        "id": record.id or "",
        "place": f"{record.source}@{record.offset}",
        "format": record.format,
        "step": record.step,
        "error": record.error,
        "message": record.message,
        "attempts": str(record.attempts),
        "configuration": record.config_hash,
    }
    width = max(map(len, about)) + 2
    for key, value in about.items():
        yield f"{key + ':':<{width}}{printable(value)}"
    if record.traceback:
        yield "traceback:"
        yield from (f"  {printable(line)}" for line in record.traceback.rstrip("\n").split("\n"))
    if content_of(record) is None:
        yield f"raw text: {printable(elsewhere(record))}"
        return
    lines = _text(record, settings).split("\n")
    yield f"raw text ({len(lines)} lines):" if len(lines) > 1 else "raw text:"
    for line in lines[:_SHOWN_LINES]:
        yield f"  {printable(line[:_SHOWN_LINE])}" + ("…" if len(line) > _SHOWN_LINE else "")
    if len(lines) > _SHOWN_LINES:
        yield "  … (--raw writes all bytes)"


def _text(record: QuarantineRecord, settings: InputSettings) -> str:
    """Return the text of a record's document; where it could not be read, its bytes as they are."""
    from jingwen.errors import DocumentError
    from jingwen.formats import parse
    from jingwen.run.guard import READ
    from jingwen.run.quarantine import content_of, record_of

    again = record_of(record) if record.step != READ else None  # what a parser died of is not parsed here
    if again:
        try:
            return parse(again, settings).document.text
        except DocumentError:  # it came in through a replay with other settings
            pass
    return (content_of(record) or b"").decode("utf-8", "replace")
