"""stray-links: web addresses, e-mail addresses and IP addresses in running text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Line, Plugin, hookimpl
from jingwen_plugins._text import EMAIL, HAN, URL

# a word glued before http:// is no part of the scheme
_SCHEME = (
    r"(?<![A-Za-z])(?![A-Za-z]{1,9}(?:https?|ftp)://)[A-Za-z]{2,12}://[A-Za-z0-9](?:[!-;=?-_a-~]*[A-Za-z0-9/_=&#%+~-])?"
)
_CHINESE_HOST = (
    rf"(?:https?|ftp)://(?:www\.)?[{HAN}]{{1,12}}\.(?:com|net|org|cn|中国|中國|公司|网络|網絡)(?![A-Za-z])"
    r"(?:[/:?](?:[!-;=?-_a-~]*[A-Za-z0-9/_=&#%+~-])?)?"
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_LINK = re.compile(
    rf"(?P<url>{_CHINESE_HOST}|{URL.pattern}|{_SCHEME})|(?P<email>{EMAIL.pattern})"
    rf"|(?P<ip>(?<![\d.])(?:{_OCTET}\.){{3}}{_OCTET}(?!\d|\.\d)"
    r"|(?<![0-9A-Za-z:])(?=[0-9:]{0,39}[A-Fa-f])(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f:]))",
    re.IGNORECASE,
)
_SCREEN = re.compile(r"://|www\.|@|\d\.\d{1,3}\.\d|[0-9a-f]:[0-9a-f]{1,4}:", re.IGNORECASE)
_FRAME = re.compile(
    r"`[^`\n]*`|(?P<open>!?\[)(?P<text>[^\[\]\n]*)"
    r"(?P<target>\]\((?:[A-Za-z]{2,12}://|www\.|mailto:)[^()\s]*(?:\([^()\s]*\)[^()\s]*)*"
    r"(?:[ ]+\"[^\"\n]*\")?\))",
    re.IGNORECASE,
)
_PAIRS = {"（": "）", "(": ")", "<": ">", "〈": "〉", "《": "》", "【": "】", "[": "]", "「": "」"}
_CJK = re.compile(rf"[{HAN}，。、；：！？（）《》「」“”‘’…]")
_NOT_AN_IP = re.compile(r"(?:版本?|固件|韌體|version|ver\.?|v|第)[号號:：\s]*$", re.IGNORECASE)
_IP_CONTEXT = re.compile(r"(?:ip|dns|ping|地址|位址|主机|主機|网关|閘道|服务器|伺服器)[^\d\n]{0,6}$", re.IGNORECASE)
_LABEL = re.compile(
    rf"\s*(?:[{HAN}]{{0,6}}(?:链接|鏈接|連結|网址|網址|地址|位址|网站|網站|官网|官網|邮箱|郵箱|信箱|邮件|郵件)|e-?mail|url)"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)
_NO_WORDS = re.compile(r"\s*(?:\d{1,3}[.．、)）])?[\s!-/:-@\[-`{-~、。，；：！？（）《》「」【】“”‘’…—–·•]*")

Choice = Literal["remove", "keep"]


class _Cut(NamedTuple):
    start: int
    end: int
    reason: str


class StrayLinks(Cleaner):
    """Removes web addresses, e-mail addresses and IP addresses from running text.

    An address ends where the Chinese begins: the text behind it stays. What would be left behind goes along:
    empty brackets, a double space or one between Chinese characters, a doubled mark, a line that held nothing
    else or only a label such as 原文链接：. Of a Markdown link the text stays. Code in backticks is left
    alone, and so are version and section numbers: four numbers below 100 joined by dots are an IP address
    only where the words before say so. The syntax is that of RFC 3986 (and Chinese host names), of RFC 5322 (its
    common subset) and of RFC 4291 (the full form of eight groups).

    >>> from jingwen.testing import step
    >>> step(StrayLinks(), "详见原文链接https://a.example/x/1.html。后面的正文还在这里")[0].text
    '详见原文链接。后面的正文还在这里'
    """

    name = "stray-links"
    reasons: ClassVar[dict[str, str]] = {
        "url": "a web address in running text",
        "email": "an e-mail address in running text",
        "ip": "an IP address in running text",
        "markdown-link": "the frame of a Markdown link; its text stays",
    }

    urls: Choice = Setting("remove", description="what becomes of web addresses and Markdown links")
    emails: Choice = Setting("remove", description="what becomes of e-mail addresses")
    ips: Choice = Setting("remove", description="what becomes of IP addresses")
    replacement: str = Setting("", description="stands in for each address; where it is not empty, nothing goes along")

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield one edit for each address, or for each line that held nothing else."""
        text = document.text
        if not _SCREEN.search(text):
            return
        if self.replacement:
            for cut in self._cuts(text):
                new = "" if cut.reason == "markdown-link" else self.replacement
                yield Edit(cut.start, cut.end, new, cut.reason)
            return
        edits: list[Edit] = []
        emptied: dict[int, str] = {}
        for line, cuts in _by_line(document, self._cuts(text)):
            starts, ends = [*(cut.start for cut in cuts), line.end], [line.start, *(cut.end for cut in cuts)]
            rest = "".join(text[a:b] for a, b in zip(ends, starts, strict=True))
            if _NO_WORDS.fullmatch(rest) or _LABEL.fullmatch(rest):
                emptied[line.index] = cuts[0].reason
                continue
            behind = line.start
            for cut in cuts:
                start, behind = _with_surroundings(text, cut, behind, line.end)
                edits.append(Edit(start, behind, "", cut.reason))
        yield from sorted([*edits, *document.line_removals(emptied)])

    def _cuts(self, text: str) -> Iterator[_Cut]:
        """Yield what to remove, in order, code spans set aside."""
        behind = 0
        for frame in _FRAME.finditer(text):
            yield from self._links(text, behind, frame.start())
            if frame["open"] and self.urls == "remove":
                yield _Cut(*frame.span("open"), "markdown-link")
                yield from self._links(text, *frame.span("text"))
                yield _Cut(*frame.span("target"), "markdown-link")
            behind = frame.end()
        yield from self._links(text, behind, len(text))

    def _links(self, text: str, start: int, end: int) -> Iterator[_Cut]:
        """Yield the addresses of a stretch of the text."""
        choices = {"url": self.urls, "email": self.emails, "ip": self.ips}
        for match in _LINK.finditer(text, start, end):
            kind = match.lastgroup or ""
            if choices[kind] == "keep" or (kind == "ip" and not _is_ip(text, match)):
                continue
            first, last = match.span()
            if kind == "url" and text[last : last + 1] == ")" and match[0].count("(") > match[0].count(")"):
                last += 1
            yield _Cut(first, last, kind)


