"""Steps of a conversion."""

import pytest

from jingwen_plugins.script_variants.choice import Leftmost
from jingwen_plugins.script_variants.classes import codes
from jingwen_plugins.script_variants.step import Step


@pytest.mark.parametrize(
    ("dictionaries", "text", "expected"),
    [
        ([{"头发": "頭髮"}, {"头": "頭", "发": "發"}], "白头发发头", "白頭髮發頭"),
        ([{"头发": "頭髮", "发展": "發展"}, {"头": "頭", "发": "發"}], "头发展", "頭髮展"),
        ([{"头": "首"}, {"头发": "頭髮", "发": "發"}], "头发", "首發"),  # the first that knows any word at a place
        ([{"头": "首", "头发": "頭髮"}], "头发头", "頭髮首"),
        ([{"头": "首都"}, {"头": "頭"}], "头头", "首都首都"),
        ([{}], "头发", "头发"),
        ([{"头": "頭"}], "", ""),
    ],
)
def test_dictionaries_and_words_go_in_order(dictionaries, text, expected):
    assert Step(dictionaries, Leftmost()).converted(text, codes(text))[0] == expected


def test_words_do_not_reach_across_cuts():
    step = Step([{"头发": "頭髮"}, {"头": "頭", "发": "發"}], Leftmost())
    assert step.converted("头发", codes("头发"), lambda _start, _end: (1,))[0] == "頭發"
    assert step.converted("头发", codes("头发"), lambda _start, _end: ())[0] == "頭髮"
