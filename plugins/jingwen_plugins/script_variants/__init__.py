"""script-variants: simplified and traditional Chinese told apart, and converted."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from typing import ClassVar, Literal

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Field, Finding, Flag, Plugin, hookimpl
from jingwen.ledger import applied
from jingwen_plugins._text import fenced_lines, spans
from jingwen_plugins.script_variants.conversion import changes, convert
from jingwen_plugins.script_variants.detection import Counts, Script, counts, patterns, total

__all__ = ["ScriptVariants", "convert", "plugins"]

# script of the line → OpenCC configuration; what is missing stays
_CONFIGS: dict[str, dict[str, str]] = {
    "keep": {},
    "hans": {"hant": "t2s", "mixed": "t2s"},
    "hant": {"hans": "s2t", "mixed": "s2t"},
    "hant-tw": {"hans": "s2tw", "mixed": "s2tw", "hant": "t2tw"},
    "hant-hk": {"hans": "s2hk", "mixed": "s2hk", "hant": "t2hk"},
}
_IDIOMS = {"t2s": "tw2sp", "s2tw": "s2twp"}
_CODE = r"`[^`\n]*`"
_CLAUSE = re.compile(r"[^\s，。！？；：、,!?;:“”‘’「」『』《》（）()]+")
_OPERATOR = re.compile("[\u2ff0-\u2fff\u31ef]")
_TERNARY, _UNARY = "\u2ff2\u2ff3", "\u2ffe\u2fff"
_FEWEST = 3  # characters of the other script that make a line worth a flag


class ScriptVariants(Cleaner):
    """Reads the script of a document into the field `script`, and converts it on demand with OpenCC's dictionaries.

    The script is told by the characters that only one script has: `hans`, `hant`, `mixed` (more than one in twenty of
    each), `neutral` (none), `ja` or `ko` (a tenth of kana or hangul). The field says it of the converted text.

    A line is converted if it is not in the target script already, clause by clause if it is mixed; what has no telling
    character follows the line or the document. Japanese and Korean are never converted; neither are code in backticks
    and fences, ideographic description sequences, and the terms of `protect`. Words are exchanged with `idioms` alone.

    With `to: keep` nothing is converted, and the first line in another script than the document's is flagged.

    >>> from jingwen_schemas import RawDocument
    >>> document = Document.of(RawDocument(text="皇后的头发"))
    >>> list(ScriptVariants(to="hant").findings(document))
    [Edit(start=3, end=5, new='頭髮', reason='converted'), Field(name='script', value='hant', start=0, end=0)]
    """

    name = "script-variants"
    reasons: ClassVar[Mapping[str, str]] = {
        "converted": "written in the target script",
        "mixed-script": "simplified and traditional text in one document",
    }
    to: Literal["keep", "hans", "hant", "hant-tw", "hant-hk"] = Setting(
        "keep", description="Target script: simplified, traditional, or traditional by the standard of a region"
    )
    idioms: bool = Setting(
        False, description="Also exchange the words of Taiwan and the mainland (with `hans` and `hant-tw`)"
    )
    protect: list[str] = Setting(default_factory=list, description="Terms that are left as they are")

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield the edits, the field, and the flag."""
        protected = self._protected(document)
        plain = applied(document.text, [Edit(start, end, " " * (end - start), "") for start, end in protected])
        told = total(plain)
        edits = list(self._edits(document, plain, told, protected))
        yield from edits
        yield Field("script", total(applied(plain, edits)).script if edits else told.script, 0, 0)
        if self.to == "keep":
            yield from _first_mixed(document, plain, told)

    @cached_property
    def _terms(self) -> re.Pattern[str]:
        terms = sorted(filter(None, self.protect), key=lambda term: (-len(term), term))
        return re.compile("|".join([_CODE, *map(re.escape, terms)]))

    def _protected(self, document: Document) -> list[tuple[int, int]]:
        """Return the spans that no conversion may touch, in order and apart."""
        text = document.text
        found = sorted([*spans(self._terms, text), *_descriptions(text), *_fences(document)])
        ends = accumulate((end for _, end in found), max, initial=0)
        return [(max(start, behind), end) for (start, end), behind in zip(found, ends, strict=False) if end > behind]

    def _edits(self, document: Document, plain: str, whole: Counts, protected: list[tuple[int, int]]) -> Iterator[Edit]:
        configs = _CONFIGS[self.to]
        if whole.script in ("ja", "ko") or not configs.keys() & _present(whole):
            return
        for start, end, script in _parts(document, plain, whole, protected):
            if config := configs.get(script):
                config = _IDIOMS.get(config, config) if self.idioms else config
                yield from (Edit(*change, "converted") for change in changes(document.text, config, start, end))


def _fences(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the lines of fenced code blocks."""
    for index in sorted(fenced_lines(document)):
        yield document.lines[index].start, document.lines[index].end


def _parts(
    document: Document, plain: str, whole: Counts, protected: list[tuple[int, int]]
) -> Iterator[tuple[int, int, Script]]:
    """Yield the parts of the text that may be converted, with the script that each is taken to be in."""
    starts = [start for start, _ in protected]
    for line in document.lines:
        told = counts(plain[line.start : line.end])
        if line.text.isascii() or told.script in ("ja", "ko"):
            continue
        inside = protected[bisect_left(starts, line.start) : bisect_left(starts, line.end)]
        bounds = [line.start, *(offset for span in inside for offset in span), line.end]
        for start, end in zip(bounds[::2], bounds[1::2], strict=True):
            if told.script != "mixed":
                yield start, end, _majority(whole) if told.script == "neutral" else told.script
                continue
            # a quotation in the other script: only its clauses are converted
            for clause in _CLAUSE.finditer(plain, start, end):
                script = counts(clause.group()).script
                yield *clause.span(), _majority(told) if script == "neutral" else script


def _present(whole: Counts) -> set[Script]:
    """Return the scripts that parts of a text may be in."""
    found: set[Script] = {"hans"} if whole.simplified else set()
    return {*found, "hant"} if whole.traditional else found


def _majority(whole: Counts) -> Script:
    """Return the script that parts without telling characters follow."""
    if whole.simplified == whole.traditional:
        return "neutral"
    return "hans" if whole.simplified > whole.traditional else "hant"


def _first_mixed(document: Document, plain: str, whole: Counts) -> Iterator[Flag]:
    """Yield a flag for the first line with several characters of the document's minor script, if there is one."""
    minor = patterns()[_majority(whole) != "hant"]
    if min(whole.simplified, whole.traditional) < _FEWEST or whole.script in ("ja", "ko"):
        return
    for line in document.lines:
        found = [match.start() for match in minor.finditer(plain, line.start, line.end)]
        script = counts(plain[line.start : line.end]).script
        if len(found) >= _FEWEST and script not in ("ja", "ko", _majority(whole)):
            detail = f"{len(found)} characters of the document's minor script in this line"
            yield Flag(found[0], found[-1] + 1, "mixed-script", detail)
            return


def _descriptions(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of complete ideographic description sequences: they spell one character by its parts.

    >>> list(_descriptions("字⿰氵⿱艹汉的"))
    [(1, 6)]
    """
    behind = 0
    for operator in _OPERATOR.finditer(text):
        if operator.start() < behind:
            continue
        missing, place = 1, operator.start()
        while missing and place < len(text) and not text[place].isspace():
            char = text[place]
            missing += 2 if char in _TERNARY else 0 if char in _UNARY else 1 if _OPERATOR.match(char) else -1
            place += 1
        behind = place
        if not missing:
            yield operator.start(), place


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [ScriptVariants]
