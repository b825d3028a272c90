import datetime
import decimal
import itertools
import json
import sys
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen.errors import InputError
from jingwen.formats import parquet
from jingwen.formats.settings import InputSettings

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

SETTINGS = InputSettings()


def written(rows, schema=None, **options):
    file = BytesIO()
    options = {"compression": "zstd", "write_page_checksum": True, **options}
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), file, **options)
    return file.getvalue()


def split(content, start=0, end=None, settings=SETTINGS):
    return list(parquet.split(BytesIO(content), "a.parquet", settings, start, end))


ROWS = [{"id": f"d{number}", "text": f"第{number}篇文章的正文。" * 3} for number in range(40)]
SMALL = written(ROWS, row_group_size=8)


def test_a_row_is_a_line_of_json():
    records = split(SMALL)
    assert [json.loads(record.content) for record in records] == ROWS
    assert [record.offset for record in records] == list(range(40))
    assert {record.format for record in records} == {"jsonl"}


def test_values_that_json_does_not_know():
    zone = datetime.timezone(datetime.timedelta(hours=8))
    row = {
        "text": "文",
        "none": None,
        "time": datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=zone),
        "day": datetime.date(2024, 1, 2),
        "utf8": "字".encode(),
        "bytes": b"\xff\x00",
        "money": decimal.Decimal("12.340"),
        "nan": float("nan"),
        "nested": [{"a": [1, 2], "b": None}],
    }
    schema = pa.Table.from_pylist([row]).schema.append(pa.field("ns", pa.timestamp("ns")))
    (record,) = split(written([{**row, "ns": 1}], schema.set(2, pa.field("time", pa.timestamp("us", "+08:00")))))
    assert json.loads(record.content) == {
        "text": "文",
        "time": "2024-01-02T03:04:05+08:00",
        "day": "2024-01-02",
        "utf8": "字",
        "bytes": "/wA=",
        "money": "12.340",
        "nan": None,
        "nested": [{"a": [1, 2], "b": None}],
        "ns": "1970-01-01T00:00:00.000000001",
    }


@given(st.lists(st.integers(0, len(SMALL) + 10), max_size=6))
def test_any_ranges_give_each_row_once(cuts):
    bounds = [0, *sorted(cuts), None]
    found = [record for start, end in itertools.pairwise(bounds) for record in split(SMALL, start, end)]
    assert found == split(SMALL)


def test_a_cut_file_is_one_problem():
    for cut in range(len(SMALL)):
        (record,) = split(SMALL[:cut])
        assert record.problem
        assert record.length == cut
        assert not split(SMALL[:cut], 1)


def test_a_flipped_bit_in_the_data_is_seen_or_changes_nothing():
    """The index at the file's end has no checksum: there a flip can change a column's name or type unseen."""
    whole = split(SMALL)
    index = int.from_bytes(SMALL[-8:-4], "little") + 8
    seen = 0
    for place in range(len(SMALL) - index):
        content = bytearray(SMALL)
        content[place] ^= 1 << place % 8
        records = split(bytes(content))
        kept = [record for record in records if not record.problem]
        assert all(record in whole for record in kept), place
        assert kept == whole or len(kept) < len(records), place
        seen += kept != whole
    assert seen > 1_000


def test_behind_a_corrupt_page_the_next_row_group_is_read():
    about = pq.ParquetFile(BytesIO(SMALL)).metadata.row_group(1).column(1)
    content = bytearray(SMALL)
    content[about.dictionary_page_offset + about.total_compressed_size - 3] ^= 4
    records = split(bytes(content))
    (problem,) = [record for record in records if record.problem]
    assert problem.problem.startswith("rows 8 to 15 cannot be read")
    assert [record.offset for record in records if not record.problem] == [*range(8), *range(16, 40)]


def test_a_row_beyond_the_limit_costs_itself_alone():
    first, second = split(written([{"text": "x" * 500}, {"text": "y"}]), settings=InputSettings(max_record=100))
    assert (first.content, first.length, second.problem) == (b"", 511, "")


def test_two_columns_of_one_name_are_a_problem():
    file = BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"]), file)
    (record,) = split(file.getvalue())
    assert "two columns" in record.problem


def test_an_empty_table_has_no_rows():
    assert split(written([], pa.schema([("text", pa.string())]))) == []


def test_without_pyarrow_the_way_out_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(InputError, match=r"pip install 'jingwen\[parquet\]'"):
        split(SMALL)


def varint(number):
    """Return a number below 8,192 as Parquet's index holds it, in two bytes always."""
    return bytes(((number * 2) & 127 | 128, number >> 6))


def test_an_index_that_misplaces_a_row_group_changes_no_order():
    table = written([{"text": "文" * 20}] * 40, row_group_size=8, use_dictionary=False, compression="none")
    groups = pq.ParquetFile(BytesIO(table)).metadata
    first, last = (groups.row_group(group).column(0).data_page_offset for group in (0, 4))
    index = len(table) - 8 - int.from_bytes(table[-8:-4], "little")
    assert varint(last) in table[index:]
    misplaced = table[:index] + table[index:].replace(varint(last), varint(first))
    records = split(misplaced)
    assert [record.offset for record in records] == list(range(40))
    assert split(misplaced, 0, last) + split(misplaced, last) == records
    assert split(misplaced, 0, first + 1) + split(misplaced, first + 1) == records
