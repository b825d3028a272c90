from io import BytesIO
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen.contract import Findings
from jingwen.document import Document
from jingwen.errors import DocumentError
from jingwen.findings import Edit
from jingwen.formats import Record, html
from jingwen.formats.markup import VOID
from jingwen.formats.settings import InputSettings
from jingwen.ledger import apply
from jingwen.plugin import Plugin
from jingwen_schemas import Block, RawDocument, RawPage

SETTINGS = InputSettings()


def lines(page):
    return html.page(page).text.split("\n")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<h1>题</h1>散文<p>一<b>二</b>三</p>四", ["题", "散文", "一二三", "四"]),
        ("<ul><li>甲<ul><li>乙</ul><li>丙</ul><ol><li>丁</ol>", ["甲", "乙", "丙", "丁"]),
        ("<table><caption>表</caption><tr><th>a<td>b<tr><td>c</table>", ["表", "a", "b", "c"]),
        ("<p>前<br>后<br/>末", ["前", "后", "末"]),
        ("<p>  a \n\t b <i> c</i> </p>", ["a b c"]),
        ("<p>a&amp;b&lt;&#x4e2d;&hellip;", ["a&b<中…"]),
        ("<p>留<script>x</script><style>y</style><noscript>z</noscript><template>t</template>下", ["留下"]),
        ("<p>选<select><option>一</select><textarea>写</textarea>完", ["选完"]),
        ("<form><label>名</label><input value=v><p>文</form>", ["名", "文"]),
        ("<figure><img alt=图><figcaption>说明</figcaption></figure>", ["说明"]),
        ('<a href="http://a.example">链</a><p hidden>藏<p style="display:none">起', ["链", "藏", "起"]),
        ("<pre>a  b\n  c</pre>d  e", ["a  b", "  c", "d e"]),
        ("<pre>a<ins>  b\n  c</ins></pre>", ["a  b", "  c"]),
        ("<p>一<a href=/> </a>二<ins></ins> <ins> 三</ins></p>", ["一 二 三"]),
        ("<ul><li>&#11;</li><li>甲</li></ul>", ["甲"]),
        ("<math>一<wbr>二</math>", ["一二"]),
        ("<svg><title>图</title><svg></svg><text>字</text></svg><p>文", ["文"]),
        ("<xmp>a <b> &amp;\nc</xmp><p>d", ["a <b> &amp;", "c", "d"]),
        ("<script>'<xmp>'</script><p>a<!--<plaintext>-->b<xmp title=x><p></xmp>", ["ab", "<p>"]),
        ("<p>a<plaintext>b</p><i>c", ["a", "b</p><i>c"]),
        ("<p>a<!-- <p>x --><!--->b<?php echo 1-->c<!>d<!--e", ["abcd"]),
        ("<p title='<p>x\"&lt;' data-a=>甲<p =a b\"c d>乙", ["甲", "乙"]),
        ("<p title='<!-- x' data-a='<script>' data-b='</p>' data-c='<xmp>'>甲<xmp><p></xmp>乙", ["甲", "<p>", "乙"]),
        ("<div<span>甲</div<span>乙<p <b=x 'y>丙<br<br>丁", ["甲乙", "丙丁"]),
        ("<script>if (a<b) '<p>x</p>'</script><style>a{}</style><iframe><p>x</iframe>文", ["文"]),
        ("<p>a<p>&nbsp;<p>b", ["a", "b"]),
        ("文", ["文"]),
        ("<p>甲\0乙<p", ["甲乙"]),
        ("</p></div><td>乱<b><p>序</b>了", ["乱", "序了"]),
        ("", [""]),
        ("<frameset><frame src=a></frameset>", [""]),
    ],
)
def test_a_block_is_a_line(page, expected):
    assert lines(page) == expected


@pytest.mark.parametrize("depth", [5_000, 100_000])
def test_depth_loses_no_text(depth):
    assert lines("<div>" * depth + "深" + "</div>" * depth + "浅") == ["深", "浅"]


def test_nested_lists_do_not_grow():
    assert len(html.page("<ul><li>x" * 5_000).text) == 9_999


@pytest.mark.parametrize(
    "page",
    [
        "".join(f"<p><b class={index}>x" for index in range(20_000)),
        "<p " + " ".join(f"a{index}" for index in range(50_000)) + ">x",
        "<p " + "".join(f'a{index}=">"' for index in range(50_000)) + ">x",
        "<p>x</p " + "".join(f"a{index}='>' " for index in range(50_000)) + ">x",
    ],
)
def test_markup_that_explodes_is_refused(page):
    with pytest.raises(DocumentError, match="this HTML cannot be parsed"):
        html.page(page)


