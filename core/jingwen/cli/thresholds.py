"""`--fail-if`: a limit that makes a run fail."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jingwen_schemas import RunCounts

_SHAPE = re.compile(r"\s*(read|written|rejected|quarantined)\s*(>=|<=|>|<|=)\s*([0-9]+(?:\.[0-9]+)?)\s*(%?)\s*")
_OPERATORS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq}


@dataclass(frozen=True)
class Threshold:
    """A limit on one count.

    Args:
        text: as the user gave it.
        count: which.
        comparison: one of `> >= < <= =`.
        value: a number, or percent of what was read.
        percent: which of the two.
    """

    text: str
    count: str
    comparison: str
    value: float
    percent: bool

    @classmethod
    def parse(cls, text: str) -> Threshold:
        """Return a threshold.

        Raises:
            ConfigError: the text is none.

        >>> Threshold.parse("quarantined>0.1%").value
        0.1
        """
        from jingwen.errors import ConfigError

        if not (found := _SHAPE.fullmatch(text)):
            shape = "a count (read, written, rejected, quarantined), one of > >= < <= =, a number or a percentage"
            raise ConfigError(f"--fail-if '{text}' is none: it takes {shape}, as in 'quarantined>0.1%'")
        count, comparison, value, percent = found.groups()
        return cls(text, count, comparison, float(value), bool(percent))

    def exceeded(self, counts: RunCounts) -> bool:
        """Whether a run went beyond it. Nothing read is no percentage.

        >>> from jingwen_schemas import RunCounts
        >>> Threshold.parse("rejected>=50%").exceeded(RunCounts(read=4, written=2, rejected=2, quarantined=0))
        True
        """
        number = float(getattr(counts, self.count))
        if self.percent:
            if not counts.read:
                return False
            number = 100 * number / counts.read
        return bool(_OPERATORS[self.comparison](number, self.value))
