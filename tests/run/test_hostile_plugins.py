"""One hostile plugin per kind of hostility: it costs the documents that it touches, and nothing else."""

import json
import os

import pytest

from jingwen_schemas import Manifest, QuarantineRecord
from support import distribution, jingwen

PLUGIN = """
import ctypes, os, re, signal, sys, threading, time
from jingwen import Cleaner, Edit, hookimpl

class Hostile(Cleaner):
    name = "hostile"
    reasons = {"any": "for tests"}
    kind: str

    def findings(self, document):
        if "引爆" in document.text: return getattr(self, self.kind)(document) or []
        if self.kind == "leaves_an_alarm": time.sleep(0.002)  # it would ring here, 50 ms later
        return []

    def nothing(self, document): pass
    def raises(self, document): raise KeyError("引爆")
    def leaves(self, document): sys.exit(3)
    def interrupts(self, document): raise KeyboardInterrupt
    def hangs(self, document): time.sleep(600)
    def hangs_in_c(self, document): re.match("(a|a)*$", "a" * 100 + "b")
    def hangs_and_ignores_alarms(self, document):
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(600)
    def exits(self, document): os._exit(0)
    def crashes(self, document): ctypes.string_at(0)
    def aborts(self, document): os.abort()
    def eats_memory(self, document): bytearray(8 << 30)
    def eats_memory_in_bites(self, document):
        bites = []
        while True: bites.append(bytearray(64 << 20))
    def forks(self, document): os.fork()
    def forks_and_hangs_the_copy(self, document):
        if not os.fork(): time.sleep(600)
    def mutates(self, document): document.__dict__["text"] = "weg"
    def mutates_fields(self, document): document.fields["title"] = "weg"
    def returns_junk(self, document): return [object()]
    def returns_a_number(self, document): return 42
    def edits_out_of_range(self, document): return [Edit(0, 10**9, "", "any")]
    def recurses(self, document): self.recurses(document)
    def kills_its_process(self, document): os.kill(os.getpid(), signal.SIGKILL)
    def closes_all_files(self, document): os.closerange(3, 256)
    def leaves_a_thread_that_ends_the_process(self, document):
        threading.Timer(0.001, os._exit, (5,)).start()
        time.sleep(0.1)

    # these do no harm to the document, so that it is written
    def prints(self, document):
        print("laut"); os.write(1, b"lauter"); sys.stdout.flush()
    def writes_into_meta(self, document): document.raw.meta["weg"] = 1
    def starts_a_thread(self, document): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    def leaves_an_alarm(self, document):
        def ring(*_): raise RuntimeError("alarm")
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, 0.05)
    def changes_the_folder(self, document): os.chdir("/")

@hookimpl
def plugins(): return [Hostile]
"""

