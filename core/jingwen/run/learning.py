"""Learning alone: the first pass of a run, for runs that are to clean by one and the same artifact."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from jingwen.config import Config
from jingwen.errors import ConfigError, InputError
from jingwen.formats import Inputs
from jingwen.profile import has_learners
from jingwen.run import durable
from jingwen.run.artifact import given, learn_all, learning_passes
from jingwen.run.engine import Engine, cores
from jingwen.run.output_folder import OutputFolder
from jingwen.run.passes import Passes, Watch, unseen
from jingwen.run.plan import plan
from jingwen.run.runner import shards_of
from jingwen_schemas import Learned


def learn(
    config: Config,
    inputs: Inputs,
    output: Path,
    *,
    workers: int | None = None,
    watch: Watch = unseen,
    stopping: Callable[[], bool] = lambda: False,
) -> Learned:
    """Let the learners of a chain learn from the inputs, and write their artifact.

    Until it is done there is a hidden folder beside the artifact, from which the same call goes on where it was.

    Args:
        config: the chain and how to read.
        inputs: the corpus.
        output: the artifact; one that is there is replaced at the end.
        workers: how many processes work; 0 for this one alone; None for one a processor.
        watch: called often.
        stopping: asked often; once it says so, the shards that have begun are finished, and no others.

    Raises:
        ConfigError: the chain has no learners, or the input can be read only once.
        InputError: the artifact is to be written over an input, or a folder.
        PluginError: a learner failed.
        RunError: another process is at it, or workers die though no plugin is at work.
        OSError: an input cannot be read, or the artifact cannot be written.
        KeyboardInterrupt: it was stopped before its end.
    """
    if not has_learners(config.chain):
        raise ConfigError("the chain has no learner, so there is nothing to learn: `jingwen run` cleans with it")
    given(config, inputs, None)
    if output.is_dir() or any(file.path and file.path.resolve() == output.resolve() for file in inputs.files):
        raise InputError(f"{output}: is {'a folder' if output.is_dir() else 'an input'}; give a new file")
    this, folder = plan(config, inputs), OutputFolder(output.with_name(f".{output.name}.work"))
    with folder.locked():
        folder.begin(this, (), fresh=folder.plan() != this)
        engine = Engine(cores() if workers is None else workers, config.run, stopping)
        passes = Passes(shards_of(config, inputs, this), engine, count=learning_passes(config.chain), watch=watch)
        artifact = learn_all(config, passes, folder)
        durable.write(output, artifact.content)
        shutil.rmtree(folder.path)
    return artifact.learned
