"""What golden cases cannot show: users' models and schema files, and what a wrong setting says."""

import json
import pickle
import sys

import pytest
from pydantic import BaseModel, ValidationError

from jingwen.testing import check, step
from jingwen_plugins.schema_check import SchemaCheck
from jingwen_schemas import RawDocument


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A module of a user's, importable."""
    (tmp_path / "news_models.py").write_text(
        "from pydantic import BaseModel, Field\n"
        "class News(BaseModel):\n"
        "    title: str\n"
        "    text: str = Field(min_length=5)\n"
        "class Outer:\n"
        "    class Inner(BaseModel):\n"
        "        text: str\n"
        "number = 7\n",
        encoding="utf-8",
    )
    (tmp_path / "broken_models.py").write_text("raise KeyError('x')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("news_models", None)


def schema_file(folder, schema, name="s.json"):
    file = folder / name
    file.write_text(schema if isinstance(schema, str) else json.dumps(schema), encoding="utf-8")
    return file


def rejects(cleaner, raw):
    return [tuple(reject) for reject in step(cleaner, raw)[1].rejects]


def test_a_users_model_sees_plain_json_values(models):
    cleaner = SchemaCheck(model="news_models:News")
    assert rejects(cleaner, RawDocument(text="正文够长了。", title="题")) == []
    assert rejects(cleaner, "短。") == [("invalid", "title: Input should be a valid string (and 1 more)")]
    check(cleaner, "短。")
    assert rejects(SchemaCheck(model="news_models:Outer.Inner"), "短。") == []


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("clean-documents", "neither 'clean-document' nor of the form 'module:Class'"),
        ("no_such_module_here:News", "the module 'no_such_module_here' cannot be imported: ModuleNotFoundError"),
        ("broken_models:News", "the module 'broken_models' cannot be imported: KeyError"),
        ("news_models:Nws", "the module 'news_models' has no 'Nws'"),
        ("news_models:number", "'news_models:number' is no pydantic BaseModel"),
        ("news_models:Outer", "'news_models:Outer' is no pydantic BaseModel"),
    ],
)
def test_a_wrong_model_is_a_wrong_setting(models, model, message):
    with pytest.raises(ValidationError, match=message):
        SchemaCheck(model=model)


def test_a_schema_file_names_the_field(tmp_path):
    schema = {
        "properties": {"text": {"maxLength": 3}, "title": {"$ref": "#/$defs/word"}},
        "$defs": {"word": {"type": "string"}},
    }
    cleaner = SchemaCheck(schema_file=schema_file(tmp_path, schema))
    assert rejects(cleaner, RawDocument(text="短。", title="题")) == []
    assert rejects(cleaner, RawDocument(text="短。")) == [("invalid", "title: None is not of type 'string'")]
    assert rejects(cleaner, RawDocument(text="长" * 500, title="题")) == [
        ("invalid", "text: does not satisfy maxLength: 3")
    ]
    check(cleaner, "短。")


def test_the_built_in_schema_fits_every_document(tmp_path):
    from jingwen_schemas import json_schema

    file = schema_file(tmp_path, json_schema.json_schema("clean-document"))
    assert rejects(SchemaCheck(schema_file=file), RawDocument(text="正文。", url="https://a.example", extra=1)) == []


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "holds no JSON Schema: it is not an object"),
        ({"type": "strin"}, "holds no valid JSON Schema: 'strin' is not valid"),
        ({"$schema": "https://a.example/draft-99"}, "is of an unknown draft: https://a.example/draft-99"),
        (
            {"properties": {"text": {"$ref": "https://a.example/s"}}},
            "refers to 'https://a.example/s', which is not in it",
        ),
        ({"$ref": "#/$defs/nothing"}, "refers to '#/\\$defs/nothing'|refers to '/\\$defs/nothing'"),
    ],
)
def test_a_wrong_schema_file_is_a_wrong_setting(tmp_path, schema, message):
    with pytest.raises(ValidationError, match=message) as caught:
        SchemaCheck(schema_file=schema_file(tmp_path, schema))
    assert "s.json" in str(caught.value)


def test_an_unreadable_schema_file_is_a_wrong_setting(tmp_path):
    with pytest.raises(ValidationError, match=r"the schema file '.*absent\.json' cannot be read: No such file"):
        SchemaCheck(schema_file=tmp_path / "absent.json")
    (tmp_path / "latin.json").write_bytes(b'{"a": "\xff"}')
    with pytest.raises(ValidationError, match="is not UTF-8"):
        SchemaCheck(schema_file=tmp_path / "latin.json")


def test_an_older_draft_is_followed(tmp_path):
    schema = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "properties": {"views": {"minimum": 0, "exclusiveMinimum": True}},
    }
    assert rejects(SchemaCheck(schema_file=schema_file(tmp_path, schema)), "正文。") == []


def test_the_schema_file_lies_beside_the_configuration(tmp_path):
    file = schema_file(tmp_path, {})
    cleaner = SchemaCheck.model_validate({"schema_file": "s.json"}, context={"folders": {"schema_file": tmp_path}})
    assert cleaner.schema_file == file
    assert SchemaCheck.model_validate(json.loads(cleaner.model_dump_json())) == cleaner
    assert pickle.loads(pickle.dumps(cleaner)) == cleaner  # noqa: S301 (our own bytes)


def test_a_relative_path_stays_stable(tmp_path, monkeypatch):
    schema_file(tmp_path, {})
    monkeypatch.chdir(tmp_path)
    check(SchemaCheck(schema_file="s.json"), "正文。")


def test_unknown_required_fields_and_contrary_limits():
    with pytest.raises(
        ValidationError, match=r"the clean document has no field 'tilte' \(it has: id, url, site, title, author"
    ):
        SchemaCheck(required=["tilte"])
    with pytest.raises(ValidationError, match=r"max_chars \(3\) is less than min_chars \(5\)"):
        SchemaCheck(min_chars=5, max_chars=3)


def test_every_failed_demand_is_named():
    found = rejects(SchemaCheck(min_chars=5, required=["title", "author", "text"]), "短。")
    assert found == [
        ("too-short", "text: 2 of at least 5 characters"),
        ("missing-field", "title"),
        ("missing-field", "author"),
    ]


def test_the_model_of_a_user_may_be_the_built_in_one():
    assert issubclass(SchemaCheck(model="jingwen_schemas:CleanDocument").__class__, BaseModel)
    assert rejects(SchemaCheck(model="jingwen_schemas:CleanDocument"), "正文。") == []
