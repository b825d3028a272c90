"""`jingwen run`: clean documents."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from jingwen.formats import Inputs, Record
    from jingwen_schemas import Manifest, RunCounts

STDOUT = "-"
_CAUSES = 3  # shown on the terminal; the manifest has more


def command(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="JSONL or text files, folders of them, or - for JSONL on the standard input.",
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="OUT",
            help="Folder to write into, or - for clean JSONL on the standard output.",
        ),
    ],
    config: Annotated[
        str, typer.Option("-c", "--config", metavar="CONFIG", help="A YAML or TOML file, or preset:NAME.")
    ] = "preset:zh-web",
    provenance: Annotated[
        str | None,
        typer.Option(metavar="sidecar|inline|none", help="Where the ledger goes; overrides the configuration."),
    ] = None,
) -> None:
    """Clean documents: read = written + rejected + quarantined.

    jingwen run pages.jsonl -o out

    jingwen run texts/ more.jsonl -o out -c jingwen.yaml

    cat pages.jsonl | jingwen run - -o - > clean.jsonl
    """
    from jingwen.cli.terminal import printable, say
    from jingwen.config import load
    from jingwen.formats import find_inputs
    from jingwen.run import FolderSink, StreamSink, run

    checked = load(config, output={"provenance": provenance} if provenance else None)
    found = find_inputs(inputs, checked.input.format)
    mode = checked.output.provenance
    sink = StreamSink() if output == STDOUT else FolderSink(_output_folder(output, found), mode)
    try:
        # the standard output is for data alone, whatever a plugin prints
        with redirect_stdout(sys.stderr), _progress(found) as watch:
            manifest = run(checked, found, sink, watch=watch)
    except BaseException:
        sink.abandon()
        if output != STDOUT:
            say(f"{printable(output)}: nothing was written; an earlier output there is as it was")
        raise
    for line in _summary(manifest, output):
        say(line)


def _output_folder(output: str, inputs: Inputs) -> Path:
    """Return the folder to write into: one that holds none of the inputs, which would be replaced, or read again."""
    from jingwen.errors import InputError

    folder = Path(output)
    for file in inputs.files:
        if file.path and file.path.resolve().is_relative_to(folder.resolve()):
            raise InputError(f"{folder}: holds the input {file.path}; give a folder outside of the input")
    return folder


def _summary(manifest: Manifest, output: str) -> Iterator[str]:
    """Yield what a run did, for people."""
    from jingwen.cli.terminal import printable

    for step in manifest.steps:
        numbers = {kind: sum(getattr(step, kind).values()) for kind in ("edits", "flags", "rejects", "fields")}
        numbers["links"] = step.links
        parts = [f"{number} {kind if number > 1 else kind[:-1]}" for kind, number in numbers.items() if number]
        if parts:
            share = f"{step.documents} of {manifest.counts.read} documents"
            yield f"  {printable(step.step)}: {', '.join(parts)} in {share}"
    if manifest.ignored:
        some = ", ".join(map(printable, manifest.ignored[:3])) + (", …" if len(manifest.ignored) > 3 else "")
        yield f"not read, their format is not known: {len(manifest.ignored)} files ({some})"
    counts = manifest.counts
    for cause, number in list(manifest.quarantine_causes.items())[:_CAUSES]:
        yield f"  quarantined {number}: {printable(cause)}"
    if output != STDOUT:
        for kind, count in (("quarantine", counts.quarantined), ("rejected", counts.rejected)):
            if count:
                yield f"{kind}, with reasons: {Path(output) / kind / 'part-00000.jsonl'}"
        yield f"clean JSON: {Path(output) / 'clean' / 'part-00000.jsonl'}"
    outcomes = f"{counts.written} written + {counts.rejected} rejected + {counts.quarantined} quarantined"
    yield f"{counts.read} read = {outcomes}"


@contextmanager
def _progress(inputs: Inputs) -> Iterator[Callable[[Record, RunCounts], None] | None]:
    """Show how far a run is, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=inputs.size)

        def watch(record: Record, counts: RunCounts) -> None:
            done = f"{counts.read} read, {counts.rejected} rejected, {counts.quarantined} quarantined"
            progress.update(task, advance=len(record.content), description=done)

        yield watch
