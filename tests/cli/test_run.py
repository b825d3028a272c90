"""`jingwen run`: every record accounted for, the same bytes every time, and back to the raw text."""

import base64
import gzip
import json
import os
import pty
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jingwen_schemas import CleanDocument, LedgerRecord, Manifest, QuarantineRecord, RejectedRecord
from support import distribution, jingwen, tree

PROGRAM = Path(sys.executable).with_name("jingwen")
PARTS = {kind: f"{kind}/part-00000.jsonl" for kind in ("clean", "ledger", "rejected", "quarantine")}


def lines(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def write_jsonl(path, *records):
    path.write_bytes(
        b"".join(record if isinstance(record, bytes) else json.dumps(record).encode() + b"\n" for record in records)
    )
    return path


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text("steps: [spaces, repeated-marks, {use: schema-check, min_chars: 3}]", encoding="utf-8")
    return path


def test_every_record_is_written_rejected_or_quarantined_with_its_place(tmp_path, config):
    source = write_jsonl(
        tmp_path / "in.jsonl",
        {"id": "good", "text": "今天，，天晴。", "lang": "zh"},
        {"id": "short", "text": "短", "lang": "zh"},
        b'{"text": broken}\n',
        b"\n",
        b"[1, 2]\n",
        {"id": "no-text"},
        b'\xff\xfe{"text": "x"}\n',
        b'{"id": "half", "text": "\\ud800 alone"}\n',
        b'"a string"\n',
        b'{"id": "deep", "text": "long enough", "m": ' + b"[" * 101 + b"]" * 101 + b"}\n",
        b'{"id": "large", "text": "long enough", "n": 123456789012345678901234567890}\n',
        {"text": "没有编号的一篇。"},
        b'{"id": 123456789012345678901, "text": "no line feed at the end"}',
    )
    done = jingwen("run", source, "-o", tmp_path / "out", "-c", config)
    assert done.returncode == 0, done.stderr.decode()
    out = tmp_path / "out"
    manifest = Manifest.model_validate_json((out / "manifest.json").read_bytes())
    assert manifest.counts.model_dump() == {"read": 12, "written": 5, "rejected": 1, "quarantined": 6}
    assert "12 read = 5 written + 1 rejected + 6 quarantined" in done.stderr.decode()
    content = source.read_bytes()
    clean = [CleanDocument.model_validate(record) for record in lines(out / PARTS["clean"])]
    assert [document.id for document in clean] == [
        "good",
        "half",
        "large",
        f"in.jsonl@{content.index(json.dumps({'text': '没有编号的一篇。'}).encode())}",
        "123456789012345678901",
    ]
    assert (clean[1].text, clean[1].flags[0].reason) == ("\ufffd alone", "jingwen/lone-surrogate")
    assert clean[2].meta == {"n": 123456789012345678901234567890}
    assert clean[0].text == "今天，天晴。"
    assert clean[0].meta == {"lang": "zh"}
    rejected = [RejectedRecord.model_validate(record) for record in lines(out / PARTS["rejected"])]
    assert [(record.id, record.step, record.reason) for record in rejected] == [
        ("short", "schema-check", "schema-check/too-short")
    ]
    assert rejected[0].raw.model_dump()["meta"] == {"lang": "zh"}
    assert manifest.quarantine_causes["a record must be a JSON object"] == 2
    assert "quarantined 2: a record must be a JSON object" in done.stderr.decode()
    for record in map(QuarantineRecord.model_validate, lines(out / PARTS["quarantine"])):
        raw = record.raw.encode() if record.raw is not None else base64.b64decode(record.raw_base64)
        assert content[record.offset :].startswith(raw), "the bytes stand at the offset that is given"
        assert raw
        assert record.step == "read"
        assert record.config_hash == manifest.config_hash
    ledger = [LedgerRecord.model_validate(record) for record in lines(out / PARTS["ledger"])]
    assert [record.id for record in ledger] == [document.id for document in clean]


def test_the_same_run_gives_the_same_bytes(tmp_path, fixtures):
    outputs = []
    for number, seed in enumerate(["0", "0", "1"]):
        out = tmp_path / f"out{number}"
        done = jingwen(
            "run", fixtures / "documents", "-o", out, env={"PYTHONHASHSEED": seed, "TZ": f"UTC+{number}", "LC_ALL": "C"}
        )
        assert done.returncode == 0, done.stderr.decode()
        outputs.append(tree(out))
    assert outputs[0] == outputs[1] == outputs[2]
    assert [name for name in outputs[0] if not name.startswith(".")] == sorted([*PARTS.values(), "manifest.json"])


def test_output_of_another_run_is_replaced_on_request_only(tmp_path, config):
    first = write_jsonl(tmp_path / "a.jsonl", {"text": "第一次的文字。"})
    second = write_jsonl(tmp_path / "b.jsonl", {"text": "第二次的文字。"})
    out = tmp_path / "out"
    assert jingwen("run", first, "-o", out, "-c", config).returncode == 0
    before = tree(out)
    for source in (second, "-"):
        refused = jingwen("run", source, "-o", out, "-c", config)
        assert (refused.returncode, refused.stderr.count(b"\n")) == (2, 1), refused.stderr.decode()
        assert (
            "out: holds the output of something else (input a.jsonl is not there any more; input "
            in refused.stderr.decode()
        )
        assert tree(out) == before
    assert jingwen("run", second, "-o", out, "-c", config, "--fresh").returncode == 0
    assert [record["text"] for record in lines(out / PARTS["clean"])] == ["第二次的文字。"]
    assert jingwen("run", second, "-o", out, "-c", config, "--provenance", "none", "--fresh").returncode == 0
    shown = sorted(path.name for path in out.iterdir() if path.name != ".jingwen")
    assert shown == ["clean", "manifest.json", "quarantine", "rejected"]


@pytest.mark.parametrize(
    "text", ["正文。", "﻿正文。\r\n\r\n首页正文\r\n", "\n\n\x00\x85\u2028 广告\n", "𠮷e\u0301，，。"]
)
def test_restore_gives_the_raw_bytes_back(tmp_path, text):
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "甲.txt").write_bytes(text.encode())
    assert jingwen("run", tmp_path / "in", "-o", tmp_path / "out").returncode == 0
    done = jingwen("restore", tmp_path / "out", "--id", "sub/甲.txt")
    assert done.stdout == text.encode(), done.stderr.decode()


