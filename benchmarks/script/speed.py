"""How fast the engines are, as ratios to opencc-python-reimplemented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from engines import BEST, CLEANER, COMPAT, CPP, EDITS, OFFICIAL, PIPELINE, PYO3, REIMPLEMENTED, Engine, started

_ROWS = (REIMPLEMENTED, PYO3, CPP, COMPAT, BEST, OFFICIAL, EDITS, CLEANER, PIPELINE)
_LEAST = 0.3  # seconds of a measurement; the noise of the machine drowns shorter ones
_LOADED = ("numpy", "jingwen_plugins.script_variants")
_MB = 1_000_000


class Taken(NamedTuple):
    """The seconds of an engine's first pass over the documents, and of a later one."""

    first: float
    warm: float


def conversion_speed(cpp: str | None, simplified: Sequence[str], rounds: int) -> None:
    """Print a table for each conversion.

    Every round measures all engines on the same documents, and a ratio is of two speeds of one round. An engine gets a
    new process in each round, as one may be half as fast as the next by where its memory happens to lie. Its first pass
    over the documents is told apart from those that follow: then it may remember words.

    Args:
        cpp: the interpreter of the environment with the C++ package, if there is one.
        simplified: documents in simplified Chinese.
        rounds: how many.
    """
    with Engine(OFFICIAL) as engine:
        traditional = engine.converted("s2t", simplified) or []
    for title, config, texts in (
        ("s2t, to: hant", "s2t", simplified),
        ("t2s, to: hans", "t2s", traditional),
        ("s2twp, to: hant-tw with idioms", "s2twp", simplified),
        ("t2s, to: hans, on texts with nothing to convert", "t2s", simplified),
    ):
        size = sum(len(text.encode()) for text in texts) / _MB
        print(f"\n{title}: {len(texts)} documents, {size:.2f} MB, {rounds} rounds")
        _print(size, [dict(_round(cpp, config, texts)) for _ in range(rounds)])


def _print(size: float, taken: Sequence[Mapping[str, Taken]]) -> None:
    """Print a table of what the engines took in each round for so many megabytes."""
    print(f"{'':34}{'warm: best MB/s':>16}{'median ratio':>14}{'(lowest–highest)':>18}", end="")
    print(f"{'first pass: best MB/s':>24}{'median ratio':>14}")
    for name in _ROWS:
        own = [each[name] for each in taken if name in each]
        if not own:
            print(f"{name:34}{'–':>16}")
            continue
        base = [each[REIMPLEMENTED] for each in taken]
        ratios = [other.warm / each.warm for other, each in zip(base, own, strict=True)]
        first_ratios = [other.first / each.first for other, each in zip(base, own, strict=True)]
        spread = f"({min(ratios):.1f}–{max(ratios):.1f})"
        print(f"{name:34}{size / min(each.warm for each in own):16.2f}{median(ratios):14.1f}{spread:>18}", end="")
        print(f"{size / min(each.first for each in own):24.2f}{median(first_ratios):14.1f}", flush=True)


def _round(cpp: str | None, config: str, texts: Sequence[str]) -> Iterator[tuple[str, Taken]]:
    """Yield the engines that are installed, and what they took."""
    for engine in started(_ROWS, cpp):
        with engine:
            first, warm = engine.seconds(config, texts), engine.seconds(config, texts, _LEAST)
        if first and warm:
            yield engine.name, Taken(first, warm)


def load_time(configs: Sequence[str], times: int = 3) -> None:
    """Print how long the first conversion of a fresh process takes to load what it needs."""
    print(f"\nload in a fresh process, ms, median of {times}")
    print(f"{'':8}{'official':>12}{'compat':>12}{'opencc-python-reimplemented':>32}{'official to that':>18}")
    imports = list[list[float]]()
    for config in configs:
        cells = list[float | None]()
        for name, modules in ((OFFICIAL, _LOADED), (COMPAT, _LOADED), (REIMPLEMENTED, ("opencc",))):
            taken = [seconds for _ in range(times) if (seconds := _loaded(name, config, modules))]
            cells.append(median(seconds[-1] for seconds in taken) * 1000 if taken else None)
            if name == OFFICIAL:
                imports += [seconds[:-1] for seconds in taken]
        official, compat, other = cells
        ratio = f"{official / other:.1f}" if other and official else "–"
        print(f"{config:8}{_cell(official):>12}{_cell(compat):>12}{_cell(other):>32}{ratio:>18}", flush=True)
    names = [
        f"{name} {median(each) * 1000:.0f}" for name, each in zip(_LOADED, zip(*imports, strict=True), strict=True)
    ]
    print(f"imports before that, the second without the first: {', '.join(names)}")


def _loaded(name: str, config: str, modules: Sequence[str]) -> list[float] | None:
    with Engine(name) as fresh:
        return fresh.load(config, modules)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
