"""`jingwen quarantine list` and `show`: what could not be cleaned, for people and for programs."""

import json

import pytest

from jingwen_schemas import QuarantineRecord
from support import distribution, jingwen

PLUGIN = """
from jingwen import Cleaner, hookimpl

class Picky(Cleaner):
    name = "picky"
    reasons = {"any": "for tests"}

    def findings(self, document):
        if "坏" in document.text: raise ValueError(f"no good: {len(document.text)}")
        return ()

@hookimpl
def plugins(): return [Picky]
"""
EVIL = "\x1b]0;owned\x07\u202e"


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quarantine")
    distribution(folder, "picky", ["picky = picky"], PLUGIN)
    records = [
        json.dumps({"id": "甲", "text": "这一篇是坏的。\n" + "\n".join(map(str, range(30)))}).encode(),
        b'{"id": "fine", "text": "abc"}',
        b"not JSON",
        json.dumps({"id": EVIL, "text": f"坏{EVIL}"}).encode(),
        json.dumps({"id": "a", "text": "坏" * 300}).encode(),
        json.dumps({"id": "a", "text": "坏了。"}).encode(),
        json.dumps({"id": "gb", "text": "国家标准的编码，坏了。"}, ensure_ascii=False).encode("gb18030"),
        json.dumps({"id": "large", "text": "长" * 9000}).encode(),
    ]
    (folder / "in.jsonl").write_bytes(b"\n".join(records) + b"\n")
    (folder / "c.yaml").write_text("input: {max_record: 5000}\nsteps: [picky]\nrun: {shard_size: 1kB}")
    environment = {"PYTHONPATH": str(folder)}
    done = jingwen("run", "in.jsonl", "-o", "out", "-c", "c.yaml", env=environment, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder / "out"


def said(*arguments):
    done = jingwen("quarantine", *arguments)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return done.stdout.decode()


def rows(*arguments):
    return [json.loads(line) for line in said(*arguments, "--format", "json").splitlines()]


def source(out):
    return (out.parent / "in.jsonl").read_bytes()


def test_a_line_a_record(out):
    lines = said("list", out).splitlines()
    assert len(lines) == 7
    assert [line.split()[0] for line in lines] == [str(number) for number in range(1, 8)]
    assert "picky: CleanerError: it raised ValueError: no good: 87" in lines[0]
    assert "read: MalformedRecord: not JSON" in lines[1]
    # aligned, though 甲 takes two columns of a terminal
    before = [line[: line.rindex("in.jsonl@")] for line in lines]
    assert len({len(text) + text.count("甲") for text in before}) == 1


def test_no_control_character_reaches_the_terminal(out):
    for arguments in (["list", out], ["list", out, "--by-cause"], ["show", out, "--id", EVIL]):
        text = said(*arguments)
        assert not any(character in text for character in EVIL if not character.isprintable())
        assert "\\x1b]0;owned\\x07\\u202e" in text or "--by-cause" in arguments


def test_json_has_everything_but_the_bytes(out):
    found = rows("list", out)
    assert [row.pop("number") for row in found] == list(range(1, 8))
    records = [QuarantineRecord.model_validate(row) for row in found]
    assert [record.id for record in records] == ["甲", records[1].id, EVIL, "a", "a", "gb", records[6].id]
    for record in records:
        assert record.raw is record.raw_base64 is None
        assert source(out)[record.offset :].startswith((b"{", b"not JSON"))
    assert "raise ValueError" in records[0].traceback


def test_steps_and_errors_can_be_chosen(out):
    assert [row["number"] for row in rows("list", out, "--step", "picky")] == [1, 3, 4, 5, 6]
    assert [row["number"] for row in rows("list", out, "--error", "UnreadableRecord")] == [7]
    assert [row["number"] for row in rows("list", out, "--step", "read", "--error", "MalformedRecord")] == [2]


def test_causes_come_with_counts_and_an_example(out):
    causes = rows("list", out, "--by-cause")
    assert [(cause["count"], cause["step"], cause["error"]) for cause in causes] == [
        (5, "picky", "CleanerError"),
        (1, "read", "MalformedRecord"),
        (1, "read", "UnreadableRecord"),
    ]
    assert causes[0]["example"] == "甲"
    assert causes[0]["cause"] in json.loads((out / "manifest.json").read_bytes())["quarantine_causes"]
    text = said("list", out, "--by-cause").splitlines()
    assert text[0].startswith("5  picky: CleanerError: ")
    assert text[0].endswith("  for example 甲")
    assert rows("list", out, "--by-cause", "--step", "read") == causes[1:]


def test_show_has_everything_and_the_start_of_the_text(out):
    text = said("show", out, "--id", "甲")
    for line in (
        "step:          picky",
        "error:         CleanerError",
        "attempts:      1",
        "  ValueError: no good: 87",
    ):
        assert f"\n{line}\n" in text
    assert "\nraw text (31 lines):\n  这一篇是坏的。\n  0\n" in text
    assert text.endswith("\n  18\n  … (--raw writes all bytes)\n")
    assert "\nraw text:\n  not JSON\n" in said("show", out, "--id", "in.jsonl@" + str(source(out).index(b"not JSON")))


def test_show_tells_records_of_one_id_apart(out):
    assert f"\n  {'坏' * 200}…\n" in said("show", out, "--id", "a")
    assert "\n  坏了。\n" in said("show", out, "--id", "a", "--nth", "2")
    third = jingwen("quarantine", "show", out, "--id", "a", "--nth", "3")
    assert (third.returncode, "2 records have the id 'a'" in third.stderr.decode()) == (2, True)
    unknown = jingwen("quarantine", "show", out, "--id", "gbk")
    assert unknown.returncode == 2
    assert "no record 'gbk' in quarantine; did you mean 'gb'?" in unknown.stderr.decode()


def test_raw_bytes_come_exactly(out):
    for row in rows("list", out)[:6]:
        nth = "2" if row["number"] == 5 else "1"
        raw = jingwen("quarantine", "show", out, "--id", row["id"], "--nth", nth, "--raw").stdout
        assert raw.rstrip(b"\n") == source(out)[row["offset"] :].split(b"\n")[0]


def test_a_record_that_was_too_large_is_to_be_looked_for_in_the_source(out):
    row = rows("list", out)[6]
    assert row["length"] > 9000
    where = f"too large to be kept: {row['length']} bytes at offset {row['offset']} of in.jsonl"
    assert where in said("show", out, "--id", row["id"])
    raw = jingwen("quarantine", "show", out, "--id", row["id"], "--raw")
    assert (raw.returncode, raw.stdout, where in raw.stderr.decode()) == (2, b"", True)


def test_an_empty_quarantine_says_so(tmp_path, out):
    (tmp_path / "in.txt").write_text("正文。", encoding="utf-8")
    assert jingwen("run", tmp_path / "in.txt", "-o", tmp_path / "out").returncode == 0
    for arguments in ([], ["--by-cause"], ["--format", "json"]):
        done = jingwen("quarantine", "list", tmp_path / "out", *arguments)
        assert (done.returncode, done.stdout) == (0, b"")
        assert done.stderr.decode() == f"{tmp_path / 'out'}: nothing in quarantine\n"
    done = jingwen("quarantine", "list", out, "--step", "nowhere")
    assert (done.returncode, done.stdout, b"nothing in quarantine that fits" in done.stderr) == (0, b"", True)


@pytest.mark.parametrize("command", [["list"], ["show", "--id", "a"], ["replay"]])
def test_what_is_no_run_is_one_line(tmp_path, command):
    for folder in (tmp_path, tmp_path / "nowhere"):
        done = jingwen("quarantine", command[0], folder, *command[1:])
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
        assert f"{folder}: no output folder of a run" in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kept", [0.5, 0.99])
def test_a_damaged_quarantine_is_one_line(tmp_path, out, kept):
    import shutil

    shutil.copytree(out, tmp_path / "out")
    part = max((tmp_path / "out" / "quarantine").iterdir(), key=lambda path: path.stat().st_size)
    part.write_bytes(part.read_bytes()[: int(part.stat().st_size * kept)])
    done = jingwen("quarantine", "list", tmp_path / "out")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert f"{part}: damaged" in done.stderr.decode()


@pytest.mark.parametrize("command", ["list", "show", "replay"])
def test_help_has_an_example(command):
    assert f"jingwen quarantine {command} out" in jingwen("quarantine", command, "--help").stdout.decode()
