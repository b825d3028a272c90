"""`jingwen check`: is a configuration right, and what does it come to?"""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jingwen.cli.terminal import printable

if TYPE_CHECKING:
    from jingwen.config import Config

_WORD = re.compile(r"(?!true$|null$|false$)[a-z]{4,}(?:-[a-z]+)*")  # what any reader of YAML takes for a word


def command(
    config: Annotated[
        str, typer.Argument(metavar="CONFIG", help="A YAML or TOML file, or preset:NAME.")
    ] = "preset:zh-web",
    resolved: Annotated[bool, typer.Option("--resolved", help="Print every setting, and where it was set.")] = False,
) -> None:
    """Check a configuration without reading any document.

    jingwen check jingwen.yaml --resolved
    """
    from jingwen.config import load

    checked = load(config)
    if resolved:
        sys.stdout.writelines(f"{line}\n" for line in _resolved(checked))
    else:
        steps, sites = len(checked.chain.steps), len(checked.chain.sites)
        sys.stdout.write(f"{config}: ok, {steps} steps" + (f", {sites} site variants" if sites else "") + "\n")


def _resolved(config: Config) -> list[str]:
    """Return each setting with its origin, in YAML that is a configuration itself."""
    plain = config.resolved()
    lines = ["version: 1"]
    for section in ("input", "output", "run"):
        lines.append(f"{section}:")
        lines += [
            f"  {key}: {_value(value)}  # {_origin(config, section, key)}" for key, value in plain[section].items()
        ]
    lines.append("steps:")
    for step in plain["steps"]:
        lines.append(f"  - use: {_value(step['use'])}")
        if step["id"] != step["use"]:
            lines.append(f"    id: {_value(step['id'])}")
        lines += [f"    {key}: {_value(value)}  # {_origin(config, step['id'], key)}" for key, value in _settings(step)]
    if plain["sites"]:
        lines.append("sites:")
    for pattern, steps in plain["sites"].items():
        lines.append(f"  {_value(pattern)}:" + ("" if steps else " {}"))
        lines += [f"    {_value(step_id)}: {_value(changed)}" for step_id, changed in steps.items()]
    return lines


def _settings(step: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in step.items() if key not in ("use", "id")]


def _value(value: object) -> str:
    """Return a value as YAML: plain words as they are, everything else as JSON, which YAML contains."""
    if isinstance(value, str) and _WORD.fullmatch(value):
        return value
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def _origin(config: Config, owner: str, key: str) -> str:
    place = config.origins.get((owner, key))
    return "default" if place is None else printable(str(place))
