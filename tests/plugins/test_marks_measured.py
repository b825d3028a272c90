"""The cleaners of marks and spaces on real text with synthetic damage: floors a little below what was measured."""

import json
import re
from collections import Counter
from hashlib import sha256

import pytest

from jingwen.testing import step
from jingwen_plugins.full_width import FullWidth
from jingwen_plugins.repeated_marks import RepeatedMarks
from jingwen_plugins.spaces import Spaces
from jingwen_plugins.unbalanced_marks import UnbalancedMarks

pytestmark = pytest.mark.shared
FOLD = str.maketrans("，：；？！（）", ",:;?!()")
# what must not change by a byte: addresses, times and numbers
EXACT = re.compile(
    r"https?://[\x21-\x7e]+[A-Za-z0-9/]|(?<![\d:])\d{1,2}:\d\d(?![\d:])|(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])"
)


@pytest.fixture(scope="module")
def rows(shared):
    def read(name):
        return [json.loads(line) for line in (shared / "data" / name).read_text("utf-8").splitlines()]

    return read


@pytest.fixture(scope="module")
def plain(rows):
    return [(row["src"], "\n".join(row["lines"])) for row in rows("sentences/plain.jsonl")]


def cleaned(cleaner, text):
    return step(cleaner, text)[0].text


@pytest.mark.parametrize(
    ("source", "recall", "kept"), [("ud", 0.998, 0), ("news", 0.9995, 0), ("lit", 0.9999, 0), ("trpl", 0.998, 0.994)]
)
def test_full_width(rows, source, recall, kept):
    count = Counter()
    for row in rows("sentences/nfkc.jsonl"):
        if row["src"] == source and len(row["text"]) == len(row["gold"]):
            after = cleaned(FullWidth(), row["text"])
            assert cleaned(FullWidth(), after) == after
            for match in EXACT.finditer(row["text"]):
                assert after[slice(*match.span())] == match.group()
            for raw, gold, got in zip(row["text"], row["gold"], after, strict=True):
                if raw in ",:;?!()":
                    count[gold != raw, got == gold] += 1
    assert count[True, True] >= recall * (count[True, True] + count[True, False])
    assert count[False, True] >= kept * (count[False, True] + count[False, False])


def test_full_width_leaves_text_alone_that_was_not_folded(plain):
    changed = Counter()
    for source, text in plain:
        changed[source] += len(step(FullWidth(), text)[1].edits)
    seeds = changed.pop("seeds")
    assert seeds == 670  # all of their marks outside addresses and numbers
    assert changed.total() <= 130  # in 2.5 MB: lines of half-width marks


def test_full_width_restores_the_seeds(plain):
    for source, text in plain:
        if source == "seeds":
            after = cleaned(FullWidth(), EXACT.sub("", text))
            assert not re.search(r"[\u4e00-\u9fff][,:;?!()]|[,;?!()][\u4e00-\u9fff]", after)


@pytest.mark.parametrize(
    ("source", "rate", "recall"),
    [
        (source, rate, recall)
        for source, recalls in {
            "ud": (0.99, 0.999, 0.999),
            "news": (0.98, 0.999, 0.999),
            "lit": (0.99, 0.998, 0.999),
            "trpl": (0.98, 0.999, 0.999),
        }.items()
        for rate, recall in zip((0.05, 0.3, 1.0), recalls, strict=True)
    ],
)
def test_spaces(rows, source, rate, recall):
    removed = wanted = wrong = 0
    for row in rows("sentences/spaces.jsonl"):
        if row["rate"] == rate and row["src"] == source:
            after = cleaned(Spaces(), row["text"])
            wanted += len(row["text"]) - len(row["gold"])
            removed += len(row["text"]) - len(after)
            wrong += max(0, len(row["gold"]) - len(after))
    assert removed >= recall * wanted
    assert wrong <= 2


def test_sound_text_is_left_alone(plain):
    doubled = Counter()
    for source, text in plain:
        if source != "seeds":  # those hold three spaces behind full stops
            assert cleaned(Spaces(), text) == text
        doubled[source] += len(step(RepeatedMarks(), text)[1].edits)
    assert doubled.total() <= 4  # marks that are doubled in the original


def test_a_second_run_over_spaced_and_doubled_text_changes_nothing(rows):
    for name, cleaner in (("spaces", Spaces()), ("dup", RepeatedMarks())):
        for row in rows(f"sentences/{name}.jsonl")[::12]:
            after = cleaned(cleaner, row["text"])
            assert cleaned(cleaner, after) == after


def test_repeated_marks(rows):
    count = Counter()
    for row in rows("sentences/dup.jsonl"):
        texts = row["text"], row["gold"], cleaned(RepeatedMarks(), row["text"])
        for raw, gold, got in zip(*(re.findall("[，、；：。！？…]+", text) for text in texts), strict=True):
            kind = "expressive" if set(raw) & set("！？…") else "plain"
            count[kind, raw != gold, got == gold] += 1
    assert count["plain", True, True] >= 0.99 * (count["plain", True, True] + count["plain", True, False])
    assert not count["expressive", True, True]
    assert count["plain", False, False] + count["expressive", False, False] <= 4


def test_unbalanced_marks(plain):
    flags = size = deleted = seen = 0
    for source, text in plain:
        before = len(step(UnbalancedMarks(), text)[1].flags)
        if source != "seeds":
            flags, size = flags + before, size + len(text.encode())
        if halves := [match.start() for match in re.finditer("[（）《》“”「」]", text)]:
            half = halves[len(halves) // 2]
            deleted += 1
            seen += len(step(UnbalancedMarks(), text[:half] + text[half + 1 :])[1].flags) != before
    assert flags <= 20 * size / 1e6
    assert seen >= 0.98 * deleted


@pytest.mark.parametrize("cleaner", [FullWidth(), Spaces(), RepeatedMarks()], ids=lambda cleaner: cleaner.name)
def test_other_checkers_negatives_stay_or_are_waived(rows, fixtures, cleaner):
    file = fixtures / cleaner.name / "typography-waivers.json"
    waived = {waiver["sha256"] for waiver in json.loads(file.read_text("utf-8"))} if file.exists() else set()
    pairs = [row for row in rows("external/typography_pairs.jsonl") if row["input"] == row["expected"]]
    texts = [row["input"] for row in pairs if cleaned(cleaner, row["input"]) != row["input"]]
    assert len(pairs) == 360
    assert {sha256(text.encode()).hexdigest() for text in texts} == waived
