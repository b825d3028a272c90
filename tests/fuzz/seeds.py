"""Sound inputs that the fuzzing starts from, and the words of their formats."""

import bz2
import gzip
import json
import lzma
import sys
from functools import cache
from io import BytesIO

from jingwen.pipeline import Pipeline

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = (
    "首页正文\n\n河岸步道今日开放,,游客可以免费进入。\n作者:林一  来源：某报 2024-05-06 浏览 128\n"
    "沿岸的路灯已经全部换新，晚间\n也能散步。联系电话：010-00000000，和。\n\n相关阅读\n公园夜间开放时间延长…\n打印 关闭"
)
RECORDS = [
    {"id": "一", "text": TEXT, "url": "https://news.example.cn/a?b=1", "lang": "zh", "n": 10**30},
    {"id": 7, "text": "今天，，天气好。\r\n　　明天，有雨。", "meta": {"tags": ["天气", None, 1.5, True]}},
    {"text": '貓在窗邊睡着了。😀 \\ " / \u0001 \u2028', "title": "貓", "site": "a.example"},
    {"text": '他说"好", 然后]走了}, \\', "o": {"a": "]", "b": ',"[{'}, "half": "\udc00 \ud83d"},
    {"text": "", "deep": [[[{"a": [{}]}]]]},
]
LINES = [json.dumps(record, ensure_ascii=number != 2).encode() for number, record in enumerate(RECORDS)]
JSONL = b"\n".join(LINES) + b"\n"
PAGE = (
    '<!DOCTYPE html><html><head><meta charset="{charset}"><title>河岸步道今日开放_某网</title>'
    '<meta name="author" content="林一"><link rel="canonical" href="https://news.example.cn/a"></head>'
    "<body><nav><a href=/>首页</a></nav><h1>河岸步道今日开放</h1><p>第一&nbsp;段。<br>换<b>行</b>。</p><pre>a\n b</pre>"
    "<table><tr><td>甲<td>乙</table><script>var a = '<p>';</script><!-- 注 --><p>尾 &amp; &#x4e2d;&#0;</body></html>"
)


def encoded(text: str) -> list[bytes]:
    """Return a text in the encodings of Chinese documents, with and without a byte order mark."""
    names = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "utf-32")
    return [text.encode(name, "replace") for name in names] + [text.encode("big5", "ignore")]


def _archived(kind: str, block: bytes, **more: str) -> bytes:
    values = {"WARC-Type": kind, "WARC-Record-ID": "<urn:uuid:1>", "WARC-Target-URI": "https://a.example/", **more}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in values.items())
    return f"WARC/1.0\r\n{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def _http(body: bytes, **more: str) -> bytes:
    values = {"Content-Type": "text/html; charset=utf-8", **more}
    return (
        "".join(
            [
                "HTTP/1.1 200 OK\r\n",
                *(f"{name.replace('_', '-')}: {value}\r\n" for name, value in values.items()),
                "\r\n",
            ]
        ).encode()
        + body
    )


def pages() -> list[bytes]:
    """Return pages in several encodings, each of which says which."""
    names = {"utf-8": "utf-8", "gb18030": "gb2312", "utf-16": "utf-16", "big5": "big5"}
    return [PAGE.format(charset=label).encode(codec, "ignore") for codec, label in names.items()]


def arrays() -> list[bytes]:
    """Return files of one JSON array, and of one object."""
    array = "[" + ",\n ".join(line.decode() for line in LINES) + "]"
    return [array.encode(), *encoded(array), b"[]", LINES[0]]


@cache
def warc() -> list[bytes]:
    """Return archives."""
    page = PAGE.format(charset="utf-8").encode()
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (page[:100], page[100:])) + b"0\r\n\r\n"
    packed = gzip.compress(page, mtime=7)
    return [
        _archived("warcinfo", b"software: x") + _archived("request", b"GET / HTTP/1.1\r\n\r\n"),
        _archived("response", _http(page)) + _archived("response", _http(chunked, Transfer_Encoding="chunked")),
        _archived("response", _http(packed, Content_Encoding="gzip"), WARC_Truncated="length"),
        _archived("conversion", TEXT.encode(), Content_Type="text/plain") + _archived("metadata", b"a: b"),
        _archived("resource", PAGE.format(charset="gbk").encode("gb18030"), Content_Type="text/html"),
    ]


