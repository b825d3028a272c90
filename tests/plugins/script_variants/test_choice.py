"""Which of the words that overlap are converted."""

import json
import sys
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen_plugins.script_variants import convert
from jingwen_plugins.script_variants.choice import Leftmost, LongestAnywhere, Match, WordBoundaries
from script_texts import words

OVERLAPPING = [
    ("从头发展经济", "從頭髮展經濟", "從頭發展經濟"),
    ("拿出来让人参考", "拿出來讓人蔘考", "拿出來讓人參考"),
    ("他能干净利落地做完", "他能幹淨利落地做完", "他能乾淨利落地做完"),
]
PIECE = "子丑寅卯辰巳午未"
MATCHES = st.lists(
    st.tuples(st.integers(0, 7), st.integers(1, 4), st.integers(0, 2)).map(
        lambda drawn: Match(drawn[0], min(drawn[0] + drawn[1], len(PIECE)), drawn[2], "新")
    ),
    unique_by=lambda match: match[:2],  # of a word the first dictionary that has it is asked
    max_size=12,
)
WITHOUT_RJIEBA = """
import json, sys
sys.modules["rjieba"] = None  # as if it were not installed
from jingwen_plugins.script_variants import convert
print(json.dumps([convert(text, data="best") for text in json.load(sys.stdin)]))
"""


@pytest.mark.parametrize(("text", "official", "best"), OVERLAPPING)
def test_word_boundaries_decide_where_words_overlap(text, official, best):
    assert convert(text) == official
    assert convert(text, data="best") == best


@pytest.mark.parametrize("text", ["头发展开", "他的头发和发展", "皇后和后来", "里程里面", "他只有一只"])
def test_elsewhere_they_change_nothing(text):
    assert convert(text, data="best") == convert(text)


def test_of_words_that_break_as_many_boundaries_the_later_is_taken():
    both = [Match(0, 2, 0, "新"), Match(1, 3, 0, "新")]
    assert WordBoundaries()("寅卯辰", both, "", "") == both[1:]


@given(
    MATCHES.filter(
        lambda matches: all(a.end <= b.start or b.end <= a.start for a in matches for b in matches if a != b)
    )
)
def test_what_does_not_overlap_is_all_converted(matches):
    for choice in (Leftmost(), LongestAnywhere(), WordBoundaries()):
        assert choice(PIECE, matches, "", "") == sorted(matches)


@pytest.mark.parametrize("choice", [Leftmost(), LongestAnywhere(), WordBoundaries()])
@given(matches=MATCHES)
def test_what_is_chosen_is_in_order_and_apart(choice, matches):
    behind = 0
    for match in choice(PIECE, matches, "", ""):
        assert match in matches
        assert match.start >= behind
        behind = match.end


@pytest.mark.parametrize("choice", [Leftmost(), LongestAnywhere()])
@given(matches=MATCHES)
def test_the_engines_leave_nothing_out_that_would_fit(choice, matches):
    taken = {place for match in choice(PIECE, matches, "", "") for place in range(match.start, match.end)}
    assert all(not taken.isdisjoint(range(match.start, match.end)) for match in matches)


@pytest.mark.parametrize("choice", [Leftmost(), LongestAnywhere(), WordBoundaries()])
def test_a_dictionary_goes_before_a_later_one_with_a_longer_word(choice):
    matches = [Match(0, 3, 1, "长"), Match(0, 2, 0, "先")]
    assert choice("寅卯辰", matches, "", "")[0] == matches[1]


def test_of_the_longest_words_the_leftmost_is_taken():
    assert LongestAnywhere()("寅卯辰", [Match(1, 3, 0, "后"), Match(0, 2, 0, "先")], "", "") == [Match(0, 2, 0, "先")]


def test_rjieba_changes_nothing():
    texts = [text for text, _, _ in OVERLAPPING] + [
        "".join(words("official")[i : i + 9 : 4]) for i in range(0, 90_000, 97)
    ]
    process = run(
        [sys.executable, "-I", "-c", WITHOUT_RJIEBA],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(process.stdout) == [convert(text, data="best") for text in texts]
