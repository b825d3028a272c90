"""truncated-tails: last paragraphs that break off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Flag, Plugin, hookimpl
from jingwen_plugins._text import CLOSING, EMAIL, HAN, HEADING, LIST_ITEM, OPENING, TERMINAL, URL

_VERB = "(?:阅读|閱讀|展开|展開|查看|显示|顯示|浏览|瀏覽)"
_READ_MORE = re.compile(
    r"(?P<dots>(?:\.{3,}|…+)?)\s*(?P<words>(?:"
    rf"[\[【(（<]?(?:点击|點擊)?(?:{_VERB}(?:全文|更多|全部|剩余|原文)|未完待[续續]|加[载載]更多)[\]】)）>»]*"
    rf"|[\[【(（<](?:详细|詳細|全文|更多|下一[页頁])[\]】)）>»]+"
    r"|(?<=\.\.\.)(?:详细|詳細|全文|更多)[>»]*|(?<=…)(?:详细|詳細|全文|更多)[>»]*))\s*$"
)
_DOTS = re.compile(r"\.{3,}|…+")
_RHETORICAL = frozenset({"……", "......", "…………"})
_SENTENCE_END = re.compile(rf"[。！？!?]+[{re.escape(CLOSING)}\"']*")
_GOES_ON = "，,、" + OPENING
_CLAUSE = re.compile("[，,。；;！？]")
_HAN = re.compile(f"[{HAN}]")
# what ends without a full stop: a signature, a row of a table, a labelled value; a date, a dash, a link
_LABELLED = re.compile(r"\s*(?:[—–-]{1,2}|文[/／]|\||[^，。；\s]{1,8}[:：][^，。；]*$)")
_NO_WORD = re.compile(rf"(?:[\t|年月日号號\d—–~～]|{URL.pattern}|{EMAIL.pattern})$", re.IGNORECASE)
_CREDIT = re.compile(
    r"\s+\S{1,12}$|[^，,；;]*(?:记者|記者|通讯员|通訊員|摄影|攝影|报道|報導|[图圖][片／/]|据新华|據新華|编辑|編輯)[^，,；;]*$"
)
_CREDIT_LENGTH = 40
_END = 200  # the patterns for an end look no further back: a line may be very long
_ITEM = 25
_CLAUSE_LENGTH, _LONG = 15, 45  # a title is shorter, or has no comma


class _Tail(NamedTuple):
    """A cut tail. `body` is where the text proper ends, `words` where the site's own words begin (0: none)."""

    reason: str
    body: int
    words: int
    detail: str
    certain: bool = True


class TruncatedTails(Cleaner):
    """Marks or trims a document's last paragraph when it breaks off.

    It breaks off where the site linked to the rest (`...[阅读全文]`, `未完待续`), at dots, at a comma or opening
    bracket, or inside a sentence of some length. Trimming goes back to the last whole sentence and never removes
    one; a paragraph that is nothing but the fragment keeps it, only the site's own words go. `……` may trail off on
    purpose: it is flagged and never trimmed. Short list items, headings, signatures, credits, dates, rows of
    tables and links are not flagged, nor is verse.

    >>> from jingwen.testing import step
    >>> text = "会议讨论了预算。与会者普遍认为，今年的...[阅读全文]"
    >>> [flag.reason for flag in step(TruncatedTails(), text)[0].flags]
    ['truncated-tails/read-more']
    >>> step(TruncatedTails(policy="trim"), text)[0].text
    '会议讨论了预算。'
    """

    name = "truncated-tails"
    reasons: ClassVar[Mapping[str, str]] = {
        "read-more": "the text ends in a link to the rest of it",
        "ellipsis": "the text ends in dots",
        "bare-cut": "the text ends inside a sentence",
    }

    policy: Literal["mark", "trim"] = Setting(
        "mark", description="mark: flag a cut tail; trim: remove it, back to the last whole sentence of its paragraph"
    )

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield a flag for a cut tail, or the edits that trim it."""
        content = [line for line in reversed(document.lines) if not line.blank][:2]
        tail = _tail(*(line.text.rstrip() for line in content)) if content else None
        if not tail:
            return
        line = content[0]
        end = line.start + len(line.text.rstrip())
        whole = _last_sentence(line.text[: tail.body])
        if self.policy == "trim" and tail.certain and whole:
            yield Edit(line.start + whole, end, "", tail.reason)
            return
        if self.policy == "trim" and tail.words:
            yield Edit(line.start + tail.words, end, "", tail.reason)
        yield Flag(line.start + whole, end, tail.reason, tail.detail)


def _last_sentence(text: str) -> int:
    """Return where the last whole sentence of a text ends; 0 if it has none."""
    end = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.end()
    return end


def _tail(text: str, above: str = "") -> _Tail | None:
    """Return how a paragraph breaks off, or nothing if it does not; `above` is the paragraph before it."""
    if more := _READ_MORE.search(text, max(0, len(text) - _END)):
        words = len(text[: more.start("words")].rstrip())
        return _Tail("read-more", more.start(), words, f"the text goes on behind {more['words']!r}")
    body = text.rstrip(".…")
    if _DOTS.fullmatch(dots := text[len(body) :]):
        if not body.rstrip(CLOSING) or body.rstrip(CLOSING)[-1] in TERMINAL:
            return None
        if dots in _RHETORICAL:
            return _Tail("ellipsis", len(body), 0, "cut off, or trailing off on purpose", certain=False)
        return _Tail("ellipsis", len(body), 0, "cut off")
    if text[-1] in _GOES_ON or (_unfinished(text) and not (above and _unfinished(above))):
        return _Tail("bare-cut", len(text), 0, "the last sentence has no end")
    return None


def _unfinished(text: str) -> bool:
    """Whether a paragraph is a sentence without an end. Verse and captions are so line by line."""
    core = text.rstrip(CLOSING + "\"'*_`")
    if not core or core[-1] in TERMINAL + ".：:" or text[-1] in CLOSING:
        return False
    if _LABELLED.match(text) or _NO_WORD.search(text, max(0, len(text) - _END)):
        return False
    whole = _last_sentence(text)
    if whole and len(text) - whole <= _CREDIT_LENGTH and _CREDIT.match(text, whole):
        return False
    if len(text) < _ITEM and (LIST_ITEM.match(text) or HEADING.match(text)):
        return False
    return (len(text) >= _CLAUSE_LENGTH and bool(_CLAUSE.search(text))) or len(_HAN.findall(text)) > _LONG


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [TruncatedTails]
