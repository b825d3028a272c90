import hashlib
import json

import pytest

from jingwen.errors import InputError
from jingwen.formats import output, written
from jingwen.formats.settings import OutputSettings
from jingwen_schemas import CleanDocument, Counts, DocumentFlag, LedgerRecord, Link

FORMATS = {
    ".jsonl": OutputSettings(),
    ".jsonl.gz": OutputSettings(compression="gz"),
    ".jsonl.zst": OutputSettings(compression="zst"),
    ".parquet": OutputSettings(format="parquet"),
}


def document(number, **more):
    counts = Counts(raw_chars=number, clean_chars=2, edits={"步骤": 1} if number % 2 else {})
    return CleanDocument(id=f"d{number}", text=f"正文{number}\n", raw_sha256="0" * 64, counts=counts, **more)


ODD = [
    document(1, meta={"n": 10**29 + 1, "a": [], "none": None, "x": {"y": [1.5, "字", True]}}),
    document(2, title="", views=0, links=[Link(title="题"), Link(url="u", truncated=True)]),
    document(3, flags=[DocumentFlag(reason="a/b", start=None, end=None)], fields={"k": {}, "m": -(2**63)}),
    document(4, flags=[DocumentFlag(reason="a/b", start=0, end=2, detail="详")], views=2**63 - 1),
    document(5, ledger=LedgerRecord(id="d5", raw_sha256="0" * 64, clean_sha256="1" * 64)),
]


@pytest.fixture
def part(tmp_path):
    path = tmp_path / "part.jsonl"
    plain = [output.line(document(number), exclude={"ledger"}) for number in range(2_500)]
    path.write_bytes(b"".join([*map(output.line, ODD), *plain]))
    return path


def finished(part, suffix):
    settings = FORMATS[suffix]
    assert written.suffix(settings) == suffix
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    target = part.with_name(f"clean{suffix}")
    written.finish(part, target, settings)
    return target


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_part_comes_back_as_it_went_in(part, suffix):
    expected = part.read_bytes().splitlines(keepends=True)
    assert list(written.lines(finished(part, suffix))) == expected


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_part_comes_back_empty(tmp_path, suffix):
    part = tmp_path / "part.jsonl"
    part.write_bytes(b"")
    assert list(written.lines(finished(part, suffix))) == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_part_gives_the_same_bytes(part, suffix, monkeypatch):
    first = hashlib.sha256(finished(part, suffix).read_bytes()).digest()
    monkeypatch.setattr("time.time", lambda: 1.0)
    other = part.rename(part.with_name("other"))
    assert hashlib.sha256(finished(other, suffix).read_bytes()).digest() == first


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_cut_file_is_damaged(part, suffix):
    target = finished(part, suffix)
    content = target.read_bytes()
    for cut in (len(content) - 1, len(content) // 2 + 1):
        target.write_bytes(content[:cut])
        with pytest.raises(InputError, match=f"clean{suffix}: damaged"):
            list(written.lines(target))


@pytest.mark.parametrize("suffix", [".jsonl.gz", ".jsonl.zst", ".parquet"])
def test_a_flipped_bit_is_damage(part, suffix):
    target = finished(part, suffix)
    content = bytearray(target.read_bytes())
    content[len(content) // 3] ^= 16
    target.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        list(written.lines(target))


def test_parquet_has_the_same_columns_for_all_parts(part):
    pq = pytest.importorskip("pyarrow.parquet")
    full = pq.ParquetFile(finished(part, ".parquet"))
    part.write_bytes(output.line(document(0), exclude={"ledger"}))
    assert full.schema_arrow.equals(pq.ParquetFile(finished(part, ".parquet")).schema_arrow)
    assert full.schema_arrow.names == [field.alias or name for name, field in CleanDocument.model_fields.items()]
    groups = [full.metadata.row_group(group).num_rows for group in range(full.metadata.num_row_groups)]
    assert groups == [1_000, 1_000, 505]


def test_a_number_beyond_its_column_is_no_clean_document():
    with pytest.raises(ValueError, match="less than or equal to 9223372036854775807"):
        document(1, views=2**63)


def test_a_file_that_is_not_there_is_no_damage(tmp_path):
    pytest.importorskip("pyarrow")
    for suffix in FORMATS:
        with pytest.raises(FileNotFoundError):
            list(written.lines(tmp_path / f"a{suffix}"))


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def test_a_line_holds_any_integer_and_deep_nesting():
    value = {"n": 10**30, "字": nested(300)}
    assert output.dumps(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    assert output.loads(output.dumps(value)) == value


@pytest.mark.parametrize("value", ["\ud800", {1: 10**30, (): 1}, nested(100_000), {"n": 10**5_000}, object()])
def test_what_json_cannot_hold_says_so_in_one_line(value):
    with pytest.raises(TypeError, match=r"\Ait cannot be written as JSON: [^\n]+\Z"):
        output.dumps(value)


def test_a_document_that_json_cannot_hold_is_a_type_error():
    with pytest.raises(TypeError, match="cannot be written as JSON"):
        output.line(document(1).model_copy(update={"meta": {"a": nested(5_000)}}))


@pytest.mark.parametrize("number", ["", "1" * 30])
def test_json_of_a_damaged_file_is_no_value_however_deep_it_nests(number):
    with pytest.raises(ValueError, match=r"nests too deep|depth limit"):
        output.loads(b"[" * 50_000 + number.encode() + b"]" * 50_000)
