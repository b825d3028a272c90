"""What the documents promise is so. (Their Python sessions run as doctests.)"""

import json
import re

import pytest

from conftest import ROOT
from jingwen import Pipeline
from jingwen.config import load
from jingwen.registry import Registry
from jingwen_schemas import CleanDocument

READMES = ["README.md", "README.zh-CN.md"]


def blocks(name, language):
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)


def test_both_languages_give_the_same_commands():
    english, chinese = (blocks(name, "sh")[:2] for name in READMES)
    assert english == chinese
    assert all(command.startswith("python3 -m venv .venv && ") and command.count("\n") == 1 for command in english)


@pytest.mark.parametrize("name", READMES)
def test_the_configuration_loads(name, tmp_path):
    (tmp_path / "jingwen.yaml").write_text(blocks(name, "yaml")[0], encoding="utf-8")
    config = load(tmp_path / "jingwen.yaml")
    assert config.chain.for_site("news.example.cn") is not config.chain.steps


@pytest.mark.parametrize("name", READMES)
def test_the_plugin_is_the_example_distribution(name):
    source = (ROOT / "examples" / "jingwen-no-adverts" / "jingwen_no_adverts.py").read_text("utf-8")
    (shown,) = (block for block in blocks(name, "python") if block.startswith("from jingwen import Cleaner"))
    assert source.split('"""\n\n', 1)[1] == shown
    (entry_point,) = blocks(name, "toml")
    assert entry_point in (ROOT / "examples" / "jingwen-no-adverts" / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize("name", READMES)
def test_the_clean_document_is_the_one_that_is_written(name):
    (shown,) = blocks(name, "json")
    shown = json.loads(shown)
    keys = [info.alias or key for key, info in CleanDocument.model_fields.items() if key != "ledger"]
    assert list(shown) == keys
    raw = (ROOT / "fixtures" / "documents" / shown["id"]).read_text("utf-8")
    document = Pipeline.from_config().clean({"id": shown["id"], "text": raw}).document
    written = document.model_dump(by_alias=True, exclude={"ledger", "text", "flags", "raw_sha256"})
    assert written == {key: shown[key] for key in written}
    assert document.flags[0].model_dump(exclude={"detail"}) == {
        key: shown["flags"][0][key] for key in ("reason", "start", "end")
    }


def test_the_table_names_every_built_in_plugin():
    table = (ROOT / "README.md").read_text("utf-8").split("## The built-in plugins")[1].split("\n## ")[0]
    named = re.findall(r"^\| ([a-z-]+) \|", table, re.MULTILINE)
    registry = Registry()
    built_in = [name for name in registry.names() if registry.version(name).distribution == "jingwen"]
    assert sorted(set(named) - {"name"}) == built_in


def test_the_machine_check_runs_the_commands_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for command in blocks("README.md", "sh")[:2]:
        assert any(
            part in script and part in command for part in ("python -Im pytest", "jingwen run fixtures/documents")
        )
