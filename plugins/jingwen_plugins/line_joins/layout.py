"""How the lines of a document were made: wrapped at one width, wrapped anywhere, or not wrapped."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import sub
from types import MappingProxyType
from typing import NamedTuple

from jingwen_plugins._words import spanning
from jingwen_plugins.line_joins.classes import APART, INNER_MARK
from jingwen_plugins.line_joins.lines import Lines, Seam, columns

KINDS = ("fixed", "ragged", "none")
_NARROW = 24  # columns; the least width of a wrapped text
_WRAPPED = 16  # columns; shorter lines tell nothing
_HANGING = 2  # columns by which lines of one width differ
_LONGER = 0.06  # of the lines
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

    def reach(self, text: str, columns: int) -> tuple[str, bool, int]:
        """Return how far a line reaches, by name, whether that is the width, and how usual it is for an open line.

        Args:
            text: the line, in a layout of one width.
            columns: how wide it is.
        """
        missing = self.width - (columns if self.by_columns else 2 * len(text))
        if abs(missing) > _SLACK:
            return "short" if missing > 0 else "over", False, self.usual.get(missing, 0)
        return _REACHES[missing], True, self.usual.get(missing, 0)


def layout(lines: Lines, seams: Sequence[Seam]) -> Layout:
    """Find out how the lines of a document were made."""
    texts, endings, starting = lines.texts, lines.endings, lines.starting
    kinds = [seam.kind for seam in seams]
    spaced = len(kinds) >= _MANY and kinds.count("break") < 0.05 * len(kinds)
    whole = {"gap", "doubt", "block"} if spaced else {"gap", "doubt", "block", "blank"}
    long = [
        index
        for index, (kind, text) in enumerate(zip(kinds, texts, strict=False))
        if (len(text) >= _WRAPPED or (len(text) >= _WRAPPED // 2 and columns(text) >= _WRAPPED)) and kind not in whole
    ]
    open_ends = [index for index in long if endings[index] in OPEN and starting[index + 1] not in APART]
    if len(open_ends) < _FEW:
        return Layout(open_share=min(3, 6 * len(open_ends) // max(1, len(long))))
    between_han = [
        (texts[index], texts[index + 1]) for index in open_ends if endings[index] == starting[index + 1] == "han"
    ]
    sample = between_han[:: len(between_han) // _SAMPLE + 1]
    words = len(sample) - spanning(sample).count(None)
    few_words = len(sample) > _FEW and words <= _WRAP_SHARE * len(sample)
    shares = 6 * len(open_ends) // len(long), 9 if len(sample) < _FEW else min(5, 8 * words // len(sample))
    indented = len(texts) >= _MANY and lines.indents.count(0) < 0.05 * len(texts)
    told = Layout(open_share=shares[0], word_share=shares[1], spaced=spaced, indented=indented)
    if not few_words and (found := _wrapped(lines, seams, told)):
        return found
    ragged = (words >= 2 and words > _RAGGED_SHARE * len(sample)) or (
        len(open_ends) >= 5 and len(open_ends) > 0.6 * len(long) and not few_words
    )
    return told._replace(kind="ragged" if ragged else "none")


def _wrapped(lines: Lines, seams: Sequence[Seam], told: Layout) -> Layout | None:
    """Return the layout with the width that explains most lines, counted in columns or in characters, if one does."""
    best, most = None, max(_FEW, len(lines.texts) // 8)
    for by_columns in (True, False):
        widths = lines.columns if by_columns else [2 * len(text) for text in lines.texts]
        ordered = sorted(widths)
        # most texts end here: no three widths hold enough lines, or too many lines are longer
        if min(map(sub, ordered[most:], ordered), default=_SLACK) > _HANGING:
            continue
        count, width = _commonest(widths)
        if count <= most or len(ordered) - bisect_right(ordered, width + _SLACK) > _LONGER * len(ordered):
            continue
        pairs = [(width - at, ending) for at, ending in zip(widths, lines.endings, strict=True)]
        full = [ending for miss, ending in pairs if -_SLACK <= miss <= _SLACK]
        unfinished = len(full) - full.count("whole")
        missing = Counter([miss for miss, ending in pairs[:-1] if ending in OPEN and width - miss >= _WRAPPED])
        fitting, open_ends = sum(n for miss, n in missing.items() if abs(miss) <= _SLACK), missing.total()
        if (
            unfinished >= 0.6 * len(full)
            and full.count("comma") + full.count("enumeration") <= 0.4 * len(full)  # else it is verse
            and fitting >= 0.4 * open_ends
            and not _rhythmic([text for text, at in zip(lines.texts, widths, strict=True) if abs(at - width) <= _SLACK])
        ):
            most = count
            last = [i for i, (miss, ending) in enumerate(pairs[:-1]) if miss > _SLACK and ending == "whole"]
            apart = sum(seams[i].kind == "blank" or lines.indents[i + 1] > 0 for i in last)
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


def _rhythmic(texts: Sequence[str]) -> bool:
    """Whether the first mark stands at the same place in all lines, as in verse."""
    marks = {found.start() if (found := INNER_MARK.search(text[:-1])) else -1 for text in texts[:_SAMPLE]}
    return len(marks) == 1 and -1 not in marks


def _commonest(widths: Sequence[int]) -> tuple[int, int]:
    """Return how many of the widths a wrap at one width explains best, and that width: marks may stand one below it.

    >>> _commonest([60, 59, 60, 60, 12])
    (4, 60)
    """
    counts = Counter(widths)
    of = counts.get
    bounds = {width + more for width in counts if width >= _NARROW for more in range(_HANGING + 1)}
    explained = [(of(bound, 0) + of(bound - 1, 0) + of(bound - 2, 0), -bound) for bound in bounds]
    count, width = max(explained, default=(0, 0))
    return count, -width
