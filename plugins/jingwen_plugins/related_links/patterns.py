"""What headings, dates, counts and links of such lists look like. Headings are matched on folded lines."""

from __future__ import annotations

import re

from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN, URL

_LIST = r"[\s■●◆▪▶>#*【\[-]*"
_BUTTON = r"(?:[\s:+>*#】\]-]|更多|查看全部|MORE|换一[换批组])*"
_RELATED = "(?:相关|推荐|延伸|[拓扩]展|更多|为[您你]|往期|同类)(?:热门|精彩|相关)?"
_NEWEST = "(?:精[彩华选]|热[门点文]|最新|新闻|编辑|今日)(?:热门|精彩|相关)?"
_ARTICLES = "(?:阅读|推荐|推介|新闻|文章|链接|连结|报道|报导|资讯|视频|影片|回顾)"
_TOPICS = "(?:内容|专题|话题|主题)"
_SUBJECT = (
    "精彩|相关|类似|推荐|热门|热点|最热|最新|今日|新闻|本站|小编|编辑|随机|特别|重点|图文|图片|视频|视觉|头条|24小时"
    "|本周|一周|全站|App"
)
_MATTER = (
    "内容|专题|主题|话题|阅读|推荐|新闻|文章|博文|热文|帖子|资讯|信息|图片|图集"
    "|焦点|要闻|问题|问答|搜索|策划|故事|排行榜?|榜单"
)
HEADING = regex(
    rf"{_LIST}(?:{_RELATED}(?:{_TOPICS}?{_ARTICLES}|{_TOPICS})|{_NEWEST}{_ARTICLES}"
    r"|猜[你您](?:可能)?会?[喜爱]欢?(?:的.{1,4})?"
    r"|[你您](?:可能|也许|或许?)[也还会]*(?:喜欢|有?感?兴趣|想看)(?:的.{1,4})?"
    r"|(?:大家|其他人|所有人|网友)[都也]?在[看搜]|看过?了?(?:本文|此文|该文)的(?:人|网友).{0,4}看.?"
    r"|作者(?:最新|其他|更多)文章|往下看更多文章|(?:24小时|点击|热门|阅读)(?:文章|新闻)?排行榜?"
    f"){_BUTTON}",
    re.IGNORECASE,
)
"""A heading that hardly stands over anything but a list of other articles."""

VAGUE_HEADING = regex(
    rf"{_LIST}(?:(?:{_SUBJECT}){{1,2}}(?:的|最近|精彩)?(?:{_MATTER}){{1,2}}"
    rf"|头条新闻|专题精选|看了又看|接下来看|排行榜|热榜|热文|热新闻){_BUTTON}",
    re.IGNORECASE,
)
"""A heading that may stand over a list of other articles."""

INLINE_HEADING = regex(
    r"[/\[【]?(?:(?P<neighbour>[上下前后]一[篇则条](?:文章|新闻|主题)?)"
    r"|(?:相关|推荐|延伸|拓展|往期)(?:阅读|推荐|新闻|文章|链接|报道|回顾))\s*[】\]]?\s*[:>»→]+\s*"
)
"""A heading, or the label of a neighbour, with an entry behind it in the same line."""

END = regex(r"[\s\W_]*(?:THE\s*END|全文完|本文完|END)[\s\W_]*", re.IGNORECASE)

FIRST = (
    "相推延拓扩擴更为為爲往同衕精热熱最新编編今猜你您大其所网網看作24２４点點阅閱閲类類本小随隨特重图圖视視头頭专專一全接排"
    "AaＡａTtＴｔEeＥｅ"
)
"""The letters that headings begin with as they stand in the text, behind marks."""

FIRST_HINT = regex(rf"\n[^\S\n]*+(?=[{FIRST}上下前后後延]|[^\w\n]|_)")
"""What stands before each line but the first that is a heading, or begins with one or with a label."""

LABEL_HINT = regex(
    "[上下前后後相推延拓往](?:(?<=[上下前后後])一|(?<=相)[关關]|(?<=推)[荐薦]|(?<=延)伸|(?<=拓)展|(?<=往)期)"
)
"""What each line holds that has an entry behind a label."""

_CLOCK = r"(?:[T\s]*\d{1,2}:\d\d(?::\d\d)?)?"
_DIGITS_DATE = rf"(?:(?:(?:19|20)\d\d|\d\d)[-./]\d{{1,2}}[-./]\d{{1,2}}|[01]\d[-/][0-3]\d){_CLOCK}"
_DATE = (
    rf"(?:{_DIGITS_DATE}|(?:(?:19|20)?\d\d年)?\d{{1,2}}月\d{{1,2}}日{_CLOCK}"
    r"|\d{1,2}\s?(?:秒|分[钟鐘]|小[时時]|天|日|[周週]|[个個]?月|年)前|昨天|前天|[刚剛]{2})"
)
_COUNT = (
    r"\d[\d,.]{0,9}\s?[万萬wk千]?\+?\s?[次人条條]?"
    r"(?:阅读|閱讀|浏览|瀏覽|观看|觀看|[评評][论論]|播放|回[复覆]|点[赞讚]|看[过過])?"
)
_MORE = (
    r"(?:点击|點擊)?(?:[阅閱][读讀]|查看|[浏瀏][览覽]|展[开開]|看)?"
    r"(?:全文|[详詳][情细細]|更多|全部|原文)|read\s?more|more"
)
WHOLE_TEXT = regex(r"[\[【(（]?(?:点击|點擊)?(?:[阅閱][读讀]|查看|展[开開])?(?:全文|[详詳][情细細]|原文)[\s>»\])）】]*")
"""A button that shows all of a text."""

