"""The errors of jingwen: a leaf that everything else may import. Each error carries its culprit."""

from __future__ import annotations

from typing import Any


class JingwenError(Exception):
    """Base of all errors that jingwen raises on purpose. Its text is one line that a user can act on."""


class ConfigError(JingwenError):
    """The configuration cannot be used.

    Args:
        message: what is wrong, and the way out.
        file: the configuration's file or preset.
        line: where, counted from 1.
        column: where in the line, in code points, counted from 1.

    >>> str(ConfigError("unknown key 'stpes'", file="c.yaml", line=3, column=1))
    "c.yaml:3:1: unknown key 'stpes'"
    """

    def __init__(
        self, message: str, *, file: str | None = None, line: int | None = None, column: int | None = None
    ) -> None:
        self.message, self.file, self.line, self.column = message, file, line, column
        place = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(f"{place}: {message}" if place else message)


class PluginError(JingwenError):
    """A plugin cannot be loaded: it is missing, broken or duplicated.

    Args:
        message: what is wrong, and the way out.
        plugin: its name.
        place: where a configuration names it, as `file:line:column`.

    >>> str(PluginError("it is not installed", plugin="x", place="c.yaml:3:5"))
    "c.yaml:3:5: plugin 'x': it is not installed"
    """

    def __init__(self, message: str, *, plugin: str, place: str = "") -> None:
        self.message, self.plugin, self.place = message, plugin, place
        super().__init__(f"{place}: plugin '{plugin}': {message}" if place else f"plugin '{plugin}': {message}")


class DocumentError(JingwenError):
    """A raw document cannot be cleaned at all, for example because its text is not valid Unicode."""

    def __init__(self, message: str, *, document: str | None = None) -> None:
        self.message, self.document = message, document
        super().__init__(f"document '{document}': {message}" if document else message)


class CleanerError(JingwenError):
    """A plugin failed on a document.

    >>> str(CleanerError("it raised KeyError: 'a'", step="x", plugin="x", document="d1"))
    "step 'x', document 'd1': it raised KeyError: 'a'"
    """

    def __init__(self, message: str, *, step: str, plugin: str, document: str) -> None:
        self.message, self.step, self.plugin, self.document = message, step, plugin, document
        named = f"step '{step}'" if step == plugin else f"step '{step}' (plugin '{plugin}')"
        super().__init__(f"{named}, document '{document}': {message}")


class FindingError(CleanerError):
    """A plugin returned a finding that breaks the contract; `finding` is the culprit."""

    def __init__(self, message: str, *, finding: Any, step: str, plugin: str, document: str) -> None:
        self.finding = finding
        shown = repr(finding)
        shown = shown if len(shown) <= 200 else shown[:200] + "…"
        super().__init__(f"{message}: {shown}", step=step, plugin=plugin, document=document)


class DocumentRejectedError(JingwenError):
    """The chain rejected a document (raised by `jingwen.clean` alone: a run records rejects instead)."""

    def __init__(self, *, document: str, step: str, reason: str, detail: str) -> None:
        self.document, self.step, self.reason, self.detail = document, step, reason, detail
        super().__init__(
            f"document '{document}': rejected by step '{step}': {reason}" + (f": {detail}" if detail else "")
        )


class LedgerError(JingwenError):
    """A ledger record does not fit the clean text that it should restore."""


class InputError(JingwenError):
    """An input, or an output folder, cannot be used as it stands."""


class RunError(JingwenError):
    """A run cannot go on because of its surroundings; once they are mended, the same command goes on."""


def described(error: BaseException) -> str:
    """Return a stranger's exception in one line, even one that fails to describe itself.

    >>> described(KeyError("a"))
    "KeyError: 'a'"
    """
    try:
        text = str(error)
    except Exception:
        text = ""
    first = text.strip().split("\n", 1)[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def encodable(text: str) -> str:
    """Return a text that UTF-8 can hold: file names and messages may have lone surrogates, which become escapes.

    >>> encodable(b"a\\xff".decode("utf-8", "surrogateescape"))
    'a\\\\udcff'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
