"""The chain: the steps that a document passes, and their variants by site."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import NamedTuple, TypeAlias

from jingwen.plugin import Plugin


class Step(NamedTuple):
    """A plugin with its settings, at its place in the chain under an id."""

    id: str
    plugin: Plugin


Steps: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True)
class Chain:
    """The steps of a run.

    Args:
        steps: in the order in which a document passes them.
        sites: variants of the steps, by pattern of the host name; the first pattern that matches wins.
    """

    steps: Steps
    sites: tuple[tuple[str, Steps], ...] = ()

    @property
    def plugins(self) -> dict[str, str]:
        """The name of each step's plugin, by the step's id."""
        return {step.id: step.plugin.name for step in self.steps}

    def for_site(self, site: str | None) -> Steps:
        """Return the steps for documents of a site.

        Args:
            site: a host name, or None.

        >>> Chain((), sites=(("*.example.cn", ()),)).for_site("news.example.cn")
        ()
        """
        if site and self.sites:
            name = site.lower()
            for pattern, steps in self.sites:
                if fnmatchcase(name, pattern):
                    return steps
        return self.steps
