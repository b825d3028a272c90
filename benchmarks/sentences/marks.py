"""Width of marks, spaces and doubled marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

from corpus import SOURCES, Corpus, Row
from engines import Autocorrect, cleaned, cleaner, next_to_han

Engine: TypeAlias = Callable[[list[str]], list[str]]

_MARKS = ",:;?!()"
_RUN = re.compile("[，、；：。！？…]+")
_SPACE = re.compile(r"\s+")


def width(corpus: Corpus, autocorrect: Autocorrect | None) -> None:
    """Print how many folded marks are full-width again, and how many half-width ones stay.

    White space is left out of the comparison, as engines add some. A text whose characters are no longer the same in
    number cannot be compared; those are counted.
    """
    engines: dict[str, Engine] = {"next to Han": lambda texts: list(map(next_to_han, texts))}
    if plugin := cleaner("full-width"):
        engines = {"full-width": lambda texts: [cleaned(plugin, text) for text in texts], **engines}
    if autocorrect:
        engines["autocorrect-py"] = autocorrect.formatted
    print("\nWidth of marks, recall and half-width kept  " + "".join(f"{source:>16}" for source in SOURCES[:-1]))
    rows = [row for row in corpus.rows("nfkc") if len(row["text"]) == len(row["gold"])]
    for name, engine in engines.items():
        after = engine([row["text"] for row in rows])
        cells = [_width(rows, after, source) for source in SOURCES[:-1]]
        lost = sum(len(_bare(row["text"])) != len(_bare(text)) for row, text in zip(rows, after, strict=True))
        print(f"{name:44}" + "".join(f"{cell:>16}" for cell in cells), f"  not comparable: {lost} of {len(rows)}")
    if plugin:
        again = sum(cleaned(plugin, text) != text for text in (cleaned(plugin, row["text"]) for row in rows))
        print(f"texts that a second run changes: {again}; texts of other marks changed, clean: ", end="")
        print(sum(cleaned(plugin, text) != text for text in corpus.plain_texts), "of", len(corpus.plain_texts))


def _width(rows: list[Row], after: list[str], source: str) -> str:
    count = Counter[tuple[bool, bool]]()
    for row, text in zip(rows, after, strict=True):
        old, right, new = map(_bare, (row["text"], row["gold"], text))
        if row["src"] == source and len(old) == len(new):
            # a shape that no folding makes, such as a curly quote, is not looked at
            count.update((a != b, b == c) for a, b, c in zip(old, right, new, strict=True) if a in _MARKS)
    return f"{_share(count[True, True], count[True, False])} {_share(count[False, True], count[False, False])}"


def spaces(corpus: Corpus) -> None:
    """Print how many spaces between characters go, by how dense they are."""
    if not (plugin := cleaner("spaces")):
        return
    rows = corpus.rows("spaces")
    print("\nSpaces removed" + " " * 20 + "".join(f"{source:>9}" for source in SOURCES))
    for rate in sorted({row["rate"] for row in rows}):
        gone, there, wrong = Counter[str](), Counter[str](), 0
        for row in rows:
            if row["rate"] == rate:
                after = cleaned(plugin, row["text"])
                gone[row["src"]] += len(row["text"]) - len(after)
                there[row["src"]] += len(row["text"]) - len(row["gold"])
                wrong += max(0, len(row["gold"]) - len(after))
        cells = (_share(gone[source], there[source] - gone[source]) for source in SOURCES)
        print(f"{f'at {rate:.0%} of all places':34}" + "".join(f"{cell:>9}" for cell in cells), f"  too many: {wrong}")
    print("clean texts changed:", sum(cleaned(plugin, text) != text for text in corpus.plain_texts))


def doubled(corpus: Corpus) -> None:
    """Print how many doubled marks are single again."""
    if not (plugin := cleaner("repeated-marks")):
        return
    count = Counter[tuple[bool, bool, bool]]()
    for row in corpus.rows("dup"):
        texts = row["text"], row["gold"], cleaned(plugin, row["text"])
        for old, right, new in zip(*(_RUN.findall(text) for text in texts), strict=False):
            count[bool(set(old) & set("！？…")), old != right, new == right] += 1
    plain = _share(count[False, True, True], count[False, True, False])
    print(f"\nDoubled marks: {plain} of ，、；：。 single again, {count[True, True, True]} of ！？… (left on purpose)")
    print("clean texts changed:", sum(cleaned(plugin, text) != text for text in corpus.plain_texts))


def _bare(text: str) -> str:
    return _SPACE.sub("", text)


def _share(right: int, wrong: int) -> str:
    return f"{right / (right + wrong):.4f}" if right + wrong else "–"
