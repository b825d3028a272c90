"""What golden cases cannot show: any mixture of invisible characters, entities and mojibake settles in one run."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen import Document
from jingwen.testing import check, step
from jingwen_plugins.control_characters import ControlCharacters
from jingwen_schemas import RawDocument

CHARACTERS = (
    "正文。a1\n\u3000 \t`>&;#\u200b\u200d\ufeff\x00\x85\u2028\u202e\u200f\ue60c\ufffc\ufffd\uffff"
    "â€™Ã©\x93\x80\xa0\u2009אक👩❤\ufe0f"
)
ENTITIES = "&amp; &nbsp; &#8203; &#38; &#96; &lt; &acirc; &euro; &trade; &NewLine; &zwj; amp; lt; 38;"
PIECES = st.sampled_from([*CHARACTERS, *ENTITIES.split(), "\r\n", "<a ", "https://a.example/?b="])


@given(st.lists(PIECES, max_size=14).map("".join), st.booleans(), st.booleans())
def test_one_run_settles_any_mixture(text, entities, mojibake):
    check(ControlCharacters(entities=entities, mojibake=mojibake), text)


@given(st.text(max_size=40))
def test_one_run_settles_any_text(text):
    check(ControlCharacters(), text)


@given(st.text(st.characters(min_codepoint=0x3000, max_codepoint=0x9FFF), max_size=60))
def test_chinese_text_is_left_alone(text):
    assert step(ControlCharacters(), text)[0].text == text


@pytest.mark.parametrize(
    "piece", ["\u200b", "\u200b正", "&amp;", "&", "&amp;lt;", "\xa0a", "\u2028a", "â€™", "Ã正", "`&amp;"]
)
def test_time_grows_with_the_length_only(piece):
    started = time.perf_counter()
    step(ControlCharacters(), piece * 20_000)
    assert time.perf_counter() - started < 5


def test_a_line_of_separators_does_not_take_the_square_of_its_length():
    separators = "\u2028a" * 500_000
    started = time.perf_counter()
    assert len(list(ControlCharacters().findings(Document.of(RawDocument(text=separators))))) == 500_000
    assert time.perf_counter() - started < 8
