"""What Twilio could not deliver is fetched and taken, once, and each sender gets one answer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.config import IntakeMode
from app.guard.tokens import token_hash
from app.jobs import recover
from app.jobs.recover import RECOVER, Recovered
from app.jobs.worker import Worker
from app.messages import send
from app.store import forgeries
from app.store.clinic import milestones
from app.store.clinic.milestones import RECOVERED
from app.store.conversations import conversations, form_links
from app.store.engine.maintenance import MAINTENANCE
from app.store.messages import receipts
from app.store.messages.outbound import SEND
from app.store.messages.receipts import ReplayedSignature
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import alarms, jobs
from app.store.work.jobs import Delayed, Hopeless
from app.webhook import late
from app.webhook.signature import digest
from tests.messages.clinic import with_twilio
from tests.messages.worker import do_jobs
from tests.people import PUBLIC_URL, begins, message_fields, new_sid, replies_in, sign
from tests.twilio_api import Fault

if TYPE_CHECKING:
    from flask import Flask

    from app.services import Services
    from tests.people import Clock, Patient, Twilio
    from tests.staff_people import Colleague
    from tests.twilio_api import FakeTwilioApi

SORRY = "Sorry that you had to wait: we could not receive messages for a while."
OTHER = "whatsapp:+15005550177"


@pytest.fixture
def services(services: Services, api: FakeTwilioApi) -> Services:
    return with_twilio(services, api.url)


@pytest.fixture
def missed(api: FakeTwilioApi, patient: Patient, clock: Clock) -> Any:
    """A function by which the patient writes, and Twilio delivers nothing."""

    def writes(text: str, sender: str = patient.address, **others: Any) -> Any:
        clock.moves(seconds=5)
        return api.inbox.gets(sender, text, clock(), **others)

    return writes


def recovers(services: Services, clock: Clock, **wait: float) -> Recovered:
    clock.moves(**(wait or {"minutes": 10}))
    return recover.recover(services, clock() - timedelta(days=2), "operator")


def works(services: Services) -> None:
    do_jobs(services, {SEND: send.run})


def actions(services: Services) -> list[str]:
    with services.store.read() as unit:
        return [event.action for event in audit.page(unit.db, AuditFilters(), 100)]


def test_what_was_missed_is_taken_in_order_and_answered_once(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    begins(patient)
    missed("Maya Okafor-Lindt")
    missed("hello?")
    missed("is anybody there")
    api.inbox.largest_page = 2
    done = recovers(services, clock)
    assert (done.listed, done.missing, done.taken, done.senders, done.answered) == (3, 3, 3, 1, 1)
    works(services)
    [sent] = api.sent
    assert sent.to == patient.address
    assert sent.body.startswith(SORRY)
    assert "date of birth" in sent.body
    assert "Maya Okafor-Lindt" in patient.says("REVIEW")
    assert actions(services).count("conversation.recovered") == 3
    assert [query.get("Page", "0") for query in api.inbox.queries] == ["0", "1"]
    again = recovers(services, clock, seconds=1)
    assert (again.known, again.taken) == (3, 0)
    works(services)
    assert len(api.sent) == 1


def test_twilios_own_late_try_changes_nothing_and_uses_its_signature_up(
    services: Services, twilio: Twilio, patient: Patient, clock: Clock, missed: Any
):
    begins(patient)
    message = missed("Maya Okafor-Lindt")
    recovers(services, clock)
    fields = message_fields(message.body, patient.address, MessageSid=message.sid)
    assert replies_in(twilio.post(fields).text) == []
    used = digest(sign(f"{PUBLIC_URL}/webhook", fields))
    with services.store.begin() as unit, pytest.raises(ReplayedSignature):
        receipts.claim(unit.db, new_sid(), used, "text", clock())
    assert replies_in(twilio.post(fields).text) == []
    assert "date of birth" in patient.says("hm")


def test_nothing_is_agreed_to_that_was_not_shown(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    for text in ("hello", "hello?", "1", "1", "yes"):
        missed(text)
    assert recovers(services, clock).taken == 5
    works(services)
    assert "Who are these questions about?" in api.sent[-1].body
    assert "consent.given" not in actions(services)
    assert "Do you agree?" in patient.says("1")
    assert "name" in patient.says("1")
    assert "consent.given" in actions(services)


def test_what_was_written_before_the_open_question_belongs_to_the_answer_before(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    begins(patient)
    patient.tells("Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane")
    missed("Penicillin")
    clock.moves(minutes=5)
    patient.tells("Asthma", "DONE")
    recovers(services, clock)
    with services.store.read() as unit:
        talk = conversations.find(unit.db, patient.address)
        held = conversations.get(unit.db, talk) if talk else None
    progress = held.read() if held else None
    assert progress is not None
    assert "Penicillin" in "".join(progress.answers.values())
    assert not [sent for sent in api.sent if SORRY in sent.body], (
        "nothing is asked that was not asked already"
    )


def test_a_cry_is_heard_first_however_late_and_staff_see_when_it_was_written(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any, nurse: Colleague
):
    begins(patient)
    missed("Maya Okafor-Lindt")
    cry = missed("I have chest pain and cannot breathe", OTHER)
    missed("hello?", OTHER)
    done = recovers(services, clock, hours=5)
    assert (done.taken, done.alarms, done.senders) == (3, 1, 2)
    works(services)
    first, *others = [sent for sent in api.sent if sent.to == OTHER]
    assert "999" in first.body.splitlines()[0]
    assert not [sent for sent in (first, *others) if SORRY in sent.body], "nothing comes before the number"
    with services.store.read() as unit:
        [alarm] = alarms.waiting(unit.db, 5)
        assert jobs.is_open(unit.db, "alert")
        assert forgeries.found(unit.db) == {}
    assert (alarm.raised_at, alarm.written_at) == (clock(), cry.at)
    assert nurse.signs_in().status_code == 303
    page = nurse.browser.get(f"/alarms/{alarm.conversation_id}").text
    assert re.search(r"Written [^<]*09:00", page)


def test_stop_and_start_are_obeyed_however_late(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    begins(patient)
    missed("Maya Okafor-Lindt")
    missed("STOP")
    missed("hello?")
    recovers(services, clock)
    works(services)
    [told] = api.sent
    assert "START" in told.body
    assert patient.says("hello") == ""
    missed("START")
    recovers(services, clock)
    works(services)
    assert "date of birth" in api.sent[-1].body


def test_whoever_wrote_stop_last_is_sent_nothing_that_they_asked_for_before(
    services: Services, api: FakeTwilioApi, clock: Clock, missed: Any
):
    linked = replace(services, settings=replace(services.settings, intake_mode=IntakeMode.LINK))
    for text in ("hello", "LINK", "STOP", "LINK"):
        missed(text)
    assert recovers(linked, clock).taken == 4
    works(linked)
    [sent] = api.sent
    assert "START" in sent.body
    assert "/f/" not in sent.body
    assert "automatic assistant" not in sent.body


def test_a_start_that_was_fetched_takes_back_no_stop_that_was_written_after_it(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    begins(patient)
    patient.says("STOP")
    missed("START")
    missed("YES")
    clock.moves(minutes=1)
    assert patient.says("STOP") == ""
    assert recovers(services, clock).taken == 2
    works(services)
    assert api.sent == []
    assert "conversation.opted_in" not in actions(services)
    assert patient.says("START")


def test_a_late_answer_is_not_sent_after_a_day_nor_after_another_answer(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    begins(patient)
    missed("Maya Okafor-Lindt")
    recovers(services, clock)
    clock.moves(seconds=1)
    assert "date of birth" in patient.says("hello?")
    works(services)
    assert api.sent == []
    missed("4 March 1990")
    done = recovers(services, clock, hours=24)
    assert (done.taken, done.answered, done.too_late) == (1, 0, 1)
    works(services)
    assert api.sent == []


def test_what_has_no_words_is_answered_kindly_and_what_is_not_ours_is_left(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    begins(patient)
    missed("", media=("audio/ogg",))
    missed("", OTHER)
    missed("x", "whatsapp:nobody")
    missed("Maya", to="whatsapp:+14155230000")
    clock.moves(minutes=1)
    young = api.inbox.gets(patient.address, "on its way", clock())
    done = recover.recover(services, clock() - timedelta(hours=1), "operator", dry_run=True)
    assert (done.listed, done.missing, done.taken) == (3, 3, 0)
    done = recover.recover(services, clock() - timedelta(hours=1), "operator")
    assert (done.taken, done.without_words, done.refused, done.answered) == (2, 1, 1, 2)
    works(services)
    heard = {sent.to: sent.body for sent in api.sent}
    assert "voice" in heard[patient.address]
    with services.store.read() as unit:
        assert receipts.unknown(unit.db, [young.sid]) == {young.sid}


def test_a_flood_counts_by_the_minute_in_which_it_was_written(
    services: Services, patient: Patient, clock: Clock, missed: Any, monkeypatch: pytest.MonkeyPatch
):
    begins(patient)
    for number in range(25):
        missed(f"Maya {number}")
        clock.moves(minutes=1)
    monkeypatch.setattr(recover, "MOST", 20)
    first = recovers(services, clock)
    assert (first.taken, first.is_all) == (20, False)
    assert recovers(services, clock).taken == 5
    assert "conversation.limited" not in actions(services)


def test_a_busy_twilio_is_asked_again_and_a_refused_key_is_told(
    services: Services, api: FakeTwilioApi, clock: Clock
):
    api.listing_faults.extend([Fault(status=500, code=20500), Fault(drop="before")])
    for _ in range(2):
        with pytest.raises(Delayed):
            recovers(services, clock)
    api.listing_faults.append(Fault(status=404, code=20404))
    with pytest.raises(Hopeless, match="twilio_refused"):
        recovers(services, clock)
    api.password = "another"
    with pytest.raises(Hopeless, match="twilio_key_refused"):
        recovers(services, clock)


def test_a_fault_in_one_message_keeps_nobody_else_from_being_heard(
    services: Services, patient: Patient, clock: Clock, missed: Any, monkeypatch: pytest.MonkeyPatch
):
    begins(patient)
    missed("Maya Okafor-Lindt")
    missed("hello", OTHER)
    take = late.take

    def fails(handler: Any, fetched: Any, *others: Any) -> Any:
        if fetched[0].inbound.address == OTHER:
            raise RuntimeError
        return take(handler, fetched, *others)

    monkeypatch.setattr(late, "take", fails)
    done = recovers(services, clock)
    assert (done.taken, done.failed) == (1, 1)


def test_a_fault_in_one_message_keeps_not_even_its_senders_others_back(
    services: Services, patient: Patient, clock: Clock, missed: Any, monkeypatch: pytest.MonkeyPatch
):
    begins(patient)
    for text in ("hello?", "a fault", "Maya Okafor-Lindt"):
        missed(text)
    take = late.take

    def fails(handler: Any, fetched: Any, *others: Any) -> Any:
        if any(each.inbound.text == "a fault" for each in fetched):
            raise RuntimeError
        return take(handler, fetched, *others)

    monkeypatch.setattr(late, "take", fails)
    done = recovers(services, clock)
    assert (done.taken, done.failed, done.senders) == (2, 1, 1)
    monkeypatch.undo()
    assert recovers(services, clock).taken == 1, "once it is mended, it is taken too"
    assert "Maya Okafor-Lindt" in patient.says("REVIEW")


BROKEN = (
    {"num_media": "lots"},
    {"num_media": "-1"},
    {"num_media": "1.5"},
    {"num_media": ["1"]},
    {"num_media": "9" * 5000},
    {"date_created": "Mon, 99 Nov 2026 00:00:00 +0000"},
    {"date_created": 5},
    {"body": {"a": "dict"}, "num_media": "x"},
    {"sid": "SM1"},
    {"from": None},
    {"account_sid": "AC" + "9" * 32},
)


def test_a_message_that_twilio_lists_wrongly_is_told_and_the_others_are_taken(
    services: Services, patient: Patient, clock: Clock, missed: Any
):
    begins(patient)
    for broken in BROKEN:
        missed("broken", OTHER, listed_as=broken)
        missed("what is this?")
    done = recovers(services, clock)
    assert (done.taken, done.refused, done.failed) == (len(BROKEN), len(BROKEN), 0)
    assert done.is_all


def test_a_file_whose_type_twilio_does_not_tell_is_a_file(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    begins(patient)
    missed("", media=("image/jpeg",))
    missed("Maya Okafor-Lindt")
    api.deleting_faults = [Fault(20001, 400)]
    assert recovers(services, clock).taken == 2
    assert "Maya Okafor-Lindt" in patient.says("REVIEW")


def test_the_job_looks_each_hour_from_the_last_look_on(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    def looks() -> int:
        before = len(api.inbox.queries)
        recover.ask(services)
        Worker(services, {RECOVER: recover.run}).once()
        return len(api.inbox.queries) - before

    begins(patient)
    assert looks() == 0, "nothing was missed before the first start"
    missed("Maya Okafor-Lindt")
    clock.moves(minutes=50)
    assert looks() == 0
    clock.moves(minutes=10)
    assert looks() == 1
    assert looks() == 0
    with services.store.read() as unit:
        found = milestones.get(unit.db, RECOVERED)
    assert found is not None
    assert (found.at, found.actor) == (clock(), "1")
    api.password = "another"
    clock.moves(hours=1)
    assert looks() == 0
    clock.moves(hours=1)
    with services.store.read() as unit:
        assert jobs.count_dead(unit.db) == 1, "it is told once, and waits for a person"


def test_a_look_is_repeated_soon_after_one_was_given_up_because_nobody_reached_twilio(
    services: Services, patient: Patient, clock: Clock, missed: Any
):
    begins(patient)
    recover.ask(services)
    missed("Maya Okafor-Lindt")
    clock.moves(hours=1)
    for code, minutes in (("twilio_unreachable", 10), (recover.NOT_ALL, 60)):
        recover.ask(services)
        with services.store.begin() as unit:
            [job] = [
                each for each in jobs.page(unit.db, 9) if each.kind == RECOVER and each.state == "queued"
            ]
            held = jobs.take(unit.db, job.id, clock(), timedelta(minutes=2), [RECOVER])
            assert held is not None
            jobs.fail(unit.db, held.id, held.lease_token, clock(), code)
        clock.moves(minutes=minutes, seconds=-1)
        recover.ask(services)
        assert not Worker(services, {RECOVER: recover.run}).once()
        clock.moves(seconds=1)
    recover.ask(services)
    assert Worker(services, {RECOVER: recover.run}).once()
    with services.store.read() as unit:
        found = milestones.get(unit.db, RECOVERED)
    assert found is not None
    assert (found.at, found.actor) == (clock(), "1")


def test_the_welcome_and_a_link_that_works_come_with_the_one_answer(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    linked = replace(services, settings=replace(services.settings, intake_mode=IntakeMode.LINK))
    for text in ("hello", "hello?", "LINK", "are you a robot"):
        missed(text)
    missed("hello", OTHER)
    missed("are you a robot", OTHER)
    assert recovers(linked, clock).answered == 2
    works(linked)
    read = {
        number: "\n".join(each.body for each in api.sent if each.to == number)
        for number in (patient.address, OTHER)
    }
    for words in read.values():
        assert words.startswith(SORRY)
        assert "automatic assistant" in words
        [link] = re.findall(r"https://\S+/f/([\w-]+)", words)
        with services.store.read() as unit:
            found = form_links.find(unit.db, token_hash(link) or b"")
        assert found is not None
        assert found.is_good(clock())


def test_what_came_during_maintenance_is_taken_after_it(
    services: Services, patient: Patient, clock: Clock, missed: Any
):
    recover.ask(services)
    missed("hello")
    clock.moves(minutes=1)
    with services.store.begin() as unit:
        milestones.mark(unit.db, MAINTENANCE, "10:00", clock() + timedelta(hours=1))
        jobs.add(unit.db, RECOVER, None, "anteroom", clock())
    worker = Worker(services, {RECOVER: recover.run})
    assert worker.once()
    assert "conversation.recovered" not in actions(services)
    clock.moves(hours=1, minutes=1)
    assert worker.once()
    assert "conversation.recovered" in actions(services)


def test_the_job_goes_on_where_it_was_stopped(
    services: Services, patient: Patient, clock: Clock, missed: Any
):
    missed("hello", OTHER)
    missed("hello", patient.address)
    clock.moves(minutes=1)
    asked = iter((True, True, False))
    done = recover.recover(
        services, clock() - timedelta(hours=1), "anteroom", goes_on=lambda _taken: next(asked)
    )
    assert (done.taken, done.is_all) == (1, False)
    assert recovers(services, clock).taken == 1


def test_a_look_reports_that_it_lives_while_it_goes_through_long_lists(
    services: Services, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    begins(patient)
    for _ in range(3):
        missed("hello?")
    clock.moves(minutes=10)
    api.inbox.largest_page, goes_on = 1, [True, True]
    beats: list[int] = []

    def beat(taken: int) -> bool:
        beats.append(taken)
        return bool(goes_on and goes_on.pop())

    done = recover.recover(services, clock() - timedelta(days=2), "anteroom", goes_on=beat)
    assert (beats, len(api.inbox.queries), done.taken, done.is_all) == ([0, 0, 0], 3, 0, False)


def test_no_word_of_it_is_in_a_job_the_trail_or_the_log(
    services: Services,
    patient: Patient,
    clock: Clock,
    missed: Any,
    contents: Any,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
):
    begins(patient)
    missed("Zanzibar-Canary", media=("image/jpeg",))
    missed("Zanzibar-Canary", OTHER)
    missed("Zanzibar-Canary", "whatsapp:nobody")
    assert recovers(services, clock).taken == 2
    kept = "".join(row for rows in contents().values() for row in rows)
    assert "Zanzibar" not in kept + caplog.text + "".join(capsys.readouterr())
    assert "5550177" not in kept + caplog.text


def test_the_command_says_what_it_found_and_names_nobody(
    app: Flask, api: FakeTwilioApi, patient: Patient, clock: Clock, missed: Any
):
    def says(*arguments: str, code: int = 0) -> str:
        result = app.test_cli_runner().invoke(args=["messages", "recover", *arguments])
        assert result.exit_code == code, result.output
        return result.output

    begins(patient)
    missed("I have chest pain and cannot breathe")
    clock.moves(hours=3)
    assert "has 0 messages" in says("--since", "2h")
    assert "1 of them missing" in says("--since", "1d", "--dry-run")
    told = says("--since", "2026-11-25T08:00")
    assert "1  taken, of 1 senders; 1 senders get an answer" in told
    assert "1  alarms raised" in told
    assert "0 of them missing" in says()
    for wrong in ("soon", "9d", "2026-11-26"):
        says("--since", wrong, code=2)
    api.password = "another"
    assert "TWILIO_API_KEY" in says(code=1)
