"""After the process dies for any reason, the same command again gives byte-identical output."""

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from jingwen_schemas import Manifest
from support import distribution, jingwen, tree

PROGRAM = str(Path(sys.executable).with_name("jingwen"))
PLUGIN = """
import os
from jingwen import Cleaner, hookimpl

class Fragile(Cleaner):
    name = "fragile"

    def findings(self, document):
        if "易碎" in document.text: os._exit(1)
        return []

@hookimpl
def plugins(): return [Fragile]
"""


class World:
    """An input of several shards with documents of every outcome, and the output of an undisturbed run."""

    def __init__(self, folder, documents=400, base="", shard_size="30kB"):
        self.folder = folder
        distribution(folder, "fragile", ["fragile = fragile"], PLUGIN)
        fragile = documents // 2 + 30
        with (folder / "in.jsonl").open("w", encoding="utf-8") as file:
            for number in range(documents):
                text = "短" if number % 50 == 7 else f"第{number}篇，，写得很好:今天,天晴。" * (1 + number % 5)
                file.write(
                    json.dumps({"id": f"d{number}", "text": text + ("易碎" if number == fragile else "")}) + "\n"
                )
                if number % 60 == 3:
                    file.write("not json\n")
        steps = "steps: [repeated-marks, fragile, {use: schema-check, min_chars: 3}]"
        (folder / "c.yaml").write_text(
            (f"extends: {base}\n" if base else "") + f"{steps}\nrun: {{shard_size: {shard_size}}}", encoding="utf-8"
        )
        self.environment = {**os.environ, "PYTHONPATH": str(folder)}
        self.run(folder / "first")  # it compiles the modules where that was not done yet
        begun = time.monotonic()
        done = self.run(folder / "undisturbed")
        self.seconds = time.monotonic() - begun
        assert done.returncode == 0, done.stderr.decode()
        self.expected = tree(folder / "undisturbed")
        counts = Manifest.model_validate_json(self.expected["manifest.json"]).counts
        assert counts.balanced
        assert counts.rejected
        assert counts.quarantined > 1

    def command(self, out, workers=2):
        source, config = self.folder / "in.jsonl", self.folder / "c.yaml"
        return [PROGRAM, "run", str(source), "-o", str(out), "-c", str(config), "-w", str(workers)]

    def run(self, out, *before, workers=2):
        return subprocess.run(
            [*before, *self.command(out, workers)], capture_output=True, env=self.environment, check=False
        )

    def start(self, out):
        """Start a run in a process group of its own."""
        return subprocess.Popen(
            self.command(out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=self.environment,
            start_new_session=True,
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A run through a short chain: what faults do to it does not depend on the cleaners."""
    return World(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="module")
def small_world(tmp_path_factory):
    """A run of three shards, for faults at every system call."""
    return World(tmp_path_factory.mktemp("small"), documents=80, shard_size="8kB")


@pytest.fixture(scope="module")
def preset_world(tmp_path_factory):
    """A run through the default chain, for what its cleaners could depend on."""
    return World(tmp_path_factory.mktemp("preset"), base="preset:zh-web")


def some(few, many):
    """A number of repetitions for every day, and one for soak runs."""
    return [few, pytest.param(many, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])]


def processes_of(session):
    """Return the processes of a session that are still there."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        if entry.name.isdigit() and int(fields[3]) == session and fields[0] != "Z":
            found.append(int(entry.name))
    return found


@pytest.mark.parametrize("kills", some(15, 200))
def test_killed_at_random_points_the_whole_group(world, tmp_path, kills):
    chance, killed, completed = random.Random(kills), 0, 0
    while killed < kills or not completed:
        out = tmp_path / f"out{completed}"
        while True:
            process = world.start(out)
            try:
                _, error = process.communicate(timeout=chance.uniform(0.1, world.seconds))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                killed += 1
                continue
            assert process.returncode == 0, error.decode()
            break
        completed += 1
        assert tree(out) == world.expected, f"after {killed} kills"


@pytest.mark.parametrize("kills", some(4, 40))
def test_workers_that_are_killed_are_replaced(world, tmp_path, kills):
    chance = random.Random(kills)
    for number in range(kills):
        process = world.start(tmp_path / str(number))
        time.sleep(chance.uniform(0.4, world.seconds))
        for victim in processes_of(process.pid)[-2:]:
            if victim != process.pid:
                os.kill(victim, signal.SIGKILL)
        _, error = process.communicate()
        if process.returncode:  # the victim was the server that workers are forked from
            assert process.returncode == 3, error.decode()
            assert world.run(tmp_path / str(number)).returncode == 0
        assert tree(tmp_path / str(number)) == world.expected


def test_no_process_outlives_a_parent_that_is_killed(world, tmp_path):
    process = world.start(tmp_path / "out")
    time.sleep(0.7 * world.seconds)
    process.kill()
    process.communicate()
    assert gone(process.pid)


def gone(session):
    """Whether every process of a session ends soon."""
    for _ in range(100):
        if not processes_of(session):
            return True
        time.sleep(0.05)
    return False


def points(world, tmp_path, call):
    """Return how often a process of an undisturbed run makes a system call, at most."""
    log = tmp_path / "calls"
    shutil.rmtree(tmp_path / "counted", ignore_errors=True)
    done = world.run(tmp_path / "counted", "strace", "-f", "-qq", "-e", f"trace={call}", "-o", str(log), workers=1)
    assert done.returncode == 0, done.stderr.decode()
    calls = [line.split()[0] for line in log.read_text(errors="replace").splitlines() if f" {call}(" in line]
    return max(calls.count(process) for process in set(calls))


@pytest.mark.skipif(not shutil.which("strace"), reason="no strace")
@pytest.mark.parametrize("fault", ["signal=KILL", "error=ENOSPC"])
@pytest.mark.parametrize("call", ["rename", "fsync", "write"])
@pytest.mark.parametrize("most", some(3, 10_000))
def test_a_fault_in_a_system_call(small_world, tmp_path, call, fault, most):
    world, number = small_world, points(small_world, tmp_path, call)
    step = max(1, number // most)
    for when in range(random.Random(call + fault).randint(1, step), number + 1, step):
        out = tmp_path / f"out{when}"
        inject = f"inject={call}:{fault}:when={when}"
        done = world.run(out, "strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject, workers=1)
        if "error" in fault:
            assert done.returncode in (0, 3), done.stderr.decode()
            # a pipe is no disk: where one fails, the interpreter's own server of processes may say so in its way
            assert b"bug in jingwen" not in done.stderr
        for kind in ("clean", "ledger", "rejected", "quarantine"):
            for part in (out / kind).glob("*"):
                assert part.read_bytes() == world.expected[f"{kind}/{part.name}"], "no partial final file"
        again = world.run(out)
        assert again.returncode == 0, again.stderr.decode()
        assert tree(out) == world.expected, inject
        shutil.rmtree(out)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_end_a_run_that_can_be_taken_up_again(world, tmp_path, number, code):
    process = world.start(tmp_path / "out")
    time.sleep(0.6 * world.seconds)
    os.killpg(process.pid, number)  # as a terminal does
    error = process.communicate()[1].decode()
    assert "Traceback" not in error
    # where the manifest stands the run was complete, and the signal met an interpreter on its way out
    if not (tmp_path / "out" / "manifest.json").exists():
        assert process.returncode == code, error
        assert "the same command goes on from there" in error
    assert gone(process.pid)
    assert world.run(tmp_path / "out").returncode == 0
    assert tree(tmp_path / "out") == world.expected


def test_an_interrupt_that_meets_a_worker_at_its_birth_does_nothing(tmp_path):
    """A terminal's Ctrl-C goes to every process of a run, also to one that has only just been forked."""
    distribution(tmp_path, "fragile", ["fragile = fragile"], PLUGIN)
    (tmp_path / "c.yaml").write_text("steps: [fragile]", encoding="utf-8")
    (tmp_path / "in.jsonl").write_text('{"text": "易碎。"}\n' * 8, encoding="utf-8")  # each takes two workers
    process = subprocess.Popen(
        [PROGRAM, "run", "in.jsonl", "-o", "out", "-c", "c.yaml", "-w", "2", "--progress", "none"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    met = set()
    while process.poll() is None:
        for worker in grandchildren(process.pid):
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGINT)
                met.add(worker)
    error = process.communicate()[1].decode()
    assert "Traceback" not in error
    assert process.returncode == 0, error
    assert len(met) > 10, "workers"
    counts = Manifest.model_validate_json((tmp_path / "out" / "manifest.json").read_bytes()).counts
    assert (counts.read, counts.quarantined) == (8, 8)


def grandchildren(pid):
    """Return the processes that a process's helpers have started."""
    return [worker for helper in children(pid) for worker in children(helper)]


def children(pid):
    """Return the processes that a process has started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def test_the_first_interrupt_finishes_what_has_begun_and_the_second_stops_at_once(tmp_path):
    distribution(
        tmp_path,
        "slow",
        ["slow = slow"],
        "import time\nfrom jingwen import Cleaner, hookimpl\nclass Slow(Cleaner):\n    name = 'slow'\n"
        "    def findings(self, document):\n        time.sleep(0.03)\n        return []\n"
        "@hookimpl\ndef plugins(): return [Slow]\n",
    )
    (tmp_path / "c.yaml").write_text("steps: [slow]\nrun: {shard_size: 600}", encoding="utf-8")
    (tmp_path / "in.jsonl").write_text('{"text": "正文在此。"}\n' * 120, encoding="utf-8")
    command = [PROGRAM, "run", "in.jsonl", "-o", "out", "-c", "c.yaml", "-w", "1", "--progress", "none"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    def interrupted(times):
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, start_new_session=True
        )
        while not (tmp_path / "out" / ".jingwen" / "work" / "00001").exists():
            time.sleep(0.01)
        for _ in range(times):
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.2)
        begun = time.monotonic()
        error = process.communicate()[1].decode()
        assert process.returncode == 130, error
        assert "Ctrl-C again stops at once" in error
        assert gone(process.pid)
        parts = len(list((tmp_path / "out" / "clean").iterdir()))
        assert f"out: {parts} part{' is' if parts == 1 else 's are'} done" in error
        return time.monotonic() - begun, list((tmp_path / "out" / ".jingwen" / "work").glob("*/*"))

    _, left = interrupted(1)
    assert left == [], "the shard that had begun was finished"
    shutil.rmtree(tmp_path / "out")
    _, left = interrupted(2)
    assert left != [], "the shard that had begun was left"
    assert subprocess.run(command, cwd=tmp_path, env=environment, check=False).returncode == 0


def test_the_second_run_into_a_folder_names_the_first(world, tmp_path):
    first = world.start(tmp_path / "out")
    while not (tmp_path / "out" / ".jingwen" / "plan.json").exists():
        time.sleep(0.01)
    os.kill(first.pid, signal.SIGSTOP)  # else it may have come to its end when the second begins
    second = world.run(tmp_path / "out")
    os.kill(first.pid, signal.SIGCONT)
    assert second.returncode == 3
    assert f"process {first.pid} on " in second.stderr.decode()
    assert second.stderr.count(b"\n") == 1
    first.communicate()
    assert first.returncode == 0
    assert tree(tmp_path / "out") == world.expected


def test_a_real_disk_that_is_full(world, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount")
    try:
        done = world.run(disk / "out")
        assert done.returncode == 3, done.stderr.decode()
        assert os.strerror(errno.ENOSPC) in done.stderr.decode()
        assert b"Traceback" not in done.stderr
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        assert world.run(disk / "out").returncode == 0
        assert tree(disk / "out") == world.expected
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("workers", [0, 1, 4])
def test_the_number_of_workers_changes_nothing(preset_world, tmp_path, workers):
    if workers == 0:  # nothing holds the fragile plugin there
        lines = (preset_world.folder / "in.jsonl").read_text("utf-8").replace("\\u6613\\u788e", "")
        (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
        common = ["run", tmp_path / "in.jsonl", "-c", preset_world.folder / "c.yaml"]
        outputs = []
        for number in (0, 2):
            done = jingwen(*common, "-o", tmp_path / str(number), "-w", number, env=preset_world.environment)
            assert done.returncode == 0, done.stderr.decode()
            outputs.append(tree(tmp_path / str(number)))
        assert outputs[0] == outputs[1]
    else:
        assert preset_world.run(tmp_path / "out", workers=workers).returncode == 0
        assert tree(tmp_path / "out") == preset_world.expected


@pytest.mark.parametrize(
    "environment", [{"PYTHONHASHSEED": "1"}, {"TZ": "Asia/Shanghai"}, {"LC_ALL": "C"}, {"LC_ALL": "zh_TW.BIG5"}]
)
def test_the_environment_changes_nothing(preset_world, tmp_path, environment):
    environment_there = {**preset_world.environment, **environment}
    done = subprocess.run(
        preset_world.command(tmp_path / "out"), capture_output=True, env=environment_there, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert tree(tmp_path / "out") == preset_world.expected
