"""Forms that were not carried out: sealed, and kept for half an hour.

They came too late, or something was wrong with them. What was typed may be about a patient, so a form is erased with
the patient's record. A seal vouches for whose it is and which page shows it again: no other page does, and nobody else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, insert, select, update

from app.store.columns import KEPT_FORM
from app.store.rows import SealedRows
from app.store.tables import kept_forms, patients
from app.store.vouched import Vouched

LASTS: Final = timedelta(minutes=30)
LONGEST: Final = 32 * 1024
"""The most characters that all fields together may have."""
_MOST: Final = 5
_table = kept_forms.c
_vouched: Final = Vouched(kept_forms)


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


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form as it was sent, and where to."""

    id: UUID
    path: str
    page: str | None
    """The path of the only page that shows it again. None: it came too late, and is on no page yet."""
    kept_at: datetime
    fields: tuple[tuple[str, str], ...] = field(repr=False)
    problems: Mapping[str, str] | None = None


class KeptForms(SealedRows):
    """The kept forms of one transaction."""

    def keep(
        self,
        staff_id: UUID,
        path: str,
        patient_id: UUID | None,
        sent: Sent,
        now: datetime,
        *,
        page: str | None = None,
        new: UUID | None = None,
    ) -> bool:
        """Keep a form that was sent to a path, and return whether it could be.

        `page` is the path of the page that shows it again; `hand_back` names that of a form that came too late.
        It is not if it is too long, or about a record that does not exist. Only the newest few of a member are kept.
        """
        if sent.is_too_long or (patient_id is not None and not self._is_there(patient_id)):
            return False
        new = new or uuid4()
        values = {
            "id": new,
            "staff_id": staff_id,
            "patient_id": patient_id,
            "path": path,
            "page": page,
            "kept_at": now,
            "fields": self._sealer.seal(KEPT_FORM, new, sent.written()),
        }
        self._connection.execute(insert(kept_forms), values | _vouched.by(self._sealer, values))
        newest = select(_table.id).where(_table.staff_id == staff_id)
        kept = newest.order_by(_table.kept_at.desc(), _table.id).limit(_MOST)
        self._connection.execute(
            delete(kept_forms).where(_table.staff_id == staff_id, _table.id.not_in(kept))
        )
        self.purge(now)
        return True

    def newest(self, staff_id: UUID, now: datetime) -> KeptForm | None:
        """Return the last form that a member sent too late, while it is kept."""
        return next((form for form in self._of(staff_id, now) if form.problems is None), None)

    def get(self, staff_id: UUID, form_id: UUID, page: str, now: datetime) -> KeptForm | None:
        """Return one of a member's forms, while it is kept, for the page that shows it."""
        theirs = self._of(staff_id, now)
        return next((form for form in theirs if form.id == form_id and form.page == page), None)

    def newest_on(self, staff_id: UUID, page: str, now: datetime) -> KeptForm | None:
        """Return the last form that this page shows a member again."""
        return next((form for form in self._of(staff_id, now) if form.page == page), None)

    def _of(self, staff_id: UUID, now: datetime) -> Iterator[KeptForm]:
        """Yield a member's forms that we kept, the newest first."""
        found = select(kept_forms).where(_table.staff_id == staff_id, _table.kept_at > now - LASTS)
        kept = self._connection.execute(found.order_by(_table.kept_at.desc(), _table.id).limit(_MOST)).all()
        rows = _vouched.ours(self._sealer, kept)
        opened = self._sealer.open_many(KEPT_FORM, [(row.id, row.fields) for row in rows])
        for row, written in zip(rows, opened, strict=True):
            if isinstance(written, str):
                sent = json.loads(written)
                fields = tuple(map(tuple, sent["fields"]))
                yield KeptForm(row.id, row.path, row.page, row.kept_at, fields, sent["problems"])

    def hand_back(self, staff_id: UUID, form: KeptForm, page: str) -> None:
        """Note that a form that came too late is on its page again."""
        sealed = self._sealer.seal(KEPT_FORM, form.id, Sent(form.fields, {}).written())
        this = _table.id == form.id, _table.staff_id == staff_id
        row = self._connection.execute(select(kept_forms).where(*this)).mappings().one_or_none()
        if row is not None:
            vouched = _vouched.by(self._sealer, row, page=page)
            self._connection.execute(update(kept_forms).where(*this).values(fields=sealed, **vouched))

    def forget(self, staff_id: UUID, form_id: UUID) -> None:
        """Forget one of a member's forms."""
        self._connection.execute(delete(kept_forms).where(_table.staff_id == staff_id, _table.id == form_id))

    def purge(self, now: datetime) -> None:
        """Forget the forms whose time is over, whoever sent them."""
        self._connection.execute(delete(kept_forms).where(_table.kept_at <= now - LASTS))

    def _is_there(self, patient_id: UUID) -> bool:
        return bool(
            self._connection.execute(select(exists().where(patients.c.id == patient_id))).scalar_one()
        )
