"""A text file is a document, byte by byte."""

import io

import pytest

from jingwen.errors import DocumentError
from jingwen.formats import InputSettings, Record, parse, plain_text


def document(content, **settings):
    (record,) = plain_text.split(io.BytesIO(content), "a.txt", InputSettings(**settings))
    return record, parse(record, InputSettings(**settings)).document


@pytest.mark.parametrize("text", ["", "正文。\r\n\r第二行\n", "\ufeff正文。", "\0\x85\u2028"])
def test_the_text_is_what_the_file_holds(text):
    record, raw = document(text.encode())
    assert (raw.id, raw.text) == ("a.txt", text)
    assert (record.offset, record.content) == (0, text.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030", "big5hkscs"])
def test_the_text_and_its_encoding_give_the_bytes_again(encoding):
    text = "今天天氣很好，適合出門走走。" * 9
    for content in (text, f"\ufeff{text}") if encoding.startswith(("utf", "gb")) else (text,):
        if content is text and encoding.startswith(("utf-16", "utf-32")):
            continue  # without a mark nothing tells these
        raw = content.encode(encoding)
        parsed = plain_text.parse(Record("a.txt", 0, raw, "text"), InputSettings())
        assert parsed.document.text == content
        assert parsed.document.text.encode(parsed.encoding or "utf-8") == raw
        assert bool(parsed.encoding) == (encoding != "utf-8")


def test_a_file_beyond_the_limit_is_not_held():
    class Counting(io.BytesIO):
        largest = 0

        def read(self, size=-1):
            content = super().read(size)
            self.largest = max(self.largest, len(content))
            return content

    stream = Counting(bytes(5 << 20))
    (record,) = plain_text.split(stream, "a.txt", InputSettings(max_record=100))
    assert (record.length, stream.largest) == (5 << 20, 1 << 20)


def test_a_file_beyond_the_limit_is_reported_by_its_length():
    assert document(b"x" * 100, max_record=100)[1].text == "x" * 100
    (record,) = plain_text.split(io.BytesIO(b"x" * 3_000_001), "a.txt", InputSettings(max_record=100))
    assert (record.content, record.length) == (b"", 3_000_001)
    with pytest.raises(DocumentError, match=r"^3000001 bytes, larger than max_record \(100\)$"):
        parse(record, InputSettings())
