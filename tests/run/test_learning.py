"""Learners in a run: their pass is cut, guarded, committed and taken up again like the one that cleans."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen.config import load
from jingwen.formats import find_inputs
from jingwen.profile import Lesson, Lessons, learned
from jingwen.run import learn
from jingwen_schemas import Learned, Manifest
from support import RepeatedLines, distribution, jingwen, tree

PLUGINS = """
import os, time
from collections import Counter
from jingwen import Cleaner, Learner, hookimpl

class Fragile(Cleaner):
    name = "fragile"

    def findings(self, document):
        if "易碎" in document.text: os._exit(0)
        if "坏" in document.text: raise ValueError("no good")
        return []

class KnownLines(Cleaner):
    name = "known-lines"
    reasons = {"repeated": "a line that stands in several documents"}
    known: tuple[str, ...] = ()

    def findings(self, document):
        found = [line.index for line in document.lines if line.text in self.known]
        return document.line_removals(dict.fromkeys(found, "repeated"))

class RepeatedLines(Learner[dict[str, int]]):
    name = "repeated-lines"
    at_least: int = 3
    seconds: float = 0
    kind: str = ""

    def observe(self, documents):
        time.sleep(self.seconds)
        if self.kind == "poisoned" and any("毒" in document.text for document in documents): os._exit(0)
        return self.said(dict(Counter(line for each in documents for line in {line.text for line in each.lines})))

    def said(self, counts):
        if self.kind == "raises": raise KeyError("lost")
        if self.kind == "forks": os.fork()
        if self.kind == "leaves": raise SystemExit(0)
        return {
            "set": set(counts), "tuple": {"a": tuple(counts)}, "bytes": b"a", "counter": Counter(counts),
            "numbers as keys": {1: 2}, "infinite": {"a": float("inf")}, "large integer": 10 ** 30,
            "cycle": cycle, "object": self,
        }.get(self.kind, counts)

    def combine(self, a, b):
        if self.kind == "combine exits": os._exit(0)
        if self.kind == "combine raises": raise KeyError("lost")
        if self.kind == "combine makes a set": return {1}
        return dict(Counter(a) + Counter(b))

    def cleaner(self, summary):
        if self.kind == "makes no cleaner": return None
        known = tuple(sorted(line for line, count in summary.items() if count >= self.at_least))
        summary.clear()
        return KnownLines(known=known)

cycle = []
cycle.append(cycle)

