"""A file that was cut off, or is too large, is reported; what could be read of it is cleaned; nothing ends short."""

import bz2
import gzip
import json
import lzma
import sys
from importlib import import_module

import pytest

from jingwen_schemas import Manifest, QuarantineRecord
from support import jingwen

DOCUMENTS = [
    {"id": f"d{number}", "text": f"第{number}篇，，写得好。" + chr(0x4E00 + number * 7) * 40} for number in range(300)
]
LINES = b"".join(json.dumps(document, ensure_ascii=False).encode() + b"\n" for document in DOCUMENTS)


def zst(content):
    zstd = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    return zstd.compress(content)


def warc():
    records = []
    for document in DOCUMENTS:
        page = f"<html><body><p>{document['text']}</p></body></html>".encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <{document['id']}>\r\n"
            f"WARC-Target-URI: https://example.cn/{document['id']}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        records.append(gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0))
    return b"".join(records)


def parquet(folder):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.Table.from_pylist(DOCUMENTS), folder / "whole.parquet", row_group_size=50)
    return (folder / "whole.parquet").read_bytes()


MAKERS = {
    "in.jsonl": lambda folder: LINES,
    "in.jsonl.gz": lambda folder: gzip.compress(LINES, mtime=0),
    "in.jsonl.zst": lambda folder: zst(LINES),
    "in.jsonl.bz2": lambda folder: bz2.compress(LINES),
    "in.jsonl.xz": lambda folder: lzma.compress(LINES),
    "in.json": lambda folder: b"[" + LINES.rstrip().replace(b"}\n", b"},\n") + b"]",
    "in.warc.gz": lambda folder: warc(),
    "in.parquet": parquet,
}


def run(folder, name, *options):
    done = jingwen("run", folder / name, "-o", folder / "out", *options)
    assert done.returncode == 0, done.stderr.decode()
    manifest = Manifest.model_validate_json((folder / "out" / "manifest.json").read_bytes())
    quarantine = [
        QuarantineRecord.model_validate_json(line)
        for part in sorted((folder / "out" / "quarantine").iterdir())
        for line in part.read_bytes().splitlines()
    ]
    clean = [
        json.loads(line)["id"]
        for part in sorted((folder / "out" / "clean").iterdir())
        for line in part.read_bytes().splitlines()
    ]
    return manifest.counts, quarantine, clean, done.stderr.decode()


@pytest.mark.parametrize("name", MAKERS)
def test_a_whole_file_is_read_whole(tmp_path, name):
    (tmp_path / name).write_bytes(MAKERS[name](tmp_path))
    counts, quarantine, clean, _ = run(tmp_path, name)
    assert (counts.read, counts.written, quarantine) == (300, 300, [])
    if "parquet" not in name:
        assert clean == [document["id"] for document in DOCUMENTS]


@pytest.mark.parametrize("share", [0.3, 0.61, 0.999])
@pytest.mark.parametrize("name", MAKERS)
def test_a_file_that_was_cut_off_is_reported(tmp_path, name, share):
    whole = MAKERS[name](tmp_path)
    (tmp_path / name).write_bytes(whole[: int(len(whole) * share)])
    counts, quarantine, clean, said = run(tmp_path, name)
    assert counts.balanced
    assert counts.quarantined == len(quarantine) == 1
    assert clean == [document["id"] for document in DOCUMENTS][: len(clean)], "what is there is right, and in order"
    assert "quarantined 1: " in said
    assert f"{counts.read} read = {counts.written} written + 0 rejected + 1 quarantined" in said
    if name in ("in.jsonl", "in.jsonl.gz", "in.json", "in.warc.gz"):  # the others come in blocks larger than this file
        assert len(clean) > share * 100
    limit = jingwen("run", tmp_path / name, "-o", tmp_path / "out", "--fail-if", "quarantined>0")
    assert (limit.returncode, b"beyond the limit: quarantined>0" in limit.stderr) == (1, True)


def test_a_line_beyond_the_limit_is_quarantined_by_its_place(tmp_path):
    long = b'{"id": "long", "text": "' + b"x" * (9 << 20) + b'"}\n'
    (tmp_path / "in.jsonl").write_bytes(LINES + long + LINES)
    counts, (record,), clean, _ = run(tmp_path, "in.jsonl")
    assert (counts.read, len(clean)) == (601, 600)
    assert (record.offset, record.length, record.raw, record.raw_base64) == (len(LINES), len(long), None, None)
    assert "larger than max_record (8388608)" in record.message
    restored = jingwen("restore", tmp_path / "out", "--id", record.id)
    assert (restored.returncode, restored.stderr.count(b"\n")) == (2, 1)


def test_a_bomb_is_not_unpacked_whole(tmp_path):
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(b"[" * (200 << 20), mtime=0))
    counts, (record,), _, _ = run(tmp_path, "in.jsonl.gz")
    assert counts.read == 1
    assert "grows beyond 500 times its size" in record.message


def test_keys_and_a_limit_from_the_command_line(tmp_path):
    lines = [json.dumps({"no": number, "content": "正文在此。" * 9, "text": "x"}) for number in range(9)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    options = ("--text-key", "content", "--id-key", "no", "--limit", "5")
    counts, _, clean, _ = run(tmp_path, "in.jsonl", *options)
    assert (counts.read, clean) == (5, ["0", "1", "2", "3", "4"])


def test_without_its_key_a_text_is_hinted_at(tmp_path):
    (tmp_path / "in.jsonl").write_text(json.dumps({"content": "正文在此。" * 9}), encoding="utf-8")
    _, (record,), _, said = run(tmp_path, "in.jsonl")
    assert "say so: `input: {text_key: content}`" in record.message
    assert "text_key: content" in said
