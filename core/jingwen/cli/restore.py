"""`jingwen restore`: the raw text of a document that a run cleaned."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def command(
    output: Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of a run.")],
    document_id: Annotated[str, typer.Option("--id", metavar="ID", help="The document's id.")],
    nth: Annotated[
        int, typer.Option("--nth", metavar="N", min=1, help="Which one, where the input repeats the id.")
    ] = 1,
) -> None:
    """Print the raw text of a document, byte for byte.

    jingwen restore out --id news/001.txt > 001.txt
    """
    from jingwen.cli.documents import kept

    sys.stdout.buffer.write(kept(output, document_id, nth).raw())
    sys.stdout.buffer.flush()
