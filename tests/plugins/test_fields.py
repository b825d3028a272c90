"""Which fields site-chrome reads, and from where: labelled pages, their places, hostile bylines."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen.document import STANDARD_FIELDS
from jingwen.testing import check, step
from jingwen_plugins._folding import folded
from jingwen_plugins.site_chrome import SiteChrome
from jingwen_plugins.site_chrome.credits import is_named
from jingwen_plugins.site_chrome.dates import machine_made
from jingwen_plugins.site_chrome.fields import segments
from jingwen_plugins.site_chrome.names import are_persons, is_medium, is_unknown
from jingwen_schemas import RawDocument

PAGES = json.loads((Path(__file__).parents[2] / "fixtures" / "fields" / "pages.json").read_text("utf-8"))
TITLE = "古城墙修缮完工首日迎来两千名游客"
BODY = "老城墙的修缮工程上周完工，市民一早就带着孩子来参观，队伍排到了街口。"


def record(page):
    return RawDocument(text=page["text"], meta=page.get("meta"))


def read(*lines):
    return dict(step(SiteChrome(), "\n".join(lines))[0].fields)


@pytest.mark.parametrize("page", [pytest.param(page, id=page["label"]) for page in PAGES])
def test_the_fields_of_a_page(page):
    assert dict(step(SiteChrome(), record(page))[0].fields) == page["fields"]


@pytest.mark.parametrize("page", [pytest.param(page, id=page["label"]) for page in PAGES])
def test_a_page_keeps_its_promises_and_its_sentences(page):
    after = check(SiteChrome(), record(page))
    sentences = [line for line in page["text"].split("\n") if line.endswith("。")]
    assert [line for line in after.text.split("\n") if line.endswith("。")] == sentences


def test_every_field_has_its_place():
    named = 0
    for page in PAGES:
        for field in step(SiteChrome(), record(page))[1].fields:
            place = page["text"][field.start : field.end]
            if (field.start, field.end) == (0, 0):
                assert field.name == "published"
                assert field.value == page["meta"]["published"]
            elif isinstance(field.value, str) and field.name != "published":
                assert field.value.replace(" ", "") == place.replace(" ", ""), (page["label"], field)
                named += 1
            elif field.name in ("views", "comments"):
                assert str(field.value) in place
            else:
                assert any(character.isdigit() for character in place) or field.name == "tags"
    assert named > 60


def test_names_of_reporters_and_sign_offs_stay_in_the_text():
    for line in ("城市晚报记者 王小明", "文/小林", "作者 | 小林", "本报驻南岸记者 王小明"):
        after, _ = step(
            SiteChrome(), "\n".join(["首页 > 正文", TITLE, "2024-05-10 17:11 来源：河畔网", BODY, line, BODY])
        )
        assert line in after.text
        assert after.fields["author"] in line


def test_what_a_kept_line_holds_is_read_as_well():
    text = "\n".join(["首页 > 正文", TITLE, "2024-05-10 17:11 来源：河畔网", BODY])
    after, _ = step(SiteChrome(keep=("来源",)), text)
    assert "来源：河畔网" in after.text
    assert after.fields["source"] == "河畔网"


@pytest.mark.parametrize(
    "name", ["城市晚报", "江城在线-江城早报", "河畔新闻网", "城市青年报", "某某通讯社", "新浪科技", "河畔之声"]
)
def test_media_are_told_by_their_names(name):
    assert is_medium(name)


@pytest.mark.parametrize(
    "name",
    [
        "公司新闻",
        "国内国际新闻",
        "天气预报",
        "举报",
        "官网",
        "旅行社",
        "城墙今日开放",
        "财务年报",
        "网",
        "王小明",
        "今日要闻",
    ],
)
def test_what_only_ends_like_one_is_no_medium(name):
    assert not is_medium(name)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("王小明", True),
        ("王小明 李四明", True),
        ("方 敏", True),
        ("欧阳小明", True),
        ("小林", False),
        ("王小明说", False),
        ("", False),
    ],
)
def test_persons_are_told_by_their_surnames(names, expected):
    assert are_persons(names) is expected


def test_who_is_not_known_is_nobody():
    assert is_unknown("佚名")
    assert read("首页 > 正文", TITLE, "2024-05-10 17:11 来源：网络 作者：未知", BODY) == {
        "title": TITLE,
        "published": "2024-05-10T17:11",
    }


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2024年5月22日週三 上午8:21", "2024-05-22T08:21"),
        ("2024年5月22日 星期三 下午8:21", "2024-05-22T20:21"),
        ("更新时间 2024年 12月 10日, 格林尼治标准时间10:41", "2024-12-10T10:41"),
        ("发布时间：24-03-0823:16", "2024-03-08T23:16"),
        ("2024.05.2605:39", "2024-05-26T05:39"),
        ("发表于 2024-05-22 8:21pm", "2024-05-22T20:21"),
        ("2024-02-30 10:00", None),
    ],
)
def test_dates_are_read_as_they_are_written(written, value):
    found = segments(folded(written), written)
    assert [each.value for each in found if each.kind in ("published", "updated")] == [value]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-05-10T08:00:00+08:00", "2024-05-10T08:00:00+08:00"),
        ("2024-05-10T08:00:00.000Z", "2024-05-10T08:00:00Z"),
        ("2024-05-10 08:00", "2024-05-10T08:00"),
        ("2024-13-10", None),
        ("1715300000", None),
        (1715300000, None),
        (None, None),
    ],
)
def test_the_date_of_a_head_is_iso_or_nothing(value, expected):
    assert machine_made(value) == expected


def test_a_value_that_two_lines_contest_is_not_read():
    lines = ["首页 > 正文", TITLE, "2024-05-10 17:11 来源：河畔网", BODY]
    assert "tags" not in read(*lines, "标签：城墙 修缮", "标签：夜市 美食")
    assert "editor" not in read(*lines, "（编辑：王小明）", "（编辑：李四明）")
    assert "original_url" not in read(*lines, "原文链接：https://a.example/1", "原文链接：https://a.example/2")


def test_the_longest_numbers_are_no_counts():
    fields = read(
        "首页 > 正文", TITLE, "2024-05-10 17:11 来源：河畔网", BODY, "9" * 40 + "条评论", "评论(" + "9" * 30 + ")"
    )
    assert "comments" not in fields


PARTS = [
    "2024-05-10 17:11",
    "2024年5月10日",
    "来源：河畔网",
    "城市晚报",
    "王小明",
    "作者",
    "：",
    " ",
    "|",
    "原创",
    "发布于",
    "编辑",
    "记者",
    "评论(18)",
    "、",
    "/",
]
LINES = st.lists(st.sampled_from(PARTS), max_size=6).map("".join)


@given(
    st.lists(st.one_of(LINES, st.sampled_from([BODY, TITLE, "首页 > 正文", "[微博]", "关注"])), max_size=10).map(
        "\n".join
    )
)
def test_bylines_of_any_make_are_read_without_harm(text):
    after = check(SiteChrome(), text)
    assert after.text.count(BODY) == text.count(BODY)
    assert set(after.fields) <= {*STANDARD_FIELDS, "editor", "comments", "tags", "original_url"}


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-10 17:11 " * 4_000,
        "作者：王小明\n来源：河畔网\n" * 3_000,
        "2024-05-10 17:11\n" * 3_000 + BODY,
        ("王小明 " * 20 + "\n") * 500 + "2024-05-10 17:11\n" + BODY,
        "责编：王小明、李四明\n" * 3_000,
        "原文链接" * 20_000 + "://",
        "标签：" + "城墙 " * 20_000,
    ],
)
def test_fields_are_read_in_linear_time(text):
    check(SiteChrome(), text)


@pytest.mark.parametrize(
    "line",
    ["本報記者 文小白", "特派員 文小白", "撰稿 文小白", "採寫 文小白", "埰寫 文小白", "寀寫 文小白", "執筆 文小白"],
)
def test_a_credit_is_known_in_traditional_characters(line):
    assert is_named(line)
