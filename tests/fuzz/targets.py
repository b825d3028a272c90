"""What holds for any bytes: each target takes some, and raises where it does not hold."""

import atexit
import bz2
import json
import lzma
import random
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import import_module
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from fuzz import seeds
from fuzz.aside import Aside
from fuzz.records import all_bytes, outcomes, same_elements
from jingwen.config import Config, load
from jingwen.config.parse import parse as parse_config
from jingwen.document import sha256
from jingwen.errors import ConfigError, DocumentError, LedgerError, PluginError
from jingwen.findings import Edit
from jingwen.formats import Input, InputSettings
from jingwen.formats.encodings import decoded, marked
from jingwen.formats.inputs import SPLITTABLE, SPLITTERS
from jingwen.formats.output import line, loads
from jingwen.ledger import applied, restored, undone
from jingwen.pipeline import Pipeline
from jingwen_schemas import LedgerRecord, RecordedEdit

_BETWEEN = {"jsonl": b" \t\r\n\0", "json": b" \t\r\n,[]", "text": b"", "html": b"", "warc": b"\r\n"}
_ENCODINGS = ("auto", "auto", "auto", "utf-8", "gb18030", "big5", "utf-16", "utf-32-be", "shift_jis", "windows-1252")
_LARGEST_UNPACKED = 8 << 20


class Target(NamedTuple):
    """What is called with bytes, and what to make these of."""

    holds: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    words: tuple[bytes, ...] = ()


@cache
def _pipeline(*steps: str) -> Pipeline:
    return Pipeline.from_config({"steps": list(steps)} if steps else "preset:zh-web")


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="jingwen-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _choices(data: bytes) -> random.Random:
    """Return what chooses for an input; an input says all that happens to it."""
    return random.Random(zlib.crc32(data))


def _settings(choices: random.Random) -> InputSettings:
    return InputSettings(
        encoding=choices.choice(_ENCODINGS),
        undecodable=choices.choice(("quarantine", "replace")),
        max_record=choices.choice((8 << 20, 8 << 20, 8 << 20, 1000, 50)),
    )


def reader(format_: str, data: bytes) -> None:
    """A reader gives all bytes, each at its place; every record becomes an outcome."""
    choices = _choices(data)
    settings = _settings(choices)
    split = import_module(SPLITTERS[format_]).split
    records = list(split(BytesIO(data), "in", settings))
    cuts = sorted(choices.randint(1, len(data) + 2) for _ in range(3)) if format_ in SPLITTABLE else []
    ranges = pairwise((0, *cuts, None))
    again = [record for start, end in ranges for record in split(BytesIO(data), "in", settings, start, end)]
    assert again == records, f"a cut, or a second reading, gives other records: {cuts}"
    assert all(one.offset < next_.offset for one, next_ in pairwise(records)), "two records begin at one place"
    if format_ in _BETWEEN:
        all_bytes(data, records, _BETWEEN[format_])
    if format_ == "json" and settings.encoding == "auto" and settings.max_record > len(data):
        same_elements(data, records)
    preset = format_ in ("jsonl", "text") and choices.random() < 1 / 16
    outcomes(records, settings, _pipeline() if preset else _pipeline("spaces", "repeated-marks"))


def compression(name: str, data: bytes) -> None:
    """A compressed file gives what the standard decoder makes of it; of what that refuses, a problem is told."""
    path = _folder() / "in.jsonl"
    path.write_bytes(data)
    settings = InputSettings()
    records = list(Input("in", path, "jsonl", name).records(settings))
    outcomes(records, settings, _pipeline("spaces"))
    content, whole = _unpacked(name, data)
    if len(content) >= _LARGEST_UNPACKED:
        return
    if whole:
        path.write_bytes(content)
        assert records == list(Input("in", path, "jsonl").records(settings))
    else:
        assert records
        assert records[-1].problem


def _unpacked(name: str, data: bytes) -> tuple[bytes, bool]:
    """Return what a compressed file holds, and whether all of it could be read."""
    content = b""
    while data or not content:
        decoder = _DECODERS[name]()
        try:
            content += decoder.decompress(data)
        except (OSError, zlib.error, lzma.LZMAError, seeds.zstd.ZstdError, EOFError):
            return content, False
        if not decoder.eof:
            return content, False
        data = decoder.unused_data
        if not data:
            break
    return content, True


_DECODERS: dict[str, Callable[[], Any]] = {
    "gz": lambda: zlib.decompressobj(wbits=16 + zlib.MAX_WBITS),
    "zst": seeds.zstd.ZstdDecompressor,
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=256 << 20),
}


