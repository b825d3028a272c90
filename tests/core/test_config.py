"""The configuration: what it refuses, and what layers of it come to."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import model_validator

from jingwen import Cleaner, ConfigError, PathSetting
from jingwen.config import load, preset_names
from jingwen.config.parse import parse
from support import jingwen


class Reader(Cleaner):
    """Reads a file."""

    name = "reader"
    file: PathSetting | None = None
    words: list[str] = []
    limit: int = 3

    def findings(self, document):
        return ()


class Needy(Reader):
    """Needs a setting."""

    name = "needy"
    pattern: str


class Fussy(Reader):
    """Has a validator with a fault."""

    name = "fussy"

    @model_validator(mode="after")
    def _checked(self):
        raise KeyError("gone")


class Other(Reader):
    """Another."""

    name = "other"


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / f"{next(iter(files))}.yaml"


def read(source):
    return load(source, plugins=[Reader, Other, Needy, Fussy])


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("stpes: [reader]", "1:1", "unknown key 'stpes'; did you mean 'steps'?"),
        ("version: 2\nsteps: [reader]", "1:1", "version: input should be 1"),
        ("steps:\n  - use: reader\n    limt: 4", "3:5", "step 'reader': unknown key 'limt'; did you mean 'limit'?"),
        ("steps:\n  - use: reader\n    limit: many", "3:5", "step 'reader': limit: input should be a valid integer"),
        ("steps:\n  - {limit: 4}", "2:5", "a step needs `use:`"),
        ("steps: [reader, reader]", "1:17", "a second step 'reader'; give one of them an `id:`"),
        ("steps: [reader, {use: other, before: readr}]", "1:30", "there is no step 'readr'; did you mean 'reader'?"),
        ("steps: [reader, {use: other, before: reader, after: reader}]", "1:46", "either `before:` or `after:`"),
        ("steps: [{id: reader, disable: true, limit: 3}]", "1:9", "no inherited step 'reader' to disable"),
        ("steps: [{id: reader, disable: true}]", "1:9", "no inherited step 'reader' to disable"),
        ("steps: [reader]\ninput: {fromat: text}", "2:9", "input: unknown key 'fromat'; did you mean 'format'?"),
        (
            "steps: [reader]\noutput: {provenance: far}",
            "2:10",
            "output: provenance: input should be 'sidecar', 'inline'",
        ),
        (
            "steps: [reader]\nsites: {'*': {readr: {limit: 1}}}",
            "2:15",
            "there is no step 'readr'; did you mean 'reader'?",
        ),
        (
            "steps: [reader]\nsites: {'*': {reader: {limit: x}}}",
            "2:24",
            "step 'reader': limit: input should be a valid int",
        ),
        ("extends: preset:zh-wob", "1:1", "there is no preset 'zh-wob'; did you mean 'zh-web'?"),
        ("extends:\n  - missing.yaml", "2:5", "missing.yaml: cannot be read: No such file"),
        ("steps: [needy]", "1:9", "step 'needy': pattern: field required"),
        ("steps: [reader]\nsites: {a.b: {readr: {}}}", "2:15", "there is no step 'readr'"),
        ("steps: [reader]\nsites: {A.b: {}, a.b: {}}", "2:18", "a second pattern 'a.b'"),
        ("steps: [fussy]", "1:9", "step 'fussy': its settings cannot be used: KeyError: 'gone'"),
        ('steps: [{use: reader, words: ["\\ud800"]}]', "1:31", "a lone surrogate is no text"),
        ('steps: ["\\UFFFFFFFF"]', "", "a value cannot be read"),
        ('extends: ["a\\0b"]', "1:11", "cannot be read: embedded null byte"),
        ("steps: [reader]\na: &x 1", "2:4", "anchors are not allowed"),
        ("steps: [reader]\na: *x", "2:4", "aliases are not allowed"),
        ("steps: [reader]\nversion: 1\nversion: 1", "3:1", "duplicate key 'version'; it stands in line 2 already"),
        ("steps: [reader]\na: !!python/name:os.system", "2:4", "tags are not allowed"),
        ("steps: [reader", "1:15", "not YAML"),
        ("steps: [reader]\n---\nversion: 1", "2:1", "a second document"),
        ("- reader", "1:1", "must be a mapping"),
        ("version: 1", "", "the chain has no steps"),
        ("# nothing", "", "the configuration is empty"),
        ("a: " + "[" * 30 + "]" * 30, "1:", "nested deeper than 20 levels"),
        ("a: " + "[" * 100_000, "1:", "nested deeper than 20 levels"),
        ("# " + "x" * 1_000_000, "", "larger than 1,000,000 bytes"),
        ("steps: [{use: reader, words: ['${env:HOME}']}]", "1:23", "only settings that are paths take ${env:NAME}"),
        ("steps: [{use: reader, file: '${env:JW_UNSET}'}]", "1:23", "the environment variable JW_UNSET is not set"),
        ("steps: [{use: reader, file: '${env:JW'}]", "1:23", "is not closed by }"),
    ],
)
def test_a_wrong_configuration_is_refused_with_its_place(tmp_path, text, place, message):
    file = write(tmp_path, c=text)
    with pytest.raises(ConfigError) as caught:
        read(file)
    assert str(caught.value).startswith(f"{file}:{place}" if place else f"{file}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("version = 1\nsteps = [", "", "not TOML"),
        ("version = 1\nstpes = []", "2:1", "unknown key 'stpes'"),
        ("[[steps]]\nuse = 'reader'\n[[steps]]\nuse = 'other'\nlimt = 1", "5:1", "unknown key 'limt'"),
        (
            "steps = ['reader']\n[sites.'a.example'.reader]\nlimit = 'x'",
            "3:1",
            "limit: input should be a valid integer",
        ),
        ("a = 1\na = 2", "", "not TOML: Cannot overwrite a value"),
        ("steps = ['reader']\ninput.fromat = 'x'", "2:1", "unknown key 'fromat'"),
        (
            '[[steps]]\nuse = "reader"\nwords = ["""\nlimit = 9\n"""]\nlimit = "x"',
            "6:1",
            "limit: input should be a valid",
        ),
        (f"[[steps]]\nuse = 'reader'\nlimit = {'9' * 5000}", "", "a value cannot be read: Exceeds the limit"),
    ],
)
def test_toml_is_refused_with_its_place_too(tmp_path, text, place, message):
    file = tmp_path / "c.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read(file)
    assert f"{file}:{place}" in str(caught.value)
    assert message in str(caught.value)


def test_yaml_and_toml_come_to_the_same(tmp_path):
    yaml = write(
        tmp_path, c="version: 1\nsteps:\n  - use: reader\n    words: [no, '1:30']\nsites: {a.b: {reader: {limit: 7}}}"
    )
    toml = tmp_path / "c.toml"
    toml.write_text(
        "version = 1\n[[steps]]\nuse = 'reader'\nwords = ['no', '1:30']\n[sites.'a.b'.reader]\nlimit = 7",
        encoding="utf-8",
    )
    assert read(yaml).resolved() == read(toml).resolved()
    assert read(yaml).hash == read(toml).hash


@pytest.mark.parametrize(
    ("text", "value"),
    [("no", "no"), ("1:30", "1:30"), ("0o17", 15), ("017", 17), ("1e3", 1000.0), ("2026-01-01", "2026-01-01")]
    + [("~", None), ("", None), ("TRUE", True), ("tRUE", "tRUE"), ("'1'", "1"), ("9" * 30, "9" * 30), (".inf", ".inf")],
)
def test_plain_words_are_read_by_yaml_1_2(text, value):
    assert parse(f"a: {text}".encode(), "c.yaml").data == {"a": value}


@given(st.binary(max_size=80) | st.text("[]{}:-&*!|>'\"#,\n\t abé一\0", max_size=60).map(str.encode))
def test_no_bytes_break_the_parser(content):
    for file in ("c.yaml", "c.toml"):
        try:
            parse(content, file)
        except ConfigError as error:
            assert file in str(error)


def test_layers_are_merged_by_step_id(tmp_path):
    top = write(
        tmp_path,
        top="""\
