"""Finished workbooks that wait to be downloaded: in a table, and never in a file.

Read each part in a transaction of its own: a download may be slow, and an open transaction hinders others.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import Delete, ForeignKey, Index, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.model import Forget, Model, NoSeal, Sealed, keys_of, sealed, table_of

PART: Final = 48 * 1024
"""How many bytes each part has; the last may have fewer."""


class ExportFile(Model):
    """A part of a workbook that is under its own passphrase."""

    __tablename__ = "export_files"
    __table_args__ = (UniqueConstraint("export_id", "number"), Index(None, "at"))

    export_id: Mapped[UUID] = mapped_column(ForeignKey("exports.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime]
    part: Sealed[str] = sealed()

    seal = NoSeal(
        "Each part is sealed for its place in its export, and the export's seal says who fetches it."
    )
    in_backup = False  # wait a day at most, and are forgotten at every erasure
    forget = Forget(everybodys=True, at_restriction=True)  # they may hold the patient, and nobody can look


_files: Final = table_of(ExportFile)


def write_part(db: Session, export_id: UUID, number: int, content: bytes, now: datetime) -> None:
    """Store a part; the first is number 0.

    Before the first, call `forget` to remove what an earlier attempt left.
    """
    part = b64encode(content).decode("ascii")
    db.add(ExportFile(id=_row(export_id, number), export_id=export_id, number=number, at=now, part=part))
    db.flush()


def count(db: Session, export_id: UUID) -> int:
    """Return how many parts wait; 0 when there is no file."""
    counted = select(func.count()).where(ExportFile.export_id == export_id)
    return db.scalars(counted).one()


def part(db: Session, export_id: UUID, number: int) -> bytes | None:
    """Return a part, or None when there is none of this number.

    Raises:
        Unreadable: no key of ours opens it, or it is another part's.
    """
    found = select(_files.c.part).where(ExportFile.export_id == export_id, ExportFile.number == number)
    token = db.execute(found).scalar_one_or_none()
    if token is None:
        return None
    return b64decode(keys_of(db).sealer.open(ExportFile.part.column, _row(export_id, number), token))


def forget(db: Session, export_id: UUID) -> bool:
    """Forget the file, and return whether there was one.

    `scrub` the store once this is committed.
    """
    return _forget(db, delete(ExportFile).where(ExportFile.export_id == export_id)) > 0


def forget_older(db: Session, moment: datetime) -> int:
    """Forget the parts that have waited since before `moment`, and count them."""
    return _forget(db, delete(ExportFile).where(ExportFile.at < moment))


def _forget(db: Session, forgotten: Delete) -> int:
    return len(db.execute(forgotten.returning(ExportFile.number)).all())


def _row(export_id: UUID, number: int) -> UUID:
    """Return the id of a part's row, to which it is sealed.

    Parts that change places do not open.
    """
    return uuid5(export_id, str(number))