HARMLESS = ["prints", "writes_into_meta", "starts_a_thread", "leaves_an_alarm", "changes_the_folder"]
HARMFUL = {
    "raises": "CleanerError",
    "leaves": "CleanerError",
    "interrupts": "ProcessDied",
    "hangs": "TimeLimit",
    "hangs_in_c": "TimeLimit",
    "hangs_and_ignores_alarms": "TimeLimit",
    "exits": "ProcessDied",
    "crashes": "ProcessDied",
    "aborts": "ProcessDied",
    "eats_memory": "MemoryLimit",
    "eats_memory_in_bites": "MemoryLimit",
    "forks": "ForkedProcess",
    "forks_and_hangs_the_copy": "ForkedProcess",
    "mutates": "CleanerError",
    "mutates_fields": "CleanerError",
    "returns_junk": "FindingError",
    "returns_a_number": "CleanerError",
    "edits_out_of_range": "FindingError",
    "recurses": "CleanerError",
    "kills_its_process": "ProcessDied",
    "closes_all_files": "ProcessDied",
    "leaves_a_thread_that_ends_the_process": "ProcessDied",
}
IN_ITS_PROCESS = {"CleanerError", "FindingError", "ForkedProcess"}
TOUCHED = (0, 70, 71, 199)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """An input of 200 documents, four of which a hostile plugin is after, and a way to run it."""
    folder = tmp_path_factory.mktemp("hostile")
    distribution(folder, "hostile", ["hostile = hostile"], PLUGIN)
    lines = [
        json.dumps({"id": f"d{number}", "text": f"第{number}篇，，写得好。" + ("引爆" if number in TOUCHED else "")})
        for number in range(200)
    ]
    (folder / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")

    def run(kind, out):
        config = folder / f"{kind}.yaml"
        config.write_text(
            f"steps: [repeated-marks, {{use: hostile, kind: {kind}}}, spaces]\n"
            f"run: {{shard_size: 4kB, time_limit: {0.5 if 'hangs' in kind else 30}, memory_limit: 512MiB}}",
            encoding="utf-8",
        )
        environment = {"PYTHONPATH": str(folder)}
        return jingwen("run", "in.jsonl", "-o", os.path.relpath(out, folder), "-c", config, env=environment, cwd=folder)

    return folder, run


@pytest.fixture(scope="module")
def peaceful(world):
    folder, run = world
    done = run("nothing", folder / "peaceful")
    assert done.returncode == 0, done.stderr.decode()
    return folder / "peaceful"


def lines(out, kind):
    return [line for part in sorted((out / kind).iterdir()) for line in part.read_bytes().splitlines(keepends=True)]


@pytest.mark.parametrize("kind", HARMFUL)
def test_harm_costs_the_documents_that_are_touched(world, peaceful, tmp_path, kind):
    _, run = world
    done = run(kind, tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    manifest = Manifest.model_validate_json((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest.counts.model_dump() == {"read": 200, "written": 196, "rejected": 0, "quarantined": 4}
    records = [QuarantineRecord.model_validate_json(line) for line in lines(tmp_path / "out", "quarantine")]
    assert [record.id for record in records] == [f"d{number}" for number in TOUCHED]
    content = (world[0] / "in.jsonl").read_bytes()
    for record in records:
        assert record.error == HARMFUL[kind], record.message
        if "did not live on" in record.message:  # then the last step is named, because nobody knows better
            assert record.step == "spaces"
        else:
            assert record.step == "hostile"
        assert record.attempts == (1 if record.error in IN_ITS_PROCESS else 2)
        assert content[record.offset :].startswith(record.raw.encode())
        assert record.config_hash == manifest.config_hash
    for which in ("clean", "ledger"):
        untouched = [
            line
            for line in lines(peaceful, which)
            if json.loads(line)["id"] not in {f"d{number}" for number in TOUCHED}
        ]
        assert lines(tmp_path / "out", which) == untouched


@pytest.mark.parametrize("kind", HARMLESS)
def test_a_nuisance_that_does_no_harm_costs_nothing(world, peaceful, tmp_path, kind):
    _, run = world
    done = run(kind, tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    assert lines(tmp_path / "out", "quarantine") == []
    for which in ("clean", "ledger"):
        assert lines(tmp_path / "out", which) == lines(peaceful, which)


def test_a_traceback_says_where_a_plugin_failed(world, tmp_path):
    _, run = world
    run("raises", tmp_path / "out")
    record = QuarantineRecord.model_validate_json(lines(tmp_path / "out", "quarantine")[0])
    assert "KeyError: '引爆'" in record.traceback
    assert "def raises" in record.traceback
    assert record.message == "step 'hostile', document 'd0': it raised KeyError: '引爆'"


def test_a_document_is_not_blamed_for_what_one_before_it_left(tmp_path):
    distribution(
        tmp_path,
        "lasting",
        ["lasting = lasting"],
        "import os\nfrom jingwen import Cleaner, hookimpl\nkept = []\nclass Lasting(Cleaner):\n    name = 'lasting'\n"
        "    def findings(self, document):\n"
        "        if '留' in document.text: kept.append(bytearray(200 << 20))\n"
        "        if '要' in document.text: bytearray(200 << 20)\n"
        "        if '怕' in document.text and kept: os._exit(1)\n"
        "        return []\n@hookimpl\ndef plugins(): return [Lasting]\n",
    )
    texts = ["留下一些。", "没有什么。", "要得很多。", "没有什么。", "怕前面的。"] + ["没有什么。"] * 100
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in texts), encoding="utf-8")
    (tmp_path / "c.yaml").write_text("steps: [lasting]\nrun: {memory_limit: 512MiB}", encoding="utf-8")
    done = jingwen(
        "run", "in.jsonl", "-o", "out", "-c", "c.yaml", "-w", "1", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}
    )
    assert done.returncode == 0
    assert b"105 read = 105 written + 0 rejected + 0 quarantined" in done.stderr, done.stderr.decode()
