"""Another framework's operators, on their own test cases: this project does at least as well, or says why it differs.

`fixtures/operator-pairs.json` maps each operator to a cleaner. The pairs themselves lie beside the project. "At least
as well" is the target up to white space, or a waiver with its reason; a waiver that nothing needs fails the test.
"""

import json
import re
from collections import Counter, defaultdict
from hashlib import sha256
from importlib import import_module
from importlib.metadata import entry_points

import pytest

from jingwen.testing import step


@pytest.fixture(scope="module")
def plan(fixtures):
    return json.loads((fixtures / "operator-pairs.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def pairs(shared):
    found = defaultdict(list)
    for line in (shared / "data/external/operator_pairs.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found[row["op"]].append((row["text"], row["target"]))
    return found


def plugin_class(name):
    module = import_module(next(point.value for point in entry_points(group="jingwen", name=name)))
    return next(plugin for plugin in module.plugins() if plugin.name == name)


def settings_of(entry, number, target):
    """The settings for a pair of an operator, or None where the operator's direction is not covered."""
    if "in_order" in entry:
        # the texts of two directions may be the same: the file's order tells them apart
        for part in entry["in_order"]:
            if number < part["pairs"]:
                return part.get("settings")
            number -= part["pairs"]
        raise AssertionError("more pairs than directions")
    settings = dict(entry.get("settings", {}))
    if "replacement" in entry and entry["replacement"] in target:
        settings["replacement"] = entry["replacement"]
    return settings


def same(text, target):
    """Whether two texts are equal up to white space at the seams."""
    return re.sub(r"\s+", " ", text).strip() == re.sub(r"\s+", " ", target).strip()


@pytest.mark.shared
def test_operators_are_matched_or_waived(plan, pairs):
    waivers = {(waiver["op"], waiver["sha256"]) for waiver in plan["waivers"]}
    used, counts, failures = set(), defaultdict(Counter), []
    for op, entry in plan["covered"].items():
        plugin = plugin_class(entry["plugin"])
        for number, (text, target) in enumerate(pairs[op]):
            settings = settings_of(entry, number, target)
            key = (op, sha256(text.encode("utf-8")).hexdigest()[:12])
            if settings is None:
                counts[op]["no such direction"] += 1
            elif same(step(plugin.model_validate(settings), text)[0].text, target):
                counts[op]["equal"] += 1
            elif key in waivers:
                used.add(key)
                counts[op]["waived"] += 1
            else:
                failures.append(f"{op} {key[1]} {settings}")
    for op, count in sorted(counts.items()):
        print(f"{op}: {dict(count)} of {len(pairs[op])}")  # noqa: T201 (the report)
    assert not failures, "neither equal nor waived"
    assert used == waivers, "waivers that nothing needs"
    covered = sum(counts.values(), Counter())
    assert covered["equal"] >= 89
    assert covered.total() == sum(len(pairs[op]) for op in plan["covered"])


@pytest.mark.shared
def test_every_operator_is_covered_or_declined(plan, pairs):
    assert sorted(plan["covered"].keys() | plan["not_covered"].keys()) == sorted(pairs)
    assert not plan["covered"].keys() & plan["not_covered"].keys()


def test_everything_that_differs_has_a_reason(plan):
    directions = [part for entry in plan["covered"].values() for part in entry.get("in_order", ())]
    reasons = [part["reason"] for part in directions if "settings" not in part]
    reasons += [*plan["not_covered"].values(), *(waiver["reason"] for waiver in plan["waivers"])]
    assert all(len(reason) > 10 for reason in reasons)
