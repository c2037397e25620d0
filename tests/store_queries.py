"""What several tests ask a store, and no page does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Interval, literal, select, update

from app.store.conversations import sought_talks
from app.store.messages.outbound import OutboundMessage
from app.store.patients import patient_search, patients
from app.store.patients.patient import ALL
from app.store.patients.patient_search import Wanted
from app.store.staff import staff
from app.store.work import jobs
from app.store.work.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import timedelta
    from uuid import UUID

    from sqlalchemy.orm import Session

    from app.store import Store, Transaction
    from app.store.conversations.sought_talks import Numbers
    from app.store.patients.patient import Patient
    from app.store.staff.staff import Member
    from app.store.work.jobs import Job


def spoken_for(unit: Transaction, address: str, columns: Collection[str] = ("name",)) -> list[Patient]:
    """Return the newest patients for whom the sender at this address spoke."""
    return by_number(unit.db, [("", address.partition("+")[2])], columns=columns)


def by_name(db: Session, name: str, limit: int = 50, columns: Collection[str] = ("name",)) -> list[Patient]:
    """Return the newest patients of this name."""
    return patient_search.find(db, Wanted(name=name), (), limit, columns)


def by_birth_date(
    db: Session, day: str, limit: int = 50, columns: Collection[str] = ("name",)
) -> list[Patient]:
    """Return the newest patients who were born on this day."""
    return patient_search.find(db, Wanted(born=(day,)), (), limit, columns)


def by_number(db: Session, numbers: Numbers, columns: Collection[str] = ("name",)) -> list[Patient]:
    """Return the newest patients for whom one of these numbers spoke."""
    spoke = sought_talks.with_numbers(db, numbers)
    return patient_search.find(db, Wanted(numbers=tuple(numbers)), spoke, 50, columns)


def the_patient(unit: Transaction, patient_id: UUID, columns: Collection[str] = ALL) -> Patient:
    """Return a patient who is on file."""
    found = patients.get(unit.db, patient_id, columns)
    assert found is not None
    return found


def values_at(unit: Transaction, patient_id: UUID, version: int) -> dict[str, str]:
    """Return what a record said at a version."""
    values = patients.values_at(unit.db, patient_id, version)
    assert isinstance(values, dict)
    return values


def news_to(unit: Transaction, member: UUID) -> list[Patient]:
    """Return the patients whom others gave to a member who has not opened them since."""
    listed = patients.page(unit.db, 99, columns=())
    return [each for each in listed if each.assigned_to == member and each.assigned_news_at]


def active_admins(unit: Transaction) -> list[Member]:
    """Return the admins who can sign in."""
    return [each for each in staff.all_members(unit.db) if each.role == "admin" and each.can_sign_in]


def database_clock_moves(store: Store, span: timedelta) -> None:
    """Make leases and announcements so much older, as if PostgreSQL's own clock had moved; SQLite goes by ours."""
    if store.engine.dialect.name == "postgresql":
        columns, by = (Job.lease_until, Job.announced_at), literal(span, Interval())
        older = {column.name: column - by for column in columns}
        with store.engine.begin() as connection:
            connection.execute(update(Job).values(older))


def job(store: Store, job_id: UUID) -> Job:
    """Return a job as it now is."""
    with store.read() as unit:
        found = jobs.get(unit.db, job_id)
    assert found is not None
    return found


def member_of(unit: Transaction, email: str) -> Member:
    """Return the member of an address."""
    member = staff.by_email(unit.db, email)
    assert member is not None, email
    return member


def member_with(unit: Transaction, staff_id: UUID) -> Member:
    """Return the member of an id."""
    member = staff.get(unit.db, staff_id)
    assert member is not None, staff_id
    return member


def asked_for(store: Store) -> list[str]:
    """Return what each message that we were to send was for."""
    with store.engine.connect() as connection:
        return list(connection.execute(select(OutboundMessage.purpose)).scalars())
