"""How worker processes are set up."""

import json

from jingwen.profile import BATCH
from support import distribution, jingwen

PLUGIN = """
import gc
from jingwen import Cleaner, Flag, hookimpl

class Watching(Cleaner):
    name = "watching"
    reasons = {"frozen": "objects that no collection of garbage looks at"}

    def findings(self, document): return [Flag(0, 1, "frozen", str(gc.get_freeze_count()))]

@hookimpl
def plugins(): return [Watching]
"""


def test_what_is_loaded_is_looked_through_for_garbage_once(tmp_path):
    distribution(tmp_path, "watching", ["watching = watching"], PLUGIN)
    (tmp_path / "in.jsonl").write_text('{"text": "正文。"}\n' * 200, encoding="utf-8")
    (tmp_path / "c.yaml").write_text("steps: [watching]", encoding="utf-8")
    done = jingwen(
        "run", "in.jsonl", "-o", "out", "-c", "c.yaml", "-w", "1", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}
    )
    assert done.returncode == 0, done.stderr.decode()
    clean = (tmp_path / "out" / "clean" / "part-00000.jsonl").read_text(encoding="utf-8").splitlines()
    frozen = [int(json.loads(line)["flags"][0]["detail"]) for line in clean]
    before, behind = frozen[:BATCH], frozen[BATCH:]
    assert set(before) == {0}
    assert min(behind) > 10_000
    assert behind == sorted(behind, reverse=True), "garbage of later documents is not frozen"
