"""The contract between the core and its plugins.

A plugin is a class. Its fields are its settings; it keeps no other state. Its docstring is its documentation. A
distribution offers it through an entry point of the group `jingwen`, whose name is the plugin's name, and a hook:

    [project.entry-points.jingwen]
    no-adverts = "my_package.no_adverts"
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Generic, TypeVar

import pluggy
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo

from jingwen.document import Document
from jingwen.findings import Finding

GROUP = "jingwen"
hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


class Plugin(BaseModel):
    """Base of all plugins: immutable settings, a name, and the reasons that its findings may give."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    """What the configuration selects: lower case, words joined by hyphens."""

    reasons: ClassVar[Mapping[str, str]] = {}
    """Slug → one line that explains it. Every finding's reason is one of these."""


class Cleaner(Plugin, ABC):
    """A plugin that looks at one document at a time.

    >>> class NoAdverts(Cleaner):
    ...     '''Removes lines that are labelled as advertisements.'''
    ...
    ...     name = "no-adverts"
    ...     reasons = {"advert": "a line labelled as an advertisement"}
    ...     label: str = "广告"
    ...
    ...     def findings(self, document):
    ...         marked = (line for line in document.lines if line.text.startswith(self.label))
    ...         return document.line_removals({line.index: "advert" for line in marked})
    >>> from jingwen_schemas import RawDocument
    >>> list(NoAdverts().findings(Document.of(RawDocument(text="正文。\\n广告：买一送一"))))
    [Edit(start=3, end=11, new='', reason='advert')]
    """

    @abstractmethod
    def findings(self, document: Document) -> Iterable[Finding]:
        """Return what there is to say about a document: edits in order and without overlap, the rest in any order."""


Summary = TypeVar("Summary")


class Learner(Plugin, ABC, Generic[Summary]):
    """A plugin that learns from the whole corpus in a first pass, and cleans with what it learned in the second.

    A learner sees documents as they are at its place in the chain. The corpus is learned in parts, by many processes:
    what two parts teach, combined, must be what they teach as one.

    A summary is plain data that JSON brings back as it is: dicts with `str` as keys, lists, `str`, `int` of 64 bits,
    `float`, `bool` and `None`. The order of a dict's keys is not kept. `run: {summary_limit: …}` bounds its size.
    """

    @abstractmethod
    def observe(self, documents: Iterable[Document]) -> Summary:
        """Return what some of the documents teach; there may be none."""

    @abstractmethod
    def combine(self, a: Summary, b: Summary) -> Summary:
        """Return what both parts teach. Associative and commutative, so that parts can be learned anywhere.

        Args:
            a: a summary; may be changed.
            b: another one; may be changed.
        """

    @abstractmethod
    def cleaner(self, summary: Summary) -> Cleaner:
        """Return the cleaner that takes the learner's place in the chain."""


class Hooks:
    """The hooks that a plugin module may implement."""

    @hookspec
    def plugins(self) -> Iterable[type[Plugin]]:  # type: ignore[empty-body] # a specification has no body
        """Offer plugin classes. The configuration enables them; the chain's order is the configuration's."""


def _expanded(value: Any, info: ValidationInfo) -> Any:
    """Expand `${env:NAME}` in a path, and resolve it against the folder of the configuration."""
    if not isinstance(value, (str, Path)):
        return value
    text, folders = str(value), (info.context or {}).get("folders", {})
    while (start := text.find("${env:")) >= 0:
        end = text.find("}", start)
        if end < 0:
            raise ValueError("${env: is not closed by }")
        name = text[start + 6 : end]
        if (found := os.environ.get(name)) is None:
            raise ValueError(f"the environment variable {name} is not set")
        if "${env:" in found:
            raise ValueError(f"the environment variable {name} holds ${{env: itself")
        text = text[:start] + found + text[end + 1 :]
    return folders.get(info.field_name, Path()) / text


PathSetting = Annotated[Path, BeforeValidator(_expanded)]
"""A setting that is a path: relative to the configuration's folder, and the only kind that takes `${env:NAME}`."""
