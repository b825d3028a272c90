"""Runs a target by the clock, and keeps what it finds."""

import base64
import hashlib
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from fuzz.mutator import BYTES, NUMBERS, Mutator
from fuzz.targets import TARGETS, Target

_SLOW = 5  # seconds of processor time


class Findings:
    """Calls a target, and keeps the first input of each place where it raised.

    Args:
        name: of the target.
        folder: where inputs and tracebacks are written; None writes none.
    """

    def __init__(self, name: str, folder: Path | None = None) -> None:
        self._name, self._folder = name, folder
        self.calls = 0
        self.found: dict[str, bytes] = {}

    def __call__(self, data: bytes) -> None:
        """Call the target with an input."""
        self.calls += 1
        begun = time.process_time()
        try:
            TARGETS[self._name].holds(data)
        except Exception as error:
            self._keep(_place(error), traceback.format_exc(), data)
        if (taken := time.process_time() - begun) > _SLOW:
            self._keep("slow", f"it takes {taken:.1f} s for {len(data)} bytes", data)

    def _keep(self, place: str, report: str, data: bytes) -> None:
        if place in self.found:
            return
        self.found[place] = data
        print(f"FOUND {self._name}: {place}\n{report}\n{base64.b64encode(data).decode()}", flush=True)  # noqa: T201
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
            stem = f"{self._name}-{hashlib.sha256(place.encode()).hexdigest()[:12]}"
            (self._folder / f"{stem}.input").write_bytes(data)
            (self._folder / f"{stem}.txt").write_text(f"{place}\n\n{report}", encoding="utf-8", errors="replace")


def _place(error: Exception) -> str:
    """Return where an exception came from: its kind, or what an assertion says before a colon, and lines of code."""
    if "Traceback (most recent" in str(error):  # of another process
        return " ".join(line.strip() for line in str(error).splitlines() if line.startswith("  File"))
    frames = traceback.extract_tb(error.__traceback__)[1:][-3:]
    kind = str(error).split(":", 1)[0][:200] if isinstance(error, AssertionError) else type(error).__name__
    return " ".join((kind, *(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)))


def inputs(target: Target, seed: int) -> Iterator[bytes]:
    """Yield the seeds of a target, and then, for ever, what becomes of them."""
    seeds = target.seeds()
    yield from seeds
    mutated = Mutator(seed, seeds, target.words)
    while True:
        yield mutated()


def run(name: str, seconds: float, seed: int, folder: Path | None = None) -> Findings:
    """Return what a target gave in some seconds."""
    findings, end = Findings(name, folder), time.monotonic() + seconds
    for data in inputs(TARGETS[name], seed):
        findings(data)
        if time.monotonic() > end:
            break
    return findings


def guided(name: str, seconds: int, seed: int, folder: Path) -> None:
    """Let atheris look for inputs that reach new code. Its libFuzzer ends the process."""
    import atheris

    findings, corpus = Findings(name, folder), folder / f"{name}-corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(TARGETS[name].seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    words = folder / f"{name}.dict"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in (*TARGETS[name].words, *NUMBERS, *BYTES))
    words.write_text("".join(f'"{word}"\n' for word in escaped))
    options = {"max_total_time": seconds, "seed": seed, "dict": words, "max_len": 64 << 10, "timeout": 120}
    options |= {"artifact_prefix": f"{folder}/{name}-", "rss_limit_mb": 4096, "print_final_stats": 1}
    atheris.Setup([sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), str(corpus)], findings)
    atheris.Fuzz()