extends: [base.yaml]
steps:
  - use: reader
    limit: 9
  - {use: other, id: late, after: b}
  - {id: gone, disable: true}
  - {id: b, before: reader}
""",
        base="steps:\n  - {use: reader, limit: 1, words: [x]}\n  - {use: other, id: b}\n  - {use: other, id: gone}",
    )
    config = read(top)
    assert [step.id for step in config.chain.steps] == ["b", "reader", "late"]
    reader = next(step.plugin for step in config.chain.steps if step.id == "reader")
    assert (reader.limit, reader.words) == (9, ["x"])
    assert str(config.origins["reader", "limit"]) == f"{top}:4:5"
    assert str(config.origins["reader", "words"]).startswith(str(tmp_path / "base.yaml"))


def test_an_inherited_step_keeps_its_plugin(tmp_path):
    top = write(
        tmp_path, top="extends: [base.yaml]\nsteps: [{use: other, id: b}]", base="steps: [{use: reader, id: b}]"
    )
    with pytest.raises(ConfigError, match="the inherited step 'b' uses 'reader'"):
        read(top)


def test_files_that_extend_each_other_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="extends itself"):
        read(write(tmp_path, a="extends: [b.yaml]", b="extends: [a.yaml]"))


def test_a_base_that_two_files_share_is_laid_once(tmp_path):
    files = {
        "top": "extends: [a.yaml, b.yaml]",
        "a": "extends: [base.yaml]\nsteps: [{id: gone, disable: true}, {use: reader, limit: 5}]",
        "b": "extends: [./base.yaml]\nsteps: [{use: reader, words: [y]}]",
        "base": "steps: [reader, {use: other, id: gone}, {use: other, id: last}]",
    }
    config = read(write(tmp_path, **files))
    assert [step.id for step in config.chain.steps] == ["reader", "last"]
    assert (config.chain.steps[0].plugin.limit, config.chain.steps[0].plugin.words) == (5, ["y"])


def test_files_that_extend_many_times_over_load_in_no_time(tmp_path):
    files = {f"f{n}": f"extends: [f{n + 1}.yaml, f{n + 1}.yaml]" for n in range(18)}
    assert read(write(tmp_path, **files, f18="steps: [reader]")).chain.steps[0].id == "reader"


def test_a_step_that_a_base_changes_by_site_can_be_disabled(tmp_path):
    base = "steps: [reader, other]\nsites: {a.b: {other: {limit: 4}, reader: {limit: 5}}}"
    config = read(write(tmp_path, top="extends: [base.yaml]\nsteps: [{id: other, disable: true}]", base=base))
    assert [step.plugin.limit for step in config.chain.for_site("a.b")] == [5]


def test_sites_are_merged_setting_by_setting(tmp_path):
    base = "steps: [reader, other]\nsites: {'*.cn': {other: {limit: 7}, reader: {words: [x], limit: 2}}}"
    config = read(write(tmp_path, top="extends: [base.yaml]\nsites: {'*.CN': {reader: {limit: 1}}}", base=base))
    reader, other = (step.plugin for step in config.chain.for_site("a.cn"))
    assert (reader.limit, reader.words, other.limit) == (1, ["x"], 7)


def test_a_set_among_the_settings_does_not_change_the_hash_from_process_to_process():
    code = """
