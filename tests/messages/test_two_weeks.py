"""Reminders over two weeks on a moving clock: who gets one, and exactly when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from app.jobs.worker import Worker
from app.messages import send
from app.reminders import run as reminders
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.conversations import conversations
from app.store.messages import contents
from app.store.messages.outbound import SEND
from app.store.patients import erasures
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import jobs
from app.web.clinic import clinic_in
from tests.databases import on_each_engine, on_either_engine
from tests.messages.clinic import with_twilio
from tests.messages.worker import do_jobs
from tests.people import FOR_A_CHILD, HANDS_IN, Patient
from tests.store.broken_rows import refusing
from tests.store.example import a_text

if TYPE_CHECKING:
    from app.services import Services
    from app.store import Store
    from app.store.work.jobs import Job
    from tests.people import Clock, Twilio
    from tests.twilio_api import FakeTwilioApi

pytest_generate_tests = on_either_engine
DAY = datetime(2026, 11, 26, tzinfo=UTC)
AGREES = ("hello", "1", "1")
NAMED = (*AGREES, "Maya Okafor-Lindt")
SICK = (*NAMED, "4 March 1990", "12 Mill Lane")
WHOLE = (*SICK, "Asthma", "Salbutamol", "DONE", *HANDS_IN)
FOR_ANOTHER = (*WHOLE, *FOR_A_CHILD)
RELEASED, RESTARTED = "<the number is forgotten>", "<staff begin again>"
HANDED_OVER, ERASED = "<a person takes over>", "<the record is erased>"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return DAY + timedelta(days=day, hours=hour, minutes=minute)


_BY_DAY, _BY_NIGHT = 6, 22
ALL_IS_SAID = DAY + timedelta(days=7)
"""From then on nothing is due to anybody, at whatever hour."""
TEMPLATE = "HX" + "b" * 32
OURS = "whatsapp:+15005550100"


@dataclass(frozen=True, eq=False)
class Case:
    """What a patient says when, and when reminders go."""

    name: str
    says: tuple[tuple[datetime, tuple[str, ...]], ...]
    goes: tuple[datetime, ...]
    holds: str = ""
    """What the reminder has in it."""
    lacks: tuple[str, ...] = field(default=())


CASES = (
    Case("twenty hours later, by day", ((at(0, 14), NAMED),), (at(1, 10),), "What is your date of birth?"),
    Case("in the evening, where the night takes all of it", ((at(0, 4), NAMED),), (at(0, 19, 30),)),
    Case("in the morning, where the night takes some of it", ((at(0, 10, 30), NAMED),), (at(1, 8),)),
    Case("at dawn: by the evening they have been silent for ten hours", ((at(0, 8, 59), NAMED),), (at(0, 19, 30),)),
    Case("a health question is not named", ((at(0, 14), SICK),), (at(1, 10),), "GO ON", ("illness", "medic", "Maya")),
    Case("a whole intake that is not sent", ((at(0, 14), WHOLE[:-1]),), (at(1, 10),), "GO ON", ("Asthma", "Salbutamol")),
    Case("in their language", ((at(0, 14), ("hola", "1", "1", "Maya Okafor")),), (at(1, 10),), "SIN RECORDATORIOS"),
    Case("no consent, no reminder", ((at(0, 14), ("hello", "1")),), ()),
    Case("a refusal", ((at(0, 14), ("hello", "1", "2", "2")),), ()),
    Case("handed in", ((at(0, 14), WHOLE),), ()),
    Case("handed in meanwhile", ((at(0, 14), SICK), (at(1, 9), WHOLE[6:])), ()),
    Case("they go on before it", ((at(0, 14), NAMED), (at(1, 9, 59), ("4 March 1990",))), (at(2, 8),)),
    Case("once for one intake", ((at(0, 14), NAMED), (at(1, 11), ("4 March 1990",)), (at(3, 11), ("12 Mill Lane",))), (at(1, 10),)),
    Case("begun again: the same intake, no second one", ((at(0, 14), NAMED), (at(2, 11), ("RESTART", "1", "Ann Lee"))), (at(1, 10),)),
    Case("deleted and begun again: another intake", ((at(0, 14), NAMED), (at(2, 11), ("DELETE MY DATA", "1")), (at(4, 14), ("START", "1", "1", "Ann Lee"))), (at(1, 10), at(5, 10))),
    Case("STOP", ((at(0, 14), (*NAMED, "STOP")),), ()),
    Case("STOP just before it", ((at(0, 14), NAMED), (at(1, 9, 59), ("STOP",))), ()),
    Case("STOP and START", ((at(0, 14), (*NAMED, "STOP")), (at(2, 14), ("START",))), (at(3, 10),)),
    Case("no reminder is wanted", ((at(0, 14), (*NAMED, "No reminders, please")), (at(2, 11), ("4 March 1990",))), ()),
    Case("no reminder is wanted, in Spanish", ((at(0, 14), ("hola", "1", "1", "Maya", "sin recordatorios")),), ()),
    Case("the consent is withdrawn", ((at(0, 14), (*NAMED, "WITHDRAW")),), ()),
    Case("the wrong number", ((at(0, 14), (*NAMED, "NOT ME", "1")),), ()),
    Case("a cry for help", ((at(0, 14), (*NAMED, "I want to kill myself")),), ()),
    Case("a new owner", ((at(0, 14), NAMED), (at(1, 9), (RELEASED,)), (at(1, 9, 30), ("hello",))), ()),
    Case("staff begin again", ((at(0, 14), NAMED), (at(1, 9), (RESTARTED,))), ()),
    Case("for a child, after one's own", ((at(0, 14), FOR_ANOTHER),), (at(1, 10),), "What is their full name?"),
    Case("a person takes over", ((at(0, 14), FOR_ANOTHER), (at(1, 9), (HANDED_OVER,))), ()),
    Case("the record is erased", ((at(0, 14), FOR_ANOTHER), (at(1, 9), (ERASED,))), (at(1, 10),)),
    Case("a change to what is on file", ((at(0, 14), (*WHOLE, "1", "2")),), ()),
)  # fmt: skip


# What each engine finds due is shown below.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_weeks_of_many_patients_bring_each_what_is_due_and_nothing_else(
    twilio: Twilio, services: Services, api: FakeTwilioApi, clock: Clock
):
    api.senders = (OURS,)
    services = with_twilio(services, api.url, senders=(OURS,))
    people = [
        (Patient(twilio, f"whatsapp:+1500555{number:04}"), case) for number, case in enumerate(CASES, 1000)
    ]
    said = sorted(
        ((when, order, patient, line) for patient, case in people for when, lines in case.says for order, line in enumerate(lines)),
        key=lambda each: each[:2],
    )  # fmt: skip
    clock.now = DAY
    while clock.now < DAY + timedelta(days=14):
        works(services)
        ahead = clock.now + _pace(clock.now)
        while said and said[0][0] <= ahead:
            clock.now, _, patient, line = said.pop(0)
            _does(line, patient, services, clock)
        clock.now = ahead
    for patient, case in people:
        got = [sent for sent in api.sent if sent.to == patient.address]
        assert [sent.at for sent in got] == list(case.goes), case.name
        bodies = "\n".join(sent.body for sent in got)
        assert case.holds in bodies, case.name
        assert not [word for word in (*case.lacks, "Maya") if word in bodies], case.name
    with services.store.read() as unit:
        told = audit.page(unit.db, AuditFilters(action="conversation.reminded"), 100)
    assert len(told) == len(api.sent) == sum(len(case.goes) for case in CASES)


def _pace(now: datetime) -> timedelta:
    """Return after how long the worker is next let look: by night nothing goes, and after a week nothing is due."""
    if now >= ALL_IS_SAID:
        return timedelta(hours=3)
    return timedelta(minutes=30) if _BY_DAY <= now.hour < _BY_NIGHT else timedelta(hours=2)


@on_each_engine
def test_only_one_of_two_workers_at_once_writes_the_reminder(
    twilio: Twilio, services: Services, api: FakeTwilioApi, clock: Clock
):
    services = with_twilio(services, api.url)
    clock.now = at(0, 14)
    Patient(twilio).tells(*NAMED)
    clock.now = at(1, 10)
    with services.store.begin() as unit:
        asked = [jobs.get(unit.db, jobs.add(unit.db, reminders.KIND, uuid4(), "anteroom", clock())) for _ in range(2)]  # fmt: skip
    both = Barrier(2)

    def writes(job: Job) -> None:
        both.wait(30)
        reminders.write(services, job, lambda *_: True)

    threads = [Thread(target=writes, args=(job,)) for job in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    works(services)
    assert len(api.sent) == 1


def test_a_reminder_that_is_turned_off_before_it_goes_is_given_up(
    twilio: Twilio, services: Services, api: FakeTwilioApi, clock: Clock
):
    services = with_twilio(services, api.url)
    clock.now = at(0, 14)
    Patient(twilio).tells(*NAMED)
    clock.now = at(1, 10)
    reminders.ask(services)
    assert Worker(services, {reminders.KIND: reminders.write}).once()
    with services.store.begin() as unit:
        off = replace(clinic_in(unit, services.settings.clinic), reminders=False)
        assert versions.keep(unit.db, ClinicVersion, 0, off, "staff:1", clock())
    works(services)
    clock.now = at(2, 10)
    works(services)
    assert api.sent == []


def test_a_draft_that_cannot_be_reminded_of_keeps_no_other_back(
    twilio: Twilio, services: Services, api: FakeTwilioApi, clock: Clock, store: Store
):
    services = with_twilio(services, api.url)
    people = [Patient(twilio, f"whatsapp:+1500555{number:04}") for number in range(3)]
    clock.now = at(0, 14)
    for each in people:
        each.tells(*NAMED)
    with store.read() as unit:
        broken = conversations.find(unit.db, people[1].address)
    assert broken is not None
    clock.now = at(1, 10)
    with refusing(store, "UPDATE", "conversations", broken):
        works(services)
        clock.moves(seconds=10)
        works(services)
    assert {each.to for each in api.sent} == {people[0].address, people[2].address}
    clock.moves(minutes=10)
    works(services)
    assert {each.to for each in api.sent} == {each.address for each in people}


def test_on_the_second_day_only_an_approved_template_reaches_who_was_not_reminded(
    twilio: Twilio, services: Services, api: FakeTwilioApi, clock: Clock
):
    services = with_twilio(services, api.url)
    patient = Patient(twilio)
    clock.now = at(0, 14)
    patient.tells(*NAMED)
    clock.now = at(1, 15)  # nobody worked while the reminder was due
    works(services)
    assert api.sent == []
    with services.store.begin() as unit:
        said = a_text("reminder", "Hello, this is {{1}}.", clock(), sid=TEMPLATE, state="approved")
        contents.put(unit.db, said)
    api.contents.knows(TEMPLATE, "Hello, this is {{1}}.")
    clock.now = at(1, 21)
    works(services)
    assert api.sent == [], "quiet hours hold for a template too"
    clock.now = at(2, 8)
    works(services)
    clock.now = at(2, 10)
    works(services)
    (sent,) = api.sent
    assert (sent.fields["ContentSid"], sent.at) == (TEMPLATE, at(2, 8))
    assert "Larkfield Clinic" in sent.fields["ContentVariables"]
    assert "What is your address?" in patient.says("4 March 1990"), "it goes on at the open question"
    clock.now = at(4, 14)
    works(services)
    assert len(api.sent) == 1


def _does(act: str, patient: Patient, services: Services, clock: Clock) -> None:
    if not act.startswith("<"):
        patient.says(act)
        return
    with services.store.begin() as unit:
        conversation = conversations.find(unit.db, patient.address)
        assert conversation is not None
        held = conversations.hold(unit.db, conversation)
        assert held is not None
        progress = held.read()
        assert progress is not None
        match act:
            case "<the number is forgotten>":
                erasures.release(unit.db, held)
            case "<staff begin again>":
                conversations.save(
                    unit.db, held.id, "{}", "whom", "en", opted_out=False, now=held.last_inbound_at
                )
            case "<a person takes over>":
                conversations.hand_over(unit.db, held.id, progress.people[0].id, clock(), clinical=False)
            case _:
                assert erasures.erase(unit.db, progress.people[0].id, "asked", "staff:1", clock())


def works(services: Services) -> None:
    reminders.ask(services)
    do_jobs(services, {reminders.KIND: reminders.write, SEND: send.run})
