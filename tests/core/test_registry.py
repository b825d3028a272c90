"""Discovery: plugins of separate distributions, found through entry points and imported only when they are named."""

import json
import subprocess
import sys

import pytest

from conftest import ROOT
from jingwen import Cleaner, Learner, Pipeline, PluginError
from jingwen.registry import Registry
from support import Scripted, distribution, jingwen

GOOD = """
from jingwen import Cleaner, hookimpl
class Mine(Cleaner):
    "Does nothing."
    name = "mine"
    def findings(self, document):
        return ()
@hookimpl
def plugins():
    return [Mine]
"""


def run_with(tmp_path, steps, *, text="正文。\n广告：买一送一"):
    """Run the command line with a folder of distributions on sys.path."""
    config = tmp_path / "c.yaml"
    config.write_text("steps: " + json.dumps(steps), encoding="utf-8")
    record = json.dumps({"text": text}).encode()
    return jingwen("run", "-", "-o", "-", "-c", config, stdin=record, env={"PYTHONPATH": str(tmp_path)})


def test_a_distribution_installed_with_pip_is_found_and_cleans(tmp_path):
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--quiet"]
    install += ["--disable-pip-version-check", "--root-user-action=ignore", "--target", tmp_path]
    subprocess.run([*install, ROOT / "examples" / "jingwen-no-adverts"], check=True)
    done = run_with(tmp_path, [{"use": "no-adverts", "label": "广告："}])
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["text"] == "正文。"
    listed = jingwen("plugins", "list", "--format", "json", env={"PYTHONPATH": str(tmp_path)})
    assert {"name": "no-adverts", "distribution": "jingwen-no-adverts", "version": "1.0.0"}.items() <= next(
        plugin.items() for plugin in json.loads(listed.stdout) if plugin["name"] == "no-adverts"
    )


