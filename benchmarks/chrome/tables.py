"""Tables of what engines make of the same pages."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import NamedTuple, TypeAlias

from corpus import Page
from engines import WARM
from scoring import Score

_NAME, _CELL = 24, 8


class Row(NamedTuple):
    """What an engine makes of a page."""

    page: Page
    score: Score
    seconds: float
    error: str


Results: TypeAlias = Mapping[str, Sequence[Row]]
"""What each engine makes of the same pages."""


def print_table(title: str, results: Results) -> None:
    """Print a line for each engine, over all its pages."""
    print(f"\n{title}: {len(_first(results))} pages")
    heads = ("P", "R", "F1", "chrome kept", "body lost", "failed", "pages/s")
    print(" " * _NAME + "".join(f"{head:>12}" for head in heads))
    for name, rows in results.items():
        precision, recall, f1 = (fmean(values) for values in list(zip(*(row.score for row in rows), strict=True))[:3])
        cells = [f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}", f"{_kept(rows):.1%}", f"{_lost(rows):.2%}"]
        cells.append(str(sum(bool(row.error) for row in rows)))
        cells.append("–" if name == "naive" or len(rows) <= WARM else f"{_speed(rows):.1f}")
        print(f"{name:{_NAME}}" + "".join(f"{cell:>12}" for cell in cells))


def print_groups(results: Results) -> None:
    """Print F1, chrome lines kept and body characters lost by script and by source."""
    pages = [row.page for row in _first(results)]
    scripts, sources = sorted({page.script for page in pages}), sorted({page.source for page in pages}, key=str.lower)
    groups = [[page.script == script for page in pages] for script in scripts]
    groups += [[page.source == source for page in pages] for source in sources]
    heads = "".join(f"{name[: _CELL - 1]:>{_CELL}}" for name in [*scripts, *sources])
    for title, value in (("F1", _f1), ("chrome lines kept, %", _kept), ("body characters lost, %", _lost)):
        percent = value is not _f1
        print(f"\n{title:{_NAME}}{heads}")
        for name, rows in results.items():
            cells = [value([row for row, there in zip(rows, group, strict=True) if there]) for group in groups]
            print(
                f"{name:{_NAME}}"
                + "".join(f"{100 * each if percent else each:{_CELL}.{1 if percent else 3}f}" for each in cells)
            )
    print(f"{'(pages)':{_NAME}}" + "".join(f"{sum(group):{_CELL}}" for group in groups))


def progress(done: int, of: int, what: str) -> None:
    """Show on a terminal how far a long work is."""
    if sys.stderr.isatty():
        print(f"\r{done} of {of} {what}", end="\n" if done == of else "", file=sys.stderr, flush=True)


def _first(results: Results) -> Sequence[Row]:
    return next(iter(results.values()))


def _speed(rows: Sequence[Row]) -> float:
    timed = rows[WARM:]
    return len(timed) / sum(row.seconds for row in timed)


def _f1(rows: Sequence[Row]) -> float:
    return fmean(row.score.f1 for row in rows)


def _kept(rows: Sequence[Row]) -> float:
    return sum(row.score.kept for row in rows) / max(sum(row.score.chrome for row in rows), 1)


def _lost(rows: Sequence[Row]) -> float:
    return sum(row.score.lost for row in rows) / max(sum(row.score.gold for row in rows), 1)
