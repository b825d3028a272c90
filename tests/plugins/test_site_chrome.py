"""What the golden cases of site-chrome cannot show."""

import json
import re
from collections import Counter
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jingwen.testing import check, step
from jingwen_plugins._folding import folded
from jingwen_plugins.site_chrome import SiteChrome
from jingwen_plugins.site_chrome.anchors import anchor, opening
from jingwen_plugins.site_chrome.fields import segments
from jingwen_plugins.site_chrome.forms import is_prose
from jingwen_plugins.site_chrome.rules import PLACES, key, load, tables

RULES = [(name, table["reason"], rule) for name, table in tables() for rule in table["rules"]]
EXAMPLES = [(reason, rule["where"], line) for _, reason, rule in RULES for line in rule["examples"]]
COUNTER = [(reason, line) for _, reason, rule in RULES for line in rule.get("counter_examples", ())]
BODY = "老城墙的修缮工程上周完工，市民一早就带着孩子来参观，队伍排到了街口。"


def matched(line):
    text = folded(line).strip()
    return load().match(text, prose=is_prose(text))


@pytest.mark.parametrize(("reason", "where", "line"), EXAMPLES)
def test_every_example_is_matched_by_its_category(reason, where, line):
    assert matched(line) is not None
    assert matched(line).category == reason
    assert PLACES.index(matched(line).where) <= PLACES.index(where), "a rule of its own place, or of a surer one"


@pytest.mark.parametrize(("reason", "line"), COUNTER)
def test_no_counter_example_is_matched_by_its_category(reason, line):
    assert matched(line) is None or matched(line).category != reason


@pytest.mark.parametrize(("name", "rule"), [(name, rule) for name, _, rule in RULES if "patterns" in rule])
def test_every_pattern_has_an_example(name, rule):
    for pattern in rule["patterns"]:
        assert re.compile(pattern).groups == 0, "groups are the loader's"
        whole = re.compile(rf"[\s·★-]*(?:{pattern})[\s·-]*", re.IGNORECASE)
        assert any(whole.fullmatch(folded(line).strip()) for line in rule["examples"]), pattern


@pytest.mark.parametrize(("reason", "where", "line"), EXAMPLES)
def test_every_example_is_matched_in_traditional_characters_too(reason, where, line):
    from opencc import OpenCC

    traditional = matched(OpenCC("s2t").convert(line))
    assert traditional is not None, OpenCC("s2t").convert(line)
    assert traditional.category == reason


def test_no_line_has_two_rules():
    lines = [(key(folded(line).casefold()), reason) for _, reason, rule in RULES for line in rule.get("lines", ())]
    doubles = {line for line, _ in lines if len({reason for other, reason in lines if other == line}) > 1}
    assert not doubles


def test_a_file_is_named_as_its_category():
    assert [name for name, reason, _ in RULES if name != reason] == []


def read(line):
    return {each.kind: each.value for each in segments(folded(line), line) or () if each.kind != "word"}


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("作者:文小白 人气:", {"author": "文小白", "views": None}),
        ("来源：晚报 作者：文小白 责任编辑：王小明", {"source": "晚报", "author": "文小白", "editor": "王小明"}),
        ("2023年04月14日17:33", {"published": "2023-04-14T17:33"}),
        ("2024/3/5 下午2:05", {"published": "2024-03-05T14:05"}),
        ("发布日期：2019-09-23 14:34:05 所属分类： 头条", {"published": "2019-09-23T14:34:05", "other": "头条"}),
        (
            "2020-11-23 10:22 出处：晚报 人气： 5380 次 评论(18)",
            {"published": "2020-11-23T10:22", "source": "晚报", "views": 5380},
        ),
        ("日期：2023-02-30", {"published": None}),
        ("阅读数(15878）", {"views": 15878}),
        ("来源：某报）", {"source": "某报"}),
        ("更新时间：2024-01-02", {"updated": "2024-01-02"}),
        ("2024-01-02 更新", {"updated": "2024-01-02"}),
        ("2021/9/10 14:30 記者王小明、李小四／台北報導", {"published": "2021-09-10T14:30", "author": "王小明、李小四"}),
        ("文／周以安　攝影／何平", {"author": "周以安", "other": "何平"}),
    ],
)
def test_segments_of_a_byline(line, values):
    assert read(line) == values


