"""`extends`: configuration files laid over each other, step by step id, with the place of every setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from jingwen.config.model import SECTIONS, ConfigFile, StepEntry, validated
from jingwen.config.parse import MAX_BYTES, KeyPath, Parsed, Place, parse
from jingwen.errors import ConfigError
from jingwen.suggest import did_you_mean

PRESET = "preset:"
_MAX_EXTENDS = 20


class Setting(NamedTuple):
    """A value, where it was set, and the folder that a relative path in it starts from."""

    value: Any
    place: Place
    folder: Path


@dataclass
class LayeredStep:
    """A step with its settings, as the files so far give them."""

    id: str
    use: str
    place: Place
    settings: dict[str, Setting] = field(default_factory=dict)


class SiteStep(NamedTuple):
    """What a site changes of a step, and where it says so."""

    place: Place
    settings: dict[str, Setting]


@dataclass
class Layers:
    """All files of a configuration, laid over each other."""

    sources: set[str] = field(default_factory=set)
    steps: list[LayeredStep] = field(default_factory=list)
    sites: dict[str, dict[str, SiteStep]] = field(default_factory=dict)
    sections: dict[str, dict[str, Setting]] = field(default_factory=lambda: {name: {} for name in SECTIONS})

    def index(self, step_id: str) -> int | None:
        """Return where a step stands, or None."""
        return next((index for index, step in enumerate(self.steps) if step.id == step_id), None)


def preset_names() -> list[str]:
    """Return the names of the presets that jingwen ships.

    >>> "zh-web" in preset_names()
    True
    """
    folder = files("jingwen") / "presets"
    return sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml"))


def load_layers(source: str | Path | Mapping[str, Any]) -> Layers:
    """Return a configuration with everything that it extends.

    Args:
        source: `preset:NAME`, a file, or a configuration as plain data.

    Raises:
        ConfigError: a file is missing or wrong; with file, line and column where there is one.
    """
    layers = Layers()
    if isinstance(source, Mapping):
        parsed = Parsed(dict(source), {}, "configuration")
        _lay(layers, parsed, Path(), ("configuration",))
    else:
        _lay_source(layers, str(source), ())
    return layers


def _lay_source(layers: Layers, source: str, seen: tuple[str, ...]) -> None:
    """Read a file or preset, and lay it over what is there."""
    if source in seen:
        raise ConfigError(f"extends itself: {' -> '.join((*seen, source))}", file=source)
    identity = source if source.startswith(PRESET) else str(Path(source).absolute())
    if identity in layers.sources:
        return  # a base that two files share is laid once, below both
    if len(seen) > _MAX_EXTENDS:
        raise ConfigError(f"extends more than {_MAX_EXTENDS} files in a row", file=source)
    if source.startswith(PRESET):
        name = source.removeprefix(PRESET)
        if name not in preset_names():
            raise ConfigError(
                f"there is no preset '{name}'{did_you_mean(name, preset_names())}",
                file=seen[-1] if seen else None,
            )
        content, folder = (files("jingwen") / "presets" / f"{name}.yaml").read_bytes(), Path()
    else:
        path = Path(source)
        folder = path.parent
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            hint = did_you_mean(source, [PRESET + name for name in preset_names()]) if "preset" in source else ""
            why = error.strerror if isinstance(error, OSError) else error
            raise ConfigError(f"cannot be read: {why}{hint}", file=source) from None
    _lay(layers, parse(content, source), folder, (*seen, source))
    layers.sources.add(identity)


def _lay(layers: Layers, parsed: Parsed, folder: Path, seen: tuple[str, ...]) -> None:
    """Lay a parsed file over what is there: first what it extends, then itself."""
    config = validated(parsed)
    for index, base in enumerate(config.extends):
        if not base.startswith(PRESET):
            if parsed.file.startswith(PRESET):
                raise parsed.error(("extends", index), "a preset extends presets only")
            base = str(folder / base)
        try:
            _lay_source(layers, base, seen)
        except ConfigError as error:
            if error.line is None and error.file in (base, seen[-1]):  # say where the bad name stands
                raise parsed.error(("extends", index), f"{base}: {error.message}") from None
            raise

    def setting(value: Any, *path: str | int) -> Setting:
        return Setting(value, parsed.place(path), folder)

    for section, target in layers.sections.items():
        target.update({key: setting(value, section, key) for key, value in getattr(config, section).items()})
    _lay_steps(layers, config, parsed, setting)
    _lay_sites(layers, config, parsed, setting)


def _lay_sites(layers: Layers, config: ConfigFile, parsed: Parsed, setting: Any) -> None:
    """Merge the sites of one file with those so far, setting by setting; its own patterns come first."""
    own: dict[str, dict[str, SiteStep]] = {}
    for pattern, steps in config.sites.items():
        if pattern.lower() in own:
            raise parsed.error(("sites", pattern), f"a second pattern '{pattern.lower()}'; host names have no case")
        inherited = layers.sites.get(pattern.lower(), {})
        own[pattern.lower()] = dict(inherited)
        for step, settings in steps.items():
            path: KeyPath = ("sites", pattern, step)
            before = inherited[step].settings if step in inherited else {}
            now = {key: setting(value, *path, key) for key, value in settings.items()}
            own[pattern.lower()][step] = SiteStep(parsed.place(path), {**before, **now})
    layers.sites = own | {pattern: steps for pattern, steps in layers.sites.items() if pattern not in own}


def _lay_steps(layers: Layers, config: ConfigFile, parsed: Parsed, setting: Any) -> None:
    """Merge the steps of one file into the chain so far, by id."""
    own: set[str] = set()
    for number, entry in enumerate(config.steps):
        path: KeyPath = ("steps", number)
        step_id = entry.id or entry.use
        if step_id is None:
            raise parsed.error(path, "a step needs `use:` with a plugin's name")
        if step_id in own:
            raise parsed.error(path, f"a second step '{step_id}'; give one of them an `id:` of its own")
        own.add(step_id)
        index = layers.index(step_id)
        if entry.disable:
            if index is None:
                known = [step.id for step in layers.steps]
                raise parsed.error(
                    path, f"there is no inherited step '{step_id}' to disable{did_you_mean(step_id, known)}"
                )
            if beside := sorted({*entry.settings, *entry.model_fields_set} - {"use", "id", "disable"}):
                raise parsed.error(path, f"a disabled step takes no '{beside[0]}'")
            del layers.steps[index]
            for steps in layers.sites.values():
                steps.pop(step_id, None)
            continue
        step = layers.steps.pop(index) if index is not None else _new_step(entry, step_id, parsed, path)
        if entry.use is not None and entry.use != step.use:
            raise parsed.error(
                (*path, "use"),
                f"the inherited step '{step_id}' uses '{step.use}'; give this one another `id:`",
            )
        step.settings.update({key: setting(value, *path, key) for key, value in entry.settings.items()})
        layers.steps.insert(_position(layers, entry, parsed, path, index), step)


def _new_step(entry: StepEntry, step_id: str, parsed: Parsed, path: KeyPath) -> LayeredStep:
    if entry.use is None:
        raise parsed.error(
            path, f"there is no inherited step '{step_id}': a new step needs `use:` with a plugin's name"
        )
    return LayeredStep(step_id, entry.use, parsed.place((*path, "use")))


def _position(layers: Layers, entry: StepEntry, parsed: Parsed, path: KeyPath, index: int | None) -> int:
    """Return where a step goes: beside the one that it names, else where it was, else to the end."""
    if entry.before and entry.after:
        raise parsed.error((*path, "after"), "give either `before:` or `after:`")
    for key, anchor in (("before", entry.before), ("after", entry.after)):
        if anchor is not None:
            found = layers.index(anchor)
            if found is None:
                known = [step.id for step in layers.steps]
                raise parsed.error((*path, key), f"there is no step '{anchor}'{did_you_mean(anchor, known)}")
            return found + (key == "after")
    return len(layers.steps) if index is None else index
