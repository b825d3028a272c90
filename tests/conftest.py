"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("JINGWEN_SHARED", ROOT.parent / "shared"))

# the same examples on every run: a failure that CI finds is found at home
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci")


@pytest.fixture(scope="session")
def fixtures():
    return ROOT / "fixtures"


@pytest.fixture(scope="session")
def shared():
    """The folder of real documents beside the project; tests that use it carry the marker `shared`."""
    return SHARED


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.parent.name != "run")  # the longest files first, so that no core idles
    if not SHARED.is_dir():
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(pytest.mark.skip(reason=f"no real documents at {SHARED}"))