NO_BYLINES = [
    "来源：山上的雪水，春天最急",
    "作者：他为什么要走？",
    "数据来源：城建局",
    "时间：周一 地点：南门",
    "播出时间：2019-01-01 8:00",
    "比分 3:2",
    "文/理两科都要考",
    "2024-01-02 更新的内容",
    "",
]


@pytest.mark.parametrize("line", NO_BYLINES)
def test_what_is_not_understood_as_a_whole_is_no_byline(line):
    assert not read(line)


STARTS = [
    *(
        "来自北京",
        "发布于上海",
        "IP属地:北京",
        "ip属地:北京",
        "发布于某某日报官方账号",
        "2024-01-02",
        "114.1.2",
        "12条评论",
    ),
    *(
        "文章阅读 3",
        "被阅读3",
        "阅读 3",
        "浏览量3",
        "点击数3",
        "查看3",
        "访问3",
        "观看3",
        "播放3",
        "人气3",
        "5次阅读",
        "１２次浏览",
    ),
    *("记者甲乙/北京报道", "文/甲乙", "图文/甲乙", "撰文/甲乙", "采写/甲乙", "摄影/甲乙", "图/甲乙", "编辑/甲乙"),
    *(
        "编译/甲乙",
        "整理/甲乙",
        "今天 10:00",
        "昨天10:00",
        "10:00",
        "作者:甲乙",
        "tag:甲",
        "TAGS:甲",
        "索引号:1",
        "我有话说",
    ),
]


@pytest.mark.parametrize("line", STARTS)
def test_what_begins_a_byline_is_known_by_its_first_character(line):
    assert anchor().match(folded(line))
    assert opening().match(folded(line))


def test_an_unknown_category_is_refused_with_the_known_ones():
    with pytest.raises(ValidationError, match=r"unknown category menu \(known: .*navigation.*\)"):
        SiteChrome(without=("menu",))


def test_the_date_of_another_article_is_not_this_ones():
    text = f"标题在此\n来源：晚报 作者：文小白\n{BODY}\n" + "\n".join(
        f"另一篇的标题{n}\n2020-01-0{n} 10:00" for n in range(1, 9)
    )
    assert "published" not in step(SiteChrome(), text)[0].fields


LINES = [line for _, _, line in EXAMPLES] + [
    "",
    BODY,
    "一个短行",
    "作者：文小白 人气：3",
    "2024-01-02 10:00",
    "来源：晚报",
]


@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join))
def test_every_promise_holds(text):
    after = check(SiteChrome(), text)
    assert after.text.count(BODY) == text.count(BODY)


ENDLESS = [
    "【" * 100_000,
    "首页 > " * 20_000,
    "作者:" * 30_000,
    " " * 100_000,
    "更多\n" * 20_000,
    "2024-01-01 10:00\n" * 5_000,
    ("#a" * 39 + "\n") * 100,
    ("首页 " * 26 + "\n") * 100,
    ("版权声明：" + "," * 500 + "\n") * 50,
    ("|" * 80 + "\n") * 100,
    ("人气" * 39 + "\n") * 100,
    ("微博微信" * 19 + "甲\n") * 100,
    ("-" * 79 + "甲\n") * 100,
    (" " * 39 + "1 " * 19 + "甲\n") * 100,
    ("微信 " * 26 + "甲\n") * 100,
    ("字号 大 " * 15 + "甲\n") * 100,
    ("上一章 目录 " * 11 + "甲\n") * 100,
    ("文/甲乙 记者" * 11 + "\n") * 100,
    "姓名:甲\n作者:乙\n" * 5_000,
    "作者:乙\n" * 10_000,
]


