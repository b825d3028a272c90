"""The examples in docstrings and documents run."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import jingwen
import jingwen_plugins
import jingwen_schemas
from conftest import ROOT

MODULES = [
    found.name
    for package in (jingwen_schemas, jingwen, jingwen_plugins)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not found.name.endswith("__main__")
]
DOCUMENTS = ["README.md", "README.zh-CN.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]


@pytest.mark.parametrize("name", ["jingwen", *MODULES])
def test_examples_of_modules(name):
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.parametrize("name", DOCUMENTS)
def test_examples_of_documents(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert doctest.testfile(str(ROOT / name), module_relative=False, encoding="utf-8").failed == 0
