import json

import numpy as np
import pytest

from jingwen import Document, Pipeline
from jingwen.formats.html import page
from jingwen.testing import check, step
from jingwen_plugins.boilerplate import Boilerplate
from jingwen_plugins.boilerplate.features import NAMES as TEXT_NAMES
from jingwen_plugins.boilerplate.features import features as text_features
from jingwen_plugins.boilerplate.gaps import marked
from jingwen_plugins.boilerplate.lines import Lines, Words
from jingwen_plugins.boilerplate.markup import NAMES, features
from jingwen_plugins.boilerplate.model import load
from jingwen_plugins.related_links import RelatedLinks
from jingwen_plugins.site_chrome import SiteChrome
from jingwen_plugins.spaces import Spaces
from jingwen_schemas import Block, RawPage

BODY = (
    "昨天上午，城东的老桥在修缮半年之后重新开放，许多居民一早就来到桥头，想看看它现在的样子。",
    "负责施工的王师傅说，桥面的石板一块也没有换，只是把下沉的地方垫平，再把缝隙填上。",
    "桥边的茶馆也在同一天开门，老板准备了两百杯热茶，不到中午就送完了。",
    "下个月，河对岸的步道也会完工，到时候人们可以沿着河一直走到码头。",
)
MENU = ["首页", "新闻", "体育", "财经", "科技", "汽车", "房产", "教育", "旅游", "健康", "视频", "图片", "论坛", "博客"]
HEADLINES = [
    f"{place}的{thing}今年比往年来得更早一些"
    for place in ("山里", "城里", "海边", "村口")
    for thing in ("花", "雪", "雨")
]
COMMENTS = ("写得真好，我小时候常在那座桥上钓鱼。", "茶馆老板是我邻居，人特别好，以后会常去。")


def html(body=BODY, wrap="<p>{}</p>"):
    def linked(texts, wrap="<li><a href=/x>{}</a></li>"):
        return "".join(wrap.format(text) for text in texts)

    return (
        f"<html><head><title>老桥重新开放的第一天_本地_某网</title></head><body>"
        f"<div class=nav><ul>{linked(MENU)}</ul></div>"
        f"<div class=main><div class=left><h1>老桥重新开放的第一天</h1>"
        f"<div class=info>2023-05-06 07:08 来源：城东日报</div>"
        f"<div class=content>{''.join(wrap.format(text) for text in body)}</div>"
        f"<div class=share><span>分享到</span><a href=#>微信</a></div>"
        f"<div class=comments><h3>网友评论</h3>{linked(COMMENTS, '<div class=comment-text>{}</div>')}</div></div>"
        f"<div class=right><h3>热门文章</h3><ul class=list>{linked(HEADLINES)}</ul></div></div>"
        f"<div class=footer>{linked(('关于我们', '联系我们', '版权声明'), '<a href=/y>{}</a> | ')}"
        "<p>某网 版权所有</p></div>"
    )


def cleaned(markup, point):
    return check(Boilerplate(point=point), page(markup)).text.split("\n")


@pytest.mark.parametrize("point", ["safe", "full"])
def test_the_body_stays_and_lists_go(point):
    kept = cleaned(html(), point)
    assert set(BODY) <= set(kept)
    assert not set(kept) & {*MENU, *HEADLINES, "关于我们 | 联系我们 | 版权声明 |"}


def test_full_leaves_little_but_the_body():
    assert set(cleaned(html(), "full")) - {*COMMENTS, "老桥重新开放的第一天"} == set(BODY)


def test_short_lines_of_the_body_stay_where_the_text_alone_reads_as_a_list():
    recipe = ("面粉三百克", "清水一百五十克", "盐两克", "先和面，再醒面，最后擀成薄片，切成细条下锅煮熟就可以了。")
    assert set(recipe) <= set(cleaned(html((*BODY, *recipe)), "full"))


@pytest.mark.parametrize("point", ["safe", "full"])
def test_tables_of_the_body_stay_whole(point):
    rows = (("车次", "始发站", "开车", "到达"), ("K12", "青石", "08:30", "11:05"), ("K14", "云岭", "09:10", "12:40"))
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    cells = "".join(f"<tr><td><a href=/{word}>{word}</a></td><td><a href=/>更多</a></td></tr>" for word in MENU)
    markup = html((*BODY, f"</p><table>{table}</table><p>", *BODY)).replace(
        "<div class=right>", f"<table>{cells}</table>"
    )
    kept = cleaned(markup, point)
    assert {"\t".join(row) for row in rows} <= set(kept)
    assert "新闻\t更多" not in kept


