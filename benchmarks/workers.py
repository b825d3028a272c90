"""Throughput and memory of a run by number of workers: ratios measured in one go on one input.

    python benchmarks/workers.py                      # 100 MB, one worker against two
    python benchmarks/workers.py --megabytes 1000     # 1 GB, 200,000 documents

The documents are put together from those in `fixtures/documents`, about 5 kB each, with a fixed seed.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAM = Path(sys.executable).with_name("jingwen")
DOCUMENT = 5_000  # bytes
MB = 1_000_000


def generate(path: Path, megabytes: int) -> int:
    """Write an input of a size, and return how many documents it has."""
    chance = random.Random(7)  # noqa: S311 (no secret)
    pages = [page.read_text("utf-8").split("\n\n") for page in sorted((ROOT / "fixtures" / "documents").rglob("*.txt"))]
    documents = megabytes * MB // DOCUMENT
    with path.open("w", encoding="utf-8") as file:
        for number in range(documents):
            page = list(chance.choice(pages))
            while sum(map(len, page)) * 3 < DOCUMENT - 200:
                page.insert(len(page) // 2, chance.choice(chance.choice(pages)))
            file.write(json.dumps({"id": f"d{number}", "text": "\n\n".join(page)}, ensure_ascii=False) + "\n")
    return documents


def memory(process: int) -> int:
    """Return the resident bytes of a process, or 0 if it is gone."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4096
    except (OSError, IndexError):
        return 0


def descendants(process: int) -> list[int]:
    """Return the processes below a process."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [each for child in map(int, children) for each in (child, *descendants(child))]


def measure(source: Path, out: Path, workers: int) -> tuple[float, list[tuple[float, float]]]:
    """Run once; return the seconds, and the megabytes of the parent and of its largest descendant over time."""
    shutil.rmtree(out, ignore_errors=True)
    begun = time.monotonic()
    command = [PROGRAM, "run", source, "-o", out, "-w", str(workers), "--progress", "none"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        samples = []
        while process.poll() is None:
            largest = max(map(memory, descendants(process.pid)), default=0)
            samples.append((memory(process.pid) / MB, largest / MB))
            time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"the run failed with exit code {process.returncode}")
    return time.monotonic() - begun, samples


def main() -> None:
    """Measure, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--megabytes", type=int, default=100)
    arguments.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    arguments.add_argument("--rounds", type=int, default=2, help="alternating, the best of each counts")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = generate(folder / "in.jsonl", options.megabytes)
        size = (folder / "in.jsonl").stat().st_size
        print(f"{documents} documents, {size / MB:.0f} MB")
        best: dict[int, float] = {}
        for _ in range(options.rounds):
            for workers in options.workers:
                seconds, samples = measure(folder / "in.jsonl", folder / "out", workers)
                best[workers] = min(seconds, best.get(workers, seconds))
                quarters = [
                    samples[len(samples) * part // 4 : len(samples) * (part + 1) // 4 or 1] for part in range(4)
                ]
                peaks = [[max((each[who] for each in part), default=0.0) for part in quarters] for who in (0, 1)]
                print(
                    f"{workers} workers: {seconds:.1f} s, {size / MB / seconds:.2f} MB/s, "
                    f"{documents / seconds:.0f} documents/s; "
                    f"peak MB by quarter: parent {[round(peak) for peak in peaks[0]]}, "
                    f"worker {[round(peak) for peak in peaks[1]]}",
                    flush=True,
                )
        first = options.workers[0]
        for workers in options.workers[1:]:
            print(f"throughput of {workers} workers to {first}: {best[first] / best[workers]:.2f}")


if __name__ == "__main__":
    main()
