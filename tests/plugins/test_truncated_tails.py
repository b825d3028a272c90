"""truncated-tails and tail-completion beyond the golden cases: promises, corpora, bounds, hostile texts."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwen import Document, Pipeline
from jingwen.chain import Chain, Step
from jingwen.profile import SUMMARY_LIMIT, learned
from jingwen.testing import check, step
from jingwen_plugins._table import LONGEST
from jingwen_plugins.related_links import RelatedLinks
from jingwen_plugins.truncated_tails import TailCompletion, TruncatedTails
from jingwen_schemas import RawDocument

POLICIES = ("mark", "trim", "complete")
BEFORE = "市里召开会议讨论了明年的预算安排。"
SENTENCE = "与会者认为河边的步道应当尽快修好，方便附近的居民散步。"


def documents(texts):
    return [Document.of(RawDocument(text=text)) for text in texts]


def completed(corpus, text, **settings):
    learner = TailCompletion(**settings)
    cleaner = learner.cleaner(learner.observe(documents(corpus)))
    return check(cleaner, text).text


@pytest.mark.parametrize("cut", ["与会者", "与会者认为河边", "与会者认为河边的步道应当尽快修好，方便"])
@pytest.mark.parametrize("mark", ["...", "…", "……", "...[阅读全文]", "（未完待续）", "...查看更多>>", "（剩余60%）"])
def test_a_tail_is_completed_from_a_copy(cut, mark):
    assert completed([BEFORE + SENTENCE, "别的事。"], f"{BEFORE}{cut}{mark}") == BEFORE + SENTENCE


def test_a_tail_without_a_mark_is_completed():
    assert completed([BEFORE + SENTENCE], f"{BEFORE}{SENTENCE[:17]}") == BEFORE + SENTENCE
    assert completed([BEFORE + SENTENCE], f"{BEFORE}{SENTENCE[:17]} ") == BEFORE + SENTENCE


def test_a_snippet_that_begins_with_its_fragment_is_completed():
    assert completed([BEFORE + SENTENCE], f"{SENTENCE[:20]}...") == SENTENCE


def test_the_snippets_of_links_are_completed():
    cut = f"{BEFORE}与会者认为河边..."
    page = f"镇上的学校今天开学了。\n相关阅读\n1. {cut}https://a.example/1\n2. 别的事情...https://a.example/2"
    chain = Chain((Step("links", RelatedLinks()), Step("tail-completion", TailCompletion())))
    corpus = [page, BEFORE + SENTENCE]
    result = next(iter(Pipeline(learned(chain, lambda: corpus))(corpus)))
    first, second = result.document.links
    assert (first.snippet, first.url, first.truncated) == (BEFORE + SENTENCE, "https://a.example/1", False)
    assert (second.snippet, second.truncated) == ("别的事情...", True)
    flags = [(flag.reason, flag.detail) for flag in result.document.flags if "snippet" in flag.reason]
    assert flags == [("tail-completion/completed-snippet", f"link 0: '...' became {SENTENCE[7:]!r}")]


def test_the_learner_completes_in_a_chain():
    chain = Chain((Step("tail-completion", TailCompletion()),))
    corpus = [BEFORE + SENTENCE, f"{BEFORE}{SENTENCE[:9]}...\n展开全文"]
    cleaned = Pipeline(learned(chain, lambda: corpus))(corpus)
    assert [each.document.text for each in cleaned] == [BEFORE + SENTENCE] * 2


@pytest.mark.parametrize(
    "corpus",
    [
        [BEFORE + "与会者认为桥要先修。", BEFORE + "与会者认为路要先修。"],  # made of one template
        [f"{BEFORE}与会者认为第{number}条路要先修。" for number in range(9)],  # of many
        ["另一个镇也开了会，讨论的是学校。" + "与会者认为桥要先修。"],  # the same words about something else
        [BEFORE + "与会者认为桥要先修。", f"{BEFORE}与会者认为{'桥' * 300}要先修。"],  # one is too long to keep
        [f"{BEFORE}与会者认为{'桥' * 300}要先修。"],
        [BEFORE + "与会者认为…"],  # cut as well
        [BEFORE + "与会者认"],
        [],
    ],
)
def test_a_tail_is_not_completed_without_proof(corpus):
    text = f"{BEFORE}与会者认为..."
    assert completed(corpus, text) == text


def test_a_short_fragment_alone_is_not_completed():
    assert completed([SENTENCE], "与会者认为河边...") == "与会者认为河边..."


def test_a_copy_in_the_document_completes_its_tail():
    sentence = f"镇里说，{SENTENCE}"
    text = f"{sentence}{BEFORE}\n{sentence[:-2]}...[详细]"
    assert check(TruncatedTails(policy="complete"), text).text == f"{sentence}{BEFORE}\n{sentence}"
    short = f"{SENTENCE}{BEFORE}\n{SENTENCE[:20]}..."
    assert check(TruncatedTails(policy="complete"), short).text == short


lines = st.sampled_from(
    [
        BEFORE,
        SENTENCE,
        BEFORE + SENTENCE,
        BEFORE + SENTENCE[:9] + "...",
        SENTENCE[:17],
        "展开全文",
        "[阅读全文]",
        "完了……",
        "1. 项目，",
        "",
        "　　缩进，",
        "要点...展开全文继续写。",
        "第1页/共3页",
    ]
)
texts = st.lists(lines, max_size=7).map("\n".join)


@settings(max_examples=150)
@given(text=texts, policy=st.sampled_from(POLICIES))
def test_a_second_run_changes_nothing(text, policy):
    check(TruncatedTails(policy=policy), text)


@settings(max_examples=80)
@given(
    text=st.text(st.sampled_from("甲乙。，、…. \n\r[】（）展开阅读全文>1/3页“”"), max_size=40),
    policy=st.sampled_from(POLICIES),
)
def test_any_text_keeps_the_promises(text, policy):
    check(TruncatedTails(policy=policy), text)


@settings(max_examples=40)
@given(
    parts=st.tuples(*[st.lists(texts, max_size=6)] * 3), budget=st.sampled_from([1000, 1001, 1200, 2000, 10_000_000])
)
def test_parts_combine_in_any_order_to_what_the_whole_teaches(parts, budget):
    learner = TailCompletion(characters=budget)
    varied = [[f"{text}\n{text[::-1]}。" for text in part] for part in parts]

    def taught(number):
        return learner.observe(documents(varied[number]))

    whole = learner.observe(documents([text for part in varied for text in part]))
    assert learner.combine(learner.combine(taught(0), taught(1)), taught(2)) == whole
    assert learner.combine(taught(2), learner.combine(taught(1), taught(0))) == whole
    assert learner.combine(taught(0), taught(0)) == taught(0)


def test_a_summary_is_bounded_however_large_the_corpus_is():
    chance = random.Random(4)
    learner = TailCompletion(characters=5000)
    total = learner.observe([])
    for _ in range(20):
        batch = ["".join(chance.choices("天地玄黄宇宙洪荒日月盈昃", k=30)) + "。" for _ in range(40)]
        total = learner.combine(total, learner.observe(documents(batch)))
    assert total["level"] > 0
    assert 1000 < sum(len(value) for values in total["values"].values() for value in values) <= 5000
    densest = (len(json.dumps({"0" * 16: ["字"]}, ensure_ascii=False).encode()) - 2) / 11  # a key of one character
    assert TailCompletion().characters * max(4, densest) < SUMMARY_LIMIT
    assert learner.characters > LONGEST * 3


@pytest.mark.parametrize(
    ("piece", "end"),
    [
        ("甲", ""),
        ("，", ""),
        ("甲，", "..."),
        ("展开全文", ""),
        ("...展开全文\n", ""),
        ("甲乙...展开全文", "完。"),
        ("甲[展开全文]" + " " * 100_000, "乙。"),
        ("全文" + "." * 100_000, "乙。"),
        ("…", ""),
        (" ", "甲" + " " * 500_000),
        ("[", ""),
        ("未完待续", ""),
        ("甲\n", "甲，"),
        ("1", ""),
        ("。甲", ""),
    ],
)
def test_hostile_texts(piece, end):
    text = piece * (500_000 // len(piece)) + end
    for policy in POLICIES:
        step(TruncatedTails(policy=policy), text)
    learner = TailCompletion()
    step(learner.cleaner(learner.observe(documents([text]))), text)
