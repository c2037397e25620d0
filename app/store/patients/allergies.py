"""Whether a patient stated an allergy, for a list that opens no health answer.

Each record holds a yes or a no, sealed for its id and its version. Every record has one, all are equally long, and no
two tokens are alike. So somebody who reads the tables learns nothing from them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from app.crypto import Unreadable
from app.store.model import connection_of, keys_of
from app.store.patients.patient import NEWEST_FIRST, Patient, has_allergy, load_others, patients
from app.store.patients.patient_filters import PatientFilters, narrowed

_table = patients.c
MOST: Final = 20_000
"""The most records that a filter looks through, because each has to be opened."""
_BATCH: Final = 200
SEALED: Final = (_table.version, _table.allergy)
"""What `opened` reads beside the id."""
_Rows = Collection[RowMapping]


class Narrowed(NamedTuple):
    """Filters that name the records with an allergy."""

    filters: PatientFilters
    is_whole: bool
    """Whether all were looked through, and not only the newest."""


def narrow(db: Session, filters: PatientFilters, most: int = MOST) -> Narrowed:
    """Return filters for those with an allergy.

    They are found among the newest who pass the other filters.
    """
    others = replace(filters, flag="", among=None)
    wanted = narrowed(select(_table.id, *SEALED), others)
    rows = connection_of(db).execute(wanted.order_by(*NEWEST_FIRST).limit(most + 1)).mappings().all()
    found = opened(db, rows[:most])
    among = frozenset(patient for patient, has_one in found.items() if has_one)
    return Narrowed(replace(filters, among=among), len(rows) <= most)


def opened(db: Session, rows: _Rows) -> dict[UUID, bool | None]:
    """Map each patient to whether an allergy was stated.

    None where no key of ours opens it. Each row has the id and what SEALED names.
    """
    sealed = [(row["id"], row["version"], row["allergy"]) for row in rows if row["allergy"] is not None]
    tokens = ((patient, token) for patient, _version, token in sealed)
    texts = keys_of(db).sealer.open_many(Patient.allergy.column, tokens)
    found: dict[UUID, bool | None] = {}
    for (patient, version, _token), text in zip(sealed, texts, strict=True):
        if text in {f"{version}:yes", f"{version}:no"}:
            found[patient] = text == f"{version}:yes"
    # No key opened the answers when this was sealed, or it is not ours.
    return found | _from_answers(db, [row["id"] for row in rows if row["id"] not in found])


def _from_answers(db: Session, patient_ids: Collection[UUID]) -> dict[UUID, bool | None]:
    if not patient_ids:
        return {}
    rows = db.execute(select(_table.id, _table.extra).where(_table.id.in_(patient_ids))).all()
    extras = keys_of(db).sealer.open_many(Patient.extra.column, ((row.id, row.extra) for row in rows))
    return {
        row.id: None if isinstance(extra, Unreadable) else has_allergy(load_others(extra))
        for row, extra in zip(rows, extras, strict=True)
    }
