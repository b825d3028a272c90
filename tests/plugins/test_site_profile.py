"""site-profile on whole corpora: cases as data, what its summary promises, and real pages."""

import json
import os
import random
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from jingwen import Document, Pipeline
from jingwen.chain import Chain, Step
from jingwen.profile import SUMMARY_LIMIT, learned
from jingwen.testing import check, step
from jingwen_plugins.site_profile import SiteProfile
from jingwen_plugins.site_profile.keys import line_keys
from jingwen_schemas import RawDocument

CORPORA = json.loads((ROOT / "fixtures" / "site-profile" / "corpora.json").read_text("utf-8"))
MENU = "城南生活网\n本地要闻\n吃在城南"
FOOT = "关于城南生活网\n联系我们"


def documents(records):
    return [Document.of(RawDocument(**record)) for record in records]


def cleaner(records, **settings):
    learner = SiteProfile(**settings)
    return learner.cleaner(learner.observe(documents(records)))


def page(number, site="chengnan.example"):
    """Return a page that shares its menu and its footer with the others of its site."""
    body = f"今天要说的是{number}号楼的事，住户们等了很久，现在总算修好了{number}部电梯。"
    return {"site": site, "text": f"{MENU}\n第{number}天\n{body}\n{FOOT}\n{number}号"}


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda case: case["label"])
def test_a_corpus_is_cleaned(corpus):
    records = corpus["corpus"]
    chain = learned(Chain((Step("site-profile", SiteProfile()),)), lambda: records)
    cleaned = [result.document for result in Pipeline(chain)(records)]
    assert [document.text for document in cleaned] == corpus["cleaned"]
    assert [document.title for document in cleaned] == corpus.get("titles", [each.get("title") for each in records])


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda case: case["label"])
def test_the_cleaner_keeps_what_cleaners_promise(corpus):
    cleaning = cleaner(corpus["corpus"])
    for record in corpus["corpus"]:
        check(cleaning, RawDocument(**record))


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda case: case["label"])
def test_a_second_first_pass_over_the_clean_corpus_changes_nothing(corpus):
    records = [record | {"text": text} for record, text in zip(corpus["corpus"], corpus["cleaned"], strict=True)]
    again = cleaner(records)
    assert [step(again, RawDocument(**record))[0].text for record in records] == corpus["cleaned"]


lines = st.sampled_from(
    [*MENU.split("\n"), *FOOT.split("\n"), "第3天", "第4天", "", "甲", "这一段讲的是城南的集市，还有河边的步道。"]
)
records = st.lists(
    st.fixed_dictionaries(
        {"text": st.lists(lines, max_size=9).map("\n".join)},
        optional={"site": st.sampled_from(["a.example", "b.example"]), "title": st.sampled_from(["题_网", "目_网"])},
    ),
    max_size=12,
)
caps = st.sampled_from([{}, {"site_documents": 2}, {"documents": 3}, {"site_documents": 3, "documents": 4}])


@settings(max_examples=30)
@given(parts=st.tuples(records, records, records), limits=caps)
def test_parts_combine_in_any_order_to_what_the_whole_teaches_even_beyond_the_caps(parts, limits):
    learner = SiteProfile(**limits)

    def taught(number):
        return learner.observe(documents(parts[number]))

    whole = learner.observe(documents([record for part in parts for record in part]))
    assert learner.combine(learner.combine(taught(0), taught(1)), taught(2)) == whole
    assert learner.combine(taught(0), learner.combine(taught(1), taught(2))) == whole
    assert learner.combine(taught(2), learner.combine(taught(1), taught(0))) == whole
    assert learner.combine(taught(0), {}) == taught(0) == learner.combine(taught(0), taught(0))


@settings(max_examples=30)
@given(corpus=records)
def test_any_corpus_is_cleaned_to_what_a_second_run_leaves(corpus):
    cleaning = cleaner(corpus)
    for record in corpus:
        check(cleaning, RawDocument(**record))


def test_a_summary_is_bounded_however_large_the_corpus_is():
    learner, chance = SiteProfile(documents=200, document_lines=20), random.Random(4)
    total = {}
    for start in range(0, 1200, 60):
        batch = [page(start + n, f"{chance.randrange(20)}.example") for n in range(60)]
        total = learner.combine(total, learner.observe(documents(batch)))
    assert sum(map(len, total.values())) == 200
    assert max(map(len, total.values())) <= 32
    assert len(json.dumps(total)) <= 200 * (20 * 8 * 4 / 3 + 60)
    full = SiteProfile()
    assert full.documents * (full.document_lines * 8 * 4 / 3 + 60) < SUMMARY_LIMIT


