"""Other programs, each in a virtual environment of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

_PACKAGES = {
    "datatrove": ("datatrove", "regex", "orjson", "opencc==1.4.2"),
    "data-juicer": ("py-data-juicer", "aiohttp"),  # both import what they do not ask for
}


class Peers(NamedTuple):
    """The folders with the programs of each environment, None where it cannot be made."""

    datatrove: Path | None = None
    data_juicer: Path | None = None


def peers(folder: Path) -> Peers:
    """Return the environments, made if need be; one that cannot be made is told and left out."""
    return Peers(*(_programs(folder / name, packages) for name, packages in _PACKAGES.items()))


def _programs(folder: Path, packages: tuple[str, ...]) -> Path | None:
    programs = folder / "bin"
    try:
        if not (programs / "python").exists():
            _run(sys.executable, "-m", "venv", folder)
        _run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1]
        print(f"without {folder.name}: {' '.join(packages)} cannot be installed ({reason})", file=sys.stderr)
        return None
    return programs


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
