"""Reads dates as pages write them."""

from __future__ import annotations

import re
from datetime import date, datetime

from jingwen_plugins._regex import regex

_ZONE = r"(?:(?:格林尼治标准|格林威治标准|北京|香港|台北|当地)时间|GMT|UTC|HKT|CST)?"
_CLOCK = (
    rf"[\sT,]{{0,3}}{_ZONE}\s?(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?\s?)?(?P<half>上午|下午|晚上|凌晨|中午|早上|[ap]m)?\s?"
    r"(?P<hour>\d{1,2})(?::|时|点)(?P<minute>\d{2})分?(?::?(?P<second>\d{2})(?!\d)秒?)?(?:\s?(?P<late_half>[ap]m)\b)?"
)
DATE = (
    r"(?<!\d)(?P<year>(?:19|20)\d\d|1[01]\d|(?<=[间期于]:)\d\d(?=-\d\d-\d\d\s?\d\d:))"
    r"\s?(?P<mark>[-/.年])\s?(?P<month>\d{1,2})\s?[-/.月]\s?"
    rf"(?:(?P<day>[0-3]\d|\d)\s?日?(?:{_CLOCK}|\s?\(?(?:星期|周)[一二三四五六日天]\)?)?)(?!\d)"
)
"""A date of a folded line, with the time of day where it has one; its groups are what `iso` needs."""

_MADE = regex(
    r"(?P<day>\d{4}[-/]\d\d[-/]\d\d)(?:[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)


def iso(found: re.Match[str]) -> str | None:
    """Return a date as precise as it was given, or None where there is no such day.

    A zone is understood and left out: it is the page's own time.
    """
    year, hour, half = found["year"], found["hour"], found["half"] or (found["late_half"] or "").lower()
    if len(year) == 3:  # a year of the Republic: understood, but not for certain
        return None
    years = int(year) + (2000 if len(year) < 3 else 0)
    try:
        if hour is None:
            return date(years, int(found["month"]), int(found["day"])).isoformat()
        afternoon = 12 if half in ("下午", "晚上", "pm") and int(hour) < 12 else 0
        moment = datetime(  # noqa: DTZ001 (the page's own time)
            years,
            int(found["month"]),
            int(found["day"]),
            int(hour) + afternoon,
            int(found["minute"]),
            int(found["second"] or 0),
        )
    except ValueError:
        return None
    return moment.isoformat(timespec="seconds" if found["second"] else "minutes")


def machine_made(value: object) -> str | None:
    """Return a date as the head of a page gives it in ISO 8601, or None where it is none.

    >>> machine_made("2024-03-05 10:20:00"), machine_made("2024/03/05"), machine_made("gestern")
    ('2024-03-05T10:20:00', '2024-03-05', None)
    """
    found = _MADE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    made = found["day"].replace("/", "-") + (f"T{found['time']}{found['zone'] or ''}" if found["time"] else "")
    try:
        datetime.fromisoformat(made)
    except ValueError:
        return None
    return made
