"""The engines, each in a process of its own that takes its own time, as one of them needs an environment of its own.

The C++ package `opencc` installs the same module as opencc-python-reimplemented. This file imports no package before it
is asked to, so it runs in any environment: `python engines.py NAME` answers requests, a line of JSON each.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from importlib import import_module
from typing import Any, TypeAlias

Work: TypeAlias = tuple[Callable[[str], Any], Callable[[Any], Any]]
"""What makes a text ready, and what is done with it; the latter alone is timed."""

REIMPLEMENTED, PYO3, CPP = "opencc-python-reimplemented", "opencc-pyo3", "opencc (C++)"
OFFICIAL, BEST, COMPAT = (f"jingwen convert, data: {data}" for data in ("official", "best", "compat"))
EDITS, CLEANER, PIPELINE = "jingwen edits alone", "jingwen cleaner, one step", "jingwen Pipeline.clean"
_SETTINGS = {"s2t": {"to": "hant"}, "t2s": {"to": "hans"}, "s2twp": {"to": "hant-tw", "idioms": True}}
_FIRST = "从源头发展经济。\n她看著我從慰藉口袋。"  # both scripts, words that overlap: all dictionaries load


def _opencc(config: str) -> Work:
    from opencc import OpenCC

    return str, OpenCC(config).convert


def _pyo3(config: str) -> Work:
    from opencc_pyo3 import OpenCC

    if not OpenCC.is_valid_config(config):  # it would take another one
        raise ValueError(config)
    return str, OpenCC(config).convert


def _convert(config: str, data: Any) -> Work:
    from jingwen_plugins.script_variants import convert

    return str, partial(convert, config=config, data=data)


def _edits(config: str) -> Work:
    from jingwen_plugins.script_variants.classes import Scanned
    from jingwen_plugins.script_variants.conversion import converter

    return str, lambda text: converter(config).edits(Scanned.of(text), "converted")


def _cleaner(config: str) -> Work:
    from jingwen import Document, RawDocument
    from jingwen.contract import checked
    from jingwen.ledger import apply
    from jingwen_plugins.script_variants import ScriptVariants

    plugin = ScriptVariants(**_SETTINGS[config])
    step = plugin.name

    def run(document: Document) -> object:
        document = document.with_changes()  # as a step receives it: nothing of its text is known yet
        findings = checked(list(plugin.findings(document)), document=document, step=step, plugin=plugin)
        return apply(document, findings, step=step, plugin=plugin)

    return lambda text: Document.of(RawDocument(text=text)), run


def _pipeline(config: str) -> Work:
    from jingwen import Pipeline
    from jingwen_plugins.script_variants import ScriptVariants

    return str, Pipeline([ScriptVariants(**_SETTINGS[config])]).clean


_FACTORIES: dict[str, Callable[[str], Work]] = {
    REIMPLEMENTED: _opencc,
    PYO3: _pyo3,
    CPP: _opencc,
    OFFICIAL: partial(_convert, data="official"),
    BEST: partial(_convert, data="best"),
    COMPAT: partial(_convert, data="compat"),
    EDITS: _edits,
    CLEANER: _cleaner,
    PIPELINE: _pipeline,
}


class Engine:
    """An engine in a process of its own. Each answer is None where it is not installed or lacks the configuration.

    Args:
        name: of the engine.
        python: the interpreter of the environment that it is installed in.
    """

    def __init__(self, name: str, python: str = sys.executable) -> None:
        self.name, self.python = name, python
        self._process = subprocess.Popen(
            [python, __file__, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def load(self, config: str, modules: Sequence[str]) -> list[float] | None:
        """Return the seconds of the import of each module, and of the configuration up to its first conversion."""
        return self._asked(config, modules=modules)

    def seconds(self, config: str, texts: Sequence[str], least: float = 0) -> float | None:
        """Return the seconds of one pass over texts: the mean of as many as fill the least time, or of one."""
        return self._asked(config, texts=texts, least=least)

    def converted(self, config: str, texts: Sequence[str]) -> list[str] | None:
        """Return converted texts."""
        return self._asked(config, texts=texts)

    def _asked(self, config: str, **request: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"config": config, **request}) + "\n")
        self._process.stdin.flush()
        if not (answer := self._process.stdout.readline()):
            raise SystemExit(f"{self.name} failed on {config}")
        return json.loads(answer)


def started(names: Sequence[str], cpp: str | None) -> Iterator[Engine]:
    """Start engines; the C++ one where there is an interpreter for it."""
    for name in names:
        if python := cpp if name == CPP else sys.executable:
            yield Engine(name, python)


def _serve(name: str) -> None:
    made = cache(partial(_made, _FACTORIES[name]))
    for line in sys.stdin:
        request = json.loads(line)
        took = [_seconds(import_module, [module]) for module in request.get("modules", ())]
        begun = time.perf_counter()
        work = made(request["config"])
        took.append(time.perf_counter() - begun)
        answer: Any = work and took
        if work and "texts" in request:
            prepare, run = work
            ready = [prepare(text) for text in request["texts"]]
            answer = _seconds(run, ready, request["least"]) if "least" in request else [run(each) for each in ready]
        print(json.dumps(answer), flush=True)


def _made(factory: Callable[[str], Work], config: str) -> Work | None:
    """Return an engine that has loaded all it needs."""
    try:
        prepare, run = factory(config)
        run(prepare(_FIRST))
    except (ImportError, OSError, RuntimeError, ValueError):  # each says in its own way that it has no such thing
        return None
    return prepare, run


def _seconds(run: Callable[[Any], Any], ready: Sequence[Any], least: float = 0) -> float:
    passes, begun = 0, time.perf_counter()
    while True:
        for each in ready:
            run(each)
        passes += 1
        if (elapsed := time.perf_counter() - begun) >= least:
            return elapsed / passes


if __name__ == "__main__":
    _serve(sys.argv[1])
