"""Lines that do not belong to a text where they stand inside a sentence: page numbers, advertisements, credits."""

from __future__ import annotations

from jingwen_plugins._regex import regex
from jingwen_plugins._words import simplified

FOREIGN = ("page-break", "inserted-line", "credit")
"""The reasons to take a line out."""
_LONGEST = 60
BEGINNINGS = frozenset(
    "0123456789-—–~·•|/=_*─━.…#+[【（(<《第一二三四五六七八九Pp广廣推赞贊AaEe编編来來作记記校审審摄攝供责責图圖文原请請欢歡长長按扫掃识識关關搜添更微"
    "点點阅閱查展未本相延精上下返加章内內小转轉版免声聲最快全完手喜求打安QqＱ读讀交hHwW"
)
"""What foreign lines begin with: a look that costs little."""
_NUMERAL = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,5})"
_PAGE_NUMBER = regex(
    rf"[-—–~·•|/ ]*\d{{1,4}}[-—–~·•|/ ]*|第\s*{_NUMERAL}\s*页(?:\s*[/／|,，（(]?\s*共\s*{_NUMERAL}\s*页[)）]?)?"
    r"|[Pp](?:age|\.)?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*[/／]\s*\d{1,4}|[-—–]{1,3}\s*第?\s*\d{1,4}\s*页?\s*[-—–]{1,3}"
)
_INSERTED = regex(
    r"[-=_*~—–─━·.…#+]{4,}|(?:[-=*] ?){4,}"
    r"|[\[【（(<《]?(?:广告|推广|赞助|AD|Ad|ADVERTISEMENT|Advertisement)(?:[\]】）)>》:：].*)?"
    r"|(?:请|欢迎|长按|扫描?|扫一扫|识别|关注|搜索|添加|更多|微信)[^，,。；]{0,14}(?:二维码|公众号|微信号|小程序|客户端|关注).{0,16}"
    r"|(?:请|欢迎)?点击(?:查看|进入|阅读|下载|下一页|这里|此处|图片|关注|订阅|展开|播放|上方|下方)[^，,。；]{0,20}"
    r"|(?:阅读|查看|展开)(?:全文|原文|更多|大图)[^，,。；]{0,8}|(?:未完待续|本章未完)[^。；]{0,20}"
    r"|(?:相关|延伸|推荐|精彩)(?:阅读|推荐|新闻|文章|链接)(?:[:：].*)?"
    r"|(?:上一|下一)[页篇章](?:[:：|\s].*)?|返回(?:目录|首页|顶部)|加入书签"
    r"|(?:本文|本书|文章|内容|本章|小说)(?:来自|来源|首发|由|转载|转自|出自)[^。；]{0,60}"
    r"|(?:未经|版权所有|转载请|免责声明|声明[:：])[^。；]{2,50}"
    r"|(?:更多|最新|最快|全本|免费|完整|手机|请|喜欢|求|记住)[^，,。；]{0,12}(?:章节|阅读|下载|小说|资讯|收藏|书签|网址|网站|推荐票|本站)"
    r"[^，,。；]{0,30}"
    r"|(?:下载|安装|打开)[^，,。；]{0,8}(?:APP|App|app|客户端)[^，,。；]{0,10}|(?:加入)?(?:QQ|qq|微信|读者|交流)群?号?[:：]?\s*\d{5,}"
    r"|(?:https?://)?www\.[A-Za-z0-9.-]+/?"
)
_CREDIT = regex(r"(?:编辑|校对|审核|摄影|供稿|责编|责任编辑|图片来源|文章来源)\s*[:：|/]\s*\S{1,20}(?:\s\S{1,12})?")
_NO_PAGE = regex(r"\d|0\d*|\d{4,}")  # a section's number, or a year
_HALF_MARKED = regex(r"[^\w\s] ?\d+|\d+ ?[^\w\s]")  # an item, or a cell
_HEADING = 12
_PICTURES = ("图", "圖", "摄影", "攝影")
# "增长了 / 37 / 个百分点": the number may be the sentence's own
_COUNTED = regex(r"[第约約共达達近超为為增减減了有到至是过過逾满滿-]$")
_UNIT = regex(
    r"[个個年月日号號元万萬亿億千百%％倍人名位家次件岁歲天时時分秒米公平吨噸度级級章节節条條项項期届屆]|多[个個年月元万萬]"
)


def foreign_reason(text: str) -> str | None:
    """Return the reason to take a line out of a sentence, if it may be foreign there.

    >>> [foreign_reason(text) for text in ("- 12 -", "扫描二维码关注我们", "责任编辑：小林", "他们来了")]
    ['page-break', 'inserted-line', 'credit', None]
    """
    if len(text) > _LONGEST:
        return None
    if _PAGE_NUMBER.fullmatch(folded := simplified(text)):
        return "page-break"
    if _CREDIT.fullmatch(folded):
        return "credit"
    return "inserted-line" if _INSERTED.fullmatch(folded) else None


def may_belong(above: str, foreign: str, below: str) -> bool:
    """Whether a line that looks foreign may have its place between two lines.

    A number may belong to their sentence, or be that of a section, a year, a cell; the source of a picture may part
    two sections.

    >>> may_belong("比去年增长了", "37", "个百分点。"), may_belong("河水流到镇上的水", "37", "库。")
    (True, False)
    """
    if foreign.isdecimal():
        return bool(_NO_PAGE.fullmatch(foreign) or _COUNTED.search(above) or _UNIT.match(below))
    return foreign.startswith(_PICTURES) or _HALF_MARKED.fullmatch(foreign) is not None


def underlines(above: str, foreign: str) -> bool:
    """Whether a rule may underline the line above, which begins a paragraph, as a heading.

    >>> underlines("旅行笔记", "========"), underlines("河水从山里流出来，绕过几块", "--------")
    (True, False)
    """
    return len(above) <= _HEADING and foreign != "" and not foreign.strip("=-")
