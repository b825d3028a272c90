"""What several test modules build on."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st

from jingwen import Cleaner, Learner

any_text = st.text(
    st.one_of(
        st.sampled_from("\r\n\u0085\u2028\0\u0301\u200d\ufeff𠮷😀，。,:;?!()…“” \u3000\t首页正文作者来源1.是的"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)
"""Any Unicode text, rich in what texts break on."""


class Scripted(Cleaner):
    """Says what it was told to say."""

    name = "scripted"
    reasons: ClassVar = {"any": "for tests"}
    said: Any = ()

    def findings(self, document):
        return iter(self.said)


class KnownLines(Cleaner):
    """Removes lines."""

    name = "known-lines"
    reasons = {"repeated": "a line that stands in several documents"}
    known: tuple[str, ...] = ()

    def findings(self, document):
        found = [line.index for line in document.lines if line.text in self.known]
        return document.line_removals(dict.fromkeys(found, "repeated"))


class RepeatedLines(Learner[dict[str, int]]):
    """Learns which lines stand in several documents."""

    name = "repeated-lines"
    at_least: int = 2

    def observe(self, documents):
        return dict(Counter(line for document in documents for line in {line.text for line in document.lines}))

    def combine(self, a, b):
        return dict(Counter(a) + Counter(b))

    def cleaner(self, summary):
        return KnownLines(known=tuple(sorted(line for line, count in summary.items() if count >= self.at_least)))


def jingwen(*arguments, stdin=b"", env=None, cwd=None) -> subprocess.CompletedProcess:
    """Run the command line in a process of its own."""
    command = [str(Path(sys.executable).with_name("jingwen")), *map(str, arguments)]
    return subprocess.run(
        command, input=stdin, capture_output=True, env={**os.environ, **(env or {})}, cwd=cwd, check=False
    )


def tree(folder) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def distribution(folder, name, entry_points, module=""):
    """Lay an installed distribution into a folder of sys.path."""
    (folder / f"{name}.py").write_text(module, encoding="utf-8")
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[jingwen]\n" + "\n".join(entry_points), encoding="utf-8")
