"""`jingwen plugins`: what is installed, and what each plugin does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jingwen.cli.terminal import OutputFormat

if TYPE_CHECKING:
    from jingwen.registry import Registry

app = typer.Typer(help="List and show the installed plugins.", no_args_is_help=True, rich_markup_mode=None)

_Format = Annotated[OutputFormat, typer.Option("--format", help="For people, or for programs.")]


@app.command("list")
def list_plugins(output_format: _Format = OutputFormat.text) -> None:
    """List the installed plugins. A broken one is listed with its error.

    jingwen plugins list --format json
    """
    from jingwen.errors import PluginError
    from jingwen.registry import Registry

    registry = Registry()
    rows = []
    for name in registry.names():
        try:
            rows.append(_summary(registry, name))
        except PluginError as error:
            rows.append({"name": name, "error": error.message})
    if output_format is OutputFormat.json:
        _dump(rows)
        return
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        about = row["summary"] if "summary" in row else f"error: {row['error']}"
        sys.stdout.write(f"{row['name']:<{width}}  {about}\n")


@app.command("show")
def show_plugin(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The plugin's name.")],
    output_format: _Format = OutputFormat.text,
) -> None:
    """Show a plugin's documentation, settings and reasons.

    jingwen plugins show site-chrome
    """
    import inspect

    from jingwen.registry import Registry

    registry = Registry()
    plugin = registry.load(name)
    about = {
        **_summary(registry, name),
        "documentation": inspect.getdoc(plugin) or "",
        "reasons": dict(plugin.reasons),
        "settings": plugin.model_json_schema().get("properties", {}),
    }
    if output_format is OutputFormat.json:
        _dump(about)
        return
    out = sys.stdout.write
    out(f"{name} ({about['distribution']} {about['version']})\n\n{about['documentation']}\n")
    if about["settings"]:
        out("\nSettings:\n")
        for key, schema in about["settings"].items():
            kind = _kind(schema)
            out(f"  {key}: {kind}, default {schema.get('default', 'none')!r}\n")
            out(f"      {schema['description']}\n" if "description" in schema else "")
    out("\nReasons:\n")
    for slug, line in about["reasons"].items():
        out(f"  {name}/{slug}: {line}\n")


def _summary(registry: Registry, name: str) -> dict[str, Any]:
    import inspect

    plugin, origin = registry.load(name), registry.version(name)
    first = (inspect.getdoc(plugin) or "").split("\n\n")[0].replace("\n", " ")
    return {"name": name, "summary": first, "distribution": origin.distribution, "version": origin.version}


def _kind(schema: dict[str, Any]) -> str:
    """Return a setting's type in words."""
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    kind = str(schema.get("type", "any"))
    return f"list of {_kind(schema['items'])}" if kind == "array" and "items" in schema else kind


def _dump(value: Any) -> None:
    import orjson

    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")
