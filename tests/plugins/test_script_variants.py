"""What golden cases cannot show of script-variants: promises on any mixture, and its settings one by one."""

import re
from time import process_time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jingwen import Pipeline, restored
from jingwen.testing import check, step
from jingwen_plugins.script_variants import ScriptVariants, convert
from script_texts import BETWEEN, OPERATORS, texts

TARGETS = [
    ("hans", False),
    ("hans", True),
    ("hant", False),
    ("hant-tw", False),
    ("hant-tw", True),
    ("hant-hk", False),
    ("hant-hk", True),
]
every_target = pytest.mark.parametrize(("to", "idioms"), TARGETS)
LINES = [
    "\n",
    "\n\n",
    "\r\n",
    "。\n",
    "図書館で調べた。\n",
    "歷史와 문화\n",
    "```\n头发頭髮\n```\n",
    "见https://a.example/头发 ",
]
ABOUT = [mark for mark in BETWEEN if mark != "\U0002f800"]  # OpenCC makes a simplified character of it in any text
MIXTURES = texts(between=[*ABOUT, *OPERATORS, "⿰氵汉", "`码`", "《书》", "「書」", *LINES * 3], max_size=20)
# OpenCC leaves 别 in 類别範本, and characters in names of Hong Kong that it converts elsewhere: a second look sees more
HALF_WAY = "[类類]模板|[台臺群羣冲沖姗姍咏詠强強韵韻]"


def cleaned(text, **values):
    """Return the cleaned document and the reasons of its edits."""
    document, findings = step(ScriptVariants(**values), text)
    return document, [edit.reason for edit in findings.edits]


def in_script(text, to, **values):
    return cleaned(text, to=to, **values)[0].text


@every_target
@pytest.mark.parametrize("data", ["official", "best"])  # the other leaves simplified characters in traditional words
@settings(max_examples=60)
@given(text=MIXTURES)
@example(text="汉漢漢⿰\n汤里")
@example(text="漢汉汉⿰\n湯里")
def test_one_run_settles_any_mixture(to, idioms, data, text):
    assume(not re.search(HALF_WAY, text))
    check(ScriptVariants(to=to, idioms=idioms, data=data, protect=["东风"], protect_titles=True), text)


@pytest.mark.parametrize(
    ("to", "text"),
    [
        ("hans", "殯舍\n讷擇"),
        ("hans", "頭\n头"),
        ("hant", "⿰要冲里长伯蠍"),
        ("hant-tw", "着\n车門"),
        ("hant-tw", "车門，着。"),
        ("hant-tw", "汉字和漢字和汉字和漢字。の着"),
        ("hant", "汉漢漢⿰\n汤里"),
        ("hant", "今天吃虱目鱼。"),
    ],
)
def test_one_run_settles(to, text):
    check(ScriptVariants(to=to), text)


@every_target
@settings(max_examples=10)
@given(text=MIXTURES, data=st.sampled_from(["official", "best"]), only=st.sampled_from(["auto", "always"]))
def test_every_conversion_is_undone_exactly(to, idioms, text, data, only):
    cleaner = ScriptVariants(to=to, idioms=idioms, data=data, only=only, terms={"头发": "头毛髮", "书": "書"})
    result = Pipeline([cleaner]).clean(text)
    assert restored(result.document.text, result.ledger) == text


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("这里面。\n這裡面。", "hans", "这里面。\n这里面。"),
        ("这里面。\n這裡面。", "hant", "這裏面。\n這裡面。"),
        ("这里面。\n這裡面。", "hant-tw", "這裡面。\n這裡面。"),
        ("这里面。\n這里面。", "hant-hk", "這裏面。\n這里面。"),
        ("我们走进里面。這裡是里程碑。", "hant", "我們走進裏面。這裡是里程碑。"),
        ("碑上寫着「三里」，我们走进里面。", "hant", "碑上寫着「三里」，我們走進裏面。"),
        ("我们在這里面", "hant", "我們在這裏面"),
    ],
)
def test_only_what_is_in_the_other_script_is_converted(text, to, expected):
    assert in_script(text, to) == expected


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("这些车和门。\n里面", "hant", "這些車和門。\n裏面"),
        ("這些車和門。\n里面", "hant", "這些車和門。\n里面"),
        ("這些車和門。\n里面\n这", "hant", "這些車和門。\n里面\n這"),
        ("里面", "hant", "里面"),
    ],
)
def test_a_neutral_paragraph_follows_the_document(text, to, expected):
    assert in_script(text, to) == expected


JAPANESE, KOREAN = "図書館で歴史を調べました。", "歷史와 문화를 배웠다."


