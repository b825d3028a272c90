"""repeated-marks: punctuation that was doubled by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from jingwen import Cleaner, Document, Edit, Finding, Plugin, hookimpl
from jingwen_plugins._regex import regex
from jingwen_plugins._text import OPENING, in_code

_MARKS = "，、；：。"
# A whole run. At the start of a line, behind an opening quote or between ASCII quotes it is a mention of the
# marks, not a slip. The first mark comes first, so that the search runs from mark to mark.
_RUN = regex(
    rf"[{_MARKS}](?=[{_MARKS}])(?<=[^\s{re.escape(OPENING)}{_MARKS}！？…—～].)"
    rf"(?!(?<=([`'\"]).)[{_MARKS}]{{1,2}}\1)[{_MARKS}]{{1,2}}(?![{_MARKS}！？…—～])"
)
# every run begins like one of these; a search for each mark takes less time than one for all
_STARTS = [regex(f"{mark}[{_MARKS}]") for mark in _MARKS]
_ELLIPSIS = "。。。"
_FEW = 2


class RepeatedMarks(Cleaner):
    """Collapses a comma, enumeration comma, semicolon, colon or full stop that stands there twice.

    `，，` `、、` `；；` `：：` are collapsed twice or three times over, `。。` only twice: three full stops, and
    four of the others, stand for an ellipsis in informal writing. Three full stops go with the others where a text has
    more of those. A comma beside a full stop goes. Left alone: `！！` `？？` `……` `——` `～～`, which express
    something, mixtures of other marks, quoted marks, and code.

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
        if not any(start.search(document.text) for start in _STARTS):
            return
        coded = in_code(document)
        runs = [match for match in _RUN.finditer(document.text) if not coded(match.start())]
        slips = sum(run.group() != _ELLIPSIS and len(set(run.group())) == 1 for run in runs)
        collapsing = slips >= _FEW and 2 * slips > len(runs)
        for match in runs:
            run = match.group()
            kinds = set(run)
            if len(kinds) == 1 and (collapsing or run != _ELLIPSIS):
                yield Edit(match.start(), match.end(), run[0], "doubled")
            elif kinds == {"，", "。"}:
                yield Edit(match.start(), match.end(), "。", "stray-comma")


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [RepeatedMarks]
