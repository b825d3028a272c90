"""related-links: the list of other articles at the end of a page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Finding, Line, Link, Plugin, hookimpl
from jingwen_plugins._text import CLOSING, TERMINAL

_HEADING = re.compile(
    r"[\s■●◆▪▶>#【\[-]*(?:"
    r"(?:相[关關]|推[荐薦]|延伸|[拓扩擴]展|更多|精[彩华華选選]|[热熱][门門点點文]|最新|新[闻聞]|[编編][辑輯]|[为為][您你]|往期|同[类類]|今日)"
    r"(?:[热熱][门門]|精彩|相[关關])?"
    r"(?:[阅閱][读讀]|推[荐薦]|推介|新[闻聞]|文章|[链鏈]接|連結|[报報][道導]|[资資][讯訊]|[内內]容|[专專][题題]|[话話][题題]|[视視][频頻]|影片|回[顾顧]|主[题題])"
    r"|猜[你您](?:可能)?[会會]?[喜爱愛][欢歡]?(?:的.{1,4})?"
    r"|[你您](?:可能|也[许許]|或[许許])[也还還会會]*(?:喜[欢歡]|感[兴興]趣|想看)(?:的.{1,4})?"
    r"|大家都在[看搜]|看[过過了](?:本文|此文|[该該]文)的(?:人|[网網]友).{0,4}看.?|作者(?:最新|其他|更多)文章|往下看更多文章"
    r"|(?:24小[时時]|[点點][击擊]|[热熱][门門]|[阅閱][读讀])(?:文章|新[闻聞])?排行榜?"
    r")[\s:：】\]-]*"
)
_END = re.compile(r"[\s\W_]*(?:THE\s*END|全文完|本文完|END)[\s\W_]*", re.IGNORECASE)
_SOURCES = re.compile(
    r"\W*(?:参考|參考|引用|资料|資料|文献|文獻|注[释釋解]?|[脚腳][注註]|附[录錄]|references?|sources?|notes?)\W*.{0,8}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(?:[(（]\d{1,3}[)）]|\d{1,3}\s?[.．、)）]|[①-⑳])\s*")
_BULLET = re.compile(r"\s*(?:[•·‧∙・●○■□▪▫◆◇▸▶►▹▷‣»›★☆※*-]\s*)+")
_WORK = re.compile(r".{0,8}《[^》]+》.{0,12}")
_URL = re.compile(r"(?:https?|ftp)://|www\.", re.IGNORECASE)
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_LONGEST_HEADLINE = 60
_SHORTEST_SNIPPET = 8


class _Entry(NamedTuple):
    line: Line
    numbered: bool
    snippet: str
    url: str | None


class _Block(NamedTuple):
    """Consecutive entries, and the line above them."""

    entries: list[_Entry]
    above: Line | None
    heading: bool
    ended: bool
    """Whether an end mark, or a gap behind a whole paragraph, stands above."""
    introduced: bool = False
    """Whether the line above the heading ends in a colon."""


class RelatedLinks(Cleaner):
    r"""Takes the list of other articles at the end of a page out of the text, and keeps it as links.

    A list is known by what stands before it: a heading such as 相关阅读, an end mark such as THE END, or a
    place where an earlier step removed whole lines. With nothing before it, it takes two or more numbered
    lines with an address behind each. Entries without addresses are taken only behind a heading or an end
    mark, and only headlines. Left alone: lists with body text behind them (unless every entry has an address),
    reference lists, reading lists (most entries are titles in 《》), lists that a colon introduces, and numbered
    lists of the body. Of a list without blank lines, a last line behind a blank one is no entry.

    >>> from jingwen.testing import step
    >>> after, _ = step(RelatedLinks(), "正文到此为止。\n相关阅读\n1.公园今日重新开放http://a.example/1")
    >>> after.text, after.links[0].title, after.links[0].url
    ('正文到此为止。', '公园今日重新开放', 'http://a.example/1')
    """

    name = "related-links"
    reasons: ClassVar[dict[str, str]] = {
        "related-entry": "an entry of a list of other articles",
        "related-heading": "the heading of such a list",
    }

    min_entries: int = Setting(2, ge=2, description="entries that a list without a heading or end mark must have")

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield a link for each entry, and the edits that remove their lines."""
        reasons: dict[int, str] = {}
        links: list[Link] = []
        trailing, addresses = True, _URL.search(document.text) is not None
        for found in _blocks(document):
            block = found._replace(entries=_without_strays(found)) if found.heading or found.ended else found
            taken = self._taken(block, trailing)
            reasons.update((entry.line.index, "related-entry") for entry in taken)
            links += map(_link, taken)
            if block.heading and block.above and len(taken) == len(block.entries) and (taken or trailing):
                reasons[block.above.index] = "related-heading"
            elif not (block.ended and taken):
                trailing = False
            if not trailing and not addresses:
                break
        yield from sorted(links, key=lambda link: link.start)
        yield from document.line_removals(reasons)

    def _taken(self, block: _Block, trailing: bool) -> list[_Entry]:
        """Return the entries of a block that are no part of the body."""
        entries, above = block.entries, block.above
        addressed = all(entry.url for entry in entries)
        plain = [entry for entry in entries if not entry.url]
        if block.introduced or 2 * sum(_WORK.fullmatch(entry.snippet) is not None for entry in plain) > len(entries):
            return []
        if block.heading and above:
            # a page whose every line is short has its headings anywhere: more must stay than goes
            fits = trailing and sum(len(entry.snippet) for entry in plain) <= above.start
            return entries if addressed or fits else []
        if block.ended and len(entries) > 1 and (addressed or (trailing and _are_headlines(entries, plain))):
            return entries
        if not trailing:
            return []
        first = len(entries)
        while first and entries[first - 1].url and _is_long_item(entries[first - 1]):
            first -= 1
        introduction = entries[first - 1].line if first else above
        if len(entries) - first < self.min_entries or (introduction and _introduces(introduction.text)):
            return []
        return entries[first:]


