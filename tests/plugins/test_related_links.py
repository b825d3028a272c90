"""What the golden cases of related-links cannot show."""

import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jingwen import Document, RawDocument
from jingwen.formats.html import page
from jingwen.testing import check, step
from jingwen_plugins._folding import folded
from jingwen_plugins.related_links import RelatedLinks, patterns
from jingwen_plugins.related_links.entries import SHORTEST, Entry, entries, is_cut
from jingwen_plugins.related_links.lists import openings
from jingwen_plugins.related_links.rows import Row, opens

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


HEADINGS = [
    *("相关阅读", "推薦閱讀", "延伸閱讀", "拓展阅读", "擴展閱讀", "更多精彩内容", "为您推荐", "為你推薦"),
    *(
        "往期回顾",
        "同类文章",
        "精彩推荐",
        "热门文章",
        "熱點新聞",
        "最新文章",
        "新闻推荐",
        "编辑推荐",
        "編輯推薦",
        "今日推荐",
    ),
    *(
        "猜你喜欢",
        "你可能感兴趣的文章",
        "您可能也喜欢",
        "大家都在看",
        "其他人都在看",
        "所有人都在看",
        "网友都在看",
        "網友在看",
    ),
    *(
        "看过本文的人还看了",
        "作者其他文章",
        "往下看更多文章",
        "24小时排行",
        "２４小时新闻排行",
        "点击排行榜",
        "點擊排行",
        "阅读排行",
    ),
    *(
        "精彩专题",
        "類似問題",
        "本站推荐",
        "小编推荐",
        "随机文章",
        "隨機文章",
        "特别推荐",
        "重点新闻",
        "图文推荐",
        "圖片新聞",
    ),
    *(
        "视频推荐",
        "視頻新聞",
        "头条新闻",
        "頭條推薦",
        "一周热文",
        "全站热文",
        "App推荐",
        "ａｐｐ推荐",
        "专题精选",
        "專題精選",
    ),
    *("看了又看", "接下来看", "排行榜", "热榜", "THE END", "the end", "全文完", "本文完", "END", "—— end ——", "_END_"),
    *("■ 相关阅读", "【相关阅读】", "＊热门文章"),
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_of_any_make_opens_a_list(heading):
    document = Document.of(RawDocument(text=f"{BODY}\n {heading}\n{BODY}"))
    assert opens(document.lines[1])
    assert openings(document.lines, document.text, ()) is not None


def test_the_first_letters_of_headings_are_known_in_every_form():
    known = {folded(letter) for letter in patterns.FIRST}
    assert {char for char in map(chr, range(0x10000)) if folded(char) in known} == set(patterns.FIRST)


@pytest.mark.parametrize(
    "word",
    ["上一篇", "下一則", "前一条", "後一條", "后一篇", "相關閱讀", "推薦新聞", "延伸阅读", "拓展阅读", "往期回顧"],
)
def test_a_label_behind_a_bullet_begins_a_list(word):
    text = f"{BODY * 2}\n· {word}：公园夜跑路线今年重新规划 · {word}：老厂房改造成青年创业基地"
    assert [link.title for link in found(text, (0,))] == ["公园夜跑路线今年重新规划", "老厂房改造成青年创业基地"]


@given(st.lists(st.tuples(st.sampled_from(["", " ", "\u3000\u3000", "\t"]), st.sampled_from(LINES)), max_size=14))
def test_no_line_that_opens_a_list_is_passed_over(parts):
    document = Document.of(RawDocument(text="\n".join(map("".join, parts))))
    lines = [line for line in document.lines if not line.blank]
    opening = {place for place, line in enumerate(lines) if opens(line)}
    labelled = {place for place, line in enumerate(lines) if Row(line, place).reading.label}
    assert (openings(lines, document.text, (0,)) or set()) >= opening | labelled


@example("①公园夜跑路线")
@example("已经是最后一篇")
@example("公园夜跑路线 展开全文")
@example("公园夜跑路线|老城墙的秋景")
@example("公园夜跑路线 / 老城墙的秋景")
@example("公园夜跑路线 ·老城墙的秋景")
@example("公园夜跑·12人")
@example("公园夜跑路线www.a.cn夜景")
@example("公园。夜跑路线")
@example("公园夜跑路线：")
@example("上一篇：公园夜跑路线")
@example("公园夜跑路线 昨天")
@given(
    st.lists(
        st.sampled_from(
            [*"公园夜跑路线甲aZ，、“”《》 ①5９.:：。…/｜·[]无没已最前文情多e日", "更多", "全文", "昨天", "没有", "more"]
        ),
        max_size=20,
    ).map("".join)
)
def test_what_is_known_for_a_headline_at_once_is_one_by_all_rules(drawn):
    text = drawn.strip()
    if patterns.HEADLINE.fullmatch(text):
        assert entries(text) == ((Entry(0, len(text), text, text),) if len(text) >= SHORTEST else ())
        assert not patterns.DETAIL.fullmatch(text)
        assert not is_cut(text)


@pytest.mark.parametrize("text", ["昨天·", "更多·", "昨天3万次", "更多3条", "城市晚报·3万次", "查看全文 12条评论"])
def test_a_detail_is_no_headline(text):
    assert patterns.DETAIL.fullmatch(text)
    assert not patterns.HEADLINE.fullmatch(text)


def test_a_headline_may_hold_a_number():
    assert patterns.HEADLINE.fullmatch("公园新增3条夜跑路线")


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


def test_entries_of_a_page_have_the_addresses_of_its_links():
    body = "图书馆新馆昨日开放，共有四层，藏书二十八万册，实行免费开放，读者凭身份证即可入馆借阅。"
    entries = (
        ("/a/1.html", "老图书馆将改建为社区活动中心"),
        ("2.html", "读者最爱借的十本书是哪些"),
        ("javascript:;", "图书馆志愿者招募开始报名了"),
        ("https://[", "周末讲座改到二楼报告厅举行"),
    )
    listed = "".join(f"<li><a href='{href}'>{title}</a></li>" for href, title in entries)
    document = page(f"<p>{body}<p>{body}<h3>相关阅读</h3><ul>{listed}</ul>")
    links = step(RelatedLinks(), document.model_copy(update={"url": "https://n.example/b/"}))[0].links
    assert [link.url for link in links] == ["https://n.example/a/1.html", "https://n.example/b/2.html", None, None]