def test_full_keeps_the_replies_of_a_forum():
    replies = (
        "我一般两百公里左右上一次，下雨天骑完回来一定要擦干净。",
        "同意楼上，擦干净比上油更重要。",
        "干性油一百五十公里",
        "我用的是普通机油，兑一点汽油。",
    )
    posts = "".join(
        f"<li class=comment><div class=user><a href=/u>骑友{floor}</a> <span>积分 {floor}00 帖子 {floor}2</span></div>"
        f"<div class=meta>{floor}楼 发表于 2023-05-06 0{floor}:30 只看该作者</div>"
        f"<div class=reply>{reply}</div><div class=tool><a href=#>回复</a> <a href=#>举报</a></div></li>"
        for floor, reply in enumerate(replies, 2)
    )
    first = "<div class=post><p>链条多久上一次油比较合适？新买的车骑了三百公里，开始有声音了。</p></div>"
    menu, footer = (
        "<div class=nav><a href=/>首页</a> <a href=/b>论坛</a></div>",
        "<div class=footer>版权所有 骑行论坛</div>",
    )
    markup = f"<body>{menu}<h1>链条上油</h1>{first}<ul class=list>{posts}</ul>{footer}"
    assert set(replies) <= set(cleaned(markup, "full"))


OPINIONS = (
    "说实话，我觉得这座桥修得太慢了，隔壁县的那座只用了两个月，而且两边的栏杆比我们这座好看得多，晚上还有灯。",
    "你说的那座是新建的，老桥要先把石板一块一块编上号再拆，完全是两回事，不信你去问问施工的师傅就知道了。",
)


def beside(name, texts=OPINIONS):
    return f"<div class='{name}'><ul><li><p>{'</p></li><li><p>'.join(texts)}</p></li></ul></div>"


@pytest.mark.parametrize(
    ("name", "goes"),
    [
        ("gc-comment comments-container", True),
        ("cmt-box", True),
        ("row-recommend", True),
        ("userLogin", True),
        ("Modal-Body", True),
        ("comment topic-reply", False),
        ("commentary", False),
        ("relative", False),
        ("blogInner multimodal", False),
    ],
)
def test_full_takes_what_stands_in_elements_beside_an_article(name, goes):
    markup = html().replace("<div class=share>", f"{beside(name)}<div class=share>")
    kept = set(cleaned(markup, "full"))
    assert set(BODY) <= kept
    assert kept & set(OPINIONS) == (set() if goes else set(OPINIONS))
    assert set(OPINIONS) <= set(cleaned(markup, "safe"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("class=content", "class=recommend-detail"),
        ("class=content", "class='page-with-related has-comments'"),
        (f"<p>{BODY[2]}</p>", f"{beside('recommend-item')}<p>{BODY[2]}</p>"),
        (f"<p>{BODY[3]}</p>", f"<p>{BODY[3]}</p><div class=recommend-text><p>{OPINIONS[0]}</p></div>"),
        ("<div class=content>", f"<section id=login><h2>登录</h2><p>{OPINIONS[0]}</p></section><div class=content>"),
    ],
)
def test_an_article_stays_whole_whatever_its_elements_are_called(old, new):
    markup = html()
    assert old in markup
    kept = set(cleaned(markup.replace(old, new), "full"))
    assert set(BODY) <= kept
    assert (OPINIONS[0] in new) == (OPINIONS[0] in kept)


@pytest.mark.parametrize("wrap", ["{}<br><br>", "<div>{}</div>", "<section><span>{}</span></section>"])
def test_paragraphs_need_no_elements_of_their_own(wrap):
    assert set(BODY) <= set(cleaned(html(wrap=wrap), "full"))


def test_blocks_still_fit_behind_steps_that_remove_lines():
    pipeline = Pipeline([SiteChrome(), RelatedLinks(), Boilerplate(point="full"), Spaces()])
    text = pipeline.clean(page(html())).document.text
    assert all(line in text for line in BODY)
    assert not any(line in text for line in (*MENU[5:], *HEADLINES))


