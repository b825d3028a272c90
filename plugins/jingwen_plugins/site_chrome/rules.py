"""The rules as they stand in rules/*.toml, compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jingwen_plugins.site_chrome.folding import folded

SHORT = 80
"""Longest line that most rules look at: what is longer is body text or a disclaimer."""

_LABEL = 15
"""Longest line that is looked up whatever its last mark is."""

_DECORATION = " \t\r·•|■●▪◆▶★※:-"
_FRAME = r"[\s·•|>»■●▪◆▶★※-]{0,6}"
PLACES = ("any", "edge", "head", "tail", "among")


class Rule(NamedTuple):
    """A category, and where its lines stand.

    `any`: they are chrome wherever they stand. `head`, `tail`, `edge`: before the body, behind it, or one of the two.
    `among`: words that a body may hold as well; chrome only together with other chrome.
    """

    category: str
    where: str


class Rules(NamedTuple):
    """All rules: whole lines, patterns for short lines, and those that long lines may match as well."""

    lines: dict[str, Rule]
    short: re.Pattern[str]
    long: re.Pattern[str]
    by_group: dict[str, Rule]

    def match(self, line: str) -> Rule | None:
        """Return the rule that a folded line without outer spaces matches as a whole."""
        rule = self.lines.get(key(line)) if len(line) <= SHORT else None
        if rule and rule.where != "among":
            return rule
        found = (self.long if is_prose(line) else self.short).fullmatch(line)
        return self.by_group[found.lastgroup or ""] if found else rule


def is_prose(line: str) -> bool:
    """Whether only a rule for whole sentences can match a line: most body text is told by this alone."""
    if len(line) <= _LABEL or len(line) > SHORT:
        return len(line) > SHORT
    if line.endswith((":", "：")):  # introduces a list; a byline has more than one label
        return line.count(":") + line.count("：") == 1
    return line.endswith(("。", "；", ";", "，", ","))


def key(line: str) -> str:
    """Return a folded line without what decorates it.

    >>> key("· 分享到: ") == key("分享到")
    True
    """
    return line.strip(_DECORATION).replace(" ", "").casefold() or line


def tables() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the content of each category's file."""
    for file in sorted(files(__package__).joinpath("rules").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml") and not file.name.startswith("_"):
            yield file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8"))


def reasons() -> dict[str, str]:
    """Return the categories: slug and what it holds."""
    return {table["reason"]: table["about"] for _, table in tables()}


@cache
def load() -> Rules:
    """Return the rules. Those of `any` come first: what is certain decides."""
    lines: dict[str, Rule] = {}
    by_group: dict[str, Rule] = {}
    short: list[str] = []
    long: list[str] = []
    found = [(Rule(table["reason"], rule["where"]), rule) for _, table in tables() for rule in table["rules"]]
    for name, rule in sorted(found, key=lambda pair: PLACES.index(pair[0].where)):
        for line in rule.get("lines", ()):
            lines.setdefault(key(folded(line)), name)
        if patterns := rule.get("patterns"):
            group = f"r{len(by_group)}"
            by_group[group] = name
            short.append(f"(?P<{group}>{'|'.join(patterns)})")
            if rule.get("long"):
                long.append(short[-1])
    return Rules(
        lines,
        re.compile(f"{_FRAME}(?:{'|'.join(short)}){_FRAME}", re.IGNORECASE),
        re.compile(f"{_FRAME}(?:{'|'.join(long)}){_FRAME}", re.IGNORECASE),
        by_group,
    )
