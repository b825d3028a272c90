"""Alignments: chained, they still tell where every character of the last text comes from."""

from hypothesis import given
from hypothesis import strategies as st

from jingwen_plugins.script_variants.alignment import ALIKE, Alignment, Stretch

# how many characters stay, and then how many become how many
stages = st.lists(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.integers(1, 4)), max_size=6), min_size=2, max_size=3
)
original = [chr(ord("A") + place) for place in range(40)]


def rewritten(chars, changes, stage):
    """Return the characters after a stage, each new one unlike any other, and the alignment."""
    new, stretches, place = [], [], 0
    for skipped, size, new_size in changes:
        new += chars[place : place + skipped]
        place += skipped
        if place + size > len(chars) or size == new_size:
            continue
        stretches.append(Stretch(place, place + size, len(new), len(new) + new_size))
        new += [f"{stage}.{len(new) + i}" for i in range(new_size)]
        place += size
    return new + chars[place:], Alignment(stretches)


@given(stages)
def test_chained_alignments_hold_what_changed_and_nothing_else(stages):
    chars, alignment = original, ALIKE
    for stage, changes in enumerate(stages):
        chars, following = rewritten(chars, changes, stage)
        alignment = alignment.then(following)
    place = new_place = 0
    for start, end, new_start, new_end in alignment.stretches:
        assert original[place:start] == chars[new_place:new_start]
        assert {original[start], original[end - 1]}.isdisjoint(chars)  # what stays at its ends does not belong to it
        place, new_place = end, new_end
    assert original[place:] == chars[new_place:]


@given(stages)
def test_places_outside_stretches_go_there_and_back(stages):
    chars, first = rewritten(original, stages[0], 0)
    alignment = first.then(rewritten(chars, stages[1], 1)[1])
    inside = {place for stretch in alignment.stretches for place in range(stretch.start + 1, stretch.end)}
    for place in {*range(len(original) + 1)} - inside:
        assert alignment.backward(alignment.forward(place)) == place


def test_grouping_makes_no_difference():
    first, second, third = (Alignment([Stretch(*spans)]) for spans in ((2, 4, 2, 5), (4, 6, 4, 5), (0, 3, 0, 1)))
    assert first.then(second).then(third).stretches == first.then(second.then(third)).stretches
    assert first.then(second).then(third).stretches == (Stretch(0, 5, 0, 3),)


def test_stretches_that_only_touch_stay_apart():
    first, second = Alignment([Stretch(0, 2, 0, 3)]), Alignment([Stretch(3, 5, 3, 4)])
    assert first.then(second).stretches == (Stretch(0, 2, 0, 3), Stretch(2, 4, 3, 4))


def test_a_conversion_that_changes_no_length_changes_no_alignment():
    alignment = Alignment([Stretch(1, 2, 1, 4)])
    assert alignment.then(ALIKE).stretches == ALIKE.then(alignment).stretches == alignment.stretches
    assert not ALIKE
    assert alignment
