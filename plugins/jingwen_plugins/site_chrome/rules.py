"""The rules as they stand in rules/*.toml, compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from operator import add
from typing import Any, NamedTuple

from jingwen_plugins._folding import folded

_DECORATION = " \t\r·•|■●▪◆▶★※:-"
_FRAME = r"[\s·•|>»■●▪◆▶★※-]{0,6}"
_FRAMED = 24
PLACES = ("any", "edge", "head", "tail", "among")


class Rule(NamedTuple):
    """A category, and where its lines stand.

    `any`: they are chrome wherever they stand. `head`, `tail`, `edge`: before the body, behind it, or one of the two.
    `among`: words that a body may hold as well; chrome only together with other chrome.
    """

    category: str
    where: str


class _Group(NamedTuple):
    """The patterns of one table of rules, as one."""

    rule: Rule
    pattern: re.Pattern[str]
    long: bool
    """Whether they are tried on long lines as well."""


class Rules(NamedTuple):
    """All rules: whole lines, and patterns by what a line must hold for one of them to match."""

    lines: dict[str, Rule]
    groups: list[_Group]
    longest: int
    """How long a whole line with its decoration is at most."""
    hints: frozenset[str]
    """The first two characters of hints: a line that a group matches holds a hint of the group's."""
    by_start: dict[str, list[tuple[str, int]]]
    """The first two characters of a hint → the hint, and the place of its group."""

    def match(self, line: str, *, prose: bool) -> Rule | None:
        """Return the rule that a folded line without outer spaces matches as a whole.

        Args:
            line: the line.
            prose: whether only a rule for whole sentences can match it.
        """
        rule = self.lines.get(key(line)) if len(line) <= self.longest else None
        if rule and rule.where != "among":
            return rule
        lower = line.lower()
        groups = {
            group
            for found in (self.hints.intersection(map(add, lower, lower[1:])), self.hints.intersection(lower))
            for start in found
            for hint, group in self.by_start[start]
            if hint in lower
        }
        # those of `any` come first: what is certain decides
        for index in sorted(groups):
            group = self.groups[index]
            if (group.long or not prose) and group.pattern.fullmatch(line):
                return group.rule
        return rule


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
    """Return the rules."""
    lines: dict[str, Rule] = {}
    groups: list[_Group] = []
    by_start: dict[str, list[tuple[str, int]]] = {}
    found = [(Rule(table["reason"], rule["where"]), rule) for _, table in tables() for rule in table["rules"]]
    for name, rule in sorted(found, key=lambda pair: PLACES.index(pair[0].where)):
        for line in rule.get("lines", ()):
            lines.setdefault(key(folded(line)), name)
        if patterns := rule.get("patterns"):
            for hint in rule["hints"]:
                by_start.setdefault(hint[:2], []).append((hint, len(groups)))
            pattern = re.compile(f"{_FRAME}(?:{'|'.join(patterns)}){_FRAME}", re.IGNORECASE)
            groups.append(_Group(name, pattern, rule.get("long", False)))
    longest = max(map(len, lines)) + _FRAMED
    return Rules(lines, groups, longest, frozenset(by_start), by_start)
