"""lost-words and word-statistics beyond the golden cases: copies, sites that drop a word, bounds, hostile texts."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwen import Document
from jingwen.testing import check, step
from jingwen_plugins.lost_words import LostWords, WordStatistics
from jingwen_schemas import RawDocument

WHOLE = "每月对教学质量进行评价和总结，不断改进教学方法。"
SLOT = "每月对教学质量进行评价和，不断改进教学方法。"
HEADING = "10. 总结与感谢：说明成果，向大家表达谢意。"
HEADING_SLOT = "10. 与感谢：说明成果，向大家表达谢意。"


def documents(records):
    return [Document.of(RawDocument(**record)) for record in records]


def cleaner(records, **settings):
    learner = WordStatistics(**settings)
    return learner.cleaner(learner.observe(documents(records)))


@pytest.mark.parametrize(("whole", "slot"), [(WHOLE, SLOT), (HEADING, HEADING_SLOT)])
def test_a_slot_is_filled_from_a_whole_copy(whole, slot):
    filling = cleaner([{"text": f"开头。\n{whole}\n"}, {"text": slot}], policy="fill")
    assert check(filling, slot).text == whole
    assert check(LostWords(policy="fill"), f"{whole}\n{slot}").text == f"{whole}\n{whole}"


@pytest.mark.parametrize(
    "copies",
    [
        [],
        [SLOT],
        [WHOLE, WHOLE.replace("总结", "反思")],
        [WHOLE.replace("不断", "经常")],
        ["进行评价和总结，"],
    ],
)
def test_no_word_is_written_without_a_whole_copy(copies):
    filling = cleaner([{"text": text} for text in copies], policy="fill")
    assert check(filling, SLOT).text == SLOT
    text = "\n".join([*copies, SLOT])
    assert check(LostWords(policy="fill"), text).text == text


def test_suggesting_writes_nothing():
    after, findings = step(cleaner([{"text": WHOLE}]), SLOT)
    assert (after.text, [flag.detail[:2] for flag in findings.flags]) == (SLOT, ["总结"])


VERBS = ["检查", "讨论", "总结", "整理", "宣传", "研究", "改进", "介绍"]
NOUNS = ["经验", "问题", "情况", "材料", "方案", "结果", "学校", "作品"]


def article(chance):
    return "，".join(f"大家一起{chance.choice(VERBS)}了{chance.choice(NOUNS)}" for _ in range(15)) + "。"


def site(name, count, seed, without="没有"):
    chance = random.Random(seed)
    return [{"site": name, "text": article(chance).replace(without, "")} for _ in range(count)]


@pytest.mark.parametrize("word", ["总结", "经验", "研究"])
def test_the_word_that_a_site_drops_stands_first(word):
    corpus = site("a.example", 500, 1, word) + site("b.example", 300, 2) + site("c.example", 300, 3)
    naming = cleaner(corpus)
    assert list(naming.sites) == ["a.example"]
    assert naming.sites["a.example"].startswith(f"{word}: expected ")
    assert ", seen 0" in naming.sites["a.example"]
    (flag,) = step(naming, RawDocument(site="a.example", text=SLOT))[1].flags
    assert flag.detail == naming.sites["a.example"]
    assert not step(naming, RawDocument(site="b.example", text=SLOT))[1].flags
    assert not step(naming, SLOT)[1].flags


def test_sites_that_drop_nothing_have_no_words():
    assert cleaner(site("a.example", 300, 1) + site("b.example", 300, 2)).sites == {}


records = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.lists(st.sampled_from([WHOLE, SLOT, HEADING, "会议讨论了问题。", "總結經驗。"]), max_size=4).map(
                "\n".join
            )
        },
        optional={"site": st.sampled_from(["a.example", "b.example", "c.example"])},
    ),
    max_size=6,
)


@settings(max_examples=40)
@given(parts=st.tuples(records, records, records), entries=st.sampled_from([1000, 1_000_000]))
def test_parts_combine_in_any_order_to_what_the_whole_teaches(parts, entries):
    learner = WordStatistics(entries=entries)

    def taught(number):
        return learner.observe(documents(parts[number]))

    whole = learner.observe(documents([record for part in parts for record in part]))
    assert learner.combine(learner.combine(taught(0), taught(1)), taught(2)) == whole
    assert learner.combine(taught(2), learner.combine(taught(1), taught(0))) == whole
    assert json.loads(json.dumps(whole)) == whole


def test_a_summary_is_bounded_however_many_sites_there_are():
    learner, total = WordStatistics(entries=1000), None
    for number in range(200):
        part = learner.observe(documents(site(f"{number}.example", 2, number)))
        total = part if total is None else learner.combine(total, part)
    assert 0 < len(total["sites"]["sites"]) < 40
    assert total["sites"]["level"] > 0
    everything = documents([each for number in range(200) for each in site(f"{number}.example", 2, number)])
    assert learner.observe(everything) == total


pieces = st.sampled_from([WHOLE, SLOT, HEADING, HEADING_SLOT, "作者：", "和，", "以及。", "\n"])


@settings(max_examples=60)
@given(text=st.lists(pieces, max_size=6).map("".join))
def test_any_text_keeps_the_promises(text):
    for policy in ("mark", "fill"):
        check(LostWords(policy=policy), text)
    check(cleaner([{"text": WHOLE}, {"text": text}], policy="fill"), text)


@pytest.mark.parametrize(
    "piece", ["和，", "作者：", "甲", "1. 与：\n", "作者：\n", "对进行，", " ：", "进行和", "和甲乙丙丁"]
)
def test_hostile_texts(piece):
    text = piece * (500_000 // len(piece))
    step(LostWords(), text)
    learner = WordStatistics(policy="fill")
    step(learner.cleaner(learner.observe(documents([{"site": "a.example", "text": text}]))), text)
