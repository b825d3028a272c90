"""Cut tails and lost words on real text with damage of our own: floors a little below what was measured."""

import json
import random
import re
from collections import Counter

import pytest

from jingwen import Document, Edit
from jingwen.ledger import applied
from jingwen_plugins.full_width import FullWidth
from jingwen_plugins.lost_words import LostWords, WordStatistics
from jingwen_plugins.truncated_tails import TailCompletion, TruncatedTails
from jingwen_schemas import RawDocument

pytestmark = pytest.mark.shared
SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[”’』」）】)]*")
MARKS = ("", "...", "…", "...[详细]", "[阅读全文]", "（未完待续）", "...展开全文", "（剩余60%）")


def rows(shared, name):
    return [json.loads(line) for line in (shared / "data" / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def tails(shared):
    return rows(shared, "sentences/trunc.jsonl")


@pytest.fixture(scope="module")
def plain(shared):
    return rows(shared, "sentences/plain.jsonl")


@pytest.fixture(scope="module")
def pages(shared):
    return [row["gold_strict"] for row in rows(shared, "pages/pages.jsonl")]


def document(text, site=None):
    return Document.of(RawDocument(text=text, site=site))


def found(cleaner, text):
    return list(cleaner.findings(document(text)))


def cleaned(cleaner, text):
    return applied(text, [finding for finding in found(cleaner, text) if isinstance(finding, Edit)])


def cuts(row, chance, count):
    """Yield texts that end inside a sentence of a document, without a mark, and what the sentence should be."""
    lines = [line for line in row["lines"] if line.strip()]
    whole = [i for i, line in enumerate(lines) if i and len(line) >= 30 and line[-1] in "。！？"]
    for i in chance.sample(whole, min(count, len(whole))):
        sentence = chance.choice([each for each in SENTENCE.finditer(lines[i]) if len(each[0]) > 6] or [None])
        if sentence:
            end = chance.randrange(sentence.start() + 3, sentence.end() - 1)
            if lines[i][end - 1] not in "。！？!?…”’」』）】)，、；":
                above = "".join(f"{line}\n" for line in lines[:i])
                yield above + lines[i][:end].rstrip(), above + lines[i][: sentence.end()]


def test_all_marks_are_found(tails):
    marked = [row for row in tails if row.get("mark")]
    assert len(marked) > 250
    assert all(found(TruncatedTails(), "\n".join(row["lines"])) for row in marked)


@pytest.mark.parametrize("split", ["dev", "test"])
def test_bare_cuts_are_found(tails, split):
    bare = [row for row in tails if row.get("mark") == "" and row["split"] == split]
    hits = sum(bool(found(TruncatedTails(), "\n".join(row["lines"]))) for row in bare)
    assert hits >= 0.9 * len(bare)


@pytest.mark.parametrize(("source", "recall"), [("ud", 0.9), ("trpl", 0.81), ("lit", 0.94), ("news", 0.86)])
def test_cuts_at_any_place_are_found(plain, source, recall):
    chance, count = random.Random(1), Counter()
    for row in plain:
        if row["src"] == source:
            for text, _ in cuts(row, chance, 5):
                count[bool(found(TruncatedTails(), text))] += 1
    assert count.total() > 250
    assert count[True] >= recall * count.total()


def test_whole_texts_raise_few_alarms(tails, plain, pages):
    texts = {"\n".join(row["lines"]) for row in tails if row["gold"] == "whole"}
    texts |= {"\n".join(row["lines"]) for row in plain} | set(pages)
    alarms = Counter(
        flag.reason for text in texts for flag in found(TruncatedTails(), text) if not isinstance(flag, Edit)
    )
    assert alarms["bare-cut"] <= 0.02 * len(texts)  # half of them are cut off in the original
    assert alarms["ellipsis"] <= 0.02 * len(texts)  # may be meant so, and say it
    assert alarms.keys() <= {"bare-cut", "ellipsis"}


def test_trimming_loses_no_whole_sentence(tails):
    cut = [row for row in tails if row["gold"] == "cut"]
    for row in cut:
        after = cleaned(TruncatedTails(policy="trim"), "\n".join(row["lines"]))
        kept, whole = SENTENCE.findall(after), "\n".join([*row["lines"][:-1], row["full"][: row["cut"]]])
        assert kept[: len(SENTENCE.findall(whole))] == SENTENCE.findall(whole)
    changed = sum(
        cleaned(TruncatedTails(policy="trim"), text) != text
        for text in ("\n".join(row["lines"]) for row in tails if row["gold"] == "whole")
    )
    assert changed <= 3


def test_tails_are_completed_rightly_or_not_at_all(plain):
    learner, chance, count = TailCompletion(), random.Random(2), Counter()
    folds = [[row for index, row in enumerate(plain) if index % 4 == fold] for fold in range(4)]
    parts = [learner.observe([document("\n".join(row["lines"])) for row in fold]) for fold in folds]
    copies = [learner.cleaner(part) for part in parts]
    for fold, own in zip(folds, copies, strict=True):
        other = copies[(copies.index(own) + 1) % 4]
        for row in fold:
            for text, whole in cuts(row, chance, 3):
                cut = text + chance.choice(MARKS)
                count["copy", cleaned(own, cut) == whole, cleaned(own, cut) != cut] += 1
                count["none", cleaned(other, cut) == whole, cleaned(other, cut) != cut] += 1
    asked = sum(times for (kind, *_), times in count.items() if kind == "copy")
    assert asked > 800
    assert count["copy", True, True] >= 0.93 * asked
    assert count["copy", False, True] + count["none", False, True] == 0


def test_slots_of_the_seeds(shared):
    slots = []
    for file in sorted((shared / "data" / "seeds").glob("*.txt")):
        text = file.read_bytes().decode()
        for form in (text, cleaned(FullWidth(), text)):
            slots += [
                (file.name[:3], flag.reason, form[flag.start - 2 : flag.end]) for flag in found(LostWords(), form)
            ]
    assert [(name, reason, place.replace("：", ":")) for name, reason, place in slots] == [
        ("001", "conjunction-gap", "评估和"),
        ("001", "conjunction-gap", "评估和"),
        *[("003", "empty-label", "影 人气:"), ("003", "heading-gap", ". 与")] * 2,
    ]


def test_clean_text_has_no_slots(plain, pages):
    texts = ["\n".join(row["lines"]) for row in plain if row["src"] != "seeds"] + pages
    assert sum(len(text.encode()) for text in texts) > 3_000_000
    assert sum(len(found(LostWords(), text)) for text in texts) <= 1


@pytest.mark.parametrize("source", ["news", "trpl", "lit", "ud"])
def test_the_word_that_a_site_drops_is_named_first(plain, source):
    chance = random.Random(3)
    sentences = [
        each for row in plain if row["src"] == source for line in row["lines"] for each in SENTENCE.findall(line)
    ]
    chance.shuffle(sentences)
    half = len(sentences) // 2
    site, rest = (
        ["".join(chance.choices(part, k=12)) for _ in range(600)] for part in (sentences[:half], sentences[half:])
    )
    learner = WordStatistics()
    others = learner.observe([document(text, "other.example") for text in rest])
    from jingwen_plugins.lost_words.vocabulary import dense, read, vocabulary

    expected = dense(read(others["sites"]["sites"]["other.example"]["words"])) * len("".join(site)) / len("".join(rest))
    have = dense(read(learner.observe([document(text, "a") for text in site])["sites"]["sites"]["a"]["words"]))
    words = [vocabulary().words[n] for n in range(len(expected)) if expected[n] >= 45 and have[n] >= 45]
    first = 0
    dropped = chance.sample(words, 6)
    for word in dropped:
        own = learner.observe([document(text.replace(word, ""), "site.example") for text in site])
        both = learner.combine(own, json.loads(json.dumps(others)))
        first += learner.cleaner(both).sites.get("site.example", "").startswith(f"{word}: ")
    assert first == len(dropped), dropped
