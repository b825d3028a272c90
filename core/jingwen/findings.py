"""Findings: what a cleaner says about a document. The core applies and records them; a cleaner changes nothing itself.

All offsets are code points of the text that the step received.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from pydantic import JsonValue


class Edit(NamedTuple):
    """Replace `text[start:end]` by `new`.

    The edits of a step come sorted and never overlap. `reason` is a slug that the plugin declares.

    >>> Edit(0, 4, "", "breadcrumb").new
    ''
    """

    start: int
    end: int
    new: str
    reason: str


class Field(NamedTuple):
    """A value read from `text[start:end]`.

    Standard fields are `title`, `author`, `source`, `published`, `views` and `script`; a plugin may have others.
    The first reader of a field wins; a different later value becomes a flag, unless it revises the first: the same
    value written otherwise.

    >>> Field("views", 52, 14, 16).value
    52
    """

    name: str
    value: JsonValue
    start: int
    end: int
    revises: bool = False


class Flag(NamedTuple):
    """Something suspicious in `text[start:end]`, left as it is. `start == end` marks a slot between two characters.

    >>> Flag(12, 14, "conjunction-gap", "nothing follows 和").detail
    'nothing follows 和'
    """

    start: int
    end: int
    reason: str
    detail: str = ""


class Link(NamedTuple):
    """An entry of a related list in `text[start:end]`. To take it out of the text as well, return an `Edit` too.

    One that `revises` takes the place of the entry at that index of the document's links.

    >>> Link(0, 30, title="公园开放", url="https://a.example/1").truncated
    False
    """

    start: int
    end: int
    title: str | None = None
    snippet: str | None = None
    url: str | None = None
    truncated: bool = False
    revises: int | None = None


class Reject(NamedTuple):
    """This document must not be emitted as clean.

    >>> Reject("too-short", "12 of at least 50 characters").reason
    'too-short'
    """

    reason: str
    detail: str = ""


Finding: TypeAlias = Edit | Field | Flag | Link | Reject
