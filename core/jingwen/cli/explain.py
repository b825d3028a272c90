"""`jingwen explain`: what each step did to one document, and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jingwen.cli.terminal import OutputFormat, coloured
from jingwen.cli.word_diff import Explanation, lines

if TYPE_CHECKING:
    from jingwen_schemas import CleanDocument, LedgerRecord


def command(
    source: Annotated[
        str, typer.Argument(metavar="OUT|INPUT", help="The output folder of a run, or an input to clean now.")
    ],
    document_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="The document's id; not needed for a single text.")
    ] = None,
    config: Annotated[
        str,
        typer.Option("-c", "--config", metavar="CONFIG", help="For an input: a YAML or TOML file, or preset:NAME."),
    ] = "preset:zh-web",
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="For people, or for programs.")
    ] = OutputFormat.text,
    nth: Annotated[
        int, typer.Option("--nth", metavar="N", min=1, help="Which one, where a run has several of the id.")
    ] = 1,
    everything: Annotated[bool, typer.Option("--all", help="Show every edit of each step.")] = False,
) -> None:
    """Show step by step what was done to one document, and why.

    jingwen explain out --id news/001.txt

    jingwen explain page.txt -c jingwen.yaml --format json
    """
    is_run = (Path(source) / "manifest.json").is_file() or (Path(source) / ".jingwen").is_dir()
    explanation = _of_run(Path(source), document_id, nth) if is_run else _of_input(source, document_id, config)
    if output_format is OutputFormat.json:
        import orjson

        sys.stdout.buffer.write(orjson.dumps(_plain(explanation), option=orjson.OPT_INDENT_2) + b"\n")
    else:
        shown = lines(explanation, colours=coloured(sys.stdout), everything=everything)
        sys.stdout.writelines(f"{line}\n" for line in shown)


def _explanation(document: CleanDocument, ledger: LedgerRecord, rejected: str = "") -> Explanation:
    """Return an explanation, the stages undone one by one from the clean text."""
    from jingwen.ledger import undone

    texts = [document.text]
    for step in reversed(ledger.steps):
        texts.append(undone(texts[-1], step.edits))
    return Explanation(document, ledger, texts[:0:-1], rejected)


def _of_run(folder: Path, document_id: str | None, nth: int) -> Explanation:
    """Explain a document as a run kept it."""
    from jingwen.cli.documents import kept
    from jingwen.errors import InputError

    if document_id is None:
        raise InputError(f"{folder}: a run holds many documents; choose one with --id")
    found = kept(folder, document_id, nth)
    if reject := found.rejected:
        why = f"rejected by step '{reject.step}': {reject.reason}: {reject.detail}"
        raise InputError(f"'{document_id}' was {why}; explain it from its input")
    if found.quarantined:
        raise InputError(f"'{document_id}' is in quarantine: {found.quarantined.message}")
    if found.ledger is None or found.document is None:
        raise InputError(f"{folder}: the run kept no ledger (`provenance: none`); explain the document from its input")
    return _explanation(found.document, found.ledger)


def _of_input(source: str, document_id: str | None, config: str) -> Explanation:
    """Clean a document now, and explain it."""
    from jingwen.cli.documents import read_one
    from jingwen.config import load
    from jingwen.errors import ConfigError
    from jingwen.pipeline import Pipeline
    from jingwen.profile import has_learners

    checked = load(config)
    if has_learners(checked.chain):
        raise ConfigError("the chain has a learner, which needs a whole corpus: run it, and explain its output folder")
    result = Pipeline(checked.chain).clean(read_one(source, document_id, checked.input).document)
    reject = result.rejected
    rejected = f"rejected by step '{reject.step}': {reject.reason}: {reject.detail}" if reject else ""
    return _explanation(result.document, result.ledger, rejected)


def _plain(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as plain data."""
    document, ledger, stages, rejected = explanation
    return {
        "id": document.id,
        "raw": stages[0] if stages else document.text,
        "steps": [
            {
                "step": step.step,
                "edits": [{**edit._asdict(), "end": edit.start + len(edit.old)} for edit in step.edits],
                "fields": [found._asdict() for found in step.fields],
            }
            for step in ledger.steps
        ],
        "clean": document.text,
        "flags": [flag.model_dump() for flag in document.flags],
        "links": [link.model_dump() for link in document.links],
        "rejected": rejected or None,
    }
