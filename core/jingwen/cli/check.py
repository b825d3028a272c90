"""`jingwen check`: is a configuration right, and what does it come to?"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from jingwen.config import Config


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
    """Return each setting with its origin, in YAML that could be a configuration itself."""
    plain = config.resolved()
    lines = ["version: 1"]
    for section in ("input", "output"):
        lines.append(f"{section}:")
        lines += [
            f"  {key}: {_value(value)}  # {_origin(config, section, key)}" for key, value in plain[section].items()
        ]
    lines.append("steps:")
    for step in plain["steps"]:
        lines.append(f"  - use: {step['use']}")
        if step["id"] != step["use"]:
            lines.append(f"    id: {step['id']}")
        settings = {key: value for key, value in step.items() if key not in ("use", "id")}
        lines += [
            f"    {key}: {_value(value)}  # {_origin(config, step['id'], key)}" for key, value in settings.items()
        ]
    lines += [f"# {len(config.chain.sites)} site variants: {', '.join(plain['sites'])}"] if plain["sites"] else []
    return lines


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)  # JSON is YAML


def _origin(config: Config, owner: str, key: str) -> str:
    place = config.origins.get((owner, key))
    return "default" if place is None else str(place)
