"""Which lines of a document go: runs of lines that the site repeats, between lines that it repeats widely."""

from __future__ import annotations

import numpy as np

from jingwen_plugins.site_profile.keys import Bools, Keys, are_paragraphs

_INSIDE = 2
"""How many wide lines a run between two paragraphs must have: a single one may be a heading or a quotation."""


def removed(keys: Keys, repeated: Bools, wide: Bools) -> Bools:
    """Return which lines go.

    A run goes from its first wide line to its last, or to the document's edge. What lies outside these may be a date,
    a signature or a subheading that belongs to the body.

    Args:
        keys: of the lines that are not blank.
        repeated: which of them the site repeats.
        wide: which of them it repeats widely.

    >>> keys = np.array([8, 16, 24, 34, 16, 42, 32, 16], np.uint64)
    >>> removed(keys, np.isin(keys, [8, 16, 32]), np.isin(keys, [16, 32])).tolist()
    [True, True, False, False, False, False, True, True]
    """
    paragraphs = are_paragraphs(keys)
    if 2 * np.count_nonzero(paragraphs & repeated) > np.count_nonzero(paragraphs):
        repeated = repeated & ~paragraphs  # more of the body than of the site, whatever it is
    body = np.flatnonzero(paragraphs & ~repeated)
    first, last = (int(body[0]), int(body[-1])) if len(body) else (0, len(keys))
    result = np.zeros(len(keys), np.bool_)
    bounds = np.flatnonzero(np.diff(repeated, prepend=False, append=False))
    for start, end in zip(bounds[::2].tolist(), bounds[1::2].tolist(), strict=True):
        behind = start > last
        anchors = start + np.flatnonzero(wide[start:end] & (behind | ~paragraphs[start:end]))
        if len(anchors) >= (1 if behind or end <= first else _INSIDE):
            result[(0 if start == 0 else anchors[0]) : (end if end == len(keys) else anchors[-1] + 1)] = True
    return result
