"""Reading an output folder back: one document of a run, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from jingwen.errors import InputError, LedgerError, encodable
from jingwen.formats.written import lines
from jingwen.ledger import restored
from jingwen.run.output_folder import MANIFEST, OutputFolder
from jingwen.run.quarantine import content_of, elsewhere
from jingwen_schemas import CleanDocument, LedgerRecord, QuarantineRecord, RejectedRecord


@dataclass(frozen=True)
class Kept:
    """What a run kept of one document: a clean document with its ledger, or the record of another outcome."""

    document: CleanDocument | None = None
    ledger: LedgerRecord | None = None
    rejected: RejectedRecord | None = None
    quarantined: QuarantineRecord | None = None

    def raw(self) -> bytes:
        """Return the raw text in the encoding of its file, or for a record in quarantine its raw bytes.

        Raises:
            LedgerError: the run kept no ledger, or it does not fit the clean text.
            InputError: the record is beyond the size limit, so that the run did not keep its bytes.
        """
        if self.quarantined:
            content = content_of(self.quarantined)
            if content is None:
                raise InputError(f"'{self.quarantined.id}' is {elsewhere(self.quarantined)}")
            return content
        if self.rejected:
            return self.rejected.raw.text.encode()
        assert self.document is not None, "one of the four is there"
        if self.ledger is None:
            raise LedgerError("the run kept no ledger of this document: its raw text cannot be restored")
        return restored(self.document.text, self.ledger).encode(self.ledger.encoding or "utf-8")


class KeptDocuments:
    """The documents in the output folder of a completed run.

    Args:
        path: the folder.

    Raises:
        InputError: it is none.
    """

    def __init__(self, path: Path) -> None:
        self._folder = OutputFolder(path)
        if not self._folder.manifest():
            hint = ""
            if self._folder.plan():
                hint = "; a run into it was interrupted: the same command goes on with it"
            raise InputError(f"{path}: no output folder of a completed run (it has no {MANIFEST}){hint}")
        self.path = path

    def find(self, document_id: str) -> list[Kept]:
        """Return every document of an id: more than one if the input repeats it.

        Clean documents come first, then rejected ones, then those in quarantine, each in the order of the input.

        Args:
            document_id: the id.

        Raises:
            InputError: a file of the run is damaged.
        """
        clean = [CleanDocument.model_validate(value) for value in self._lines("clean", document_id)]
        ledgers = [LedgerRecord.model_validate(value) for value in self._lines("ledger", document_id)]
        if ledgers and len(ledgers) != len(clean):
            raise InputError(f"{self.path / 'ledger'}: damaged: it does not fit the clean documents")
        beside: list[LedgerRecord | None] = [*ledgers] if ledgers else [document.ledger for document in clean]
        return [
            *(Kept(document=document, ledger=ledger) for document, ledger in zip(clean, beside, strict=True)),
            *(Kept(rejected=RejectedRecord.model_validate(value)) for value in self._lines("rejected", document_id)),
            *(
                Kept(quarantined=QuarantineRecord.model_validate(value))
                for value in self._lines("quarantine", document_id)
            ),
        ]

    def ids(self) -> Iterator[str]:
        """Yield the ids of all clean documents."""
        return (str(value["id"]) for value in self._lines("clean"))

    def _lines(self, kind: str, document_id: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield the records of a kind, in order; of one id alone, if one is given."""
        wanted = None if document_id is None else encodable(document_id)
        needle = b"" if wanted is None else b'"id":' + orjson.dumps(wanted)
        for part in self._folder.parts(kind):
            for line in lines(part):
                if needle in line:  # parsing every line of a large run would take minutes
                    try:
                        value = orjson.loads(line)
                    except orjson.JSONDecodeError as error:
                        raise InputError(f"{part}: damaged: {error}") from None
                    if wanted is None or value["id"] == wanted:
                        yield value
