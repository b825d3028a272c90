"""A replay: the records in quarantine are tried again, and those that have become clean take their places.

Each part that has such records is written anew, its other lines as they are, and committed like that of a run. So a
part is as it was before the replay or as it is behind it, and the same replay again goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from jingwen.config import Config, load
from jingwen.errors import ConfigError, InputError, encodable
from jingwen.formats import OutputSettings
from jingwen.pipeline import Pipeline
from jingwen.profile import has_learners
from jingwen.run.artifact import Artifact
from jingwen.run.engine import Engine, cores
from jingwen.run.outcome import Cleaning
from jingwen.run.output_folder import OutputFolder, kinds_of
from jingwen.run.passes import Passes, Watch, total_of, unseen
from jingwen.run.plan import Plan, replay_plan
from jingwen.run.quarantine import Quarantine
from jingwen.run.replay_job import ReplayJob
from jingwen.run.runner import manifest_of
from jingwen_schemas import Manifest, RunCounts


class Replayed(NamedTuple):
    """What a replay did.

    Args:
        manifest: of the run, as it is now.
        counts: of the replay alone; `read` are the records that were tried.
    """

    manifest: Manifest
    counts: RunCounts


def replay(
    output: Path,
    config: str | Path | None = None,
    *,
    ids: Collection[str] | None = None,
    workers: int | None = None,
    watch: Watch = unseen,
    stopping: Callable[[], bool] = lambda: False,
) -> Replayed:
    """Try the records in a run's quarantine again, or go on with a replay that was interrupted.

    Documents that were written or rejected before stay as they are. Those that fail again stay in quarantine, with the
    new error; so do records whose bytes are not kept there as a whole.

    Args:
        output: the run's output folder.
        config: the configuration to clean them with; None for that of the run.
        ids: of the records to try; None for all.
        workers: how many processes work; 0 for this one alone; None for one a processor.
        watch: called often.
        stopping: asked often; once it says so, the parts that have begun are finished, and no others.

    Raises:
        InputError: the folder holds no complete run, or is damaged, there is no record of an id, or the chain has
            learners and the run's artifact does not fit them.
        ConfigError: the configuration is wrong, or would write other files than the run.
        PluginError: a plugin that it names cannot be loaded.
        RunError: another process writes into the folder, or workers die though no plugin is at work.
        OSError: the output cannot be read or written.
        KeyboardInterrupt: it was stopped before its end.
    """
    folder = OutputFolder(output.absolute())  # a plugin may change the working folder
    if folder.plan() is None:
        raise InputError(f"{output}: no output folder of a run")
    with folder.locked():
        run, interrupted, replays = folder.plan(), folder.replaying(), folder.replays()
        before = folder.manifest()
        if run is None or not (before or interrupted):
            raise InputError(f"{output}: its run was interrupted; finish it first: the same command goes on with it")
        folder.publish()
        checked = _config(run, config, output)
        chosen = None if ids is None else frozenset(map(encodable, ids))
        this = replay_plan(checked, chosen)
        goes_on = interrupted and replays[-1] == this
        number = len(replays) - goes_on
        if chosen and not goes_on:
            _look_up(chosen, output)
        learns = has_learners(checked.chain)  # what the run has learned holds: quarantine is no corpus
        chain = Artifact.read(folder.learned, checked).chain if learns else checked.chain
        cleaning = Cleaning(Pipeline(chain), checked.input, checked.output.provenance, this.config_hash)
        job = ReplayJob(cleaning, checked.output, kinds_of(checked.output), folder.work, folder, number, chosen)
        shards = list(job.waiting())
        if before and not shards and not interrupted:
            return Replayed(before, total_of())
        if shards or goes_on:
            folder.begin_replay(number, this)
            engine = Engine(cores() if workers is None else workers, checked.run, stopping)
            passes = Passes(shards, engine, watch=watch)
            passes.go(job, job.done(), lambda index, last: folder.commit(index, last.result))
        manifest = manifest_of(run, folder, folder.committed(), chain.plugins)
        folder.finish(manifest)
    return Replayed(manifest, manifest.replays[number].counts if shards or goes_on else total_of())


def _config(run: Plan, source: str | Path | None, output: Path) -> Config:
    """Return the configuration of a replay: what it does not say of the output is as the run had it.

    Raises:
        ConfigError: it is wrong, or would write other files.
    """
    config = load(run.config if source is None else source)
    settings = OutputSettings.model_validate(run.config["output"])
    for key, value in settings:
        place = config.origins.get(("output", key))
        if place and getattr(config.output, key) != value:
            message = f"output: {key}: the run in {output} has '{value}', and its parts can hold nothing else"
            raise ConfigError(message, file=place.file or None, line=place.line, column=place.column)
    return replace(config, output=settings)


def _look_up(ids: frozenset[str], output: Path) -> None:
    """Raise an error for an id that no record in quarantine has."""
    quarantine = Quarantine(output)
    known = {record.id for record in quarantine if record.id in ids}
    for missing in sorted(ids - known):
        raise InputError(f"{output}: no record '{missing}' in quarantine{quarantine.hint(missing)}")
