"""A run: every record of the input to exactly one outcome, in the order of the input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import version

from jingwen.config import Config
from jingwen.errors import ConfigError
from jingwen.formats import Inputs, Record
from jingwen.pipeline import Pipeline
from jingwen.profile import has_learners, learned
from jingwen.run.outcome import outcome
from jingwen.run.sinks import Sink
from jingwen.run.tally import Tally
from jingwen_schemas import Manifest, RawDocument, RunCounts


def run(
    config: Config, inputs: Inputs, sink: Sink, *, watch: Callable[[Record, RunCounts], None] | None = None
) -> Manifest:
    """Clean all documents of the inputs, and return the run's manifest.

    Args:
        config: the chain and how to read and write.
        inputs: what to read.
        sink: where the outcomes go.
        watch: called behind each record, for a progress bar.

    Raises:
        ConfigError: the chain has a learner and the input can be read once only.
        OSError: an input cannot be read, or the output cannot be written.
    """
    chain = config.chain
    if has_learners(chain):
        if not inputs.rereadable:
            raise ConfigError("the chain has a learner, which reads the input twice: give a file instead of `-`")
        chain = learned(chain, lambda: _documents(inputs))
    pipeline, tally, config_hash = Pipeline(chain), Tally(chain), config.hash
    for record in inputs.records():
        result = outcome(record, pipeline, config_hash=config_hash, provenance=config.output.provenance)
        tally.add(result)
        sink.take(result)
        if watch:
            watch(record, tally.counts)
    manifest = Manifest(
        jingwen=version("jingwen"),
        counts=tally.counts,
        inputs=[file.name for file in inputs.files],
        ignored=list(inputs.ignored),
        steps=tally.steps,
        quarantine_causes=tally.causes,
        config=config.resolved(),
        config_hash=config_hash,
        plugins=list(config.plugins),
    )
    assert manifest.counts.balanced, f"documents are unaccounted for: {manifest.counts}"
    sink.finish(manifest)
    return manifest


def _documents(inputs: Inputs) -> Iterator[RawDocument]:
    """Yield what can be read of the inputs."""
    return (record.document for record in inputs.records() if record.document is not None)