MORE_END = regex(rf"\s*(?:[\[【(（<]|(?<=[\s…]))\s*(?:{_MORE})\s*[>»›\])）】]*$", re.IGNORECASE)
DETAIL = regex(
    rf"(?:[{HAN}A-Za-z]{{2,12}}\s?[·|｜]\s?(?=\d))?+"
    rf"(?>{_DATE}|{_COUNT}|{_MORE}|[\s|｜·,，()\[\]（）【】<>›»«/:：-])++",
    re.IGNORECASE,
)
"""A line that belongs to the entry beside it: a date, a count, a rank, a button."""

DATED_END = regex(
    rf"(?:\s*[(（\[【|｜·]\s*{_DATE}\s*[)）\]】]?|\s+{_DATE}|\s*{_DIGITS_DATE})\s*(?:[(（]?\d{{1,6}}[)）]?)?$"
)
DATED_START = regex(rf"[(（\[【]\s*{_DATE}\s*[)）\]】]\s*|{_DIGITS_DATE}\s+")
COUNT_END = regex(r"\s*[(（\[]\d{1,7}[)）\]]$")

DATE_ENDS = frozenset("0123456789前天日刚剛")
"""The last characters of dates that no bracket closes: no count in brackets and no button ends in one of them."""

BUTTON_ENDS = frozenset(")）]】>»›文情细細多部原eE")
"""The last characters of buttons, and of counts and dates in brackets."""

ENDS = DATE_ENDS | BUTTON_ENDS
"""The last characters of dates, counts and buttons."""

CUT_ENDS = BUTTON_ENDS | {".", "…"}
"""The last characters of texts that are cut off, or end in a button that shows the rest."""

NUMBER = regex(r"\s*(?:[(（]\d{1,3}[)）]|\d{1,3}\s?[.．、)）]|[①-⑳])\s*")
NO_ENTRY = regex(r"\d{1,2}[:：]\d\d(?!\d)|(?:已经?是)?(?:没有|最[前后後]一).{0,4}$|[无無]$")
"""A programme's item, or no neighbour at all."""

HEADLINE = regex(
    # a detail begins with one of its words, or has a digit behind a source and a dot
    r"(?=[^\W\d_①-⑳上下前后後相推延拓往已没沒最])(?![昨刚剛点點阅閱查浏瀏展看全详詳更原RrMm])"
    r"(?:[^\d/.。|｜]{1,60}+|[^/.。|｜·]{1,60}+)"
    rf"(?<=[^{re.escape(''.join(sorted(ENDS)))}。；;：:，,…无無])"
)
"""A line of words alone: what it is as an entry is itself, whatever the patterns above and below look for."""

RANK = regex(rf"\d{{1,2}}(?=\s*[{HAN}A-Za-z“‘《【「『\[])")
BULLET = regex(r"(?:[•·‧∙・●○■□▪▫◆◇▸▶►▹▷‣»›★☆※*+>-]\s*)+")
WORK = regex(r".{0,8}《[^》]+》.{0,12}")

ADDRESS = regex(
    rf"{URL.pattern}|(?<![\w@./-])[a-z0-9-]{{1,40}}(?:\.[a-z0-9-]{{1,40}}){{1,4}}/[\w\-./?=&%#]*[\w/=]",
    re.IGNORECASE | re.ASCII,
)
ADDRESS_HINT = regex(r"://|www\.|[a-z0-9]\.[a-z]{2,5}/", re.IGNORECASE)
LINKED = regex(
    r"!?\[(?P<text>[^\[\]\n]{2,120})\]\((?P<url>(?:[A-Za-z]{2,12}://|www\.|/)[^()\s]{0,400})(?:\s+\"[^\"\n]{0,99}\")?\)"
)
"""A Markdown link."""

BETWEEN_HINT = regex(r"[•·‧●○■□▪◆◇▸▶►★☆※|｜/\d](?:(?<!\d)|[.、．])")
"""What each line with several links holds."""

BETWEEN = (
    regex(r"(?:^|(?<=\s))[•·‧●○■□▪◆◇▸▶►★☆※](?=.)"),
    regex(r"(?:^|(?<=\s))\d{1,2}[.、．](?=\D)"),
    regex(r"[|｜]|(?<=\s)/(?=\s)"),
)
"""What stands between several links in one line: bullets and numbers, before the first of them as well, and bars."""
