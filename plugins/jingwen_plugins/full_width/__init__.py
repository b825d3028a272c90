"""full-width: punctuation that NFKC folded to ASCII."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Plugin, hookimpl
from jingwen.ledger import applied
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HAN
from jingwen_plugins.full_width.code import blanked, without_code
from jingwen_plugins.full_width.evidence import evident, suspects
from jingwen_plugins.full_width.quotes import dots, quotes, without_protected
from jingwen_plugins.full_width.restoring import restored

_HALF = ',:;?!()".'
_HAN = regex(f"[{HAN}]")


class FullWidth(Cleaner):
    """Restores Chinese punctuation that Unicode normalisation (NFKC) folded to ASCII: `,` to `，` and so on.

    The marks `, : ; ? ! ( )` are restored where a Chinese character or mark stands beside them, quotes
    and brackets looked through; the two brackets of a pair are decided together. The marks of lines without Chinese
    characters stay as they are, and so do URLs, times, ratios, grouped numbers, code, calls, tags, entities, Markdown
    links, emoticons, fenced code blocks, statements of programs, and a mark that is spoken about (`?表示零次或一次`).
    The full stop is left alone (NFKC folds no `。`), and so are full-width letters and digits.

    With `when: auto` a text is left alone where it was typed like that: folding leaves no full-width mark and adds no
    space. Where such marks outnumber the folded ones in the document, only those lines are restored in which they
    do not. With `when: always` every mark in Chinese is restored. Edits keep the text's length, but for those
    that `ellipses` asks for: all of the dots become the two characters of one ellipsis.

    >>> from jingwen.testing import step
    >>> step(FullWidth(), "会议(上午)9:30开始,共1,200人参加!")[0].text
    '会议（上午）9:30开始，共1,200人参加！'
    """

    name = "full-width"
    reasons: ClassVar[Mapping[str, str]] = {
        "mark": "an ASCII comma, colon, semicolon, question or exclamation mark in Chinese text",
        "bracket": "ASCII round brackets in Chinese text",
        "quote": "ASCII quotes in Chinese text",
        "ellipsis": "dots for an ellipsis in Chinese text",
    }
    when: Literal["auto", "always"] = Setting(
        "auto", description="auto: where the document or the line shows that it was folded; always: everywhere"
    )
    quotes: bool = Setting(False, description='Also write “” for pairs of " in Chinese')
    ellipses: bool = Setting(False, description="Also write …… for three to eight full stops beside Chinese")

    def findings(self, document: Document) -> Iterable[Finding]:
        """Return an edit for every ASCII mark that stands in Chinese text."""
        if not (any(mark in document.text for mark in _HALF) and _HAN.search(document.text)):
            return ()
        text = without_code(document)
        others: list[Edit] = []
        # what stands beside an ellipsis or a quote is decided as if that were written already
        if self.ellipses:
            others += dots(without_protected(text))
            text = blanked(text, ((edit.start, edit.end) for edit in others), "…")
        if self.quotes:
            curled = list(quotes(without_protected(text)))
            others += curled
            text = applied(text, curled)
        edits, opened = restored(text, suspects(text) if self.when == "auto" else [(0, len(text))])
        if edits and self.when == "auto":
            edits = evident(text, edits, opened)
        return sorted((*edits, *others)) if others else edits


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [FullWidth]
