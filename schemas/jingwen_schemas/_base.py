"""What all records have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A record that jingwen reads or writes: immutable, and without room for unknown keys.

    Raises:
        pydantic.ValidationError: a key is unknown, missing or of another type.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
