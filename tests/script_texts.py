"""Texts to test conversion between scripts with: words of its dictionaries, ends of words, and what lies between."""

from functools import cache

from hypothesis import strategies as st

from jingwen_plugins.script_variants.dictionaries import COMPAT, OFFICIAL, configuration

CONVERSIONS = [
    (config, data)
    for data, configs in (("official", OFFICIAL), ("best", OFFICIAL), ("compat", COMPAT))
    for config in configs
]
"""Every configuration with every data."""

OPERATORS = "⿰⿱⿲⿳⿻"
BETWEEN = [
    *"，。！？；：、,.!?- \n\t　“”‘’「」『』《》（）…—*～·A1の한𠮷😀\0\uffff\ufe0f\U000e0100",
    "\uf900",
    "\uf9e9",
    "\U0002f800",
]
"""Marks, spaces, other scripts, what is astral or invisible, and compatibility ideographs."""


@cache
def words(data):
    """Return the words of all dictionaries of the data, and what becomes of them."""
    configs = COMPAT if data == "compat" else OFFICIAL
    steps = [step for config in configs for step in configuration(config, data).steps]
    found = {word for step in steps for entries in step for word in (*entries, *entries.values())}
    return sorted(found)


def texts(*, data="official", between=BETWEEN, max_size=14):
    """Return a strategy of texts whose words overlap, break off and touch in many ways."""
    word = st.deferred(lambda: st.sampled_from(words(data)))
    end = st.builds(
        lambda word, size, first: word[:size] if first else word[-size:], word, st.integers(1, 3), st.booleans()
    )
    return st.lists(word | end | st.sampled_from(between), max_size=max_size).map("".join)
