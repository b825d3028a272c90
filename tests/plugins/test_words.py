"""The dictionary behind questions about words."""

import logging
from math import exp

from jingwen_plugins._words import _dictionary


def test_the_dictionary_is_that_of_jieba():
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    ours = _dictionary()
    assert ours.frequencies == {word: count for word, count in tokenizer.FREQ.items() if count}
    assert round(exp(ours.log_total)) == tokenizer.total
