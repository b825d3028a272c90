"""What a run is about. Two runs with one plan give the same bytes, so one can go on where the other stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue

from jingwen.chain import Chain
from jingwen.config import Config
from jingwen.formats import Inputs
from jingwen_schemas import PluginVersion

_EDGE = 64 << 10  # bytes of a file's head, and of its tail, that are looked at


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InputFile(_Strict):
    """An input as it was when the run began.

    `sha256` is of the first and last 64 KiB: a whole digest would mean to read everything once more.
    """

    name: str
    format: str
    size: int | None
    modified_ns: int | None
    sha256: str | None


class ReplayPlan(_Strict):
    """All that the bytes of a replay's output depend on, besides the run. `ids` are sorted; None: every record."""

    jingwen: str
    config_hash: str
    plugins: tuple[PluginVersion, ...]
    files: dict[str, str]
    ids: tuple[str, ...] | None


class Plan(_Strict):
    """All that the bytes of a run's output depend on."""

    jingwen: str
    config: dict[str, JsonValue]
    config_hash: str
    plugins: tuple[PluginVersion, ...]
    files: dict[str, str]
    inputs: tuple[InputFile, ...]
    ignored: tuple[str, ...]
    limit: int | None
    learned: str | None

    @property
    def rereadable(self) -> bool:
        """Whether every input can be read again."""
        return all(file.size is not None for file in self.inputs)

    def changed(self, inputs: Inputs) -> str | None:
        """Return the name of an input that is not any more what it was, if there is one.

        Raises:
            OSError: it cannot be found.
        """
        for before, file in zip(self.inputs, inputs.files, strict=True):
            status = file.path.stat() if file.path and before.size is not None else None
            if status and (status.st_size, status.st_mtime_ns) != (before.size, before.modified_ns):
                return before.name
        return None

    def under(self, replay: ReplayPlan) -> Plan:
        """Return the same plan with what has changed between the run and a replay of the same configuration."""
        return self.model_copy(update=replay.model_dump(exclude={"ids", "plugins"}) | {"plugins": replay.plugins})

    def differences(self, now: Plan) -> Iterator[str]:
        """Yield how a later plan differs, each in a few words for people."""
        if self.jingwen != now.jingwen:
            yield f"jingwen was {self.jingwen}, now {now.jingwen}"
        yield from _changes("plugin {}", _versions(self.plugins), _versions(now.plugins))
        yield from _changes("{}", dict(_leaves(self.config)), dict(_leaves(now.config)))
        if self.config == now.config and self.config_hash != now.config_hash:
            yield "the order of sites"
        yield from _changes("the file {}", self.files, now.files, values=False)
        yield from _changes("--limit", {"": self.limit}, {"": now.limit})
        yield from _changes("--learned", {"": self.learned}, {"": now.learned}, values=False)
        yield from _changes("input {}", _named(self.inputs), _named(now.inputs), values=False)
        if self.ignored != now.ignored:
            yield "the files that are not read"


def plan(config: Config, inputs: Inputs, *, limit: int | None = None, learned: str | None = None) -> Plan:
    """Return the plan of a run.

    Args:
        config: the configuration.
        inputs: what is to be read.
        limit: how many documents are read at most.
        learned: SHA-256 of the artifact of learners, if one was given.

    Raises:
        OSError: an input, or a file that a setting names, cannot be read.
    """
    return Plan(
        jingwen=version("jingwen"),
        config=config.resolved(),
        config_hash=config.hash,
        plugins=config.plugins,
        files=_digests(config.chain),
        inputs=tuple(_input_file(file.name, file.format, file.path) for file in inputs.files),
        ignored=inputs.ignored,
        limit=limit,
        learned=learned,
    )


def replay_plan(config: Config, ids: Iterable[str] | None) -> ReplayPlan:
    """Return the plan of a replay.

    Args:
        config: the configuration.
        ids: of the records that are tried again; None for all.

    Raises:
        OSError: a file that a setting names cannot be read.
    """
    return ReplayPlan(
        jingwen=version("jingwen"),
        config_hash=config.hash,
        plugins=config.plugins,
        files=_digests(config.chain),
        ids=None if ids is None else tuple(sorted(ids)),
    )


def _digests(chain: Chain) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(_paths(chain))}


def _input_file(name: str, format: str, path: Path | None) -> InputFile:  # noqa: A002 (the setting's name)
    if path is None:
        return InputFile(name=name, format=format, size=None, modified_ns=None, sha256=None)
    status, digest = path.stat(), hashlib.sha256()
    with path.open("rb") as file:
        digest.update(file.read(_EDGE))
        if status.st_size > _EDGE:
            file.seek(max(_EDGE, status.st_size - _EDGE))
            digest.update(file.read(_EDGE))
    return InputFile(
        name=name,
        format=format,
        size=status.st_size,
        modified_ns=status.st_mtime_ns,
        sha256=digest.hexdigest(),
    )


def _paths(chain: Chain) -> set[Path]:
    """Return the files that settings name."""
    steps = [*chain.steps, *(step for _, variant in chain.sites for step in variant)]
    values = (value for step in steps for _, value in step.plugin)
    return {value for value in values if isinstance(value, Path) and value.is_file()}


def _versions(plugins: Iterable[PluginVersion]) -> dict[str, str]:
    return {each.plugin: f"{each.distribution} {each.version}" for each in plugins}


def _named(inputs: Iterable[InputFile]) -> dict[str, Any]:
    """Return inputs by name; two of one name are told apart by their place."""
    named: dict[str, Any] = {}
    for number, file in enumerate(inputs):
        named[f"{file.name} (number {number + 1})" if file.name in named else file.name] = file
    return named


def _leaves(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the settings of a resolved configuration by their dotted names; steps by their ids."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list) and any(isinstance(item, Mapping) and "id" in item for item in data):
        yield f"the steps of {path}" if path != "steps" else "the steps", [item["id"] for item in data]
        for item in data:
            yield from _leaves(item, f"{path}.{item['id']}".removeprefix("steps."))
    else:
        yield path, data


def _changes(label: str, before: Mapping[str, Any], now: Mapping[str, Any], *, values: bool = True) -> Iterator[str]:
    for name in dict.fromkeys((*before, *now)):
        what = label.format(name)
        if name not in now:
            yield f"{what} is not there any more"
        elif name not in before:
            yield f"{what} is new"
        elif before[name] != now[name]:
            yield f"{what} was {before[name]!r}, now {now[name]!r}" if values else f"{what} has changed"
