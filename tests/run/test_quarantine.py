"""`jingwen quarantine replay`: behind it, everything is as if nothing had ever failed."""

import importlib.util
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jingwen.config import load
from jingwen_schemas import Manifest, QuarantineRecord, ShardManifest
from support import distribution, jingwen, tree

PLUGIN = """
import os
from jingwen import Cleaner, Edit, Flag, Learner, hookimpl

class Brittle(Cleaner):
    name = "brittle"
    reasons = {"mark": "for tests"}
    calm: bool = False

    def findings(self, document):
        if "引爆" in document.text and not self.calm:
            BROKEN
        yield from (Edit(m, m + 1, "", "mark") for m, c in enumerate(document.text) if c == "＊")

class Total(Cleaner):
    name = "total"
    reasons = {"total": "for tests"}
    total: int

    def findings(self, document):
        return [Flag(0, 0, "total", str(self.total))]

class Counter(Learner):
    name = "counter"
    reasons = {"total": "for tests"}

    def observe(self, documents): return sum(1 for _ in documents)
    def combine(self, a, b): return a + b
    def cleaner(self, summary): return Total(total=summary)

@hookimpl
def plugins(): return [Brittle, Counter]
"""
RAISES = "raise KeyError('引爆')"
DIES = "os._exit(3) if '７' in document.text else exec('raise KeyError(1)')"
HALF_MENDED = "if '７' in document.text: raise ValueError('still bad')"
MENDED = "pass"
ACCOUNTS = ("counts", "skipped", "steps", "quarantine_causes")
OUTPUTS = {
    "plain": {"provenance": "sidecar"},
    "gz": {"provenance": "inline", "compression": "gz"},
    "zst": {"provenance": "none", "compression": "zst"},
    "parquet": {"provenance": "sidecar", "format": "parquet"},
    "parquet-inline": {"provenance": "inline", "format": "parquet", "compression": "gz"},
}


def warc(*blocks):
    """A WARC file of a request, which is no document, before each response."""
    records = []
    for number, block in enumerate(blocks):
        page = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{block}".encode()
        for kind, content in (("request", b"GET / HTTP/1.1\r\n\r\n"), ("response", page)):
            head = (
                f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}-{kind}>\r\n"
                f"WARC-Target-URI: http://example.cn/{number}\r\n"
                f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(content)}\r\n\r\n"
            )
            records.append(head.encode() + content + b"\r\n\r\n")
    return b"".join(records)


