"""The five real documents that the project started from."""

import re

import pytest

from jingwen import Pipeline, restored

pytestmark = pytest.mark.shared

BYLINE = re.compile(r"作者:(\S+) 人气:(\d*)")
QUESTION = "您是对"


@pytest.fixture(scope="module")
def results(shared):
    pipeline = Pipeline.from_config("preset:zh-web")
    files = sorted((shared / "data" / "seeds").glob("*.txt"))
    return {file.name[:3]: (file.read_bytes().decode(), pipeline.clean(file.read_bytes().decode())) for file in files}


def folded(text):
    """The body's characters alone: what no cleaner may lose, whatever it does to width and white space."""
    return re.sub(r"\s", "", text.translate(str.maketrans("，：；？！（）", ",:;?!()")))


def test_nothing_of_the_site_is_left(results):
    assert len(results) == 5
    for _, result in results.values():
        assert result.rejected is None
        for chrome in ("首页正文", "THE END", "作者", "人气", "http", "://"):
            assert chrome not in result.document.text
        assert not re.search(r"(?<=[\u4e00-\u9fff”])[,:;?!()]|[,:;?!()](?=[\u4e00-\u9fff“])", result.document.text)


def test_author_and_views_are_read(results):
    seen = []
    for raw, result in results.values():
        byline = BYLINE.search(raw)
        author, views = byline.groups() if byline else (None, None)
        document = result.document
        assert (document.author, document.views) == (author, int(views) if views else None)
        flagged = any(flag.reason == "site-chrome/empty-counter" for flag in document.flags)
        assert flagged == (views == "")
        seen.append((bool(byline), bool(views)))
    assert sorted(seen) == [(False, False), (True, False), (True, True), (True, True), (True, True)]


def test_the_related_list_becomes_links(results):
    links = results["004"][1].document.links
    assert len(links) == 8
    assert all(link.url and link.url.startswith("http") for link in links)
    assert sum(link.truncated for link in links) == 6


def test_the_lost_words_are_flagged(results):
    def flagged(name):
        document = results[name][1].document
        return [
            document.text[flag.start - 2 : flag.end + 1]
            for flag in document.flags
            if flag.reason.startswith("lost-words/")
        ]

    assert flagged("001") == ["评估和，"]
    assert flagged("003") == [". 与感"]
    assert not flagged("000") + flagged("002") + flagged("004")


def test_the_chat_bots_question_is_gone_or_flagged_as_configured(results):
    raw, result = results["001"]
    assert QUESTION not in result.document.text
    marking = Pipeline.from_config(
        {"extends": "preset:zh-web", "steps": [{"use": "assistant-residue", "policy": "mark"}]}
    )
    document = marking.clean(raw).document
    (flag,) = [flag for flag in document.flags if flag.reason.startswith("assistant-residue/")]
    assert document.text[flag.start : flag.end].startswith(QUESTION)


def test_not_one_body_sentence_is_lost(results):
    chrome = re.compile(r"首页正文|作者:.*人气:.*|THE END|\d\..*https?://.*|" + QUESTION + ".*")
    for raw, result in results.values():
        body = [line for line in raw.split("\n") if line.strip() and not chrome.fullmatch(line)]
        assert folded("\n".join(body)) == folded(result.document.text)
        kept = [line for line in result.document.text.split("\n") if line.strip()]
        assert len(kept) == len(body), "no line was joined to another"


def test_the_raw_text_comes_back(results):
    for raw, result in results.values():
        assert restored(result.document.text, result.ledger) == raw
