"""schema-check: only documents that downstream can use are emitted as clean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ValidationError, field_validator, model_validator
from pydantic import Field as Setting

from jingwen import Cleaner, Document, Finding, PathSetting, Plugin, Reject, hookimpl
from jingwen_schemas import CleanDocument

if TYPE_CHECKING:
    from jsonschema.protocols import Validator
    from referencing._core import Resolver
    from referencing.jsonschema import Schema, SchemaResource

_BUILT_IN = "clean-document"
_KNOWN = [name for name in CleanDocument.model_fields if name not in ("schema_name", "ledger")]
_LONGEST = 200


class SchemaCheck(Cleaner):
    """Rejects a document that, written as it stands, would not satisfy what downstream asks for.

    The document is validated as the clean document that it would become: against jingwen's own model, or against any
    pydantic model (`module:Class`, importable; it sees the clean document as plain JSON values), and against a JSON
    Schema file (draft 2020-12 unless the file names another; references outside the file are refused). Length is
    counted without white space at both ends. The reject's detail names the field.

    >>> from jingwen_schemas import RawDocument
    >>> document = Document.of(RawDocument(text="正文。"))
    >>> for reject in SchemaCheck(min_chars=50, required=["title"]).findings(document):
    ...     print(reject.reason, "-", reject.detail)
    too-short - text: 3 of at least 50 characters
    missing-field - title
    """

    name = "schema-check"
    reasons: ClassVar[Mapping[str, str]] = {
        "too-short": "the text has fewer characters than `min_chars`",
        "too-long": "the text has more characters than `max_chars`",
        "missing-field": "a field of `required` is null or empty",
        "invalid": "the document does not fit the model or the JSON Schema",
    }
    model: str = Setting(_BUILT_IN, description="`clean-document`, or `module:Class` of a pydantic model")
    schema_file: PathSetting | None = Setting(None, description="A JSON Schema file that the document must fit as well")
    min_chars: int = Setting(1, ge=0, description="Fewest characters of the text")
    max_chars: int | None = Setting(None, ge=1, description="Most characters of the text; no limit if null")
    required: list[str] = Setting(default_factory=list, description="Fields that must be neither null nor empty")

    @field_validator("model")
    @classmethod
    def _importable(cls, model: str) -> str:
        _model(model)
        return model

    @field_validator("required")
    @classmethod
    def _known(cls, required: list[str]) -> list[str]:
        if unknown := [name for name in required if name not in _KNOWN]:
            raise ValueError(f"the clean document has no field '{unknown[0]}' (it has: {', '.join(_KNOWN)})")
        return required

    @model_validator(mode="after")
    def _usable(self) -> SchemaCheck:
        if self.max_chars is not None and self.max_chars < self.min_chars:
            raise ValueError(f"max_chars ({self.max_chars}) is less than min_chars ({self.min_chars})")
        if self.schema_file is not None:
            _validator(self.schema_file)
        return self

    def findings(self, document: Document) -> Iterator[Finding]:
        """Yield a reject for each demand that the document fails."""
        length = len(document.text.strip())
        if length < self.min_chars:
            yield Reject("too-short", f"text: {length} of at least {self.min_chars} characters")
        if self.max_chars is not None and length > self.max_chars:
            yield Reject("too-long", f"text: {length} of at most {self.max_chars} characters")
        # jingwen's own model holds anyway: the core builds the clean document by it
        own = self.model == _BUILT_IN and self.schema_file is None
        if own and not self.required:
            return
        clean = document.as_clean()
        for name in self.required:
            value = getattr(clean, name)
            if value is None or value in ([], {}) or (isinstance(value, str) and not value.strip()):
                yield Reject("missing-field", name)
        if own:
            return
        data = clean.model_dump(mode="json", by_alias=True)
        if self.model != _BUILT_IN:
            try:
                _model(self.model).model_validate(data)
            except ValidationError as error:
                yield _invalid(error)
        if self.schema_file is not None:
            yield from _unfit(_validator(self.schema_file), data)


def _invalid(error: ValidationError) -> Reject:
    """Return the reject for what pydantic found."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    place = ".".join(map(str, problems[0]["loc"])) or "document"
    return _reject(place, problems[0]["msg"], len(problems))


