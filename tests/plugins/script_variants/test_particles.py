"""著 on the way to simplified text, where word boundaries decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen_plugins.script_variants import convert
from jingwen_plugins.script_variants.particles import with_particles


@pytest.mark.parametrize(
    ("text", "official", "best"),
    [
        ("他看著一本專著。", "他看著一本专著。", "他看着一本专著。"),
        ("編著者忙著寫名著", "编著者忙著写名著", "编著者忙着写名著"),
        ("著名的人", "著名的人", "著名的人"),
        ("著", "著", "著"),
    ],
)
def test_the_particle_is_told_from_the_verb(text, official, best):
    assert convert(text, "t2s") == official
    assert convert(text, "t2s", "best") == best


@pytest.mark.parametrize("config", ["s2t", "s2tw", "t2tw", "tw2t"])
def test_only_on_the_way_to_simplified_text(config):
    text = "他看著一本專著。"
    assert convert(text, config, "best") == convert(text, config)


@given(st.text("著着看書名人在，。\n a1「", max_size=30))
def test_nothing_but_the_particle_changes(text):
    result = with_particles(text)
    assert result.replace("着", "著") == text.replace("着", "著")
    assert all(new == old for old, new in zip(text, result, strict=True) if old != "著")
