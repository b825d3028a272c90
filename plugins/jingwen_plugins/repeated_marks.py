"""repeated-marks: punctuation that was doubled by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from jingwen import Cleaner, Document, Edit, Finding, Plugin, hookimpl
from jingwen_plugins._text import OPENING, in_fence

# A whole run. At the start of a line, behind an opening quote or between ASCII quotes it is a mention of the
# marks, not a slip.
_RUN = re.compile(
    rf"(?<=[^\s{re.escape(OPENING)}，、；：。！？…—～])(?!(?<=([`'\"]))[，、；：。]{{2,3}}\1)"
    r"[，、；：。]{2,3}(?![，、；：。！？…—～])"
)


class RepeatedMarks(Cleaner):
    """Collapses a comma, enumeration comma, semicolon, colon or full stop that stands there twice.

    `，，` `、、` `；；` `：：` are collapsed twice or three times over, `。。` only twice: three full stops, and
    four of the others, stand for an ellipsis in informal writing. A comma beside a full stop goes. Left alone:
    `！！` `？？` `……` `——` `～～`, which express something, mixtures of other marks, quoted marks, and fenced code
    blocks.

    >>> from jingwen.testing import step
    >>> step(RepeatedMarks(), "今天，，天气好。。真的！！")[0].text
    '今天，天气好。真的！！'
    """

    name = "repeated-marks"
    reasons: ClassVar[Mapping[str, str]] = {
        "doubled": "the same mark twice or three times",
        "stray-comma": "a comma beside a full stop",
    }

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield an edit for every run of marks that was meant as one mark."""
        fenced = in_fence(document)
        for match in _RUN.finditer(document.text):
            run = match.group()
            if fenced(match.start()):
                continue
            if len(kinds := set(run)) == 1 and run != "。。。":
                yield Edit(match.start(), match.end(), run[0], "doubled")
            elif kinds == {"，", "。"}:
                yield Edit(match.start(), match.end(), "。", "stray-comma")


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [RepeatedMarks]
