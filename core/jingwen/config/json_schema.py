"""The JSON Schema of a configuration file, which covers the settings of all installed plugins."""

from __future__ import annotations

from typing import Any

from jingwen.config.model import ConfigFile, RunSettings
from jingwen.errors import PluginError
from jingwen.formats import InputSettings, OutputSettings
from jingwen.registry import Registry


def json_schema(registry: Registry) -> dict[str, Any]:
    """Return a JSON Schema (2020-12) with which an editor completes and checks a configuration.

    Plugins that cannot be loaded are left out.

    >>> schema = json_schema(Registry())
    >>> schema["properties"]["output"]["properties"]["provenance"]["enum"]
    ['sidecar', 'inline', 'none']
    """
    schema = ConfigFile.model_json_schema()
    step = schema["$defs"].pop("StepEntry")
    common = step["properties"]
    kinds: list[dict[str, Any]] = [{"type": "string"}]
    definitions: dict[str, Any] = {}
    for name in registry.names():
        try:
            settings = registry.load(name).model_json_schema(ref_template=f"#/$defs/{name}.{{model}}")
        except PluginError:
            continue
        definitions |= {f"{name}.{key}": value for key, value in settings.pop("$defs", {}).items()}
        kinds.append(
            {
                "type": "object",
                "description": settings.get("description", ""),
                "properties": {**common, "use": {"const": name}, **settings.get("properties", {})},
                "required": ["use"],
                "additionalProperties": False,
            }
        )
    inherited = {"type": "object", "properties": {**common, "use": False}, "required": ["id"]}
    schema["properties"] |= {
        "extends": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "input": InputSettings.model_json_schema(),
        "output": OutputSettings.model_json_schema(),
        "run": RunSettings.model_json_schema(),
        "steps": {"type": "array", "items": {"anyOf": [*kinds, inherited]}},
    }
    schema["$defs"] = {**schema["$defs"], **definitions}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "jingwen/config/1", **schema}
