"""`python -m jingwen_schemas`: write the JSON Schema files anew."""

from __future__ import annotations

import sys

from jingwen_schemas.json_schema import write_all

for written in write_all():
    sys.stdout.write(f"{written}\n")
