"""The rules as they stand in rules/*.toml, compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jingwen_plugins._folding import folded
from jingwen_plugins._regex import regex

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


class Group(NamedTuple):
    """The patterns of one table of rules, as one."""

    rule: Rule
    pattern: re.Pattern[str]
    hints: list[str]
    """A line that the pattern matches holds one of them."""
    long: bool
    """Whether they are tried on long lines as well."""


class Hints(NamedTuple):
    """What tells which groups may match a line."""

    starts: re.Pattern[str]
    """The first character of a hint, where its second one may follow: most places of a line are told by it."""
    by_start: dict[str, list[tuple[str, int]]]
    """The first character of a hint → the hint, and its groups: bit n stands for the one at place n."""

    @classmethod
    def of(cls, groups: Sequence[Group], *, long: bool) -> Hints:
        """Return the hints of groups, or only of those for long lines."""
        bits: dict[str, int] = {}
        for place, group in enumerate(groups):
            if long and not group.long:
                continue
            for hint in group.hints:
                bits[hint] = bits.get(hint, 0) | 1 << place
        by_start: dict[str, list[tuple[str, int]]] = {}
        for hint, places in bits.items():
            by_start.setdefault(hint[0], []).append((hint, places))
        single, longer = [hint for hint in bits if len(hint) == 1], [hint for hint in bits if len(hint) > 1]
        classes = (single, [hint[0] for hint in longer], [hint[1] for hint in longer])
        alone, first, second = (re.escape("".join(sorted({*each}))) for each in classes)
        # a class alone begins it: so the search skips to one of its characters
        return cls(re.compile(f"[{first}{alone}](?:(?<=[{alone}])|(?=[{second}]))"), by_start)

    def groups(self, line: str) -> Iterator[int]:
        """Yield the places of the groups that may match a line in lower case, in order."""
        bits = 0
        for start in self.starts.findall(line):
            for hint, places in self.by_start[start]:
                if hint in line:
                    bits |= places
        while bits:
            yield (bits & -bits).bit_length() - 1
            bits &= bits - 1


class Rules(NamedTuple):
    """All rules: whole lines, and patterns by what a line must hold for one of them to match."""

    lines: dict[str, Rule]
    groups: list[Group]
    longest: int
    """How long a whole line with its decoration is at most."""
    hints: Hints
    long_hints: Hints
    """The hints of those groups that are tried on whole sentences as well."""

    def match(self, line: str, *, prose: bool) -> Rule | None:
        """Return the rule that a folded line without outer spaces matches as a whole.

        Args:
            line: the line.
            prose: whether only a rule for whole sentences can match it.
        """
        lower = line.casefold()
        rule = self.lines.get(key(lower)) if len(line) <= self.longest else None
        if rule and rule.where != "among":
            return rule
        # those of `any` come first: what is certain decides
        for place in (self.long_hints if prose else self.hints).groups(lower):
            group = self.groups[place]
            if group.pattern.fullmatch(line):
                return group.rule
        return rule


def key(line: str) -> str:
    """Return a folded line in lower case without what decorates it.

    >>> key("· 分享到: ") == key("分享到")
    True
    """
    return line.strip(_DECORATION).replace(" ", "") or line


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
    groups: list[Group] = []
    found = [(Rule(table["reason"], rule["where"]), rule) for _, table in tables() for rule in table["rules"]]
    for name, rule in sorted(found, key=lambda pair: PLACES.index(pair[0].where)):
        for line in rule.get("lines", ()):
            lines.setdefault(key(folded(line).casefold()), name)
        if patterns := rule.get("patterns"):
            pattern = regex(f"{_FRAME}(?:{'|'.join(patterns)}){_FRAME}", re.IGNORECASE)
            groups.append(Group(name, pattern, rule["hints"], rule.get("long", False)))
    longest = max(map(len, lines)) + _FRAMED
    return Rules(lines, groups, longest, Hints.of(groups, long=False), Hints.of(groups, long=True))
