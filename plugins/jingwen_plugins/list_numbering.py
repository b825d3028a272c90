"""list-numbering: numbered lists whose numbers repeat, leave one out or start again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import ClassVar, NamedTuple
from unicodedata import numeric

from jingwen import Cleaner, Document, Finding, Flag, Plugin, hookimpl
from jingwen_plugins._regex import regex
from jingwen_plugins._text import HEADING, TERMINAL, in_fence

_HAN_DIGITS = "〇一二三四五六七八九"
_HAN_NUMBER = "[一二三四五六七八九十百零〇]{1,5}"
_NUMBER = rf"\d{{1,3}}|{_HAN_NUMBER}"
_MARKER = regex(
    # the line break comes first because a search for one character is quick; few lines go on with one of the class
    r"\n[ \t\u3000]*(?=[*#>(（\d一二三四五六七八九十百零〇第Ss步①-⑳⑴-⒇㈠-㈩❶-❿Ⅰ-Ⅻ])(?:\*\*|#{1,6} |> )?(?P<marker>"
    rf"(?P<open>[(（]?)(?P<number>{_NUMBER})(?P<close>[)）.．、])"
    rf"|第(?P<nth>{_NUMBER})(?P<unit>[章节節篇卷回条條步]?)(?=[\s：:，,、.．*]|$)"
    rf"|(?P<word>[Ss]tep|STEP|步[骤驟]) ?(?P<step>{_NUMBER})(?=[\s：:，,、.．*]|$)"
    r"|(?P<sign>[①-⑳⑴-⒇㈠-㈩❶-❿Ⅰ-Ⅻ])"
    r")"
)
_SIGNS = (("①", "⑳"), ("⑴", "⒇"), ("㈠", "㈩"), ("❶", "❿"), ("Ⅰ", "Ⅻ"))
_CHAPTERS = ("章", "篇", "卷", "回")
_IN_PROSE = (1, "")  # 第一， 第二， count arguments, and the next speaker begins with 第一， too
_NOT_BLANK = regex(r"\n[^\S\n]*+\S")
_BULLET = regex(r"\s*[-–—•●·*+○◆■▪]")
_LONGEST_HEADING = 30
_NO_HEADING = regex(rf"[{TERMINAL}；;，,”’」』]$|[：:]")
_SHOWN = 12  # numbers of a list on either side of the fault
_DEEPEST = 8  # levels of lists


class ListNumbering(Cleaner):
    """Flags numbered lists that count `1. 1. 2. 3.`, leave a number out or start again; it changes nothing.

    Items are lines that begin with a number: `1.` `1、` `1)` `（1）` `一、` `（一）` `①` `Step 1` `步骤一` `第一步`.
    Each goes to the innermost open list that it continues, so lists may be nested, and a document may have several: a
    list may start again behind a heading or a lead-in. A list that counts down, or has the same number throughout
    (Markdown), has no fault; a year, a decimal or a section number (`1.1`) is no item. Detail is the sequence found.

    >>> from jingwen_schemas import RawDocument
    >>> text = "1. 洗米\\n1. 泡豆\\n2. 磨浆\\n3. 煮沸"
    >>> list(ListNumbering().findings(Document.of(RawDocument(text=text))))
    [Flag(start=6, end=8, reason='repeated', detail='1. 1. 2. 3.')]
    """

    name = "list-numbering"
    reasons: ClassVar[Mapping[str, str]] = {
        "repeated": "a list item has the number of the one before it",
        "gap": "a list leaves one or more numbers out",
        "restart": "a list starts again at 1 with nothing that would begin another one",
        "backwards": "a list goes back to a lower number",
    }

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield a flag for each item whose number does not follow the one before it."""
        text = "\n" + document.text
        items = [_item(match) for match in _MARKER.finditer(text)]
        if len(items) > 1:
            fenced = in_fence(document)
            lists = _lists((item for item in items if not fenced(item.start)), document.text)
            yield from sorted(flag for each in lists for flag in each.faults())


class _Item(NamedTuple):
    """A numbered line.

    Args:
        number: its number.
        style: how its number is written: the level that it usually has, what it counts, and its mark.
        sure: false where a digit follows, as in `1.5 元`: then it is an item only where a list lacks its number.
        line: where its line starts.
        start: where its number starts.
        marker: the number as it is written.
    """

    number: int
    style: tuple[int, str, str]
    sure: bool
    line: int
    start: int
    marker: str

    @property
    def indent(self) -> int:
        return self.start - self.line

    @property
    def kind(self) -> tuple[int, str]:
        """Level and what is counted: a list may mix `1.` and `2、`."""
        return self.style[:2]


