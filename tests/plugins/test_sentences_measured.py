"""The sentence cleaners on real text with synthetic damage: floors a little below what was measured."""

import json
import re
from collections import Counter
from itertools import pairwise

import pytest

from jingwen import Document, Edit
from jingwen.ledger import applied
from jingwen_plugins._text import HEADING, LIST_ITEM
from jingwen_plugins.full_width import FullWidth
from jingwen_plugins.line_joins import LineJoins
from jingwen_plugins.lost_words import LostWords
from jingwen_plugins.repeated_marks import RepeatedMarks
from jingwen_plugins.spaces import Spaces
from jingwen_plugins.truncated_tails import TruncatedTails
from jingwen_schemas import RawDocument

pytestmark = pytest.mark.shared
SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[”’』」）】)]*")


@pytest.fixture(scope="module")
def rows(shared):
    def read(name):
        return [json.loads(line) for line in (shared / "data" / name).read_text("utf-8").splitlines()]

    return read


@pytest.fixture(scope="module")
def seeds(shared):
    return {file.name[:3]: file.read_bytes().decode() for file in sorted((shared / "data" / "seeds").glob("*.txt"))}


def found(cleaner, text):
    return list(cleaner.findings(Document.of(RawDocument(text=text))))


def cleaned(cleaner, text):
    return applied(text, [finding for finding in found(cleaner, text) if isinstance(finding, Edit)])


@pytest.mark.parametrize(
    ("source", "recall", "kept"), [("ud", 0.995, 0), ("news", 0.998, 0), ("lit", 0.999, 0), ("trpl", 0.995, 0.99)]
)
def test_full_width(rows, source, recall, kept):
    count = Counter()
    for row in rows("sentences/nfkc.jsonl"):
        if row["src"] == source and len(row["text"]) == len(row["gold"]):
            after = cleaned(FullWidth(), row["text"])
            for raw, gold, got in zip(row["text"], row["gold"], after, strict=True):
                if raw in ",:;?!()":
                    count[gold != raw, got == gold] += 1
    assert count[True, True] >= recall * (count[True, True] + count[True, False])
    assert count[False, True] >= kept * (count[False, True] + count[False, False])


def test_full_width_restores_the_seeds(seeds):
    for text in seeds.values():
        after = cleaned(FullWidth(), text)
        assert not re.search(r"[\u4e00-\u9fff][,:;?!()]|[,;?!()][\u4e00-\u9fff]", after)


@pytest.mark.parametrize(("rate", "recall"), [(0.05, 0.6), (0.3, 0.9), (1.0, 0.98)])
def test_spaces(rows, rate, recall):
    removed = wanted = wrong = 0
    for row in rows("sentences/spaces.jsonl"):
        if row["rate"] == rate and row["src"] in ("ud", "news"):
            after = cleaned(Spaces(), row["text"])
            wanted += len(row["text"]) - len(row["gold"])
            removed += len(row["text"]) - len(after)
            wrong += len(after) < len(row["gold"])
    assert removed >= recall * wanted
    assert not wrong


def test_spaces_leave_clean_text_alone(rows):
    for row in rows("sentences/plain.jsonl"):
        if row["src"] != "seeds":  # those hold three spaces behind full stops
            text = "\n".join(row["lines"])
            assert cleaned(Spaces(), text) == text


def test_repeated_marks(rows):
    count = Counter()
    for row in rows("sentences/dup.jsonl"):
        texts = row["text"], row["gold"], cleaned(RepeatedMarks(), row["text"])
        for raw, gold, got in zip(*(re.findall("[，、；：。！？…]+", text) for text in texts), strict=True):
            count[raw != gold, got == gold] += 1
    assert count[True, True] >= 0.88 * (count[True, True] + count[True, False])
    assert count[False, False] <= 4  # marks that are doubled in the original


def joins(row):
    """Yield the gold and the outcome of every break between two lines that are not blank."""
    lines = row["lines"]
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    edits = {edit.end: edit for edit in found(LineJoins(), text)}
    content = [i for i, line in enumerate(lines) if line.strip()]
    for i, j in pairwise(content):
        indent = len(lines[j]) - len(lines[j].lstrip())
        yield i, j, row["gold"][i] != "keep" and j == i + 1, starts[j] + indent in edits


@pytest.mark.parametrize(
    ("file", "source", "precision", "recall"),
    [
        ("wrap_fixed", "ud", 0.999, 0.98),
        ("wrap_fixed", "trpl", 0.99, 0.97),
        ("wrap_fixed", "seeds", 0.999, 0.99),
        ("wrap_random", "ud", 0.999, 0.95),
        ("wrap_random", "trpl", 0.975, 0.93),
        ("wrap_random", "seeds", 0.99, 0.94),
    ],
)
def test_line_joins(rows, file, source, precision, recall):
    count = Counter()
    for row in rows(f"sentences/{file}.jsonl"):
        if row["src"] == source and row["split"] == "test":
            for _, j, gold, joined in joins(row):
                count[gold, joined] += 1
                assert not (joined and (LIST_ITEM.match(row["lines"][j]) or HEADING.match(row["lines"][j])))
    assert count[True, True] >= precision * (count[True, True] + count[False, True])
    assert count[True, True] >= recall * (count[True, True] + count[True, False])


def test_line_joins_leave_clean_text_alone(rows):
    wrong = total = 0
    for row in rows("sentences/plain.jsonl"):
        outcomes = [joined for _, _, _, joined in joins(row)]
        total += len(outcomes)
        wrong += sum(outcomes) if sum(outcomes) < 10 else 0  # one document is hard-wrapped in the original
    assert wrong <= 7  # lines that are broken in the original; none other is known
    assert total > 9_000


@pytest.mark.parametrize(("policy", "alarms"), [("mark", 0.02), ("trim", 0.01)])
def test_truncated_tails(rows, policy, alarms):
    cleaner, count = TruncatedTails(policy=policy), Counter()
    for row in rows("sentences/trunc.jsonl"):
        text = "\n".join(row["lines"])
        findings = found(cleaner, text)
        if policy == "mark":
            count[row["gold"], bool(findings)] += 1
        else:
            after = cleaned(cleaner, text)
            count[row["gold"], after != text] += 1
            if row["gold"] == "cut":
                whole = "\n".join([*row["lines"][:-1], row["full"][: row["cut"]]])
                assert SENTENCE.findall(after)[: len(SENTENCE.findall(whole))] == SENTENCE.findall(whole)
    assert count["whole", True] <= alarms * (count["whole", True] + count["whole", False])
    if policy == "mark":
        assert count["cut", True] >= 0.98 * (count["cut", True] + count["cut", False])


def test_lost_words_on_the_seeds(seeds):
    expected = {"001": [("conjunction-gap", "评估和")], "003": [("heading-gap", ". 与")]}
    for name, text in seeds.items():
        for form in (text, cleaned(FullWidth(), text)):
            slots = [(flag.reason, form[flag.start - 2 : flag.end]) for flag in found(LostWords(), form)]
            assert slots == expected.get(name, [])


def test_lost_words_on_clean_text(rows):
    texts = ["\n".join(row["lines"]) for row in rows("sentences/plain.jsonl") if row["src"] != "seeds"]
    assert sum(len(found(LostWords(), text)) for text in texts) <= 2 * sum(len(text.encode()) for text in texts) / 1e6