def broken(number):
    return number % 9 == 4


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Inputs of which a plugin that is not mended yet fails on some documents, others are rejected, some unreadable."""
    folder = tmp_path_factory.mktemp("world")
    distribution(folder, "brittle", ["brittle = brittle", "counter = brittle"], PLUGIN.replace("BROKEN", MENDED))
    lines = []
    for number in range(120):
        text = f"第{number}篇，，写＊得好。" + ("引爆" if broken(number) else "") + ("７" if number % 2 else "")
        text = "短" + "引爆" * (number == 58) if number in (30, 31, 58) else text
        lines.append(json.dumps({"id": f"d{number}", "text": text, "n": 10**25 if number % 7 else 0.5}).encode())
    lines[20] = b'{"text": not JSON'
    lines[50] = b'\xff\xfe{"text": "x"}'
    lines[41] = json.dumps({"id": "d41", "text": "这一行用的是国家标准的编码，引爆。"}, ensure_ascii=False).encode(
        "gb18030"
    )
    (folder / "in").mkdir()
    (folder / "in" / "a.jsonl").write_bytes(b"\n".join(lines))
    (folder / "in" / "b.warc").write_bytes(warc("网页上的第一篇，，。", "网页上引爆的一篇，，。"))
    (folder / "in" / "c.txt").write_text("整篇文字，，引爆。\n第二段。", encoding="utf-8")
    return folder


def mend(folder, body):
    (folder / "brittle.py").write_text(PLUGIN.replace("BROKEN", body), encoding="utf-8")
    shutil.rmtree(folder / "__pycache__", ignore_errors=True)  # a module of one size and second looks unchanged


def configuration(folder, **output):
    name = "-".join(output.values()) or "default"
    path = folder / f"{name}.yaml"
    content = {
        "output": output,
        "run": {"shard_size": 1500},
        "steps": ["repeated-marks", "brittle", {"use": "schema-check", "min_chars": 4}],
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def command(folder, *arguments):
    done = jingwen(*arguments, env={"PYTHONPATH": str(folder)}, cwd=folder)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def succeed(folder, *arguments):
    done = command(folder, *arguments)
    assert done.returncode == 0, done.stderr.decode()
    return done.stderr.decode()


def written(out):
    """All files that a user sees but the manifest."""
    return {name: content for name, content in tree(out).items() if not name.startswith((".", "manifest"))}


def manifest(out):
    found = Manifest.model_validate_json((out / "manifest.json").read_bytes())
    assert found.counts.balanced
    return found


def accounts(out):
    return {name: value for name, value in manifest(out).model_dump().items() if name in ACCOUNTS}


def quarantined(out):
    return [
        QuarantineRecord.model_validate_json(line)
        for part in sorted((out / "quarantine").iterdir())
        for line in part.read_bytes().splitlines()
    ]


@pytest.fixture(scope="module")
def runs(world, tmp_path_factory):
    """A run in plain JSONL that never failed, and one with failures."""
    folder, config = tmp_path_factory.mktemp("runs"), configuration(world, **OUTPUTS["plain"])
    for name, body in (("peaceful", MENDED), ("failed", DIES)):
        mend(world, body)
        succeed(world, "run", "in", "-o", folder / name, "-c", config)
    return folder, config


@pytest.fixture
def failed(runs, tmp_path):
    folder, config = runs
    shutil.copytree(folder / "failed", tmp_path / "failed")
    return tmp_path / "failed", folder / "peaceful", config


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_replay_ends_where_a_run_without_failures_does(world, tmp_path, output):
    if "parquet" in output and not importlib.util.find_spec("pyarrow"):
        pytest.skip("needs pyarrow")
    config = configuration(world, **OUTPUTS[output])
    mend(world, MENDED)
    succeed(world, "run", "in", "-o", tmp_path / "peaceful", "-c", config)
    mend(world, RAISES)
    succeed(world, "run", "in", "-o", tmp_path / "out", "-c", config)
    mend(world, MENDED)
    said = succeed(world, "quarantine", "replay", tmp_path / "out", "--workers", "2")
    # not to be told from one of a run that never failed
    assert written(tmp_path / "out") == written(tmp_path / "peaceful")
    assert accounts(tmp_path / "out") == accounts(tmp_path / "peaceful")
    (replay,) = manifest(tmp_path / "out").replays
    assert replay.counts.model_dump() == {"read": 17, "written": 14, "rejected": 1, "quarantined": 2}
    assert replay.config_hash == manifest(tmp_path / "out").config_hash
    assert "brittle" in [plugin.plugin for plugin in replay.plugins]
    assert "17 tried = 14 written + 1 rejected + 2 quarantined again" in said
    again = succeed(world, "run", "in", "-o", tmp_path / "out", "-c", config)
    assert "123 read = " in again
    assert manifest(tmp_path / "out").replays == [replay]


def test_what_fails_again_stays_with_its_new_error(world, failed):
    out, peaceful, _ = failed
    assert {record.error for record in quarantined(out)} == {"CleanerError", "ProcessDied", "MalformedRecord"}
    mend(world, HALF_MENDED)
    succeed(world, "quarantine", "replay", out)
    left = quarantined(out)
    assert {record.error for record in left} == {"CleanerError", "MalformedRecord"}
    assert {record.message.split(": ", 1)[-1] for record in left if record.error == "CleanerError"} == {
        "it raised ValueError: still bad"
    }
    assert [record.attempts for record in left] == [1] * len(left)
    assert manifest(out).counts.quarantined == len(left) == sum(manifest(out).quarantine_causes.values())
    mend(world, MENDED)
    succeed(world, "quarantine", "replay", out, "--workers", "0")
    assert written(out) == written(peaceful)
    assert accounts(out) == accounts(peaceful)
    assert [replay.counts.read for replay in manifest(out).replays] == [17, len(left)]


def test_records_that_are_not_asked_for_stay_untouched(world, failed):
    out, peaceful, _ = failed
    before = quarantined(out)
    mend(world, MENDED)
    said = succeed(world, "quarantine", "replay", out, "--id", "d4", "--id", "c.txt")
    assert quarantined(out) == [record for record in before if record.id not in ("d4", "c.txt")]
    assert "15 were not tried" in said
    assert "2 tried = 2 written + 0 rejected + 0 quarantined again" in said
    assert manifest(out).counts.quarantined == 15 == sum(manifest(out).quarantine_causes.values())
    gone = command(world, "quarantine", "replay", out, "--id", "d4", "--id", "d13")
    assert (gone.returncode, "no record 'd4' in quarantine" in gone.stderr.decode()) == (2, True)
    succeed(world, "quarantine", "replay", out)
    assert written(out) == written(peaceful)
    assert accounts(out) == accounts(peaceful)


def test_another_configuration_may_help_as_well(world, failed, tmp_path):
    out, _, config = failed
    calm = json.loads(config.read_text("utf-8"))
    calm["steps"] = [{"use": "spaces"}, {"use": "brittle", "calm": True}]
    del calm["output"]
    (tmp_path / "calm.yaml").write_text(json.dumps(calm), encoding="utf-8")
    mend(world, RAISES)
    steps = [step.step for step in manifest(out).steps]
    read = manifest(out).counts.read
    succeed(world, "quarantine", "replay", out, "-c", tmp_path / "calm.yaml")
    assert manifest(out).counts.quarantined == 2
    assert manifest(out).counts.read == read
    assert {step.step for step in manifest(out).steps} == {*steps, "spaces"}
    (replay,) = manifest(out).replays
    assert replay.config_hash not in (manifest(out).config_hash, "")
    assert {record.config_hash for record in quarantined(out)} == {replay.config_hash}


def test_a_run_under_newer_plugins_takes_the_replay_under_them_for_granted(world, failed):
    out, _, config = failed
    info = world / "brittle-1.0.dist-info" / "METADATA"
    before = info.read_text()
    try:
        mend(world, MENDED)
        info.write_text(before.replace("Version: 1.0", "Version: 1.1"))
        refused = command(world, "run", "in", "-o", out, "-c", config)
        assert (refused.returncode, "plugin brittle was" in refused.stderr.decode()) == (2, True)
        succeed(world, "quarantine", "replay", out)
        assert "brittle 1.1" in {f"{each.plugin} {each.version}" for each in manifest(out).replays[0].plugins}
        behind = tree(out)
        succeed(world, "run", "in", "-o", out, "-c", config)
        assert tree(out) == behind
    finally:
        info.write_text(before)


def start(folder, out, *arguments):
    program = Path(sys.executable).with_name("jingwen")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    line = [program, "quarantine", "replay", out, *arguments]
    return subprocess.Popen(line, env=environment, cwd=folder, stderr=subprocess.PIPE)


def test_a_replay_that_is_killed_at_any_time_goes_on(world, failed, tmp_path):
    out, peaceful, _ = failed
    mend(world, MENDED)
    chance, whole = random.Random(4), tmp_path / "whole"
    shutil.copytree(out, whole)
    begun = time.monotonic()
    succeed(world, "quarantine", "replay", whole)
    duration = time.monotonic() - begun
    halves = 0
    for number in range(10):
        torn = tmp_path / f"torn{number}"
        shutil.copytree(out, torn)
        for _ in range(2):
            process = start(world, torn)
            time.sleep(chance.uniform(0.35, 1) * duration)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        halves += not (torn / "manifest.json").exists()
        succeed(world, "quarantine", "replay", torn)
        if (torn / "manifest.json").read_bytes() != (whole / "manifest.json").read_bytes():
            # the kill came behind the end: then the last replay was one of what is left
            assert len(manifest(torn).replays) > 1
        assert written(torn) == written(whole) == written(peaceful)
        assert accounts(torn) == accounts(whole)
    assert halves, "no kill came in the midst of a replay"


@pytest.fixture
def torn(world, failed):
    """A replay that stands still: some parts are done, then the plugin hangs."""
    out, peaceful, config = failed
    mend(world, "__import__('time').sleep(600) if '第112篇' in document.text else None")
    process = start(world, out, "--workers", "1")
    deadline = time.monotonic() + 60
    while not any('"replays":{"0"' in part.read_text() for part in (out / ".jingwen" / "shards").iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.communicate()
    mend(world, MENDED)
    return out, peaceful, config


def test_a_replay_that_was_interrupted_looks_like_one(world, torn):
    out, peaceful, config = torn
    assert not (out / "manifest.json").exists()
    refused = command(world, "run", "in", "-o", out, "-c", config)
    assert refused.returncode == 2
    assert "a replay of its quarantine was interrupted; the same `jingwen quarantine replay`" in refused.stderr.decode()
    listed = command(world, "quarantine", "list", out)
    assert (listed.returncode, b"not at its end" in listed.stderr) == (0, True)
    done = [
        json.loads(part.read_bytes())["replays"]["0"]["read"]
        for part in sorted((out / ".jingwen" / "shards").iterdir())
        if b'"replays":{"0"' in part.read_bytes()
    ]
    assert done
    succeed(world, "quarantine", "replay", out)
    assert [replay.counts.read for replay in manifest(out).replays] == [17]
    assert written(out) == written(peaceful)
    assert accounts(out) == accounts(peaceful)
    succeed(world, "run", "in", "-o", out, "-c", config)


def test_another_replay_may_take_over_an_interrupted_one(world, torn):
    out, peaceful, _ = torn
    succeed(world, "quarantine", "replay", out, "--id", "d112")
    first, second = manifest(out).replays
    assert 0 < first.counts.read < 17
    assert second.counts.model_dump() == {"read": 1, "written": 1, "rejected": 0, "quarantined": 0}
    succeed(world, "quarantine", "replay", out)
    assert written(out) == written(peaceful)
    assert accounts(out) == accounts(peaceful)


def test_fresh_starts_over_whatever_was_replayed(world, torn):
    out, peaceful, config = torn
    succeed(world, "run", "in", "-o", out, "-c", config, "--fresh")
    assert tree(out) == tree(peaceful)


def test_what_is_not_whole_in_quarantine_is_not_tried(world, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text(
        '{"id": "large", "text": "' + "长" * 3000 + '"}\n{"id": "b", "text": "正文引爆。"}\n'
    )
    (folder / "b.warc").write_bytes(warc("网页上的一篇文字在此。")[:-20])
    config = tmp_path / "c.yaml"
    config.write_text("input: {max_record: 2000}\nsteps: [brittle]")
    mend(world, RAISES)
    succeed(world, "run", folder, "-o", tmp_path / "out", "-c", config)
    cut = [record for record in quarantined(tmp_path / "out") if record.error == "UnreadableRecord"]
    assert [(record.source, record.length is None) for record in cut] == [("a.jsonl", False), ("b.warc", True)]
    mend(world, MENDED)
    said = succeed(world, "quarantine", "replay", tmp_path / "out")
    assert "1 tried = 1 written + 0 rejected + 0 quarantined again" in said
    assert "2 were not tried" in said
    assert quarantined(tmp_path / "out") == cut
    behind = tree(tmp_path / "out")
    assert "0 tried" in succeed(world, "quarantine", "replay", tmp_path / "out")
    assert tree(tmp_path / "out") == behind


def test_a_run_that_was_interrupted_is_to_be_finished_first(world, failed):
    out, _, config = failed
    (out / "manifest.json").unlink()
    refused = command(world, "quarantine", "replay", out)
    assert (refused.returncode, "finish it first" in refused.stderr.decode()) == (2, True)
    succeed(world, "run", "in", "-o", out, "-c", config)
    mend(world, MENDED)
    succeed(world, "quarantine", "replay", out)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("output: {provenance: none}\nsteps: [brittle]", "c.yaml:1:10: output: provenance: the run in "),
        ("output: {compression: gz}\nsteps: [brittle]", "has 'none', and its parts can hold nothing else"),
        ("steps: [britle]", "did you mean 'brittle'?"),
    ],
)
def test_a_configuration_that_does_not_fit_changes_nothing(world, failed, config, message):
    out, _, _ = failed
    (out.parent / "c.yaml").write_text(config)
    before = tree(out)
    refused = command(world, "quarantine", "replay", out, "-c", out.parent / "c.yaml")
    assert refused.returncode == 2
    assert message in refused.stderr.decode()
    assert tree(out) == before


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize("damage", ["cut", "more", "less"])
def test_a_damaged_part_is_one_line_and_nothing_is_lost(world, failed, workers, damage):
    out, _, _ = failed
    mend(world, MENDED)
    part = out / "clean" / "part-00000.jsonl"
    content = part.read_bytes()
    first = content[: content.index(b"\n") + 1]
    part.write_bytes({"cut": content[:-5], "more": content + first, "less": content[len(first) :]}[damage])
    refused = command(world, "quarantine", "replay", out, "--workers", workers)
    assert refused.returncode == 2, refused.stderr.decode()
    assert f"{part}: damaged: " in refused.stderr.decode()
    part.write_bytes(content)
    succeed(world, "quarantine", "replay", out)
    assert manifest(out).counts.quarantined == 2


def test_two_replays_do_not_meet(world, failed):
    import fcntl

    out, _, _ = failed
    with (out / ".jingwen" / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = command(world, "quarantine", "replay", out)
    assert (refused.returncode, b"is writing into it" in refused.stderr) == (3, True)


def test_outcomes_of_a_part_stand_in_its_manifest(world, failed):
    out, _, _ = failed
    mend(world, MENDED)
    succeed(world, "quarantine", "replay", out)
    for path in (out / ".jingwen" / "shards").iterdir():
        part = ShardManifest.model_validate_json(path.read_bytes())
        assert part.counts.balanced
        assert all(counts.balanced for counts in part.replays.values())


def test_what_a_run_has_learned_holds_for_its_replay(world, tmp_path):
    config = tmp_path / "c.yaml"
    config.write_text("steps: [counter, repeated-marks, brittle]\nrun: {shard_size: 1500}")
    for name, body in (("peaceful", MENDED), ("out", RAISES)):
        mend(world, body)
        succeed(world, "run", "in", "-o", tmp_path / name, "-c", config)
    learned = (tmp_path / "out" / "learned.json").read_bytes()
    mend(world, MENDED)
    succeed(world, "quarantine", "replay", tmp_path / "out")
    assert written(tmp_path / "out") == written(tmp_path / "peaceful")
    assert accounts(tmp_path / "out") == accounts(tmp_path / "peaceful")
    assert (tmp_path / "out" / "learned.json").read_bytes() == learned


@pytest.mark.parametrize(
    "config",
    [
        "preset:zh-web",
        {
            "extends": "preset:zh-web",
            "sites": {"*.cn": {"site-chrome": {"keep": ["a"]}}, "b.tw": {}, "*": {"site-chrome": {"keep": ["b"]}}},
            "input": {"text_key": "body", "max_record": "1MB"},
            "run": {"time_limit": 5},
        },
    ],
)
def test_a_resolved_configuration_is_one_that_can_be_loaded(config):
    config = load(config)
    again = load(json.loads(json.dumps(config.resolved())))
    assert again.chain == config.chain
    assert (again.resolved(), again.hash) == (config.resolved(), config.hash)
