"""YAML and TOML to plain data, with the place of every key: nothing is executed, expanded or guessed.

YAML is built from ruamel.yaml's events by the core schema of YAML 1.2, so `no` is a word and `1:30` is not ninety.
Aliases, anchors, tags and duplicate keys are refused, and so is a file that is too large or too deep.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from jingwen.errors import ConfigError

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

KeyPath: TypeAlias = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something stands in a configuration: line and column count from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in self if part is not None)


class Parsed(NamedTuple):
    """A configuration file as plain data.

    Args:
        data: the top-level mapping.
        places: the place of every key and list item, by its path.
        file: the file's name for messages.
    """

    data: dict[str, Any]
    places: Mapping[KeyPath, Place]
    file: str

    def place(self, path: KeyPath) -> Place:
        """Return the place of a path, or of its nearest parent that has one."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.file))

    def error(self, path: KeyPath, message: str) -> ConfigError:
        """Return an error at the place of a path."""
        place = self.place(path)
        return ConfigError(message, file=place.file, line=place.line, column=place.column)


def parse(content: bytes, file: str) -> Parsed:
    """Return a configuration as plain data.

    Args:
        content: the file's bytes, UTF-8.
        file: its name: `.toml` is read as TOML, everything else as YAML.

    Raises:
        ConfigError: the content cannot be read, with file, line and column.

    >>> parsed = parse(b"version: 1\\nsteps:\\n  - use: spaces\\n", "c.yaml")
    >>> parsed.data, parsed.place(("steps", 0, "use"))
    ({'version': 1, 'steps': [{'use': 'spaces'}]}, Place(file='c.yaml', line=3, column=5))
    """
    if len(content) > MAX_BYTES:
        raise ConfigError(f"larger than {MAX_BYTES:,} bytes: a configuration is not data", file=file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError("not UTF-8", file=file, line=line) from None
    try:
        parsed = _parse_toml(text, file) if file.endswith(".toml") else _YamlBuilder(file).parse(text)
    except (ValueError, OverflowError) as error:  # a number or an escape beyond all limits
        raise ConfigError(f"a value cannot be read: {error}", file=file) from None
    if not parsed.data:
        raise ConfigError("the configuration is empty; `jingwen init` writes one to start from", file=file)
    return parsed


_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def _plain(text: str) -> Any:
    """Return the value of a plain scalar by the core schema of YAML 1.2 (without infinities and NaN)."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text.lower() in ("true", "false") and text in (text.lower(), text.upper(), text.title()):
        return text.lower() == "true"
    if _INT.fullmatch(text) and len(text) < 20:
        return int(text, 0) if text.startswith("0") and text[1:2] in ("o", "x") else int(text)
    return float(text) if _FLOAT.fullmatch(text) and not _INT.fullmatch(text) else text


class _YamlBuilder:
    """Builds plain data from the events of one YAML file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[KeyPath, Place] = {}

    def parse(self, text: str) -> Parsed:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        try:
            events = iter(YAML(typ="safe", pure=True).parse(text))
            data: Any = None
            documents = 0
            for event in events:
                kind = type(event).__name__
                if kind == "DocumentStartEvent":
                    documents += 1
                    if documents > 1:
                        raise self._error(event, "a second document; a configuration is one document")
                    data = self._node(next(events), events, ())
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (None, None)
            raise ConfigError(
                f"not YAML: {error.problem or error.context}", file=self.file, line=place[0], column=place[1]
            ) from None
        except YAMLError as error:
            raise ConfigError(f"not YAML: {str(error).splitlines()[0]}", file=self.file) from None
        if data is not None and not isinstance(data, dict):
            raise ConfigError(
                "the configuration must be a mapping, such as `steps: …`", file=self.file, line=1, column=1
            )
        return Parsed(data or {}, self.places, self.file)

    def _error(self, event: Any, message: str) -> ConfigError:
        return ConfigError(message, file=self.file, line=event.start_mark.line + 1, column=event.start_mark.column + 1)

    def _node(self, event: Any, events: Iterator[Any], path: KeyPath) -> Any:
        kind = type(event).__name__
        if kind == "AliasEvent":
            raise self._error(event, "aliases are not allowed: write the value out")
        if getattr(event, "anchor", None):
            raise self._error(event, "anchors are not allowed: write the value out")
        if event.tag is not None and str(event.tag) != "!":
            raise self._error(event, f"tags are not allowed ({event.tag})")
        if len(path) >= MAX_DEPTH:
            raise self._error(event, f"nested deeper than {MAX_DEPTH} levels")
        self.places.setdefault(path, Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1))
        if kind == "ScalarEvent":
            if any("\ud800" <= character <= "\udfff" for character in event.value):
                raise self._error(event, "a lone surrogate is no text")
            return _plain(event.value) if event.implicit[0] else event.value
        return self._sequence(events, path) if kind == "SequenceStartEvent" else self._mapping(events, path)

    def _sequence(self, events: Iterator[Any], path: KeyPath) -> list[Any]:
        items: list[Any] = []
        while type(event := next(events)).__name__ != "SequenceEndEvent":
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: KeyPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while type(event := next(events)).__name__ != "MappingEndEvent":
            if type(event).__name__ != "ScalarEvent":
                raise self._error(event, "a key must be a word")
            key = event.value
            if key in mapping:
                first = self.places[(*path, key)].line
                raise self._error(event, f"duplicate key '{key}'; it stands in line {first} already")
            self.places[(*path, key)] = Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
            mapping[key] = self._node(next(events), events, (*path, key))
        return mapping