def test_restore_gives_back_what_was_rejected_or_quarantined(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"\n")
    (folder / "gb.txt").write_bytes("国家标准".encode("gb18030"))
    assert jingwen("run", folder, "-o", tmp_path / "out").returncode == 0
    assert jingwen("restore", tmp_path / "out", "--id", "empty.txt").stdout == b"\n"
    assert jingwen("restore", tmp_path / "out", "--id", "gb.txt").stdout == "国家标准".encode("gb18030")


def test_an_id_that_stands_twice_can_be_told_apart(tmp_path, config):
    source = write_jsonl(tmp_path / "in.jsonl", {"id": "a", "text": "第一篇，，。"}, {"id": "a", "text": "第二篇。"})
    jingwen("run", source, "-o", tmp_path / "out", "-c", config)
    assert jingwen("restore", tmp_path / "out", "--id", "a").stdout.decode() == "第一篇，，。"
    assert jingwen("restore", tmp_path / "out", "--id", "a", "--nth", "2").stdout.decode() == "第二篇。"
    third = jingwen("restore", tmp_path / "out", "--id", "a", "--nth", "3")
    assert (third.returncode, "there is no number 3" in third.stderr.decode()) == (2, True)


def test_an_inline_ledger_restores_as_well(tmp_path, config):
    source = write_jsonl(tmp_path / "in.jsonl", {"id": "a", "text": "今天，，天晴。"})
    jingwen("run", source, "-o", tmp_path / "out", "-c", config, "--provenance", "inline")
    assert jingwen("restore", tmp_path / "out", "--id", "a").stdout.decode() == "今天，，天晴。"
    assert not (tmp_path / "out" / "ledger").exists()


