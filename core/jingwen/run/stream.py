"""A run as a filter: clean documents to one stream, rejects and quarantine to another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from jingwen.config import Config
from jingwen.errors import DocumentError
from jingwen.formats import Inputs, parse
from jingwen.pipeline import Pipeline
from jingwen.profile import learned as learned_from
from jingwen.run.artifact import given
from jingwen.run.guard import Guard
from jingwen.run.job import guarded
from jingwen.run.outcome import Cleaning
from jingwen.run.tally import Tally
from jingwen_schemas import Accounts, RawDocument


def stream(
    config: Config,
    inputs: Inputs,
    out: BinaryIO,
    aside: BinaryIO,
    *,
    limit: int | None = None,
    learned: Path | None = None,
) -> Accounts:
    """Clean all documents of the inputs in this process, each on its way before the next is read.

    A sidecar ledger has no place in a stream; with `provenance: inline` each clean document carries its own.

    Args:
        config: the chain and how to read.
        inputs: what to read.
        out: where clean documents go.
        aside: where rejects and quarantine go.
        limit: how many documents are read at most.
        learned: the artifact of learners; without it they learn from the inputs first.

    Raises:
        ConfigError: the chain has a learner and the input can be read once only.
        InputError: the artifact does not fit the configuration.
        PluginError: a learner failed.
        OSError: an input cannot be read, or nobody reads the output.
    """
    artifact, summary_limit = given(config, inputs, learned), config.run.summary_limit
    read = partial(_documents, config, inputs, limit)
    chain = artifact.chain if artifact else learned_from(config.chain, read, summary_limit=summary_limit)
    cleaning = Cleaning(Pipeline(chain), config.input, config.output.provenance, config.hash)
    tally, guard = Tally(chain.plugins), Guard()
    for number, record in enumerate(inputs.records(config.input)):
        if limit is not None and tally.counts.read >= limit:
            break
        outcome = guarded(cleaning, record, number, guard)
        tally.add(outcome)
        for kind, line in outcome.lines.items():
            if kind == "clean":
                out.write(line)
            elif kind != "ledger":
                aside.write(line)
                aside.flush()
    out.flush()
    return Accounts(schema_name="jingwen/accounts/1", **tally.accounts())


def _documents(config: Config, inputs: Inputs, limit: int | None) -> Iterator[RawDocument]:
    """Yield the documents that can be read."""
    for record in islice((record for record in inputs.records(config.input) if not record.skip), limit):
        with suppress(DocumentError):
            yield parse(record, config.input).document
