"""What no conversion may touch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen import Document, RawDocument
from jingwen_plugins.script_variants.classes import Scanned
from jingwen_plugins.script_variants.protection import protected


def found(text, **settings):
    document = Document.of(RawDocument(text=text))
    return [text[start:end] for start, end in protected(document, Scanned.of(text).kinds, **settings)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见https://a.example/wiki/头发_(汉字)。", ["://a.example/wiki/头发_(汉字)"]),
        ("https://a.example/s?q=头发&l=1，后文", ["://a.example/s?q=头发&l=1"]),
        ("https://a.example/#头发 后文", ["://a.example/#头发"]),
        ("https://a.example/1.html后文", []),  # Chinese glued to an address
        ("https://a.example后文", []),
        ("https://a.example/1.html", []),  # no conversion changes ASCII
        ("和/或，1/2", []),
        ("a@b.example 头发", []),
    ],
)
def test_addresses_with_chinese(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("用`头发`和`hair`", ["`头发`"]),
        ("用`头\n发`", []),
        ("用`头发", []),
        ("~~~\n头发\n~~~\n头发", ["~~~", "头发", "~~~"]),
        ("```\n头发\n头发", []),  # never closed
        ("约~10根头发~", []),
    ],
)
def test_code(text, expected):
    assert found(text) == expected


def test_titles_on_demand():
    text = "《头发》和〈白发〉，《头\n发》，《外《里》外》"
    assert found(text) == []
    assert found(text, titles=True) == ["《头发》", "〈白发〉", "《里》"]


def test_description_sequences():
    assert found("头发⿰氵汉头发") == ["⿰氵汉"]


def test_what_overlaps_is_protected_as_a_whole():
    text = "`https://a.example/头发`和《`头发`》"
    assert "".join(found(text, titles=True)) == text.replace("和", "")


@given(
    st.lists(st.sampled_from(["《", "》", "〈", "〉", "`", "头", "\n", "~~~\n", "http://a/", "⿰"]), max_size=20).map(
        "".join
    )
)
def test_spans_are_in_order_and_apart(text):
    document, behind = Document.of(RawDocument(text=text)), 0
    for start, end in protected(document, Scanned.of(text).kinds, titles=True):
        assert behind <= start <= end <= len(text)
        behind = end
