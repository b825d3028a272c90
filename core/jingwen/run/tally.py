"""The counts of a run, by outcome and by step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from jingwen.run.outcome import Outcome
from jingwen_schemas import Accounts, RunCounts, StepCounts

_OTHERS = "others"
_MOST_NAMES = 1000  # messages quote what they are about: there may be as many as documents


class Tally:
    """Counts outcomes as they come.

    Args:
        plugins: the steps that are counted, those that find nothing too, and their plugins.
    """

    def __init__(self, plugins: Mapping[str, str]) -> None:
        self._plugins: dict[str, str] = {}
        self._documents: Counter[str] = Counter()
        self._findings: dict[str, dict[str, Counter[str]]] = {}
        self._links: Counter[str] = Counter()
        self._outcomes: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()
        self._causes: Counter[str] = Counter()
        for step, plugin in plugins.items():
            self._add_step(step, plugin)

    def _add_step(self, step: str, plugin: str) -> None:
        if step not in self._plugins:
            self._plugins[step] = plugin
            self._findings[step] = {kind: Counter() for kind in ("edits", "flags", "rejects", "fields")}

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        if outcome.kind == "skipped":
            self._count(self._skipped, outcome.cause)
            return
        self._outcomes["read"] += 1
        self._outcomes[outcome.kind] += 1
        if outcome.kind == "quarantined":
            self._count(self._causes, outcome.cause)
        for step, plugin, found in outcome.findings:
            self._documents[step] += 1
            counters = self._findings[step]
            for kind, findings in (("edits", found.edits), ("flags", found.flags), ("rejects", found.rejects[:1])):
                if findings:
                    counters[kind].update([f"{plugin}/{finding.reason}" for finding in findings])
            if found.links:
                self._links[step] += sum(link.revises is None for link in found.links)
            for field in found.fields:
                self._count(counters["fields"], field.name)

    def merge(self, accounts: Accounts) -> None:
        """Count everything that was counted elsewhere; steps that are not known yet come behind the others."""
        self._outcomes.update(accounts.counts.model_dump())
        for counter, others in ((self._skipped, accounts.skipped), (self._causes, accounts.quarantine_causes)):
            for name, number in others.items():
                self._count(counter, name, number)
        for step in accounts.steps:
            self._add_step(step.step, step.plugin)
            self._documents[step.step] += step.documents
            self._links[step.step] += step.links
            for kind, counter in self._findings[step.step].items():
                counter.update(getattr(step, kind))

    def forget_quarantine(self) -> None:
        """Take the records in quarantine out of the counts: they are about to be tried again."""
        self._outcomes.subtract({"read": self._outcomes["quarantined"]})
        self._outcomes["quarantined"] = 0
        self._causes.clear()

    @staticmethod
    def _count(counter: Counter[str], name: str, number: int = 1) -> None:
        counter[name if name in counter or len(counter) < _MOST_NAMES else _OTHERS] += number

    @property
    def counts(self) -> RunCounts:
        """The accounting so far."""
        return RunCounts(**{kind: self._outcomes[kind] for kind in ("read", "written", "rejected", "quarantined")})

    def accounts(self) -> dict[str, Any]:
        """Return all counts so far, by the names that they have in `Accounts`."""
        return {
            "counts": self.counts,
            "skipped": dict(sorted(self._skipped.items())),
            "steps": [
                StepCounts(
                    step=step,
                    plugin=plugin,
                    documents=self._documents[step],
                    links=self._links[step],
                    **{kind: dict(sorted(counter.items())) for kind, counter in self._findings[step].items()},
                )
                for step, plugin in self._plugins.items()
            ],
            "quarantine_causes": dict(sorted(self._causes.items(), key=lambda cause: (-cause[1], cause[0]))),
        }
