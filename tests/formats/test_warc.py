import gzip
import zlib
from io import BytesIO

import pytest

from jingwen.errors import DocumentError
from jingwen.formats import Note, warc
from jingwen.formats.settings import InputSettings

SETTINGS = InputSettings()


def record(kind, block, **more):
    names = {"WARC-Type": kind, "WARC-Record-ID": f"<urn:{kind}:{len(block)}>", **more}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in names.items())
    return f"WARC/1.0\r\n{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def http(body, content_type="text/html; charset=utf-8", status=200, **more):
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items())
    return f"HTTP/1.1 {status} OK\r\nContent-Type: {content_type}\r\n{head}\r\n".encode() + body


def page(text):
    return f"<title>{text}</title><p>{text}".encode()


def split(content, settings=SETTINGS):
    return list(warc.split(BytesIO(content), "a.warc", settings))


def only(content):
    (found,) = split(content)
    return warc.parse(found, SETTINGS)


MEMBERS = [
    record("warcinfo", b"software: x"),
    record("request", b"GET / HTTP/1.1\r\n\r\n"),
    record("response", http(page("甲"))),
    record("response", http(page("乙乙"))),
    record("response", http(page("丙丙丙"))),
]
ARCHIVE = b"".join(MEMBERS)


def test_records_in_order_with_their_offsets():
    records = split(ARCHIVE)
    starts = [sum(map(len, MEMBERS[:index])) for index in range(5)]
    assert [found.offset for found in records] == starts
    assert [found.skip for found in records] == ["warcinfo", "request", "", "", ""]
    assert [warc.parse(found, SETTINGS).document.text for found in records[2:]] == ["甲", "乙乙", "丙丙丙"]


def test_what_a_response_says():
    parsed = only(
        record(
            "response",
            http(page("文"), status=404) + b"<meta name=author content=a>",
            WARC_Target_URI="<http://a.example/1>",
            WARC_Date="2024-01-02T03:04:05Z",
        )
    )
    document = parsed.document
    assert document.id.startswith("urn:response:")
    assert document.url == "http://a.example/1"
    assert document.title == "文"
    assert document.meta == {
        "http_status": 404,
        "content_type": "text/html",
        "crawled": "2024-01-02T03:04:05Z",
        "author": "a",
    }


@pytest.mark.parametrize("kind", ["conversion", "resource"])
def test_plain_text_keeps_its_lines(kind):
    parsed = only(record(kind, "第一行\n\n第二行\n".encode(), Content_Type="text/plain"))
    assert parsed.document.text == "第一行\n\n第二行\n"


@pytest.mark.parametrize(
    ("content", "skip"),
    [
        (record("response", http(b"\x89PNG", "image/png")), "response image/png"),
        (record("response", b"1.2.3.4", Content_Type="text/dns"), "response text/dns"),
        (record("response", b"HTTP/1.1 204 No Content\r\n\r\n"), "response without a type"),
        (record("revisit", http(b"")), "revisit"),
        (record("resource", b"{}", Content_Type="application/json"), "resource application/json"),
    ],
)
def test_what_is_no_document_is_skipped(content, skip):
    (found,) = split(content)
    assert (found.skip, found.problem) == (skip, "")


def test_cut_at_every_byte():
    """Only a cut behind a record cannot be seen: nothing in the file says how many there are."""
    whole = split(ARCHIVE)
    boundaries = {found.offset for found in whole}
    for cut in range(len(ARCHIVE)):
        records = split(ARCHIVE[:cut])
        documents = [found for found in records if not found.problem]
        assert documents == whole[: len(documents)]
        assert bool(records and records[-1].problem) == (cut not in boundaries), cut


