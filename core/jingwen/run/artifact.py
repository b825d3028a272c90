"""The artifact of learners: made of what they learned, read back, and fitted into a chain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from jingwen.chain import Chain
from jingwen.config import Config
from jingwen.config.load import plain
from jingwen.errors import ConfigError, InputError
from jingwen.formats import Inputs
from jingwen.formats.output import line, loads
from jingwen.pipeline import Pipeline
from jingwen.plugin import Learner
from jingwen.profile import Lesson, cleaning, first_learners, has_learners
from jingwen.run.learn_job import LearnJob, learn_from
from jingwen.run.output_folder import OutputFolder
from jingwen.run.passes import Passes
from jingwen_schemas import Learned, LearnedStep

_WAY_OUT = "`jingwen learn` makes one that fits"


@dataclass(frozen=True)
class Artifact:
    """What the learners of a chain learned.

    Args:
        content: the bytes of its file.
        learned: the same, parsed.
        chain: with a cleaner in the place of each learner.
    """

    content: bytes
    learned: Learned
    chain: Chain

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @classmethod
    def read(cls, file: Path, config: Config) -> Artifact:
        """Return the artifact in a file.

        Args:
            file: as `jingwen learn` or a run wrote it.
            config: with the learners that it was made for, by the ids of their steps.

        Raises:
            InputError: it holds none, or the learners were others, of another version or with other settings.
            PluginError: a learner failed.
        """
        try:
            content = file.read_bytes()
            learned = Learned.model_validate(loads(content))
        except OSError as error:
            raise InputError(f"{file}: cannot be read: {error.strerror}") from None
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(map(str, problem["loc"]))
            raise InputError(f"{file}: no artifact of learners: {where}: {problem['msg']}; {_WAY_OUT}") from None
        except ValueError:
            raise InputError(f"{file}: no artifact of learners: it is no JSON; {_WAY_OUT}") from None
        made = {step.step: step for step in learned.learners}
        for now in _steps(config, {}):
            if difference := _difference(made.get(now.step), now):
                raise InputError(f"{file}: does not fit the configuration: {difference}; {_WAY_OUT}")
        return cls(content, learned, cleaning(config.chain, {key: step.summary for key, step in made.items()}))


def given(config: Config, inputs: Inputs, file: Path | None) -> Artifact | None:
    """Return the artifact that the user gives, if any.

    Args:
        config: the configuration of a run.
        inputs: what it reads.
        file: of the artifact.

    Raises:
        ConfigError: there is nothing to learn, or there must be an artifact because the input can be read only once.
        InputError: it does not fit the configuration.
        PluginError: a learner failed.
    """
    if file:
        if not has_learners(config.chain):
            raise ConfigError("the chain has no learner: leave `--learned` out")
        return Artifact.read(file, config)
    if has_learners(config.chain) and not inputs.rereadable:
        raise ConfigError("the chain has a learner, which reads the input twice: give a file instead of `-`")
    return None


def learn_all(config: Config, passes: Passes, folder: OutputFolder) -> Artifact:
    """Let all learners of a chain learn; adjacent ones share a pass.

    Args:
        config: the chain and how to read.
        passes: over the corpus.
        folder: where the work is committed part by part.

    Raises:
        PluginError: a learner failed.
        KeyboardInterrupt: it was stopped before its end.
        RunError: workers die though no plugin is at work.
        OSError: an input cannot be read, or the output cannot be written.
    """
    chain, lessons = config.chain, dict[str, Lesson]()
    for number in range(learning_passes(chain)):
        learners = first_learners(chain)
        # an absolute path, because a plugin may change the working folder
        job = LearnJob(Pipeline(chain), config.input, learners, config.run.summary_limit, folder.work.absolute())
        lesson = learn_from(passes, job, folder.lessons(number))
        chain = cleaning(chain, lesson.summaries)
        lessons |= dict.fromkeys(learners, lesson)
    learned = Learned(learners=list(_steps(config, lessons)))
    return Artifact(line(learned), learned, chain)


def learning_passes(chain: Chain) -> int:
    """Return how many passes the learners of a chain need: one for each row of adjacent ones.

    >>> learning_passes(Chain(()))
    0
    """
    learns = [isinstance(step.plugin, Learner) for step in chain.steps]
    return sum(now and not before for before, now in zip((False, *learns), learns, strict=False))


def _steps(config: Config, lessons: Mapping[str, Lesson]) -> Iterator[LearnedStep]:
    """Yield what there is to say of each learner; without a lesson, of one that has learned nothing."""
    origins = {plugin.plugin: plugin.model_dump() for plugin in config.plugins}
    for step_id, plugin in config.chain.steps:
        if isinstance(plugin, Learner):
            lesson = lessons.get(step_id, Lesson(0, {step_id: None}))
            yield LearnedStep(
                step=step_id,
                **origins[plugin.name],
                settings=plain(plugin),
                documents=lesson.documents,
                summary=lesson.summaries[step_id],
            )


def _difference(made: LearnedStep | None, now: LearnedStep) -> str:
    """Return how a learner differs from what it was when it learned, or nothing."""
    if made is None:
        return f"it has nothing for the learner '{now.step}'"
    for key in ("plugin", "distribution", "version"):
        if (before := getattr(made, key)) != (after := getattr(now, key)):
            return f"the {key} of step '{now.step}' was {before}, now {after}"
    settings = loads(line(now, include={"settings"}))["settings"]  # as a file would bring them back
    for key in dict.fromkeys((*made.settings, *settings)):
        if made.settings.get(key) != settings.get(key):
            return f"{now.step}.{key} was {made.settings.get(key)!r}, now {settings.get(key)!r}"
    return ""