@hookimpl
def plugins(): return [Fragile, RepeatedLines]
"""
PROGRAM = str(Path(sys.executable).with_name("jingwen"))
COUNT = 500


def text(number):
    return f"站名\n频道{number % 7}\n第{number}篇，，写得很好。\n尾注{number % 300}"


class World:
    """A corpus of several shards, and a way to run it."""

    def __init__(self, folder):
        self.folder = folder
        distribution(folder, "learners", ["fragile = learners", "repeated-lines = learners"], PLUGINS)
        self.write("in.jsonl", map(text, range(COUNT)))

    def write(self, name, texts):
        records = (json.dumps({"id": f"d{number}", "text": text}) for number, text in enumerate(texts))
        (self.folder / name).write_text("\n".join(records), encoding="utf-8")

    def config(self, steps, shard_size="12kB", **settings):
        content = json.dumps({"steps": steps, "run": {"shard_size": shard_size, **settings}}, ensure_ascii=False)
        path = self.folder / f"{hashlib.sha256(content.encode()).hexdigest()[:12]}.json.yaml"
        path.write_text(content, encoding="utf-8")
        return path

    def __call__(self, command, *arguments, stdin=b""):
        return jingwen(command, *arguments, stdin=stdin, env={"PYTHONPATH": str(self.folder)}, cwd=self.folder)

    def run(self, steps, out, *arguments, source="in.jsonl", **settings):
        done = self("run", source, "-o", out, "-c", self.config(steps, **settings), *arguments)
        assert done.returncode == 0, done.stderr.decode()
        return tree(out)


STEPS = ["repeated-marks", "repeated-lines", "spaces"]
TWO_PLACES = ["repeated-lines", "repeated-marks", {"use": "repeated-lines", "id": "again", "at_least": 2}]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("learning"))


@pytest.fixture(scope="module")
def undisturbed(world):
    return world.run(STEPS, world.folder / "undisturbed")


def clean(files):
    parts = (content for name, content in sorted(files.items()) if name.startswith("clean/"))
    return [json.loads(line) for part in parts for line in part.splitlines()]


def summary(files, place=0):
    return Learned.model_validate_json(files["learned.json"]).learners[place].summary


def test_the_whole_corpus_is_learned_and_then_cleaned(undisturbed):
    lines = Counter(line for number in range(COUNT) for line in text(number).replace("，，", "，").split("\n"))
    assert summary(undisturbed) == lines
    learned = Learned.model_validate_json(undisturbed["learned.json"]).learners[0]
    assert (learned.documents, learned.plugin, learned.distribution, learned.version) == (
        COUNT,
        "repeated-lines",
        "learners",
        "1.0",
    )
    known = {line for line, count in lines.items() if count >= 3}
    assert [document["text"].split("\n") for document in clean(undisturbed)] == [
        [line for line in text(number).replace("，，", "，").split("\n") if line not in known]
        for number in range(COUNT)
    ]
    manifest = Manifest.model_validate_json(undisturbed["manifest.json"])
    assert manifest.learned_sha256 == hashlib.sha256(undisturbed["learned.json"]).hexdigest()
    assert manifest.shards > 3
    assert not any("learned-" in name or name.startswith(".jingwen/work") for name in undisturbed)


@pytest.mark.parametrize("workers", [0, 1, 4])
def test_the_number_of_workers_changes_no_byte(world, undisturbed, tmp_path, workers):
    assert world.run(STEPS, tmp_path / "out", "-w", workers) == undisturbed


def test_the_order_of_a_hash_changes_no_byte(world, undisturbed, tmp_path):
    command = [PROGRAM, "run", "in.jsonl", "-o", tmp_path / "out", "-c", world.config(STEPS), "-w", "0"]
    environment = {**os.environ, "PYTHONPATH": str(world.folder), "PYTHONHASHSEED": "12345"}
    subprocess.run(command, cwd=world.folder, env=environment, check=True, capture_output=True)
    assert tree(tmp_path / "out") == undisturbed


@pytest.mark.parametrize("shard_size", ["700", "1GB"])
def test_how_the_corpus_is_cut_changes_nothing_that_is_learned(world, undisturbed, tmp_path, shard_size):
    files = world.run(STEPS, tmp_path / "out", shard_size=shard_size)
    assert files["learned.json"] == undisturbed["learned.json"]
    assert clean(files) == clean(undisturbed)


@pytest.mark.parametrize("workers", [0, 2])
def test_learners_at_two_places_take_turns(world, tmp_path, workers):
    files = world.run(TWO_PLACES, tmp_path / "out", "-w", workers)
    first, second = summary(files, 0), summary(files, 1)
    assert first["站名"] == COUNT
    assert "站名" not in second
    assert second["尾注7"] == 2
    assert "尾注7" not in clean(files)[7]["text"]
    assert clean(files)[250]["text"] == "第250篇，写得很好。\n尾注250"


def test_learning_alone_and_cleaning_alone_are_a_run(world, undisturbed, tmp_path):
    config, artifact = world.config(STEPS), tmp_path / "learned.json"
    done = world("learn", "in.jsonl", "-o", artifact, "-c", config)
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    assert b"repeated-lines: learned from 500 documents" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["learned.json"]
    assert artifact.read_bytes() == undisturbed["learned.json"]
    files = world.run(STEPS, tmp_path / "out", "--learned", artifact)
    different = {name for name in undisturbed if files[name] != undisturbed[name]}
    assert files.keys() == undisturbed.keys()
    assert different == {".jingwen/plan.json"}
    lines = (world.folder / "in.jsonl").read_bytes()
    streamed = world("run", "-", "-o", "-", "-c", config, "--learned", artifact, stdin=lines)
    assert [json.loads(line)["text"] for line in streamed.stdout.splitlines()] == [
        document["text"] for document in clean(undisturbed)
    ]
    piped = world("run", "-", "-o", tmp_path / "piped", "-c", config, "--learned", artifact, stdin=lines)
    assert piped.returncode == 0, piped.stderr.decode()
    assert (tmp_path / "piped" / "learned.json").read_bytes() == artifact.read_bytes()


def test_a_stream_of_a_file_learns_in_its_own_process(world, undisturbed):
    done = world("run", "in.jsonl", "-o", "-", "-c", world.config(STEPS))
    assert done.returncode == 0, done.stderr.decode()
    assert [json.loads(line) for line in done.stdout.splitlines()] == clean(undisturbed)


def test_a_limit_bounds_what_is_learned_too(world, tmp_path):
    files = world.run(STEPS, tmp_path / "out", "--limit", 150)
    assert (summary(files)["站名"], len(clean(files))) == (150, 150)


@pytest.mark.parametrize(("command", "place"), [("run", "out/.jingwen"), ("learn", ".out.work/.jingwen")])
def test_a_kill_while_learners_learn_changes_no_byte(world, tmp_path, command, place):
    steps = ["repeated-marks", {"use": "repeated-lines", "seconds": 0.01}, "spaces"]
    config = world.config(steps, shard_size="2kB")

    def arguments(out):
        return [PROGRAM, command, str(world.folder / "in.jsonl"), "-o", str(out), "-c", str(config), "-w", "2"]

    def content(out):
        return tree(out) if out.is_dir() else out.read_bytes()

    def lessons():
        return len(list((tmp_path / place / "learned-0").glob("*.json")))

    environment = {**os.environ, "PYTHONPATH": str(world.folder)}
    subprocess.run(arguments(tmp_path / "undisturbed"), env=environment, check=True, capture_output=True)
    chance, killed, seen = random.Random(11), 0, []
    for _ in range(10):
        process = subprocess.Popen(
            arguments(tmp_path / "out"), env=environment, stderr=subprocess.DEVNULL, start_new_session=True
        )
        before = lessons()
        wanted = before + chance.randrange(3)
        while process.poll() is None and lessons() < wanted:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.05)
        if process.poll() is None:
            killed += 1
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        seen.append(lessons())
    assert killed >= 8, seen
    done = subprocess.run(arguments(tmp_path / "out"), env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert content(tmp_path / "out") == content(tmp_path / "undisturbed")
    assert {path.name for path in tmp_path.iterdir()} == {"out", "undisturbed"}


def test_what_is_learned_is_not_learned_again(world, tmp_path):
    steps = ["repeated-lines", "fragile"]
    expected = world.run(steps, tmp_path / "out")
    (tmp_path / "out" / "manifest.json").unlink()
    edited = expected["learned.json"].replace("站名".encode(), "台名".encode())
    (tmp_path / "out" / "learned.json").write_bytes(edited)
    shutil.rmtree(tmp_path / "out" / ".jingwen" / "shards")
    assert clean(world.run(steps, tmp_path / "out"))[0]["text"].startswith("站名")


@pytest.mark.parametrize("workers", [1, 2])
def test_documents_that_an_earlier_step_does_not_survive_teach_nothing(world, tmp_path, workers):
    hostile = {5: "易碎", 64: "易碎", 66: "坏", 490: "易碎"}
    world.write("hostile.jsonl", (text(number) + hostile.get(number, "") for number in range(COUNT)))
    world.write("others.jsonl", (text(number) for number in range(COUNT) if number not in hostile))
    steps = ["fragile", "repeated-lines"]
    files = world.run(steps, tmp_path / "out", "-w", workers, source="hostile.jsonl")
    assert files["learned.json"] == world.run(steps, tmp_path / "others", source="others.jsonl")["learned.json"]
    counts = Manifest.model_validate_json(files["manifest.json"]).counts
    assert (counts.written, counts.quarantined) == (COUNT - 4, 4)


def test_a_document_that_a_learner_does_not_survive_teaches_nothing_and_is_cleaned(world, tmp_path):
    world.write("poison.jsonl", (text(number) + ("毒" if number in (10, 63, 300) else "") for number in range(COUNT)))
    steps = [{"use": "repeated-lines", "kind": "poisoned"}]
    files = world.run(steps, tmp_path / "out", source="poison.jsonl")
    assert summary(files)["站名"] == COUNT - 3
    assert len(clean(files)) == COUNT
    assert clean(files)[10]["text"] == "第10篇，，写得很好。\n尾注10毒"


def failure(world, out, kind, *arguments, **settings):
    steps = [{"use": "repeated-lines", "kind": kind}]
    done = world("run", "in.jsonl", "-o", out, "-c", world.config(steps, **settings), *arguments)
    message = done.stderr.decode()
    assert done.returncode == 2, message
    assert "Traceback" not in message
    assert not (out / "learned.json").exists()
    return message


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("set", "not JSON serializable: set"),
        ("tuple", "it has a tuple"),
        ("bytes", "not JSON serializable: bytes"),
        ("counter", "not JSON serializable: Counter"),
        ("numbers as keys", "key must be str"),
        ("infinite", "a number that is not finite"),
        ("large integer", "64-bit"),
        ("cycle", "Recursion limit"),
        ("object", "not JSON serializable: RepeatedLines"),
        ("combine makes a set", "not JSON serializable: set"),
    ],
)
def test_a_summary_that_is_no_plain_data_names_its_learner(world, tmp_path, kind, reason, workers):
    message = failure(world, tmp_path / "out", kind, "-w", workers)
    assert "plugin 'repeated-lines': its summary is no plain data" in message
    assert reason in message
    assert "sorted(…) for a set, list(…) for a tuple" in message


@pytest.mark.parametrize(
    ("kind", "reason", "workers"),
    [
        ("raises", "it raised KeyError: 'lost' in the first pass", 2),
        ("leaves", "it raised SystemExit", 2),
        ("forks", "it forked the process", 2),
        ("combine raises", "it raised KeyError: 'lost' in the first pass", 2),
        ("combine exits", "it ended the process (exit code 0) in combine()", 2),
        ("makes no cleaner", "returned NoneType, which is no Cleaner", 2),
        ("raises", "it raised KeyError: 'lost' in the first pass", 0),
        ("leaves", "it raised SystemExit", 0),
    ],
)
def test_a_learner_that_fails_ends_the_run_and_is_named(world, tmp_path, kind, reason, workers):
    message = failure(world, tmp_path / "out", kind, "-w", workers)
    assert "plugin 'repeated-lines': " in message
    assert reason in message


@pytest.mark.parametrize(("shard_size", "limit"), [("12kB", 700), ("700", 8000)])
def test_a_summary_that_is_too_large_says_the_way_out(world, tmp_path, shard_size, limit):
    message = failure(world, tmp_path / "out", "", shard_size=shard_size, summary_limit=limit)
    assert f"bytes, the limit is {limit}; let it keep less, or raise `run: {{summary_limit: …}}`" in message


@pytest.mark.parametrize(
    ("steps", "change", "difference"),
    [
        ([{"use": "repeated-lines", "at_least": 5}], {}, "repeated-lines.at_least was 3, now 5"),
        ([{"use": "repeated-lines", "id": "other"}], {}, "it has nothing for the learner 'other'"),
        (STEPS, {"version": "0.9"}, "the version of step 'repeated-lines' was 0.9, now 1.0"),
        (STEPS, {"plugin": "other"}, "the plugin of step 'repeated-lines' was other, now repeated-lines"),
        (STEPS, {"documents": "many"}, "no artifact of learners: learners.0.documents"),
        (STEPS, {"settings": {"kind": "", "seconds": 0, "old": 1}}, "repeated-lines.old was 1, now None"),
    ],
)
def test_an_artifact_of_another_chain_is_refused(world, undisturbed, tmp_path, steps, change, difference):
    artifact = json.loads(undisturbed["learned.json"])
    artifact["learners"][0] |= change
    (tmp_path / "learned.json").write_text(json.dumps(artifact), encoding="utf-8")
    arguments = ("-o", tmp_path / "out", "-c", world.config(steps), "--learned", tmp_path / "learned.json")
    done = world("run", "in.jsonl", *arguments)
    assert done.returncode == 2
    assert difference in done.stderr.decode()
    assert "`jingwen learn` makes one that fits" in done.stderr.decode()
    assert not (tmp_path / "out").exists()


def test_a_run_goes_on_with_the_artifact_that_it_began_with_only(world, undisturbed, tmp_path):
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    first.write_bytes(undisturbed["learned.json"])
    second.write_bytes(undisturbed["learned.json"].replace("站名".encode(), "台名".encode()))
    world.run(STEPS, tmp_path / "out", "--learned", first)
    done = world("run", "in.jsonl", "-o", tmp_path / "out", "-c", world.config(STEPS), "--learned", second)
    assert done.returncode == 2
    assert b"--learned has changed" in done.stderr
    assert (tmp_path / "out" / "learned.json").read_bytes() == undisturbed["learned.json"]


@pytest.mark.parametrize(
    ("command", "steps", "message"),
    [
        ("run - -o out", STEPS, "the chain has a learner, which reads the input twice: give a file instead of `-`"),
        ("run - -o -", STEPS, "the chain has a learner, which reads the input twice: give a file instead of `-`"),
        ("learn - -o learned.json", STEPS, "give a file instead of `-`"),
        ("learn in.jsonl -o learned.json", ["spaces"], "the chain has no learner"),
        ("learn in.jsonl -o in.jsonl", STEPS, "in.jsonl: is an input; give a new file"),
        ("run in.jsonl -o out --learned in.jsonl", ["spaces"], "the chain has no learner: leave `--learned` out"),
        ("run in.jsonl -o out --learned in.jsonl", STEPS, "in.jsonl: no artifact of learners"),
        ("run in.jsonl -o out --learned none.json", STEPS, "none.json: cannot be read: No such file"),
    ],
)
def test_what_cannot_be_learned_is_refused_before_anything_is_written(world, command, steps, message):
    before = set(tree(world.folder))
    config = world.config(steps)
    done = world(*command.split(), "-c", config)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert set(tree(world.folder)) - before <= {config.name}


def test_an_artifact_that_lies_in_the_output_folder_stays(world, undisturbed, tmp_path):
    (tmp_path / "learned.json").write_bytes(undisturbed["learned.json"])
    for more in ([], ["--learned", tmp_path / "learned.json"], ["--fresh"]):
        done = world("run", "in.jsonl", "-o", tmp_path, "-c", world.config(STEPS), *more)
        assert done.returncode == 2
        assert "learned.json" in done.stderr.decode()
        assert tree(tmp_path) == {"learned.json": undisturbed["learned.json"]}


texts = st.lists(st.text(alphabet="甲乙丙\n", max_size=8), max_size=12)


@given(texts=texts, sizes=st.tuples(st.integers(1, 300), st.integers(1, 300)))
def test_a_corpus_cut_in_any_way_teaches_the_same(tmp_path_factory, texts, sizes):
    folder = tmp_path_factory.mktemp("cut")
    source = folder / "in.jsonl"
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    contents, found = set(), find_inputs([str(source)])
    for number, size in enumerate((*sizes, 1 << 20)):
        config = load({"steps": ["repeated-lines"], "run": {"shard_size": size}}, plugins=[RepeatedLines])
        learn(config, found, folder / f"{number}.json", workers=0)
        contents.add((folder / f"{number}.json").read_bytes())
    (content,) = contents
    (at_once,) = learned(config.chain, lambda: texts).steps
    assert at_once.plugin.known == tuple(
        sorted(line for line, count in json.loads(content)["learners"][0]["summary"].items() if count > 1)
    )


@pytest.mark.parametrize("count", [1, 2, 7, 64, 100, 1000])
def test_lessons_are_combined_in_order_and_each_a_few_times(count):
    work = []

    class Joined(RepeatedLines):
        def combine(self, a, b):
            work.append(len(a) + len(b))
            return a + b

    lessons = Lessons({"joined": Joined()}, 1 << 20)
    for number in range(count):
        lessons.add(Lesson(1, {"joined": [number]}))
    total = lessons.total()
    assert total == Lesson(count, {"joined": list(range(count))})
    assert sum(work) <= 2 * count * count.bit_length()
