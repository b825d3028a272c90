"""What golden cases cannot show of line-joins: gaps, which only earlier steps leave, and the promises on any text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen import Document
from jingwen.ledger import applied
from jingwen.testing import check
from jingwen_plugins.line_joins import LineJoins
from jingwen_schemas import RawDocument


def joined(above, below, *, title="春游随想\n\n我们一早就出发了。\n"):
    """Return the text and the reasons after a line between two others was removed."""
    text = f"{title}{above}\n{below}"
    document = replace(Document.of(RawDocument(text=text)), gaps=(text.index(below),))
    edits = list(LineJoins().findings(document))
    return applied(text, edits).removeprefix(title), [edit.reason for edit in edits]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("车子沿着山路慢慢地向上爬，窗外的风景越来越开", "阔，大家都忍不住拿出相机。"),
        ("车子沿着山路慢慢地向上爬，", "窗外的风景越来越开阔。"),
        ("車子沿著山路慢慢地向上爬，窗外的風景越來越開", "闊，大家都忍不住拿出相機。"),
        ("山顶上有一座很小的", "凉亭，里面坐着几位老人，正在下棋聊天，旁边围着一群看热闹的游客。"),
    ],
)
def test_a_sentence_is_joined_across_a_removed_line(above, below):
    assert joined(above, below) == (above + below, ["across-gap"])


def test_a_sentence_is_joined_across_a_removed_line_with_blank_lines():
    text, reasons = joined("车子沿着山路慢慢地向上爬，\n", "窗外的风景越来越开阔。")
    assert (text, reasons) == ("车子沿着山路慢慢地向上爬，窗外的风景越来越开阔。", ["across-gap"])


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("车子沿着山路慢慢地向上爬。", "窗外的风景越来越开阔。"),
        ("出发之前要带的东西有水壶、雨伞和地图", "1. 水壶"),
        ("出发之前要带的东西有水壶、雨伞和地图", "二、路线"),
        ("出发之前要带的东西有水壶、雨伞和地图", "2.1 路线"),
        ("发文机关: 某某市人民政府办公室", "标    题: 关于举办春季植树活动的通知"),
        ("發文機關：某某市人民政府辦公室，", "標　　題：關於舉辦春季植樹活動的通知"),
        ("MD5:0123456789abcdef0123456789abcdef", "客服邮箱:help@a.example"),
        ("词条由热心读者整理，昨天09:20 编辑", "Powered by Example Wiki 2.0"),
        ("车子沿着山路慢慢地向上爬，一共走了 12", "公里的路程。"),
    ],
)
def test_paragraphs_stay_apart_across_a_removed_line(above, below):
    assert joined(above, below) == (f"{above}\n{below}", [])


def test_a_title_is_not_joined_to_the_text_below_its_removed_byline():
    above, below = "春游随想，写给远方的朋友们", "我们一早就出发了，天气很好。"
    assert joined(above, below, title="") == (f"{above}\n{below}", [])


@given(st.text(alphabet="中国人民银行沟通，。：（）1. ab-\n\n\r 　“”", max_size=200))
def test_promises_hold_on_any_text(text):
    check(LineJoins(), text)
