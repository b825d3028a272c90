"""`jingwen quarantine`: what a run could not clean, why, and another attempt at it."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jingwen.cli.attended import attended
from jingwen.cli.options import ShownProgress, Workers
from jingwen.cli.progress import ProgressStyle
from jingwen.cli.quarantine_lines import causes, described, listed
from jingwen.cli.terminal import OutputFormat, printable, say

if TYPE_CHECKING:
    from jingwen.run import Quarantine
    from jingwen_schemas import QuarantineRecord

app = typer.Typer(
    help="List and show what a run could not clean, and try it again.", no_args_is_help=True, rich_markup_mode=None
)

_Output = Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of a run.")]


@app.command("list")
def list_records(
    output: _Output,
    by_cause: Annotated[bool, typer.Option("--by-cause", help="Count the records of each cause instead.")] = False,
    step: Annotated[
        str | None, typer.Option(metavar="STEP", help="Only what failed in a step; `read` is before the first.")
    ] = None,
    error: Annotated[str | None, typer.Option(metavar="ERROR", help="Only one kind of error.")] = None,
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="For people, or for programs: a line of JSON a record.")
    ] = OutputFormat.text,
) -> None:
    """List the records that could not be read, or that a plugin failed on.

    jingwen quarantine list out --by-cause

    jingwen quarantine list out --step script-variants --format json
    """
    records = _opened(output)
    found = (
        (number, record)
        for number, record in enumerate(records, start=1)
        if step in (None, record.step) and error in (None, record.error)
    )
    nothing = True
    for line in (causes if by_cause else listed)(found, as_json=output_format is OutputFormat.json):
        sys.stdout.write(f"{line}\n")
        nothing = False
    if nothing:
        some = "" if step is None and error is None else " that fits"
        say(f"{printable(str(output))}: nothing in quarantine{some}")


@app.command("show")
def show_record(
    output: _Output,
    document_id: Annotated[str, typer.Option("--id", metavar="ID", help="The record's id, as `list` has it.")],
    nth: Annotated[int, typer.Option("--nth", metavar="N", min=1, help="Which one, where several have the id.")] = 1,
    raw: Annotated[bool, typer.Option("--raw", help="Write the raw bytes alone, exactly.")] = False,
) -> None:
    """Show everything that is known of one record.

    jingwen quarantine show out --id news/001.txt

    jingwen quarantine show out --id pages.jsonl@120 --raw > record.json
    """
    from jingwen.errors import InputError
    from jingwen.run.quarantine import content_of, elsewhere

    records = _opened(output)
    record = _found(records, output, document_id, nth)
    if not raw:
        sys.stdout.writelines(f"{line}\n" for line in described(record, records.input))
        return
    if (content := content_of(record)) is None:
        raise InputError(f"{output}: {elsewhere(record)}")
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


@app.command("replay")
def replay_records(
    output: _Output,
    config: Annotated[
        str | None,
        typer.Option(
            "-c", "--config", metavar="CONFIG", help="A YAML or TOML file, or preset:NAME; that of the run if absent."
        ),
    ] = None,
    ids: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="Try this record alone. Repeatable.")
    ] = None,
    workers: Workers = None,
    progress: ShownProgress = ProgressStyle.auto,
) -> None:
    """Try the records in quarantine again, once a plugin or the configuration is mended.

    jingwen quarantine replay out

    jingwen quarantine replay out -c mended.yaml --id news/001.txt

    What is clean now takes its place in the order of the input; what was written before stays as it is. After the
    process dies for any reason, the same command again goes on where it was.
    """
    from jingwen.run import replay

    with redirect_stdout(sys.stderr), attended(str(output), progress) as (watch, stopping):
        manifest, counts = replay(output, config, ids=ids or None, workers=workers, watch=watch, stopping=stopping)
    left = manifest.counts.quarantined
    if others := left - counts.quarantined:
        say(f"{others} were not tried: not asked for, or too large or damaged when they were read")
    if left:
        say(f"quarantine, with reasons: jingwen quarantine list {printable(str(output))}")
    outcomes = f"{counts.written} written + {counts.rejected} rejected + {counts.quarantined} quarantined again"
    say(f"{counts.read} tried = {outcomes}")


def _opened(output: Path) -> Quarantine:
    from jingwen.run import Quarantine

    quarantine = Quarantine(output)
    if not quarantine.complete:
        say(f"{printable(str(output))}: its run, or a replay, is not at its end: there may be more")
    return quarantine


def _found(records: Quarantine, output: Path, document_id: str, nth: int) -> QuarantineRecord:
    """Return the nth record of an id."""
    from jingwen.errors import InputError, encodable

    wanted = encodable(document_id)
    number = 0
    for record in records:
        if record.id == wanted and (number := number + 1) == nth:
            return record
    if number:
        raise InputError(f"{output}: {number} records have the id '{document_id}', there is no number {nth}")
    raise InputError(f"{output}: no record '{document_id}' in quarantine{records.hint(wanted)}")
