"""Options that several commands have in common."""

from __future__ import annotations

from typing import Annotated

import typer

from jingwen.cli.progress import ProgressStyle

ConfigFile = Annotated[
    str, typer.Option("-c", "--config", metavar="CONFIG", help="A YAML or TOML file, or preset:NAME.")
]
Workers = Annotated[
    int | None,
    typer.Option(
        "-w",
        "--workers",
        metavar="N",
        min=0,
        help="Worker processes; by default one a processor. With 0 nothing holds a plugin that hangs or crashes.",
    ),
]
ShownProgress = Annotated[ProgressStyle, typer.Option("--progress", help="auto: a bar on a terminal, lines elsewhere.")]
