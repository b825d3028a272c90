"""control-characters: what cannot be seen, and what encodings and scrapers left behind."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from html.entities import html5
from typing import ClassVar, NamedTuple

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Flag, Plugin, edits_between, hookimpl
from jingwen.ledger import applied
from jingwen_plugins._lines import hit_lines
from jingwen_plugins._regex import regex
from jingwen_plugins._text import URL, fenced_lines, spans

_REMOVED = {
    "zero-width": "\u00ad\u200b-\u200d\u2060-\u2064\ufeff\U000e0000-\U000e007f",
    "bidi": "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f",
    "private-use": "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd",
    "noncharacter": "\ufdd0-\ufdef" + "".join(chr(last - 1) + chr(last) for last in range(0xFFFF, 0x110000, 0x10000)),
    "object": "\ufff9-\ufffc",
    "control": "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f",
}
_SEPARATORS = "\x0b\x0c\x85\u2028\u2029"
_SPACES = "\u00a0\u2000-\u200a\u202f\u205f"
_WINDOWS_MARKS = "\x91-\x97"  # ‘ ’ “ ” • – — of Windows-1252 on a page that declares ISO 8859-1
_RIGHT_TO_LEFT = "\u0590-\u060f\u0620-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
_JOINING = (  # letters and emoji that the zero-width joiners shape
    _RIGHT_TO_LEFT + "\u0900-\u109f\u1780-\u18af\u00a9\u00ae\u2190-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
)
_KEPT = (
    rf"(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])"
    rf"|(?<=[{_RIGHT_TO_LEFT}])[\u061c\u200e\u200f]|[\u061c\u200e\u200f](?=[{_RIGHT_TO_LEFT}])"
    r"|(?<=\U0001f3f4)[\U000e0020-\U000e007f]+"  # the flag of a region is spelt in tag characters
)
_NAME = r"#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31}"
_ENTITY = regex(rf"&(?:{_NAME});")
_AMPERSANDS = regex(r"&(?:(?:amp|AMP|#0*38|#[xX]0*26);)+")
_NO_ENTITY = regex(rf"`[^`\n]*`|<[A-Za-z/!][^<>\n]{{0,200}}>|(?i:{URL.pattern})")
# an ASCII letter could spell the next entity, a bar would split the cell of a Markdown table
_NOT_DECODED = regex(r"[A-Za-z0-9#;|\r\ufffd]?")
_LEADS = "\u00c2-\u00d6\u00d8-\u00f4"  # without ×, which stands before quotes in sound text
_GOES_ON = (  # a byte that goes on a character in UTF-8, read as Windows-1252
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a\u201c-\u201e"
    "\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
_MOJIBAKE = regex(f"[{_LEADS}][{_GOES_ON}]")
_LOST = regex("\ufffd\ufffd*")  # a plain character comes first, because a search for one is quick


class ControlCharacters(Cleaner):
    """Removes what cannot be seen, and repairs what encodings and scrapers left behind.

    Removed: zero-width characters and byte order marks, control characters (tab, line feed and carriage return stay),
    marks of text direction, private-use characters (the glyphs of icon fonts), noncharacters, object placeholders.
    Line separators of other systems (U+2028, U+2029, U+0085, vertical tab, form feed) become a line feed, or go where
    the line ends anyway; spaces of special widths become plain spaces, except the ideographic space (U+3000). HTML
    entities that end in a semicolon are decoded. UTF-8 that was read in a Western encoding (`donâ€™t`) is repaired by
    ftfy's `fix_encoding`, and the quotes and dashes of Windows-1252 at U+0091 to U+0097 are written as such.

    Left alone: joiners between emoji or between letters of scripts that need them, direction marks beside
    right-to-left letters, variation selectors; entities in code, tags and URLs, `&vert;` (it stands for a bar inside a
    Markdown table), and entities that would give an ASCII letter, a digit, `#` or `;`. U+FFFD is flagged: what it
    replaced is lost.

    >>> from jingwen_schemas import RawDocument
    >>> document = Document.of(RawDocument(text="正\\u200b文&nbsp;A&amp;B"))
    >>> [(edit.new, edit.reason) for edit in ControlCharacters().findings(document)]
    [('', 'zero-width'), (' ', 'entity'), ('&', 'entity')]
    """

    name = "control-characters"
    reasons: ClassVar[Mapping[str, str]] = {
        "zero-width": "a character without width, such as a zero-width space, a soft hyphen or a byte order mark",
        "control": "a control character other than tab, line feed and carriage return",
        "bidi": "a mark that turns the direction of the text",
        "private-use": "a private-use character, such as the glyph of an icon font",
        "noncharacter": "a code point that is no character",
        "object": "a placeholder of an embedded object or of an annotation",
        "line-separator": "a line separator of another system",
        "odd-space": "a space of a special width, or one that does not break",
        "entity": "an HTML entity that the scraper did not decode",
        "mojibake": "UTF-8 or Windows-1252 that was read in another Western encoding",
        "replacement-character": "U+FFFD: a character was lost before the text came here",
    }
    entities: bool = Setting(True, description="Decode HTML entities")
    mojibake: bool = Setting(True, description="Repair text that was read in a wrong Western encoding")
    keep_private_use: bool = Setting(False, description="Leave private-use characters as they are")

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield the edits of every line that needs some, and the flags."""
        text = document.text
        # an entity in a listing is what it shows
        fenced = fenced_lines(document) if self.entities and "&" in text else ()
        code = {document.lines[index].start for index in fenced}
        in_code = self.model_copy(update={"entities": False}) if code else self
        for start, end in hit_lines(_patterns(self.keep_private_use).screen, text):
            for edit in (in_code if start in code else self)._edits(text[start:end]):
                yield edit._replace(start=start + edit.start, end=start + edit.end)
        if "\ufffd" in text:
            yield from (Flag(*lost.span(), "replacement-character") for lost in _LOST.finditer(text))

    def _edits(self, line: str) -> list[Edit]:
        """Return the edits of a line, such that the edited line needs none."""
        edits = [] if self._repaired(line) != line else list(self._replaced(line))
        cleaned = text = applied(line, edits)
        screen = _patterns(self.keep_private_use).screen
        while screen.search(text) and (again := self._once(text)) != text:
            text = again
        if text == cleaned:
            return edits
        # one repair uncovered another (an entity inside mojibake): only the difference of the whole line is known
        return list(edits_between(line, text, edits[0].reason if edits else "mojibake"))

    def _once(self, text: str) -> str:
        parts = (self._repaired(part) for part in text.split("\n"))
        return "\n".join(applied(part, list(self._replaced(part))) for part in parts)

    def _repaired(self, line: str) -> str:
        """Return a line with its encoding repaired."""
        if not (self.mojibake and _MOJIBAKE.search(line)):
            return line
        import ftfy

        # the C1 characters have their own rules here
        return ftfy.fix_encoding(line, ftfy.TextFixerConfig(fix_c1_controls=False))

    def _replaced(self, line: str) -> Iterator[Edit]:
        """Yield the edits of single characters and entities; what is removed side by side is one edit."""
        removed: Edit | None = None
        for edit in self._tokens(line):
            if removed and not edit.new and edit.start == removed.end:
                removed = removed._replace(end=edit.end)
                continue
            if removed:
                yield removed
            removed = None if edit.new else edit
            if edit.new:
                yield edit
        if removed:
            yield removed

    def _tokens(self, line: str) -> Iterator[Edit]:
        pattern = _patterns(self.keep_private_use)
        entities = self.entities and "&" in line
        starts, ends = zip((-1, -1), *(spans(_NO_ENTITY, line) if entities else ()), strict=True)
        last = len(line.rstrip("\r"))
        for found in (pattern.token_or_entity if entities else pattern.token).finditer(line):
            old, (start, end) = found.group(), found.span()
            match found.lastgroup:
                case "kept":
                    continue
                case "space":
                    yield Edit(start, end, " " * len(old), "odd-space")
                case "separator":
                    edge = start == 0 or end >= last
                    yield Edit(start, end, "" if edge else "\n" * len(old), "line-separator")
                case "marks" if self.mojibake:
                    yield Edit(start, end, old.encode("latin-1").decode("cp1252"), "mojibake")
                case "entity":
                    protected = start < ends[bisect_right(starts, start) - 1]
                    if not protected and (new := _decoded(old)) != old:
                        yield Edit(start, end, applied(new, list(self._tokens(new))), "entity")
                case reason:
                    yield Edit(start, end, "", "control" if reason == "marks" else str(reason).replace("_", "-"))


