"""What the golden cases of related-links cannot show."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen import Document, RawDocument
from jingwen.testing import check, step
from jingwen_plugins.related_links import RelatedLinks

BODY = "老城区的图书馆上周重新开放，三层楼都换了新书架。"
LIST = "1.菜市场改造工程下月完工\n2.公交新增三条夜间的线路\n3.小区停车难题逐步得到化解"
LINES = [
    *(BODY, "相关阅读", "推荐阅读：公园夜跑路线今年重新规划", "热门话题", "THE END", "参考文献", "步骤如下：", ""),
    *("公园夜跑路线今年重新规划完成", "老厂房改造成青年创业基地 2024-05-02", "1.菜市场改造工程下月完工", "2024-05-01"),
    *(
        "更多>>",
        "首页",
        "图片",
        "·夜市今晚在河边开张 ·新车站下月启用",
        "1.菜市场改造http://a.example/1",
        "《灯火人家》",
    ),
    *("上一篇：老厂房改造成基地", "第一章 图书馆的历史", "1春天的夜市", "2夏天的夜市", "[夏天的夜市开张](/a/1)"),
    "新路线全长五公里，沿途增设了路灯和饮水点，市民晚上跑步更安心，管理处还计划...",
]


def found(text, gaps):
    document = replace(Document.of(RawDocument(text=text)), gaps=gaps)
    return [finding for finding in RelatedLinks().findings(document) if hasattr(finding, "url")]


def test_a_place_where_lines_were_removed_stands_for_the_end_mark():
    text = f"{BODY}\n\n{LIST}"
    assert found(text, (len(BODY) + 2,))[0].title == "菜市场改造工程下月完工"
    assert found(text, ()) == []
    assert found(text, (0,)) == [], "lines were removed elsewhere"


def test_a_gap_within_a_list_of_the_body_is_no_end_mark():
    text = f"做法如下\n{LIST}"
    assert found(text, (5,)) == []
    short = f"{BODY}\n1.洗米\n2.煮饭\n3.盛碗"
    assert found(short, (len(BODY) + 1,)) == []


def test_a_link_takes_the_place_of_all_that_belongs_to_it():
    entries = ["夜市今晚在老城区的河边开张\n2024-05-01\n12阅读", "新车站下月启用，公交线路有调整\n3天前"]
    text = "\n".join([BODY * 2, "相关阅读", *entries])
    assert [text[link.start : link.end] for link in found(text, ())] == entries


def test_several_links_in_a_line_have_a_place_each():
    text = "\n".join([BODY * 2, "相关阅读", " · 夜市今晚在河边开张 · 新车站下月启用 "])
    assert [text[link.start : link.end] for link in found(text, ())] == ["夜市今晚在河边开张", "新车站下月启用"]


@pytest.mark.parametrize(("before", "taken"), [(10, True), (9, False)])
def test_a_tenth_as_much_prose_may_stand_behind_a_list_as_before_it(before, taken):
    text = "\n".join(
        [*[BODY] * before, "相关阅读", "夜市今晚开张", "车站下月启用", "首页", "图片", "视频", "直播", BODY]
    )
    assert bool(found(text, ())) is taken


def test_long_headlines_amid_the_body_go_alone():
    headlines = ["夜市今晚在老城区的河边开张，市民叫好", "新车站下月启用，公交线路有调整", "旧书店搬进了地铁站的大厅里"]
    text = "\n".join([BODY, BODY, "相关阅读", *headlines, BODY, BODY])
    assert step(RelatedLinks(), text)[0].text == "\n".join([BODY] * 4)
    assert not found("\n".join([BODY, "相关阅读", *headlines, BODY, BODY]), ()), "more stands behind than before"


def test_fewer_entries_than_the_setting_asks_for_stay():
    text = f"{BODY}\n1. 菜市场改造工程下月完工 http://m.example/7\n2. 公交新增三条夜间线路 www.bus.example/8"
    assert len(step(RelatedLinks(min_entries=2), text)[0].links) == 2
    assert not step(RelatedLinks(min_entries=3), text)[0].links


@given(st.lists(st.sampled_from(LINES), max_size=14).map("\n".join))
def test_a_second_run_changes_nothing(text):
    check(RelatedLinks(), text)


@pytest.mark.parametrize(
    "text",
    [
        "http://" * 20_000,
        "1." * 50_000,
        "相关阅读\n" * 5_000,
        "1.甲http://a.b\n" * 3_000,
        " " * 100_000,
        "甲乙丙丁戊己庚辛\n" * 5_000,
        "上一篇：甲乙丙丁戊己\n" * 5_000,
        ("相关阅读\n" + "甲\n" * 3 + "1\n" * 100) * 100,
        ("1," * 19 + "x\n") * 3_000,
        (" | " * 600 + "\n") * 20,
        ("[a](/" * 380 + "\n") * 20,
        ("a." * 950 + "/\n") * 20,
    ],
)
def test_it_stays_linear(text):
    check(RelatedLinks(), text)


@pytest.mark.shared
def test_real_numbered_lists_of_the_body_stay_and_a_real_related_list_goes(shared):
    seeds = sorted((shared / "data" / "seeds").glob("*.txt"))
    counts = []
    for seed in seeds:
        text = seed.read_text("utf-8")
        after = step(RelatedLinks(), text)[0]
        gone = sum(bool(line.strip()) for line in text.removeprefix(after.text).splitlines())
        counts.append((len(after.links), gone))
    assert counts == [(0, 0)] * 4 + [(8, 8)]


@pytest.mark.shared
def test_clean_text_stays_as_it_is(shared):
    rows = map(json.loads, (shared / "data" / "sentences" / "plain.jsonl").read_text("utf-8").splitlines())
    for row in rows:
        if row["src"] != "seeds":  # one of the seeds ends in a related list
            text = "\n".join(row["lines"])
            assert step(RelatedLinks(), text)[0].text == text
