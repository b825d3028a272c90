"""Is what a text ends in the beginning of a sentence? A logistic score of its form.

Its weights were fitted to paragraphs of news, prose, a manual and pages, cut at random places, against their lines that
end without a mark as they were written: headings, captions, signatures, items of lists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jingwen_plugins._regex import regex
from jingwen_plugins._text import CLOSING, EMAIL, HAN, HEADING, LIST_ITEM, OPENING, TERMINAL, URL

CERTAIN = 1.0
"""The score from which on a fragment is trimmed as well. From 0 on it is flagged."""

_SENTENCE_END = regex(rf"[。！？!?]+[{re.escape(CLOSING)}\"']*")
_GOES_ON = "，,、" + OPENING
_DONE = TERMINAL + ".：:；;"
_AROUND = CLOSING + "\"'*_`"
_NEAR = 200  # the patterns for an end look no further back: a line may be very long
_LONG = 16

# a signature, a row of a table, a labelled value
_NAMED = regex(r"\s*(?:[—–-]{1,2}|文[/／]|\||\S{1,8}[ \u3000]?[|｜]|[^，。；\s]{1,8}[:：][^，。；]*$)")
_NO_WORD = regex(rf"(?:[\t|—–―~～>]|\.(?:html?|php|com|cn|net)\S*|{URL.pattern}|{EMAIL.pattern})$", re.IGNORECASE)
_CREDIT = regex(
    r"\s+\S{1,12}$|[^，,；;]*(?:[记記]者|通[讯訊][员員]|[摄攝]影|[报報][道導]|[图圖][片／/]|[资資]料|据新华|據新華|[编編][辑輯])[^，,；;]*$"
)
_CREDIT_LENGTH = 40

_HAN = regex(f"[{HAN}]")
_COMMA = regex("[，,；;]")
_SPACED = regex(f"[{HAN}][ \u3000]+[{HAN}]")
_LABEL = regex(r"\s*[^，。；\s]{1,10}[:：]")
_CAPTION = regex(r"\s*(?:#|(?:[图圖表]|示例)\s?[\dA-Za-z一二三四五六七八九十])")
_PAIRS = (("“", "”"), ("（", "）"), ("《", "》"), ("「", "」"), ("(", ")"))
_TWINS = ("`", "**")
_OPENER = regex(
    "如果|虽然|雖然|因[为為]|由[于於]|[当當在对對据據但而这這我他她它你您其此有就不也那]|[为為]了|[随隨][着著]|例如"
    "|目前|同[时時]|另外|通[过過]|根[据據]|一[个個]|大家|[记記]者|近日|昨|今|[后後][来來]|[于於]是|所以"
)
_VERBAL = regex("[了着著过過是在也都就还還又很不没沒有会會能让讓使把被将將]")
_FUNCTION = frozenset(
    "和的与與及或在把被对對从從向為为以于於而但是有將将會会能可不很更最也都就還还又再才并並使让讓令给給到由其该該这這那"
    "每各某所之因如若虽雖当當则則且至比跟同需要应應须須已曾正便却卻仍只们個个種种些几幾多少任何了着著"
)
_BINDING = frozenset("和与與及或把被从從以于於而但將将並并使让讓令由其该該每各某因如若虽雖且则則个個")
# a sentence ends in them, with or without its mark
_PARTICLE = regex("(?:[吗嗎呢啊呀啦嘛哦呗唄]|(?<![酒网網贴貼书書茶水氧])吧)$")
_BODY = regex("[^由向送被把将將]*(?:公司|[会會]|[办辦]公[厅廳室]|政府|法院|集[团團]|[编編][辑輯]部)$")  # signs a notice
_NUMBER = frozenset("0123456789０１２３４５６７８９年月日号號")


def last_sentence(text: str) -> int:
    """Return where the last whole sentence of a text ends; 0 if it has none.

    >>> last_sentence("完工了。（真的！）经过验收")
    9
    """
    end = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.end()
    return end


def is_ended(text: str) -> bool:
    """Whether a text ends as a sentence does, quotes and brackets aside."""
    core = text.rstrip(_AROUND)
    return bool(core) and core[-1] in TERMINAL


def unfinished(text: str, above: Sequence[str]) -> float:
    """Return a score for a paragraph that breaks off inside a sentence; below 0 it does not.

    Args:
        text: the paragraph, without spaces at its end.
        above: the lines before it, the nearest last.

    >>> unfinished("经过有关部门的验收，各项指标都达到了设计", ["工程完工。"]) > 0
    True
    >>> unfinished("验收报告", ["工程完工。"]) > 0
    False
    """
    core = text.rstrip(_AROUND)
    if not core or text[-1] in CLOSING or core[-1] in _DONE:
        return -1
    if text[-1] in _GOES_ON:
        return CERTAIN
    whole = last_sentence(text)
    items = [line for line in above if len(line) >= _LONG and LIST_ITEM.match(line)]
    in_list = len(items) > 1 and all(map(is_ended, items)) and LIST_ITEM.match(text) is not None
    if _NO_WORD.search(text, max(0, len(text) - _NEAR)) or (not in_list and _NAMED.match(text)):
        return -1
    if whole and len(text) - whole <= _CREDIT_LENGTH and _CREDIT.match(text, whole):
        return -1
    return _score(text, text[whole:].strip(), above, in_list=in_list)


def _score(text: str, fragment: str, above: Sequence[str], *, in_list: bool) -> float:
    """Return the score of a fragment at the end of a text."""
    commas, han = len(_COMMA.findall(fragment)), len(_HAN.findall(fragment))
    is_open = any(text.count(a) > text.count(b) for a, b in _PAIRS) or any(text.count(twin) % 2 for twin in _TWINS)
    if not (han or is_open):
        return -1
    if not is_open and _PARTICLE.search(fragment):
        return -1
    last, whole = fragment[-1:], len(fragment) < len(text.strip())
    long = [line for line in above if len(line) >= _LONG]
    score = -2.1
    score += 1.7 * (sum(map(is_ended, long)) / len(long) if long else 0.5)
    score += 0.3 * min(4, len(above[-1]) // 20) + 0.3 * is_ended(above[-1]) if above else 0
    score += 1.9 * whole + 0.6 * min(3, commas) + 0.5 * min(2, fragment.count("、"))
    score += 2.0 * bool(_OPENER.match(fragment)) + 0.4 * min(4, len(_VERBAL.findall(fragment)))
    score += 0.9 * (last in _FUNCTION) + 0.3 * (last in _BINDING) + 1.9 * (last in _NUMBER) + 3.0 * is_open
    score -= 3.3 * bool(_SPACED.search(fragment)) + 0.8 * bool(_LABEL.match(text))
    score -= 1.9 * bool(_CAPTION.match(text) or HEADING.match(text))
    if not (whole or commas) and _BODY.fullmatch(fragment):
        score -= 3.0
    if in_list:
        score += 1.0
    elif LIST_ITEM.match(text):
        score -= 0.6
    if not (whole or commas) and han < _LONG:
        score -= 1.5
    return score
