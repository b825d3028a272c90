"""What golden cases cannot show of line-joins: gaps, which only earlier steps leave, and the promises on any text."""

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen import Document, Pipeline
from jingwen.formats.html import page
from jingwen.ledger import applied
from jingwen.testing import check
from jingwen_plugins import _words
from jingwen_plugins.line_joins import LineJoins
from jingwen_plugins.site_chrome import SiteChrome
from jingwen_schemas import RawDocument

WRAPPED = (
    "我们村子后面有一条小河，河水从山里流出来，绕过\n几块大石头，一直流到镇上的水库。夏天的傍晚，大人\n"
    "们坐在桥头聊天，孩子们就在浅水里捉鱼摸虾，玩到天\n黑才肯回家。后来修了公路，河道改了方向，桥也拆掉\n"
    "了，只剩下岸边那棵老槐树。"
)


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
        ("车子沿着山路慢慢地向上爬，一共走了 12", "公里的路程。"),
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
    ],
)
def test_paragraphs_stay_apart_across_a_removed_line(above, below):
    assert joined(above, below) == (f"{above}\n{below}", [])


def test_a_title_is_not_joined_to_the_text_below_its_removed_byline():
    above, below = "春游随想，写给远方的朋友们", "我们一早就出发了，天气很好。"
    assert joined(above, below, title="") == (f"{above}\n{below}", [])


@pytest.mark.parametrize("between", ["\n\n", "\n \n", "\n\u3000\n"])
def test_blank_lines_between_all_lines_tell_no_paragraph(between):
    lines = WRAPPED.split("\n") * 2
    wanted = WRAPPED.replace("\n", "")
    assert check(LineJoins(), between.join(lines)).text == between.join([wanted, wanted])


def test_both_segmenters_decide_alike(monkeypatch):
    texts = [
        WRAPPED,
        WRAPPED.replace("\n", "\n\n"),
        "专家指出，改善农村地区的公共服\n务是当前的任务，需要各级政府投入。",
    ]
    pytest.importorskip("rjieba")
    fast = [list(LineJoins().findings(Document.of(RawDocument(text=text)))) for text in texts]
    monkeypatch.setitem(sys.modules, "rjieba", None)
    _words._cut.cache_clear()
    try:
        assert fast == [list(LineJoins().findings(Document.of(RawDocument(text=text)))) for text in texts]
    finally:
        _words._cut.cache_clear()


def test_a_document_whose_breaks_are_clear_loads_no_dictionary():
    text = "春游随想\n作者：林小雨\n我们出发了。\n1. 水壶\n2. 雨伞\n\n他说：\n“走吧！”\n山上风很大，\n\n下午回来。"
    code = (
        "import sys\nfrom jingwen.testing import step\nfrom jingwen_plugins.line_joins import LineJoins\n"
        f"step(LineJoins(), {text!r})\nprint(sorted({{'jieba', 'rjieba'}} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


ARTICLE = "图书馆新馆昨日开放。新馆共四层，藏书二十八万册，实行免费开放，读者凭身份证即可入馆借阅。"


@pytest.mark.parametrize(
    "lines",
    [
        ("青石新闻网", "春运加开列车时刻", "2024-05-12 08:30 来源：青石日报", ARTICLE),
        (ARTICLE, "开馆时间", "分享到：微信 微博 QQ空间", ARTICLE, "交通", "责任编辑：王强", ARTICLE),
        (ARTICLE, "电话：0571-88880000", "分享到：微信 微博", "有意者请将简历发送到上述邮箱，截止到本月底。"),
    ],
)
def test_a_title_is_not_joined_across_the_chrome_below_it(lines):
    text = Pipeline([SiteChrome(), LineJoins()]).clean("\n".join(lines)).document.text
    assert set(text.split("\n")) < set(lines)


def test_elements_of_a_page_are_not_joined_across_the_chrome_between_them():
    share, above, below = (
        "<div>分享到：微信 微博 QQ空间</div>",
        "图书馆新馆昨日开放，藏书共有二十八",
        "万册，实行免费开放。",
    )
    for parted in (f"<p>{above}</p>{share}<p>{below}</p>", f"<h1>{above}</h1>{share}<p>{below}</p>"):
        text = (
            Pipeline([SiteChrome(), LineJoins()]).clean(page(f"<p>{ARTICLE}</p>{parted}<p>{ARTICLE}</p>")).document.text
        )
        assert text.split("\n") == [ARTICLE, above, below, ARTICLE]
    plain = "\n".join((ARTICLE, above, "分享到：微信 微博 QQ空间", below, ARTICLE))
    assert above + below in Pipeline([SiteChrome(), LineJoins()]).clean(plain).document.text


ALPHABET = "中国人民银行沟通的是，。：（）“”1. ab-\n\n\r \u3000"


@given(st.text(alphabet=ALPHABET, max_size=200))
def test_promises_hold_on_any_text(text):
    check(LineJoins(), text)


LINES = st.sampled_from(
    [*WRAPPED.split("\n"), "- 3 -", "\f", "37", "【广告】点击查看", "第二章 归途", "1. 水壶", "", "他说："]
)


@given(st.lists(LINES, max_size=24))
def test_promises_hold_on_wrapped_texts_with_foreign_lines(lines):
    text = "\n".join(lines)
    after = check(LineJoins(), text).text
    foreign = ("- 3 -", "\f", "37", "【广告】点击查看")
    kept = [line for line in lines if line not in foreign]
    assert "".join(kept) == "".join(line for line in after.split("\n") if line not in foreign)