def test_without_provenance_restore_says_why_it_cannot(tmp_path, config):
    source = write_jsonl(tmp_path / "in.jsonl", {"id": "a", "text": "今天，，天晴。"})
    jingwen("run", source, "-o", tmp_path / "out", "-c", config, "--provenance", "none")
    done = jingwen("restore", tmp_path / "out", "--id", "a")
    assert (done.returncode, "kept no ledger" in done.stderr.decode()) == (2, True)


def test_as_a_filter_data_goes_to_stdout_and_the_rest_to_stderr(config):
    stdin = '{"id": "a", "text": "今天，，晴。"}\nnot json\n{"id": "b", "text": "x"}\n'.encode()
    done = jingwen("run", "-", "-o", "-", "-c", config, stdin=stdin)
    assert done.returncode == 0
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == ["今天，晴。"]
    errors = done.stderr.decode().splitlines()
    assert {json.loads(line)["schema"] for line in errors if line.startswith("{")} == {
        "jingwen/quarantine/1",
        "jingwen/rejected/1",
    }
    assert errors[-1] == "3 read = 1 written + 1 rejected + 1 quarantined"


def install(folder, name, body):
    """Lay an installed plugin into a folder of sys.path, and a configuration that uses it."""
    module = (
        "from jingwen import Cleaner, Field, Flag, Link, Reject, hookimpl\n"
        f"class Mine(Cleaner):\n    name = '{name}'\n    reasons = {{'any': 'for tests'}}\n"
        f"    def findings(self, document):\n        {body}\n        return ()\n"
        "@hookimpl\ndef plugins(): return [Mine]\n"
    )
    distribution(folder, name, [f"{name} = {name}"], module)
    (folder / "c.yaml").write_text(f"steps: [{name}]")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("if 'bad' in document.text: raise RuntimeError('no good')", "it raised RuntimeError: no good"),
        ("if 'bad' in document.text: raise SystemExit(0)", "it raised SystemExit: 0"),
        ("if 'bad' in document.text: return [Flag(0, 1, 'any', 5)]", "its detail is not a valid string"),
        ("if 'bad' in document.text: return [Field('n', 10**30, 0, 1)]", "64-bit"),
        ("if 'bad' in document.text: return [Link(0, 1, title='\\ud800')]", "valid strings or None"),
        ("if 'bad' in document.text: return [Reject('any', None)]", "its detail is not a valid string"),
    ],
)
def test_a_plugin_that_fails_on_one_document_costs_that_one(tmp_path, body, message):
    install(tmp_path, "failing", body)
    source = write_jsonl(
        tmp_path / "in.jsonl", {"id": "1", "text": "good"}, {"id": "2", "text": "bad"}, {"id": "3", "text": "good"}
    )
    done = jingwen("run", source, "-o", tmp_path / "out", "-c", tmp_path / "c.yaml", env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 0
    assert "3 read = 2 written + 0 rejected + 1 quarantined" in done.stderr.decode()
    (record,) = map(QuarantineRecord.model_validate, lines(tmp_path / "out" / PARTS["quarantine"]))
    assert (record.id, record.step) == ("2", "failing")
    assert message in record.message
    assert "it raised" not in message or "failing.py" in record.traceback
    assert json.loads(record.raw) == {"id": "2", "text": "bad"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl: no such file or folder"),
        (["in.pdf"], "in.pdf: unknown format '.pdf'"),
        (["hollow"], "hollow: no file of a known format in this folder"),
        (["in.jsonl", "-c", "nowhere.yaml"], "nowhere.yaml: cannot be read: No such file or directory"),
        (["in.jsonl", "-c", "bad.yaml"], "bad.yaml:1:1: unknown key 'stepz'; did you mean 'steps'?"),
        (["in.jsonl", "--provenance", "far"], "command line: output: provenance"),
        (["in.jsonl", "-o", "in.pdf"], "in.pdf: cannot be used as output folder"),
        (["in.jsonl", "-o", "full"], "full: holds 'mine.txt', which is no output of jingwen"),
        (["in.jsonl", "-o", "mixed"], "mixed: holds 'clean/mine.txt', which is no output of jingwen"),
        (["texts", "-o", "texts/out"], "texts/out: holds the input texts/out/a.txt"),
        (["texts", "-o", "texts"], "texts: holds the input texts/out/a.txt"),
        ([""], "an input is an empty name"),
    ],
)
def test_a_users_mistake_is_one_line_and_exit_code_2(tmp_path, arguments, message):
    write_jsonl(tmp_path / "in.jsonl", {"text": "正文。"})
    (tmp_path / "in.pdf").write_bytes(b"%PDF")
    (tmp_path / "bad.yaml").write_text("stepz: []")
    for folder in ("hollow", "full"):
        (tmp_path / folder).mkdir()
    (tmp_path / "full" / "mine.txt").write_text("precious")
    (tmp_path / "mixed" / "clean").mkdir(parents=True)
    (tmp_path / "mixed" / "clean" / "mine.txt").write_text("precious")
    (tmp_path / "texts" / "out").mkdir(parents=True)
    (tmp_path / "texts" / "out" / "a.txt").write_text("正文。", encoding="utf-8")
    done = jingwen("run", *arguments, *([] if "-o" in arguments else ["-o", "out"]), cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1, done.stderr.decode()
    assert (tmp_path / "full" / "mine.txt").read_text() == "precious"
    assert (tmp_path / "mixed" / "clean" / "mine.txt").read_text() == "precious"


def test_files_that_are_not_read_are_named(tmp_path, config):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("正文在此。", encoding="utf-8")
    (folder / "b.pdf").write_bytes(b"%PDF")
    (folder / ".hidden.txt").write_text("x")
    done = jingwen("run", folder, "-o", tmp_path / "out", "-c", config)
    assert "not read, their format is not known: 1 files (b.pdf)" in done.stderr.decode()
    assert json.loads((tmp_path / "out" / "manifest.json").read_bytes())["ignored"] == ["b.pdf"]


def test_the_output_may_lie_in_the_folder_that_is_read(tmp_path, config):
    for name in ("a.txt", "b.md", "c.shtml"):
        (tmp_path / name).write_text("正文在此。", encoding="utf-8")
    command = ("run", ".", "-o", "out", "-c", config)
    first = jingwen(*command, cwd=tmp_path)
    clean = (tmp_path / "out" / "clean" / "part-00000.jsonl").read_bytes()
    again = jingwen(*command, cwd=tmp_path)
    fresh = jingwen(*command, "--fresh", cwd=tmp_path)
    assert [done.returncode for done in (first, again, fresh)] == [0, 0, 0], again.stderr + fresh.stderr
    assert all("3 read = 3 written" in done.stderr.decode() for done in (first, again, fresh))
    assert (tmp_path / "out" / "clean" / "part-00000.jsonl").read_bytes() == clean


def test_names_that_are_no_text_are_written_as_such(tmp_path, config):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in (b"\xff.txt", b"\xfe.pdf"):
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text("正文在此。", encoding="utf-8")
    assert jingwen("run", folder, "-o", tmp_path / "out", "-c", config).returncode == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert (manifest["inputs"], manifest["ignored"]) == (["\\udcff.txt"], ["\\udcfe.pdf"])
    assert jingwen("restore", tmp_path / "out", "--id", os.fsdecode(b"\xff.txt")).stdout.decode() == "正文在此。"


def test_links_are_followed_once_and_broken_ones_are_named(tmp_path, config):
    folder = tmp_path / "in"
    for path in (folder, tmp_path / "elsewhere"):
        path.mkdir()
    (tmp_path / "elsewhere" / "b.txt").write_text("正文在此。", encoding="utf-8")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / "again").symlink_to(folder)
    (folder / "broken.txt").symlink_to(tmp_path / "nowhere")
    assert jingwen("run", folder, "-o", tmp_path / "out", "-c", config).returncode == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert (manifest["inputs"], manifest["ignored"]) == (["linked/b.txt"], ["broken.txt"])


