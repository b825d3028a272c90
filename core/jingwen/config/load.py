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
from jingwen.config.layers import LayeredStep, Layers, Setting, load_layers
from jingwen.config.model import InputSettings, OutputSettings, describe
from jingwen.config.parse import Place
from jingwen.errors import ConfigError, PluginError
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
        plugins: where each plugin came from.
        origins: where each setting that is not a default was set, by step id (or `input`, `output`) and key.
    """

    chain: Chain
    input: InputSettings
    output: OutputSettings
    plugins: tuple[PluginVersion, ...]
    origins: Mapping[tuple[str, str], Place]

    def resolved(self) -> dict[str, Any]:
        """Return the whole configuration as plain JSON data, defaults written out."""

        def plain(steps: Steps) -> list[dict[str, Any]]:
            return [{"use": step.plugin.name, "id": step.id, **step.plugin.model_dump(mode="json")} for step in steps]

        return {
            "version": 1,
            "input": self.input.model_dump(mode="json"),
            "output": self.output.model_dump(mode="json"),
            "steps": plain(self.chain.steps),
            "sites": {pattern: plain(steps) for pattern, steps in self.chain.sites},
        }

    @property
    def hash(self) -> str:
        """SHA-256 of the resolved configuration: equal hashes clean alike, given equal plugin versions."""
        canonical = json.dumps(self.resolved(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def load(
    source: str | Path | Mapping[str, Any],
    *,
    plugins: Iterable[type[Plugin]] = (),
    output: Mapping[str, Any] | None = None,
) -> Config:
    """Return a checked configuration.

    Args:
        source: `preset:NAME`, a YAML or TOML file, or a configuration as plain data.
        plugins: classes that the configuration may use besides the installed ones.
        output: settings that override the file's `output`, from the command line.

    Raises:
        ConfigError: a file is missing or wrong, or a setting is; with file, line and column where there is one.
        PluginError: a plugin that the configuration names cannot be loaded.

    >>> [step.id for step in load({"steps": ["spaces"]}).chain.steps]
    ['spaces']
    """
    layers, registry = load_layers(source), Registry(plugins)
    layers.output.update({key: Setting(value, Place("command line"), Path()) for key, value in (output or {}).items()})
    if not layers.steps:
        file = None if isinstance(source, Mapping) else str(source)
        raise ConfigError(
            "the chain has no steps; name some under `steps:`, or write `extends: preset:zh-web`", file=file
        )
    steps = tuple(Step(step.id, _plugin(step, step.settings, registry)) for step in layers.steps)
    origins = {(step.id, key): found.place for step in layers.steps for key, found in step.settings.items()}
    for section, settings in (("input", layers.input), ("output", layers.output)):
        origins |= {(section, key): found.place for key, found in settings.items()}
    return Config(
        chain=Chain(steps, _sites(layers, steps, registry)),
        input=_model(InputSettings, layers.input, "input"),
        output=_model(OutputSettings, layers.output, "output"),
        plugins=tuple(registry.version(name) for name in sorted({step.use for step in layers.steps})),
        origins=origins,
    )


def _plugin(step: LayeredStep, settings: Mapping[str, Setting], registry: Registry) -> Plugin:
    """Return a step's plugin with its settings."""
    try:
        plugin = registry.load(step.use)
    except PluginError as error:
        raise PluginError(error.message, plugin=step.use, place=str(step.place)) from error
    return _model(plugin, settings, f"step '{step.id}'")


def _model(model: type[Model], settings: Mapping[str, Setting], owner: str) -> Model:
    """Return a model of settings; a relative path in one starts from the folder of the file that set it."""
    values = {key: found.value for key, found in settings.items()}
    try:
        built = model.model_validate(
            values, context={"folders": {key: found.folder for key, found in settings.items()}}
        )
    except ValidationError as error:
        problem = error.errors()[0]
        key = str(problem["loc"][0]) if problem["loc"] else next(iter(settings), "")
        message = f"{owner}: {describe(key, problem, model)}"
        if key in settings:
            raise settings[key].error(message) from None
        raise ConfigError(message) from None
    for key, found in settings.items():
        if "${env:" in json.dumps(found.value) and "${env:" in json.dumps(built.model_dump(mode="json")[key]):
            raise found.error(f"{owner}: {key}: only settings that are paths take ${{env:NAME}}")
    return built


def _sites(layers: Layers, steps: Steps, registry: Registry) -> tuple[tuple[str, Steps], ...]:
    """Return the variants of the chain by site, each checked now rather than at the first document of the site."""
    by_id = {step.id: step for step in layers.steps}
    variants = []
    for pattern, overrides in layers.sites.items():
        for step_id, settings in overrides.items():
            if step_id not in by_id:
                message = f"sites: {pattern}: there is no step '{step_id}'{did_you_mean(step_id, by_id)}"
                first = next(iter(settings.values()), None)
                raise first.error(message) if first else ConfigError(message)
        variants.append(
            (
                pattern,
                tuple(
                    Step(
                        step.id,
                        _plugin(by_id[step.id], {**by_id[step.id].settings, **overrides[step.id]}, registry),
                    )
                    if step.id in overrides
                    else step
                    for step in steps
                ),
            )
        )
    return tuple(variants)
