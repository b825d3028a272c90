"""The commands, put together. Importing this must stay cheap: `jingwen --help` waits for it."""

from __future__ import annotations

from typing import Annotated

import typer

from jingwen.cli import check, explain, init, learn, plugins, quarantine, restore, run, schema

app = typer.Typer(
    name="jingwen",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Clean scraped Chinese documents, and explain every edit. "
    "Data goes to the standard output, everything else to the standard error.",
    epilog="Start with: jingwen init; jingwen run pages.jsonl -o out; jingwen explain out --id ID",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"jingwen {version('jingwen')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version, and exit."),
    ] = False,
) -> None:
    pass


app.command("run")(run.command)
app.command("learn")(learn.command)
app.command("explain")(explain.command)
app.command("check")(check.command)
app.command("restore")(restore.command)
app.command("schema")(schema.command)
app.command("init")(init.command)
app.add_typer(plugins.app, name="plugins")
app.add_typer(quarantine.app, name="quarantine")
