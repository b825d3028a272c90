"""The document on its way through the chain: what a cleaner sees."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from pydantic import JsonValue, ValidationError

from jingwen.errors import DocumentError
from jingwen.findings import Edit
from jingwen.offsets import OffsetMap
from jingwen_schemas import Block, CleanDocument, DocumentFlag, Link, RawDocument, RawPage

STANDARD_FIELDS = ("title", "author", "source", "published", "views", "script")


RawInput: TypeAlias = str | Mapping[str, Any] | RawDocument
"""A text, a raw record as a mapping, or a raw document."""


def raw_document(document: RawInput) -> RawDocument:
    """Return what a caller or a reader gives as a raw document.

    Raises:
        DocumentError: it is none; the message says why in one line.

    >>> raw_document({"text": "正文。", "lang": "zh"}).meta
    {'lang': 'zh'}
    """
    if isinstance(document, RawDocument):
        return document
    try:
        record = {"text": document} if isinstance(document, str) else document
        return RawDocument.model_validate(dict(record) if isinstance(record, Mapping) else record)
    except ValidationError as error:
        problem = error.errors()[0]
        if not problem["loc"]:
            kind = type(document).__name__
            raise DocumentError(f"a record must be an object with the key 'text' (it is of type {kind})") from None
        where, message = ".".join(str(part) for part in problem["loc"]), problem["msg"]
        name = document.get("id") if isinstance(document, Mapping) else None
        if problem["type"] == "missing":
            message += f" (it has: {', '.join(sorted(map(str, document)))})" if document else " (it is empty)"
        raise DocumentError(
            f"{where}: {message[:1].lower() + message[1:]}", document=name if isinstance(name, str) else None
        ) from None


class Line(NamedTuple):
    """A line of the text. Lines are split on `\\n` only; a `\\r` belongs to the line's text."""

    index: int  # type: ignore[assignment] # shadows tuple.index, which nobody asks a line for
    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether the line holds nothing but white space."""
        return not self.text or self.text.isspace()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document as one step of the chain receives it. Immutable.

    Args:
        raw: the raw record.
        raw_sha256: SHA-256 of its text in UTF-8.
        id: its id, or one made from its place in the input.
        text: the text after the steps before this one.
        fields: the values read so far.
        links: the related entries found so far.
        flags: the flags so far, at offsets of `text`.
        gaps: sorted offsets where earlier steps removed whole lines.
        moves: of a page, what each step that edited did to places in the text.
        origin: of a page, the starts of lines and their blocks from which the moves lead on; where None, those of the
            raw text.
        edits: number of edits so far, by step.

    >>> document = Document.of(RawDocument(text="标题\\n正文。"))
    >>> [line.text for line in document.lines]
    ['标题', '正文。']
    """

    raw: RawDocument
    raw_sha256: str
    id: str
    text: str
    fields: Mapping[str, JsonValue] = field(default_factory=lambda: MappingProxyType({}))
    links: tuple[Link, ...] = ()
    flags: tuple[DocumentFlag, ...] = ()
    gaps: tuple[int, ...] = ()
    moves: tuple[OffsetMap, ...] = ()
    origin: tuple[Sequence[int], Sequence[Block]] | None = None
    edits: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, raw: RawDocument, id: str | None = None) -> Document:  # noqa: A002 (the record's own word)
        """Return a raw document at the start of the chain.

        Args:
            raw: the raw record.
            id: stands in where the record has no id; else one is made from its text.

        Raises:
            DocumentError: the text has a lone surrogate.
        """
        digest = sha256(raw.text)
        name = raw.id if raw.id is not None else id
        name = f"sha256-{digest[:16]}" if name is None else name
        return cls(raw=raw, raw_sha256=digest, id=name, text=raw.text)

    def with_changes(self, **changes: Any) -> Document:
        """Return the document with other values for some of its attributes.

        >>> Document.of(RawDocument(text="正文.")).with_changes(text="正文。").text
        '正文。'
        """
        # as dataclasses.replace, which takes several times as long and would have the lines of the same text cut again
        document = object.__new__(Document)
        attributes = document.__dict__
        attributes |= self.__dict__
        attributes |= changes
        if "text" in changes:
            attributes.pop("lines", None)
            attributes.pop("blocks", None)
        return document

    @property
    def url(self) -> str | None:
        """Where the document was scraped."""
        return self.raw.url

    @property
    def site(self) -> str | None:
        """The document's host name: the record's own, or its URL's.

        >>> Document.of(RawDocument(text="", url="https://News.Example.cn:80/a")).site
        'news.example.cn'
        """
        return self.raw.site if self.raw.site is not None else host(self.raw.url)

    @property
    def title(self) -> str | None:
        """The document's title: the record's own, or what a step read from the text, as the last step wrote it."""
        title = self.fields.get("title", self.raw.title)
        return title if isinstance(title, str) else None

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the text, blank ones too."""
        lines = list[Line]()
        # every step that edits has them cut again: to call Line for each would take four times as long
        make, start = tuple.__new__, 0
        for index, text in enumerate(self.text.split("\n")):
            end = start + len(text)
            lines.append(make(Line, (index, start, end, text)))
            start = end + 1
        return tuple(lines)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """What the page's markup says about each line of the text; empty for documents that were not read from HTML.

        A line that steps made of several has the block of the first of them, and lines made of one have its block.

        >>> page = RawPage(text="首页\\n正文。", blocks=(Block("li"), Block("p")))
        >>> [block.tag for block in Document.of(page).blocks], Document.of(RawDocument(text="正文。")).blocks
        (['li', 'p'], ())
        """
        if not isinstance(self.raw, RawPage):
            return ()
        if self.origin is None:
            sizes = [len(line) + 1 for line in self.raw.text.split("\n")]
            if len(sizes) != len(self.raw.blocks):
                return ()
            places: Sequence[int] = list(accumulate(sizes[:-1], initial=0))
            blocks: Sequence[Block] = self.raw.blocks
        else:
            places, blocks = self.origin
        for move in self.moves:
            places = move.points(places)
        # of blocks at one place only the last still has a text
        last = dict(zip(places, blocks, strict=True))
        found = [last.get(start) for _, start, _, _ in self.lines]
        if None in found:  # some lines do not begin where a block does
            starts, kept = list(last), list(last.values())
            return tuple([kept[max(0, bisect_right(starts, line.start) - 1)] for line in self.lines])
        return tuple(filter(None, found))

    def moved(self, places: OffsetMap) -> Mapping[str, Any]:
        """Return what changes in a page's `moves` and `origin` with an edit: what is known of its lines is kept."""
        known = self.__dict__.get("blocks")
        if not known:
            return {"moves": (*self.moves, places)}
        return {"moves": (places,), "origin": ([start for _, start, _, _ in self.lines], known)}

    def block(self, line: Line) -> Block | None:
        """What the page's markup says about a line, or None for documents that were not read from HTML."""
        return self.blocks[line.index] if self.blocks else None

    def line_removals(self, reasons: Mapping[int, str]) -> Iterator[Edit]:
        """Yield the edits that remove whole lines, and the blank lines that would be left double.

        Lines that go together for one reason are one edit.

        Args:
            reasons: reason by line index.

        >>> document = Document.of(RawDocument(text="首页\\n\\n正文。\\n\\n打印"))
        >>> list(document.line_removals({0: "navigation", 4: "print"}))
        [Edit(start=0, end=4, new='', reason='navigation'), Edit(start=7, end=11, new='', reason='print')]
        """
        if not reasons:
            return
        edits = self._removals(reasons)
        start, end, reason = next(edits)
        for following, behind, its_reason in edits:
            if following == end and its_reason == reason:
                end = behind
            else:
                yield Edit(start, end, "", reason)
                start, end, reason = following, behind, its_reason
        yield Edit(start, end, "", reason)

    def _removals(self, reasons: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and reason of what goes with lines that follow each other for one reason."""
        lines = self.lines
        kept = (line for line in reversed(lines) if line.index not in reasons and not line.blank)
        last, _, _, text = next(kept, Line(-1, 0, 0, ""))
        # behind the last line that stays, removed lines take the breaks before them along; elsewhere those behind them
        tail = lines[last].start + len(text.rstrip("\r")) if text else 0
        previous, loose = -1, True
        for first, final, reason in _runs(reasons):
            # whether a blank line, or nothing, stands before the removed lines: then those behind them go as well
            loose = loose if first == previous + 1 else lines[first - 1].blank
            previous = final
            if first > last:
                end = self._behind_blank(final, to_end=True)
                yield tail, end, reason
                tail = end
            else:
                yield lines[first].start, self._behind_blank(final) if loose else lines[final + 1].start, reason

    def _behind_blank(self, index: int, *, to_end: bool = False) -> int:
        """Return the offset behind line `index` and the blank lines that follow it."""
        following = index + 1
        while following < len(self.lines) and self.lines[following].blank:
            following += 1
        if following < len(self.lines):
            # in the tail the breaks before the next removed line belong to that line
            return self.lines[index].end if to_end else self.lines[following].start
        return len(self.text)

    def as_clean(self) -> CleanDocument:
        """Return the clean document that this state would be written as.

        >>> Document.of(RawDocument(id="a", text="正文。")).as_clean().counts.raw_chars
        3
        """
        fields = dict(self.fields)
        standard = {name: fields.pop(name) for name in STANDARD_FIELDS if name in fields}
        return CleanDocument.model_validate(
            {
                "id": self.id,
                "url": self.url,
                "site": self.site,
                **standard,
                "title": self.title,
                "text": self.text,
                "links": self.links,
                "flags": self.flags,
                "fields": fields,
                "counts": {
                    "raw_chars": len(self.raw.text),
                    "clean_chars": len(self.text),
                    "edits": dict(self.edits),
                },
                "raw_sha256": self.raw_sha256,
                "meta": self.raw.meta,
            }
        )


def _runs(reasons: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    """Yield the first and last of numbers that follow each other for one reason, and the reason.

    >>> list(_runs({4: "a", 2: "a", 3: "a", 5: "b", 7: "b"}))
    [(2, 4, 'a'), (5, 5, 'b'), (7, 7, 'b')]
    """
    numbers = sorted(reasons)
    first = last = numbers[0]
    reason = reasons[first]
    for number in numbers[1:]:
        if number > last + 1 or reasons[number] != reason:
            yield first, last, reason
            first, reason = number, reasons[number]
        last = number
    yield first, last, reason


@lru_cache(maxsize=16)  # it is asked for several times a document
def host(url: str | None) -> str | None:
    """Return the host name of a URL, or None where it has none.

    >>> host("https://news.example.cn/a?b=1")
    'news.example.cn'
    >>> host("not a url") is host(None) is None
    True
    """
    if not url:
        return None
    try:
        return urlsplit(url).hostname
    except ValueError:  # an unbalanced [ of an IPv6 address
        return None


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8.

    Raises:
        DocumentError: the text has a lone surrogate.
    """
    try:
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
    except UnicodeEncodeError as error:
        raise DocumentError(f"the text has a lone surrogate at offset {error.start}: it is not valid Unicode") from None
