"""A bad day at the desk: what the list of patients has to hold, for benches and for tests that look at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count, islice
from typing import TYPE_CHECKING, Final

from app.records.sample_people import invent
from app.store.conversations import callbacks, invented
from app.store.patients import patients
from app.store.patients.patient import with_news
from app.store.work import alarms
from tests.store.example import an_alarm

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    handed_in = list(islice(_people(now, seed=1, sent=True), patients_on_file))
    answering = list(islice(_people(now, seed=2, sent=False), unfinished))
    with services.store.begin() as unit:
        invented.write(unit.db, [each.sender for each in (*handed_in, *answering)])
        real = [replace(each.patient, synthetic=False) for each in handed_in if each.patient]
        patients.create_many(unit.db, real)
        newest = sorted(handed_in, key=lambda each: each.sender.steps[-1][1], reverse=True)
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


def _people(now: datetime, seed: int, *, sent: bool) -> Iterator[FakeSender]:
    """Yield invented people without end, all who have sent their answers or all who have not."""
    for batch in count():
        numbers_from = (2 * batch + seed) * 10_000_000
        some = invent(PATIENTS, now, 2 * batch + seed, numbers_from)
        yield from (each for each in some if (each.patient is not None) is sent)
