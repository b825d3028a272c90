"""The first pass: learners see the corpus, and cleaners take their places.

Learners vanish here: behind this pass a chain has cleaners only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice, takewhile
from typing import Any

from jingwen.chain import Chain, Step, Steps
from jingwen.document import Document, RawInput
from jingwen.errors import CleanerError, DocumentError, PluginError, described
from jingwen.pipeline import Pipeline
from jingwen.plugin import Cleaner, Learner

BATCH = 64  # documents that a learner sees at once; their summaries are combined


def has_learners(chain: Chain) -> bool:
    """Whether a chain needs a first pass."""
    return any(isinstance(step.plugin, Learner) for step in chain.steps)


def learned(chain: Chain, read: Callable[[], Iterable[RawInput]]) -> Chain:
    """Return the chain with a cleaner in the place of each learner.

    Adjacent learners share one pass over the corpus. Documents that an earlier step rejects or fails on teach nothing;
    the second pass accounts for them.

    Args:
        chain: the chain of a configuration.
        read: returns the corpus anew each time it is called.

    Raises:
        PluginError: a learner failed.
    """
    while group := _first_learners(chain.steps):
        documents = _states(Pipeline(chain), group[0][0], read())
        summaries: dict[str, Any] = {}
        while batch := list(islice(documents, BATCH)):
            for step_id, learner in group:
                with _blamed(learner):
                    part = learner.observe(batch)
                    summaries[step_id] = learner.combine(summaries[step_id], part) if step_id in summaries else part
        for step_id, learner in group:
            if step_id not in summaries:
                with _blamed(learner):
                    summaries[step_id] = learner.observe([])
        sites = tuple((pattern, _cleaning(steps, summaries)) for pattern, steps in chain.sites)
        chain = Chain(_cleaning(chain.steps, summaries), sites)
    return chain


def _first_learners(steps: Steps) -> list[tuple[str, Learner[Any]]]:
    """Return the first learner and those directly behind it."""
    start = next((index for index, step in enumerate(steps) if isinstance(step.plugin, Learner)), len(steps))
    together = takewhile(lambda step: isinstance(step.plugin, Learner), steps[start:])
    return [(step.id, step.plugin) for step in together if isinstance(step.plugin, Learner)]


def _states(pipeline: Pipeline, step_id: str, documents: Iterable[RawInput]) -> Iterator[Document]:
    """Yield the documents as a step receives them."""
    for document in documents:
        try:
            state = pipeline.until(step_id, document)
        except (CleanerError, DocumentError):
            continue
        if state is not None:
            yield state


def _cleaning(steps: Steps, summaries: Mapping[str, Any]) -> Steps:
    """Return steps with the cleaners that learners make of their summaries; each variant by its own settings."""
    return tuple(
        Step(step.id, _cleaner(step.plugin, summaries[step.id]))
        if step.id in summaries and isinstance(step.plugin, Learner)
        else step
        for step in steps
    )


def _cleaner(learner: Learner[Any], summary: Any) -> Cleaner:
    """Return the cleaner that a learner makes of its summary."""
    with _blamed(learner):
        cleaner: Any = learner.cleaner(summary)
    if not isinstance(cleaner, Cleaner):
        raise PluginError(f"its cleaner() returned {type(cleaner).__name__}, which is no Cleaner", plugin=learner.name)
    return cleaner


@contextmanager
def _blamed(learner: Learner[Any]) -> Iterator[None]:
    """Turn what a learner raises into an error that names it: without its cleaner no document can be cleaned."""
    try:
        yield
    except Exception as error:  # whatever a stranger's plugin does
        raise PluginError(f"it raised {described(error)} in the first pass", plugin=learner.name) from error
