"""truncated-tails and tail-completion: texts that break off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import ClassVar, Literal

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Flag, Learner, Link, Plugin, hookimpl
from jingwen.ledger import applied
from jingwen_plugins._table import UNBOUNDED, Table, combined, table
from jingwen_plugins.truncated_tails.copies import rest, sentences
from jingwen_plugins.truncated_tails.halves import unfolded
from jingwen_plugins.truncated_tails.tails import Tail, tail

_LONG = 28  # within a document even sentences that begin alike go on differently
_COMPLETED = "completed"
_COMPLETED_SNIPPET = "completed-snippet"
_COPY = "the sentence as it stands whole elsewhere"


class TruncatedTails(Cleaner):
    """Marks, trims or completes a document's last paragraph when it breaks off.

    It breaks off where the site linked to the rest (`...[阅读全文]`, `未完待续`) or counted it (`剩余 60%`), at dots,
    at a comma or opening bracket, or inside a sentence, as its form and the habit of the lines above it tell. Trimming
    goes back to the last whole sentence and never removes one; a paragraph that is nothing but the fragment keeps it,
    only the site's own words go. `……` may trail off on purpose: it is flagged and never trimmed. Headings, captions,
    items of lists, signatures, credits, rows of tables, links and verse are not flagged.

    `展开全文` in the middle of a text goes, whatever the policy, and the halves of its sentence are joined.

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
        "counter": "the text ends in a count of what is left of it",
        "ellipsis": "the text ends in dots",
        "bare-cut": "the text ends inside a sentence",
        "folded": "a link to the rest, which follows",
        _COMPLETED: _COPY,
    }

    policy: Literal["mark", "trim", "complete"] = Setting(
        "mark",
        description="mark: flag a cut tail; trim: remove it, back to the last whole sentence of its paragraph; "
        "complete: end it as the same sentence ends elsewhere in the document, or else flag it",
    )

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield the edits that unfold the text, and a flag for a cut tail, or the edit that mends it."""
        text = document.text
        cut = tail(text)
        edit = self._edit(text, cut) if cut else None
        for each in unfolded(document):
            if not edit or each.end <= edit.start:
                yield each
        if edit:
            yield edit
        if cut and not (edit and (edit.reason == _COMPLETED or edit.start <= cut.start)):
            yield Flag(cut.start, cut.end, cut.reason, cut.detail)

    def _edit(self, text: str, cut: Tail) -> Edit | None:
        """Return the edit that mends a tail as the policy wants it."""
        if self.policy == "complete":
            if cut.body - cut.start < _LONG:
                return None
            return _completion(text, cut, table(sentences(text), UNBOUNDED)["values"], "")
        if self.policy == "mark":
            return None
        if cut.certain and not cut.alone:
            return Edit(cut.start, cut.end, "", cut.reason)
        return None if cut.words is None else Edit(cut.words, cut.end, "", cut.reason)


class CompletedTails(Cleaner):
    """Completes cut tails from whole copies of their sentences, those of texts and of snippets in `links`.

    Args:
        copies: sentences by key.
    """

    name = "tail-completion"
    reasons: ClassVar[Mapping[str, str]] = {
        _COMPLETED: _COPY,
        _COMPLETED_SNIPPET: "the snippet of a link ends as its sentence ends elsewhere",
    }

    copies: dict[str, list[str]]

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield the edit that completes the tail, and the links whose snippets are whole now, each with a flag."""
        if edit := self._completed(document.text):
            yield edit
        end = len(document.text)
        for index, link in enumerate(document.links):
            snippet = link.snippet
            if link.truncated and snippet and (edit := self._completed(snippet)):
                whole = applied(snippet, [edit])
                yield Link(end, end, link.title, whole, link.url, revises=index)
                # a link is not in the text any more: the flag says at its end which one it was
                detail = f"link {index}: {snippet[edit.start :]!r} became {edit.new!r}"
                yield Flag(end, end, _COMPLETED_SNIPPET, detail)

    def _completed(self, text: str) -> Edit | None:
        """Return the edit that completes a text's tail, if it is cut and its sentence stands whole elsewhere."""
        cut = tail(text)
        return _completion(text, cut, self.copies, text[: cut.start]) if cut else None


class TailCompletion(Learner[Table]):
    """Completes a cut tail as the same sentence ends elsewhere in the corpus.

    A first pass keeps the sentences of the corpus, each by its first 14 characters and by the 14 before it. The
    fragment must begin a sentence in all its length, and what stands before both must be the same, unless the cut text
    begins with the fragment. All copies must go on in the same way: sentences made of one template do not, and complete
    nothing. What stays cut is for `truncated-tails`, behind this step. Cut snippets in `links` are completed as well.

    >>> from jingwen import Pipeline
    >>> from jingwen.chain import Chain, Step
    >>> from jingwen.profile import learned
    >>> chain = Chain((Step("tail-completion", TailCompletion()),))
    >>> corpus = [f"会议讨论了明年的两项预算，与会者{end}" for end in ("提出了建议。", "提出...[详细]")]
    >>> [each.document.text for each in Pipeline(learned(chain, lambda: corpus))(corpus)][1]
    '会议讨论了明年的两项预算，与会者提出了建议。'
    """

    name = "tail-completion"
    reasons: ClassVar[Mapping[str, str]] = CompletedTails.reasons

    characters: int = Setting(
        10_000_000, ge=1000, description="of sentences that are kept; beyond, only every second key, fourth, and so on"
    )

    def observe(self, documents: Iterable[Document]) -> Table:
        """Return the sentences of some documents."""
        return table(chain.from_iterable(sentences(document.text) for document in documents), self.characters)

    def combine(self, a: Table, b: Table) -> Table:
        """Return the sentences of both parts."""
        return combined(a, b, self.characters)

    def cleaner(self, summary: Table) -> CompletedTails:
        """Return what completes tails."""
        return CompletedTails(copies=summary["values"])


def _completion(text: str, cut: Tail, copies: Mapping[str, list[str]], before: str) -> Edit | None:
    """Return the edit that completes a tail, if all whole copies of its sentence agree."""
    fragment = text[cut.start : cut.body].strip()
    end = rest(copies, before, fragment) if fragment else None
    body = len(text[: cut.body].rstrip())
    if not end:
        return None
    rest_of_line = text[cut.end :].partition("\n")[0]
    return Edit(body, cut.end + (0 if rest_of_line.strip() else len(rest_of_line)), end, _COMPLETED)


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner and the learner."""
    return [TruncatedTails, TailCompletion]
