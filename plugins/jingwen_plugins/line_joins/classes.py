"""What the lines of a text end with and begin with, as far as it tells whether a sentence goes on."""

from __future__ import annotations

from jingwen_plugins._regex import regex
from jingwen_plugins._text import CLOSING, HAN, HEADING, LIST_ITEM, OPENING, TERMINAL

FINISHED = frozenset({"whole", "colon"})
"""The ends of a line behind which a sentence or its part is complete."""

APART = frozenset({"item", "heading", "caption", "byline"})
"""The starts of a line that nothing may be joined to."""

INNER_MARK = regex("[，,。；;：:！？、]")
"""A mark within a sentence or between two."""

_HAN = regex(f"[{HAN}]")
_KINDS = {
    **dict.fromkeys(OPENING, "open"),
    **dict.fromkeys(CLOSING, "close"),
    **dict.fromkeys("\"'*_", "close"),
    **dict.fromkeys(TERMINAL + ".", "whole"),
    **dict.fromkeys("，,", "comma"),
    "、": "enumeration",
    **dict.fromkeys("；;", "semicolon"),
    **dict.fromkeys("：:", "colon"),
    **dict.fromkeys("—–-－~～", "dash"),
}
_WRAPPERS = CLOSING + "\"'*_"
_CONTINUATION = regex(
    r"[，、；：。！？）》」』】](?![，、；：。！？）》」』】])|[,;:!?)](?=[ \u3000”“\"]|[" + HAN + "]|$)"
)
_UNCLOSED_QUOTE = regex(r"[“「『\"][^”」』\"]*$")

# "2.1 预算", "3.2.1、", and no quantity
_MULTI_LEVEL = (
    r"\d{1,2}(?:[.．]\d{1,2}){1,4}(?:[、．.)）](?!\d)"
    rf"|[ \t\u3000]+(?=[{HAN}《“])(?![亿億万萬倍]|[元米吨噸克度级級秒](?![{HAN}])|英寸|公[里斤顷頃]|平方|[个個](?!人)))"
)
_ITEM = regex(rf"{LIST_ITEM.pattern}|{_MULTI_LEVEL}")
_LABEL = regex(
    # "缺席：无", "标    题：", and not "他笑着说："
    rf"[{HAN}](?:[ \u3000]*[{HAN}]){{1,7}}(?<![说說道问問答])[ \u3000]*[:：]"
    r"|[据據]?(?:本报|本報|新华社|新華社|新华网|中新社|中新网|人民网|中央社)[^，,。\n]{0,20}?(?:电|電|讯|訊|报道|報導)"
    r"|(?:新华社|新華社|本报|本報)?[记記]者|[（(][^）)]*[）)]$"
)
_BYLINE = regex(
    "(?:作者|来源|來源|(?:责任|責任)?(?:编辑|編輯)|记者|記者|时间|時間|日期|标题|標題|摘要|关键词|關鍵詞|文件名)"
    "[ \u3000]?[:：]"
)
_CAPTION = regex(r"(?:示例|[图圖表例]|Figure|Fig\.|Table|Listing)\s?[\dA-Z一二三四五六七八九十]+(?:[-–.]\d+)*\s?[:：]")
# "第三章的", "第二回中" go on with a sentence
_MENTION = regex(
    "第[^章节節回卷部篇条條]{1,5}[章节節回卷部篇条條][]的中里裡和与與也还還就将將会會已曾介讲講、，。；）】]"
)
# characters that a heading or a dateline begins with; any other Chinese character begins a label only before a colon
_TELLING = frozenset("据據第一二三四五六七八九十问問答本新中人记記示图圖表例")


class _Kinds(dict[str, str]):
    """The class of a character, worked out when it is first met."""

    def __missing__(self, char: str) -> str:
        if _HAN.match(char):
            kind = "han"
        elif char.isdigit():
            kind = "digit"
        else:
            kind = "latin" if char.isalpha() else "symbol"
        self[char] = kind
        return kind


_kinds = _Kinds(_KINDS)


def end_class(text: str) -> str:
    """Return what a line ends with; `whole` is a sentence, also within quotes or brackets.

    >>> [end_class(text) for text in ("他来了。”", "他来了，", "他来", "（", "（图）", "他说：")]
    ['whole', 'comma', 'han', 'open', 'close', 'colon']
    """
    kind = _kinds[text[-1]]
    if kind == "close":
        core = text.rstrip(_WRAPPERS)
        return "whole" if core and _kinds[core[-1]] == "whole" else kind
    return kind


def start_class(text: str) -> str:
    """Return what a line begins with.

    >>> [start_class(text) for text in ("1. 甲", "第二章 乙", "日期：丙", "地点：丁", "，戊", "“己", "2.1 甲", "2.1亿")]
    ['item', 'heading', 'byline', 'label', 'mark', 'quotation', 'item', 'digit']
    """
    first = text[0]
    kind = _kinds[first]
    if kind == "han":
        labelled = ":" in (head := text[:20]) or "：" in head
        if labelled and _BYLINE.match(text):
            return "byline"
        if first in _TELLING:
            if HEADING.match(text) and not _MENTION.match(text):
                return "heading"
            if _CAPTION.match(text):
                return "caption"
        return "label" if (labelled or first in _TELLING) and _LABEL.match(text) else kind
    if _CONTINUATION.match(text):
        return "mark"
    if _ITEM.match(text):
        return "heading" if first == "#" else "item"
    if HEADING.match(text):
        return "bracket" if first == "[" else "heading"
    if kind == "latin" and _CAPTION.match(text):
        return "caption"
    if kind == "open":
        if first in "（(" and _LABEL.match(text):
            return "label"
        return "quotation" if _UNCLOSED_QUOTE.match(text) else kind
    if first == '"':
        return "quotation" if _UNCLOSED_QUOTE.match(text) else "open"
    return kind
