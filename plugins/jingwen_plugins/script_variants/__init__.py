"""script-variants: simplified and traditional Chinese told apart, and converted."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from operator import itemgetter
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field as Setting
from pydantic import StringConstraints, model_validator

from jingwen import Cleaner, Document, Edit, Field, Finding, Flag, Plugin, hookimpl
from jingwen.ledger import applied
from jingwen_plugins.script_variants.classes import SIMPLIFIED, TRADITIONAL, Scanned
from jingwen_plugins.script_variants.conversion import converter, masked
from jingwen_plugins.script_variants.detection import Counts, counts
from jingwen_plugins.script_variants.dictionaries import COMPAT, Data
from jingwen_plugins.script_variants.parts import Part, parts, rest, whole
from jingwen_plugins.script_variants.protection import protected

__all__ = ["ScriptVariants", "convert", "plugins"]

# script of the part → OpenCC configuration; what is missing stays
_CONFIGS: dict[str, dict[str, str]] = {
    "keep": {},
    "hans": {"hant": "t2s", "mixed": "t2s"},
    "hant": {"hans": "s2t", "mixed": "s2t"},
    "hant-tw": {"hans": "s2tw", "mixed": "s2tw", "hant": "t2tw"},
    "hant-hk": {"hans": "s2hk", "mixed": "s2hk", "hant": "t2hk"},
}
_IDIOMS = {"t2s": "tw2sp", "s2tw": "s2twp", "s2hk": "s2hkp"}
Term: TypeAlias = Annotated[str, StringConstraints(min_length=1)]
_FEWEST = 3  # characters of the other script that make a line worth a flag


def convert(text: str, config: str = "s2t", data: Data = "official") -> str:
    """Return a text in another script.

    Args:
        text: any text. Lone surrogates, complete ideographic description sequences and whatever the dictionaries do not
            know stay.
        config: the name of an OpenCC configuration: `s2t`, `t2s`, `s2tw`, `tw2s`, `s2hk`, `hk2s`, `s2twp`, `tw2sp`,
            `t2tw`, `t2hk`; not with `compat`: `s2hkp`, `hk2sp`, `tw2t`, `hk2t`, `t2jp` and `jp2t`.
        data: `official`: as OpenCC 1.4 converts; `best`: the same words, but where they overlap jieba's word boundaries
            choose; `compat`: as opencc-python-reimplemented converts.

    Raises:
        ValueError: there is no such configuration.

    >>> convert("头发和发展"), convert("網路連線", "tw2sp")
    ('頭髮和發展', '网络连接')
    """
    return converter(config, data).convert(text)


class ScriptVariants(Cleaner):
    """Reads the script of a document into the field `script`, and converts it on demand with OpenCC's dictionaries.

    The script is told by the characters that only one script has: `hans`, `hant`, `mixed` (more than one in twenty of
    each), `neutral` (none), `ja` or `ko` (a tenth of kana or hangul). The field says it of the converted text.

    A paragraph is converted if it is not in the target script already; one that mixes scripts is read sentence by
    sentence, and such a sentence clause by clause. What has no telling character follows what is around it. Japanese
    and Korean are never converted; neither are URLs, code in backticks and fences, ideographic description sequences,
    and the terms of `protect`. The title is converted like the text.
    Words are exchanged with `idioms` alone. With `only: always` everything is converted, whatever it looks like.

    With `to: keep` nothing is converted, and the first line in another script than the document's is flagged.

    >>> from jingwen_schemas import RawDocument
    >>> document = Document.of(RawDocument(text="皇后的头发"))
    >>> edit, script = ScriptVariants(to="hant").findings(document)
    >>> edit, script.value
    (Edit(start=3, end=5, new='頭髮', reason='converted'), 'hant')
    """

    name = "script-variants"
    reasons: ClassVar[Mapping[str, str]] = {
        "converted": "written in the target script",
        "term": "a term of the configuration",
        "mixed-script": "simplified and traditional text in one document",
    }
    to: Literal["keep", "hans", "hant", "hant-tw", "hant-hk"] = Setting(
        "keep", description="Target script: simplified, traditional, or traditional by the standard of a region"
    )
    idioms: bool = Setting(
        False, description="Also exchange the words of Taiwan or Hong Kong and the mainland (not with `to: hant`)"
    )
    only: Literal["auto", "always"] = Setting(
        "auto", description="auto: convert only what is in another script; always: convert everything"
    )
    data: Data = Setting(
        "official",
        description="official: OpenCC's dictionaries and algorithm; best: the same, but word boundaries decide between "
        "words that overlap; compat: exactly as opencc-python-reimplemented",
    )
    protect: list[Term] = Setting(default_factory=list, description="Terms that are left as they are")
    protect_titles: bool = Setting(False, description="Leave titles as they are: what 《》 and 〈〉 enclose")
    terms: dict[Term, str] = Setting(default_factory=dict, description="Terms and what they become in converted text")

    @model_validator(mode="after")
    def _known(self) -> ScriptVariants:
        if self.data == "compat" and (lacking := set(self._configs.values()) - {*COMPAT}):
            raise ValueError(f"opencc-python-reimplemented has no {', '.join(lacking)}: take `data: official`")
        return self

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield the edits, the field, and the flag."""
        scanned = Scanned.of(document.text)
        if kept := protected(document, scanned.kinds, titles=self.protect_titles):
            scanned = Scanned.of(masked(document.text, kept))
        terms = list(self._terms.finditer(scanned.text)) if self.protect or self.terms else []
        if terms:
            scanned = Scanned.of(masked(scanned.text, (term.span() for term in terms)))
        told = whole(scanned)
        edits = self._edits(scanned, told, terms) if self._configs else []
        yield from edits
        # whatever was not in the target script is so now, unless it was no Chinese
        converted = edits and not told.foreign
        yield Field("script", self.to[:4] if converted else told.script, 0, 0)
        if self._configs and (title := document.title) and (converted_title := self._title(title, told)) != title:
            yield Field("title", converted_title, 0, 0, revises=True)
        if self.to == "keep":
            yield from _first_mixed(document, scanned.kinds, told)

    def _title(self, title: str, around: Counts) -> str:
        """Return a title in the target script; without telling characters it follows the text."""
        terms = list(self._terms.finditer(title)) if self.protect or self.terms else []
        plain = masked(title, (term.span() for term in terms))
        scanned = Scanned.of(plain)
        if scanned.text != plain:  # a lone surrogate, which no field may have
            return title
        told = whole(scanned)
        return applied(title, self._edits(scanned, told if told.script != "neutral" else around, terms))

    @cached_property
    def _configs(self) -> dict[str, str]:
        configs = _CONFIGS[self.to]
        return {script: _IDIOMS.get(name, name) for script, name in configs.items()} if self.idioms else configs

    @cached_property
    def _terms(self) -> re.Pattern[str]:
        """The pattern of the terms, longer ones first."""
        terms = sorted({*self.protect, *self.terms}, key=lambda term: (-len(term), term))
        return re.compile("|".join(map(re.escape, terms)))

    def _edits(self, scanned: Scanned, told: Counts, terms: list[re.Match[str]]) -> list[Edit]:
        """Return what the conversion changes.

        Args:
            scanned: the text, with what is protected masked, and the terms.
            told: its counts.
            terms: the terms in it.
        """
        length = len(scanned.text)
        found = parts(scanned, told) if self.only == "auto" else [Part(0, length, "mixed")]
        places: dict[str, list[tuple[int, int]]] = {}
        for start, end, script in found:
            if config := self._configs.get(script):
                places.setdefault(config, []).append((start, end))
        if not places:
            return []
        edits = list[Edit]()
        for config, spans in places.items():
            wanted = scanned
            if spans != [(0, length)]:
                wanted = Scanned.of(masked(scanned.text, rest(spans, length)))
            edits += converter(config, self.data).edits(wanted, "converted")
            for term in terms:
                new = self.terms.get(term.group())
                span = bisect_right(spans, term.start(), key=itemgetter(0)) - 1
                if new is not None and span >= 0 and term.start() < spans[span][1]:
                    edits.append(Edit(*term.span(), new, "term"))
        return sorted(edits)


def _first_mixed(document: Document, kinds: bytes, told: Counts) -> Iterator[Flag]:
    """Yield a flag for the first line with several characters of the document's minor script, if there is one."""
    if min(told.simplified, told.traditional) < _FEWEST or told.foreign:
        return
    minor = SIMPLIFIED if told.majority == "hant" else TRADITIONAL
    for line in document.lines:
        count = kinds.count(minor, line.start, line.end)
        if count >= _FEWEST and counts(kinds, line.start, line.end).script not in ("ja", "ko", told.majority):
            first, last = kinds.find(minor, line.start, line.end), kinds.rfind(minor, line.start, line.end)
            detail = f"{count} characters of the document's minor script in this line"
            yield Flag(first, last + 1, "mixed-script", detail)
            return


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [ScriptVariants]
