"""`jingwen init`: a configuration to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_START = """\
# A chain of plugins for jingwen. `jingwen check {name} --resolved` prints what it comes to.
version: 1
# zh-web: what is surely not the body goes; zh-web-full: only the body stays; zh-web-corpus: also what a site repeats
extends: [preset:zh-web]      # also: preset:zh-web-hans, preset:zh-web-hant-tw, preset:zh-web-hant-hk

# Steps are merged with the preset's by their ids. `jingwen plugins list` names the plugins,
# `jingwen plugins show NAME` their settings.
steps:
  - use: schema-check
    min_chars: 20             # shorter texts are rejected, with their reason
  # - id: repeats
  #   disable: true           # take a step out
  # - use: script-variants
  #   to: hans                # hans, hant, hant-tw, hant-hk

# Settings for some sites only; the first pattern that matches wins.
# sites:
#   "*.example.cn":
#     site-chrome: {{keep: ["责任编辑"]}}
"""


def command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file to write.")] = Path("jingwen.yaml"),
) -> None:
    """Write a configuration to start from. An existing file is left alone.

    jingwen init
    """
    from jingwen.cli.terminal import say
    from jingwen.errors import InputError

    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_START.format(name=path.name))
    except FileExistsError:
        raise InputError(f"{path}: exists already; give another name") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
    say(f"{path}: written. Next: jingwen run INPUT -o out -c {path}")
