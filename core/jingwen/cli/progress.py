"""Saying how far a run is: a bar on a terminal, a line every ten seconds elsewhere, JSON on request."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from jingwen.cli.terminal import say

if TYPE_CHECKING:
    from jingwen.run import Progress

_EVERY = {"line": 10.0, "json": 1.0}  # seconds


class ProgressStyle(StrEnum):
    """How a run says how far it is."""

    auto = "auto"
    bar = "bar"
    lines = "lines"
    json = "json"
    none = "none"


@contextmanager
def shown(style: ProgressStyle) -> Iterator[Callable[[Progress], None]]:
    """Give a function that shows progress, and clean up behind it.

    Args:
        style: `auto` is a bar on a terminal, and lines elsewhere.
    """
    if style is ProgressStyle.auto:
        style = ProgressStyle.bar if sys.stderr.isatty() else ProgressStyle.lines
    if style is ProgressStyle.bar:
        with _bar() as show:
            yield show
    elif style is ProgressStyle.none:
        yield _unseen
    else:
        yield _lines(as_json=style is ProgressStyle.json)


def _unseen(progress: Progress) -> None:
    """Show nothing."""


def _lines(*, as_json: bool) -> Callable[[Progress], None]:
    """Return a function that writes a line now and then."""
    begun = last = time.monotonic()
    every = _EVERY["json" if as_json else "line"]

    def show(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= every:
            last = now
            figures = _figures(progress, now - begun)
            if as_json:
                import json

                say(json.dumps(figures))
            else:
                say(_sentence(figures))

    return show


def _figures(progress: Progress, seconds: float) -> dict[str, Any]:
    """Return all that there is to say, as plain data."""
    before = progress.resumed
    documents = progress.counts.read - (before.counts.read if before else 0)
    speed = (progress.size - (before.size if before else 0)) / seconds if seconds else 0.0
    left = (progress.total - progress.size) / speed if speed and progress.total else None
    counts = progress.counts.model_dump()
    return {
        **counts,
        "bytes": progress.size,
        "total_bytes": progress.total or None,
        "seconds": round(seconds, 1),
        "documents_per_second": round(documents / seconds, 1) if seconds else 0.0,
        "megabytes_per_second": round(speed / 1e6, 2),
        "seconds_left": None if left is None else round(left),
    }


def _sentence(figures: dict[str, Any]) -> str:
    """Return a line for people."""
    parts = []
    if total := figures["total_bytes"]:
        parts.append(f"{figures['bytes'] / total:.0%}")
    parts.append(f"{figures['read']} read, {figures['rejected']} rejected, {figures['quarantined']} quarantined")
    parts.append(f"{figures['documents_per_second']:.0f} documents/s, {figures['megabytes_per_second']:.1f} MB/s")
    if figures["seconds_left"] is not None:
        parts.append(f"{_span(figures['seconds_left'])} left")
    return "; ".join(parts)


def _span(seconds: int) -> str:
    """Return a time span for people.

    >>> _span(59), _span(3_700)
    ('0:59', '1:01:40')
    """
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    """Give a function that moves a bar."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.percentage:>3.0f}%"), BarColumn(bar_width=24), TextColumn("{task.description}"))
    begun = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def show(progress: Any) -> None:
            sentence = _sentence(_figures(progress, time.monotonic() - begun))
            description = sentence.split("; ", 1)[-1] if progress.total else sentence
            bar.update(task, total=progress.total or None, completed=progress.size, description=description)

        yield show