def test_a_page_without_blocks_is_a_text():
    plain = Document.of(page(html()).model_copy(update={"blocks": ()}))
    assert not plain.blocks
    assert check(Boilerplate(), plain.raw).text


def test_elements_of_every_depth_have_features():
    document = Document.of(RawPage(text="一\n二\n三", blocks=page("一<p>二<div><div><div><div><p>三").blocks))
    lines = Lines.of(document.text)
    model = load("weights.json", TEXT_NAMES)
    found = text_features(lines, Words.of(lines, model.grams))
    result = features(document, marked(document)[1], lines, found, model(found))
    assert result.shape == (len(NAMES), 3)
    counts = np.expm1(result[[NAMES.index(f"lines^{level}") for level in range(4)]] / 1024).round().T.tolist()
    assert counts == [[2, 2, 2, 2], [1, 2, 2, 2], [1, 1, 1, 1]]


def test_a_block_need_not_name_an_element():
    page = RawPage(text="\n".join((*MENU, *BODY)), blocks=(*[Block("li")] * len(MENU), *[Block("p")] * len(BODY)))
    assert set(BODY) <= set(check(Boilerplate(), page).text.split("\n"))


def test_hostile_pages_take_linear_time():
    assert cleaned("<div class='a b c'>" * 3_000 + "<p>深" * 3_000, "full")


@pytest.mark.shared
def test_real_pages_keep_their_body(shared):
    from jingwen.formats import Record
    from jingwen.formats import html as reader
    from jingwen.formats.settings import InputSettings

    pages = shared / "data" / "pages"
    cleaner = Boilerplate(point="full")
    found = total = kept = seen = 0
    for row in map(json.loads, (pages / "pages.jsonl").read_text("utf-8").splitlines()):
        if not row["html_path"]:
            continue
        raw = reader.parse(Record("a", 0, (pages / row["html_path"]).read_bytes(), "html"), InputSettings()).document
        text = "".join(step(cleaner, raw)[0].text.split())
        gold = ["".join(part.split()) for part in row["gold_strict"].split("\n")]
        total += sum(map(len, gold))
        found += sum(len(part) for part in gold if part in text)
        chrome = {line.strip() for line in raw.text.split("\n")} - {
            part.strip() for part in row["gold_strict"].split("\n")
        }
        seen += len(chrome)
        kept += sum("".join(line.split()) in text for line in chrome if len(line) > 8)
    assert found / total > 0.96
    assert kept / seen < 0.05


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Comment-List", {"comment", "list"}),
        ("replies", {"comment"}),
        ("link linked", {"list"}),
        ("headline", set()),
        ("page-head", {"nav"}),
        ("ad-box", {"advert"}),
        ("load adapter", set()),
        ("appLink wrapper", {"advert", "list"}),
        ("gg eggs", {"advert"}),
        ("tagline", set()),
        ("articleBody", {"body"}),
        ("中文", set()),
    ],
)
def test_the_words_in_names_are_told_whatever_their_case(name, words):
    values = marked_up(Block("p", (1,), (name,)))
    assert {name.removesuffix("-near") for name, value in values.items() if name.endswith("-near") and value} == words


def marked_up(block):
    """Return the features of a line with this block, by name."""
    document = Document.of(RawPage(text="文", blocks=(block,)))
    model = load("weights.json", TEXT_NAMES)
    lines = Lines.of(document.text)
    found = text_features(lines, Words.of(lines, model.grams))
    return dict(zip(NAMES, features(document, [0], lines, found, model(found))[:, 0].tolist(), strict=True))


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (Block("td", table=True), {"<td>", "table"}),
        (Block("li", listed=True, region="nav"), {"<li>", "listed", "in-nav"}),
        (Block("article", region="main"), {"in-main"}),
        (Block("span", names=("menu", "", "menu", "footer")), {"nav-near", "nav-around", "foot-around"}),
        (Block("h2"), set()),
    ],
)
def test_what_a_block_is_and_stands_in_is_told(block, told):
    flags = list(marked_up(block).items())[NAMES.index("listed") :]
    assert {name for name, value in flags if value == 1024} == told
    assert {value for _, value in flags} <= {0, 1024}
