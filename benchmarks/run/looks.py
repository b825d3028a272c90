"""What one look at a text costs: what plugins are made of."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence

import numpy as np
from corpus import USUAL, documents, megabytes
from tables import print_table

from jingwen import Document, RawDocument

_RARE = "\u200b-\u200d\u2060\ufeff\ue000-\uf8ff"
_WORDS = "责任编辑|版权声明|扫一扫|上一篇|下一篇|相关阅读"
_CLASS = re.compile(f"[{_RARE}]")
_ANCHORED = re.compile(f"^(?:{_WORDS})", re.MULTILINE)
_ALTERNATION = re.compile(_WORDS)
_CASELESS = re.compile("copyright", re.IGNORECASE)
_BEHIND = re.compile(f"(?<=[一-鿿])[{_RARE}]")
_MATCH = re.compile(f"(?:{_WORDS})").match
_EMPTY = Document.of(RawDocument(text=""))
_ABSENT = frozenset("〇囍")
_TABLE = np.zeros(0x110000, bool)
_TABLE[0x3007] = True


def _code_points(text: str) -> object:
    return np.flatnonzero(_TABLE.take(np.frombuffer(text.encode("utf-32-le"), np.uint32)))


_LOOKS: dict[str, Callable[[str], object]] = {
    '`"〇" in text`': lambda text: "〇" in text,
    "`text.encode()`": str.encode,
    '`text.split("\\n")`': lambda text: text.split("\n"),
    "`document.lines`": lambda text: _EMPTY.with_changes(text=text).lines,
    "numpy: a table of code points, `take`, `flatnonzero`": _code_points,
    "regex: a class of rare characters": _CLASS.findall,
    "regex: six words": _ALTERNATION.findall,
    "regex: six words at line starts, `MULTILINE`": _ANCHORED.findall,
    "regex: one word, `IGNORECASE`": _CASELESS.findall,
    "regex: starts with a lookbehind": _BEHIND.findall,
    "regex: a `match` for each line": lambda text: [_MATCH(line) for line in text.split("\n")],
    '`frozenset("〇囍").isdisjoint(text)`': _ABSENT.isdisjoint,
    "`frozenset(text)`": frozenset,
    "Python: a look at each character": lambda text: [None for character in text if character == "〇"],
}


def looks(found: Sequence[Sequence[str]], total: int, rounds: int) -> None:
    """Print what each kind of look costs in documents of the usual size, the best of all rounds."""
    texts = documents(found, USUAL, total)
    best = dict.fromkeys(_LOOKS, float("inf"))
    for _ in range(rounds + 1):
        for name, look in _LOOKS.items():
            begun = time.process_time()
            for text in texts:
                look(text)
            best[name] = min(best[name], time.process_time() - begun)
    rows = [[name, f"{seconds * 1000 / megabytes(texts):.2f}"] for name, seconds in best.items()]
    print_table("One look at a whole text:", ["look", "ms/MB"], rows)
