"""What several test modules build on."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st

from jingwen import Cleaner

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


def jingwen(*arguments, stdin=b"", env=None, cwd=None) -> subprocess.CompletedProcess:
    """Run the command line in a process of its own."""
    command = [str(Path(sys.executable).with_name("jingwen")), *map(str, arguments)]
    return subprocess.run(
        command, input=stdin, capture_output=True, env={**os.environ, **(env or {})}, cwd=cwd, check=False
    )
