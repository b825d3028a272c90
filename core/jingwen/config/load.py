"""From layered files to the chain of a run: plugins loaded, settings validated, everything hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from jingwen.chain import Chain, Step, Steps
from jingwen.config.layers import LayeredStep, Layers, Setting, SiteStep, load_layers
from jingwen.config.model import RunSettings, describe
from jingwen.config.parse import Place
from jingwen.errors import ConfigError, PluginError, described
from jingwen.formats import InputSettings, OutputSettings
from jingwen.plugin import Plugin
from jingwen.registry import Registry
from jingwen.suggest import did_you_mean
from jingwen_schemas import PluginVersion

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Config:
    """A configuration, resolved and checked.

    Args:
        chain: the steps of the run, by site.
        input: how the input is read.
        output: what is written.
        run: how a run is cut into parts, and what a document may cost.
        plugins: where each plugin came from.
        origins: where each setting that is not a default was set, by step id (or section) and key.
    """

    chain: Chain
    input: InputSettings
    output: OutputSettings
    run: RunSettings
    plugins: tuple[PluginVersion, ...]
    origins: Mapping[tuple[str, str], Place]

    def resolved(self) -> dict[str, Any]:
        """Return the whole configuration as plain JSON data, defaults written out; `load` takes it as it is."""

        def listed(steps: Steps) -> list[dict[str, Any]]:
            return [{"use": step.plugin.name, "id": step.id, **plain(step.plugin)} for step in steps]

        def changed(steps: Steps) -> dict[str, Any]:
            pairs = zip(steps, self.chain.steps, strict=True)
            settings = ((step.id, plain(step.plugin), plain(usual.plugin)) for step, usual in pairs)
            return {
                step_id: {key: value for key, value in now.items() if value != before[key]}
                for step_id, now, before in settings
                if now != before
            }

        return {
            "version": 1,
            "input": self.input.model_dump(mode="json"),
            "output": self.output.model_dump(mode="json"),
            "run": self.run.model_dump(mode="json"),
            "steps": listed(self.chain.steps),
            "sites": {pattern: changed(steps) for pattern, steps in self.chain.sites},
        }

    @property
    def hash(self) -> str:
        """SHA-256 of the resolved configuration: equal hashes clean alike, given equal plugin versions."""
        resolved = self.resolved()
        resolved["sites"] = list(resolved["sites"].items())  # the first pattern that matches wins
        canonical = json.dumps(resolved, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def load(
    source: str | Path | Mapping[str, Any],
    *,
    plugins: Iterable[type[Plugin]] = (),
    overrides: Mapping[str, Mapping[str, Any]] | None = None,
) -> Config:
    """Return a checked configuration.

    Args:
        source: `preset:NAME`, a YAML or TOML file, or a configuration as plain data.
        plugins: classes that the configuration may use besides the installed ones.
        overrides: settings from the command line, by section: they override the file's.

    Raises:
        ConfigError: a file is missing or wrong, or a setting is; with file, line and column where there is one.
        PluginError: a plugin that the configuration names cannot be loaded.

    >>> [step.id for step in load({"steps": ["spaces"]}).chain.steps]
    ['spaces']
    """
    layers, registry = load_layers(source), Registry(plugins)
    for section, values in (overrides or {}).items():
        given = {key: Setting(value, Place("command line"), Path()) for key, value in values.items()}
        layers.sections[section].update(given)
    if not layers.steps:
        file = None if isinstance(source, Mapping) else str(source)
        raise ConfigError(
            "the chain has no steps; name some under `steps:`, or write `extends: preset:zh-web`", file=file
        )
    steps = tuple(Step(step.id, _plugin(step, step.settings, step.place, registry)) for step in layers.steps)
    origins = {(step.id, key): found.place for step in layers.steps for key, found in step.settings.items()}
    for section, settings in layers.sections.items():
        origins |= {(section, key): found.place for key, found in settings.items()}
    return Config(
        chain=Chain(steps, _sites(layers, steps, registry)),
        input=_model(InputSettings, layers.sections["input"], "input", Place("")),
        output=_model(OutputSettings, layers.sections["output"], "output", Place("")),
        run=_model(RunSettings, layers.sections["run"], "run", Place("")),
        plugins=tuple(registry.version(name) for name in sorted({step.use for step in layers.steps})),
        origins=origins,
    )


def _plugin(step: LayeredStep, settings: Mapping[str, Setting], place: Place, registry: Registry) -> Plugin:
    """Return a step's plugin with its settings."""
    try:
        plugin = registry.load(step.use)
    except PluginError as error:
        raise PluginError(error.message, plugin=step.use, place=str(step.place)) from error
    return _model(plugin, settings, f"step '{step.id}'", place)


def _model(model: type[Model], settings: Mapping[str, Setting], owner: str, place: Place) -> Model:
    """Return a model of settings; a relative path in one starts from the folder of the file that set it.

    Args:
        model: the plugin, or a section of the configuration.
        settings: by name.
        owner: whose they are, for messages.
        place: where to point if no setting is to blame.
    """
    values = {key: found.value for key, found in settings.items()}
    try:
        folders = {key: found.folder for key, found in settings.items()}
        built = model.model_validate(values, context={"folders": folders})
        written = plain(built)
    except ValidationError as error:
        problem = error.errors()[0]
        key = str(problem["loc"][0]) if problem["loc"] else next(iter(settings), "")
        where = settings[key].place if key in settings else place
        raise _error(where, f"{owner}: {describe(key, problem, model)}") from None
    except Exception as error:  # whatever a stranger's validator does
        raise _error(place, f"{owner}: its settings cannot be used: {described(error)}") from error
    for key, found in settings.items():
        if "${env:" in repr(found.value) and "${env:" in repr(written[key]):
            raise _error(found.place, f"{owner}: {key}: only settings that are paths take ${{env:NAME}}")
    return built


def _error(place: Place, message: str) -> ConfigError:
    return ConfigError(message, file=place.file or None, line=place.line, column=place.column)


def plain(model: BaseModel) -> dict[str, Any]:
    """Return settings as plain JSON data. A set comes sorted: its own order changes from process to process."""
    data = model.model_dump(mode="json")
    sets = (name for name, value in model if isinstance(value, (set, frozenset)))
    return data | {name: sorted(data[name], key=repr) for name in sets}


def _sites(layers: Layers, steps: Steps, registry: Registry) -> tuple[tuple[str, Steps], ...]:
    """Return the variants of the chain by site, each checked now rather than at the first document of the site."""
    by_id = {step.id: step for step in layers.steps}
    variants = []
    for pattern, changes in layers.sites.items():
        for step_id, change in changes.items():
            if step_id not in by_id:
                hint = did_you_mean(step_id, by_id)
                raise _error(change.place, f"sites: {pattern}: there is no step '{step_id}'{hint}")
        variant = (_changed(step, by_id[step.id], changes.get(step.id), registry) for step in steps)
        variants.append((pattern, tuple(variant)))
    return tuple(variants)


def _changed(step: Step, layered: LayeredStep, change: SiteStep | None, registry: Registry) -> Step:
    """Return a step with what a site changes of it."""
    if change is None:
        return step
    return Step(step.id, _plugin(layered, layered.settings | change.settings, change.place, registry))