@pytest.mark.parametrize(
    "unit",
    [
        "<div>x",
        "<ul><li>x",
        "<table><tr><td>",
        "<meta name=a content=b>",
        "<p>x<br>",
        "<",
        "<p><a href=/>x",
        "<p><b>x</b>",
    ],
)
def test_time_is_linear(unit):
    def cost(times):
        begin = process_time()
        html.page(unit * times)
        return process_time() - begin

    html.page("")
    assert cost(40_000) < 12 * cost(10_000) + 0.05


def test_many_attributes_in_quotes_are_one():
    value = "a = b / c " * 2_000
    assert lines(f"<p data-x='{value}'>文") == ["文"]


def test_what_the_head_says():
    document = html.page(
        "<title>某事发生在某地的消息_新闻_某网</title><link rel=canonical href=http://a.example/1.html>"
        "<meta name=Author content=' 张三 '><meta name=PubDate content='2023-05-06 07:08'>"
        "<meta name=author content=李四>"
        "<h1>某事发生在某地的消息</h1><p>正文。"
    )
    assert document.id is None
    assert document.title == "某事发生在某地的消息"
    assert document.url == "http://a.example/1.html"
    assert document.meta == {"author": "张三", "published": "2023-05-06 07:08"}


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>短_某网</title>", "短_某网"),
        ("<title>夜雨 - 某网</title><h1>夜雨</h1>", "夜雨"),
        ("<title>夜雨 - 某网</title><p>夜雨</p>", "夜雨 - 某网"),
        ("<title>某网</title><meta property=og:title content='共享的标题'>", "共享的标题"),
        ("<title> 两\n行 </title>", "两 行"),
        ("<p>没有", None),
        ("<svg><title>图标</title></svg>", None),
        ("<title>前半句说到了这里 后半句</title><p>前半句说到了这里", "前半句说到了这里 后半句"),
    ],
)
def test_titles(head, title):
    assert html.page(head).title == title


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel=canonical href=/a><meta property=og:url content=https://b.example/a>", "https://b.example/a"),
        ("<link rel=canonical href='//c.example/a'>", None),
        ("<link rel=canonical href='http://[::1'>", None),
        ("<link rel='alternate' href='http://a.example/'>", None),
    ],
)
def test_only_an_absolute_url_counts(head, url):
    assert html.page(head).url == url


def test_a_page_is_decoded_as_it_declares():
    page = "<html><meta charset=gb2312><p>中文网页的正文"
    assert html.parse(Record("a.html", 0, page.encode("gb18030"), "html"), SETTINGS).document.text == "中文网页的正文"


def test_a_page_beyond_the_limit_is_a_problem_with_its_length():
    settings = InputSettings(max_record=10)
    (record,) = html.split(BytesIO(b"x" * 11), "a.html", settings)
    assert (record.content, record.length) == (b"", 11)
    assert "beyond the limit" in record.problem
    (record,) = html.split(BytesIO(b"x" * 10), "a.html", settings)
    assert (record.content, record.problem, record.place) == (b"x" * 10, "", "a.html")


@pytest.mark.shared
def test_real_pages_keep_their_text(shared):
    import json

    pages = shared / "data" / "pages"
    found = total = 0
    for line in (pages / "pages.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["html_path"] and row["naive_text"]:
            content = (pages / row["html_path"]).read_bytes()
            text = "".join(html.parse(Record("a", 0, content, "html"), SETTINGS).document.text.split())
            gold = ["".join(part.split()) for part in row["gold_text"].split("\n")]
            total += sum(map(len, gold))
            found += sum(len(part) for part in gold if part in text)
    assert found / total > 0.99


def blocks(page):
    found = html.page(page)
    return dict(zip(found.text.split("\n"), found.blocks, strict=True))


def test_a_block_tells_what_is_around_a_line():
    found = blocks(
        "<header><h2 class=top>甲</h2></header><main><article><ul id=side class='a b'><li><a href=/>乙</a>丙</ul>"
        "<table><tr><td>丁</table><p hidden>戊<div style='color:red; Display : none'><p>己</div><p>庚</article></main>"
    )
    assert {line: (block.tag, block.region, block.heading) for line, block in found.items()} == {
        "甲": ("h2", "header", 2),
        "乙丙": ("li", "article", 0),
        "丁": ("td", "article", 0),
        "戊": ("p", "article", 0),
        "己": ("p", "article", 0),
        "庚": ("p", "article", 0),
    }
    assert [line for line, block in found.items() if block.hidden] == ["戊", "己"]
    assert [line for line, block in found.items() if block.listed] == ["乙丙"]
    assert [line for line, block in found.items() if block.table] == ["丁"]
    assert found["乙丙"].links == 0.5
    assert found["乙丙"].names[:2] == ("", "side a b")
    assert found["庚"].around[1] == found["戊"].around[1] == found["己"].around[2] == found["乙丙"].around[2]
    assert len({block.around[0] for block in found.values()}) == len(found)


def test_elements_without_an_end_tag_do_not_nest():
    for name in sorted(VOID - {"frame"}):
        found = blocks(f"<body><p>甲<{name}><p>乙")
        assert [block.around[1:] for block in found.values()] == [found["乙"].around[1:]] * 2, name


def test_a_block_is_of_bounded_size_at_any_depth():
    found = blocks("<div class=a>" * 5_000 + "<p>深")
    assert len(found["深"].around) == len(found["深"].names) == 4


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<table><tr><th>a<th>b<tr><td><p>c</p><td><a href=/>d</a></table>e", ["a\tb", "c\td", "e"]),
        ("<table><caption>f<tr><td>a<td><td>b<tr><td>c<td>d<td></table>", ["f", "a\t\tb", "c\td"]),
        ("<table><tr><td>a<td>b<br>c<tr><td>d<td>e</table>", ["a", "b", "c", "d", "e"]),
        ("<table><tr><td>a<td>b</table>", ["a", "b"]),
        (
            "<table><tr><td>a<td>b<tr><td>c<td><table><tr><td>d<td>e<tr><td>f<td>g</table></table>",
            ["a", "b", "c", "d\te", "f\tg"],
        ),
    ],
)
def test_a_row_of_data_is_a_line(page, expected):
    assert lines(page) == expected


