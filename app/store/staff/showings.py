"""What a session is shown of single records, and until when.

A MAC vouches for each row, as for the session itself: one that was written by hand shows nothing. The rows go with
their session and with their patient.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText, upsert_into
from app.store.model import Base, DoorSeal, NoSeal, as_read, connection_of, keys_of, read_columns, table_of


class Showing(Base):
    """A part of a record that a session is shown until a moment, for a coded reason.

    It lasts a minute, so that a page may be loaded again within it.
    """

    __tablename__ = "staff_showings"
    __table_args__ = (Index(None, "patient_id"),)

    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("staff_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(ShortText(16), primary_key=True)
    until: Mapped[datetime]
    why: Mapped[str] = mapped_column(ShortText(32))

    mac = DoorSeal("session_id", "patient_id", "part", "until", "why")
    seal = NoSeal("Each has a MAC, and lasts a minute.")
    in_backup = False  # of sessions


_LIVE: Final = select(*read_columns(Showing)).where(
    Showing.session_id == bindparam("session"), Showing.until > bindparam("now")
)
_LIVE_OF_ONE: Final = _LIVE.where(Showing.patient_id == bindparam("patient"))


def add(
    db: Session, session_id: UUID, patient_id: UUID, parts: Iterable[str], *, until: datetime, why: str
) -> None:
    """Show these parts of a record in a session, for a coded reason."""
    shown = {"session_id": session_id, "patient_id": patient_id, "until": until, "why": why}
    rows = [shown | Showing.mac.by(keys_of(db).door, shown, part=part) for part in parts]
    if not rows:
        return  # a print of no part: SQL has no insert of no rows
    inserted = upsert_into(connection_of(db).dialect.name, table_of(Showing)).values(rows)
    given = {name: inserted.excluded[name] for name in ("until", "why", "mac")}
    key = "session_id", "patient_id", "part"
    db.execute(inserted.on_conflict_do_update(index_elements=key, set_=given))


def of(db: Session, session_id: UUID, now: datetime, patient_id: UUID | None = None) -> list[Showing]:
    """Return what a session is shown now, of one record or of all."""
    asked = {"session": session_id, "now": now, "patient": patient_id}
    live = connection_of(db).execute(_LIVE if patient_id is None else _LIVE_OF_ONE, asked).mappings()
    rows = [{**row, "mac": row["seal_token"]} for row in live]
    genuine = Showing.mac.are_genuine(keys_of(db).door, rows)
    return [as_read(Showing, row) for row, is_ours in zip(rows, genuine, strict=True) if is_ours]


def end(db: Session, session_id: UUID, patient_id: UUID | None = None) -> None:
    """End what a session is shown of one record, or of all."""
    ended = delete(Showing).where(Showing.session_id == session_id)
    db.execute(ended if patient_id is None else ended.where(Showing.patient_id == patient_id))
