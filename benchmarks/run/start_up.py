"""How long a command takes before it does anything."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from processes import Taken, measured
from tables import print_table
from throughput import PROGRAM

_DOCUMENT = '{"text": "首页正文\\n\\n今日天晴，，适合出门。"}\n'.encode()
_COMMANDS: dict[str, tuple[Sequence[str | Path], bytes]] = {
    "python -c pass": ((sys.executable, "-c", "pass"), b""),
    "jingwen --help": ((PROGRAM, "--help"), b""),
    "jingwen run - -o -, one document": ((PROGRAM, "run", "-", "-o", "-"), _DOCUMENT),
}


def start_up(rounds: int) -> None:
    """Print what commands take to start, the median of rounds."""
    taken = dict[str, list[Taken]]()
    for number in range(rounds + 1):
        for name, (command, content) in _COMMANDS.items():
            each = measured(command, content)
            if number:  # the first may still have files to read
                taken.setdefault(name, []).append(each)
    rows = [
        [
            f"`{name}`",
            f"{median(each.seconds for each in found) * 1000:.0f}",
            f"{median(each.processor for each in found) * 1000:.0f}",
        ]
        for name, found in taken.items()
    ]
    print_table("Start-up:", ["command", "ms", "processor, ms"], rows)
