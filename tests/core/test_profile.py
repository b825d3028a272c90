"""The first pass: learners see the corpus as it is at their place, and cleaners take their places."""

import pytest

from jingwen import CleanerError, Edit, Pipeline, PluginError
from jingwen.chain import Chain, Step
from jingwen.config import load
from jingwen.profile import BATCH, learned
from support import RepeatedLines, Scripted


def corpus(count):
    return lambda: (f"站名\n第{number}篇。" for number in range(count))


@pytest.mark.parametrize("count", [2, BATCH, BATCH + 1, 3 * BATCH + 5])
def test_what_stands_in_several_documents_is_learned_over_all_batches(count):
    chain = learned(Chain((Step("repeated-lines", RepeatedLines(at_least=count)),)), corpus(count))
    pipeline = Pipeline(chain)
    assert pipeline.clean("站名\n新的。").document.text == "新的。"
    assert chain.steps[0].plugin.known == ("站名",)


def test_an_empty_corpus_teaches_nothing():
    chain = learned(Chain((Step("a", RepeatedLines()),)), lambda: ())
    assert chain.steps[0].plugin.known == ()


def test_a_learner_sees_documents_as_they_are_at_its_place():
    cut = Scripted(said=(Edit(0, 3, "", "any"),))
    chain = learned(Chain((Step("cut", cut), Step("learn", RepeatedLines(at_least=1)))), corpus(1))
    assert chain.steps[1].plugin.known == ("第0篇。",)


def test_adjacent_learners_share_one_pass_and_separate_ones_take_turns():
    passes = []

    def read():
        passes.append(1)
        return corpus(3)()

    step = Step("between", Scripted())
    learned(Chain((Step("a", RepeatedLines()), Step("b", RepeatedLines()), step)), read)
    assert len(passes) == 1
    learned(Chain((Step("a", RepeatedLines()), step, Step("b", RepeatedLines()))), read)
    assert len(passes) == 3


def test_the_second_learner_sees_what_the_first_one_cleaned():
    chain = learned(
        Chain((Step("a", RepeatedLines()), Step("x", Scripted()), Step("b", RepeatedLines(at_least=1)))), corpus(2)
    )
    assert "站名" not in chain.steps[2].plugin.known


def test_documents_that_an_earlier_step_fails_on_teach_nothing():
    class Picky(Scripted):
        name = "picky"

        def findings(self, document):
            if "坏" in document.text:
                raise ValueError("bad")
            return ()

    chain = Chain((Step("picky", Picky()), Step("learn", RepeatedLines(at_least=1))))
    assert learned(chain, lambda: ["坏", "好"]).steps[1].plugin.known == ("好",)


def test_variants_by_site_learn_too():
    config = load(
        {"steps": [{"use": "repeated-lines"}], "sites": {"*.cn": {"repeated-lines": {"at_least": 99}}}},
        plugins=[RepeatedLines],
    )
    pipeline = Pipeline(learned(config.chain, corpus(3)))
    assert pipeline.clean({"text": "站名\n新的。"}).document.text == "新的。"
    assert pipeline.clean({"text": "站名\n新的。", "site": "a.cn"}).document.text == "站名\n新的。"


def test_the_variant_of_a_site_never_replaces_the_chain_itself():
    config = load(
        {"steps": [{"use": "repeated-lines"}], "sites": {"": {"repeated-lines": {"at_least": 99}}}},
        plugins=[RepeatedLines],
    )
    assert Pipeline(learned(config.chain, corpus(3))).clean("站名\n新的。").document.text == "新的。"


@pytest.mark.parametrize(
    ("method", "message"),
    [("observe", "it raised ValueError: no good"), ("combine", "it raised"), ("cleaner", "it raised")],
)
def test_a_learner_that_fails_is_named(method, message):
    def fail(*_):
        raise ValueError("no good")

    failing = type("Failing", (RepeatedLines,), {"name": "failing", method: fail})
    with pytest.raises(PluginError, match=f"plugin 'failing': {message}"):
        learned(Chain((Step("a", failing()),)), corpus(2 * BATCH))


def test_a_learner_that_makes_no_cleaner_is_named():
    idle = type("Idle", (RepeatedLines,), {"name": "idle", "cleaner": lambda *_: None})
    with pytest.raises(PluginError, match="returned NoneType, which is no Cleaner"):
        learned(Chain((Step("a", idle()),)), corpus(1))


def test_a_chain_that_has_not_learned_says_so():
    with pytest.raises(CleanerError, match="has not learned yet"):
        Pipeline([RepeatedLines()]).clean("正文。")
