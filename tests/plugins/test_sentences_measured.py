"""The sentence cleaners on real text with synthetic damage: floors a little below what was measured."""

import json
import re
from collections import Counter

import pytest

from jingwen import Document, Edit
from jingwen.ledger import applied
from jingwen_plugins.full_width import FullWidth
from jingwen_plugins.lost_words import LostWords
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