BROKEN = {
    "raises on import": ("1/0", "cannot be imported: ZeroDivisionError: division by zero"),
    "exits on import": ("raise SystemExit(3)", "cannot be imported: SystemExit: 3"),
    "has no hook": ("x = 1", "has no `@hookimpl def plugins()`"),
    "hook of another signature": (
        "from jingwen import hookimpl\n@hookimpl\ndef plugins(extra): ...",
        "cannot be registered: PluginValidationError",
    ),
    "hook that is not specified": (
        "from jingwen import hookimpl\n@hookimpl\ndef plugin(): ...",
        "cannot be registered: PluginValidationError",
    ),
    "hook that raises": (
        "from jingwen import hookimpl\n@hookimpl\ndef plugins(): raise OSError('gone')",
        "cannot be registered: OSError: gone",
    ),
    "hook that returns the class": (
        GOOD.replace("[Mine]", "Mine"),
        "must return a list of classes, such as `return [MyCleaner]`",
    ),
    "hook that returns an instance": (
        GOOD.replace("[Mine]", "[Mine()]"),
        "the hook returned an instance; return the class",
    ),
    "hook that fails half-way": (
        GOOD.replace("return [Mine]", "yield Mine; raise OSError('gone')"),
        "cannot be registered: OSError: gone",
    ),
    "offers another name": (GOOD.replace('"mine"', '"other"'), "offers no class of this name (it offers: other)"),
    "offers a name twice": (GOOD.replace("[Mine]", "[Mine, Mine]"), "more than one class of this name"),
    "is no cleaner": (GOOD.replace("(Cleaner)", ""), "no subclass of jingwen.Cleaner"),
    "is abstract": (GOOD.replace("def findings", "def find"), "does not implement findings"),
    "has a loose reason": (
        GOOD.replace('name = "mine"', 'name = "mine"\n    reasons = {"Not A Slug": "x"}'),
        "reasons must map slugs",
    ),
    "takes a word of the configuration": (
        GOOD.replace('name = "mine"', 'name = "mine"\n    before: int = 1'),
        "its setting 'before'",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_plugin_that_cannot_be_used_is_one_line_and_exit_code_2(tmp_path, kind):
    module, message = BROKEN[kind]
    distribution(tmp_path, "bad", ["mine = bad"], module)
    refused(run_with(tmp_path, ["mine"]), message)


def test_a_plugin_that_is_not_installed_is_named_with_the_nearest_one(tmp_path):
    distribution(tmp_path, "good", ["mine = good"], GOOD)
    refused(run_with(tmp_path, ["minee"]), "plugin 'minee': it is not installed; did you mean 'mine'?")


def refused(done, message):
    error = done.stderr.decode()
    assert done.returncode == 2
    assert error.count("\n") == 1, error
    assert message in error
    assert "c.yaml:1:" in error, "it says where the plugin is named"


def test_a_name_that_two_distributions_offer_is_refused(tmp_path):
    distribution(tmp_path, "one", ["mine = one"], GOOD)
    distribution(tmp_path, "two", ["mine = two"], GOOD)
    done = run_with(tmp_path, ["mine"])
    assert done.returncode == 2
    assert "it is offered twice, by 'one' (one) and 'two' (two); uninstall one of them" in done.stderr.decode()


def test_a_built_in_name_that_somebody_else_takes_is_refused(tmp_path):
    distribution(tmp_path, "thief", ["spaces = thief"], GOOD.replace('"mine"', '"spaces"'))
    done = run_with(tmp_path, ["spaces"])
    assert done.returncode == 2
    assert "'jingwen' (jingwen_plugins.spaces) and 'thief' (thief)" in done.stderr.decode()


def test_only_named_plugins_are_imported(tmp_path):
    distribution(tmp_path, "loud", ["loud = loud"], "raise SystemExit('imported')")
    distribution(tmp_path, "good", ["mine = good"], GOOD)
    assert run_with(tmp_path, ["mine"]).returncode == 0
    code = "import sys; from jingwen.config import load; load({'steps': ['spaces']}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if name.startswith("jingwen_plugins.") and "._" not in name] == [
        "jingwen_plugins.spaces"
    ]


def test_a_module_may_offer_several_plugins(tmp_path):
    second = GOOD.replace("@hookimpl", "class Second(Mine):\n    name = 'second'\n@hookimpl").replace(
        "[Mine]", "[Mine, Second]"
    )
    distribution(tmp_path, "both", ["mine = both", "second = both"], second)
    assert run_with(tmp_path, ["mine", "second"]).returncode == 0


def test_a_broken_plugin_is_listed_with_its_error_and_the_others_as_usual(tmp_path):
    distribution(tmp_path, "bad", ["mine = bad"], "1/0")
    listed = json.loads(jingwen("plugins", "list", "--format", "json", env={"PYTHONPATH": str(tmp_path)}).stdout)
    assert [plugin["name"] for plugin in listed] == sorted(plugin["name"] for plugin in listed)
    assert [plugin["name"] for plugin in listed if "error" in plugin] == ["mine"]


def test_a_broken_hook_breaks_no_other_plugin(tmp_path):
    distribution(tmp_path, "aaa", ["aaa = aaa"], "from jingwen import hookimpl\n@hookimpl\ndef plugin(): ...")
    listed = json.loads(jingwen("plugins", "list", "--format", "json", env={"PYTHONPATH": str(tmp_path)}).stdout)
    assert [plugin["name"] for plugin in listed if "error" in plugin] == ["aaa"]


def test_what_an_interrupted_uninstall_left_behind_is_in_nobodys_way(tmp_path):
    distribution(tmp_path, "left", ["left = left"], GOOD)
    (tmp_path / "left-1.0.dist-info" / "METADATA").unlink()
    assert jingwen("check", env={"PYTHONPATH": str(tmp_path)}).returncode == 0


def test_a_class_can_be_added_without_being_installed():
    assert Registry([Scripted]).load("scripted") is Scripted
    assert Pipeline.from_config({"steps": ["scripted"]}, plugins=[Scripted]).clean("正文。").document.text == "正文。"


@pytest.mark.parametrize("plugin", [Cleaner, Learner, type("Spaces", (Scripted,), {"name": "spaces"}), str])
def test_an_added_class_is_held_to_the_contract(plugin):
    with pytest.raises(PluginError):
        Registry([plugin])
