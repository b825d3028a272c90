"""Fuzz one target by the clock: `python tests/fuzz/fuzz.py jsonl --seconds 600 --seed 1 --findings out`.

Where atheris is installed, it looks for inputs that reach new code; else, or with `--plain`, seeds are mutated blindly.
"""

import argparse
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

sys.path[0] = str(Path(__file__).parents[1])
_WATCHED = ("jingwen", "jingwen.formats", "jingwen.config", "jingwen.run", "jingwen_plugins", "jingwen_schemas")


def main() -> int:
    """Run a target; return 1 if it found something."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), help="the folder for what is found")
    parser.add_argument("--plain", action="store_true", help="without atheris")
    parser.add_argument("--input", type=Path, help="call the target with this file alone, for example a finding")
    given = parser.parse_args()
    # what happens in another process cannot be watched
    watched = not (given.plain or given.input or given.target == "parquet") and find_spec("atheris")
    if watched:
        _watch()
    from fuzz import loop
    from fuzz.targets import TARGETS

    if given.target not in TARGETS:
        parser.error(f"no target '{given.target}'; there are {', '.join(TARGETS)}")
    if given.input:
        TARGETS[given.target].holds(given.input.read_bytes())
        return 0
    if watched:
        loop.guided(given.target, given.seconds, given.seed, given.findings)
    begun = time.monotonic()
    done = loop.run(given.target, given.seconds, given.seed, given.findings)
    rate = done.calls / (time.monotonic() - begun)
    ended = getattr(TARGETS[given.target].holds, "ended", 0)
    print(f"{given.target}: {done.calls} calls, {rate:.0f} a second, {len(done.found)} found, {ended} processes ended")  # noqa: T201
    return 1 if done.found else 0


def _watch() -> None:
    """Import what is to be watched through atheris."""
    import atheris

    with atheris.instrument_imports(include=["jingwen", "jingwen_plugins", "jingwen_schemas"]):
        for name in _WATCHED:
            for module in iter_modules(import_module(name).__path__, f"{name}."):
                if not module.name.endswith("__main__"):
                    import_module(module.name)


if __name__ == "__main__":
    sys.exit(main())
