"""`jingwen learn`: the first pass of a chain with learners, alone."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jingwen.cli.attended import attended
from jingwen.cli.options import ConfigFile, ShownProgress, Workers
from jingwen.cli.progress import ProgressStyle
from jingwen.cli.terminal import printable, say

if TYPE_CHECKING:
    from jingwen.run import Progress


def command(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT", help="Files as `jingwen run` takes them, or folders of them; no -."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Artifact to write, for `jingwen run --learned`.")
    ],
    config: ConfigFile = "preset:zh-web",
    workers: Workers = None,
    progress: ShownProgress = ProgressStyle.auto,
) -> None:
    """Let the learners of a chain learn from a corpus, for runs over others.

    jingwen learn corpus/ -o learned.json -c jingwen.yaml

    jingwen run pages.jsonl -o out -c jingwen.yaml --learned learned.json

    After the process dies for any reason, the same command again goes on where it was.
    """
    from jingwen.config import load
    from jingwen.formats import find_inputs
    from jingwen.run import learn

    checked = load(config)
    found, read = find_inputs(inputs, checked.input.format), 0
    with redirect_stdout(sys.stderr), attended(str(output), progress) as (watch, stopping):

        def look(progress: Progress) -> None:
            nonlocal read
            read = progress.counts.read
            watch(progress)

        learned = learn(checked, found, output, workers=workers, watch=look, stopping=stopping)
    for step in learned.learners:
        say(f"{printable(step.step)}: learned from {step.documents} documents")
    if silent := read - min((step.documents for step in learned.learners), default=read):
        say(f"{silent} of {read} taught nothing: they cannot be read or cleaned so far; `jingwen run` says why")
    say(f"artifact: {printable(str(output))}")
