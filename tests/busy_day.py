"""A bad day at the desk: what the list of patients has to hold, for benches and for tests that look at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.records.sample_people import invent
from app.store.conversations import callbacks, invented
from app.store.patients import patients
from app.store.patients.patient import with_news
from app.store.work import alarms
from tests.store.example import an_alarm

if TYPE_CHECKING:
    from datetime import datetime

    from app.records.sample_people import FakeSender
    from app.services import Services

PATIENTS: Final = 3000
UNFINISHED: Final = 417
ALARMS: Final = 24
NEWS: Final = 98
CALLS: Final = 6
_CRY: Final = "I cannot breathe"


def have_a_busy_day(
    services: Services, patients_on_file: int = PATIENTS, unfinished: int = UNFINISHED
) -> None:
    """Fill an empty clinic with a day on which much waits at once.

    Every third of the alarms and of the calls is of somebody with a record.
    """
    now = services.clock()
    handed_in = [each for each in invent(patients_on_file, now, 1, 1_000_000) if each.patient]
    gave_up = [
        each for seed in (2, 3) for each in invent(PATIENTS, now, seed, seed * 1_000_000) if not each.patient
    ]
    answering = sorted(gave_up, key=_last, reverse=True)[:unfinished]
    with services.store.begin() as unit:
        invented.write(unit.db, [each.sender for each in (*handed_in, *answering)])
        real = [replace(each.patient, synthetic=False) for each in handed_in if each.patient]
        patients.create_many(unit.db, real)
        newest = sorted(handed_in, key=_last, reverse=True)
        for place in range(ALARMS):
            one = newest[place] if place % 3 == 0 else answering[place]
            on_file = one.patient.id if one.patient else None
            at = now - timedelta(minutes=37 - place)
            alarms.add(unit.db, an_alarm(one.sender.conversation_id, on_file, _CRY, at, "address"))
        for place, each in enumerate(newest[::2][:NEWS]):
            unit.db.execute(with_news(each.sender.patient_id, now - timedelta(minutes=place)))
        for place in range(CALLS):
            one = newest[ALARMS + place] if place % 3 == 0 else answering[ALARMS + place]
            on_file = one.patient.id if one.patient else None
            callbacks.ask(unit.db, one.sender.conversation_id, on_file, now - timedelta(minutes=place))


def _last(one: FakeSender) -> datetime:
    """Return when somebody last wrote."""
    return one.sender.steps[-1][1]