@cache
def parquet() -> list[bytes]:
    """Return tables, one with several row groups, one compressed and with checksums."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {"id": f"d{number}", "text": f"第{number}篇，，正文。", "n": number / 7, "tags": ["甲"] * (number % 3)}
        for number in range(20)
    ]
    table, files = pa.Table.from_pylist(rows), []
    for options in (
        {"row_group_size": 4, "compression": "none"},
        {"compression": "zstd", "write_page_checksum": True},
        {"row_group_size": 8, "compression": "snappy", "use_dictionary": False},
    ):
        file = BytesIO()
        pq.write_table(table, file, **options)
        files.append(file.getvalue())
    return files


def compressed(compression: str) -> list[bytes]:
    """Return compressed files of JSON Lines: of one member, of three, and one that holds nothing."""
    compress = {
        "gz": lambda content: gzip.compress(content, mtime=7),
        "zst": lambda content: zstd.compress(content, options={zstd.CompressionParameter.checksum_flag: 1}),
        "bz2": bz2.compress,
        "xz": lzma.compress,
    }[compression]
    return [compress(JSONL), compress(JSONL[:99]) + compress(b"") + compress(JSONL[99:]), compress(b"")]


YAML_FILES = [
    """version: 1
extends: [preset:zh-web]
input:
  format: auto
  encoding: gb18030
  max_record: 8MiB
output: {compression: zst}
run:
  time_limit: 2.5
steps:
  - spaces
  - use: repeated-marks
    before: spaces
  - {id: line-joins, disable: true}
sites:
  '*.example.cn':
    spaces: {}
""",
    """steps:
- use: spaces
  id: "first \\u4e2d"
- use: repeats
- use: script-variants
  to: hans
- |
  full-width
""",
]
TOML_FILES = [
    """version = 1
extends = ["preset:zh-web"]
[input]
encoding = "auto"
max_record = "8MiB"
[run]
time_limit = 2.5
[[steps]]
use = "script-variants"
to = "hans"
[sites."*.example.cn".spaces]
""",
    """version = 0x1
steps = ["spaces", {use = "repeats", id = '''a
b'''}]
input.text_key = 'content'
""",
]


@cache
def ledgers() -> list[bytes]:
    """Return clean texts and their ledger records, parted by a NUL."""
    pipeline = Pipeline.from_config()
    results = [pipeline.clean(text) for text in (TEXT, RECORDS[1]["text"], "")]
    return [f"{result.document.text}\0{result.ledger.model_dump_json(by_alias=True)}".encode() for result in results]


JSON_WORDS = (
    b"null",
    b"true",
    b'"text":',
    b'"id":',
    b'"meta":',
    b'"\\ud800"',
    b"\\u",
    b'\\"',
    b"NaN",
    b"[],",
    b"{}",
    b",",
)
HTML_WORDS = (
    b"<p>",
    b"</p",
    b"<!--",
    b"-->",
    b"<table>",
    b"<svg>",
    b"<template>",
    b"<script>",
    b"<title>",
    b"&#xd800;",
    b"&nbsp;",
    b"<a href=",
    b"<![CDATA[",
    b"charset=gbk",
    b"<plaintext>",
)
WARC_WORDS = (
    b"WARC/1.0\r\n",
    b"\r\n\r\n",
    b"Content-Length: ",
    b"Content-Encoding: deflate\r\n",
    b"WARC-Segment-Number: 1\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"HTTP/1.1 200\r\n",
    b"text/plain",
)
YAML_WORDS = (
    b"&a ",
    b"*a",
    b"!!int ",
    b"<<: ",
    b"? ",
    b": ",
    b"- ",
    b"|\n",
    b"%YAML 1.1\n---\n",
    b"...\n",
    b"${env:HOME}",
    b"'",
    b"0x",
    b"0o7",
    b"#",
    b"\t",
    b"{",
    b"use: ",
    b"preset:zh-web",
)
PHRASES = [
    "您好，以下是整理后的正文：\n\n第一段。\n\n希望对您有帮助！",
    "首页 > 新闻 > 正文\n【字号 大 中 小】\n贴近生活。。。。。。真的？？！！\n\n上一篇：甲\n下一篇：乙",
    "１２３ＡＢＣ　ａｂｃ，ｄ． (括号) \u200b\u00ad\u202e甲\u0000乙\ufeff",
    "他说：“今天\n很好。”\n\n他说：“今天\n很好。”\n" * 3,
    "臺灣的軟體與大陸的软件，發展髮型。https://a.example/x?y=1#z [链接](http://b.example)",
]
CHINESE_WORDS = tuple(
    word.encode()
    for word in (
        "，",
        "。",
        "……",
        "“",
        "”",
        "\u3000",
        "\u200b",
        "首页",
        "作者：",
        "来源：",
        "相关阅读",
        "\n\n",
        "\u2028",
        "和",
        "1.",
        "http://",
    )
)
TOML_WORDS = (
    b"[[steps]]\n",
    b'"""',
    b"'''",
    b"= ",
    b"[a.b]\n",
    b"1979-05-27T07:32:00Z",
    b"inf",
    b"nan",
    b"0x",
    b"\\u0000",
    b"{",
    b"a.b.c",
    b"#",
)
