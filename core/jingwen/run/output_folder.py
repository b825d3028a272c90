"""The folder that a run writes: its layout, its lock, and how a part of it is committed.

clean/part-00000.jsonl      ledger/…      rejected/…      quarantine/…
manifest.json               last of all: where it stands, the run is complete
.jingwen/plan.json          what the run is about
.jingwen/shards/00000.json  where it stands, the part is complete
.jingwen/learned-0/…        what the parts teach learners, in each pass before that which cleans, until it is combined:
learned.json                what the whole input teaches them
.jingwen/replays/00000.json what a later attempt at the quarantine is about; under way until the manifest has it
.jingwen/work/00000/        a part on which work goes on
.jingwen/ready/00000/       a part that is complete, on its way to its place
.jingwen/lock               held by the process that writes
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from jingwen.errors import InputError, RunError
from jingwen.formats import OutputSettings
from jingwen.formats.inputs import RUN_MARK
from jingwen.formats.written import suffix
from jingwen.run import durable
from jingwen.run.part_files import settings_of
from jingwen.run.plan import Plan, ReplayPlan
from jingwen_schemas import Manifest, ShardManifest

Model = TypeVar("Model", bound=BaseModel)

KINDS = ("clean", "ledger", "rejected", "quarantine")
"""All kinds of files; a run writes ledgers only where they are asked for."""

MANIFEST = "manifest.json"
LEARNED = "learned.json"
_SHARD_MANIFEST = "shard.json"
_SHOWN = 3  # differences between two plans


class OutputFolder:
    """The layout of a run's folder.

    Args:
        path: the folder.

    >>> OutputFolder(Path("out")).part_name(7)
    'part-00007'
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.work, self._ready, self._shards = (path / RUN_MARK / name for name in ("work", "ready", "shards"))
        self._plan, self._replays = path / RUN_MARK / "plan.json", path / RUN_MARK / "replays"

    @property
    def learned(self) -> Path:
        """The artifact of learners: where it stands, they have learned."""
        return self.path / LEARNED

    def lessons(self, number: int) -> Path:
        """Return the folder of what the parts teach in a pass of learners, counted from 0."""
        return self.path / RUN_MARK / f"learned-{number}"

    def _all_lessons(self) -> list[Path]:
        return list((self.path / RUN_MARK).glob("learned-*"))

    @staticmethod
    def part_name(index: int) -> str:
        """Return the name of a part's files, without their suffixes."""
        return f"part-{index:05}"

    def parts(self, kind: str) -> list[Path]:
        """Return the files of a kind, in the order of the input."""
        return sorted((self.path / kind).glob("part-*"), key=lambda path: (len(path.name.split(".")[0]), path.name))

    def part(self, kind: str, index: int, settings: OutputSettings) -> Path:
        """Return where a part's file of a kind stands."""
        return self.path / kind / (self.part_name(index) + suffix(settings_of(kind, settings)))

    def plan(self) -> Plan | None:
        """Return what the run in this folder is about, or None where there is none.

        Raises:
            InputError: the folder is damaged.
        """
        return self._load(self._plan, Plan) if self._plan.exists() else None

    def manifest(self) -> Manifest | None:
        """Return the manifest, or None where the run is not complete.

        Raises:
            InputError: the folder is damaged.
        """
        path = self.path / MANIFEST
        return self._load(path, Manifest) if path.exists() else None

    def shard(self, index: int) -> ShardManifest | None:
        """Return the manifest of a part, or None where it is not complete.

        Raises:
            InputError: the folder is damaged.
        """
        path = self._shards / f"{index:05}.json"
        return self._load(path, ShardManifest) if path.exists() else None

    def whole(self, index: int, kinds: tuple[str, ...], settings: OutputSettings) -> bool:
        """Whether the files of a part are all there: somebody may have taken one away."""
        return all(self.part(kind, index, settings).exists() for kind in kinds)

    def committed(self) -> int:
        """Return how many parts are complete."""
        return len(list(self._shards.glob("*.json")))

    def replays(self) -> list[ReplayPlan]:
        """Return what the replays of this run were about, also of one that is under way.

        Raises:
            InputError: the folder is damaged.
        """
        return [self._load(path, ReplayPlan) for path in sorted(self._replays.glob("*.json"))]

    def replaying(self) -> bool:
        """Whether a replay is under way, or was interrupted.

        Raises:
            InputError: the folder is damaged.
        """
        begun, manifest = self.replays(), self.manifest()
        return bool(begun) if manifest is None else len(begun) > len(manifest.replays)

    @staticmethod
    def _load(path: Path, model: type[Model]) -> Model:
        try:
            return model.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise InputError(f"{path}: damaged: {error.errors()[0]['msg']}; `--fresh` starts over") from None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against other runs; make it if need be.

        Raises:
            InputError: it holds other things, or cannot be used.
            RunError: another run holds it.
        """
        try:
            if foreign := self._foreign():
                problem = f"holds '{foreign}', which is no output of jingwen; give a new or empty folder"
                raise InputError(f"{self.path}: {problem}")
            (self.path / RUN_MARK).mkdir(parents=True, exist_ok=True)
            lock = (self.path / RUN_MARK / "lock").open("a+", encoding="utf-8")
        except (NotADirectoryError, FileExistsError, PermissionError) as error:
            raise InputError(f"{self.path}: cannot be used as output folder: {error.strerror}") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read() or "another process"
                raise RunError(f"{self.path}: {holder} is writing into it; wait for it, or end it") from None
            if os.fstat(lock.fileno()).st_ino != (self.path / RUN_MARK / "lock").stat().st_ino:
                raise RunError(f"{self.path}: another process has just finished with it; try again")
            lock.truncate(0)
            lock.write(f"process {os.getpid()} on {socket.gethostname()}")
            lock.flush()
            try:
                yield
            finally:
                lock.truncate(0)  # what is left says nothing of this machine

    def begin(self, plan: Plan, kinds: tuple[str, ...], *, fresh: bool) -> None:
        """Make the folder ready for a run, or for the rest of it. The folder is locked.

        Args:
            plan: of this run.
            kinds: of the files that it writes.
            fresh: whether an earlier run's output goes.

        Raises:
            InputError: it holds a run of another plan, or is damaged.
            OSError: it cannot be written.
        """
        before = None if fresh else self.plan()
        if before and (before != plan or (not plan.rereadable and (self.path / MANIFEST).exists())):
            self._refuse(before, plan)
        if not before and not fresh and (strange := self._output()):
            problem = f"holds '{strange}', but not the plan of the run that wrote it (.jingwen)"
            raise InputError(f"{self.path}: {problem}; give another folder, or `--fresh` to replace what is there")
        anew = not before or not plan.rereadable
        if anew:
            self._clear()
        else:
            self.publish()
        shutil.rmtree(self.work, ignore_errors=True)
        for folder in (self.work, self._ready, self._shards, *(self.path / kind for kind in kinds)):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self._plan.parent, self.path):
            durable.sync(folder)
        if anew:
            durable.write(self._plan, plan.model_dump_json().encode())

    def begin_replay(self, number: int, replay: ReplayPlan) -> None:
        """Make the folder ready for a replay, or for the rest of it. The folder is locked; all its parts are complete.

        Args:
            number: of the replay, counted from 0.
            replay: what it is about.

        Raises:
            OSError: it cannot be written.
        """
        shutil.rmtree(self.work, ignore_errors=True)
        for folder in (self.work, self._ready, self._replays):
            folder.mkdir(exist_ok=True)
        durable.sync(self._replays.parent)
        durable.write(self._replays / f"{number:05}.json", replay.model_dump_json().encode())
        (self.path / MANIFEST).unlink(missing_ok=True)  # only now: without both it would look like an unfinished run
        durable.sync(self.path)

    def _refuse(self, before: Plan, now: Plan) -> None:
        """Raise an error that says how two plans differ."""
        differences = list(before.differences(now))
        some = "; ".join(differences[:_SHOWN]) + ("; …" if len(differences) > _SHOWN else "")
        some = some or "the standard input, of which nobody knows whether it is the same"
        state = "the output" if (self.path / MANIFEST).exists() else "an unfinished run"
        way_out = "give another folder, or `--fresh` to start over here"
        raise InputError(f"{self.path}: holds {state} of something else ({some}); {way_out}")

    def _clear(self) -> None:
        """Take an earlier run's output away, the manifest first: without it nothing looks complete."""
        (self.path / MANIFEST).unlink(missing_ok=True)
        durable.sync(self.path)
        hidden = (self._replays, self._shards, self._ready, self.work, *self._all_lessons())
        for folder in (*hidden, *(self.path / kind for kind in KINDS)):
            if folder.is_dir():
                shutil.rmtree(folder)
        self.learned.unlink(missing_ok=True)
        self._plan.unlink(missing_ok=True)

    def _output(self) -> str | None:
        """Return something that looks like a run's output, if there is any."""
        found = (file for kind in KINDS for file in sorted((self.path / kind).glob("*")))
        manifest = self.path / MANIFEST
        first = manifest if manifest.exists() else next(found, None)
        return str(first.relative_to(self.path)) if first else None

    def commit(self, index: int, manifest: ShardManifest) -> None:
        """Bring a finished part to its place. Once its folder is renamed, it counts as complete, whatever happens.

        Raises:
            OSError: it cannot be written.
        """
        folder = self.work / f"{index:05}"
        (folder / _SHARD_MANIFEST).write_bytes(json_bytes(manifest))
        durable.sync(folder / _SHARD_MANIFEST)
        durable.sync(folder)
        folder.rename(self._ready / folder.name)
        durable.sync(self._ready)
        self.publish()

    def publish(self) -> None:
        """Move complete parts to their places. A crash in the midst of it is made good by doing it again."""
        for folder in sorted(self._ready.iterdir()) if self._ready.is_dir() else ():
            touched = {self._shards}
            for file in sorted(folder.iterdir(), key=lambda file: (file.name == _SHARD_MANIFEST, file.name)):
                kind, suffix = file.name.split(".", 1)
                if file.name == _SHARD_MANIFEST:
                    for changed in sorted(touched):
                        durable.sync(changed)
                    file.replace(self._shards / f"{folder.name}.json")
                else:
                    target = self.path / kind
                    file.replace(target / f"{self.part_name(int(folder.name))}.{suffix}")
                    touched.add(target)
            durable.sync(self._shards)
            folder.rmdir()

    def finish(self, manifest: Manifest) -> None:
        """Say that the run is complete.

        Raises:
            OSError: it cannot be written.
        """
        for folder in (self.work, self._ready, *self._all_lessons()):
            shutil.rmtree(folder, ignore_errors=True)
        durable.write(self.path / MANIFEST, json_bytes(manifest, indent=2))

    def _foreign(self) -> str | None:
        """Return something in the folder that no run has written, if there is any."""
        for path in sorted(self.path.iterdir()) if self.path.exists() else ():
            if path.name not in (*KINDS, MANIFEST, MANIFEST + ".tmp", LEARNED, LEARNED + ".tmp", RUN_MARK):
                return path.name
            if path.name == LEARNED and not self._plan.exists():  # from `jingwen learn`
                return path.name
            for part in sorted(path.iterdir()) if path.name in KINDS and path.is_dir() else ():
                if not (part.name.startswith("part-") and part.is_file()):
                    return f"{path.name}/{part.name}"
        return None


def kinds_of(settings: OutputSettings) -> tuple[str, ...]:
    """Return the kinds of files that a run writes.

    >>> kinds_of(OutputSettings(provenance="inline"))
    ('clean', 'rejected', 'quarantine')
    """
    return tuple(kind for kind in KINDS if kind != "ledger" or settings.provenance == "sidecar")


def json_bytes(record: BaseModel, indent: int | None = None) -> bytes:
    """Return a record as JSON, with a line feed at its end."""
    return (record.model_dump_json(by_alias=True, indent=indent) + "\n").encode()