class _List:
    """The items of a list, the places of those that start it again, and what may be items."""

    def __init__(self, item: _Item) -> None:
        self.items = [item]
        self.restarts = set[int]()
        self.unsure = dict[int, _Item]()
        self._paragraphs = 0
        self._unmeasured = list[tuple[int, int]]()

    @property
    def last(self) -> _Item:
        return self.items[-1]

    def continued_by(self, number: int) -> bool:
        """Whether a number follows the last one, upwards or, in a list that counts down, downwards."""
        step = number - self.last.number
        if len(self.items) == 1:
            return step == 1 or (step == -1 and self.last.number > 2)  # 2. 1. is no countdown
        return step == (-1 if self.items[1].number == self.items[0].number - 1 else 1)

    def paragraphs(self, text: str) -> int:
        """Return the most paragraphs that an item has beside its first line, the last item aside."""
        self._paragraphs = max(self._paragraphs, *(_paragraphs(text[start:end]) for start, end in self._unmeasured), 0)
        self._unmeasured.clear()
        return self._paragraphs

    def add(self, item: _Item) -> None:
        """Add an item, and before it those that are not sure where the list lacks their numbers."""
        self._unmeasured.append((self.last.line, item.line))
        lacking = range(self.last.number + 1, item.number)
        if lacking and all(number in self.unsure for number in lacking):
            self.items += (self.unsure[number] for number in lacking)
        self.unsure.clear()
        self.items.append(item)

    def faults(self) -> Iterator[Flag]:
        """Yield the flags of a list that is finished."""
        numbers = [item.number for item in self.items]
        steps = [b - a for a, b in pairwise(numbers)]
        if not any(steps) or all(step == -1 for step in steps):
            return
        # numbers that never follow one another are no list: articles that a text quotes, scores
        ordered = steps.count(1) >= (1 if numbers[0] == 1 else 2) or numbers[0] == 1 < numbers[-1] == len(numbers)
        for place, step in enumerate(steps, 1):
            if place in self.restarts:
                reason = "restart"
            elif not ordered or step == 1:
                continue
            else:
                reason = "repeated" if step == 0 else "gap" if step > 1 else "backwards"
            item = self.items[place]
            yield Flag(item.start, item.start + len(item.marker), reason, self._sequence(place))

    def _sequence(self, place: int) -> str:
        first, behind = max(0, place - _SHOWN), place + _SHOWN
        shown = [item.marker for item in self.items[first:behind]]
        return " ".join(["…"] * (first > 0) + shown + ["…"] * (behind < len(self.items)))


def _item(match: re.Match[str]) -> _Item:
    """Return what a match of `_MARKER` in a text with a line break before it says."""
    line, start, marker = match.start(), match.start("marker") - 1, match["marker"]
    style, sure = (1, "step", ""), True
    if sign := match["sign"]:
        first = next(first for first, last in _SIGNS if first <= sign <= last)
        return _Item(int(numeric(sign)), (7, first, ""), True, line, start, marker)
    if number := match["nth"]:
        style = (int(match["unit"] not in _CHAPTERS), match["unit"], "")
    elif not (number := match["step"]):
        number, bracket, mark = match["number"], match["open"], match["close"]
        digits, closed = number.isdecimal(), mark in ")）"
        level = (2 if digits else 0) + (bool(bracket) + closed * digits)
        style = (2 + level, "bracket" if bracket else "", "" if closed else "." if mark in ".．" else mark)
        following = match.string[match.end() : match.end() + 1]
        sure = closed or not (bracket or following.isdecimal() or (not digits and re.match(_HAN_NUMBER, following)))
    return _Item(_value(number), style, sure, line, start, marker)


def _value(number: str) -> int:
    """Return the value of a number of up to three digits.

    >>> [_value(number) for number in ("12", "十", "十一", "二十", "一百零五", "二〇")]
    [12, 10, 11, 20, 105, 20]
    """
    if number.isdecimal():
        return int(number)
    number = number.replace("零", "〇")
    if not set("十百") & set(number):
        return int("".join(str(_HAN_DIGITS.index(digit)) for digit in number))
    value = digit = 0
    for character in number:
        if character in "十百":
            value += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _HAN_DIGITS.index(character)
    return value + digit


def _lists(items: Iterator[_Item], text: str) -> list[_List]:
    """Return the lists that items form."""
    lists, opened = list[_List](), list[_List]()
    for item in items:
        alike = [each for each in reversed(opened) if each.last.kind == item.kind]
        same = next((each for each in alike if each.last.style == item.style), None)
        if not item.sure:
            if same:
                same.unsure.setdefault(item.number, item)
            continue
        target = next((each for each in alike if each.continued_by(item.number)), None)
        if not target and (target := same) and item.number <= 1:
            if _child(target, item, text):
                target = None
            elif _apart(target, item, text):
                del opened[opened.index(target) :]
                target = None
            elif target.last.number > 1:
                target.restarts.add(len(target.items))
        if target:
            del opened[opened.index(target) + 1 :]
            target.add(item)
        else:
            opened = [*opened[1 - _DEEPEST :], _List(item)]
            lists.append(opened[-1])
    return lists


def _child(parent: _List, item: _Item, text: str) -> bool:
    """Whether an item with the first number begins a list inside the last item of another."""
    between = text[parent.last.line : item.line].rstrip()
    return item.indent > parent.last.indent or ("\n" not in between and between.endswith(("：", ":")))


def _apart(before: _List, item: _Item, text: str) -> bool:
    """Whether what stands between a list and an item with the first number begins another list."""
    between = text[before.last.line : item.line]
    for line in map(str.strip, between.split("\n")[1:]):
        marker = _MARKER.match("\n" + line)
        if marker and _item(marker).style[0] < before.last.style[0]:
            return True
        if not marker and line and (line[0] == "#" or line[-1] in "：:" or HEADING.match(line)):
            return True
    if len(before.items) == 1:
        return _ends_in_heading(between)
    if _paragraphs(between) > before.paragraphs(text) or before.last.kind == _IN_PROSE:
        return True
    return _ends_in_heading(between) and not _ends_in_heading(text[before.items[-2].line : before.last.line])


def _ends_in_heading(item: str) -> bool:
    """Whether the last line of an item, behind its first one, looks like the heading of something else."""
    _, *lines = item.rstrip().split("\n")
    line = lines[-1].strip() if lines else ""
    return 0 < len(line) <= _LONGEST_HEADING and not _BULLET.match(line) and not _NO_HEADING.search(line)


def _paragraphs(item: str) -> int:
    """Return how many lines of an item are not blank, its first one aside."""
    return len(_NOT_BLANK.findall(item))


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [ListNumbering]
