"""What holds for any bytes, tried on some; `pytest -m slow tests/fuzz` tries for JINGWEN_FUZZ_SECONDS a target."""

import base64
import os
from itertools import islice

import pytest

from fuzz.loop import Findings, inputs, run
from fuzz.targets import TARGETS

_SECONDS = float(os.environ.get("JINGWEN_FUZZ_SECONDS", "1200"))
_CALLS = {"parquet": 150, "chain": 60, "yaml": 120, "toml": 200, "jsonl": 200, "gz": 200}
each_target = pytest.mark.parametrize("name", TARGETS)


@pytest.fixture(autouse=True)
def _child():
    yield
    TARGETS["parquet"].holds.close()


def shown(findings):
    return {place: base64.b64encode(data).decode() for place, data in findings.found.items()}


@each_target
def test_no_damage_breaks_it(name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    findings = Findings(name)
    for data in islice(inputs(TARGETS[name], 1), _CALLS.get(name, 400)):
        findings(data)
    assert shown(findings) == {}


@pytest.mark.slow
@pytest.mark.timeout(0)
@each_target
def test_no_damage_breaks_it_for_long(name, tmp_path):
    assert shown(run(name, _SECONDS, 2, tmp_path)) == {}


def test_a_finding_is_kept_once_with_its_input(tmp_path, monkeypatch):
    def broken(data):
        if data.startswith(b"x"):
            raise ValueError(data)
        raise KeyError(data)

    monkeypatch.setitem(TARGETS, "broken", TARGETS["edits"]._replace(holds=broken))
    findings = Findings("broken", tmp_path)
    for data in (b"x1", b"x2", b"y"):
        findings(data)
    assert list(findings.found.values()) == [b"x1", b"y"]
    assert sorted(path.read_bytes() for path in tmp_path.glob("*.input")) == [b"x1", b"y"]


def test_the_same_seed_makes_the_same_inputs():
    made = [list(islice(inputs(TARGETS["jsonl"], 3), 50)) for _ in range(2)]
    assert made[0] == made[1]
    assert len(set(made[0])) > 40
