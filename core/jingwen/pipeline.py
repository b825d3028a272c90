"""One document through the chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from operator import is_
from pathlib import Path
from typing import Any, NamedTuple

from jingwen.chain import Chain, Step, Steps
from jingwen.config import load
from jingwen.contract import NOTHING, Findings, checked
from jingwen.document import Document, RawInput, raw_document, sha256
from jingwen.errors import CleanerError, DocumentRejectedError, described
from jingwen.ledger import apply
from jingwen.plugin import Cleaner, Plugin
from jingwen_schemas import CleanDocument, LedgerRecord, StepRecord


class StepFindings(NamedTuple):
    """What one step found, at offsets of the text that it received."""

    step: str
    plugin: str
    findings: Findings


class Rejection(NamedTuple):
    """Why a document must not be emitted as clean."""

    step: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Result:
    """A document behind the chain.

    Args:
        document: the clean document; where the document was rejected, as it was then.
        ledger: every edit, and every value read.
        rejected: why it must not be emitted, or None.
        findings: what each step found, for counts and explanations.
    """

    document: CleanDocument
    ledger: LedgerRecord
    rejected: Rejection | None
    findings: tuple[StepFindings, ...]


class Pipeline:
    """A chain of plugins that cleans documents one by one.

    Args:
        chain: the steps; plugins with settings, or a `Chain` with ids and variants by site.

    Raises:
        ValueError: two steps have one id.

    >>> pipeline = Pipeline.from_config({"steps": ["spaces", "repeated-marks"]})
    >>> pipeline.clean("今天，，天气好。").document.text
    '今天，天气好。'
    """

    def __init__(self, chain: Chain | Iterable[Plugin]) -> None:
        if not isinstance(chain, Chain):
            chain = Chain(tuple(Step(plugin.name, plugin) for plugin in chain))
        ids = [step.id for step in chain.steps]
        if twice := next((step_id for step_id in ids if ids.count(step_id) > 1), None):
            raise ValueError(
                f"two steps have the id '{twice}'; give them ids of their own: Chain((Step('a', …), Step('b', …)))"
            )
        self.chain = chain

    @classmethod
    def from_config(
        cls, source: str | Path | Mapping[str, Any] = "preset:zh-web", *, plugins: Iterable[type[Plugin]] = ()
    ) -> Pipeline:
        """Return the pipeline of a configuration.

        Args:
            source: `preset:NAME`, a YAML or TOML file, or a configuration as plain data.
            plugins: classes that the configuration may use besides the installed ones.

        Raises:
            ConfigError: the configuration is wrong.
            PluginError: a plugin that it names cannot be loaded.
        """
        return cls(load(source, plugins=plugins).chain)

    def clean(self, document: RawInput, entering: Callable[[str], None] | None = None) -> Result:
        """Clean one document.

        Args:
            document: a text, a raw record as a mapping, or a raw document.
            entering: called with the id of each step before it begins.

        Raises:
            DocumentError: it is no usable raw document.
            CleanerError: a plugin failed on it.
        """
        raw = raw_document(document)
        # a plugin that writes into what it sees must not change what is written
        start = Document.of(raw.model_copy(update={"meta": deepcopy(raw.meta)}))
        state, found, records, rejected = self._through(start, self.chain.for_site(start.site), entering)
        clean = state.with_changes(raw=raw).as_clean()
        digest = state.raw_sha256 if state.text == raw.text else sha256(state.text)
        ledger = LedgerRecord(id=state.id, raw_sha256=state.raw_sha256, clean_sha256=digest, steps=records)
        return Result(clean, ledger, rejected, tuple(found))

    def __call__(self, documents: Iterable[RawInput]) -> Iterator[Result]:
        """Clean documents one after the other, as they are asked for.

        Args:
            documents: as `clean` takes them.

        Raises:
            DocumentError: one is no usable raw document.
            CleanerError: a plugin failed on one.
        """
        return (self.clean(document) for document in documents)

    def until(self, step_id: str, document: RawInput, entering: Callable[[str], None] | None = None) -> Document | None:
        """Return a document as a step receives it, or None where an earlier step rejects it.

        Args:
            step_id: the step's id.
            document: as `clean` takes it.
            entering: called with the id of each step before it begins.

        Raises:
            DocumentError: it is no usable raw document.
            CleanerError: a plugin failed on it.
        """
        start = Document.of(raw_document(document))
        steps = self.chain.for_site(start.site)
        before = steps[: [step.id for step in steps].index(step_id)]
        state, _, _, rejected = self._through(start, before, entering)
        return None if rejected else state

    @staticmethod
    def _through(
        state: Document, steps: Steps, entering: Callable[[str], None] | None = None
    ) -> tuple[Document, list[StepFindings], list[StepRecord], Rejection | None]:
        """Thread a document through steps, up to the first that rejects it."""
        found: list[StepFindings] = []
        records: list[StepRecord] = []
        for step_id, plugin in steps:
            if entering:
                entering(step_id)
            findings = _findings(step_id, plugin, state)
            if not findings:
                continue
            found.append(StepFindings(step_id, plugin.name, findings))
            state, record = apply(state, findings, step=step_id, plugin=plugin)
            if record:
                records.append(record)
            if findings.rejects:
                reason, detail = findings.rejects[0]
                return state, found, records, Rejection(step_id, f"{plugin.name}/{reason}", detail)
        return state, found, records, None


def _findings(step_id: str, plugin: Plugin, document: Document) -> Findings:
    """Return a plugin's checked findings on a document.

    Raises:
        CleanerError: the plugin raised, or broke the contract.
    """
    if not isinstance(plugin, Cleaner):
        message = "it has not learned yet: `jingwen.profile.learned` makes its first pass"
        raise CleanerError(message, step=step_id, plugin=plugin.name, document=document.id)
    seen = vars(document).copy()
    try:
        returned: Any = plugin.findings(document)
        findings = [] if returned is None else list(returned)
    except (Exception, SystemExit) as error:  # whatever a stranger's plugin does
        message = f"it raised {described(error)}"
        raise CleanerError(message, step=step_id, plugin=plugin.name, document=document.id) from error
    if returned is None:
        message = "findings() returned None; return a list of findings, or yield them"
        raise CleanerError(message, step=step_id, plugin=plugin.name, document=document.id)
    if not all(map(is_, map(vars(document).get, seen), seen.values())):
        message = "it changed the document that it was given; say what to change in findings"
        raise CleanerError(message, step=step_id, plugin=plugin.name, document=document.id)
    return checked(findings, document=document, step=step_id, plugin=plugin) if findings else NOTHING


@cache
def _pipeline(preset: str) -> Pipeline:
    """Return a preset's pipeline; it never changes, so it is made once."""
    return Pipeline.from_config(preset)


def clean(text: str, *, config: str = "preset:zh-web") -> CleanDocument:
    """Clean one text, the shortest way.

    Args:
        text: the scraped text.
        config: `preset:NAME` or a file.

    Raises:
        DocumentRejectedError: the chain rejects it.
        ConfigError: the configuration is wrong.
        CleanerError: a plugin failed on it.

    >>> import jingwen
    >>> jingwen.clean("首页正文\\n\\n今日天晴，，适合出门。").text
    '今日天晴，适合出门。'
    """
    pipeline = _pipeline(config) if config.startswith("preset:") else Pipeline.from_config(config)
    result = pipeline.clean(text)
    if result.rejected:
        step, reason, detail = result.rejected
        raise DocumentRejectedError(document=result.document.id, step=step, reason=reason, detail=detail)
    return result.document
