"""The order of the house: types, style, directions, sizes."""

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

SOURCES = sorted(path for folder in ("core", "plugins", "schemas") for path in (ROOT / folder).rglob("*.py"))
TOOLS = {
    "mypy": ["-m", "mypy"],
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_tools_find_nothing(tool):
    done = subprocess.run([sys.executable, *TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_are_short_and_say_what_they_are(path):
    text = Path(path).read_text("utf-8")
    assert text.count("\n") <= 400
    assert text.startswith('"""')
