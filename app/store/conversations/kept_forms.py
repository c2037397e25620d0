"""Forms that were not carried out: sealed, and kept for half an hour.

They came too late, or something was wrong with them. What was typed may be about a patient, so a form is erased with
the patient's record. A seal vouches for whose it is and which page shows it again: no other page does, and nobody else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, Index, bindparam, delete, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Model, Seal, Sealed, connection_of, ours, sealed, table_of
from app.store.patients.patient import patients
from app.store.prepared import Prepared

LASTS: Final = timedelta(minutes=30)
LONGEST: Final = 32 * 1024
"""The most characters that all fields together may have."""
_MOST: Final = 5


class Sent(NamedTuple):
    """What a form held, and what was wrong with it: None for one that came too late."""

    fields: Sequence[tuple[str, str]]
    problems: Mapping[str, str] | None = None

    def written(self) -> str:
        """Return the form as the JSON that is sealed."""
        return json.dumps(self._asdict(), separators=(",", ":"))

    @property
    def is_too_long(self) -> bool:
        """Whether it is more than is kept."""
        return len(self.written()) > LONGEST


class KeptForm(Model):
    """A form as it was sent, and where to."""

    __tablename__ = "kept_forms"
    __table_args__ = (Index(None, "staff_id", "kept_at"), Index(None, "patient_id"), Index(None, "kept_at"))

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    patient_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("patients.id", ondelete="CASCADE"), default=None
    )
    path: Mapped[str] = mapped_column(ShortText(200))
    page: Mapped[str | None] = mapped_column(ShortText(200), default=None)
    """The path of the only page that shows it again. None: it came too late, and is on no page yet."""
    kept_at: Mapped[datetime]
    fields: Sealed[str] = sealed(padded=True)

    seal = Seal("staff_id", "patient_id", "path", "page", "kept_at")

    @property
    def sent(self) -> Sent:
        """What the form held."""
        said = json.loads(str(self.fields))
        return Sent([(name, text) for name, text in said["fields"]], said["problems"])


_forms: Final = table_of(KeptForm)
_PURGE: Final = Prepared(lambda _dialect: delete(_forms).where(_forms.c.kept_at <= bindparam("until")))


def keep(db: Session, form: KeptForm) -> bool:
    """Keep a form, and return whether it could be.

    It is not if it is too long, or about a record that does not exist. Only the newest few of a member are kept.
    """
    about = form.patient_id
    if len(str(form.fields)) > LONGEST or (about is not None and not _is_there(db, about)):
        return False
    db.add(form)
    db.flush()
    newest = select(KeptForm.id).where(KeptForm.staff_id == form.staff_id)
    kept = newest.order_by(KeptForm.kept_at.desc(), KeptForm.id).limit(_MOST)
    others = delete(KeptForm).where(KeptForm.staff_id == form.staff_id, KeptForm.id.not_in(kept))
    db.execute(others)
    purge(db, form.kept_at)
    return True


def newest(db: Session, staff_id: UUID, now: datetime) -> KeptForm | None:
    """Return the last form that a member sent too late, while it is kept."""
    return next((form for form in _of(db, staff_id, now) if form.sent.problems is None), None)


def get(db: Session, staff_id: UUID, form_id: UUID, page: str, now: datetime) -> KeptForm | None:
    """Return one of a member's forms, while it is kept, for the page that shows it."""
    theirs = _of(db, staff_id, now)
    return next((form for form in theirs if form.id == form_id and form.page == page), None)


def newest_on(db: Session, staff_id: UUID, page: str, now: datetime) -> KeptForm | None:
    """Return the last form that this page shows a member again."""
    return next((form for form in _of(db, staff_id, now) if form.page == page), None)


def hand_back(db: Session, staff_id: UUID, form: KeptForm, page: str) -> None:
    """Note that a form that came too late is on its page again."""
    this = select(KeptForm).where(KeptForm.id == form.id, KeptForm.staff_id == staff_id)
    if (kept := db.scalars(this.with_for_update()).one_or_none()) is not None:
        kept.page, kept.fields = page, Sent(form.sent.fields, {}).written()
        db.flush()


def forget(db: Session, staff_id: UUID, form_id: UUID) -> None:
    """Forget one of a member's forms."""
    db.execute(delete(KeptForm).where(KeptForm.staff_id == staff_id, KeptForm.id == form_id))


def purge(db: Session, now: datetime) -> None:
    """Forget the forms whose time is over, whoever sent them."""
    _PURGE.run(connection_of(db), {"until": now - LASTS})


def _of(db: Session, staff_id: UUID, now: datetime) -> Iterator[KeptForm]:
    """Yield a member's forms that we kept, the newest first."""
    found = select(KeptForm).where(KeptForm.staff_id == staff_id, KeptForm.kept_at > now - LASTS)
    kept = db.scalars(found.order_by(KeptForm.kept_at.desc(), KeptForm.id).limit(_MOST))
    return (form for form in ours(kept, KeptForm.fields) if isinstance(form.fields, str))


def _is_there(db: Session, patient_id: UUID) -> bool:
    return bool(db.scalar(select(exists().where(patients.c.id == patient_id))))
