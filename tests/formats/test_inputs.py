"""Which files a run reads, and as what."""

import bz2
import gzip
import os
import subprocess
import sys

import pytest

from jingwen.errors import InputError
from jingwen.formats import SUFFIXES, Input, InputSettings, Record, find_inputs, parse

SETTINGS = InputSettings()


def found(*paths, format_="auto"):
    return [(file.name, file.format, file.compression) for file in find_inputs(map(str, paths), format_).files]


def write(path, content=b"{}"):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("compression", ["", ".gz", ".zst", ".bz2", ".xz"])
def test_suffixes_tell_format_and_compression(tmp_path, compression):
    for suffix, expected in SUFFIXES.items():
        if suffix in (".json", ".parquet"):
            continue
        for name in (f"a.b{suffix}{compression}", f"A{suffix}{compression}".upper()):
            assert found(write(tmp_path / name)) == [(name, expected, compression[1:])]
    assert found(write(tmp_path / "CC-MAIN-1.warc.wet.gz")) == [("CC-MAIN-1.warc.wet.gz", "warc", "gz")]


def test_parquet_is_not_compressed_around(tmp_path):
    assert found(write(tmp_path / "a.parquet")) == [("a.parquet", "parquet", "")]
    with pytest.raises(InputError, match="Parquet compresses its own columns: decompress the file first"):
        found(write(tmp_path / "a.parquet.gz"))
    with pytest.raises(InputError, match="give a file"):
        found("-", format_="parquet")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"[]", "json"),
        (b'\xef\xbb\xbf \n[{"a": 1}\n]', "json"),
        (b'{"text": "a"}\n{"text": "b"}', "jsonl"),
        (b'\n{"text": "a"}', "jsonl"),
        (b'{"text": "' + b"a" * 100_000 + b'"}\n', "jsonl"),
        (b'{\n  "text": "a"\n}', "json"),
        (b'{"text": "a",\n "id": 1}', "json"),
        ("\ufeff[1]".encode("utf-16-be"), "json"),
        ('\ufeff{"text": "一"}\n'.encode("utf-16-le"), "jsonl"),
        (b"", "jsonl"),
        (b"nonsense", "json"),
    ],
)
def test_the_first_bytes_of_json_tell_what_it_holds(tmp_path, content, expected):
    assert found(write(tmp_path / "a.json", content)) == [("a.json", expected, "")]
    assert found(write(tmp_path / "a.json.gz", gzip.compress(content))) == [("a.json.gz", expected, "gz")]
    assert found(tmp_path / "a.json", format_="text") == [("a.json", "text", "")]


def test_a_format_that_the_configuration_names_leaves_the_compression_to_the_suffix(tmp_path):
    assert found(write(tmp_path / "dump.data.gz"), format_="jsonl") == [("dump.data.gz", "jsonl", "gz")]
    assert found(write(tmp_path / "dump"), format_="warc") == [("dump", "warc", "")]
    assert found("-") == [("stdin", "jsonl", "")]
    assert found("-", format_="html") == [("stdin", "html", "")]


@pytest.mark.parametrize(("name", "shown"), [("a.pdf", ".pdf"), ("a.tar.gz", ".tar.gz"), ("a.gz", ".gz"), ("a", "")])
def test_an_unknown_format_names_the_known_ones(tmp_path, name, shown):
    with pytest.raises(InputError) as caught:
        found(write(tmp_path / name))
    message = str(caught.value)
    assert f"{name}: unknown format '{shown}' (known: .htm, .html, .json, .jsonl, " in message
    assert "also with .gz, .zst, .bz2, .xz behind it" in message
    assert "`input: {format: jsonl}`" in message


def test_a_folder_is_read_in_the_order_of_names(tmp_path):
    (tmp_path / "b" / ".hidden").mkdir(parents=True)
    for name in ("c.txt", "a.jsonl.gz", "b/z.txt.xz", "b/.hidden/x.txt", ".x.txt", "b/a.parquet.gz", "d.pdf"):
        write(tmp_path / name)
    inputs = find_inputs([str(tmp_path)])
    assert [file.name for file in inputs.files] == ["a.jsonl.gz", "b/z.txt.xz", "c.txt"]
    assert inputs.ignored == ("b/a.parquet.gz", "d.pdf")


def test_a_folder_without_documents_is_a_mistake(tmp_path):
    write(tmp_path / "a.pdf")
    with pytest.raises(InputError, match="no file of a known format in this folder"):
        find_inputs([str(tmp_path)])


def test_a_fifo_is_not_read_before_its_turn(tmp_path):
    os.mkfifo(tmp_path / "a.json")
    assert found(tmp_path / "a.json") == [("a.json", "json", "")]


def test_ranges_of_a_file_give_all_its_records(tmp_path):
    path = write(tmp_path / "a.jsonl", b'{"text": "a"}\n{"text": "b"}\n\n{"text": "c"}')
    (file,) = find_inputs([str(path)]).files
    assert file.splittable
    assert [*file.records(SETTINGS, 0, 20), *file.records(SETTINGS, 20)] == list(file.records(SETTINGS))
    assert not Input("x", path, "jsonl", "gz").splittable


def test_a_record_can_be_parsed_again_from_what_quarantine_holds(tmp_path):
    content = '\ufeff{"text": "一"}\n{"text": "二"}'.encode("utf-16-le")
    path = write(tmp_path / "a.jsonl.bz2", bz2.compress(content))
    (file,) = find_inputs([str(path)]).files
    again = [Record("q", r.offset, r.content, r.format) for r in file.records(SETTINGS)]
    assert [parse(record, SETTINGS).document.text for record in again] == ["一", "二"]


def test_no_library_is_loaded_before_it_is_needed():
    code = (
        "import sys, jingwen.formats\n"
        "heavy = {'resiliparse', 'fastwarc', 'pyarrow', 'chardetng_py', 'backports.zstd', 'compression.zstd'}\n"
        "sys.exit(', '.join(heavy & sys.modules.keys()) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
