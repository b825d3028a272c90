"""What the golden cases of stray-links cannot show."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen.testing import check, step
from jingwen_plugins.stray_links import StrayLinks

HAN = re.compile(r"[\u4e00-\u9fff]")
ADDRESSES = ["http://a.example/x", "www.b.example", "c@d.example.com", "192.168.100.1"]
PIECES = [*ADDRESSES, "[", "](", ")", "(", "`", " ", "，", "\n", "中文", "文本", "a", "<", ">"]
LABELS = ["：", "邮箱：", "参考：", "（网址：", "）", "。", "```", "~~~", "'", '"', "$ curl ", "    "]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_every_promise_holds_and_no_word_is_lost(text):
    after = check(StrayLinks(ips="remove"), text)
    assert HAN.findall(after.text) == HAN.findall(text)


@given(st.lists(st.sampled_from(PIECES + LABELS), max_size=14).map("".join))
def test_every_promise_holds_for_labels_and_code(text):
    check(StrayLinks(ips="remove"), text)


ENDLESS = [
    "http://." * 20_000,
    "a.a" * 30_000 + "@",
    "[" * 100_000,
    "[a](http://(" * 10_000,
    "a@a." * 20_000,
    "1.1." * 30_000,
    "ab:" * 30_000,
    "`" * 50_001,
    "http://a.b " * 10_000,
    "邮箱：" * 30_000 + "a@b.cn甲",
    "（邮箱：a@b.cn" * 10_000,
    "a：  " * 20_000 + "http://a.b 甲",
    " " * 100_000 + "http://a.b甲",
    "'http://a.b" * 10_000,
    "'http://a.b\"http://a.b " * 5_000,
    "```\nhttp://a.b\n" * 10_001,
]


@pytest.mark.parametrize("text", ENDLESS)
def test_it_stays_linear(text):
    check(StrayLinks(), text)


@pytest.mark.shared
def test_it_does_at_least_as_well_as_another_frameworks_own_cases(shared):
    only = {"clean_links": "urls", "clean_email": "emails", "clean_ip": "ips"}
    waived = (
        "http测试://",
        "ftp://example.com/188",
    )  # eats Chinese; breaks a kept address
    tried = 0
    for line in (shared / "data" / "external" / "operator_pairs.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["op"] not in only or any(text in row["text"] for text in waived):
            continue
        settings = dict.fromkeys(("urls", "emails", "ips"), "keep") | {only[row["op"]]: "remove"}
        mark = re.search(r"<(?:LINKS|EMAIL|IP)>", row["target"])
        cleaner = StrayLinks(**settings, replacement=mark[0] if mark else "")
        assert step(cleaner, row["text"])[0].text == row["target"], row["text"]
        tried += 1
    assert tried > 40