def test_a_cut_gz_at_every_byte(tmp_path):
    compression = pytest.importorskip("jingwen.formats.compression")
    members = [gzip.compress(member, mtime=0) for member in MEMBERS]
    boundaries = {sum(map(len, members[:index])) for index in range(6)}
    whole = split(ARCHIVE)
    content = b"".join(members)
    path = tmp_path / "a.warc.gz"
    for cut in range(1, len(content)):
        path.write_bytes(content[:cut])
        with compression.opened(path, "gz", 500) as stream:
            records = list(warc.split(stream, "a.warc", SETTINGS))
            damage = stream.problem
        documents = [found for found in records if not found.problem]
        assert documents == whole[: len(documents)]
        assert bool(damage or records[-1].problem) == (cut not in boundaries), cut


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (MEMBERS[2] + b"garbage" + MEMBERS[3], "no WARC record begins here"),
        (MEMBERS[2].replace(b"Content-Length", b"Content-Size"), "without a valid Content-Length"),
        (MEMBERS[2].replace(b"Content-Length: ", b"Content-Length: -"), "without a valid Content-Length"),
        (MEMBERS[2].replace(b"Content-Length: 8", b"Content-Length: 7"), "no two line breaks"),
        (b"WARC/1.0\r\n" + b"a: b\r\n" * 20_000, "header is too long"),
        (b"WARC/1.0\r\n" + b"a" * 200_000, "header is too long"),
    ],
)
def test_broken_framing_is_a_problem_with_all_bytes(content, problem):
    found = split(content)[-1]
    assert problem in found.problem
    assert found.content == content[found.offset :]


def test_a_record_beyond_the_limit_is_passed_over():
    settings = InputSettings(max_record=1_000)
    long = record("response", http(b"x" * 100_000))
    first, second = split(long + MEMBERS[2], settings)
    assert (first.content, first.length, second.problem) == (b"", len(long) - 4, "")
    assert "beyond the limit" in first.problem


@pytest.mark.parametrize(
    "content",
    [
        record("metadata", b"x" * 100)[:-1] + b"xx",
        record("metadata", b"x" * 100)[:-9],
        record("response", http(b"x" * 2_000))[:-9],
    ],
)
def test_bytes_that_are_gone_are_told_by_their_length(content):
    (found,) = split(content, InputSettings(max_record=1_000))
    assert found.problem
    assert (found.content, found.length) == (b"", len(content))


def test_a_long_rest_is_not_kept():
    found = split(MEMBERS[2] + b"x" * 100_000, InputSettings(max_record=1_000))[-1]
    assert (found.content, found.length) == (b"", 100_000)


CHUNKED = b"5\r\n<p>he\r\n3;x=y\r\nllo\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (CHUNKED, {"Transfer_Encoding": "chunked"}),
        (b"<p>hello", {"Transfer_Encoding": "chunked"}),
        (gzip.compress(b"<p>hello", mtime=0), {"Content_Encoding": "gzip"}),
        (b"<p>hello", {"Content_Encoding": "gzip"}),
        (zlib.compress(b"<p>hello"), {"Content_Encoding": "deflate"}),
        (zlib.compress(b"<p>hello", wbits=-15), {"Content_Encoding": "deflate"}),
    ],
)
def test_encodings_of_http(body, header):
    assert only(record("response", http(body, **header))).document.text == "hello"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (CHUNKED[:-9], {"Transfer_Encoding": "chunked"}),
        (CHUNKED.replace(b"3;", b"2;"), {"Transfer_Encoding": "chunked"}),
        (gzip.compress(b"<p>hello", mtime=0)[:-9], {"Content_Encoding": "gzip"}),
        (gzip.compress(b"<p>hello", mtime=0)[:12] + b"xx", {"Content_Encoding": "gzip"}),
        (gzip.compress(bytes(9 << 20), mtime=0), {"Content_Encoding": "gzip"}),
        (b"<p>hello", {"Content_Encoding": "br"}),
    ],
)
def test_corrupt_encodings_are_errors(body, header):
    with pytest.raises(DocumentError):
        only(record("response", http(body, **header)))


def test_a_page_that_the_crawler_cut_off_says_so():
    body = gzip.compress(b"<p>hello world")[:-9]
    parsed = only(record("response", http(body, Content_Encoding="gzip"), WARC_Truncated="length"))
    assert parsed.notes == (Note("truncated-record", "length"),)
    assert parsed.document.text.startswith("hello")


def test_the_encoding_of_the_http_header_counts_unless_it_is_a_default():
    body = "<meta charset=big5><p>繁體中文的網頁".encode("big5")
    assert only(record("response", http(body, "text/html; charset=ISO-8859-1"))).document.text == "繁體中文的網頁"
    body = "<p>简体中文的网页".encode("gb18030")
    assert only(record("response", http(body, 'text/html; charset="GBK"'))).document.text == "简体中文的网页"


def test_a_record_that_is_not_whole_is_no_document():
    (found,) = split(MEMBERS[2])
    with pytest.raises(DocumentError, match="not whole"):
        warc.parse(found._replace(content=found.content[:-1]), SETTINGS)
