"""What the golden cases of related-links cannot show."""

from dataclasses import replace

import pytest

from jingwen import Document, RawDocument
from jingwen.testing import check, step
from jingwen_plugins.related_links import RelatedLinks

BODY = "老城区的图书馆上周重新开放，三层楼都换了新书架。"
LIST = "1.菜市场改造工程下月完工\n2.公交新增三条夜间的线路\n3.小区停车难题逐步得到化解"


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


@pytest.mark.parametrize(
    "text",
    ["http://" * 20_000, "1." * 50_000, "相关阅读\n" * 20_000, "1.甲http://a.b\n" * 10_000, " " * 100_000],
)
def test_it_stays_linear(text):
    check(RelatedLinks(), text)


@pytest.mark.shared
def test_real_numbered_lists_of_the_body_stay_and_a_real_related_list_goes(shared):
    seeds = sorted((shared / "data" / "seeds").glob("*.txt"))
    counts = []
    for seed in seeds:
        after, findings = step(RelatedLinks(), seed.read_text("utf-8"))
        counts.append((len(after.links), len(findings.edits)))
    assert counts == [(0, 0)] * 4 + [(8, 8)]
