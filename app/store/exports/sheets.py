"""The ledger of records in spreadsheets, so that erased ones are removed there.

A push records its rows before it sends them, and their digests afterwards. So everything that may be in a spreadsheet is
in the ledger, and an erasure at any moment finds it. A record that a push takes out of its own tab stays in the ledger,
without a digest, because it may be in a tab that somebody has copied or renamed. Only a removal, which looks at all tabs,
deletes a record from the ledger, and only one that was erased.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Uuid, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import Column
from app.store.engine.database import ShortText, upsert_into
from app.store.model import Base, Erased, Forget, NoSeal, Outlives, connection_of, keys_of, table_of
from app.store.patients.patient import patients
from app.store.patients.restrictions import is_restricted
from app.store.work import jobs

_OUT: Final = "out"
_TO_REMOVE: Final = "to_remove"
SHEET_ROW: Final = Column("sheet_rows", "digest")
REMOVAL: Final = "sheets.remove"
"""The kind of job that takes a patient's rows out; its subject is the patient."""


def _take_out(db: Session, erased: Erased) -> None:
    """Mark the patient's rows, and queue the job that removes them."""
    marked = update(SheetRow).where(SheetRow.patient_id == erased.patient_id)
    rows = db.execute(marked.values(state=_TO_REMOVE, digest=None).returning(SheetRow.spreadsheet_id)).all()
    if rows:
        jobs.add(db, REMOVAL, erased.patient_id, erased.actor, erased.at)


class SheetRow(Base):
    """A record in a spreadsheet. It is removed there after its patient is gone."""

    __tablename__ = "sheet_rows"
    __table_args__ = (Index(None, "patient_id"),)

    spreadsheet_id: Mapped[str] = mapped_column(ShortText(128), primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    export_id: Mapped[UUID]
    pushed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(ShortText(16))

    seal = NoSeal(
        "A sealed export says which rows go to which spreadsheet. By the ledger one is written there again, or taken out."
    )
    forget = Forget(_take_out, at_restriction=True)
    outlives = Outlives.BEFORE_TOMBSTONE


_sheets: Final = table_of(SheetRow)


def digest(db: Session, cells: Sequence[str]) -> bytes:
    """Return the digest that tells a row from another.

    It is keyed, so that nobody can try rows until one has this digest. It is marked with its key, because the row
    itself is not kept, and a rotation could not tell the key otherwise.
    """
    return keys_of(db).blind_index.marked(SHEET_ROW, json.dumps(cells))


def put_many(
    db: Session, spreadsheet_id: str, rows: Mapping[UUID, bytes | None], export_id: UUID, now: datetime
) -> set[UUID]:
    """Record rows: without digests before they are sent, and with them afterwards.

    Return the patients who were erased or restricted meanwhile. They must not be sent. As they may have been sent
    already, a job is queued that removes them.
    """
    if not rows:
        return set()
    known = _on_record(db, rows)
    values = [
        {
            "spreadsheet_id": spreadsheet_id,
            "patient_id": patient,
            "digest": digest if patient in known else None,
            "export_id": export_id,
            "pushed_at": now,
            "state": _OUT if patient in known else _TO_REMOVE,
        }
        for patient, digest in rows.items()
    ]
    put = upsert_into(connection_of(db).dialect.name, _sheets)
    news = {name: put.excluded[name] for name in ("digest", "export_id", "pushed_at", "state")}
    upsert = put.on_conflict_do_update(index_elements=["spreadsheet_id", "patient_id"], set_=news)
    db.execute(upsert, values)
    erased = set(rows) - known
    for patient in erased:
        jobs.add(db, REMOVAL, patient, "anteroom", now)
    return erased


def known(db: Session, spreadsheet_id: str) -> dict[UUID, bytes | None]:
    """Map patients to the digest of their row; None if it may not have been sent."""
    found = select(SheetRow.patient_id, SheetRow.digest).where(
        SheetRow.spreadsheet_id == spreadsheet_id, SheetRow.state == _OUT
    )
    return {patient: digest for patient, digest in db.execute(found)}  # noqa: C416  (rows are no pairs to mypy)


def count(db: Session, spreadsheet_id: str) -> int:
    """Return how many rows were sent, and are still there as far as we know."""
    counted = select(func.count()).where(
        SheetRow.spreadsheet_id == spreadsheet_id, SheetRow.digest.is_not(None)
    )
    return db.scalars(counted).one()


def erased(db: Session) -> dict[str, set[UUID]]:
    """Return the patients to be removed from each spreadsheet."""
    found = select(SheetRow.spreadsheet_id, SheetRow.patient_id).where(SheetRow.state == _TO_REMOVE)
    by_sheet: dict[str, set[UUID]] = {}
    for spreadsheet_id, patient in db.execute(found):
        by_sheet.setdefault(spreadsheet_id, set()).add(patient)
    return by_sheet


def left_out(db: Session, spreadsheet_id: str, patient_ids: Collection[UUID]) -> None:
    """Record that these are no longer in our tab.

    They stay in the ledger: another tab may have them.
    """
    out = update(SheetRow).where(
        SheetRow.spreadsheet_id == spreadsheet_id,
        SheetRow.patient_id.in_(patient_ids),
        SheetRow.state == _OUT,
    )
    db.execute(out.values(digest=None))


def removed(db: Session, spreadsheet_id: str, patient_ids: Collection[UUID]) -> int:
    """Record that these erased patients are in no tab any more, and count them."""
    gone = delete(SheetRow).where(
        SheetRow.spreadsheet_id == spreadsheet_id,
        SheetRow.patient_id.in_(patient_ids),
        SheetRow.state == _TO_REMOVE,
    )
    return len(db.execute(gone.returning(SheetRow.patient_id)).all())


def _on_record(db: Session, rows: Mapping[UUID, bytes | None]) -> set[UUID]:
    """Return which of them are on record and may be sent.

    They are locked: an erasure waits, and then finds them in the ledger.
    """
    there = select(patients.c.id).where(patients.c.id.in_(rows)).order_by(patients.c.id)
    held = there.with_for_update(read=True, key_share=True)
    known = set(db.execute(held).scalars())
    # Read once they are locked: a restriction that we waited for is committed by now.
    restricted = select(patients.c.id).where(patients.c.id.in_(known), is_restricted())
    return known - set(db.execute(restricted).scalars())