@pytest.mark.parametrize("foreign", [JAPANESE, KOREAN])
@every_target
def test_japanese_and_korean_stay(to, idioms, foreign):
    chinese = "从前有个读书的人，在图书馆里查了许多年的历史，后来写了几本书，书里讲的都是这座城和它的车站。"
    assert in_script(foreign, to, idioms=idioms) == foreign
    mixed = in_script(f"{chinese}\n{foreign}\n{chinese}", to, idioms=idioms)
    assert mixed.split("\n")[1] == foreign
    assert in_script(f"{chinese}\n{foreign}", to, idioms=idioms).split("\n")[0] == in_script(chinese, to, idioms=idioms)


@every_target
def test_chinese_lines_of_a_japanese_document_stay(to, idioms):
    text = f"{JAPANESE}\n头发，头发。\n{JAPANESE}\n頭髮裏面。"
    assert in_script(text, to, idioms=idioms) == text


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("里面", "hant", "裏面"),
        ("這些車和門里面", "hant", "這些車和門裏面"),
        (JAPANESE, "hans", convert(JAPANESE, "t2s")),
        ("这些车在内存里和門外", "hans", "这些车在内存里和门外"),
    ],
)
def test_always_converts_everything(text, to, expected):
    assert in_script(text, to, only="always") == expected
    assert expected != text


@pytest.mark.parametrize("data", ["official", "best", "compat"])
def test_what_is_in_one_script_is_converted_as_by_the_function(data):
    text = "这里的软件和头发，都是后来才有的。"
    assert in_script(text, "hant-tw", data=data, idioms=True) == convert(text, "s2twp", data)
    assert in_script(convert(text, "s2twp", data), "hans", data=data, idioms=True) == text


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"terms": {"乾安": "幹安"}}, "幹安縣的頭髮"),
        ({"terms": {"头发": "髮絲"}}, "乾安縣的髮絲"),
        ({"terms": {"头": "首", "头发": "髮絲", "发": "發"}}, "乾安縣的髮絲"),  # the longest
        ({"terms": {"头发": "头发"}}, "乾安縣的头发"),
        ({"terms": {"头发": ""}}, "乾安縣的"),
        ({"protect": ["头发"]}, "乾安縣的头发"),
        ({"protect": ["发", "头"], "terms": {"安": "平"}}, "乾平縣的头发"),
        ({"protect": ["头发"], "terms": {"头": "首"}}, "乾安縣的头发"),
        ({"protect": ["头"], "terms": {"头发": "髮絲"}}, "乾安縣的髮絲"),
        ({"terms": {".发": "點", "[头]": "括"}}, "乾安縣的頭髮"),  # no patterns
    ],
)
def test_terms(values, expected):
    assert in_script("乾安县的头发", "hant", **values) == expected


def test_a_term_is_an_edit_of_its_own():
    document, reasons = cleaned("他的头发很长", to="hant", terms={"头发": "髮絲"})
    assert document.text == "他的髮絲很長"
    assert reasons == ["term", "converted"]
    assert cleaned("他的头发", to="hant", terms={"头发": "头发"})[1] == []


def test_terms_become_others_only_where_text_is_converted():
    text = "这里剪头发。\n頭髮和头发都長。\n`头发`"
    assert in_script(text, "hant", terms={"头发": "髮絲"}) == "這裏剪髮絲。\n頭髮和头发都長。\n`头发`"
    assert in_script(text, "keep", terms={"头发": "髮絲"}) == text


def test_no_word_reaches_across_a_term():
    assert in_script("头发丝", "hant", protect=["头"]) == f"头{convert('发丝')}" != convert("头发丝")


@pytest.mark.parametrize("values", [{"terms": {"": "空"}}, {"protect": [""]}])
def test_an_empty_term_is_refused(values):
    with pytest.raises(ValidationError, match="at least 1 character"):
        ScriptVariants(**values)


@every_target
@pytest.mark.parametrize(
    "kept",
    ["https://a.example/wiki/头发頭髮", "`头发頭髮`", "⿰头發", "头发頭髮保留", "《头发頭髮》", "〈头发〉"],
)
def test_what_is_protected_stays_and_tells_no_script(to, idioms, kept):
    values = {"idioms": idioms, "protect": ["头发頭髮保留"], "protect_titles": True}
    for text in ("这里有{}，", "這裡有{}，"):
        result, _ = cleaned(text.format(kept), to=to, **values)
        assert result.text == in_script(text, to, **values).format(kept)
        assert result.fields["script"] == to[:4]
    assert cleaned(kept, to=to, **values)[0].fields["script"] == "neutral"


def test_titles_are_converted_unless_they_are_protected():
    assert in_script("读《红楼梦》", "hant") == "讀《紅樓夢》"
    assert in_script("读《红楼梦》", "hant", protect_titles=True) == "讀《红楼梦》"


def test_a_fence_stays_from_its_first_to_its_last_line():
    assert in_script("门\n```\n车\n\n门\n```\n车", "hant") == "門\n```\n车\n\n门\n```\n車"


