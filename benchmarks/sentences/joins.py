"""Line joins: hard wraps, page and advertisement lines, and what must stay apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from corpus import SOURCES, Corpus, Row
from engines import cleaner, found

from jingwen import Edit
from jingwen_plugins._text import CLOSING, HEADING, LIST_ITEM, TERMINAL

Joiner: TypeAlias = Callable[[str], list[Edit]]


class Break(NamedTuple):
    """What becomes of the break between two lines that are not blank: whether they belong together, and were joined."""

    belongs: bool
    joined: bool
    following: str
    across: bool


def joins(corpus: Corpus) -> None:
    """Print how many breaks are joined rightly, by damage and source."""
    engines: dict[str, Joiner] = {"no terminal mark": _unended}
    if plugin := cleaner("line-joins"):
        engines = {"line-joins": lambda text: found(plugin, text), **engines}
    print("\nLine joins, F1" + " " * 20 + "".join(f"{source:>9}" for source in SOURCES))
    for damage in ("wrap_fixed", "wrap_random"):
        rows = corpus.rows(damage)
        for name, joiner in engines.items():
            counts = {source: _count(rows, source, joiner) for source in SOURCES}
            print(f"{damage:14}{name:20}" + "".join(f"{_f1(counts[source]):9.4f}" for source in SOURCES), end="")
            print(f"   wrong joins of list items or headings: {sum(each['starts'] for each in counts.values())}")
    for damage in ("page", "ad"):
        rows = corpus.rows(damage)
        for name, joiner in engines.items():
            outcomes = [each for row in rows for each in _breaks(row, joiner) if each.across]
            count = Counter[object]((each.belongs, each.joined) for each in outcomes)
            lines = Counter[object](each for row in rows for each in _removed(row, joiner))
            inside, between = (f"{lines[at, True]} of {lines[at, True] + lines[at, False]}" for at in (True, False))
            print(f"{damage:14}{name:20}joined F1 {_f1(count):.4f}, foreign lines removed", end=" ")
            print(f"{inside} inside sentences, {between} between them")
    for name, joiner in engines.items():
        per_text = [[each.joined for each in _breaks(row, joiner)] for row in corpus.plain]
        wrong, every = sum(map(sum, per_text)), sum(map(len, per_text))
        worst = max(map(sum, per_text), default=0)
        print(
            f"{'clean':14}{name:20}{wrong} wrong joins at {every} breaks, {5_000 * wrong / every:.1f} of 5,000", end=""
        )
        print(f" (without the worst text {wrong - worst})")


def _unended(text: str) -> list[Edit]:
    """Return the edits that join every line without a terminal mark to the next."""
    edits, end = list[Edit](), 0
    for line, following in pairwise(text.split("\n")):
        end += len(line)
        if line.strip() and following.strip() and not line.rstrip().rstrip(CLOSING).endswith(tuple(TERMINAL)):
            edits.append(Edit(end, end + 1, "", "join"))
        end += 1
    return edits


def _gone(text: str, edits: list[Edit]) -> Callable[[int, int], bool]:
    """Return what tells whether all of a span is deleted, white space but line breaks aside."""
    left = list(text)
    for edit in edits:
        left[edit.start : edit.end] = [edit.new] + [""] * (edit.end - edit.start - 1) if edit.end > edit.start else []
    return lambda start, end: not "".join(left[start:end]).strip(" \t\u3000\r")


def _places(row: Row) -> tuple[str, list[int], list[int]]:
    starts = [0]
    for line in row["lines"]:
        starts.append(starts[-1] + len(line) + 1)
    gaps = set(row.get("gaps", ()))
    content = [index for index, line in enumerate(row["lines"]) if line.strip() and index not in gaps]
    return "\n".join(row["lines"]), starts, content


def _breaks(row: Row, joiner: Joiner) -> Iterator[Break]:
    """Yield the breaks between lines of the text itself."""
    text, starts, content = _places(row)
    gone, gaps = _gone(text, joiner(text)), set(row.get("gaps", ()))
    for i, j in pairwise(content):
        line, following = row["lines"][i], row["lines"][j]
        end = starts[i] + len(line.rstrip())
        start = starts[j] + len(following) - len(following.lstrip())
        across = not gaps.isdisjoint(range(i + 1, j))
        # behind an inserted line stands what the break would be without it
        belongs = row["gold"][j - 1] not in ("keep", "gap") and (across or j == i + 1)
        yield Break(belongs, gone(end, start), following, across)


def _removed(row: Row, joiner: Joiner) -> Iterator[tuple[bool, bool]]:
    """Yield for each inserted line whether it stands inside a sentence, and whether it is removed."""
    text, starts, content = _places(row)
    gone = _gone(text, joiner(text))
    for gap in row["gaps"]:
        following = next((index for index in content if index > gap), 0)
        inside = following > 0 and row["gold"][following - 1] == "mid"
        yield inside, gone(starts[gap], starts[gap] + len(row["lines"][gap]))


def _count(rows: list[Row], source: str, joiner: Joiner) -> Counter[object]:
    """Return how many breaks of a source belong together and are joined, and wrong joins of list items."""
    count = Counter[object]()
    for row in rows:
        if row["src"] == source and (row["split"] == "test" or source in ("news", "lit")):
            for each in _breaks(row, joiner):
                count[each.belongs, each.joined] += 1
                starts = LIST_ITEM.match(each.following) or HEADING.match(each.following)
                count["starts"] += bool(each.joined and not each.belongs and starts)
    return count


def _f1(count: Counter[object]) -> float:
    right = count[True, True]
    return 2 * right / max(2 * right + count[True, False] + count[False, True], 1)