def _by_line(document: Document, cuts: Iterator[_Cut]) -> Iterator[tuple[Line, list[_Cut]]]:
    """Yield each line that holds addresses, with them."""
    starts = [line.start for line in document.lines]
    for index, found in groupby(cuts, key=lambda cut: bisect_right(starts, cut.start) - 1):
        yield document.lines[index], list(found)


def _is_ip(text: str, match: re.Match[str]) -> bool:
    """Whether a dotted quad is an address and no version or section number."""
    before = text[max(0, match.start() - 12) : match.start()]
    if ":" in match[0]:
        return True
    if _NOT_AN_IP.search(before):
        return False
    return any(len(octet) == 3 for octet in match[0].split(".")) or _IP_CONTEXT.search(before) is not None


def _with_surroundings(text: str, cut: _Cut, low: int, high: int) -> tuple[int, int]:
    """Return the span to remove so that no empty brackets, loose spaces or doubled marks remain.

    Args:
        text: the text.
        cut: the address.
        low: where the line, or what is left of it, starts.
        high: where the line ends.
    """
    start, end = cut.start, cut.end
    if cut.reason == "markdown-link":
        return start, end
    while start > low and end < high and _PAIRS.get(text[start - 1]) == text[end]:
        start, end = start - 1, end + 1
    if start > low and end < high and text[start - 1] == text[end] == " ":
        end += 1
    if (
        start - 1 > low
        and end < high
        and text[start - 1] == " "
        and _CJK.match(text[end])
        and _CJK.match(text[start - 2])
    ):
        start -= 1
    elif (
        start > low
        and end + 1 < high
        and text[end] == " "
        and _CJK.match(text[start - 1])
        and _CJK.match(text[end + 1])
    ):
        end += 1
    if start > low and end < high and text[start - 1] == text[end] and text[end] in "，、。；：,;":
        end += 1
    return start, end


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [StrayLinks]
