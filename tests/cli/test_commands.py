"""The commands beside `run`."""

import json

import pytest

from jingwen.cli.terminal import printable
from jingwen.config import load
from jingwen.ledger import applied
from jingwen_schemas import RecordedEdit
from support import jingwen

PAGE = "首页正文\n\n今天,天晴。\n\n作者:林小溪 人气:52\n"


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(PAGE.encode())
    return path


@pytest.fixture
def out(tmp_path, page):
    assert jingwen("run", page, "-o", tmp_path / "out").returncode == 0
    return tmp_path / "out"


def test_explain_shows_each_edit_with_its_reason_and_no_colours_in_a_pipe(page):
    text = jingwen("explain", page).stdout.decode()
    assert "今天[-,-]{+，+}天晴。" in text
    assert "author = '林小溪'" in text
    assert "(breadcrumb)" in text
    assert "\x1b" not in text


def test_explain_shows_the_characters_that_a_long_edit_exchanges(tmp_path):
    (tmp_path / "page.txt").write_text("皇后的头发和里面的东西\n后来", "utf-8")
    text = jingwen("explain", tmp_path / "page.txt", "-c", "preset:zh-web-hant-tw").stdout.decode()
    assert "皇后的[-头发-]{+頭髮+}和[-里-]{+裡+}面的[-东-]{+東+}西" in text
    assert "   2  [-后来-]{+後來+}" in text


def test_explain_of_a_run_and_of_its_input_say_the_same(page, out):
    stored = jingwen("explain", out, "--id", "page.txt", "--format", "json")
    assert json.loads(stored.stdout) == json.loads(jingwen("explain", page, "--format", "json").stdout)


def test_explain_as_json_can_be_replayed(page):
    explained = json.loads(jingwen("explain", page, "--format", "json").stdout)
    text = explained["raw"]
    assert text == PAGE
    for step in explained["steps"]:
        for edit in step["edits"]:
            assert text[edit["start"] : edit["end"]] == edit["old"]
        text = applied(text, [_edit(edit) for edit in step["edits"]])
    assert text == explained["clean"] == "今天，天晴。"


def _edit(edit):
    from jingwen import Edit

    return Edit(edit["start"], edit["end"], edit["new"], edit["reason"])