def _parse_toml(text: str, file: str) -> Parsed:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = re.search(r" \(at line (\d+), column (\d+)\)", message)
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        problem = message[: place.start()] if place else message
        raise ConfigError(f"not TOML: {problem}", file=file, line=line, column=column) from None
    except RecursionError:
        raise ConfigError(f"nested deeper than {MAX_DEPTH} levels", file=file) from None
    if _depth(data) > MAX_DEPTH:
        raise ConfigError(f"nested deeper than {MAX_DEPTH} levels", file=file)
    return Parsed(data, _toml_places(text, file), file)


def _depth(data: Any) -> int:
    """Return how deep plain data is nested."""
    depth, level = 0, [data]
    while level:
        depth += 1
        level = [
            item
            for node in level
            if isinstance(node, (dict, list))
            for item in (node.values() if isinstance(node, dict) else node)
        ]
    return depth


_TOML_TABLE = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_TOML_KEY = re.compile(
    r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*="
)
_TOML_PART = re.compile(r"\"[^\"]*\"|'[^']*'|[^.\s]+")
_TOML_LONG_STRING = re.compile("\"\"\"|'''")


def _toml_places(text: str, file: str) -> dict[KeyPath, Place]:
    """Return the places of keys that begin a line: tomllib keeps none."""
    places: dict[KeyPath, Place] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    inside = False  # a string of several lines
    for number, line in enumerate(text.split("\n"), start=1):
        if not inside and (header := _TOML_TABLE.match(line)):
            table = ()
            parts = _toml_parts(header[2])
            for depth, part in enumerate(parts, start=1):
                table = (*table, part)
                if header[1] == "[[" and depth == len(parts):
                    counts[table] = counts.get(table, -1) + 1
                if table in counts:
                    table = (*table, counts[table])
            places.setdefault(table, Place(file, number, header.start(2) + 1))
        elif not inside and (key := _TOML_KEY.match(line)):
            path = table
            for part in _toml_parts(key[1]):
                path = (*path, part)
                places.setdefault(path, Place(file, number, key.start(1) + 1))
        inside ^= len(_TOML_LONG_STRING.findall(line)) % 2 == 1
    return places


def _toml_parts(key: str) -> list[str]:
    """Return the parts of a dotted key.

    >>> _toml_parts("sites.'a.b'.spaces")
    ['sites', 'a.b', 'spaces']
    """
    return [part.strip("\"'") for part in _TOML_PART.findall(key)]
