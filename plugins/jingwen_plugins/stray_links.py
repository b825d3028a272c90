"""stray-links: web addresses, e-mail addresses and IP addresses in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Line, Plugin, hookimpl
from jingwen_plugins._regex import regex
from jingwen_plugins._text import EMAIL, FENCES, HAN, URL, fenced_lines

# a word glued before http:// is no part of the scheme
_SCHEME = (
    r"(?<![A-Za-z])(?![A-Za-z]{1,9}(?:https?|ftp)://)[A-Za-z]{2,12}://[A-Za-z0-9](?:[!-;=?-_a-~]*[A-Za-z0-9/_=&#%+~-])?"
)
_CHINESE_HOST = (
    rf"(?:https?|ftp)://(?:www\.)?[{HAN}]{{1,12}}\.(?:com|net|org|cn|中国|中國|公司|网络|網絡)(?![A-Za-z])"
    r"(?:[/:?](?:[!-;=?-_a-~]*[A-Za-z0-9/_=&#%+~-])?)?"
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_LINK = regex(
    rf"(?=[A-Za-z0-9._%+-])(?:(?P<url>{_CHINESE_HOST}|{URL.pattern}|{_SCHEME})|(?P<email>{EMAIL.pattern})"
    rf"|(?P<ip>(?<![\d.])(?:{_OCTET}\.){{3}}{_OCTET}(?!\d|\.\d|www\.)"
    r"|(?<![0-9A-Za-z:])(?=[0-9:]{0,39}[A-Fa-f])(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f:])))",
    re.IGNORECASE,
)
# one of these stands in every address; a search for each character takes less time than one for all
_WWW, _MAILTO = r"(?<=[Ww][Ww][Ww]\.)", "(?<=(?i:mailto):)"
_SCREENS = {":": regex(f":(?://|{_MAILTO})"), "@": regex("@"), ".": regex(rf"\.{_WWW}")}
_SCREENS_WITH_IPS = {
    ":": regex(f":(?://|{_MAILTO}|(?<=[0-9A-Fa-f]:)[0-9A-Fa-f]{{1,4}}:)"),
    "@": _SCREENS["@"],
    ".": regex(rf"\.(?:{_WWW}|(?<=\d\.)\d{{1,3}}\.\d)"),
}
_FRAME = regex(
    r"`[^`\n]*`|(?P<open>!?\[)(?P<text>[^\[\]\n]*)"
    r"(?P<target>\]\((?:[A-Za-z]{2,12}://|www\.|mailto:)[^()\s]*(?:\([^()\s]*\)[^()\s]*)*"
    r"(?:[ ]+\"[^\"\n]*\")?\))",
    re.IGNORECASE,
)
_PAIRS = {"（": "）", "(": ")", "<": ">", "〈": "〉", "《": "》", "【": "】", "[": "]", "「": "」"}
_CJK = regex(rf"[{HAN}，。、；：！？（）《》「」“”‘’…]")
_NOT_AN_IP = regex(r"(?:版本?|固件|韌體|version|ver\.?|v|第)[号號:：\s]*$", re.IGNORECASE)
_IP_CONTEXT = regex(r"(?:ip|dns|ping|地址|位址|主机|主機|网关|閘道|服务器|伺服器)[^\d\n]{0,6}$", re.IGNORECASE)
_LABELS = regex(
    rf"\s*(?:(?:\d{{1,3}}[.．、)）]|[-*•·])\s*)?"
    rf"(?:(?:(?:[A-Za-z]{{1,12}}\s?)?[{HAN}]{{1,8}}|e-?mail|url|website|link)\s?[:：][\s，,；;、|/。！!.]*)+",
    re.IGNORECASE,
)
_BRACKET = regex(rf"[（(【\[](?:[{HAN}]{{1,8}}|e-?mail|url|website|link)\s?[:：]\s?$", re.IGNORECASE)
_CLAUSE = regex(
    r"(?P<before>[（(【\[，,、；;。！？\s]|^)"
    r"(?:(?:官方|电子|電子|原文|联系|聯繫|聯絡|下载|下載|投稿|个人|個人|公司|活动|活動|报名|報名)?"
    r"(?:链接|鏈接|連結|网址|網址|官网|官網|网站|網站|邮箱|郵箱|信箱|邮件|郵件)|e-?mail|url)\s?[:：]\s?$",
    re.IGNORECASE,
)
_LONGEST_LABEL = 16
_COMMAND = regex(
    r"\s*(?:[$>#]\s*)?(?:curl|wget|git|pip3?|npm|npx|yarn|pnpm|docker|ssh|scp|ping|apt(?:-get)?|yum|brew|conda|go"
    r"|cargo|sudo|https?|python3?|node|make)\s"
)
_HAN = regex(f"[{HAN}]")
_NO_WORDS = regex(r"(?:\s*\d{1,3}[.．、)）])?[\s!-/:-@\[-`{-~、。，；：！？（）《》「」【】“”‘’…—–·•]*")

Choice = Literal["remove", "keep"]


class _Cut(NamedTuple):
    start: int
    end: int
    reason: str


class StrayLinks(Cleaner):
    """Removes web addresses, e-mail addresses and, if told so, IP addresses from running text.

    An address ends where the Chinese begins: the text behind it stays. What would be left behind goes along:
    empty brackets, a double space or one between Chinese characters, a doubled mark, and what was only a label for
    the address: a whole line (原文链接：), all of a pair of brackets (（邮箱：）), a clause that names an address. Of a
    Markdown link the text stays.

    Code is left alone: in backticks, in fences, indented lines and command lines without Chinese, addresses inside
    ASCII quotes. IP addresses stay, as in Chinese prose they are nearly always what it is about; where they are to go,
    version and section numbers still stay: four numbers below 100 joined by dots are an IP address only where the
    words before say so. The syntax is that of RFC 3986 (and Chinese host names), of RFC 5322 (its common subset) and
    of RFC 4291 (the full form of eight groups).

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
    ips: Choice = Setting("keep", description="what becomes of IP addresses")
    replacement: str = Setting("", description="stands in for each address; where it is not empty, nothing goes along")

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield one edit for each address, or for each line that held nothing else."""
        text, screens = document.text, _SCREENS if self.ips == "keep" else _SCREENS_WITH_IPS
        hits = sorted([hit.start() for mark in screens if mark in text for hit in screens[mark].finditer(text)])
        if not hits:
            return
        edits: list[Edit] = []
        emptied: dict[int, str] = {}
        fenced = fenced_lines(document)
        for line in _lines(text, hits):
            if line.index in fenced or _is_code(line.text):
                continue
            cuts = [cut for cut in self._cuts(text, line) if not _is_quoted(text, cut, line.end)]
            if self.replacement:
                for cut in cuts:
                    new = "" if cut.reason == "markdown-link" else self.replacement
                    edits.append(Edit(cut.start, cut.end, new, cut.reason))
                continue
            starts, ends = [*(cut.start for cut in cuts), line.end], [line.start, *(cut.end for cut in cuts)]
            rest = "".join(text[a:b] for a, b in zip(ends, starts, strict=True))
            if rest.lstrip().startswith(FENCES):  # what is left must not become a fence
                continue
            if cuts and (_NO_WORDS.fullmatch(rest) or _LABELS.fullmatch(rest)):
                emptied[line.index] = cuts[0].reason
                continue
            behind = line.start
            for cut in cuts:
                start, behind = _with_surroundings(text, cut, behind, line.end)
                edits.append(Edit(start, behind, "", cut.reason))
        yield from sorted([*edits, *document.line_removals(emptied)])

    def _cuts(self, text: str, line: Line) -> Iterator[_Cut]:
        """Yield what to remove from a line of the text, in order, code spans set aside."""
        behind = line.start
        for frame in _FRAME.finditer(text, line.start, line.end):
            yield from self._links(text, behind, frame.start())
            if frame["open"] and self.urls == "remove":
                yield _Cut(*frame.span("open"), "markdown-link")
                yield from self._links(text, *frame.span("text"))
                yield _Cut(*frame.span("target"), "markdown-link")
            behind = frame.end()
        yield from self._links(text, behind, line.end)

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


def _lines(text: str, places: list[int]) -> Iterator[Line]:
    """Yield the lines of sorted places; to ask the document would cut the whole text."""
    index, start, end = 0, 0, -1
    for place in places:
        if place <= end:
            continue
        before, start = start, text.rfind("\n", start, place) + 1 or start
        index += text.count("\n", before, start)
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        yield Line(index, start, end, text[start:end])


def _is_code(line: str) -> bool:
    """Whether a line is a command, or indented as code is."""
    return bool(line.startswith(("    ", "\t")) or _COMMAND.match(line)) and not _HAN.search(line)


def _is_quoted(text: str, cut: _Cut, end: int) -> bool:
    """Whether an address stands inside ASCII quotes: a value of code or mark-up."""
    quote = text[cut.start - 1] if cut.start else ""
    if cut.reason == "markdown-link" or quote not in ('"', "'"):
        return False
    return (close := text.find(quote, cut.end, end)) >= 0 and text[cut.end : close].isascii()


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
    if husk := _with_label(text, cut, low, high):
        return husk
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


def _with_label(text: str, cut: _Cut, low: int, high: int) -> tuple[int, int] | None:
    """Return the span of an address with the label that is only there for it, or None where there is none."""
    window = max(low, cut.start - _LONGEST_LABEL)
    before = text[window : cut.start]
    behind = cut.end + (text[cut.end : min(cut.end + 1, high)] == " ")
    following = text[behind : min(behind + 1, high)]
    if (found := _BRACKET.search(before)) and _PAIRS[found[0][0]] == following:
        return window + found.start(), behind + 1
    found = _CLAUSE.search(before)
    if not found or (following and following not in "，,、；;。！？ \t\r）)】]" and behind == cut.end):
        return None
    if not found["before"] and window > low:
        return None
    if found["before"] in tuple("，,、；; \t\u3000"):
        return window + found.start(), cut.end
    return window + found.end("before"), behind + (following in tuple("，,、；;。！？"))


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [StrayLinks]