class _Patterns(NamedTuple):
    """What a text is searched with.

    Args:
        screen: finds a place in each line that has one to look at.
        token: finds what is kept, replaced or removed.
        token_or_entity: the same, and runs of entities.
    """

    screen: re.Pattern[str]
    token: re.Pattern[str]
    token_or_entity: re.Pattern[str]


@cache
def _patterns(keep_private_use: bool) -> _Patterns:
    """Return the patterns, compiled when they are first used; a group that only removes is named after its reason."""
    removed = {
        reason: chars for reason, chars in _REMOVED.items() if not (keep_private_use and reason == "private-use")
    }
    groups = "|".join(f"(?P<{reason.replace('-', '_')}>[{chars}]+)" for reason, chars in removed.items())
    replaced = rf"(?P<marks>[{_WINDOWS_MARKS}]+)|(?P<separator>[{_SEPARATORS}]+)|(?P<space>[{_SPACES}]+)"
    # beyond U+FFFF a class is searched range by range: one for all of them, and for some rare characters that stay
    rare = re.sub("[\U00010000-\U0010ffff]-?", "", "".join(removed.values())) + "\U0001fffe-\U0010ffff"
    rare += _SEPARATORS + _SPACES + "&"
    token = f"(?=[{rare}])(?:(?P<kept>{_KEPT})|{replaced}|{groups}"
    return _Patterns(
        screen=re.compile(f"[{rare}{_LEADS}\ufffd](?:(?<![&{_LEADS}])|(?<=&)(?:{_NAME});|(?<=[{_LEADS}])[{_GOES_ON}])"),
        token=regex(f"{token})"),
        token_or_entity=regex(rf"{token}|(?P<entity>(?:&(?:(?:{_NAME});)+)+))"),
    )


def _decoded(text: str) -> str:
    """Return a run of entities decoded, also those that were escaped more than once.

    >>> _decoded("&amp;amp;lt;&#35;&nosuch;")
    '<&#35;&nosuch;'
    """
    return _ENTITY.sub(_character, _AMPERSANDS.sub("&", text))


def _character(entity: re.Match[str]) -> str:
    name = entity.group()[1:]
    if not name.startswith("#") and name not in html5:
        return entity.group()
    new = html.unescape(entity.group())
    return entity.group() if _NOT_DECODED.fullmatch(new) else new


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [ControlCharacters]