def test_a_damaged_run_folder_is_one_line(tmp_path, config):
    source = write_jsonl(tmp_path / "in.jsonl", {"id": "a", "text": "今天，，天晴。"})
    jingwen("run", source, "-o", tmp_path / "out", "-c", config)
    ledger = tmp_path / "out" / PARTS["ledger"]
    ledger.write_bytes(ledger.read_bytes()[:-9])
    done = jingwen("restore", tmp_path / "out", "--id", "a")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert "damaged" in done.stderr.decode()


def test_an_empty_input_is_a_run_of_nothing(tmp_path, config):
    (tmp_path / "in.jsonl").write_bytes(b"")
    done = jingwen("run", tmp_path / "in.jsonl", "-o", tmp_path / "out", "-c", config)
    assert done.returncode == 0
    assert "0 read = 0 written + 0 rejected + 0 quarantined" in done.stderr.decode()


@pytest.mark.parametrize("arguments", [["run", "{source}", "-o", "-", "-c", "{config}"], ["check", "--resolved"]])
def test_a_reader_that_goes_away_is_no_traceback(tmp_path, config, arguments):
    source = write_jsonl(tmp_path / "in.jsonl", *({"text": "正文在此，，" * 200} for _ in range(2000)))
    command = " ".join([str(PROGRAM), *arguments]).format(source=source, config=config)
    done = subprocess.run(
        ["bash", "-c", f"{command} | true; exit ${{PIPESTATUS[0]}}"], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_full_disk_is_exit_code_3(tmp_path, config):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    source = write_jsonl(tmp_path / "in.jsonl", {"text": "正文在此。"})
    done = subprocess.run(
        ["bash", "-c", f"{PROGRAM} run {source} -o - -c {config} > /dev/full"], capture_output=True, check=False
    )
    assert done.returncode == 3, done.stderr.decode()
    assert "No space left on device" in done.stderr.decode()


def test_a_file_that_may_not_grow_is_exit_code_3_and_the_same_command_goes_on(tmp_path, config):
    source = write_jsonl(tmp_path / "in.jsonl", *({"text": "正文在此，，" * 200} for _ in range(500)))
    command = f"{PROGRAM} run {source} -o {tmp_path / 'out'} -c {config}"
    done = subprocess.run(["bash", "-c", f"trap '' XFSZ; ulimit -f 100; {command}"], capture_output=True, check=False)
    assert done.returncode == 3, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert not list((tmp_path / "out" / "clean").iterdir())
    assert subprocess.run(command.split(), capture_output=True, check=False).returncode == 0
    jingwen("run", source, "-o", tmp_path / "other", "-c", config)
    assert tree(tmp_path / "out") == tree(tmp_path / "other")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_closed_stream_is_no_crash(tmp_path, config, closed):
    source = write_jsonl(tmp_path / "in.jsonl", {"text": "正文在此。"})
    command = f"{PROGRAM} run {source} -o {tmp_path / 'out'} -c {config} {closed}"
    assert subprocess.run(["bash", "-c", command], capture_output=True, check=False).returncode == 0


def test_what_a_plugin_prints_does_not_get_among_the_data(tmp_path):
    install(tmp_path, "loud", "print('hi')")
    done = jingwen(
        "run", "-", "-o", "-", "-c", tmp_path / "c.yaml", stdin=b'{"text": "x"}', env={"PYTHONPATH": str(tmp_path)}
    )
    assert json.loads(done.stdout)["text"] == "x"
    assert b"hi\n" in done.stderr


def test_progress_is_shown_on_a_terminal_only(tmp_path, config):
    source = write_jsonl(tmp_path / "in.jsonl", *({"text": "正文在此。"} for _ in range(50)))
    command = [PROGRAM, "run", source, "-o", tmp_path / "out", "-c", config]
    parent, child = pty.openpty()
    process = subprocess.Popen(command, stderr=child)
    os.close(child)
    shown = b""
    try:
        while chunk := os.read(parent, 4096):
            shown += chunk
    except OSError:  # the terminal's other end is closed
        pass
    assert process.wait() == 0
    assert b"\x1b[" in shown
    assert b"\x1b[" not in subprocess.run(command, stderr=subprocess.PIPE, check=True).stderr


def test_output_that_no_plan_speaks_of_is_not_replaced(tmp_path, config):
    source = write_jsonl(tmp_path / "in.jsonl", {"text": "正文在此。"})
    jingwen("run", source, "-o", tmp_path / "out", "-c", config)
    copy, spark = tmp_path / "copy", tmp_path / "spark"
    shutil.copytree(tmp_path / "out", copy, ignore=shutil.ignore_patterns(".jingwen"))
    (spark / "clean").mkdir(parents=True)
    (spark / "clean" / "part-00000-5f0.snappy.parquet").write_text("precious")
    for out, name in ((copy, "manifest.json"), (spark, "clean/part-00000-5f0.snappy.parquet")):
        before = tree(out)
        done = jingwen("run", source, "-o", out, "-c", config)
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1), done.stderr.decode()
        assert f"holds '{name}', but not the plan of the run that wrote it" in done.stderr.decode()
        assert {path: content for path, content in tree(out).items() if not path.startswith(".")} == before


