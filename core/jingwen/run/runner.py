"""A run: every record of the input to exactly one outcome, in the order of the input.

A run is cut into shards; a shard that is committed stays committed. Whatever ends the process, the same run again goes
on where it was, and gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jingwen.config import Config
from jingwen.errors import InputError, RunError
from jingwen.formats import Inputs
from jingwen.pipeline import Pipeline
from jingwen.run import durable
from jingwen.run.artifact import Artifact, given, learn_all, learning_passes
from jingwen.run.engine import Engine, cores
from jingwen.run.job import CleanJob
from jingwen.run.outcome import Cleaning
from jingwen.run.output_folder import OutputFolder, kinds_of
from jingwen.run.passes import Passes, Watch, total_of, unseen
from jingwen.run.plan import Plan, plan
from jingwen.run.shard import Shard, cut, usual_size
from jingwen.run.tally import Tally
from jingwen_schemas import Manifest, Replay


def run(
    config: Config,
    inputs: Inputs,
    output: Path,
    *,
    workers: int | None = None,
    fresh: bool = False,
    limit: int | None = None,
    learned: Path | None = None,
    watch: Watch = unseen,
    stopping: Callable[[], bool] = lambda: False,
) -> Manifest:
    """Clean all documents of the inputs into a folder, or go on with a run that was interrupted.

    A script that calls this must be importable: worker processes import it. Keep the call under
    `if __name__ == "__main__":`, or work with `workers=0`.

    Args:
        config: the chain and how to read and write.
        inputs: what to read.
        output: the folder: a new or empty one, or one with this very run in it.
        workers: how many processes work; 0 for this one alone, in which nothing holds a plugin that hangs or ends the
            process; None for one a processor. The standard input is read by this process alone.
        fresh: whether output of another run is replaced.
        limit: how many documents are read at most; then one worker does.
        learned: the artifact of learners; without it they learn from the inputs, in passes before that which cleans.
        watch: called often.
        stopping: asked often; once it says so, the shards that have begun are finished, and no others.

    Returns:
        The run's manifest, or that of the same run if it is there already.

    Raises:
        ConfigError: the chain has a learner and the input can be read once only.
        InputError: the folder cannot be used, or holds another run, or the artifact does not fit the configuration.
        PluginError: a learner failed.
        RunError: another process writes into it, or workers die though no plugin is at work.
        OSError: an input cannot be read, or the output cannot be written.
        KeyboardInterrupt: it was stopped before its end.
    """
    artifact = given(config, inputs, learned)
    this = plan(config, inputs, limit=limit, learned=artifact.sha256 if artifact else None)
    folder = OutputFolder(output.absolute())  # a plugin may change the working folder
    workers = cores() if workers is None else workers
    if limit is not None or not this.rereadable:
        workers = min(workers, 1 if this.rereadable else 0)
    with folder.locked():
        kinds = kinds_of(config.output)
        if not fresh:
            if folder.replaying():
                way_out = "the same `jingwen quarantine replay` goes on with it; `--fresh` starts over"
                raise InputError(f"{output}: a replay of its quarantine was interrupted; {way_out}")
            manifest = folder.manifest() if this.rereadable and _holds(folder, this) else None
            if manifest and all(folder.whole(index, kinds, config.output) for index in range(manifest.shards)):
                return manifest
        folder.begin(this, kinds, fresh=fresh)
        learning = learning_passes(config.chain)
        if learning and not artifact and folder.learned.exists():
            artifact = Artifact.read(folder.learned, config)
        engine, count = Engine(workers, config.run, stopping), 1 if artifact else learning + 1
        passes = Passes(shards_of(config, inputs, this), engine, count=count, limit=limit, watch=watch)
        if learning:
            artifact = artifact or learn_all(config, passes, folder)
            durable.write(folder.learned, artifact.content)
        chain = artifact.chain if artifact else config.chain
        cleaning = Cleaning(Pipeline(chain), config.input, config.output.provenance, config.hash)
        job = CleanJob(cleaning, config.output, kinds, folder.work)
        begun = {
            shard.index: found.counts
            for shard in passes.shards
            if (found := folder.shard(shard.index)) and folder.whole(shard.index, kinds, config.output)
        }
        done = passes.go(job, begun, lambda index, last: folder.commit(index, last.result))
        if changed := this.changed(inputs):
            raise RunError(f"{changed} has changed while it was read; `--fresh` starts over")
        manifest = manifest_of(this, folder, done, chain.plugins)
        folder.finish(manifest)
    return manifest


def shards_of(config: Config, inputs: Inputs, this: Plan) -> list[Shard]:
    """Return the shards of an input.

    Args:
        config: says how large they are.
        inputs: what is to be read.
        this: says how large the files are.
    """
    files = (replace(file, path=file.path and file.path.absolute()) for file in inputs.files)
    sizes = [file.size or 0 for file in this.inputs]
    shard_size = config.run.shard_size or usual_size(sum(sizes))
    return list(cut(zip(files, sizes, strict=True), shard_size))


def _holds(folder: OutputFolder, this: Plan) -> bool:
    """Return whether a folder's output is of a plan; whoever replayed under newer plugins has accepted those."""
    before = folder.plan()
    return before is not None and this in (before, *(before.under(replay) for replay in folder.replays()))


def manifest_of(this: Plan, folder: OutputFolder, shards: int, plugins: dict[str, str]) -> Manifest:
    """Return the manifest of a run from those of its parts.

    Args:
        this: its plan.
        folder: with all its parts.
        shards: how many there are.
        plugins: the name of each step's plugin, by the step's id.
    """
    tally, replays = Tally(plugins), folder.replays()
    tried = [total_of()] * len(replays)
    for index in range(shards):
        part = folder.shard(index)
        assert part, "all parts are committed"
        tally.merge(part)
        for number, counts in part.replays.items():
            tried[number] = total_of(tried[number], counts)
    assert tally.counts.balanced, f"documents are unaccounted for: {tally.counts}"
    return Manifest(
        **tally.accounts(),
        jingwen=this.jingwen,
        inputs=[file.name for file in this.inputs],
        ignored=list(this.ignored),
        shards=shards,
        limit=this.limit,
        learned_sha256=_digest(folder.learned),
        config=this.config,
        config_hash=this.config_hash,
        plugins=list(this.plugins),
        replays=[
            Replay(config_hash=replay.config_hash, plugins=list(replay.plugins), counts=counts)
            for replay, counts in zip(replays, tried, strict=True)
        ],
    )


def _digest(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else None
