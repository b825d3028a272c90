"""assistant-residue: what a chat bot said around the text that it wrote."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Flag, Plugin, hookimpl
from jingwen_plugins._characters import to_simplified

_SENTENCE = re.compile(r"[^。！？…]+[。！？…]*")
_MARKS = " \t\r\u3000。！？…~～"


class AssistantResidue(Cleaner):
    """Removes the follow-up questions and pleasantries of chat bots, in both scripts and both widths of punctuation.

    Only whole sentences go: closings and follow-up questions at the end of a line, openings and self-references at its
    start. The lead-in of a list (`以下是一些建议：`) is body text and stays; `好的，` before it goes. What stands in
    quotes is somebody's speech and stays, and so does what a company says of itself (`请随时联系我们`).

    The rules are data: `assistant_residue.toml` beside this module, each with examples and counter-examples.

    >>> from jingwen_schemas import RawDocument
    >>> document = Document.of(RawDocument(text="正文。\\n希望以上建议对您有所帮助！"))
    >>> list(AssistantResidue().findings(document))
    [Edit(start=3, end=17, new='', reason='closing')]
    """

    name = "assistant-residue"
    reasons: ClassVar[Mapping[str, str]] = {
        "follow-up-question": "a question back to the person who asked the chat bot",
        "closing": "a pleasantry at the end of a chat bot's answer",
        "opening": "an assent or pleasantry before a chat bot's answer",
        "self-reference": "a chat bot speaks of itself or refuses",
    }
    policy: Literal["remove", "mark"] = Setting("remove", description="`mark` flags what `remove` would take out")

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield an edit or a flag for each part of a line that a chat bot left."""
        rules = _rules()
        if not rules.screen.search(document.text):
            return
        whole: dict[int, str] = {}
        parts: list[Edit] = []
        for line in document.lines:
            if rules.screen.search(line.text):
                found = rules.residue(line.text)
                if found and not _rest(line.text, found).strip():
                    whole[line.index] = found[0].reason
                else:
                    shift = line.start
                    parts += [edit._replace(start=edit.start + shift, end=edit.end + shift) for edit in found]
        if self.policy == "remove":
            yield from sorted([*parts, *document.line_removals(whole)])
        else:
            spans = {(line.start, line.end, whole[line.index]) for line in map(document.lines.__getitem__, whole)}
            spans |= {(edit.start, edit.end, edit.reason) for edit in parts}
            yield from (Flag(*span) for span in sorted(spans))


class _Rule(NamedTuple):
    reason: str
    pattern: re.Pattern[str]
    weak: bool


class _Rules(NamedTuple):
    fold: dict[int, str]
    screen: re.Pattern[str]
    start: list[_Rule]
    end: list[_Rule]

    def residue(self, line: str) -> list[Edit]:
        """Return the edits that take a chat bot's words off both ends of a line."""
        folded = line.translate(self.fold)
        begin = behind = len(folded) - len(folded.lstrip())
        found = []
        while match := _first(self.start, folded, behind):
            rule, behind = match
            behind = len(folded) - len(folded[behind:].lstrip(" \t\u3000"))
            found.append(Edit(begin, behind, "", rule.reason))
            begin = behind
        found += self._ending(folded, behind)
        return found

    def _ending(self, folded: str, behind: int) -> Iterator[Edit]:
        """Yield the edits at the end of a folded line; what lies before `behind` is taken."""
        found: list[tuple[int, _Rule]] = []
        for sentence in reversed(list(_SENTENCE.finditer(folded, behind))):
            core = sentence.group().strip(_MARKS)
            rule = next((rule for rule in self.end if rule.pattern.fullmatch(core)), None)
            if rule is None and core:
                break
            if rule:
                found.append((sentence.start(), rule))
        if all(rule.weak for _, rule in found):
            return
        end = len(folded.rstrip("\r"))
        ends = [end, *(start for start, _ in found)]
        for (start, rule), end in reversed(list(zip(found, ends, strict=False))):
            yield Edit(start, end, "", rule.reason)


def _first(rules: list[_Rule], text: str, start: int) -> tuple[_Rule, int] | None:
    """Return the first rule that matches at a place, and where its match ends."""
    for rule in rules:
        if match := rule.pattern.match(text, start):
            return rule, match.end()
    return None


def _rest(text: str, edits: list[Edit]) -> str:
    """Return what is left of a text without the parts that edits remove."""
    parts, behind = [], 0
    for edit in edits:
        parts.append(text[behind : edit.start])
        behind = edit.end
    return "".join([*parts, text[behind:]])


def rule_data() -> dict[str, Any]:
    """Return the rules as their file holds them.

    >>> rule_data()["rule"][0]["reason"]
    'follow-up-question'
    """
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@cache
def _rules() -> _Rules:
    data = rule_data()
    fold, words = data["fold"], data["screen"]["words"]
    simplified = {**to_simplified(), **str.maketrans(fold["variants"])}
    both: dict[str, str] = {}
    for old, new in simplified.items():
        both[new] = both.get(new, new) + chr(old)
    screen = "|".join("".join(f"[{both.get(char, char)}]" for char in word) for word in words)
    rules = {
        place: [
            _Rule(rule["reason"], re.compile(rule["pattern"]), rule.get("weak", False))
            for rule in data["rule"]
            if rule["place"] == place
        ]
        for place in ("start", "end")
    }
    widths = zip(fold["half_width"], fold["full_width"], strict=True)
    return _Rules({**simplified, **str.maketrans(dict(widths))}, re.compile(screen), **rules)


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [AssistantResidue]
