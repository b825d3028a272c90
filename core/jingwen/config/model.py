"""The shape of a configuration file."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ByteSize, ConfigDict, Field, JsonValue, ValidationError, field_validator

from jingwen.config.parse import KeyPath, Parsed
from jingwen.errors import ConfigError
from jingwen.suggest import did_you_mean

SECTIONS = ("input", "output", "run")
"""The parts of a configuration that are settings of the run and not of a plugin."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RunSettings(_Strict):
    """How a run is cut into parts, and what a document may cost."""

    shard_size: ByteSize = Field(
        ByteSize(0),
        description="Bytes of input that a part of the output is made of; a run resumes part by part. "
        "0: a 64th of the input, but 1 MiB at least and 32 MiB at most",
    )
    time_limit: float = Field(60, gt=0, description="Seconds a document may take; in worker processes only")
    memory_limit: ByteSize = Field(
        ByteSize(4 << 30), ge=64 << 20, description="Bytes of memory a worker process may use"
    )
    summary_limit: ByteSize = Field(
        ByteSize(64 << 20), ge=1, description="Bytes that what a learner keeps of the corpus may have as JSON"
    )


class StepEntry(BaseModel):
    """One entry of `steps`: its own keys, and the plugin's settings beside them."""

    model_config = ConfigDict(frozen=True, extra="allow")

    use: str | None = Field(None, description="The plugin's name")
    id: str | None = Field(None, description="The step's name in the chain; the plugin's name if absent")
    disable: bool = Field(False, description="Take an inherited step out of the chain")
    before: str | None = Field(None, description="Place the step before this one")
    after: str | None = Field(None, description="Place the step after this one")

    @property
    def settings(self) -> dict[str, Any]:
        """The plugin's settings."""
        return self.model_extra or {}


class ConfigFile(_Strict):
    """A configuration file, before its `extends` are followed."""

    version: Literal[1] = 1
    extends: list[str] = Field(
        default_factory=list, description="preset:NAME, or a file beside this one; later ones win"
    )
    input: dict[str, JsonValue] = Field(default_factory=dict)
    output: dict[str, JsonValue] = Field(default_factory=dict)
    run: dict[str, JsonValue] = Field(default_factory=dict)
    steps: list[StepEntry] = Field(default_factory=list)
    sites: dict[str, dict[str, dict[str, JsonValue]]] = Field(
        default_factory=dict,
        description="Settings by pattern of the host name, then by step; the first pattern that matches wins",
    )

    @field_validator("extends", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @field_validator("steps", mode="before")
    @classmethod
    def _a_name_is_a_step(cls, value: Any) -> Any:
        return (
            [{"use": step} if isinstance(step, str) else step for step in value] if isinstance(value, list) else value
        )


def validated(parsed: Parsed) -> ConfigFile:
    """Return a parsed file as a configuration.

    Raises:
        ConfigError: a key is unknown, or a value is of another type.
    """
    try:
        return ConfigFile.model_validate(parsed.data)
    except ValidationError as error:
        first = error.errors()[0]
        raise config_error(parsed, tuple(first["loc"]), first, ConfigFile) from None


def config_error(parsed: Parsed, path: KeyPath, problem: Any, model: type[BaseModel]) -> ConfigError:
    """Return a pydantic problem as an error at its place in the file.

    Args:
        parsed: the file.
        path: where the problem is.
        problem: one of `ValidationError.errors()`.
        model: the model that was validated; its fields are what an unknown key may have meant.
    """
    return parsed.error(path, describe(str(path[-1]) if path else "", problem, model))


def describe(key: str, problem: Any, model: type[BaseModel]) -> str:
    """Return a pydantic problem as one line for a user.

    >>> describe("stpes", {"type": "extra_forbidden"}, ConfigFile)
    "unknown key 'stpes'; did you mean 'steps'?"
    """
    if problem["type"] == "extra_forbidden":
        return f"unknown key '{key}'{did_you_mean(key, model.model_fields)}"
    message = problem["msg"].removeprefix("Value error, ")
    where = ".".join(str(part) for part in problem["loc"]) or key
    given = problem.get("input")
    shown = (
        f" (it is {given!r})" if isinstance(given, (str, int, float, bool)) and problem["type"] != "value_error" else ""
    )
    return f"{where}: {message[:1].lower() + message[1:]}{shown}"