import jingwen, jingwen.config
class Setting(jingwen.Cleaner):
    name = "setting"
    words: frozenset[str] = frozenset("abcdefgh")
    def findings(self, document):
        return ()
print(jingwen.config.load({"steps": ["setting"]}, plugins=[Setting]).hash)
"""
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in "0123"
    }
    assert len(hashes) == 1


def test_paths_start_from_the_folder_of_the_file_that_sets_them(tmp_path, monkeypatch):
    monkeypatch.setenv("JW_DATA", "data")
    (tmp_path / "sub").mkdir()
    write(tmp_path / "sub", base="steps: [{use: reader, file: '${env:JW_DATA}/x.json'}]")
    config = read(write(tmp_path, top="extends: [sub/base.yaml]\nsteps: [{use: reader, limit: 5}]"))
    assert config.chain.steps[0].plugin.file == tmp_path / "sub" / "data" / "x.json"


def test_an_environment_variable_cannot_smuggle_in_another(tmp_path, monkeypatch):
    monkeypatch.setenv("JW_DATA", "${env:HOME}")
    with pytest.raises(ConfigError, match="holds"):
        read(write(tmp_path, c="steps: [{use: reader, file: '${env:JW_DATA}'}]"))


def test_the_first_site_pattern_that_matches_wins(tmp_path):
    config = read(
        write(
            tmp_path,
            c="extends: [base.yaml]\nsites: {'a.*': {reader: {limit: 1}}, '*.CN': {reader: {limit: 2}}}",
            base="""
steps: [{use: reader, words: [x]}]
sites: {'*.cn': {reader: {limit: 8}}, '*.tw': {reader: {limit: 9}}}
""",
        )
    )
    limits = {
        site: config.chain.for_site(site)[0].plugin.limit for site in ("a.cn", "b.cn", "B.CN", "x.tw", "x.hk", None)
    }
    assert limits == {"a.cn": 1, "b.cn": 2, "B.CN": 2, "x.tw": 9, "x.hk": 3, None: 3}
    assert config.chain.for_site("a.cn")[0].plugin.words == ["x"]


def test_the_hash_changes_with_any_setting_and_with_nothing_else(tmp_path):
    plain = read(write(tmp_path, a="steps: [reader]")).hash
    assert read(write(tmp_path, b="# a comment\nversion: 1\nsteps: [{use: reader, limit: 3}]")).hash == plain
    assert read(write(tmp_path, c="steps: [{use: reader, limit: 4}]")).hash != plain
    assert read(write(tmp_path, d="steps: [reader]\noutput: {provenance: none}")).hash != plain


@pytest.mark.parametrize("preset", preset_names())
def test_presets_load_and_end_in_the_check(preset):
    config = load(f"preset:{preset}")
    assert config.chain.steps[-1].id == "schema-check"


@pytest.mark.parametrize(
    ("preset", "to"),
    [("zh-web", "keep"), ("zh-web-hans", "hans"), ("zh-web-hant-tw", "hant-tw"), ("zh-web-hant-hk", "hant-hk")],
)
def test_text_is_converted_only_when_a_preset_says_so(preset, to):
    steps = {step.id: step.plugin for step in load(f"preset:{preset}").chain.steps}
    assert steps["script-variants"].to == to


def test_the_config_schema_knows_every_setting_and_holds_the_presets(fixtures):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(jingwen("schema", "config").stdout)
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    presets = Path(fixtures).parent / "core" / "jingwen" / "presets"
    for name in preset_names():
        validator.validate(parse((presets / f"{name}.yaml").read_bytes(), name).data)
    assert list(validator.iter_errors({"steps": [{"use": "spaces", "no-such-setting": 1}]}))
    assert list(validator.iter_errors({"stpes": []}))
