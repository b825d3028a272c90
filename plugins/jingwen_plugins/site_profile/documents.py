"""From documents to what is kept of them, and to the lines that go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from jingwen import Document
from jingwen_plugins._regex import regex
from jingwen_plugins._text import fenced_lines
from jingwen_plugins.site_profile.keys import (
    EXACT,
    PARAGRAPH,
    PROSE,
    TEMPLATE,
    Keys,
    are_paragraphs,
    kinds,
    line_keys,
    tail_key,
)
from jingwen_plugins.site_profile.runs import removed
from jingwen_plugins.site_profile.strings import held, packed
from jingwen_plugins.site_profile.summary import Profile, Sample

_REASONS = {
    EXACT: "repeated-line",
    TEMPLATE: "repeated-template",
    PARAGRAPH: "repeated-paragraph",
    PROSE: "repeated-paragraph",
}
_TAIL = regex(r"\s{0,3}[_|｜\-－–—―]+\s{0,3}(?=\S)")
_SHORTEST_TITLE = 2
_TAILS = 3  # of a title, from its end
_EDGE, _WINDOW = 3, 400  # lines by which documents without a site are grouped, and the characters that hold them
_LONGEST_SITE = 253  # characters of a host name
_LONG = 1 << 16  # characters at each end of a text that are learned from


def observed(documents: Sequence[Document], lines_kept: int) -> Sample:
    """Return a sample of all of some documents.

    Args:
        documents: their texts are learned as they were scraped.
        lines_kept: of each document, half of them from its start and half from its end.
    """
    sample: Sample = {}
    half = lines_kept // 2
    for document in documents:
        text = document.raw.text
        keys = line_keys(text if len(text) <= 2 * _LONG else f"{text[:_LONG]}\n{text[-_LONG:]}").keys
        kept = packed(np.concatenate((keys[:half], keys[half:][-half:], _tails(document.title)[1])))
        for group in groups(document):
            sample.setdefault(group, {})[document.raw_sha256[:16]] = kept
    return sample


def groups(document: Document) -> list[str]:
    """Return the groups of documents that one belongs to: its site, or those that start or end like it."""
    if document.site:
        return [document.site[:_LONGEST_SITE]]
    text = document.raw.text
    head, tail = text[:_WINDOW], text[-_WINDOW:]
    lines, cut = line_keys(f"{head}\n{tail}"), head.count("\n")  # the lines on both sides of the break may be cut
    first, last = lines.keys[lines.numbers < cut][:_EDGE], lines.keys[lines.numbers > cut + 1][-_EDGE:]
    return [
        sign + keys.astype("<u8").tobytes().hex()
        for sign, keys in (("^", first), ("$", last))
        if len(keys) == _EDGE and not are_paragraphs(keys).any() and (kinds(keys) == EXACT).any()
    ]


def repeated_lines(document: Document, known: Sequence[Profile], titles: Iterable[str]) -> dict[int, str]:
    """Return the numbers of the lines that go, each with the reason.

    Args:
        document: the document.
        known: the profiles of its groups.
        titles: lines that stay.
    """
    lines = line_keys(document.text)
    wide = held(lines.keys, (each.wide for each in known))
    if not wide.any():
        return {}
    repeated = held(lines.keys, (each.repeated for each in known))
    repeated &= ~np.isin(lines.keys, line_keys("\n".join(titles)).keys)
    texts, fenced = document.lines, fenced_lines(document)
    for place in np.flatnonzero(repeated).tolist():
        number = int(lines.numbers[place])
        repeated[place] = number not in fenced and not _is_marked_up(texts[number].text.strip())
    gone = removed(lines.keys, repeated, wide & repeated)
    numbers, found = lines.numbers[gone].tolist(), kinds(lines.keys[gone]).tolist()
    return {number: _REASONS[kind] for number, kind in zip(numbers, found, strict=True)}


def without_tail(title: str, known: Sequence[Profile]) -> str:
    """Return a title without the longest tail that is the site's."""
    starts, keys = _tails(title)
    ends = (
        start for start, is_known in zip(starts, held(keys, (each.tails for each in known)), strict=True) if is_known
    )
    return title[: next(ends, None)]


def _tails(title: str | None) -> tuple[list[int], Keys]:
    """Return where the tails of a title start, the longest first, and the key of each."""
    found = _TAIL.finditer(title or "")
    starts = [match.start() for match in found if match.start() >= _SHORTEST_TITLE][-_TAILS:]
    return starts, np.array([tail_key(title[start:]) for start in starts if title], np.uint64)


def _is_marked_up(line: str) -> bool:
    """Whether a line is a quotation, or a row of a table."""
    return line.startswith(">") or (line.startswith("|") and line.endswith("|"))
