"""A doubtful cry that nobody answers within two minutes is an alarm, once, whatever is killed, raced or away meanwhile."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app import create_app
from app.config import load
from app.features import FEATURES
from app.jobs.worker import Worker, stand_ins
from app.records.effects import ALARM_UNANSWERED
from app.services import Services
from app.store.conversations import conversations
from app.store.conversations.conversations import ConversationRow
from app.store.patients import erasures
from app.store.trail import audit
from app.store.work import alarms, jobs
from app.store.work.alarms import ALERT, UNANSWERED
from app.store.work.jobs import Delayed
from app.web.feature import Lane
from tests.databases import IMPATIENT, on_each_engine
from tests.form.page_people import AtThePage, new_link
from tests.messages.worker import do_jobs
from tests.people import HANDS_IN, Patient, Twilio
from tests.settings import complete_environment
from tests.store_queries import database_clock_moves

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from flask import Flask

    from app.store import Store
    from app.store.work.alarms import Alarm
    from app.store.work.jobs import Job
    from tests.databases import Keys, OpenStore
    from tests.people import Clock

DOUBT, ASKED, SURE = "chst pain", "Do you need help right now?", "*1* I need help now"
BEGINS = ("hello", "1", "1", "Maya Okafor-Lindt", "4 March 1990")
ANSWERS = ("12 Mill Lane", "Asthma", "DONE", "NONE")
LEASE = timedelta(minutes=1)


@pytest.fixture
def asked(patient: Patient) -> Patient:
    """Somebody who is asked for the address, and just now whether they need help."""
    patient.tells(*BEGINS)
    assert ASKED in patient.says(DOUBT)
    return patient


def works(services: Services) -> None:
    do_jobs(services, {kind: FEATURES.jobs[kind].run for kind in (UNANSWERED, ALERT)})


def raised(store: Store) -> list[Alarm]:
    """Return the alarms, opened, the newest first."""
    with store.read() as unit:
        return [
            each
            for conversation in {alarm.conversation_id for alarm in alarms.latest(unit.db)}
            for each in alarms.of(unit.db, conversation, with_words=True)
        ]


def conversation_of(store: Store, patient: Patient) -> UUID:
    with store.read() as unit:
        found = conversations.find(unit.db, patient.address)
    assert found is not None
    return found


def waiting(store: Store) -> list[Job]:
    with store.read() as unit:
        return [job for job in jobs.page(unit.db, 50) if job.kind == UNANSWERED and not job.over]


def claimed(services: Services) -> Job:
    """Return the job, held by a worker that does no more."""
    with services.store.begin() as unit:
        job = jobs.claim(unit.db, services.clock(), LEASE, [UNANSWERED])
    assert job is not None
    return job


def lapses(store: Store, clock: Clock) -> None:
    """Let the lease of whoever holds the job lapse."""
    clock.moves(minutes=2)
    database_clock_moves(store, timedelta(minutes=2))


def goes_on(progress: int, total: int | None = None) -> bool:
    return progress >= 0 and total is None


def test_the_patient_who_stays_silent_is_an_alarm_after_two_minutes(
    asked: Patient, services: Services, store: Store, clock: Clock
):
    since = clock()
    clock.moves(minutes=1, seconds=59)
    works(services)
    assert raised(store) == []
    clock.moves(seconds=1)
    works(services)
    (alarm,) = raised(store)
    assert (alarm.words, alarm.step, alarm.danger) == (DOUBT, "address", "now")
    assert (alarm.asked_at, alarm.raised_at) == (since, clock())
    assert alarm.patient_id is not None
    with store.read() as unit:
        (told,) = [each for each in audit.latest(unit.db, 20) if each.action == ALARM_UNANSWERED.code]
        assert [job.subject_id for job in jobs.page(unit.db, 20) if job.kind == ALERT] == [alarm.id]
    assert told.details["alarm"] == alarm.id.hex
    clock.moves(hours=1)
    works(services)
    assert len(raised(store)) == 1


@pytest.mark.parametrize(("answer", "alarms_raised"), [("1", 1), ("2", 0)])
def test_an_answer_at_1_59_decides(
    asked: Patient, services: Services, store: Store, clock: Clock, answer: str, alarms_raised: int
):
    clock.moves(minutes=1, seconds=59)
    asked.says(answer)
    clock.moves(minutes=1)
    works(services)
    found = raised(store)
    assert len(found) == alarms_raised
    assert not any(each.asked_at for each in found)


@pytest.mark.parametrize("answer", ["1", "yes", "HELP"])
def test_a_yes_at_2_01_gets_the_numbers_and_raises_no_second_alarm(
    asked: Patient, services: Services, store: Store, clock: Clock, answer: str
):
    clock.moves(minutes=2)
    works(services)
    clock.moves(seconds=1)
    assert "*Call 999 now.*" in asked.says(answer)
    assert "What is your address?" in asked.says("ready")
    assert len(raised(store)) == 1


@pytest.mark.parametrize("answer", ["2", "no", "GO ON"])
def test_a_no_at_2_01_goes_on_with_the_form(
    asked: Patient, services: Services, store: Store, clock: Clock, answer: str
):
    clock.moves(minutes=2)
    works(services)
    clock.moves(seconds=1)
    assert "What is your address?" in asked.says(answer)
    assert len(raised(store)) == 1


def test_what_is_neither_asks_the_sure_question_after_two_minutes(
    asked: Patient, services: Services, clock: Clock
):
    clock.moves(minutes=2)
    works(services)
    assert SURE in asked.says("my wife is here")


@pytest.mark.parametrize(("answer", "alarms_raised"), [("1", 1), ("2", 0)])
def test_an_answer_at_2_01_decides_where_no_worker_has_come_to_it(
    asked: Patient, services: Services, store: Store, clock: Clock, answer: str, alarms_raised: int
):
    clock.moves(minutes=2, seconds=1)
    asked.says(answer)
    works(services)
    assert len(raised(store)) == alarms_raised


def test_a_message_that_is_no_answer_asks_again_and_puts_nothing_off(
    asked: Patient, services: Services, store: Store, clock: Clock
):
    for _ in range(3):
        clock.moves(seconds=35)
        assert ASKED in asked.says("my wife is here")
    clock.moves(seconds=15)
    works(services)
    (alarm,) = raised(store)
    assert alarm.words == DOUBT


def test_a_message_after_hours_without_a_worker_does_not_hide_the_cry(
    asked: Patient, services: Services, store: Store, clock: Clock
):
    clock.moves(hours=5)
    assert ASKED in asked.says("hello again")
    works(services)
    assert [each.words for each in raised(store)] == [DOUBT]


def test_a_second_question_has_two_minutes_of_its_own(
    asked: Patient, services: Services, store: Store, clock: Clock
):
    clock.moves(seconds=90)
    asked.says("2")
    assert ASKED in asked.says("chset pain")
    clock.moves(seconds=31)  # the job of the first is due
    works(services)
    assert raised(store) == []
    clock.moves(seconds=89)
    works(services)
    assert [each.words for each in raised(store)] == ["chset pain"]


def test_a_cry_during_the_question_raises_both_at_once(
    asked: Patient, services: Services, store: Store, clock: Clock
):
    asked.says("I can't breathe")
    clock.moves(minutes=3)
    works(services)
    (alarm,) = raised(store)
    assert alarm.words == f"{DOUBT}\nI can't breathe"


def test_a_stop_meanwhile_is_no_answer(asked: Patient, services: Services, store: Store, clock: Clock):
    asked.says("STOP")
    clock.moves(minutes=2)
    works(services)
    assert [each.words for each in raised(store)] == [DOUBT]


@pytest.mark.parametrize("word", ["NOT ME", "WITHDRAW", "DELETE MY DATA"])
def test_who_leaves_the_question_without_an_answer_is_told_of(
    asked: Patient, services: Services, store: Store, clock: Clock, word: str
):
    asked.tells(word, "yes")
    clock.moves(minutes=3)
    works(services)
    assert [each.words for each in raised(store)] == [DOUBT]


def test_an_erasure_meanwhile_leaves_nothing_to_raise(
    asked: Patient, services: Services, store: Store, clock: Clock
):
    with store.begin() as unit:
        held = conversations.hold(unit.db, conversation_of(store, asked))
        assert held is not None
        erasures.release(unit.db, held)
    clock.moves(minutes=3)
    works(services)
    assert (raised(store), waiting(store)) == ([], [])


def test_in_link_mode_no_words_are_kept(store: Store, clock: Clock, tmp_path: Path):
    linked = Services(load(complete_environment(INTAKE_MODE="link"), tmp_path), store, clock)
    writes = Patient(Twilio(create_app(linked).test_client()))
    writes.tells("hello", "1")
    assert ASKED in writes.says(DOUBT)
    clock.moves(minutes=2)
    works(linked)
    (alarm,) = raised(store)
    assert alarm.words == ""
    assert "*Call 999 now.*" in writes.says("1")


def test_a_draft_that_does_not_open_any_more_hides_no_cry(
    asked: Patient, services: Services, store: Store, clock: Clock
):
    with store.begin() as unit:
        unit.db.execute(update(ConversationRow).values(progress="gAAAA"))
    clock.moves(minutes=2)
    job = claimed(services)
    FEATURES.jobs[UNANSWERED].run(services, job, goes_on)
    lapses(store, clock)  # that worker was killed, and the next begins it again
    works(services)
    (alarm,) = raised(store)
    assert (alarm.words, alarm.step) == ("", "address")


@on_each_engine
def test_a_worker_killed_before_or_after_it_raised_the_alarm_leaves_one(
    asked: Patient, services: Services, store: Store, clock: Clock
):
    clock.moves(minutes=2)
    job = claimed(services)  # killed before
    lapses(store, clock)
    again = claimed(services)
    assert again.id == job.id
    FEATURES.jobs[UNANSWERED].run(services, again, goes_on)  # killed after
    lapses(store, clock)
    works(services)
    assert len(raised(store)) == 1
    assert waiting(store) == []


@on_each_engine
def test_ten_kills_at_any_moment_lose_and_double_no_alarm(
    twilio: Twilio, services: Services, database_url: str, keys: Keys, open_store: OpenStore, clock: Clock
):
    silent = [Patient(twilio, f"whatsapp:+1500555030{number}") for number in range(5)]
    for patient in silent:
        assert ASKED in patient.says(DOUBT)
    clock.moves(minutes=2)
    for _ in range(10):
        ready, tell = os.pipe()
        child = os.fork()
        if not child:
            _works_until_killed(services, lambda: open_store(database_url, keys), tell)
        os.read(ready, 1)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        os.close(tell)
        lapses(services.store, clock)
    works(services)
    found = raised(services.store)
    assert len(found) == len({each.conversation_id for each in found}) == len(silent)


def _works_until_killed(services: Services, opened: Callable[[], Store], tell: int) -> None:
    try:
        own = Services(services.settings, opened(), services.clock)
        worker = Worker(own, {UNANSWERED: FEATURES.jobs[UNANSWERED].run})
        os.write(tell, b".")
        while True:
            worker.once()
    finally:
        os._exit(1)


def at_once(*acts: Callable[[], object]) -> None:
    start = Barrier(len(acts))

    def after_all(act: Callable[[], object]) -> None:
        start.wait()
        act()

    with ThreadPoolExecutor(len(acts)) as threads:
        for each in [threads.submit(after_all, act) for act in acts]:
            each.result()


@on_each_engine
def test_two_workers_at_once_raise_one_alarm(asked: Patient, services: Services, store: Store, clock: Clock):
    clock.moves(minutes=2)
    job = claimed(services)
    at_once(*[lambda: FEATURES.jobs[UNANSWERED].run(services, job, goes_on)] * 2)
    assert len(raised(store)) == 1


@pytest.mark.parametrize("answer", ["1", "2", "yes", "no"])
def test_an_answer_and_the_worker_at_once_raise_one_alarm_or_none(
    asked: Patient, services: Services, store: Store, clock: Clock, answer: str
):
    clock.moves(minutes=2)
    job = claimed(services)
    replies: list[str] = []
    at_once(
        lambda: FEATURES.jobs[UNANSWERED].run(services, job, goes_on),
        lambda: replies.append(asked.says(answer)),
    )
    found = raised(store)
    assert len(found) == 1 or (answer in {"2", "no"} and not found)
    assert ("*Call 999 now.*" in replies[0]) == (answer in {"1", "yes"})


@on_each_engine
def test_while_the_database_is_away_the_job_waits_and_no_try_counts(
    asked: Patient,
    services: Services,
    store: Store,
    clock: Clock,
    database_url: str,
    keys: Keys,
    open_store: OpenStore,
):
    clock.moves(minutes=2)
    job = claimed(services)
    impatient = Services(services.settings, open_store(database_url, keys, IMPATIENT), clock)
    with store.begin() as unit:
        assert conversations.hold(unit.db, conversation_of(store, asked))
        with pytest.raises(Delayed) as away:
            FEATURES.jobs[UNANSWERED].run(impatient, job, goes_on)
    assert not away.value.counts
    lapses(store, clock)
    works(services)
    assert len(raised(store)) == 1


def test_where_celery_works_the_web_processes_raise_it(
    asked: Patient, services: Services, store: Store, clock: Clock
):
    clock.moves(minutes=2)
    assert FEATURES.jobs[UNANSWERED].lane is Lane.ALARMS
    stand_in, _messages = stand_ins(services, FEATURES.jobs, Event())
    stand_in.start()
    while not raised(store):
        Event().wait(0.01)
    stand_in.stop()
    assert len(raised(store)) == 1


def test_on_the_form_the_page_that_stops_and_asks_is_an_alarm_too(
    app: Flask, services: Services, store: Store, clock: Clock
):
    maya = AtThePage(app, new_link(services))
    maya.begins()
    maya.agrees()
    maya.sends("name", answer="Maya Okafor-Lindt")
    maya.sends("birth_date", day="3", month="4", year="1990")
    maya.sends("address", line1=DOUBT, town="Larkfield")
    shown = maya.sees("help")
    assert "Yes, I need help now" in shown
    assert "Call 999" in shown
    assert "Call the clinic" in shown
    clock.moves(minutes=2)
    works(services)
    (alarm,) = raised(store)
    assert (DOUBT in str(alarm.words), alarm.step) == (True, "address")
    shown = maya.sees("help")
    assert "have been told that you may need help" in shown
    assert "Yes, I need help now" not in shown
    maya.sends("help", safe="1")
    assert maya.page == "address"
    assert len(raised(store)) == 1


def test_a_yes_on_the_form_s_page_that_was_shown_before_raises_no_second_alarm(
    app: Flask, services: Services, store: Store, clock: Clock
):
    maya = AtThePage(app, new_link(services))
    maya.begins()
    maya.agrees()
    maya.sends("name", answer=DOUBT)
    assert maya.page == "help"
    shown = maya.sees("help")
    clock.moves(minutes=2)
    works(services)
    maya._sends_what_is_shown("help", shown, {"now": "1"})
    assert maya.page == "help"
    assert len(raised(store)) == 1


def test_after_handing_in_it_names_the_record(
    patient: Patient, services: Services, store: Store, clock: Clock
):
    patient.tells(*BEGINS, *ANSWERS, *HANDS_IN)
    assert ASKED in patient.says(DOUBT)
    clock.moves(minutes=2)
    works(services)
    (alarm,) = raised(store)
    with store.read() as unit:
        assert alarm.patient_id is not None
        assert conversations.has_patients(unit.db, alarm.conversation_id)
        assert [each.id for each in alarms.about(unit.db, alarm.patient_id)] == [alarm.id]
