"""Whole commands on the same documents, as ratios."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeAlias

from corpus import LARGE, SMALL, USUAL, documents, megabytes, write
from peers import Peers
from processes import Taken, measured
from tables import print_table

Command: TypeAlias = Callable[[Path, Path], list[str | Path]]
"""Returns the command that reads an input and writes into a folder."""

PROGRAM = Path(sys.executable).with_name("jingwen")
_HERE = Path(__file__).parent
_PART = 8  # one in so many documents: what the others take beside them is the cost in the long run
LIMIT, ONE, TWO = "orjson alone: the limit", "jingwen run -w 1", "jingwen run -w 2"
TROVE, TROVE_FIVE = "datatrove, reading and writing alone", "datatrove, five plain cleaners"
_BASES = {LIMIT: "orjson", TROVE: "datatrove I/O", TROVE_FIVE: "datatrove, five"}
FIVE, JUICER = "jingwen run -w 1, five.yaml", "data-juicer, five operators"
ON_PROSE = (LIMIT, ONE, FIVE, TROVE, TROVE_FIVE, JUICER)
"""What is measured on clean prose as well."""


class Engine(NamedTuple):
    """What is measured.

    Args:
        command: that does it.
        times: how often its input has each document: what is fast needs more to be measured.
    """

    command: Command
    times: int = 1


class Series(NamedTuple):
    """What an engine took, in each round.

    Args:
        sizes: in MB, of a part of the documents and of all.
        part: with the part.
        whole: with all.
    """

    sizes: tuple[float, float]
    part: list[Taken]
    whole: list[Taken]

    @property
    def speed(self) -> float:
        """MB a second by the clock in the long run: what the other documents take beside the part."""
        more = median(each.seconds for each in self.whole) - median(each.seconds for each in self.part)
        return (self.sizes[1] - self.sizes[0]) / max(more, 1e-3)

    @property
    def start(self) -> float:
        """Seconds that it takes besides: to start, and to load what the documents ask for."""
        return max(median(each.seconds for each in self.whole) - self.sizes[1] / self.speed, 0.0)

    @property
    def at_all(self) -> float:
        """MB a second by the clock, from its start to its end."""
        return self.sizes[1] / median(each.seconds for each in self.whole)

    @property
    def costs(self) -> list[float]:
        """Seconds of processor time that a MB takes in each round in the long run."""
        part = median(each.processor for each in self.part)
        return [max(each.processor - part, 1e-3) / (self.sizes[1] - self.sizes[0]) for each in self.whole]


def _chain(name: str, programs: Path, source: Path, out: Path) -> list[str | Path]:
    return [programs / "python", _HERE / "chains.py", name, source, out]


def _jingwen(*options: str | Path) -> Engine:
    return Engine(lambda source, out: [PROGRAM, "run", source, "-o", out, "--progress", "none", *options])


def _juicer(programs: Path, source: Path, out: Path) -> list[str | Path]:
    target = out / "out.jsonl"
    config = _HERE / "data-juicer.yaml"
    return [programs / "dj-process", "--config", config, "--dataset_path", source, "--export_path", target]


def engines(others: Peers) -> dict[str, Engine]:
    """Return what can be measured here."""
    found: dict[str, Engine] = {
        LIMIT: Engine(partial(_chain, "orjson", PROGRAM.parent), 10),
        ONE: _jingwen("-w", "1"),
        TWO: _jingwen("-w", "2"),
        "jingwen run -w 1 --provenance none": _jingwen("-w", "1", "--provenance", "none"),
        "jingwen run -w 1, preset zh-web-hans": _jingwen("-w", "1", "-c", "preset:zh-web-hans"),
        FIVE: _jingwen("-w", "1", "-c", _HERE / "five.yaml"),
    }
    if others.datatrove:
        found[TROVE] = Engine(partial(_chain, "datatrove-io", others.datatrove), 5)
        found[TROVE_FIVE] = Engine(partial(_chain, "datatrove-five", others.datatrove))
    if others.data_juicer:
        found[JUICER] = Engine(partial(_juicer, others.data_juicer))
    return found


def commands(
    kind: str, found: Sequence[Sequence[str]], chosen: Mapping[str, Engine], total: int, rounds: int, folder: Path
) -> None:
    """Print a table of engines on documents of the usual size.

    Args:
        kind: of the documents, for the title.
        found: the lines that they are made of.
        chosen: the engines.
        total: bytes of all documents.
        rounds: how many; each measures all engines.
        folder: for the files.
    """
    texts = documents(found, USUAL, total)
    series = _measured(chosen, texts, rounds, folder)
    bases = [name for name in _BASES if name in series]
    rows = [[name, *_cells(name, series, bases)] for name in series]
    print_table(
        f"{kind}, {len(texts)} documents of {USUAL.name}, {megabytes(texts):.1f} MB:", _heads("command", bases), rows
    )
    if ONE in series and TWO in series:
        print(f"{TWO} to {ONE}, by the clock: {series[TWO].speed / series[ONE].speed:.2f}")


def other_sizes(found: Sequence[Sequence[str]], total: int, rounds: int, folder: Path) -> None:
    """Print a table of jingwen beside the limit on small and on large documents."""
    chosen = {name: engine for name, engine in engines(Peers()).items() if name in (LIMIT, ONE)}
    rows = list[list[str]]()
    for size in (SMALL, LARGE):
        texts = documents(found, size, total)
        series = _measured(chosen, texts, rounds, folder)
        rows.append([f"{len(texts)} of {size.name}", *_cells(ONE, series, [LIMIT])])
    print_table(f"Other sizes, {ONE}:", _heads("documents", [LIMIT]), rows)


def _measured(chosen: Mapping[str, Engine], texts: Sequence[str], rounds: int, folder: Path) -> dict[str, Series]:
    """Return what each engine took; one that fails is told and left out."""
    part, out = texts[: max(len(texts) // _PART, 1)], folder / "out"
    inputs = dict[int, tuple[Path, Path]]()
    for times in {engine.times for engine in chosen.values()}:
        inputs[times] = folder / f"part-{times}.jsonl", folder / f"whole-{times}.jsonl"
        write(inputs[times][0], part * times)
        write(inputs[times][1], texts * times)

    def run(name: str, source: Path) -> Taken:
        shutil.rmtree(out, ignore_errors=True)
        return measured(chosen[name].command(source, out))

    taken = dict[str, tuple[list[Taken], list[Taken]]]()
    for name in chosen:
        try:
            run(name, inputs[chosen[name].times][0])  # data-juicer installs what it needs on its first run
            taken[name] = [], []
        except RuntimeError as error:
            print(f"without {name}: {error}", file=sys.stderr)
    for number in range(rounds):
        for name, series in taken.items():
            for source, each in zip(inputs[chosen[name].times], series, strict=True):
                each.append(run(name, source))
            print(f"round {number + 1}, {name}: {series[1][-1].seconds:.1f} s", file=sys.stderr)
    found = dict[str, Series]()
    for name, (of_part, of_whole) in taken.items():
        times = chosen[name].times
        found[name] = Series((megabytes(part) * times, megabytes(texts) * times), of_part, of_whole)
    return found


def _heads(first: str, bases: Iterable[str]) -> list[str]:
    ratios = (f"to {_BASES[base]}" for base in bases)
    return [first, "start-up, s", "whole, MB/s", "MB/s", "processor, ms/MB", *ratios, "parent, MB", "worker, MB"]


def _cells(name: str, series: Mapping[str, Series], bases: Iterable[str]) -> list[str]:
    """Return what a table says of an engine. A ratio is of two costs of one round: the median of all."""
    own = series[name]
    ratios = (median(b / a for a, b in zip(own.costs, series[base].costs, strict=True)) for base in bases)
    worker = max(each.worker for each in own.whole)
    return [
        f"{own.start:.2f}",
        f"{own.at_all:.1f}",
        f"{own.speed:.1f}",
        f"{median(own.costs) * 1000:.0f}",
        *(f"{ratio:.2g}" if ratio < 1 else f"{ratio:.1f}" for ratio in ratios),
        f"{max(each.parent for each in own.whole):.0f}",
        f"{worker:.0f}" if worker else "–",
    ]
