"""What tells whether a break between two lines stands inside a sentence: names of features, which the model weighs."""

from __future__ import annotations

from typing import NamedTuple

from jingwen_plugins.line_joins.classes import FINISHED, INNER_MARK
from jingwen_plugins.line_joins.lines import columns

WORD_GROUPS = ("word", "word-shape", "word-share")
"""What the names of the features of `word_features` begin with; a break has one of each at most."""

EDGES = ("last", "first")
"""What the names of the features of the two characters at a break begin with."""

BRACKETS = (("（", "）"), ("(", ")"), ("《", "》"), ("【", "】"), ("“", "”"), ("「", "」"))


class Place(NamedTuple):
    """A break by its classes alone; there are few of them, so that the model remembers their scores.

    Args:
        end: what the line above ends with.
        start: what the line below begins with.
        head: what the paragraph above begins with.
        behind: by how many lines; 2 from there on.
        before: what the line before that ends with; `first` if there is none.
        kind: the kind of the layout.
        wide: how wide the line above is, in tens of columns; 7 from there on.
        fullness: how far the line above reaches, where the layout has a width.
        seam: what stands between the lines.
        usual: how usual it is for a line to be so wide.
        shares: the shares of the layout.
        fit: of the layout: whether it tells paragraphs, its fit, and what it filled.
    """

    end: str
    start: str
    head: str
    behind: int
    before: str
    kind: str
    wide: int
    fullness: str
    seam: str
    usual: int
    shares: tuple[int, int]
    fit: tuple[bool, int, int]

    @property
    def shape(self) -> str:
        """How the line above was made, and what stands below it."""
        return f"{self.kind}/{self.fullness}/{self.seam}"


def place_features(place: Place) -> list[str]:
    """Return the features of a break that its classes make."""
    end, start, head, behind, before, kind, _, _, seam, usual, (opened, words), (set_apart, fit, filled) = place
    shape, head = place.shape, f"{head}{behind}"
    finished = end in FINISHED
    return [
        f"end {end}",
        f"start {start}",
        f"pair {end} {start}",
        f"shape {shape}",
        f"end {end} {shape}",
        f"start {start} {shape}",
        f"head {head} {end} {kind}",
        f"head {head} {seam} {kind}",
        f"before {before} {kind} {seam}",
        f"before {before} {end} {kind}",
        f"columns {place.wide} {kind} {seam}",
        f"columns {place.wide} {end}",
        f"opened {opened} {kind} {seam}",
        f"words {words} {kind} {seam}",
        f"shares {opened} {words} {kind}",
        f"shares {opened} {words} {end}",
        f"apart {set_apart} {place.fullness} {end}",
        f"usual {usual} {end} {fit}",
        f"usual {usual} {set_apart} {filled} {finished}",
        f"usual {usual} {opened} {finished}",
        f"fit {fit} {place.fullness} {finished}",
        f"filled {filled} {opened} {finished}",
    ]


class Sides(NamedTuple):
    """What the lines at a break look like, as far as their ends do not say it; there are few of these as well.

    Args:
        marked: whether the line above has a mark inside.
        bracket: whether the line below closes a bracket, where one is open above; else None.
        wide: how wide the line below is, as in `Place`.
        end: what that ends with.
    """

    marked: bool
    bracket: bool | None
    wide: int
    end: str


def sides(above: str, below: str, below_end: str) -> Sides:
    """Return what two lines look like.

    Args:
        above: the line above.
        below: the line below.
        below_end: what that ends with.

    >>> sides("他说，这（", "是）真的。", "whole")
    Sides(marked=True, bracket=True, wide=1, end='whole')
    """
    bracket = None
    for opening, closing in BRACKETS:
        if opening in above and above.count(opening) > above.count(closing):
            bracket = below.count(closing) > below.count(opening)
            break
    marked = INNER_MARK.search(above, 0, len(above) - 1) is not None
    return Sides(marked, bracket, min(7, columns(below) // 10), below_end)


def edge_features(above: str, below: str) -> list[str]:
    """Return the features of the two characters at a break."""
    return [f"{EDGES[0]} {above[-1]}", f"{EDGES[1]} {below[0]}"]


def side_features(sides: Sides, kind: str, seam: str, end: str, before: str, wide: int) -> list[str]:
    """Return the features of what the lines at a break look like.

    Args:
        sides: what they look like.
        kind: of the place, like all that follow.
        seam: of the place.
        end: of the place.
        before: of the place.
        wide: of the place.
    """
    marked = "m" if sides.marked else "u"
    features = [
        f"below {sides.wide} {kind} {seam}",
        f"below-end {sides.end} {kind} {seam}",
        f"ends {sides.wide} {sides.end} {end}",
        f"marked {marked} {kind} {seam}",
        f"title {marked} {before} {wide} {seam}",
    ]
    return features if sides.bracket is None else [*features, f"bracket {sides.bracket} {kind}"]


def word_features(word: tuple[int, int] | None, place: Place) -> list[str]:
    """Return the features that the word across a break makes, or that there is none.

    Args:
        word: how many of its characters stand above and below.
        place: the break's classes.
    """
    size = f"{min(2, word[0])}{min(2, word[1])}" if word else "none"
    return [
        f"word {size} {place.kind} {place.seam}",
        f"word-shape {size} {place.shape}",
        f"word-share {bool(word)} {place.shares[1]} {place.kind}",
    ]
