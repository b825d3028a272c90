"""The records that jingwen reads and writes, as pydantic models and as JSON Schemas (2020-12).

This package depends on pydantic alone, so that a downstream project can read jingwen's output without jingwen.
"""

from jingwen_schemas.blocks import Block
from jingwen_schemas.clean import CleanDocument, Counts, DocumentFlag, Link
from jingwen_schemas.learned import Learned, LearnedStep
from jingwen_schemas.ledger import LedgerRecord, RecordedEdit, RecordedField, StepRecord
from jingwen_schemas.manifest import Accounts, Manifest, PluginVersion, Replay, RunCounts, ShardManifest, StepCounts
from jingwen_schemas.outcomes import QuarantineRecord, RejectedRecord
from jingwen_schemas.raw import RawDocument, RawPage

__all__ = [
    "Accounts",
    "Block",
    "CleanDocument",
    "Counts",
    "DocumentFlag",
    "Learned",
    "LearnedStep",
    "LedgerRecord",
    "Link",
    "Manifest",
    "PluginVersion",
    "QuarantineRecord",
    "RawDocument",
    "RawPage",
    "RecordedEdit",
    "RecordedField",
    "RejectedRecord",
    "Replay",
    "RunCounts",
    "ShardManifest",
    "StepCounts",
    "StepRecord",
]
