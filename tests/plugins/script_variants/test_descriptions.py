"""Ideographic description sequences."""

import pytest

from jingwen_plugins.script_variants.descriptions import descriptions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("⿰氵汉", ["⿰氵汉"]),
        ("用⿰氵⿱艹汉的", ["⿰氵⿱艹汉"]),
        ("⿲头发头发", ["⿲头发头"]),
        ("⿳⿰头发⿱头发头发", ["⿳⿰头发⿱头发头"]),
        ("⿾头发", ["⿾头"]),
        ("⿿⿰头发", ["⿿⿰头发"]),
        ("⿰头发⿰头发", ["⿰头发", "⿰头发"]),
        ("⿰頭 髮", []),
        ("⿰头\n发", []),
        ("⿱⿰头发", ["⿰头发"]),
        ("头发⿰", []),
        ("⿰", []),
        ("", []),
    ],
)
def test_complete_sequences_are_found(text, expected):
    assert [text[start:end] for start, end in descriptions(text)] == expected


def test_a_complete_sequence_behind_a_lone_operator_is_found():
    assert list(descriptions("⿱⿰头发 ")) == [(1, 4)]


def test_a_mask_is_no_part_of_a_character():
    assert not list(descriptions("⿰\uffff头"))
