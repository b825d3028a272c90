"""How the lines of a document were made: wrapped at one width, wrapped anywhere, or not wrapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from jingwen_plugins._words import spanning
from jingwen_plugins.line_joins.classes import APART, INNER_MARK
from jingwen_plugins.line_joins.lines import Content, Seam

KINDS = ("fixed", "ragged", "none")
_NARROW = 24  # columns; the least width of a wrapped text
_WRAPPED = 16  # columns; shorter lines tell nothing
_SLACK = 4  # columns by which the rules for marks at the line's edge shift a wrap
_REACHES = {-4: "past", -3: "past", -2: "hang", -1: "hang", 0: "full", 1: "full", 2: "less", 3: "near", 4: "near"}
_FEW = 3
_USUAL = (0.06, 0.2, 0.5)
_SAMPLE = 40
_MANY = 8
_WRAP_SHARE, _RAGGED_SHARE = 0.08, 0.15  # of the breaks between Chinese; of random ones a word spans 40 %
OPEN = frozenset({"han", "comma", "enumeration", "latin", "digit", "close"})


class Layout(NamedTuple):
    """How the lines of a document were made.

    Args:
        kind: `fixed`, `ragged` or `none`.
        width: the fixed width, in columns.
        by_columns: whether the wrap counted columns, or characters of two columns each.
        open_share: the share of long lines that end inside a sentence, in sixths.
        word_share: the share of these with a word across the break, in eighths; 9 where too few are known.
        set_apart: whether paragraphs are told by an indent or a blank line.
        spaced: whether blank lines stand between all lines, so that none tells a paragraph.
        indented: whether all lines are indented, so that no indent tells a paragraph.
        fit: the share of the open lines that the width explains, in eighths.
        filled: the share of lines with a whole sentence that reach the width, in sixths.
        usual: how usual it is for an open line to miss the width by so many columns, from 1 to 4; 0 if none does.
    """

    kind: str = "none"
    width: int = 0
    by_columns: bool = True
    open_share: int = 0
    word_share: int = 9
    set_apart: bool = False
    spaced: bool = False
    indented: bool = False
    fit: int = 0
    filled: int = 0
    usual: Mapping[int, int] = MappingProxyType({})

    def reach(self, line: Content) -> tuple[str, bool, int]:
        """Return how far a line reaches, by name, whether that is the width, and how usual it is for an open line."""
        if self.kind != "fixed":
            return "", False, 0
        missing = self.width - (line.columns if self.by_columns else 2 * len(line.text))
        if abs(missing) > _SLACK:
            return "short" if missing > 0 else "over", False, self.usual.get(missing, 0)
        return _REACHES[missing], True, self.usual.get(missing, 0)


def layout(lines: Sequence[Content], seams: Sequence[Seam]) -> Layout:
    """Find out how the lines of a document were made."""
    spaced = len(seams) >= _MANY and sum(seam.kind == "break" for seam in seams) < 0.05 * len(seams)
    whole = {"gap", "block"} if spaced else {"gap", "block", "blank"}
    long = open_ends = 0
    between_han = []
    for above, below, seam in zip(lines, lines[1:], seams, strict=False):
        if len(above.text) < _WRAPPED // 2 or seam.kind in whole or above.columns < _WRAPPED:
            continue
        long += 1
        if above.ending in OPEN and below.starting not in APART:
            open_ends += 1
            if above.ending == below.starting == "han":
                between_han.append((above.text, below.text))
    if open_ends < _FEW:
        return Layout(open_share=min(3, 6 * open_ends // max(1, long)))
    sample = between_han[:: len(between_han) // _SAMPLE + 1]
    words = sum(word is not None for word in spanning(sample))
    few_words = len(sample) > _FEW and words <= _WRAP_SHARE * len(sample)
    shares = 6 * open_ends // long, 9 if len(sample) < _FEW else min(5, 8 * words // len(sample))
    indented = len(lines) >= _MANY and sum(line.indent > 0 for line in lines) > 0.95 * len(lines)
    told = Layout(open_share=shares[0], word_share=shares[1], spaced=spaced, indented=indented)
    if not few_words and (found := _wrapped(lines, seams, told)):
        return found
    ragged = (words >= 2 and words > _RAGGED_SHARE * len(sample)) or (
        open_ends >= 5 and open_ends > 0.6 * long and not few_words
    )
    return told._replace(kind="ragged" if ragged else "none")


def _wrapped(lines: Sequence[Content], seams: Sequence[Seam], told: Layout) -> Layout | None:
    """Return the layout with the width that explains most lines, counted in columns or in characters, if one does."""
    best, most = None, max(_FEW, len(lines) // 8)
    for by_columns in (True, False):
        widths = [line.columns if by_columns else 2 * len(line.text) for line in lines]
        count, width = _commonest(widths)
        if count <= most:
            continue
        pairs = [(width - at, line.ending) for line, at in zip(lines, widths, strict=True)]
        full = [ending for miss, ending in pairs if abs(miss) <= _SLACK]
        unfinished = len(full) - full.count("whole")
        missing = Counter(miss for miss, ending in pairs[:-1] if ending in OPEN and width - miss >= _WRAPPED)
        fitting, open_ends = sum(n for miss, n in missing.items() if abs(miss) <= _SLACK), missing.total()
        if (
            unfinished >= 0.6 * len(full)
            and full.count("comma") + full.count("enumeration") <= 0.4 * len(full)  # else it is verse
            and sum(miss < -_SLACK for miss, _ in pairs) <= 0.06 * len(pairs)
            and fitting >= 0.4 * open_ends
            and not _rhythmic([line for line, at in zip(lines, widths, strict=True) if abs(at - width) <= _SLACK])
        ):
            most = count
            last = [i for i, (miss, ending) in enumerate(pairs[:-1]) if miss > _SLACK and ending == "whole"]
            apart = sum(seams[i].kind == "blank" or lines[i + 1].indent > 0 for i in last)
            filled = len(full) - unfinished
            best = told._replace(
                kind="fixed",
                width=width,
                by_columns=by_columns,
                set_apart=bool(last) and apart >= 0.8 * len(last),
                fit=8 * fitting // max(1, open_ends),
                filled=6 * filled // max(1, filled + len(last)),
                usual={miss: 1 + sum(n > share * open_ends for share in _USUAL) for miss, n in missing.items()},
            )
    return best


def _rhythmic(lines: Sequence[Content]) -> bool:
    """Whether the first mark stands at the same place in all lines, as in verse."""
    marks = {found.start() if (found := INNER_MARK.search(line.text[:-1])) else -1 for line in lines[:_SAMPLE]}
    return len(marks) == 1 and -1 not in marks


def _commonest(widths: Sequence[int]) -> tuple[int, int]:
    """Return how many of the widths a wrap at one width explains best, and that width: marks may stand one below it.

    >>> _commonest([60, 59, 60, 60, 12])
    (4, 60)
    """
    counts = Counter(widths)
    of = counts.get
    bounds = {bound for width in counts if width >= _NARROW for bound in (width, width + 1, width + 2)}
    explained = [(of(bound, 0) + of(bound - 1, 0) + of(bound - 2, 0), -bound) for bound in bounds]
    count, width = max(explained, default=(0, 0))
    return count, -width
