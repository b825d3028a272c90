"""The counts of a run, by outcome and by step."""

from __future__ import annotations

from collections import Counter

from jingwen.chain import Chain
from jingwen.run.outcome import Outcome
from jingwen_schemas import RunCounts, StepCounts

_MOST_CAUSES = 1000  # messages quote what they are about: there may be as many as documents

_SHOWN_CAUSES = 20


class Tally:
    """Counts outcomes as they come.

    Args:
        chain: whose steps are counted, those that find nothing too.
    """

    def __init__(self, chain: Chain) -> None:
        self._plugins = {step.id: step.plugin.name for step in chain.steps}
        self._documents: Counter[str] = Counter()
        self._findings: dict[str, dict[str, Counter[str]]] = {
            step: {kind: Counter() for kind in ("edits", "flags", "rejects", "fields")} for step in self._plugins
        }
        self._links: Counter[str] = Counter()
        self._outcomes: Counter[str] = Counter()
        self._causes: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self._outcomes.update(("read", outcome.kind))
        if outcome.cause and (outcome.cause in self._causes or len(self._causes) < _MOST_CAUSES):
            self._causes[outcome.cause] += 1
        for step, plugin, found in outcome.findings:
            self._documents[step] += 1
            self._links[step] += len(found.links)
            counters = self._findings[step]
            counters["edits"].update(f"{plugin}/{edit.reason}" for edit in found.edits)
            counters["flags"].update(f"{plugin}/{flag.reason}" for flag in found.flags)
            counters["rejects"].update(f"{plugin}/{reject.reason}" for reject in found.rejects[:1])
            counters["fields"].update(field.name for field in found.fields)

    @property
    def counts(self) -> RunCounts:
        """The accounting so far."""
        return RunCounts(**{kind: self._outcomes[kind] for kind in ("read", "written", "rejected", "quarantined")})

    @property
    def causes(self) -> dict[str, int]:
        """Why records went to quarantine so far: the most frequent causes."""
        return dict(sorted(self._causes.items(), key=lambda cause: (-cause[1], cause[0]))[:_SHOWN_CAUSES])

    @property
    def steps(self) -> list[StepCounts]:
        """What each step did so far, in the order of the chain, its reasons by name."""
        return [
            StepCounts(
                step=step,
                plugin=plugin,
                documents=self._documents[step],
                links=self._links[step],
                **{kind: dict(sorted(counter.items())) for kind, counter in self._findings[step].items()},
            )
            for step, plugin in self._plugins.items()
        ]
