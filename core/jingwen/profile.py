"""The first pass: learners see the corpus, and cleaners take their places.

Learners vanish here: behind this pass a chain has cleaners only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, takewhile
from typing import Any

from jingwen.chain import Chain, Steps
from jingwen.document import Document, RawInput
from jingwen.errors import CleanerError, DocumentError
from jingwen.pipeline import Pipeline
from jingwen.plugin import Learner, Plugin

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
    """
    while group := _first_learners(chain.steps):
        documents = _states(Pipeline(chain), group[0][0], read())
        summaries: dict[str, Any] = {}
        while batch := list(islice(documents, BATCH)):
            for step_id, learner in group:
                part = learner.observe(batch)
                summaries[step_id] = learner.combine(summaries[step_id], part) if step_id in summaries else part
        for step_id, learner in group:
            summaries.setdefault(step_id, learner.observe([]))
        chain = chain.replaced(
            {"": _cleaners(chain.steps, summaries)}
            | {pattern: _cleaners(steps, summaries) for pattern, steps in chain.sites}
        )
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


def _cleaners(steps: Steps, summaries: dict[str, Any]) -> dict[str, Plugin]:
    """Return the cleaners that learners make of their summaries, by step id; each variant by its own settings."""
    return {
        step.id: step.plugin.cleaner(summaries[step.id])
        for step in steps
        if step.id in summaries and isinstance(step.plugin, Learner)
    }
