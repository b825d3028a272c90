"""Reads what lines of the site say of the article besides its byline: editor, number of comments, tags, address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from jingwen import Document, Field, Line
from jingwen_plugins._folding import folded
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN, URL
from jingwen_plugins.site_chrome.candidates import Candidate
from jingwen_plugins.site_chrome.names import is_unknown

_EDITOR = regex(
    r"(?:编辑|责编)\s?[:|/]\s?"
    rf"(?P<value>[{HAN}A-Za-z][{HAN}\w·]{{1,15}}(?:[、,，\s]+[{HAN}]{{2,4}}(?![{HAN}:/|])){{0,3}})(?=[\s|\])】,]|$)"
)
_EDITED = ("editor", "byline", "copyright")
_READ = (*_EDITED, "comments", "tags")
_IN_CHARGE = regex("[责責]")
_COMMENTS = regex(
    r"(?:已有|共有?|全部|查看全部|\s)*(?P<value>\d[\d,]{0,11})\s?(?:条|个)(?:网友|精彩)?(?:评论|跟贴|跟帖|留言)(?:[|,>].*|\s*>?)"
    r"|(?:网友|全部|查看)?(?:评论|跟贴|跟帖|留言|留言列表)(?:列表|数)?\s?[:(\[]?\s?(?P<other>\d[\d,]{0,11})\s?条?\s?[)\]]?"
)
_TAGS = regex(
    r"[\s·|【\[]*(?P<label>(?:本文|文章|相关|话题)?(?:标签|tags?|关键[词字]))[】\]]?\s*(?::|>{1,2})\s*(?P<value>.+)",
    re.IGNORECASE,
)
_HASHES = regex(r"(?:#[^#\s]{1,20}#?\s*){2,12}")
_BETWEEN = regex(r"[\s,，、;；|｜/／#＃]+")
_LONGEST_TAG = 20
_ORIGINAL = regex(
    rf"(?:(?:原文|本文|文章|固定|永久)(?:链接|连结|网址|地址|出处|来源)|原文|来源|出处|转自)(?:\s?[:：-]\s?|\s){{1,3}}(?P<value>{URL.pattern})",
    re.IGNORECASE,
)


def details(document: Document, chrome: Sequence[Candidate]) -> Iterator[Field]:
    """Yield `editor`, `comments`, `tags` and `original_url`, each where lines do not contradict each other.

    Args:
        document: the document.
        chrome: its lines that belong to the site.
    """
    read = ((found.line, found.rule.category) for found in chrome if found.rule.category in _READ)
    lines = [(line, folded(line.text), category) for line, category in read]
    marked = [each for each in lines if each[2] in _EDITED and "编" in each[1]]
    editors = [found for line, text, _ in marked for found in _places(_EDITOR.finditer(text), line)]
    in_charge = [each for each in editors if _IN_CHARGE.search(document.text, max(each.start - 6, 0), each.start)]
    yield from _only("editor", in_charge or editors)
    yield from _only("comments", _comments(chrome, lines))
    yield from _only("tags", list(_tags(lines)))
    if "://" in document.text or "www." in document.text:
        yield from _only("original_url", list(_originals(document)))


def _places(matches: Iterable[re.Match[str]], line: Line) -> Iterator[Field]:
    for match in matches:
        start, end = match.span("value")
        value = line.text[start:end].strip()
        if not is_unknown(value):
            yield Field("editor", value, line.start + start, line.start + start + len(value))


def _comments(chrome: Sequence[Candidate], lines: Sequence[tuple[Line, str, str]]) -> list[Field]:
    """Return the numbers of comments that bylines and the frame of a comment section give."""
    found = [
        Field("comments", each.value, line.line.start + each.start, line.line.start + each.end)
        for line in chrome
        if line.segments
        for each in line.values("comments")
    ]
    for line, text, category in lines:
        if category == "comments" and (match := _COMMENTS.fullmatch(text.strip())):
            group = "value" if match["value"] else "other"
            start = line.start + len(text) - len(text.lstrip())
            value = int(match[group].replace(",", ""))
            found.append(Field("comments", value, start + match.start(group), start + match.end(group)))
    return found


def _tags(lines: Sequence[tuple[Line, str, str]]) -> Iterator[Field]:
    """Yield the keywords of a labelled line, or of one that is all hashes."""
    for line, text, category in lines:
        if category != "tags":
            continue
        match = _TAGS.fullmatch(text) or _HASHES.fullmatch(text.strip())
        if not match:
            continue
        start, end = match.span("value") if "value" in match.re.groupindex else (0, len(text))
        words = [word for word in _BETWEEN.split(line.text[start:end].strip()) if word]
        if words and all(len(word) <= _LONGEST_TAG for word in words):
            yield Field("tags", words, line.start + start, line.start + end)


def _originals(document: Document) -> Iterator[Field]:
    """Yield the addresses that a label gives as that of the article."""
    for match in _ORIGINAL.finditer(document.text):
        yield Field("original_url", match["value"], *match.span("value"))


def _only(name: str, found: Sequence[Field]) -> Iterator[Field]:
    """Yield a field where all that was found for it is the same."""
    values = [each.value for each in found]
    if values and all(value == values[0] for value in values):
        yield found[0]._replace(name=name)
