"""The records, and the JSON Schemas generated from them."""

import json
import subprocess
import sys

import jsonschema
import pytest
from pydantic import ValidationError

from jingwen import RawDocument
from jingwen_schemas import json_schema


@pytest.mark.parametrize("name", json_schema.MODELS)
def test_the_schema_files_are_current(name):
    path = json_schema.path(name)
    assert path.read_text("utf-8") == json_schema.text(name), "run `python -m jingwen_schemas`"
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


def test_every_key_of_a_record_is_described_or_explains_itself():
    files = {path.name for path in json_schema.FOLDER.glob("*.schema.json")}
    assert files == {f"{name}.schema.json" for name in json_schema.MODELS}


@pytest.mark.parametrize(
    ("record", "meta"),
    [
        ({"text": "a"}, {}),
        ({"text": "a", "lang": "zh", "n": [1, {"b": None}]}, {"lang": "zh", "n": [1, {"b": None}]}),
        ({"text": "a", "meta": {"b": 1}, "c": 2}, {"b": 1, "c": 2}),
        ({"text": "a", "meta": {"c": 1}, "c": 2}, {"c": 2, "meta": {"c": 1}}),
        ({"text": "a", "meta": [1]}, {"meta": [1]}),
        ({"text": "a", "author": "甲"}, {"author": "甲"}),
    ],
)
def test_unknown_keys_of_a_raw_record_are_kept(record, meta):
    assert RawDocument.model_validate(record).meta == meta


@pytest.mark.parametrize(
    "record", [{}, {"text": None}, {"text": 1.5}, {"text": "a", "url": ["b"]}, {"text": "a", "x": object()}]
)
def test_a_raw_record_of_another_shape_is_refused(record):
    with pytest.raises(ValidationError):
        RawDocument.model_validate(record)


def test_the_schemas_need_pydantic_alone():
    code = "import sys, jingwen_schemas; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = set(
        subprocess.run([sys.executable, "-Ic", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not loaded & {"jingwen", "jingwen_plugins", "orjson", "typer", "rich", "ruamel", "jieba", "pluggy"}
