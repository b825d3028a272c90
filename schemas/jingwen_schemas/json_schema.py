"""The JSON Schemas (2020-12) of all records, generated from the models.

`python -m jingwen_schemas` writes them beside the models; a test holds them current.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from jingwen_schemas.clean import CleanDocument
from jingwen_schemas.learned import Learned
from jingwen_schemas.ledger import LedgerRecord
from jingwen_schemas.manifest import Manifest
from jingwen_schemas.outcomes import QuarantineRecord, RejectedRecord
from jingwen_schemas.raw import RawDocument

FOLDER = Path(__file__).parent
MODELS: Mapping[str, type[BaseModel]] = {
    "clean-document": CleanDocument,
    "learned": Learned,
    "ledger": LedgerRecord,
    "manifest": Manifest,
    "quarantine": QuarantineRecord,
    "raw-document": RawDocument,
    "rejected": RejectedRecord,
}


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a record.

    Args:
        name: one of `MODELS`.

    Raises:
        KeyError: there is no such record.

    >>> json_schema("manifest")["$schema"]
    'https://json-schema.org/draft/2020-12/schema'
    """
    model = MODELS[name]
    # an input record may have any further keys: they go into `meta`
    mode: Literal["validation", "serialization"] = "validation" if model is RawDocument else "serialization"
    schema = model.model_json_schema(by_alias=True, mode=mode)
    if model is RawDocument:
        schema["additionalProperties"] = True
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"jingwen/{name}/1", **schema}


def path(name: str) -> Path:
    """Return where the generated schema of a record lies.

    >>> path("ledger").name
    'ledger.schema.json'
    """
    return FOLDER / f"{name}.schema.json"


def text(name: str) -> str:
    """Return the schema of a record as the text that its file holds."""
    return json.dumps(json_schema(name), ensure_ascii=False, indent=2) + "\n"


def write_all() -> list[Path]:
    """Write every schema to its file, and return the files."""
    for name in MODELS:
        path(name).write_text(text(name), encoding="utf-8", newline="\n")
    return [path(name) for name in MODELS]
