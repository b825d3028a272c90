"""The speed of a run, beside a bare reading and writing of its records and beside other programs; tables in Markdown.

    python benchmarks/run --environment ~/.cache/peers  # keeps the environments of the other programs
    python benchmarks/run --no-peers                    # jingwen and the limit alone
    python benchmarks/run --quick                       # less of it, in a minute, and rougher

The limit is one process that reads each record with orjson and writes it again. The other programs get virtual
environments of their own; data-juicer installs more on its first run. A command is measured as a whole, with an eighth
of the documents and with all. The difference is its cost in the long run; what it takes besides is its start-up, with
the dictionaries that the documents ask for. MB/s are by the clock. Each round measures all commands; a ratio is of the
processor times of one round, since the machine may do other work beside, and the median of all rounds is printed.
Damaged documents are made of the pages in ../shared where they are there, else of `fixtures`.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from corpus import pages, prose
from looks import looks
from peers import Peers, peers
from start_up import start_up
from steps import latency, step_costs
from throughput import ON_PROSE, commands, engines, other_sizes

_TOTAL, _QUICK_TOTAL = 15_400_000, 1_000_000  # bytes of documents of a command
_STEPS_TOTAL, _QUICK_STEPS_TOTAL = 4_000_000, 500_000


def main() -> None:
    """Measure, and print tables."""
    arguments = argparse.ArgumentParser(
        prog="python benchmarks/run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--rounds", type=int, help="alternating all commands (3; with --quick 1)")
    arguments.add_argument(
        "--quick", action="store_true", help="fewer documents, rounds and tables, and no other programs"
    )
    arguments.add_argument("--no-peers", action="store_true", help="without other programs")
    arguments.add_argument("--environment", type=Path, metavar="DIR", help="of the others; else a temporary one")
    options = arguments.parse_args()
    rounds = options.rounds or (1 if options.quick else 3)
    total, of_steps = (_QUICK_TOTAL, _QUICK_STEPS_TOTAL) if options.quick else (_TOTAL, _STEPS_TOTAL)
    found = pages()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        others = Peers() if options.quick or options.no_peers else peers(options.environment or folder)
        print(f"{datetime.now(UTC):%Y-%m-%d}, {machine()}; {busy()}")
        chosen = engines(others)
        commands("Whole commands", found, chosen, total, rounds, folder)
        if not options.quick:
            few = {name: engine for name, engine in chosen.items() if name in ON_PROSE}
            commands("Clean prose", prose(), few, total, rounds, folder)
            other_sizes(found, total, rounds, folder)
    step_costs(found, of_steps, rounds)
    latency(found, of_steps, rounds)
    looks(found, of_steps, rounds)
    start_up(2 * rounds)
    print(busy())


def machine() -> str:
    """Return what the figures are of."""
    processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text()) if os.name == "posix" else None
    packages = (f"{package} {version(package)}" for package in ("jingwen", "orjson", "numpy"))
    return f"Python {platform.python_version()}, {', '.join(packages)}; {processor[1] if processor else ''}"


def busy() -> str:
    """Return how busy the machine is: beside much other work no figure is worth anything."""
    return f"load of the machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors"


if __name__ == "__main__":
    main()
