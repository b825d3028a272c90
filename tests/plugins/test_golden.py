"""The golden cases of every built-in plugin: data in fixtures/<plugin>/, one test a case."""

from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from jingwen import Cleaner
from jingwen.testing import golden_cases

FIXTURES = Path(__file__).parents[2] / "fixtures"
BUILT_IN = {
    point.name: point.value for point in entry_points(group="jingwen") if point.dist and point.dist.name == "jingwen"
}


def plugin_class(name):
    return next(plugin for plugin in import_module(BUILT_IN[name]).plugins() if plugin.name == name)


def cases(kind):
    for name in sorted(BUILT_IN):
        for case in golden_cases(FIXTURES / name / f"{kind}.json"):
            marks = (
                [pytest.mark.xfail(reason=case.comment, strict=True, raises=AssertionError)]
                if kind == "known-failures"
                else []
            )
            yield pytest.param(name, case, id=f"{name}: {case.label}", marks=marks)


@pytest.mark.parametrize(("name", "case"), list(cases("in-the-wild")))
def test_damage_is_cleaned(name, case):
    case.run(plugin_class(name))


@pytest.mark.parametrize(("name", "case"), list(cases("negative")))
def test_sound_text_is_left_alone(name, case):
    raw = case.raw if isinstance(case.raw, str) else case.raw["text"]
    assert case.cleaned == raw, "a negative case must not change"
    case.run(plugin_class(name))


@pytest.mark.parametrize(("name", "case"), list(cases("known-failures")))
def test_known_failure(name, case):
    case.run(plugin_class(name))


@pytest.mark.parametrize("name", [name for name in sorted(BUILT_IN) if issubclass(plugin_class(name), Cleaner)])
def test_every_cleaner_has_cases_of_both_kinds(name):
    assert list(golden_cases(FIXTURES / name / "in-the-wild.json")), "damage that it repairs"
    assert list(golden_cases(FIXTURES / name / "negative.json")), "sound text that it must leave alone"
