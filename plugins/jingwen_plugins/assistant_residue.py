"""assistant-residue: what a chat bot said around the text that it wrote, and what it was told."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

from pydantic import Field as Setting

from jingwen import Cleaner, Document, Edit, Finding, Flag, Line, Plugin, hookimpl
from jingwen_plugins._characters import replacing, to_simplified
from jingwen_plugins._regex import regex

_SENTENCE = regex(r"[^。！？…]+[。！？…]*")
_MARKS = " \t\r\u3000。！？…~～"
_BLANKS = (" ", "\t", "\u3000")
_LONGEST = 160  # characters of a sentence behind a word that rules look for
_QUESTION = 10  # lines of a question


class AssistantResidue(Cleaner):
    """Removes the follow-up questions and pleasantries of chat bots, in both scripts and both widths of punctuation.

    Only whole sentences go: closings and follow-up questions at the end of a line, openings and self-references at its
    start. The lead-in of a list (`以下是一些建议：`) is body text and stays; `好的，` before it goes. What stands in
    quotes is somebody's speech and stays, and so does what a company says of itself (`请随时联系我们`).

    Of the prompt go control tokens (`<|im_end|>`), lines that only tell what to write (`请根据以下内容生成…：`), and
    `用户：` and `助手：` where a text is one question and one answer; a longer conversation may be the text itself.

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
        "prompt": "what a chat bot was told, or the marks of a conversation with it",
    }
    policy: Literal["remove", "mark"] = Setting("remove", description="`mark` flags what `remove` would take out")

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield an edit or a flag for each part of a line that a chat bot left."""
        rules = _rules()
        suspects = {line: rules.folded(line.text) for line in rules.suspects(document)}
        if not suspects:
            return
        found = {line.index: rules.residue(text) for line, text in suspects.items()}
        left = {line: _rest(text, found[line.index]).strip() for line, text in suspects.items()}
        whole = {line.index for line in suspects if found[line.index] and not left[line]}
        if exchange := rules.exchange(document, left, whole):
            question, answer = exchange
            found |= {line.index: [Edit(0, len(line.text), "", "prompt")] for line in question}
            found[answer.index] = rules.residue(suspects[answer], answer=True)
            whole |= {line.index for line in question if not line.blank}
            whole |= {answer.index} if not _rest(answer.text, found[answer.index]).strip() else set()
        removals = {index: found[index][0].reason for index in whole}
        parts = [
            edit._replace(start=edit.start + line.start, end=edit.end + line.start)
            for line in map(document.lines.__getitem__, sorted(found.keys() - whole))
            for edit in found[line.index]
        ]
        if self.policy == "remove":
            yield from sorted([*parts, *document.line_removals(removals)])
        else:
            spans = {(line.start, line.end, removals[line.index]) for line in map(document.lines.__getitem__, removals)}
            spans |= {(edit.start, edit.end, edit.reason) for edit in parts}
            yield from (Flag(*span) for span in sorted(spans))


class _Rule(NamedTuple):
    reason: str
    weak: bool = False


class _Place(NamedTuple):
    """The rules that look at one place, as one pattern: each is a group, the first that matches counts."""

    pattern: re.Pattern[str]
    rules: list[_Rule]

    def rule(self, match: re.Match[str]) -> _Rule:
        """Return the rule that matched."""
        return self.rules[(match.lastindex or 0) - 1]


class _Rules(NamedTuple):
    """The rules by where they look.

    Args:
        folded: returns a text as the rules meet it, of the same length.
        screens: what finds lines that are worth a look, in a text with a line break before it.
        start: rules for the start of a line.
        end: rules for its last sentences.
        tail: rules for its last characters.
        question: finds the label of who asks.
        answer: finds the label of a chat bot.
    """

    folded: Callable[[str], str]
    screens: tuple[re.Pattern[str], ...]
    start: _Place
    end: _Place
    tail: _Place
    question: re.Pattern[str]
    answer: re.Pattern[str]

    def suspects(self, document: Document) -> list[Line]:
        """Return the lines that may hold residue."""
        text = "\n" + document.text
        places = [match.start("word") - 1 for screen in self.screens for match in screen.finditer(text)]
        start = attrgetter("start")
        return sorted({document.lines[bisect_right(document.lines, place, key=start) - 1] for place in places})

    def exchange(self, document: Document, left: Mapping[Line, str], gone: set[int]) -> tuple[list[Line], Line] | None:
        """Return the lines of a question, and the line where its answer begins, if a text is one such exchange.

        Args:
            document: the document.
            left: what is left of the lines that may hold residue, folded.
            gone: the lines that go anyway.
        """
        labelled = [line for line, text in left.items() if self.answer.match(text)]
        if len(labelled) != 1:
            return None
        first = next(line for line in document.lines if not line.blank and line.index not in gone)
        asked = [line for line, text in left.items() if self.question.match(text)]
        if labelled[0] == first and not asked:
            return [], first
        if asked == [first] and first.index < labelled[0].index <= first.index + _QUESTION:
            return list(document.lines[first.index : labelled[0].index]), labelled[0]
        return None

    def residue(self, folded: str, *, answer: bool = False) -> list[Edit]:
        """Return the edits that take a chat bot's words off both ends of a line.

        Args:
            folded: the line, folded.
            answer: whether the label of who speaks goes as well.
        """
        behind, end = len(folded) - len(folded.lstrip()), len(folded.rstrip("\r"))
        found = list[Edit]()
        before = -1
        while len(found) > before:  # what is all prompt may be seen only when the sentence behind it is gone
            before, folded = len(found), folded[:end]
            while match := self.start.pattern.match(folded, behind) or (answer and self.answer.match(folded, behind)):
                begin, behind = behind, match.end()
                while folded[behind : behind + 1] in _BLANKS:
                    behind += 1
                found.append(Edit(begin, behind, "", self.start.rule(match).reason if match.lastindex else "prompt"))
            if tail := self.tail.pattern.search(folded, behind):
                start = max(behind, len(folded[: tail.start()].rstrip("".join(_BLANKS))))
                found.append(Edit(start, end, "", self.tail.rule(tail).reason))
                end = start
            found += self._ending(folded[:end], behind)
            end = min([end, *(edit.start for edit in found if edit.start >= behind)])
        return sorted(found)

    def _ending(self, folded: str, behind: int) -> Iterator[Edit]:
        """Yield the edits at the end of a folded line; what lies before `behind` is taken."""
        found: list[tuple[int, _Rule]] = []
        for sentence in reversed(list(_SENTENCE.finditer(folded, behind))):
            core = sentence.group().strip(_MARKS)
            match = self.end.pattern.fullmatch(core)
            if match:
                found.append((sentence.start(), self.end.rule(match)))
            elif core:
                break
        if all(rule.weak for _, rule in found):
            return
        ends = [len(folded), *(start for start, _ in found)]
        for (start, rule), end in reversed(list(zip(found, ends, strict=False))):
            yield Edit(start, end, "", rule.reason)


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
    fold = {chr(old): new for old, new in to_simplified().items()}
    fold |= data["fold"]["variants"] | dict(zip(data["fold"]["half_width"], data["fold"]["full_width"], strict=True))
    both: dict[str, str] = {}
    for old, new in fold.items():
        both[new] = both.get(new, new) + old

    def words(place: str) -> tuple[str, str]:
        """Return the class of the first characters, and the pattern."""
        # a first character that is no class makes for a quick search, above all if each stands there once
        behind: dict[str, list[str]] = {}
        for word in data["screen"][place]:
            rest = "".join(f"[{re.escape(both.get(char, char))}]" for char in word[1:])
            for first in both.get(word[0], word[0]):
                behind.setdefault(first, []).append(rest)
        alternatives = (f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in behind.items())
        return f"[{re.escape(''.join(behind))}]", f"(?P<word>{'|'.join(alternatives)})"

    def rules(place: str) -> _Place:
        found = [rule for rule in data["rule"] if rule["place"] == place]
        found.sort(key=lambda rule: rule.get("weak", False))  # the sure ones first
        pattern = regex("|".join(f"({rule['pattern']})" for rule in found))
        return _Place(pattern, [_Rule(rule["reason"], rule.get("weak", False)) for rule in found])

    (first, starts), (_, ends) = words("start"), words("end")
    start = rf"\n[ \t\u3000]*(?={first}){starts}"
    end = rf"{ends}[^。！？…!?\n]{{0,{_LONGEST}}}+[。！？…!?~～ \t\r\u3000]*+(?:\n|\Z)"
    return _Rules(
        folded=replacing(fold),
        screens=(re.compile(start), re.compile(end)),
        start=rules("start"),
        end=rules("end"),
        tail=rules("tail"),
        question=regex(data["roles"]["question"]),
        answer=regex(data["roles"]["answer"]),
    )


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [AssistantResidue]
