"""The first pass: learners see the corpus, and cleaners take their places.

Learners vanish here: behind this pass a chain has cleaners only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from itertools import dropwhile, islice, takewhile
from typing import Any, NamedTuple, TypeAlias

import orjson

from jingwen.chain import Chain, Step, Steps
from jingwen.document import Document, RawInput
from jingwen.errors import CleanerError, DocumentError, PluginError, described
from jingwen.pipeline import Pipeline
from jingwen.plugin import Cleaner, Learner

BATCH = 64
"""Documents that a learner sees at once, and between two checkpoints of a run: a message a document would cost 90 to
150 µs, one a batch 3 to 5 µs of each document."""

SUMMARY_LIMIT = 64 << 20  # bytes of a summary as JSON

# what JSON would change without a word is refused; a dict's order may come from a set, so it is not kept
_PLAIN = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)

Learners: TypeAlias = Mapping[str, Learner[Any]]
"""Learners that share a pass, by the ids of their steps."""


class Lesson(NamedTuple):
    """What some documents teach.

    Args:
        documents: how many they are.
        summaries: of each learner, by the id of its step; plain data with sorted keys.
    """

    documents: int
    summaries: Mapping[str, Any]


def has_learners(chain: Chain) -> bool:
    """Whether a chain needs a first pass."""
    return any(isinstance(step.plugin, Learner) for step in chain.steps)


def learned(chain: Chain, read: Callable[[], Iterable[RawInput]], *, summary_limit: int = SUMMARY_LIMIT) -> Chain:
    """Return the chain with a cleaner in the place of each learner; all in this process, and without any file.

    Adjacent learners share one pass over the corpus. Documents that an earlier step rejects or fails on teach nothing;
    the second pass accounts for them. `jingwen run` and `jingwen learn` do the same over many processes.

    Args:
        chain: the chain of a configuration.
        read: returns the corpus anew each time it is called.
        summary_limit: bytes that a learner's summary may have as JSON.

    Raises:
        PluginError: a learner failed, or its summary is no plain data, or too large.

    In a notebook, with the chain of a pipeline and a corpus as a list:

    >>> pipeline = Pipeline.from_config({"steps": ["repeated-marks"]})
    >>> corpus = ["今天，，天气好。", "明天也好。。"]
    >>> pipeline = Pipeline(learned(pipeline.chain, lambda: corpus))
    >>> [result.document.text for result in pipeline(corpus)]
    ['今天，天气好。', '明天也好。']
    """
    while learners := first_learners(chain):
        documents = _states(Pipeline(chain), next(iter(learners)), read())
        lessons = Lessons(learners, summary_limit)
        while batch := list(islice(documents, BATCH)):
            lessons.add(observed(learners, batch, summary_limit))
        chain = cleaning(chain, lessons.total().summaries)
    return chain


def first_learners(chain: Chain) -> Learners:
    """Return the first learner of a chain and those directly behind it; nothing if there is none."""
    from_first = dropwhile(lambda step: not isinstance(step.plugin, Learner), chain.steps)
    together = takewhile(lambda step: isinstance(step.plugin, Learner), from_first)
    return {step.id: step.plugin for step in together if isinstance(step.plugin, Learner)}


def observed(
    learners: Learners, documents: list[Document], summary_limit: int, entering: Callable[[str], None] | None = None
) -> Lesson:
    """Return what some documents teach.

    Args:
        learners: all of them see the documents.
        documents: as they are at the place of the learners.
        summary_limit: in bytes.
        entering: called with the id of each step before it begins.

    Raises:
        PluginError: a learner failed, or its summary is no plain data, or too large.
        MemoryError: there is too little memory. In a fresh process there may be enough.
    """
    summaries = {}
    for step_id, learner in learners.items():
        if entering:
            entering(step_id)
        with _blamed(learner):
            summary = learner.observe(documents)
        summaries[step_id] = _plain(learner, summary, summary_limit)
    return Lesson(len(documents), summaries)


class Lessons:
    """Adds up lessons in their order, two of like weight at a time: as bits carry when a number is counted up.

    So a lesson takes part in few sums, however many there are: each sum costs the time of what it holds already.

    Args:
        learners: who know how to.
        summary_limit: in bytes.
    """

    def __init__(self, learners: Learners, summary_limit: int) -> None:
        self._learners, self._limit = learners, summary_limit
        self._sums: list[tuple[int, Lesson]] = []

    def __bool__(self) -> bool:
        return bool(self._sums)

    def add(self, lesson: Lesson, entering: Callable[[str], None] | None = None) -> None:
        """Take the next lesson.

        Args:
            lesson: it is used up: a learner may change it.
            entering: called with the id of each step before it begins.

        Raises:
            PluginError: a learner failed, or its summary is no plain data, or too large.
            MemoryError: there is too little memory.
        """
        weight = 1
        while self._sums and self._sums[-1][0] == weight:
            lesson, weight = self._combined(self._sums.pop()[1], lesson, entering), 2 * weight
        self._sums.append((weight, lesson))

    def total(self, entering: Callable[[str], None] | None = None) -> Lesson:
        """Return the sum of all lessons, which are used up; where there were none, what no document teaches.

        Raises:
            PluginError: a learner failed, or its summary is no plain data, or too large.
            MemoryError: there is too little memory.
        """
        if not self._sums:
            return observed(self._learners, [], self._limit, entering)
        lesson = self._sums.pop()[1]
        while self._sums:
            lesson = self._combined(self._sums.pop()[1], lesson, entering)
        return lesson

    def _combined(self, a: Lesson, b: Lesson, entering: Callable[[str], None] | None) -> Lesson:
        summaries = {}
        for step_id, learner in self._learners.items():
            if entering:
                entering(step_id)
            with _blamed(learner):
                summary = learner.combine(a.summaries[step_id], b.summaries[step_id])
            summaries[step_id] = _plain(learner, summary, self._limit)
        return Lesson(a.documents + b.documents, summaries)


def cleaning(chain: Chain, summaries: Mapping[str, Any]) -> Chain:
    """Return a chain with the cleaners that learners make of their summaries; each variant by its own settings.

    Args:
        chain: its learners without a summary stay.
        summaries: by the ids of steps.

    Raises:
        PluginError: a learner failed.
    """

    def cleaners(steps: Steps) -> Steps:
        return tuple(
            Step(step.id, _cleaner(step.plugin, summaries[step.id]))
            if step.id in summaries and isinstance(step.plugin, Learner)
            else step
            for step in steps
        )

    return Chain(cleaners(chain.steps), tuple((pattern, cleaners(steps)) for pattern, steps in chain.sites))


def _states(pipeline: Pipeline, step_id: str, documents: Iterable[RawInput]) -> Iterator[Document]:
    """Yield the documents as a step receives them."""
    for document in documents:
        try:
            state = pipeline.until(step_id, document)
        except (CleanerError, DocumentError):
            continue
        if state is not None:
            yield state


def _plain(learner: Learner[Any], summary: Any, limit: int) -> Any:
    """Return a summary as JSON would bring it back, with sorted keys."""
    try:
        content = orjson.dumps(summary, option=_PLAIN)
        plain = orjson.loads(content)
        problem = "" if plain == summary else "it has a tuple, an enum, or a number that is not finite"
    except (TypeError, ValueError, RecursionError) as error:
        problem = str(error)
    if problem:
        way_out = (
            "JSON must bring it back as it is: use dicts with str as keys, lists, str, int of 64 bits, float, bool and "
            "None; sorted(…) for a set, list(…) for a tuple, dict(…) for a Counter, .hex() for bytes"
        )
        raise PluginError(f"its summary is no plain data ({problem}); {way_out}", plugin=learner.name)
    if len(content) > limit:
        way_out = "let it keep less, or raise `run: {summary_limit: …}`"
        raise PluginError(f"its summary has {len(content)} bytes, the limit is {limit}; {way_out}", plugin=learner.name)
    return plain


def _cleaner(learner: Learner[Any], summary: Any) -> Cleaner:
    """Return the cleaner that a learner makes of its summary."""
    with _blamed(learner):
        cleaner: Any = learner.cleaner(deepcopy(summary))  # each variant has its own to write into
    if not isinstance(cleaner, Cleaner):
        raise PluginError(f"its cleaner() returned {type(cleaner).__name__}, which is no Cleaner", plugin=learner.name)
    return cleaner


@contextmanager
def _blamed(learner: Learner[Any]) -> Iterator[None]:
    """Turn what a learner raises into an error that names it: without its cleaner no document can be cleaned."""
    try:
        yield
    except MemoryError:
        raise
    except (Exception, SystemExit) as error:  # whatever a stranger's plugin does
        raise PluginError(f"it raised {described(error)} in the first pass", plugin=learner.name) from error