@pytest.mark.parametrize("text", ENDLESS)
def test_it_stays_linear(text):
    check(SiteChrome(), text)


def removed(text):
    _, found = step(SiteChrome(), text)
    lines, start = [], 0
    for index, line in enumerate(text.split("\n")):
        end = start + len(line)
        if line.strip() and any(edit.start <= start and end <= edit.end for edit in found.edits):
            lines.append(index)
        start = end + 1
    return lines


def body_lines(page):
    """Return which lines of a page's naive text stand in its gold text, by order-preserving alignment."""
    naive = [re.sub(r"\s", "", line) for line in page["naive_text"].split("\n")]
    gold = [line for each in page["gold_strict"].split("\n") if (line := re.sub(r"\s", "", each))]
    order = [index for index, line in enumerate(naive) if line]
    blocks = SequenceMatcher(None, [naive[index] for index in order], gold, autojunk=False).get_matching_blocks()
    return {order[block.a + place] for block in blocks for place in range(block.size)}, set(order)


@pytest.mark.shared
def test_real_pages_keep_their_body(shared):
    body = chrome = lost = gone = 0
    for row in (shared / "data" / "pages" / "pages.jsonl").read_text("utf-8").splitlines():
        page = json.loads(row)
        wanted, lines = body_lines(page)
        taken = set(removed(page["naive_text"]))
        body, chrome = body + len(wanted), chrome + len(lines - wanted)
        lost, gone = lost + len(taken & wanted), gone + len(taken - wanted)
    # 10 of the 12 are labelled bylines, advertisements, disclaimers and end marks that the publishers' gold keeps
    assert lost <= 12
    assert body > 3500
    assert gone / chrome > 0.29


@pytest.mark.shared
def test_plain_texts_lose_no_body_line(shared):
    taken = marked = 0
    for row in (shared / "data" / "pages" / "plain.jsonl").read_text("utf-8").splitlines():
        page = json.loads(row)
        labels = [page["labels"][index] for index in removed(page["naive_text"])]
        assert "C" not in labels, page["id"]
        taken, marked = taken + labels.count("X"), marked + page["labels"].count("X")
    assert taken / marked > 0.4
    for row in (shared / "data" / "sentences" / "plain.jsonl").read_text("utf-8").splitlines():
        text = json.loads(row)
        if text["src"] != "seeds":
            assert not removed("\n".join(text["lines"])), text["doc"]


@pytest.mark.shared
def test_real_bylines_are_read(shared):
    fields = [
        dict(step(SiteChrome(), seed.read_text("utf-8"))[0].fields)
        for seed in sorted((shared / "data" / "seeds").glob("*.txt"))
    ]
    assert [sorted(each) for each in fields] == [["author", "title", "views"]] * 3 + [["author", "title"], []]
    assert [each.get("views") for each in fields] == [52, 28, 12, None, None]


@pytest.mark.shared
def test_hints_hide_no_line_from_its_pattern(shared):
    groups, seen = load().groups, set()
    for row in (shared / "data" / "pages" / "pages.jsonl").read_text("utf-8").splitlines():
        seen |= {folded(line).strip() for line in json.loads(row)["naive_text"].split("\n")[::3]}
    matching = 0
    for line in seen - {""}:
        prose = is_prose(line)
        if not prose and any(group.pattern.fullmatch(line) for group in groups):
            assert load().match(line, prose=prose), line
            matching += 1
    assert matching > 500


@pytest.mark.shared
def test_fields_of_real_pages(shared):
    read = Counter()
    for row in (shared / "data" / "pages" / "pages.jsonl").read_text("utf-8").splitlines():
        read.update(step(SiteChrome(), json.loads(row)["naive_text"])[0].fields.keys())
    assert read["published"] >= 155
    assert read["source"] >= 130
    assert read["author"] >= 42
    assert read["title"] >= 140
