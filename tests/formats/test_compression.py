"""Compressed files: whatever happens to one, all its records come out, or a problem is told."""

import bz2
import gzip
import io
import json
import lzma
import random
import sys
import tracemalloc

import pytest

from jingwen.formats import Input, InputSettings, find_inputs, parse
from jingwen.formats.compression import opened

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SETTINGS = InputSettings()
COMPRESS = {
    "gz": lambda content: gzip.compress(content, mtime=7),
    "zst": lambda content: zstd.compress(content, options={zstd.CompressionParameter.checksum_flag: 1}),
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
RANDOM = random.Random(7)
LINES = [json.dumps({"id": f"{n}", "text": RANDOM.randbytes(9).hex()}).encode() for n in range(8)]
CONTENTS = {
    "jsonl": b"\n".join(LINES) + b"\n",
    "json": b"[" + b",\n".join(LINES) + b"]",
    "text": b"\n".join(LINES),
}
each_compression = pytest.mark.parametrize("compression", COMPRESS)
each_format = pytest.mark.parametrize("format_", CONTENTS)


def records(path, content, format_, compression, settings=SETTINGS):
    path.write_bytes(content)
    return list(Input(path.name, path, format_, compression).records(settings))


@each_compression
@each_format
def test_the_records_are_those_of_the_plain_file(tmp_path, compression, format_):
    content, path = CONTENTS[format_], tmp_path / "in"
    plain = records(path, content, format_, "")
    compressed = COMPRESS[compression](content)
    assert records(path, compressed, format_, compression) == plain
    halves = COMPRESS[compression](content[:99]) + COMPRESS[compression](b"") + COMPRESS[compression](content[99:])
    assert records(path, halves, format_, compression) == plain


@each_compression
@each_format
def test_a_cut_at_any_byte_is_told(tmp_path, compression, format_):
    content, path = CONTENTS[format_], tmp_path / "in"
    plain = records(path, content, format_, "")
    compressed = COMPRESS[compression](content)
    for cut in range(len(compressed)):
        *complete, last = records(path, compressed[:cut], format_, compression)
        assert f"the {compression} file is cut off at byte {cut}" in last.problem
        assert complete == plain[: len(complete)]
        assert content[last.offset :].startswith(last.content)
        assert last.format == plain[0].format


@each_compression
@each_format
def test_a_flipped_bit_is_told_or_changes_nothing(tmp_path, compression, format_):
    content, path = CONTENTS[format_], tmp_path / "in"
    plain = records(path, content, format_, "")
    compressed = COMPRESS[compression](content)
    told = 0
    for place in range(len(compressed)):
        damaged = bytearray(compressed)
        damaged[place] ^= 1 << place % 8
        found = records(path, damaged, format_, compression)
        problem = bool(found) and bool(found[-1].problem)
        assert problem or found == plain, place
        told += problem
    assert told > len(compressed) * 0.9


def test_what_was_decoded_before_the_damage_is_kept(tmp_path):
    compressed = bytearray(gzip.compress(CONTENTS["jsonl"]))
    compressed[-8] ^= 1  # of the checksum
    *complete, last = records(tmp_path / "in", compressed, "jsonl", "gz")
    assert [record.content for record in complete] == LINES
    assert (last.offset, last.content) == (len(CONTENTS["jsonl"]), b"")
    assert "incorrect data check" in last.problem
    (text,) = records(tmp_path / "in", compressed, "text", "gz")
    assert text.content == CONTENTS["jsonl"]
    assert "incorrect data check" in text.problem


def test_damage_in_a_later_member_names_its_place(tmp_path):
    first, second = gzip.compress(CONTENTS["jsonl"]), bytearray(gzip.compress(RANDOM.randbytes(300_000)))
    second[200_000] ^= 255
    with opened(_written(tmp_path, first + second), "gz", 500) as stream:
        assert stream.read().startswith(CONTENTS["jsonl"])
        assert "damaged between its bytes" in stream.problem
    with opened(_written(tmp_path, first + b"junk"), "gz", 500) as stream:
        assert stream.read() == CONTENTS["jsonl"]
        assert f"between its bytes {len(first)} and {len(first) + 4} " in stream.problem


@each_compression
def test_an_empty_file_is_damage_and_compressed_nothing_is_none(tmp_path, compression):
    assert records(tmp_path / "in", COMPRESS[compression](b""), "jsonl", compression) == []
    (record,) = records(tmp_path / "in", b"", "jsonl", compression)
    assert "cut off at byte 0" in record.problem
    assert records(tmp_path / "in", b"", "jsonl", "") == []


@each_compression
def test_a_file_that_is_not_compressed_at_all(tmp_path, compression):
    (record,) = records(tmp_path / "in", CONTENTS["jsonl"], "jsonl", compression)
    assert f"no {compression} at all" in record.problem


@pytest.mark.parametrize("compression", ["gz", "zst", "xz"])
def test_a_bomb_ends_in_bounded_memory(tmp_path, compression):
    path = _written(tmp_path, COMPRESS[compression](bytes(200 << 20)))
    settings = InputSettings(max_record=1 << 20)
    tracemalloc.start()
    (record,) = Input("bomb", path, "jsonl", compression).records(settings)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "grows beyond 500 times its size" in record.problem
    assert record.length < (120 << 20)
    assert peak < 24 << 20  # the dictionary of xz alone has 8 MiB
    with opened(path, compression, 100_000) as stream:
        while stream.read(1 << 20):
            pass
        assert not stream.problem


def test_a_small_file_may_grow_as_it_likes(tmp_path):
    content = b'{"text": "' + b"a" * (4 << 20) + b'"}\n'
    (record,) = records(tmp_path / "in", gzip.compress(content), "jsonl", "gz")
    assert len(parse(record, SETTINGS).document.text) == 4 << 20


def test_the_last_line_keeps_its_own_problem_too(tmp_path):
    compressed = gzip.compress(CONTENTS["jsonl"] + b"x" * 5000)[:-4]
    (*_, last) = records(tmp_path / "in", compressed, "jsonl", "gz", InputSettings(max_record=1000))
    assert "cut off" in last.problem
    assert "5000 bytes, larger than max_record" in last.problem
    assert last.length == 5000


def test_files_are_found_and_read_by_their_names(tmp_path):
    for compression, compress in COMPRESS.items():
        (tmp_path / f"in.jsonl.{compression}").write_bytes(compress(CONTENTS["jsonl"]))
    found = find_inputs([str(tmp_path)])
    assert [record.content for record in found.records(SETTINGS)] == LINES * 4
    assert not any(file.splittable for file in found.files)


def _written(folder, content):
    path = folder / "in"
    path.write_bytes(content)
    return path


def test_lines_can_be_read_one_by_one(tmp_path):
    with opened(_written(tmp_path, gzip.compress(CONTENTS["jsonl"])), "gz", 500) as stream:
        assert isinstance(stream, io.BufferedReader)
        assert [stream.readline().rstrip(b"\n") for _ in LINES] == LINES
        assert stream.tell() == len(CONTENTS["jsonl"])
