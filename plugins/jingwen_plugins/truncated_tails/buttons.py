"""What sites write where they cut a text: dots, a link to the rest, a count of what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jingwen_plugins._regex import regex

_NEAR = 200  # what a site writes is shorter; a line may be very long

_DOTS = r"(?:\.{3,}|…+|⋯+|．{3,}|[·・]{3,})"
_OPEN = r"[\[【(（〔<＜]\s*"
_CLOSE = r"\s*[\]】)）〕>＞]"
_ARROW = r"\s*[>＞»›∨﹀▼▽↓⇓→]"

_VERB = "(?:(?:继续|繼續|点击|點擊|点此|點此)?(?:阅读|閱讀|展开|展開|查看|显示|顯示|浏览|瀏覽|观看|觀看)(?:阅读|閱讀)?)"
_ALL = "(?:全文|剩[余餘](?:全文|内容|內容|部分)?|余下全文|餘下全文)"
_MORE = rf"(?:{_VERB}(?:{_ALL}|更多|全部|原文)|未完待[续續]|加[载載]更多|[余餘]下全文|(?:继续|繼續)(?:阅读|閱讀))"
_LINK = (  # alone these are words of a text as well
    r"(?:[详詳][细細情]|全文|更多|下一[页頁]|查看(?:[详詳]情)?|未完|待[续續]"
    "|(?:(?:read|see|show|view) )?more|continue reading)"
)
_JUMP = r"下[转轉]第?\s?[A-Z]?\s?[\d一二三四五六七八九十]{1,3}\s?版"

_UNIT = "(?:[%％]|个?字|個字|[页頁]|段|chars?|characters|words?)"
_COUNT = (
    rf"(?:(?:展开|展開)?(?:[还還][有剩]|剩[余餘]|[余餘]下|未[读讀])\s?[约約]?\s?\d[\d,.]*\s?{_UNIT}"
    rf"(?:的?(?:内容|內容))?(?:未[读讀]|未[显顯]示)?|\+\s?\d[\d,]*\s?{_UNIT}"
    r"|第\s?\d{1,3}\s?[页頁]?\s?[/／，,]?\s?共\s?\d{1,3}\s?[页頁]|\d{1,3}\s?[/／]\s?\d{1,3}\s?[页頁])"
)
_WORDS = (
    rf"(?:{_OPEN}(?:{_MORE}|{_LINK}|{_JUMP}|{_COUNT})(?:{_CLOSE}|{_ARROW})+|(?:{_MORE}|{_COUNT}|{_JUMP})(?:{_ARROW})*"
    rf"|(?:(?<=\.\.\.)|(?<=[…⋯．])|(?<=[\s。！？])){_LINK}(?:{_ARROW})+|(?:(?<=\.\.\.)|(?<=[…⋯．])){_LINK})"
)
_BEGINNING = r"[.…⋯．·・\s\[【(（〔<＜继繼点點阅閱展查显顯浏瀏观觀未加余餘详詳全更下待还還剩第+\dcmrsv]"
_BUTTON = regex(rf"(?={_BEGINNING})(?P<dots>{_DOTS}?)\s*(?P<words>(?:{_WORDS}\s*)+)$", re.IGNORECASE)
_COUNTED = regex(_COUNT, re.IGNORECASE)
_PAGES = regex(r"(\d+)\s?[页頁]?\s?[/／，,]?\s?共?\s?(\d+)\s?[页頁]")
_BRACKETED_DOTS = regex(rf"\s*{_OPEN}{_DOTS}{_CLOSE}$")
_ENDING_DOTS = regex(rf"{_DOTS}$")
_LAST = regex(
    r"[.…⋯．·・\]】)）〕>＞»›∨﹀▼▽↓⇓→%％文余餘容分多部续續读讀字页頁段示版情细細看完degrs]\s*\Z", re.IGNORECASE
)
"""What ends all of these."""
_TRAILING = frozenset({"……", "......", "…………", "⋯⋯"})

# 展开全文 may stand bare within a sentence, unless the sentence is about it
_NOT_BEFORE = "点點击擊按选選“「『【的要可能会會请請展開开"
_NOT_BEHIND = "按链鏈功字选選”」』】的后後即可时時"
_UNFOLD = rf"(?<![{_NOT_BEFORE}])(?:展开|展開)(?:阅读|閱讀)?全文(?![{_NOT_BEHIND}])"
_WHOLE = f"{_VERB}全文"
# a run of dots or blanks is tried from its start only: from each of them it would take quadratic time
_RUN_START = "".join(rf"(?<!{mark}(?={mark}))" for mark in (r"\.", "…", "⋯", "．", "[·・]", r"[ \t]"))
_MIDDLE = (
    rf"{_RUN_START}{_DOTS}?[ \t]*(?:{_OPEN}{_WHOLE}{_CLOSE}|{_WHOLE}(?:{_ARROW})+|(?:(?<=\.\.\.)|(?<=[…⋯．])){_WHOLE}"
    rf"|^[ \t\u3000]*{_WHOLE}[ \t\u3000\r]*$|{_UNFOLD})"
)
_FIRST = r"[.…⋯．·・ \t\u3000\[【(（〔<＜继繼点點阅閱展查显顯浏瀏观觀]"
_LINKS = regex(rf"(?={_FIRST}){_MIDDLE}(?:\s*{_MIDDLE})*", re.MULTILINE)
REST = "全文"
"""What every link in the middle of a text has."""
_BEFORE_REST = regex(rf"[\s.…⋯．·・{re.escape(_OPEN + _VERB)}]*")


class Button(NamedTuple):
    """What a site wrote behind a text that it cut.

    Args:
        reason: which kind it is.
        body: where the text proper ends.
        words: where the site's own words begin, the dots before them aside; None where there are only dots.
        certain: whether it can be nothing else.
    """

    reason: str
    body: int
    words: int | None
    certain: bool = True


def middle_links(text: str) -> Iterator[re.Match[str]]:
    """Yield the links to the rest in the middle of a text; several in a row are one.

    >>> [match.span() for match in middle_links("下一步要...[展开全文]继续推进。")]
    [(4, 13)]
    """
    behind = 0
    while (rest := text.find(REST, behind)) >= 0:
        before = _BEFORE_REST.match(text[behind:rest][::-1]).end()  # type: ignore[union-attr] # it matches nothing as well
        link = next(filter(None, (_LINKS.match(text, place) for place in range(rest - before, rest))), None)
        if link:
            yield link
        behind = link.end() if link else rest + len(REST)


def button(text: str) -> Button | None:
    """Return what a site wrote at the end of a paragraph, or None.

    >>> button("下一步要...[阅读全文]")
    Button(reason='read-more', body=4, words=7, certain=True)
    >>> button("下一步要（剩余 60%）").reason, button("他走了……").certain
    ('counter', False)
    """
    near = max(0, len(text) - _NEAR)
    if not _LAST.match(text, len(text.rstrip()) - 1):
        return None
    if found := _BUTTON.search(text, near):
        counted = _COUNTED.search(found["words"])
        pages = _PAGES.search(found["words"])
        if not (pages and int(pages[1]) >= int(pages[2])):
            words = len(text[: found.start("words")].rstrip())
            return Button("counter" if counted else "read-more", found.start(), words)
    if found := _BRACKETED_DOTS.search(text, near):
        return Button("ellipsis", found.start(), found.start())
    if found := _ENDING_DOTS.search(text, near):
        return Button("ellipsis", found.start(), None, found[0] not in _TRAILING)
    return None
