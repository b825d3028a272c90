"""Sentence repair: every cleaner on real Chinese text with synthetic damage, and on clean text.

    python benchmarks/sentences                                    # every figure
    python benchmarks/sentences --quick                            # every fifth text, fewer rounds
    python benchmarks/sentences --only joins speed                 # these alone
    python benchmarks/sentences --environment ~/.cache/autocorrect # keeps the environment of autocorrect-py

Line joins are measured against "a line without a terminal mark is joined to the next", marks against "a half-width mark
next to a Chinese character is full-width" and autocorrect-py, which gets a virtual environment of its own. A cleaner
that is not installed is left out. The texts are looked for in ../shared; they cannot be published.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path

from corpus import SHARED, Corpus
from engines import Autocorrect
from flags import alarms, completion, numbering, repeats, tails
from joins import joins
from marks import doubled, spaces, width
from speed import speed

_QUICK = 5  # every so many texts


def autocorrect(folder: Path) -> Autocorrect | None:
    """Return autocorrect-py, or None where it cannot be installed."""
    try:
        return Autocorrect(folder)
    except OSError as error:
        print(f"without autocorrect-py: its environment cannot be made ({error})")
        return None


def main() -> None:
    """Measure, and print tables."""
    arguments = argparse.ArgumentParser(
        prog="python benchmarks/sentences", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = ("joins", "width", "spaces", "doubled", "tails", "completion", "alarms", "numbering", "repeats", "speed")
    arguments.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help="of: %(choices)s")
    arguments.add_argument("--quick", action="store_true", help=f"every {_QUICK}th text, fewer rounds")
    arguments.add_argument("--data", type=Path, metavar="DIR", default=SHARED, help="with the texts (../shared)")
    arguments.add_argument("--environment", type=Path, metavar="DIR", help="of autocorrect-py; else a temporary one")
    options = arguments.parse_args()
    if not (options.data / "data" / "sentences").is_dir():
        raise SystemExit(f"there are no texts in {options.data}; name the folder with --data")
    corpus = Corpus(options.data, _QUICK if options.quick else 1)
    print(f"Python {platform.python_version()}; load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as temporary:
        measures: dict[str, Callable[[], None]] = {
            "joins": lambda: joins(corpus),
            "width": lambda: width(corpus, autocorrect(options.environment or Path(temporary))),
            "spaces": lambda: spaces(corpus),
            "doubled": lambda: doubled(corpus),
            "tails": lambda: tails(corpus),
            "completion": lambda: completion(corpus),
            "alarms": lambda: alarms(corpus),
            "numbering": lambda: numbering(corpus),
            "repeats": lambda: repeats(corpus),
            "speed": lambda: speed(corpus, 3 if options.quick else 7),
        }
        for name in names:
            if name in options.only:
                measures[name]()


if __name__ == "__main__":
    main()
