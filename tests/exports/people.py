"""Records to be exported, and tables to export them by."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import event, update

from app.exports.columns import COLUMNS, read_columns
from app.exports.table import Table
from app.store.patients import patients
from app.store.patients.patient import NewPatient
from app.store.patients.patient import patients as records
from app.store.patients.patient_filters import PatientFilters
from tests.dashboard.people_on_file import MAYA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.store import Store

START = datetime(2026, 11, 25, 14, 6, tzinfo=UTC)
EVERY_KEY = tuple(column.key for column in COLUMNS)


def on_file(store: Store, *answers: dict[str, str], at: datetime = START - timedelta(days=1)) -> list[UUID]:
    """Write down a patient for each, Maya but for these answers, a second apart, and return their ids in this order."""
    new = [
        NewPatient(UUID(int=number + 1), None, at + timedelta(seconds=number), "new", "en", MAYA | changed)
        for number, changed in enumerate(answers)
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, new)
    return [patient.id for patient in new]


def table(*keys: str, until: datetime = START, **filters: object) -> Table:
    return Table(read_columns(keys or EVERY_KEY, COLUMNS), PatientFilters(**filters), until)  # type: ignore[arg-type]


def make_unreadable(store: Store, patient: UUID, column: str) -> None:
    """Put a token there that opens nowhere."""
    with store.engine.begin() as connection:
        connection.execute(update(records).where(records.c.id == patient).values({column: "gAAAAAbroken"}))


@contextmanager
def reads_of_patients(store: Store) -> Iterator[list[str]]:
    """Collect the statements that read patients while the block runs."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM patients" in statement:
            seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