def test_explain_cannot_be_used_to_steer_a_terminal(tmp_path):
    (tmp_path / "a.txt").write_bytes("今天\x1b[31m红\x07，，\u202e天晴。".encode())
    shown = jingwen("explain", tmp_path / "a.txt").stdout.decode()
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("正文\u3000a", "正文\u3000a"), ("\t", "\\t"), ("\u202e", "\\u202e"), ("𠮷😀", "𠮷😀"), ("\r\n", "\\r⏎")],
)
def test_what_people_see_is_printable(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain", "{out}"], "choose one with --id"),
        (["explain", "{out}", "--id", "pgae.txt"], "no document 'pgae.txt'; did you mean 'page.txt'?"),
        (["explain", "{page}", "--id", "nix"], "no document 'nix'"),
        (["explain", "{page}", "-c", "preset:zh"], "there is no preset 'zh'"),
        (["explain", "nowhere.txt"], "nowhere.txt: no such file"),
        (["restore", "{page}", "--id", "a"], "no output folder of a completed run"),
        (["restore", "{out}", "--id", "nix"], "no document 'nix'"),
        (["check", "nowhere.yaml"], "nowhere.yaml: cannot be read"),
        (["plugins", "show", "site-crome"], "it is not installed; did you mean 'site-chrome'?"),
        (["schema", "manifst"], "there is no schema 'manifst'; did you mean 'manifest'?"),
        (["init", "{page}"], "exists already"),
        (["init", "no/such/folder/c.yaml"], "cannot be written"),
    ],
)
def test_a_users_mistake_is_one_line_and_exit_code_2(out, page, tmp_path, arguments, message):
    done = jingwen(*(str(argument).format(out=out, page=page) for argument in arguments), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1, done.stderr.decode()


@pytest.mark.parametrize(
    "arguments", [["explain", "x", "--format", "xml"], ["runn"], ["run"], ["plugins", "list", "--format", "x"]]
)
def test_wrong_usage_is_exit_code_2_with_a_hint(arguments):
    done = jingwen(*arguments)
    assert done.returncode == 2
    assert b"Usage:" in done.stderr
    assert b"Traceback" not in done.stderr


def test_init_writes_a_configuration_that_checks_and_runs(tmp_path, page):
    assert jingwen("init", cwd=tmp_path).returncode == 0
    steps = len(load("preset:zh-web").chain.steps)
    assert jingwen("check", "jingwen.yaml", cwd=tmp_path).stdout.decode() == f"jingwen.yaml: ok, {steps} steps\n"
    assert jingwen("run", page, "-o", "-", "-c", "jingwen.yaml", cwd=tmp_path).returncode == 0


def test_check_resolved_prints_every_setting_with_its_origin_as_a_configuration(tmp_path):
    (tmp_path / "c.yaml").write_text(
        "extends: preset:zh-web\nsteps:\n  - {use: schema-check, min_chars: 9}\n", encoding="utf-8"
    )
    text = jingwen("check", "c.yaml", "--resolved", cwd=tmp_path).stdout.decode()
    assert "    min_chars: 9  # c.yaml:3:25\n" in text
    assert "  provenance: sidecar  # default\n" in text
    (tmp_path / "resolved.yaml").write_text(text, encoding="utf-8")
    again = jingwen("check", "resolved.yaml", "--resolved", cwd=tmp_path).stdout.decode()
    assert [line.split("  #")[0] for line in again.splitlines()] == [line.split("  #")[0] for line in text.splitlines()]


@pytest.mark.parametrize(
    "config",
    [
        'steps: [{use: spaces, id: "10"}, {use: spaces, id: "a: b"}]',
        'steps: [{use: site-chrome, keep: ["\\x7f", "责任编辑", "no"]}]',
        """
steps: [spaces, site-chrome]
sites: {'*.cn': {site-chrome: {keep: [a]}}, b.tw: {site-chrome: {without: [byline]}}}
""",
    ],
)
def test_what_check_resolved_prints_comes_to_the_same(tmp_path, config):
    (tmp_path / "c.yaml").write_text(config, encoding="utf-8")
    (tmp_path / "again.yaml").write_bytes(jingwen("check", tmp_path / "c.yaml", "--resolved").stdout)
    assert load(tmp_path / "again.yaml").resolved() == load(tmp_path / "c.yaml").resolved()


def test_explain_chooses_among_documents_of_one_id(tmp_path):
    records = '{"id": "a", "text": "甲，，乙。"}\n{"id": "a", "text": "x"}\n'
    (tmp_path / "in.jsonl").write_text(records, encoding="utf-8")
    jingwen("run", tmp_path / "in.jsonl", "-o", tmp_path / "out")
    first = jingwen("explain", tmp_path / "out", "--id", "a")
    assert "2 documents have the id 'a'; this is number 1 (--nth chooses)" in first.stderr.decode()
    assert "[-，，-]{+，+}" in first.stdout.decode()
    assert jingwen("explain", tmp_path / "out", "--id", "a", "--nth", "2").stdout.startswith(b"a: 1 characters")


@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "gbk"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_a_terminal_of_a_narrow_encoding_is_no_crash(page, environment):
    done = jingwen("explain", page, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")


def test_plugins_show_gives_documentation_settings_and_reasons():
    about = json.loads(jingwen("plugins", "show", "site-chrome", "--format", "json").stdout)
    assert about["distribution"] == "jingwen"
    assert about["documentation"]
    assert "breadcrumb" in about["reasons"]
    assert all("description" in setting for setting in about["settings"].values())
    text = jingwen("plugins", "show", "site-chrome").stdout.decode()
    assert "site-chrome/breadcrumb: " in text


def test_schema_lists_and_prints():
    names = jingwen("schema").stdout.decode().split()
    assert names == [
        "clean-document",
        "config",
        "learned",
        "ledger",
        "manifest",
        "quarantine",
        "raw-document",
        "rejected",
    ]
    for name in names:
        assert json.loads(jingwen("schema", name).stdout)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("command", ["run", "explain", "check", "restore", "schema", "init"])
def test_help_has_an_example(command):
    assert f"jingwen {command}" in jingwen(command, "--help").stdout.decode().split("\n", 1)[1]


def test_recorded_edits_are_arrays_of_four(out):
    record = json.loads((out / "ledger" / "part-00000.jsonl").read_bytes())
    for step in record["steps"]:
        for edit in step["edits"]:
            assert RecordedEdit(*edit).reason.startswith(f"{step['step']}/")
