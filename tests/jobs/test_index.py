"""A worker indexes what an earlier release wrote, and asks for that as long as there is some."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import update

from app.jobs import schedule
from app.jobs.worker import Worker
from app.store import NewPatient
from app.store.tables import conversations, patient_name_starts, patients

if TYPE_CHECKING:
    from app.services import Services

MANY = 250
HANDLERS = {schedule.SWEEP: schedule.sweep, schedule.INDEX: schedule.index}


def test_a_worker_indexes_older_records_and_then_asks_for_no_more(services: Services):
    store, now = services.store, services.clock()
    with store.begin() as unit:
        spoke = unit.conversations.lock("whatsapp:+447700900124", None, now)
        unit.patients.create_many(
            [NewPatient(uuid4(), spoke.id, now, "new", "en", {"name": "Ana Fernandez"}) for _ in range(MANY)]
        )
    with store.engine.begin() as connection:
        connection.execute(patient_name_starts.delete())
        connection.execute(update(patients).values(names_version=None))
        connection.execute(update(conversations).values(address_end_index=None))
    schedule.ask_for_index(services)
    worker = Worker(services, HANDLERS)
    while worker.once():
        pass
    with store.read() as unit:
        assert unit.fragments.is_complete()
        assert len(unit.patient_search.find_by_name_word("fern", limit=MANY + 1)) == MANY
        assert len(unit.patient_search.find_by_number([("", "0124")], limit=MANY + 1)) == MANY
        jobs = unit.outbox.page(5)
    schedule.ask_for_index(services)
    with store.read() as unit:
        assert unit.outbox.page(5) == jobs
    assert [(job.kind, job.state) for job in jobs] == [(schedule.INDEX, "done")]