def _blocks(document: Document) -> Iterator[_Block]:
    """Yield the runs of entries, the last one first: what stands behind one tells if it is trailing."""
    lines = [line for line in document.lines if not line.blank]
    entries: list[_Entry] = []
    for place in range(len(lines) - 1, -1, -1):
        line, above = lines[place], lines[place - 1] if place else None
        if _HEADING.fullmatch(line.text):
            introduced = above is not None and _introduces_all(above.text)
            yield _Block(entries[::-1], line, heading=True, ended=False, introduced=introduced)
            entries = []
        elif entry := _entry(line):
            entries.append(entry)
            if above and _gap_between(document.gaps, above, line):
                yield _Block(entries[::-1], above, heading=False, ended=True)
                entries = []
        else:
            yield _Block(entries[::-1], line, heading=False, ended=_END.fullmatch(line.text) is not None)
            entries = []
    yield _Block(entries[::-1], None, heading=False, ended=False)


def _entry(line: Line) -> _Entry | None:
    """Return what a line says as an entry of a list, or None where it can only be body text."""
    text = line.text.rstrip()
    head = text.rstrip(_PRINTABLE)
    url = None
    if found := _URL.search(text, len(head)):
        text, url = text[: found.start()].rstrip(), text[found.start() :]
    elif len(text) > _LONGEST_HEADLINE or _END.fullmatch(text):
        return None
    number = _NUMBER.match(text)
    text = text[number.end() :] if number else text
    bullet = _BULLET.match(text)
    snippet = text[bullet.end() if bullet else 0 :].strip()
    if not snippet or (not url and snippet.endswith(("。", "；", ";", "：", ":", "，", ","))):
        return None
    return _Entry(line, number is not None, snippet, url)


def _without_strays(block: _Block) -> list[_Entry]:
    """Return the entries of a block without single lines behind a blank one, where the list itself has none."""
    entries, above = list(block.entries), block.above
    if len(entries) < 2 or not above:
        return entries
    heading, first, second = above.index, entries[0].line.index, entries[1].line.index
    if second - first > 1 and (len(entries) > 2 or first - heading > 1):
        return entries
    while len(entries) > 1 and not entries[-1].url and entries[-1].line.index - entries[-2].line.index > 1:
        entries.pop()
    return entries


def _are_headlines(entries: Sequence[_Entry], plain: Sequence[_Entry]) -> bool:
    """Whether a list is one of headlines: long numbered items, three or more."""
    return len(entries) > 2 and all(map(_is_long_item, plain)) and not any(e.snippet[-1] in TERMINAL for e in plain)


def _is_long_item(entry: _Entry) -> bool:
    return entry.numbered and len(entry.snippet) >= _SHORTEST_SNIPPET


def _introduces_all(text: str) -> bool:
    """Whether a line makes the heading below it a part of the body."""
    return text.rstrip().endswith(("：", ":")) and not _HEADING.fullmatch(text)


def _introduces(text: str) -> bool:
    """Whether a line makes the list below it a part of the body."""
    return text.rstrip().endswith(("：", ":")) or _SOURCES.fullmatch(text.strip()) is not None


def _gap_between(gaps: Sequence[int], above: Line, line: Line) -> bool:
    """Whether whole lines were removed between two lines, the first of which ends a paragraph."""
    place = bisect_left(gaps, above.end)
    return (
        place < len(gaps) and gaps[place] <= line.start and above.text.rstrip().rstrip(CLOSING)[-1:] in tuple(TERMINAL)
    )


def _link(entry: _Entry) -> Link:
    """Return an entry as a link; it has a title only where the whole snippet is one."""
    truncated = entry.snippet.endswith(("...", "…"))
    headline = len(entry.snippet) <= _LONGEST_HEADLINE and not truncated and "。" not in entry.snippet
    title = entry.snippet if headline else None
    return Link(entry.line.start, entry.line.end, title, entry.snippet, entry.url, truncated)


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [RelatedLinks]
