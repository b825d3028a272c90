"""What is lost on the way from simplified to Taiwan's traditional Chinese and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from corpus import Text

from jingwen import Pipeline
from jingwen.ledger import restored
from jingwen_plugins.script_variants import ScriptVariants
from jingwen_plugins.script_variants.dictionaries import Data

_AROUND = 2  # characters


class Difference(NamedTuple):
    """A place that came back in another way; at most five characters of a text are told."""

    before: str
    old: str
    new: str
    behind: str

    def __str__(self) -> str:
        return f"{self.before}[{self.old}→{self.new}]{self.behind}"


def round_trip(texts: Sequence[Text], data: Data = "official") -> None:
    """Print the documents that come back different, and what differs.

    Args:
        texts: in simplified Chinese.
        data: the setting of the cleaner.
    """
    there, back = (Pipeline([ScriptVariants(to=to, data=data)]) for to in ("hant-tw", "hans"))
    changed = identical = undone = 0
    pairs, kinds = Counter[str](), Counter[str]()
    print(f"\nround trip hans → hant-tw → hans, data: {data}: {len(texts)} documents")
    for name, text in texts:
        away = there.clean(text)
        home = back.clean(away.document.text)
        for result, source in ((away, text), (home, away.document.text)):
            assert restored(result.document.text, result.ledger) == source
            undone += 1
        changed += away.document.text != text
        found = Counter(_differences(text, home.document.text))
        identical += not found
        for each, count in found.items():
            pairs[f"{each.old}→{each.new}"] += count
        kinds.update({f"{each.old}→{each.new}" for each in found})
        if found:
            told = " | ".join(f"{each} ×{count}" if count > 1 else str(each) for each, count in found.items())
            print(f"{name}: {told}")
    print(f"{changed} documents were converted, {identical} of {len(texts)} come back identical, ", end="")
    print(f"{undone} of {2 * len(texts)} conversions undone exactly")
    for pair, count in pairs.most_common():
        print(f"  {pair}  {count} times in {kinds[pair]} documents")


def _differences(old: str, new: str) -> Iterator[Difference]:
    # no conversion touches the end of a line
    for line, other in zip(old.split("\n"), new.split("\n"), strict=True):
        for kind, start, end, new_start, new_end in SequenceMatcher(None, line, other, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            single = end - start == new_end - new_start
            for offset in range(end - start if single else 1):
                at, behind = start + offset, start + offset + 1 if single else min(end, start + 1)
                changed = other[new_start + offset] if single else other[new_start : min(new_end, new_start + 1)]
                yield Difference(line[max(at - _AROUND, 0) : at], line[at:behind], changed, line[behind:][:_AROUND])