def test_what_a_sample_leaves_out_is_cleaned_too():
    pages = [page(number) for number in range(300)]
    cleaning = cleaner(pages, site_documents=8)
    assert [step(cleaning, RawDocument(**each))[0].text.count("\n") for each in pages] == [1] * 300


def test_earlier_steps_do_not_change_what_is_learned():
    learner, pages = SiteProfile(), documents([page(1), page(2)])
    assert learner.observe([each.with_changes(text="正文。") for each in pages]) == learner.observe(pages)


def test_removed_lines_leave_gaps_for_later_steps():
    pages = [page(1), page(2)]
    after, findings = step(cleaner(pages), RawDocument(**pages[0]))
    assert after.gaps == (0, len(after.text))
    assert {edit.reason for edit in findings.edits} == {"repeated-line", "repeated-template"}


def test_a_title_that_is_read_from_the_text_is_revised():
    records = [page(number) | {"title": f"第{number}天的事 - 城南生活网"} for number in (1, 2, 3)]
    document = Document.of(RawDocument(**page(1))).with_changes(fields={"title": "电梯修好了 - 城南生活网"})
    (field,) = (each for each in cleaner(records).findings(document) if hasattr(each, "revises"))
    assert (field.name, field.value, field.revises) == ("title", "电梯修好了", True)


def test_keys_are_the_same_in_every_process():
    code = "from jingwen_plugins.site_profile.keys import line_keys; print(line_keys('首页\\n第3页\\n正文。').keys)"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert printed == {f"{line_keys(chr(10).join(('首页', '第3页', '正文。'))).keys}\n".encode()}


def test_lines_that_differ_have_different_keys():
    texts = {f"{first}{second}{third}" for first in "甲乙丙丁戊己庚辛" for second in "子丑寅卯" for third in "𠮷😀吉口"}
    texts |= {text * times for text in ("甲", "甲乙", "口") for times in range(1, 40)}
    assert len(set(line_keys("\n".join(texts)).keys.tolist())) == len(texts)


@pytest.mark.parametrize(
    "text",
    ["1" * 1_000_000, "甲" * 1_000_000, "首页\n" * 30_000, "1：\n" * 50_000, "| |\n" * 30_000, "\n" * 100_000, ""],
    ids=["digits", "one line", "lines", "labels", "rows", "breaks", "nothing"],
)
def test_hostile_texts(text):
    records = [{"site": "a.example", "text": f"{head}\n{text}", "title": f"{head}{' _' * 500}"} for head in "甲乙"]
    cleaning = cleaner(records)
    check(cleaning, RawDocument(**records[0]))
    step(cleaning, RawDocument(text=text))


def bare(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.fixture(scope="module")
def real_pages(shared):
    rows = [json.loads(line) for line in (shared / "data" / "pages" / "pages.jsonl").read_text("utf-8").splitlines()]
    return [row for row in rows if row["url"]]


@pytest.mark.shared
@pytest.mark.parametrize("keys", [("url",), ()], ids=["by site", "without a site"])
def test_real_pages_lose_chrome_and_no_body(real_pages, keys):
    corpus = [{"text": row["naive_text"]} | {key: row[key] for key in keys} for row in real_pages]
    cleaning = cleaner(corpus)
    chrome = gone = 0
    for record, row in zip(corpus, real_pages, strict=True):
        gold = bare(row["gold_strict"])
        chrome += sum(bare(line) not in gold for line in row["naive_text"].split("\n"))
        for edit in step(cleaning, RawDocument(**record))[1].edits:
            lines = [line for line in record["text"][edit.start : edit.end].split("\n") if line.strip()]
            gone += len(lines)
            # a short line may stand in the body by chance
            assert not [line for line in lines if len(bare(line)) > 8 and bare(line) in gold]
    assert gone >= 0.55 * chrome


@pytest.mark.shared
@pytest.mark.parametrize("size", [2, 5, 20, 10_000])
def test_clean_text_as_documents_of_one_site_stays(shared, size):
    rows = (shared / "data" / "sentences" / "plain.jsonl").read_text("utf-8").splitlines()
    lines = [line for row in rows for line in json.loads(row)["lines"]]
    texts = ["\n".join(lines[start : start + 20]) for start in range(0, len(lines), 20)]
    corpus = [{"site": f"{number // size}.example", "text": text} for number, text in enumerate(texts)]
    cleaning = cleaner(corpus)
    assert [step(cleaning, RawDocument(**record))[0].text for record in corpus] == texts
