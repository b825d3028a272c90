"""`jingwen run`: clean documents."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jingwen.cli.attended import attended
from jingwen.cli.options import ConfigFile, ShownProgress, Workers
from jingwen.cli.progress import ProgressStyle
from jingwen.cli.thresholds import Threshold

if TYPE_CHECKING:
    from jingwen.config import Config
    from jingwen.formats import Inputs
    from jingwen_schemas import Accounts, Manifest, RunCounts

STDOUT = "-"
_CAUSES = 3  # shown on the terminal; the manifest has more


def command(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Files in JSONL, JSON, text, HTML, WARC or Parquet, compressed ones too; folders of them; or - for "
            "JSONL on the standard input.",
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
    config: ConfigFile = "preset:zh-web",
    provenance: Annotated[
        str | None,
        typer.Option(metavar="sidecar|inline|none", help="Where the ledger goes; overrides the configuration."),
    ] = None,
    text_key: Annotated[
        str | None, typer.Option(metavar="KEY", help="The key that holds the text; overrides the configuration.")
    ] = None,
    html_key: Annotated[
        str | None, typer.Option(metavar="KEY", help="The key that holds a page in HTML, read in place of a text.")
    ] = None,
    id_key: Annotated[
        str | None, typer.Option(metavar="KEY", help="The key that holds the id; overrides the configuration.")
    ] = None,
    workers: Workers = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="Read N documents at most.")] = None,
    learned: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What `jingwen learn` wrote; without it learners read the input first."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Replace the output of another run.")] = False,
    fail_if: Annotated[
        list[str] | None,
        typer.Option(metavar="LIMIT", help="Exit with 1 beyond a limit, such as 'quarantined>0.1%'. Repeatable."),
    ] = None,
    progress: ShownProgress = ProgressStyle.auto,
) -> None:
    """Clean documents: read = written + rejected + quarantined.

    jingwen run pages.jsonl -o out

    jingwen run texts/ pages.warc.gz -o out -c jingwen.yaml --fail-if 'quarantined>0.1%'

    cat pages.jsonl | jingwen run - -o - > clean.jsonl

    After the process dies for any reason, the same command again goes on where it was.
    """
    from jingwen.cli.terminal import say
    from jingwen.config import load
    from jingwen.formats import find_inputs

    thresholds = [Threshold.parse(text) for text in fail_if or ()]
    flags = {
        "output": {"provenance": provenance},
        "input": {"text_key": text_key, "html_key": html_key, "id_key": id_key},
    }
    given = {
        section: {key: value for key, value in values.items() if value is not None} for section, values in flags.items()
    }
    checked = load(config, overrides=given)
    if output == STDOUT and (checked.output.format != "jsonl" or checked.output.compression != "none"):
        from jingwen.errors import ConfigError

        raise ConfigError("-o -: a stream is plain JSON Lines; `output: {format, compression}` are for folders")
    found = find_inputs(inputs, checked.input.format)
    out = sys.stdout.buffer  # for data alone, whatever a plugin prints
    with redirect_stdout(sys.stderr):
        if output == STDOUT:
            from jingwen.run import stream

            accounts: Accounts = stream(checked, found, out, sys.stderr.buffer, limit=limit, learned=learned)
        else:
            accounts = _into_folder(checked, found, output, workers, limit, learned, progress, fresh=fresh)
    for line in _summary(accounts, found.ignored, output):
        say(line)
    _hold(thresholds, accounts.counts)


def _into_folder(
    config: Config,
    inputs: Inputs,
    output: str,
    workers: int | None,
    limit: int | None,
    learned: Path | None,
    style: ProgressStyle,
    *,
    fresh: bool,
) -> Manifest:
    """Run into a folder."""
    from jingwen.run import run

    folder = _output_folder(output, inputs, learned)
    stays = all(file.path for file in inputs.files)
    advice = "the same command without --fresh goes on from there" if fresh else "the same command goes on from there"
    with attended(output, style, advice if stays else "") as (watch, stopping):
        return run(
            config,
            inputs,
            folder,
            workers=workers,
            limit=limit,
            learned=learned,
            fresh=fresh,
            watch=watch,
            stopping=stopping,
        )


def _output_folder(output: str, inputs: Inputs, learned: Path | None) -> Path:
    """Return the folder to write into: one that holds nothing that is read, which might be replaced, or read again."""
    from jingwen.errors import InputError

    folder = Path(output)
    for path in (*(file.path for file in inputs.files), learned):
        if path and path.resolve().is_relative_to(folder.resolve()):
            raise InputError(f"{folder}: holds the input {path}; give a folder outside of the input")
    return folder


def _summary(accounts: Accounts, ignored: tuple[str, ...], output: str) -> Iterator[str]:
    """Yield what a run did, for people."""
    from jingwen.cli.terminal import printable

    counts = accounts.counts
    for step in accounts.steps:
        numbers = {kind: sum(getattr(step, kind).values()) for kind in ("edits", "flags", "rejects", "fields")}
        numbers["links"] = step.links
        parts = [f"{number} {kind if number > 1 else kind[:-1]}" for kind, number in numbers.items() if number]
        if parts:
            share = f"{step.documents} of {counts.read} documents"
            yield f"  {printable(step.step)}: {', '.join(parts)} in {share}"
    if ignored:
        some = ", ".join(map(printable, ignored[:3])) + (", …" if len(ignored) > 3 else "")
        yield f"not read, their format is not known: {len(ignored)} files ({some})"
    if accounts.skipped:
        parts = [f"{number} {printable(name)}" for name, number in accounts.skipped.items()]
        yield f"no documents: {', '.join(parts)}"
    causes = list(accounts.quarantine_causes.items())
    for cause, number in causes[:_CAUSES]:
        yield f"  quarantined {number}: {printable(cause)}"
    if len(causes) > _CAUSES:
        yield f"  … and for {len(causes) - _CAUSES} more causes"
    if output != STDOUT:
        if counts.quarantined:
            yield f"quarantine, with reasons: jingwen quarantine list {printable(output)}"
        if counts.rejected:
            yield f"rejected, with reasons: {_where(output, 'rejected')}"
        yield f"clean documents: {_where(output, 'clean')}"
    outcomes = f"{counts.written} written + {counts.rejected} rejected + {counts.quarantined} quarantined"
    yield f"{counts.read} read = {outcomes}"


def _where(output: str, kind: str) -> str:
    """Return the only file of a kind, or their folder."""
    files = list((Path(output) / kind).iterdir())
    return str(files[0]) if len(files) == 1 else f"{Path(output) / kind}, {len(files)} parts"


def _hold(thresholds: list[Threshold], counts: RunCounts) -> None:
    """Fail if a run went beyond a limit."""
    from jingwen.cli.terminal import complain

    if exceeded := [threshold.text for threshold in thresholds if threshold.exceeded(counts)]:
        complain(f"beyond the limit: {', '.join(exceeded)}")
        raise typer.Exit(1)
