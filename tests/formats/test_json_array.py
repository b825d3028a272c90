"""A file of one JSON array: its elements one by one, and no damage that goes unsaid."""

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwen.errors import DocumentError
from jingwen.formats import InputSettings, json_array, parse

SETTINGS = InputSettings()


class Slow(io.BytesIO):
    """Gives few bytes at a time, so that every cut between two reads is met."""

    step = 1

    def read(self, size=-1):
        return super().read(self.step if size < 0 or size > self.step else size)


def split(content, settings=SETTINGS, step=None):
    stream = io.BytesIO(content) if step is None else Slow(content)
    if step:
        stream.step = step
    return list(json_array.split(stream, "in.json", settings))


values = st.recursive(
    st.none() | st.integers() | st.text(alphabet='a"\\[]{},:\n 正é'),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='k"\\]},'), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(values, max_size=5), st.sampled_from([None, 1]), st.booleans(), st.integers(5, 40))
def test_the_elements_are_those_of_the_array(elements, indent, ascii_only, step):
    content = f" \n{json.dumps(elements, indent=indent, ensure_ascii=ascii_only)}\n ".encode()
    records = split(content)
    assert [json.loads(record.content) for record in records] == elements
    assert all(content[r.offset :].startswith(r.content) and r.format == "jsonl" and not r.problem for r in records)
    assert split(content, step=step) == records


def test_the_records_are_documents():
    content = b'\xef\xbb\xbf[{"text": "a"},{"id": 2, "text": "]}"}]'
    documents = [parse(record, SETTINGS).document for record in split(content)]
    assert [(document.id, document.text) for document in documents] == [("in.json@4", "a"), ("2", "]}")]


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs"])
def test_characters_that_end_in_the_byte_of_a_backslash(encoding):
    first = {
        "gb18030": "漒漒乗乗這是一篇關於天氣的文章，漒",
        "big5hkscs": "許功蓋的餐廳很有名，許多人都去過那裡吃飯。許",
    }
    texts = [first[encoding], "許" if encoding == "big5hkscs" else "昞"]
    settings = InputSettings(encoding=encoding)
    content = json.dumps([{"text": text} for text in texts], ensure_ascii=False).encode(encoding)
    for step in (None, 5, 6, 7):
        assert [parse(r, settings).document.text for r in split(content, settings, step)] == texts
    assert parse(split(content)[0], SETTINGS).document.text == texts[0]


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (b"[]", []),
        (b" [ \n ] \n", []),
        (b'[{"text": "a"}', [(1, b'{"text": "a"}', "the array has no end")]),
        (b'[{"text": "a"},', [(15, b"", "the array has no end")]),
        (b"[", [(1, b"", "the array has no end")]),
        (b'[{"text": "a"}, "b\\', [(16, b'"b\\', "the array has no end")]),
        (b'[{"text": "a"}] x', [(16, b"x", "text behind the array's end")]),
        (b'[{"text": "a"}]' + b" " * 70_000 + b"[]", [(70_015, b"[]", "text behind the array's end")]),
        (b'[{"text": "a"},]', [(15, b"", "nothing stands before a comma")]),
        (b'[,{"text": "a"}]', [(1, b"", "nothing stands before a comma")]),
        (b'"text"', [(0, b'"text"', "no JSON array: it does not start")]),
        (b"", [(0, b"", "no JSON array")]),
        ("\ufeff[]".encode("utf-16-le"), [(0, "\ufeff[]".encode("utf-16-le"), "a JSON array in utf-16-le: convert")]),
    ],
)
def test_damage_is_a_record_with_a_problem(content, problems):
    found = [record for record in split(content) if record.problem]
    assert [(record.offset, record.content) for record in found] == [problem[:2] for problem in problems]
    for record, (*_, problem) in zip(found, problems, strict=True):
        assert problem in record.problem
    assert [r[:4] for r in split(content, step=5)] == [r[:4] for r in split(content)]


@pytest.mark.parametrize("garbage", [b" x ", b'{"a": 1]', b"}", b'{"b": 2} {"c": 3}', b"\xff", b"nul"])
def test_garbage_costs_one_element(garbage):
    first, middle, last = split(b'[{"text": "a"},' + garbage + b',{"text": "b"}]')
    assert [parse(record, SETTINGS).document.text for record in (first, last)] == ["a", "b"]
    assert middle.content == garbage.strip()
    with pytest.raises(DocumentError, match=r"not JSON|not utf-8"):
        parse(middle, SETTINGS)


def test_a_cut_at_any_byte_is_told():
    content = b'[{"text": "a\\"]"}, {"id": [1], "text": "b"}]'
    whole = [record.content for record in split(content)]
    for cut in range(len(content)):
        *complete, last = split(content[:cut])
        assert last.problem
        assert [record.content for record in complete] == whole[: len(complete)]
        assert content[last.offset : cut].strip() == last.content.strip()


def test_one_object_is_one_record():
    (record,) = split(b'\n{\n "text": "a"\n}\n')
    assert parse(record, SETTINGS).document.text == "a"
    assert record.offset == 1


def test_large_elements_are_reported_without_being_held():
    class Array(io.RawIOBase):
        parts = iter([b'[{"text": "', *[b"x" * 65_536] * 320, b'"}, {"text": "a"}, ', *[b" " * 65_536] * 320, b"1]"])
        rest = b""

        def readable(self):
            return True

        def readinto(self, buffer):
            self.rest = self.rest or next(self.parts, b"")
            size = min(len(buffer), len(self.rest))
            buffer[:size], self.rest = self.rest[:size], self.rest[size:]
            return size

    settings = InputSettings(max_record=1 << 20)
    tracemalloc.start()
    large, small, blank = json_array.split(io.BufferedReader(Array()), "in", settings)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (large.offset, large.content, large.length) == (1, b"", 320 * 65_536 + 12)
    assert "larger than max_record" in large.problem
    assert (small.content, blank.content) == (b'{"text": "a"}', b"1")
    assert peak < 8 << 20