@pytest.mark.parametrize(
    ("raw", "to", "expected"),
    [
        ({"title": "头发", "text": "这里"}, "hant", "頭髮"),
        ({"title": "里面", "text": "这里"}, "hant", "裏面"),
        ({"title": "里面", "text": "這裡"}, "hant", "里面"),
        ({"title": "頭髮", "text": "这里"}, "hant", "頭髮"),
        ({"title": "頭髮", "text": "这里"}, "hans", "头发"),
        ({"title": "头发", "text": "这里"}, "keep", "头发"),
        ({"title": "东风头发", "text": "这里"}, "hant", "东风頭髮"),
    ],
)
def test_the_title_goes_along(raw, to, expected):
    result = Pipeline([ScriptVariants(to=to, protect=["东风"])]).clean(raw)
    assert result.document.title == expected
    assert not result.document.flags


def test_a_title_with_a_lone_surrogate_is_left_as_it_is():
    result = Pipeline([ScriptVariants(to="hant")]).clean({"title": "头\ud800发", "text": "这里"})
    assert (result.document.title, result.document.text) == ("头\ud800发", "這裏")


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("头发", "keep", "hans"),
        ("头发", "hans", "hans"),
        ("头发", "hant", "hant"),
        ("头发", "hant-tw", "hant"),
        ("头发頭髮", "keep", "mixed"),
        ("头发頭髮", "hans", "hans"),
        ("里面", "hant", "neutral"),
        ("", "hant", "neutral"),
        ("`头发`", "hant", "neutral"),
        (JAPANESE, "hant", "ja"),
        (KOREAN, "hant", "ko"),
    ],
)
def test_the_field_says_the_script_of_the_cleaned_text(text, to, expected):
    assert cleaned(text, to=to)[0].fields == {"script": expected}


def test_japanese_is_japanese_though_it_is_converted():
    document, _ = cleaned(JAPANESE, to="hans", only="always")
    assert (document.text, document.fields) == (convert(JAPANESE, "t2s"), {"script": "ja"})


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("这篇文章讲东方的历史，说来话长。\n後來風雨過去。", "後來風雨過"),
        ("這篇文章講東方的歷史。\n后来风雨过去。", "来风雨过"),
        (
            "这篇文章讲东方的历史。\n後來風雨過去。\n後來風雨過。\n后来风雨过去，说来话长。",
            "後來風雨過",
        ),  # the first is enough
        ("这篇文章讲东方的历史。\n風雨", None),  # too few
        ("这篇文章讲东方的历史。\n図書館で調べた歷史。", None),
        ("这篇文章讲东方的历史，说来话长。\n図書館で調べた歷史。\n後來風雨過去。", "後來風雨過"),
        ("这篇文章讲东方的历史。\n`後來風雨過`", None),
        ("这篇文章讲东方的历史。", None),
        (JAPANESE, None),
    ],
)
def test_the_first_line_in_another_script_is_flagged_where_nothing_is_converted(text, flagged):
    document, reasons = cleaned(text)
    assert (document.text, reasons) == (text, [])
    assert [text[flag.start : flag.end] for flag in document.flags] == ([flagged] if flagged else [])
    assert not cleaned(text, to="hans")[0].flags


def test_compat_has_no_words_of_hong_kong():
    with pytest.raises(ValidationError, match=r"opencc-python-reimplemented has no .*s2hkp.*: take `data: official`"):
        ScriptVariants(to="hant-hk", idioms=True, data="compat")
    ScriptVariants(to="hant-hk", data="compat")


def cost(cleaner, text):
    begin = process_time()
    step(cleaner, text)
    return process_time() - begin


def is_linear(cleaner, start, unit, length=3_000):
    step(cleaner, start)
    few = length // len(unit)
    bound = 24 * cost(cleaner, start + unit * few) + 0.2
    # a collection of garbage that other tests left may fall into one of them
    return any(cost(cleaner, start + unit * few * 8) < bound for _ in range(3))


UNITS = [
    "国",
    "國",
    "国國",
    "国，國，",
    "国\n",
    "头发展",
    "の国",
    "`",
    "《",
    "⿰",
    " ",
    "~~~\n",
    "国\n國の。\n",
    "中国\n中國\n",
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("to", ["hans", "hant-tw"])
def test_time_is_linear(to, unit):
    assert is_linear(ScriptVariants(to=to, data="best", protect_titles=True, terms={"中国": "中國"}), "国國着\n", unit)


def test_time_is_linear_in_chinese_without_marks():
    assert is_linear(ScriptVariants(to="hans", data="best"), "國著\n", "國", 2_000)


def test_time_is_linear_in_addresses_in_a_row():
    assert is_linear(ScriptVariants(to="hans"), "國", "https://a/", 5_000)


def test_time_is_linear_in_terms():
    assert is_linear(ScriptVariants(to="hant-tw", terms={"中国": "中國"}), "国", "国,國,中国,")