def test_a_part_that_somebody_took_away_is_made_again(tmp_path, config):
    source = write_jsonl(tmp_path / "in.jsonl", {"text": "正文在此，，。"})
    command = ("run", source, "-o", tmp_path / "out", "-c", config)
    assert jingwen(*command).returncode == 0
    before = tree(tmp_path / "out")
    (tmp_path / "out" / PARTS["ledger"]).unlink()
    assert jingwen(*command).returncode == 0
    assert tree(tmp_path / "out") == before


def test_an_input_that_changes_while_it_is_read_is_no_complete_run(tmp_path):
    install(tmp_path, "slow", "__import__('time').sleep(0.02)")
    source = write_jsonl(tmp_path / "in.jsonl", *({"text": "正文在此。"} for _ in range(60)))
    process = subprocess.Popen(
        [PROGRAM, "run", source, "-o", tmp_path / "out", "-c", tmp_path / "c.yaml"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stderr=subprocess.PIPE,
    )
    while not (tmp_path / "out" / ".jingwen" / "plan.json").exists():
        time.sleep(0.01)
    with source.open("ab") as file:
        file.write(b'{"text": "more"}\n')
    error = process.communicate()[1].decode()
    assert (process.returncode, "in.jsonl has changed while it was read" in error) == (3, True), error
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize("output", ["-", "out"])
def test_a_request_to_end_is_not_taken_for_a_failure_of_a_plugin(tmp_path, output):
    install(tmp_path, "slow", "__import__('time').sleep(0.3)")
    source = write_jsonl(tmp_path / "in.jsonl", *({"text": "正文在此。"} for _ in range(60)))
    process = subprocess.Popen(
        [PROGRAM, "run", source, "-o", output, "-c", "c.yaml", "-w", "0"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    )
    time.sleep(1.5)
    process.terminate()
    _, error = process.communicate()
    assert process.returncode == 143, error.decode()
    assert b"quarantine" not in error


def test_a_compressed_standard_input_is_one_line(tmp_path, config):
    done = jingwen("run", "-", "-o", "-", "-c", config, stdin=gzip.compress(b'{"text": "x"}'))
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert "the standard input is compressed: give the file, or `gzip -dc FILE | jingwen run -`" in done.stderr.decode()


def test_a_stream_has_one_format(tmp_path):
    (tmp_path / "c.yaml").write_text("steps: [spaces]\noutput: {compression: gz}")
    done = jingwen("run", "-", "-o", "-", "-c", tmp_path / "c.yaml", stdin=b'{"text": "x"}')
    assert (done.returncode, b"a stream is plain JSON Lines" in done.stderr) == (2, True)


@pytest.mark.parametrize("style", ["lines", "json", "none"])
def test_progress_without_a_terminal(tmp_path, style):
    install(tmp_path, "slow", "__import__('time').sleep(0.05)")
    source = write_jsonl(tmp_path / "in.jsonl", *({"text": "正文在此。"} for _ in range(50)))
    options = ("-c", tmp_path / "c.yaml", "-w", "1", "--progress", style)
    done = jingwen("run", source, "-o", tmp_path / "out", *options, env={"PYTHONPATH": str(tmp_path)})
    shown = [json.loads(line) for line in done.stderr.splitlines() if line.startswith(b"{")]
    assert bool(shown) == (style == "json")
    for figures in shown:
        assert 0 <= figures["bytes"] <= figures["total_bytes"] == source.stat().st_size
        assert figures["read"] == figures["written"] <= 50
    assert b"50 read = 50 written" in done.stderr
