"""Main text of real Chinese pages: what engines keep of it, and what of the rest.

    python benchmarks/chrome --environment ~/.cache/chrome   # every engine; keeps the environment of the packages
    python benchmarks/chrome --engines jingwen-text naive    # these alone
    python benchmarks/chrome --quick                         # every fifth page
    python benchmarks/chrome --json scores.json              # also what each page scores

P, R and F1 are of characters (longest common subsequence with the gold text, NFKC, white space removed), means over
pages. Chrome lines are lines of the naive text that the gold text does not have. A page that an engine fails on counts
as empty. The classifier of jingwen was trained on these very pages: `benchmarks/chrome/unseen.py` measures it on sites
that it has not seen. The packages of other engines get a virtual environment of their own. The pages are looked for in
../shared; they cannot be published.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from corpus import SHARED, Page, clean_texts, labelled, pages
from engines import KINDS, Answer, Engine
from scoring import present, score
from tables import Results, Row, print_groups, print_table, progress

_QUICK = 5  # every so many pages


def interpreters(names: Iterable[str], folder: Path) -> dict[str, str]:
    """Return the interpreter of each engine; one whose packages cannot be installed is told and left out."""
    found = dict[str, str]()
    python = folder / "bin" / "python"
    for name in names:
        packages = KINDS[name].packages
        try:
            if packages and not python.exists():
                _run(sys.executable, "-m", "venv", folder)
                _run(python, "-m", "pip", "install", "--quiet", "--upgrade", "pip")
            if packages:
                _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
        except (OSError, subprocess.CalledProcessError) as error:
            reason = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1]
            print(f"without {name}: {' '.join(packages)} cannot be installed ({reason})")
        else:
            found[name] = str(python) if packages else sys.executable
    return found


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def measured(pythons: Mapping[str, str], found: Sequence[Page]) -> Results:
    """Return what each engine makes of the pages that it can read.

    Every page goes to all of them in turn: a machine that is slow for a while is slow for all.

    Args:
        pythons: the interpreter of each engine.
        found: the pages.
    """
    contents = {name: [page.html if KINDS[name].html else page.text for page in found] for name in pythons}
    answers: dict[str, list[tuple[Page, Answer]]] = {name: [] for name in pythons}
    with ExitStack() as running:
        engines = {}
        for name, python in pythons.items():
            corpus = [(content, page.url) for page, content in zip(found, contents[name], strict=True) if content]
            engines[name] = running.enter_context(Engine(name, python, corpus))
        for number, page in enumerate(found):
            for name, engine in engines.items():
                if content := contents[name][number]:
                    answers[name].append((page, engine.extract(content, page.url)))
            progress(number + 1, len(found), "pages")
    return {name: [_row(*answer) for answer in each] for name, each in answers.items()}


def _row(page: Page, answer: Answer) -> Row:
    return Row(page, score(answer.text, page.gold, page.text.split("\n")), answer.seconds, answer.error)


def print_plain(name: str, python: str, data: Path, every: int) -> None:
    """Print what an engine takes from labelled plain documents, and from texts that have no chrome."""
    found, texts = labelled(data)[::every], clean_texts(data)[::every]
    gone, there, clean = Counter[str](), Counter[str](), Counter[bool]()
    with Engine(name, python) as engine:
        for document in found:
            kept = present(document.text.split("\n"), engine.extract(document.text).text)
            there.update(document.labels)
            gone.update(label for label, each in zip(document.labels, kept, strict=True) if not each)
        for text in texts:
            lines = text.split("\n")
            kept = present(lines, engine.extract(text).text)
            # an address may go, and leaves little of its line
            clean.update(each for line, each in zip(lines, kept, strict=True) if line.strip() and "://" not in line)
    print(
        f"{name:24}{len(found)} plain documents: {gone['C']} of {there['C']} body lines lost, "
        f"{gone['X']} of {there['X']} chrome lines gone; clean text: {clean[False]} of {clean.total()} lines deleted, "
        f"{clean[False] / clean.total() * 10_000:.1f} of 10,000"
    )


def main() -> None:
    """Measure, and print tables."""
    arguments = argparse.ArgumentParser(
        prog="python benchmarks/chrome", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument(
        "--engines", nargs="+", choices=KINDS, default=list(KINDS), metavar="NAME", help="of: %(choices)s"
    )
    arguments.add_argument("--quick", action="store_true", help=f"every {_QUICK}th page")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write what each page scores")
    arguments.add_argument("--data", type=Path, metavar="DIR", default=SHARED, help="with the pages (../shared)")
    arguments.add_argument("--environment", type=Path, metavar="DIR", help="of the packages; else a temporary one")
    options = arguments.parse_args()
    every = _QUICK if options.quick else 1
    if not (options.data / "data" / "pages").is_dir():
        raise SystemExit(f"there are no pages in {options.data}; name the folder with --data")
    found = pages(options.data)[::every]
    with tempfile.TemporaryDirectory() as temporary:
        pythons = interpreters(options.engines, options.environment or Path(temporary))
        results = measured(pythons, found)
        report(results)
        print()
        for name, python in pythons.items():
            if not KINDS[name].html:
                print_plain(name, python, options.data, every)
    if options.json:
        rows = [
            {"engine": name, "page": row.page.id, **row.score._asdict(), "seconds": row.seconds, "error": row.error}
            for name, each in results.items()
            for row in each
        ]
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


def report(results: Results) -> None:
    """Print the tables: all engines on the pages that have HTML, and those that read text on all pages."""
    shown = {name: each for name, rows in results.items() if (each := [row for row in rows if row.page.html])}
    texts = {name: rows for name, rows in results.items() if rows and not KINDS[name].html}
    for title, each in (("Pages with HTML", shown), ("All pages, text", texts)):
        if each:
            print_table(title, each)
            print_groups(each)


if __name__ == "__main__":
    main()
