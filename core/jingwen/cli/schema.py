"""`jingwen schema`: the JSON Schemas of everything that is read and written."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def command(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A record's name, or config.")] = None,
) -> None:
    """Print a JSON Schema (2020-12); without a name, list them.

    jingwen schema clean-document

    jingwen schema config > jingwen.schema.json
    """
    import json

    from jingwen.config.json_schema import json_schema
    from jingwen.errors import InputError
    from jingwen.registry import Registry
    from jingwen.suggest import did_you_mean
    from jingwen_schemas.json_schema import MODELS, text

    if name is None:
        sys.stdout.writelines(f"{known}\n" for known in sorted([*MODELS, "config"]))
    elif name == "config":
        sys.stdout.write(json.dumps(json_schema(Registry()), ensure_ascii=False, indent=2) + "\n")
    elif name in MODELS:
        sys.stdout.write(text(name))
    else:
        raise InputError(f"there is no schema '{name}'{did_you_mean(name, [*MODELS, 'config'])}")
