"""Discovery of plugins through pluggy entry points. One registry a run; nothing here is global.

An entry point of the group `jingwen` is named after its plugin, so a name finds its module without importing any other.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple

import pluggy

from jingwen.errors import PluginError, described
from jingwen.plugin import GROUP, Cleaner, Hooks, Learner, Plugin
from jingwen.suggest import did_you_mean
from jingwen_schemas import PluginVersion

_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class Installed(NamedTuple):
    """An entry point, before anything of it is imported."""

    name: str
    module: str
    distribution: str
    version: str
    point: EntryPoint


class Registry:
    """The plugins that are installed, and those of them that were loaded.

    Args:
        plugins: classes to add to the installed ones, for tests and notebooks.

    Raises:
        PluginError: an added class is no usable plugin, or has the name of an installed one.

    >>> registry = Registry()
    >>> "site-chrome" in registry.names()
    True
    """

    def __init__(self, plugins: Iterable[type[Plugin]] = ()) -> None:
        self._installed: dict[str, list[Installed]] = {}
        for found in sorted(_all_installed(), key=lambda found: found[:-1]):
            self._installed.setdefault(found.name, []).append(found)
        self._loaded: dict[str, type[Plugin]] = {}
        for plugin in plugins:
            _hold_to_contract(plugin, getattr(plugin, "name", getattr(plugin, "__name__", str(plugin))))
            if plugin.name in self._installed or plugin.name in self._loaded:
                raise PluginError("a plugin of this name is there already", plugin=plugin.name)
            self._loaded[plugin.name] = plugin

    def names(self) -> list[str]:
        """Return the names of all installed and added plugins, sorted. Imports none of them."""
        return sorted(self._installed.keys() | self._loaded.keys())

    def load(self, name: str) -> type[Plugin]:
        """Return a plugin's class, importing its module if need be.

        Raises:
            PluginError: it is missing, offered twice, cannot be imported, or breaks the contract.
        """
        if name not in self._loaded:
            self._loaded[name] = self._import(self._only(name))
        return self._loaded[name]

    def version(self, name: str) -> PluginVersion:
        """Return which distribution a plugin came from.

        Raises:
            PluginError: it is missing, or offered twice.
        """
        if name in self._loaded and name not in self._installed:
            return PluginVersion(plugin=name, distribution="", version="")
        found = self._only(name)
        return PluginVersion(plugin=name, distribution=found.distribution, version=found.version)

    def _only(self, name: str) -> Installed:
        found = self._installed.get(name, [])
        if not found:
            raise PluginError(f"it is not installed{did_you_mean(name, self.names())}", plugin=name)
        if len(found) > 1:
            offers = " and ".join(f"'{each.distribution}' ({each.module})" for each in found)
            raise PluginError(f"it is offered twice, by {offers}; uninstall one of them", plugin=name)
        return found[0]

    def _import(self, found: Installed) -> type[Plugin]:
        try:
            module = found.point.load()
        except (Exception, SystemExit) as error:  # whatever a stranger's module does on import
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            raise PluginError(
                f"its module '{found.module}' of '{found.distribution}' cannot be imported: {reason}",
                plugin=found.name,
            ) from error
        offered = self._offers(module, found)
        matching: list[type[Plugin]] = [plugin for plugin in offered if getattr(plugin, "name", None) == found.name]
        if len(matching) != 1:
            names = ", ".join(str(getattr(plugin, "name", plugin)) for plugin in offered) or "nothing"
            problem = "more than one class of this name" if matching else "no class of this name"
            raise PluginError(f"its module '{found.module}' offers {problem} (it offers: {names})", plugin=found.name)
        _hold_to_contract(matching[0], found.name)
        return matching[0]

    @staticmethod
    def _offers(module: Any, found: Installed) -> list[Any]:
        """Return what the module's hook offers."""
        manager = pluggy.PluginManager(GROUP)  # one a module, so that a broken one breaks no other
        manager.add_hookspecs(Hooks)
        try:
            manager.register(module, name=found.name)
            manager.check_pending()
            results = manager.hook.plugins()
            offered = [plugin for result in results for plugin in _listed(result)]
        except Exception as error:  # whatever a stranger's hook does
            problem = f"its module '{found.module}' cannot be registered: {described(error)}"
            raise PluginError(problem, plugin=found.name) from error
        if not results:
            raise PluginError(f"its module '{found.module}' has no `@hookimpl def plugins()`", plugin=found.name)
        return offered


def _listed(result: Any) -> list[Any]:
    """Return what a hook returned as a list.

    Raises:
        TypeError: it is none.
    """
    if inspect.isclass(result) or isinstance(result, Plugin):
        raise TypeError("plugins() must return a list of classes, such as `return [MyCleaner]`")
    return list(result)


def _all_installed() -> Iterator[Installed]:
    named: dict[int, tuple[str, str]] = {}  # each look parses the whole metadata, and a distribution has many points
    for point in entry_points(group=GROUP):
        if id(point.dist) not in named:
            # metadata that an interrupted uninstall left behind has neither name nor version
            named[id(point.dist)] = (point.dist.name or "", point.dist.version or "") if point.dist else ("", "")
        yield Installed(point.name, point.value, *named[id(point.dist)], point)


def _hold_to_contract(plugin: Any, name: str) -> None:
    """Raise a PluginError if a class is no usable plugin."""
    if isinstance(plugin, Plugin):
        raise PluginError("the hook returned an instance; return the class itself", plugin=name)
    if not (inspect.isclass(plugin) and issubclass(plugin, (Cleaner, Learner))):
        raise PluginError("it is no subclass of jingwen.Cleaner or jingwen.Learner", plugin=name)
    if missing := sorted(getattr(plugin, "__abstractmethods__", ())):
        raise PluginError(f"its class {plugin.__name__} does not implement {', '.join(missing)}", plugin=name)
    if not isinstance(getattr(plugin, "name", None), str) or not _SLUG.fullmatch(plugin.name):
        raise PluginError("its name must be lower-case words joined by hyphens", plugin=name)
    if not isinstance(plugin.reasons, Mapping) or not all(
        isinstance(slug, str) and _SLUG.fullmatch(slug) and isinstance(line, str) and line
        for slug, line in plugin.reasons.items()
    ):
        raise PluginError(
            "its reasons must map slugs (lower-case words joined by hyphens) to one line each", plugin=name
        )
    if reserved := sorted({"use", "id", "disable", "before", "after"} & plugin.model_fields.keys()):
        raise PluginError(f"its setting '{reserved[0]}' has a name that the configuration needs itself", plugin=name)