def test_a_row_of_data_has_the_links_of_its_cells():
    assert blocks("<table><tr><td>a<td>b<tr><td>c<td><a href=/>d</a></table>")["c\td"].links == pytest.approx(1 / 3)


class Changes(Plugin):
    name, reasons = "changes", {"any": "a change"}


def after(text, edits):
    """Return the tags of the lines of a page with a block for each line, after edits."""
    page = RawPage(text=text, blocks=tuple(Block(tag=line) for line in text.split("\n")))
    findings = Findings(edits=[Edit(*edit, "any") for edit in edits])
    document = apply(Document.of(page), findings, step="changes", plugin=Changes()).document
    return [(line.text, document.block(line).tag) for line in document.lines]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([(0, 3, "")], [("cd", "cd"), ("ef", "ef"), ("gh", "gh")]),
        ([(3, 9, "")], [("ab", "ab"), ("gh", "gh")]),
        ([(5, 11, "")], [("ab", "ab"), ("cd", "cd")]),
        ([(2, 3, "")], [("abcd", "ab"), ("ef", "ef"), ("gh", "gh")]),
        ([(2, 6, "，")], [("ab，ef", "ab"), ("gh", "gh")]),
        ([(4, 4, "\n")], [("ab", "ab"), ("c", "cd"), ("d", "cd"), ("ef", "ef"), ("gh", "gh")]),
        ([(3, 4, ""), (8, 9, "……")], [("ab", "ab"), ("d", "cd"), ("ef……gh", "ef")]),
        ([(3, 5, "CD")], [("ab", "ab"), ("CD", "cd"), ("ef", "ef"), ("gh", "gh")]),
        ([(0, 11, "")], [("", "gh")]),
    ],
)
def test_blocks_are_carried_through_edits(edits, expected):
    assert after("ab\ncd\nef\ngh", edits) == expected


@given(st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=9), st.data())
def test_a_line_that_stays_keeps_its_block(texts, data):
    texts = [f"{index}{text}" for index, text in enumerate(texts)]
    gone = data.draw(st.sets(st.integers(0, len(texts) - 1), max_size=len(texts) - 1))
    document = Document.of(RawPage(text="\n".join(texts), blocks=tuple(map(Block, texts))))
    edits = [tuple(edit)[:3] for edit in document.line_removals(dict.fromkeys(gone, "any"))]
    assert all(text == tag for text, tag in after(document.text, edits))


def test_text_has_no_blocks():
    document = Document.of(RawDocument(text="文"))
    assert (document.blocks, document.block(document.lines[0])) == ((), None)
    assert not Document.of(RawPage(text="甲\n乙", blocks=(Block("p"),))).blocks


def test_blocks_are_not_written():
    page = html.page("<p>文")
    assert "blocks" not in page.model_dump()
    assert "blocks" not in page.model_dump_json()


def test_a_line_has_the_address_of_its_first_link():
    markup = "<p>甲<a href='/a?x=1&amp;y=2'>乙</a><a href=/b>丙</a><p>丁<p><a name=x>戊</a>"
    markup += "<p><a href=/c></a>己<a href=/d>庚</a>"
    assert [block.href for block in html.page(markup).blocks] == ["/a?x=1&y=2", "", "", "/d"]
