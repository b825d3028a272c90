"""What was seen whole, by key: a table that is bounded, however large the corpus is.

Of all keys those are kept whose hash is smallest: all, or half, or a quarter …, so many that what they hold fits. So
the table is the same however the corpus is cut, in whatever order its parts are combined, and however many they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import TypedDict

UNBOUNDED = 1 << 60
LONGEST = 200
"""Characters of a value."""
_VARIANTS = 3  # values of a key; where there are more, it is a template's, and is kept without any
_OVERHEAD = 10  # a key takes up as much as so many characters
_BITS = 64


class Table(TypedDict):
    """Values by key.

    Args:
        level: how often the share of keys that is kept was halved.
        values: by the hash of their key, sorted; none where there were too many.
    """

    level: int
    values: dict[str, list[str]]


def hashed(key: str) -> str:
    """Return the hash of a key, the same in every process.

    >>> hashed("甲") == hashed("甲") != hashed("乙")
    True
    """
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=_BITS // 8).hexdigest()


def table(seen: Iterable[tuple[str, str]], budget: int) -> Table:
    """Return the table of what was seen.

    Args:
        seen: hashed keys and their values, of at most `LONGEST` characters.
        budget: how many characters it may hold.

    >>> low, high = "0" * 16, "f" * 16
    >>> table([(low, "乙"), (low, "甲"), (high, "丙")], 22)
    {'level': 1, 'values': {'0000000000000000': ['乙', '甲']}}
    """
    found: dict[str, set[str]] = {}
    for key, value in seen:
        found.setdefault(key, set()).add(value)
    return _bounded(Table(level=0, values={key: _few(values) for key, values in found.items()}), budget)


def combined(a: Table, b: Table, budget: int) -> Table:
    """Return the table of both parts, which are used up.

    >>> combined(table([("0f", "甲")], 99), table([("0f", "乙")], 99), 99)
    {'level': 0, 'values': {'0f': ['乙', '甲']}}
    """
    level = max(a["level"], b["level"])
    small, large = sorted((_kept(a, level), _kept(b, level)), key=len)
    for key, values in small.items():
        known = large.setdefault(key, values)
        if known != values:
            large[key] = _few({*known, *values}) if known and values else []
    return _bounded(Table(level=level, values=large), budget)


def is_kept(name: str, level: int) -> bool:
    """Whether something that has no hash is kept at a level.

    >>> [is_kept("甲", level) for level in (0, 60)]
    [True, False]
    """
    return _is_low(hashed(name), level)


def _is_low(key: str, level: int) -> bool:
    return int(key, 16) >> max(0, _BITS - level) == 0


def _few(values: set[str]) -> list[str]:
    return sorted(values) if len(values) <= _VARIANTS else []


def _weight(values: list[str]) -> int:
    """Return how much room the values of a key take up. It never falls when more are added: any order bounds alike."""
    return _OVERHEAD + (sum(map(len, values)) if values else _VARIANTS * LONGEST)


def _kept(table: Table, level: int) -> dict[str, list[str]]:
    """Return the values whose keys are kept at a level."""
    if level == table["level"]:
        return table["values"]
    return {key: values for key, values in table["values"].items() if _is_low(key, level)}


def _bounded(table: Table, budget: int) -> Table:
    """Return the table at the lowest level at which it fits."""
    while sum(map(_weight, table["values"].values())) > budget:
        level = table["level"] + 1
        table = Table(level=level, values=_kept(table, level))
    return table
