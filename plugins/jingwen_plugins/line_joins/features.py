"""What tells whether a break between two lines stands inside a sentence: names of features, which the model weighs."""

from __future__ import annotations

from typing import NamedTuple

from jingwen_plugins.line_joins.classes import FINISHED, INNER_MARK

WORD_GROUPS = ("word", "word-shape", "word-share")
"""What the names of the features of `word_features` begin with; a break has one of each at most."""

BRACKETS = (("（", "）"), ("(", ")"), ("《", "》"), ("【", "】"), ("“", "”"), ("「", "」"))


class Place(NamedTuple):
    """A break by its classes alone; there are few of them, so that the model remembers their scores.

    Args:
        end: what the line above ends with.
        start: what the line below begins with.
        head: what the paragraph above begins with, and by how many lines.
        before: what the line before that ends with; `first` if there is none.
        kind: the kind of the layout.
        wide: how wide the line above is, in tens of columns; 7 from there on.
        fullness: how far the line above reaches, where the layout has a width.
        seam: what stands between the lines.
        shares: the shares of the layout.
        fit: of the layout: whether it tells paragraphs, its fit, what it filled, and how usual the line's width is.
    """

    end: str
    start: str
    head: str
    before: str
    kind: str
    wide: int
    fullness: str
    seam: str
    shares: tuple[int, int]
    fit: tuple[bool, int, int, int]

    @property
    def shape(self) -> str:
        """How the line above was made, and what stands below it."""
        return f"{self.kind}/{self.fullness}/{self.seam}"


def place_features(place: Place) -> list[str]:
    """Return the features of a break that its classes make."""
    end, start, shape, kind, seam, head, before = (
        place.end, place.start, place.shape, place.kind, place.seam, place.head, place.before
    )  # fmt: skip
    opened, words = place.shares
    set_apart, fit, filled, usual = place.fit
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


def text_features(above: str, below: str, below_end: str, columns: int, place: Place) -> list[str]:
    """Return the features of a break that its lines make.

    Args:
        above: the line above.
        below: the line below.
        below_end: what that ends with.
        columns: how wide that is.
        place: the break's classes.
    """
    kind, seam, end = place.kind, place.seam, place.end
    wide_below = min(7, columns // 10)
    marked = "m" if INNER_MARK.search(above, 0, len(above) - 1) else "u"
    features = [
        f"last {above[-1]}",
        f"first {below[0]}",
        f"below {wide_below} {kind} {seam}",
        f"below-end {below_end} {kind} {seam}",
        f"ends {wide_below} {below_end} {end}",
        f"marked {marked} {kind} {seam}",
        f"title {marked} {place.before} {place.wide} {seam}",
    ]
    for opening, closing in BRACKETS:
        if opening in above and above.count(opening) > above.count(closing):
            features.append(f"bracket {below.count(closing) > below.count(opening)} {kind}")
            break
    return features


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
