"""Damage to whole paragraphs, with what was broken: wraps of many kinds, and lines between two halves of a sentence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

from jingwen_plugins.line_joins.lines import columns

_NOT_FIRST = "，。、；：？！）》」』】”’,.;:?!)"
_NOT_LAST = "（《「『【“‘("
_SHORTEST = 12
_FOREIGN = ("- 7 -", "第 3 页", "\f", "点击下一页继续阅读")


class Sample(NamedTuple):
    """A text whose breaks are known.

    Args:
        lines: its lines.
        broken: the indexes of the lines whose break to the line above stands inside a paragraph.
        kind: the damage.
        group: the document's name.
    """

    lines: list[str]
    broken: frozenset[int]
    kind: str
    group: str


def damaged(paragraphs: Sequence[str], group: str, chance: random.Random) -> Sample:
    """Return paragraphs after damage of a kind that chance chooses.

    Args:
        paragraphs: whole ones.
        group: the document's name: its samples stay in one fold.
        chance: the source of all chances.
    """
    kind = chance.choice(("fixed", "fixed", "random", "random", "random", "inserted", "some", "few"))
    if kind == "few":  # a short text with a break or two
        start = chance.randrange(len(paragraphs))
        paragraphs = paragraphs[start : start + chance.randint(1, 6)]
    wrap = Wrap.by(chance)
    indent, blank, spaced = chance.random() < 0.3, chance.random() < 0.25, chance.random() < 0.1
    lines: list[str] = []
    broken = set[int]()
    for paragraph in paragraphs:
        if kind == "fixed":
            parts = wrap.fixed("\u3000\u3000" + paragraph if indent else paragraph)
        elif kind == "random":
            parts = wrap.ragged(paragraph, chance)
        elif kind == "some":
            parts = wrap.ragged(paragraph, chance) if chance.random() < 0.15 else [paragraph]
        else:
            parts = _cut(paragraph, chance, after_mark=kind == "few" and chance.random() < 0.6)
        for number, part in enumerate(filter(str.strip, parts)):
            if lines and number == 0 and blank and kind == "fixed":
                lines.append("")
            elif lines and kind == "inserted" and (number or chance.random() < 0.2):
                lines.append(chance.choice(_FOREIGN))
            elif lines and spaced and kind in ("fixed", "random"):
                lines.append("")
            if number:
                broken.add(len(lines))
            lines.append(part)
    return Sample(lines, frozenset(broken), kind, group)


class Wrap(NamedTuple):
    """How lines are wrapped.

    Args:
        width: in columns.
        by_columns: whether Latin letters take one column, or two like Chinese characters.
        rule: what becomes of marks at the line's edge: nothing, they hang, or the character before goes along.
        least: characters of the shortest line where the width is random.
        most: characters of the longest one.
    """

    width: int
    by_columns: bool
    rule: str
    least: int
    most: int

    @classmethod
    def by(cls, chance: random.Random) -> Wrap:
        """Return a wrap that chance chooses."""
        least = chance.choice((8, 12, 16, 20))
        return cls(
            chance.choice((32, 36, 40, 48, 50, 56, 60, 64, 70, 72, 76, 80, 100)),
            chance.random() < 0.7,
            chance.choice(("none", "hang", "push")),
            least,
            least + chance.choice((8, 16, 26, 40)),
        )

    def fixed(self, paragraph: str) -> list[str]:
        """Return a paragraph in lines of one width."""
        parts, line, used = list[str](), "", 0
        for char in paragraph:
            size = self._size(char)
            if used + size > self.width:
                if self.rule == "hang" and char in _NOT_FIRST:
                    line, used = line + char, used + size
                    continue
                pushed = (self.rule == "push" and char in _NOT_FIRST) or (
                    self.rule != "none" and line[-1:] in _NOT_LAST
                )
                line, carried = (line[:-1], line[-1:]) if pushed else (line, "")
                parts.append(line)
                line, used = carried, sum(map(self._size, carried))
            line, used = line + char, used + size
        return [*parts, line]

    def ragged(self, paragraph: str, chance: random.Random) -> list[str]:
        """Return a paragraph in lines of random widths."""
        parts = []
        while len(paragraph) > self.most:
            at = chance.randint(self.least, self.most)
            parts.append(paragraph[:at])
            paragraph = paragraph[at:]
        return [*parts, paragraph]

    def _size(self, char: str) -> int:
        return columns(char) if self.by_columns else 2


def _cut(paragraph: str, chance: random.Random, *, after_mark: bool) -> list[str]:
    """Return a paragraph, perhaps in two parts."""
    if len(paragraph) <= _SHORTEST or chance.random() < 0.6:
        return [paragraph]
    places = [i + 1 for i, char in enumerate(paragraph[:-2]) if char in "，、"] if after_mark else []
    place = chance.choice(places or range(2, len(paragraph) - 2))
    return [paragraph[:place], paragraph[place:]]