def encodings(data: bytes) -> None:
    """Bytes become text that UTF-8 can hold; that fails in one way only, and never where bad bytes are replaced."""
    choices = _choices(data)
    settings = _settings(choices)
    declared = choices.choice((None, "gb2312", "utf-8", "latin1", "no-such", data[:8].decode("latin-1")))
    try:
        text, notes = decoded(data, settings, declared)
    except DocumentError as error:
        assert settings.undecodable == "quarantine"
        assert "\n" not in error.message
        return
    text.encode("utf-8")
    assert settings.undecodable == "replace" or not any(note.reason == "undecodable" for note in notes)
    try:
        plain = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    if settings.encoding == "auto" and declared in (None, "utf-8", "no-such") and not marked(data)[0]:
        assert (text, notes) == (plain, ())


def config(suffix: str, data: bytes) -> None:
    """A configuration loads, and its resolved form loads alike; or it is refused with an error of its own."""
    path = _folder() / f"c{suffix}"
    path.write_bytes(data)
    for read in (lambda: parse_config(data, f"c{suffix}"), lambda: load(path)):
        try:
            loaded = read()
        except (ConfigError, PluginError) as error:
            str(error).encode("utf-8", "surrogatepass")
            continue
        if isinstance(loaded, Config):
            json.dumps(loaded.resolved(), allow_nan=False)
            assert load(loaded.resolved()).hash == loaded.hash


def edits(data: bytes) -> None:
    """What edits do to a text is undone by their record."""
    choices = _choices(data)
    text = data.decode("utf-8", "replace")
    cuts = sorted(choices.sample(range(len(text) + 1), min(len(text) + 1, 2 * choices.randint(0, 20))))
    made = [Edit(start, end, choices.choice(("", "，", "\n", "𠮷", text[:3])), "any") for start, end in pairs(cuts)]
    recorded = [RecordedEdit(edit.start, text[edit.start : edit.end], edit.new, "x/any") for edit in made]
    assert undone(applied(text, made), recorded) == text


def pairs(items: list[int]) -> Iterator[tuple[int, int]]:
    """Return items two by two."""
    return zip(items[::2], items[1::2], strict=False)


def restore(data: bytes) -> None:
    """A ledger record gives the raw text of a clean text, or says that it does not fit."""
    text, _, ledger = data.decode("utf-8", "replace").partition("\0")
    try:
        record = LedgerRecord.model_validate(loads(ledger.encode()))
    except (ValidationError, ValueError):
        return
    for claimed in (record, record.model_copy(update={"clean_sha256": sha256(text)})):
        try:
            assert sha256(restored(text, claimed)) == record.raw_sha256
        except LedgerError as error:
            assert str(error)


def chain(data: bytes) -> None:
    """Whatever the default chain does to a text, its ledger gives the text back."""
    text = data.decode("utf-8", "replace")
    result = _pipeline().clean(text)
    written = LedgerRecord.model_validate(loads(line(result.ledger)))
    assert restored(result.document.text, written) == text


_PARQUET = Aside(partial(reader, "parquet"))

TARGETS: dict[str, Target] = {
    "jsonl": Target(
        partial(reader, "jsonl"), lambda: [seeds.JSONL, *seeds.encoded(seeds.JSONL.decode())], seeds.JSON_WORDS
    ),
    "json": Target(partial(reader, "json"), seeds.arrays, seeds.JSON_WORDS),
    "text": Target(partial(reader, "text"), lambda: seeds.encoded(seeds.TEXT)),
    "html": Target(partial(reader, "html"), seeds.pages, seeds.HTML_WORDS),
    "warc": Target(partial(reader, "warc"), seeds.warc, (*seeds.WARC_WORDS, *seeds.HTML_WORDS)),
    "parquet": Target(_PARQUET, seeds.parquet),
    **{name: Target(partial(compression, name), partial(seeds.compressed, name)) for name in _DECODERS},
    "encodings": Target(encodings, lambda: seeds.encoded(seeds.TEXT), (b"\x84\x31\x95\x33", b"\xa1\x40", b"\x81")),
    "yaml": Target(partial(config, ".yaml"), lambda: [*map(str.encode, seeds.YAML_FILES)], seeds.YAML_WORDS),
    "toml": Target(partial(config, ".toml"), lambda: [*map(str.encode, seeds.TOML_FILES)], seeds.TOML_WORDS),
    "edits": Target(edits, lambda: seeds.encoded(seeds.TEXT)[:1]),
    "restore": Target(restore, seeds.ledgers, seeds.JSON_WORDS),
    "chain": Target(chain, lambda: [seeds.TEXT.encode(), *map(str.encode, seeds.PHRASES)], seeds.CHINESE_WORDS),
}
