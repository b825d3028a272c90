"""Keys as strings of JSON."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from jingwen_plugins.site_profile.keys import Bools, Keys


def packed(keys: Iterable[int] | Keys) -> str:
    """Return keys as a string, sorted, each once.

    >>> packed([1 << 63, 7, 7])
    'BwAAAAAAAAAAAAAAAAAAgA=='
    """
    return b64encode(np.unique(np.asarray(keys, "<u8")).tobytes()).decode()


def unpacked(keys: str) -> Keys:
    """Return the keys of a string.

    >>> unpacked(packed([3, 1, 2])).tolist()
    [1, 2, 3]
    """
    return np.frombuffer(b64decode(keys), "<u8")


def held(keys: Keys, strings: Iterable[str]) -> Bools:
    """Return which keys one of several strings holds.

    >>> held(np.array([1, 2, 3], np.uint64), [packed([2]), packed([3, 4])]).tolist()
    [False, True, True]
    """
    result = np.zeros(len(keys), np.bool_)
    for known in map(_remembered, strings):
        if len(known):
            result |= known.take(np.searchsorted(known, keys), mode="clip") == keys
    return result


@lru_cache(maxsize=256)
def _remembered(keys: str) -> Keys:
    return unpacked(keys)
