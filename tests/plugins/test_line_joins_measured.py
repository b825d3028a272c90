"""line-joins on real text with synthetic breaks: floors a little below what was measured."""

import json
from collections import Counter
from itertools import accumulate, pairwise

import pytest

from jingwen import Document
from jingwen.testing import step
from jingwen_plugins._text import HEADING, LIST_ITEM
from jingwen_plugins.line_joins import LineJoins
from jingwen_schemas import RawDocument

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def rows(shared):
    def read(name, *, split="test"):
        lines = (shared / "data" / "sentences" / f"{name}.jsonl").read_text("utf-8").splitlines()
        return [row for row in map(json.loads, lines) if split in (row["split"], "any")]

    return read


def breaks(row, *, removed=False):
    """Yield lines, gold and outcome of every break; inserted lines are in the text, or an earlier step removed them."""
    inserted = set(row.get("gaps", ()))
    there = [i for i in range(len(row["lines"])) if not (removed and i in inserted)]
    ends = [0, *accumulate(len(row["lines"][i]) + 1 for i in there)]
    starts = dict(zip(there, ends, strict=False))
    document = Document.of(RawDocument(text="\n".join(row["lines"][i] for i in there)))
    if removed:
        gaps = sorted({min(starts[i] for i in there if i > gap) for gap in inserted if gap < there[-1]})
        document = document.with_changes(gaps=tuple(gaps))
    # an edit that removes a line begins at its start
    joined = {edit.end for edit in LineJoins().findings(document) if document.text[edit.start - 1] != "\n"}
    content = [i for i in there if row["lines"][i].strip() and i not in inserted]
    for above, below in pairwise(content):
        gap = bool(inserted.intersection(range(above, below)))
        gold = row["gold"][below - 1] if gap or below == above + 1 else "keep"
        line = row["lines"][below]
        place = starts[below] + len(line) - len(line.lstrip())
        yield line, gold in ("mid", "sent"), place in joined, gap


def f1(count):
    return 2 * count[True, True] / (2 * count[True, True] + count[True, False] + count[False, True])


@pytest.mark.parametrize(
    ("file", "source", "floor"),
    [
        ("wrap_fixed", "ud", 0.993),
        ("wrap_fixed", "trpl", 0.99),
        ("wrap_fixed", "seeds", 0.995),
        ("wrap_random", "ud", 0.989),
        ("wrap_random", "trpl", 0.978),
        ("wrap_random", "seeds", 0.985),
    ],
)
def test_wrapped_lines(rows, file, source, floor):
    count = Counter()
    for row in rows(file):
        if row["src"] == source:
            for line, gold, joined, _ in breaks(row):
                count[gold, joined] += 1
                assert gold or not (joined and (LIST_ITEM.match(line) or HEADING.match(line)))
    assert f1(count) >= floor


@pytest.mark.parametrize("file", ["page", "ad"])
@pytest.mark.parametrize(
    ("source", "removed", "floor"),
    [("ud", False, 0.98), ("ud", True, 0.93), ("trpl", False, 0.93), ("trpl", True, 0.85), ("seeds", False, 0.97)],
)
def test_inserted_lines(rows, file, source, removed, floor):
    count = Counter()
    for row in rows(file):
        if row["src"] == source:
            for _, gold, joined, gap in breaks(row, removed=removed):
                if gap:
                    count[gold, joined] += 1
                assert gap or not joined
    assert f1(count) >= floor


def test_clean_text_is_left_alone(rows):
    wrong = total = 0
    for row in rows("plain", split="any"):
        outcomes = [joined for _, _, joined, _ in breaks(row)]
        total += len(outcomes)
        wrong += sum(outcomes) if sum(outcomes) < 10 else 0  # one document is hard-wrapped in the original
    assert total > 9_000
    assert wrong <= 8  # lines that are broken in the original


@pytest.mark.parametrize("file", ["plain", "wrap_fixed", "wrap_random", "page", "ad"])
def test_a_second_run_changes_nothing(rows, file):
    for row in rows(file):
        if row["src"] != "trpl":  # which is long, and tells nothing more
            after = step(LineJoins(), "\n".join(row["lines"]))[0].text
            assert step(LineJoins(), after)[0].text == after