def _unfit(validator: Validator, data: Any) -> Iterator[Reject]:
    """Yield the reject for what a JSON Schema finds, if anything."""
    from jsonschema.exceptions import best_match

    problems = list(validator.iter_errors(data))
    if worst := best_match(problems):
        message = worst.message
        if len(message) > _LONGEST:  # it quotes the value, which may be the whole text
            message = f"does not satisfy {worst.validator}: {json.dumps(worst.validator_value, ensure_ascii=False)}"
        yield _reject(".".join(map(str, worst.absolute_path)) or "document", message, len(problems))


def _reject(place: str, message: str, number: int) -> Reject:
    more = f" (and {number - 1} more)" if number > 1 else ""
    return Reject("invalid", f"{place}: {message[:_LONGEST]}{more}")


@cache
def _model(name: str) -> type[BaseModel]:
    """Return the model that a setting names.

    Raises:
        ValueError: it cannot be imported, or is no pydantic model.
    """
    if name == _BUILT_IN:
        return CleanDocument
    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise ValueError(f"'{name}' is neither '{_BUILT_IN}' nor of the form 'module:Class'")
    try:
        found = import_module(module)
    except Exception as error:  # whatever a stranger's module does on import
        way_out = "; install it, or put its folder on PYTHONPATH" if isinstance(error, ModuleNotFoundError) else ""
        problem = f"the module '{module}' cannot be imported: {type(error).__name__}: {error}{way_out}"
        raise ValueError(problem) from error
    try:
        model = attrgetter(attribute)(found)
    except AttributeError:
        raise ValueError(f"the module '{module}' has no '{attribute}'") from None
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        raise ValueError(f"'{name}' is no pydantic BaseModel")
    return model


@cache
def _validator(file: Path) -> Validator:
    """Return the validator of a JSON Schema file.

    Raises:
        ValueError: the file cannot be read, is no JSON, or is no usable JSON Schema.
    """
    from jsonschema import Draft202012Validator, SchemaError
    from jsonschema.validators import validator_for
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import EMPTY_REGISTRY, UnknownDialect, specification_with

    try:
        schema = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"the schema file '{file}' cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"the schema file '{file}' is not UTF-8: {error}") from error
    except ValueError as error:
        raise ValueError(f"the schema file '{file}' is not JSON: {error}") from error
    if not isinstance(schema, dict):
        raise ValueError(f"the schema file '{file}' holds no JSON Schema: it is not an object")
    try:
        kind = validator_for(schema, default=Draft202012Validator)
        draft = specification_with(str(schema.get("$schema", kind.META_SCHEMA["$schema"])))
        resource = draft.create_resource(schema)
        kind.check_schema(schema)
        name = resource.id() or ""
        _resolve_all(resource, EMPTY_REGISTRY.with_resource(name, resource).resolver(name))
    except UnknownDialect as error:
        raise ValueError(f"the schema file '{file}' is of an unknown draft: {error.uri}") from None
    except SchemaError as error:
        raise ValueError(f"the schema file '{file}' holds no valid JSON Schema: {error.message[:_LONGEST]}") from None
    except Unresolvable as error:
        raise ValueError(f"the schema file '{file}' refers to '{error.ref}', which is not in it") from None
    # a registry of our own: the default one fetches references from the network
    return kind(schema, registry=EMPTY_REGISTRY)


def _resolve_all(resource: SchemaResource, resolver: Resolver[Schema]) -> None:
    """Look up every reference of a schema."""
    if isinstance(resource.contents, dict) and isinstance(reference := resource.contents.get("$ref"), str):
        resolver.lookup(reference)
    for part in resource.subresources():
        _resolve_all(part, resolver.in_subresource(part))


@hookimpl
def plugins() -> list[type[Plugin]]:
    """Offer the cleaner."""
    return [SchemaCheck]
