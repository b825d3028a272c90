"""jingwen (净文) cleans scraped Chinese documents through a chain of plugins, and can explain every edit.

>>> import jingwen
>>> jingwen.clean("首页正文\\n\\n今天,天晴。").text
'今天，天晴。'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jingwen.diff import edits_between
    from jingwen.document import Document, Line
    from jingwen.errors import (
        CleanerError,
        ConfigError,
        DocumentError,
        DocumentRejectedError,
        FindingError,
        JingwenError,
        LedgerError,
        PluginError,
    )
    from jingwen.findings import Edit, Field, Finding, Flag, Link, Reject
    from jingwen.ledger import restored
    from jingwen.pipeline import Pipeline, Result, clean
    from jingwen.plugin import Cleaner, Learner, PathSetting, Plugin, hookimpl
    from jingwen_schemas import RawDocument

__all__ = [
    "Cleaner",
    "CleanerError",
    "ConfigError",
    "Document",
    "DocumentError",
    "DocumentRejectedError",
    "Edit",
    "Field",
    "Finding",
    "FindingError",
    "Flag",
    "JingwenError",
    "Learner",
    "LedgerError",
    "Line",
    "Link",
    "PathSetting",
    "Pipeline",
    "Plugin",
    "PluginError",
    "RawDocument",
    "Reject",
    "Result",
    "clean",
    "edits_between",
    "hookimpl",
    "restored",
]

# Names are imported when they are first used: `jingwen --help` should not wait for pydantic.
_HOMES = {
    "jingwen.diff": ("edits_between",),
    "jingwen.document": ("Document", "Line"),
    "jingwen.errors": tuple(name for name in __all__ if name.endswith("Error")),
    "jingwen.findings": ("Edit", "Field", "Finding", "Flag", "Link", "Reject"),
    "jingwen.ledger": ("restored",),
    "jingwen.pipeline": ("Pipeline", "Result", "clean"),
    "jingwen.plugin": ("Cleaner", "Learner", "PathSetting", "Plugin", "hookimpl"),
    "jingwen_schemas": ("RawDocument",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'jingwen' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)
