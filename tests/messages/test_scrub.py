"""Whom the clinic erases, Twilio forgets too: each message of the chat once, whatever happens on the way; or it is said that it does not."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.config import Secret, TwilioApi
from app.features import FEATURES
from app.jobs.lanes import runs_of
from app.jobs.worker import Worker
from app.messages.deletion import TwilioMessages
from app.observe.logs import init_logs
from app.records.erasure import erase
from app.store.messages import twilio_copies
from app.store.messages.deliveries import Delivery
from app.store.messages.receipts import Receipt
from app.store.messages.twilio_copies import SCRUB, TwilioMessage, TwilioScrubMessage
from app.store.patients import legal_holds, patients
from app.store.trail import audit
from app.store.work import jobs
from app.store.work.jobs import Delayed, Hopeless
from tests.dashboard.people_on_file import on_file
from tests.databases import on_each_engine, on_either_engine
from tests.people import FOR_A_CHILD, HANDS_IN, Patient, new_sid, status_fields
from tests.twilio_api import KEY, SECRET, FakeTwilioApi, Fault

pytest_generate_tests = on_either_engine

NOORS = ("Noor Haddad", "5 May 1985", "7 New Street", "Eczema", "DONE", "NONE", *HANDS_IN)


@pytest.fixture
def twilio_api():
    with FakeTwilioApi(user=KEY, password=SECRET) as fake:
        yield fake


@pytest.fixture
def clinic(services, twilio_api):
    """The services of a clinic that has a key of Twilio's API."""
    api = TwilioApi(KEY, Secret(SECRET), twilio_api.url)
    settings = replace(services.settings, twilio=replace(services.settings.twilio, api=api))
    return replace(services, settings=settings)


@pytest.fixture
def maya(handed_in, patient, store, clinic, twilio_api):
    """A patient whose chat is at Twilio too: a picture among the messages, and a reply that was delivered."""
    patient.says(
        "",
        NumMedia="1",
        MediaUrl0="https://api.twilio.com/x",
        MediaContentType0="image/jpeg",
        MessageType="image",
    )
    patient.twilio.post(status_fields("delivered", MessageSid=new_sid()), "/webhook/status")
    for sid, kind in sids_in(store, Receipt.message_sid, Receipt.kind):
        twilio_api.kept[sid] = {"ME" + sid[2:]} if kind != "text" else set()
    for (sid,) in sids_in(store, Delivery.message_sid):
        twilio_api.kept[sid] = set()
    return handed_in


def sids_in(store, *columns):
    with store.engine.connect() as connection:
        return connection.execute(select(*columns)).all()


def erases(services, patient_id):
    with services.store.begin() as unit:
        assert erase(unit, patient_id, "patient_asked", "operator", services.clock())


def works(services, times=1):
    """Have the worker do what is due, so many times."""
    worker = Worker(services, runs_of(FEATURES.jobs))
    return [worker.once() for _ in range(times)]


def job_of(services):
    with services.store.read() as unit:
        return next(job for job in jobs.page(unit.db, 50) if job.kind == SCRUB)


def scrub_of(services, patient_id):
    with services.store.read() as unit:
        return twilio_copies.of(unit.db, patient_id)


def told(services, action):
    with services.store.read() as unit:
        return [dict(event.details) for event in audit.latest(unit.db, 100) if event.action == action]


def later(services, **delta):
    services.clock.moves(**delta)


def test_an_erasure_has_every_message_of_the_chat_deleted_and_its_media_first(
    clinic, maya, twilio_api, store
):
    known = len(twilio_api.kept)
    assert known > 10
    elsewhere = new_sid()
    twilio_api.kept[elsewhere] = set()
    erases(clinic, maya)
    assert scrub_of(clinic, maya).messages == known
    assert works(clinic) == [True]
    assert twilio_api.kept == {elsewhere: set()}
    assert job_of(clinic).state == "done"
    assert scrub_of(clinic, maya).state == "gone"
    assert sids_in(store, TwilioScrubMessage.message_sid) == [], "the ids are forgotten"
    assert told(clinic, "patient.scrubbed") == [{"messages": known}]
    media = [asked for asked in twilio_api.asked if "/Media/" in asked]
    assert len(media) == 1
    assert {asked.partition(" ")[0] for asked in twilio_api.asked} == {"DELETE", "GET"}


@on_each_engine
def test_receipts_are_bare_after_it_and_a_captured_message_is_still_refused(clinic, maya, patient, store):
    (sid, _), *_ = sids_in(store, Receipt.message_sid, Receipt.kind)
    erases(clinic, maya)
    works(clinic)
    assert {row.conversation_id for row in sids_in(store, Receipt.conversation_id)} == {None}
    assert patient.says("hello", MessageSid=sid) == ""


def test_what_others_of_the_same_chat_wrote_goes_at_twilio_too_and_stays_here(
    clinic, maya, patient, twilio_api, store
):
    later(clinic, minutes=2)
    patient.tells("hello", *FOR_A_CHILD, *NOORS)
    for sid, _ in sids_in(store, Receipt.message_sid, Receipt.kind):
        twilio_api.kept.setdefault(sid, set())
    erases(clinic, maya)
    works(clinic)
    assert twilio_api.kept == {}
    with store.read() as unit:
        (noor,) = patients.page(unit.db, 5)
    assert noor.name == "Noor Haddad"
    erases(clinic, noor.id)
    later(clinic, minutes=1)
    works(clinic)
    assert scrub_of(clinic, noor.id).state == "gone", "what is gone already is as good"


def test_what_somebody_on_hold_wrote_in_the_same_chat_stays_at_twilio_until_that_is_lifted(
    clinic, maya, patient, twilio_api, store
):
    later(clinic, minutes=2)
    patient.tells("hello", *FOR_A_CHILD, *NOORS)
    for sid, _ in sids_in(store, Receipt.message_sid, Receipt.kind):
        twilio_api.kept.setdefault(sid, set())
    known = dict(twilio_api.kept)
    with store.begin() as unit:
        (noor,) = [each.id for each in patients.page(unit.db, 5, columns=()) if each.id != maya]
        legal_holds.add(unit.db, noor, "A letter of her solicitor", "operator", clinic.clock())
    erases(clinic, maya)
    works(clinic)
    assert (job_of(clinic).state, job_of(clinic).error) == ("queued", "twilio_on_hold")
    assert twilio_api.kept == known
    with store.begin() as unit:
        legal_holds.lift(unit.db, noor, "settled", "operator", clinic.clock())
    later(clinic, hours=6)
    works(clinic)
    assert twilio_api.kept == {}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(20429, 429, {"Retry-After": "1"}), "twilio_busy"),
        (Fault(503, 503), "twilio_unavailable"),
        (Fault(500, 500), "twilio_unavailable"),
        (Fault(drop="before"), "twilio_unreachable"),
        (Fault(20409, 409), "twilio_unfinished"),
    ],
)
def test_a_passing_failure_is_tried_again_and_nothing_is_deleted_twice(fault, code, clinic, maya, twilio_api):
    known = len(twilio_api.kept)
    erases(clinic, maya)
    deleted: list[str] = []
    twilio_api.before = deleted.append
    twilio_api.deleting_faults = [fault]
    works(clinic)
    assert (job_of(clinic).state, job_of(clinic).error) == ("queued", code)
    later(clinic, minutes=30)
    works(clinic)
    assert job_of(clinic).state == "done"
    assert twilio_api.kept == {}
    assert known <= len(deleted) <= known + 4


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        (Fault(20001, 400), "failed", "twilio_refused"),
        (Fault(20409, 409), "queued", "twilio_unfinished"),
    ],
)
def test_one_message_that_twilio_does_not_delete_keeps_no_other_there(
    fault, state, code, clinic, maya, twilio_api
):
    erases(clinic, maya)
    twilio_api.deleting_faults = [fault]
    works(clinic)
    assert (job_of(clinic).state, job_of(clinic).error) == (state, code)
    assert len(twilio_api.kept) == 1


def test_an_attempt_that_got_further_is_not_used_up(clinic, maya, twilio_api):
    erases(clinic, maya)
    while job_of(clinic).state == "queued":
        enough = len(twilio_api.asked) + 4  # a message with a picture takes three

        def busy(_path, enough=enough):
            twilio_api.deleting_faults.extend([Fault(20429, 429)] if len(twilio_api.asked) == enough else [])

        twilio_api.before = busy
        works(clinic)
        assert job_of(clinic).attempts <= 1
        later(clinic, hours=2)
    assert job_of(clinic).state == "done"
    assert twilio_api.kept == {}


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_waits_for_somebody_and_goes_on_from_there_once_it_is_mended(
    status, clinic, maya, twilio_api, admin
):
    erases(clinic, maya)
    twilio_api.deleting_faults = [Fault(20003, status)]
    works(clinic)
    job = job_of(clinic)
    assert (job.state, job.error) == ("failed", "twilio_key_refused")
    admin.is_let_in()
    assert "A job failed" in admin.browser.get("/patients").text
    admin.confirms()
    page = admin.browser.get("/jobs").text
    assert "Deleting an erased patient" in page
    assert "TWILIO_API_KEY" in page
    admin.browser.post_with(admin.browser.token("/login"), f"/jobs/{job.id}/retry", {})
    works(clinic)
    assert job_of(clinic).state == "done"
    assert twilio_api.kept == {}


def test_a_wrong_secret_deletes_nothing(clinic, maya, twilio_api):
    twilio_api.password = "another"
    erases(clinic, maya)
    known = dict(twilio_api.kept)
    works(clinic)
    assert job_of(clinic).error == "twilio_key_refused"
    assert twilio_api.kept == known


@on_each_engine
def test_killed_between_twilios_answer_and_our_line_it_goes_on_and_ends(clinic, maya, twilio_api, store):
    erases(clinic, maya)
    with store.read() as unit:
        first = twilio_copies.next_messages(unit.db, maya, 1)[0]
    twilio_api.kept.pop(first.sid)  # deleted there, and not crossed out here
    works(clinic)
    assert twilio_api.kept == {}
    assert scrub_of(clinic, maya).state == "gone"


def test_without_a_key_nothing_is_asked_the_ids_are_forgotten_and_the_trail_says_so(
    services, clinic, maya, twilio_api, store
):
    known = len(twilio_api.kept)
    erases(services, maya)
    assert works(services) == [True]
    assert twilio_api.asked == []
    assert job_of(services).state == "done"
    assert scrub_of(services, maya).state == "left"
    assert sids_in(store, TwilioScrubMessage.message_sid) == []
    assert told(services, "patient.not_scrubbed") == [{"messages": known}]


def test_the_erase_page_and_the_tombstone_say_what_is_true(services, clinic, maya, app, nurse, twilio_api):
    nurse.is_let_in()
    nurse.confirms()
    assert "No API key is set here" in nurse.browser.get(f"/patients/{maya}/erase").text
    erases(services, maya)
    known = len(twilio_api.kept)
    assert f"{known} messages remain there" in nurse.browser.get(f"/patients/{maya}").text
    app.extensions["anteroom"] = clinic
    waiting = nurse.browser.get(f"/patients/{maya}").text
    assert f"{known} of {known} messages still have to be deleted there" in waiting
    app.extensions["anteroom"] = services
    works(services)
    assert f"{known} messages remain there" in nurse.browser.get(f"/patients/{maya}").text


@on_each_engine
def test_an_erasure_that_is_undone_leaves_nothing_to_scrub(clinic, maya, store):
    with pytest.raises(RuntimeError), store.begin() as unit:
        erase(unit, maya, "other", "operator", clinic.clock())
        raise RuntimeError
    assert works(clinic) == [False]
    assert scrub_of(clinic, maya) is None


def test_a_patient_who_was_never_in_a_chat_has_nothing_to_scrub(clinic, store):
    invented = on_file(store, clinic.clock() - timedelta(days=1))
    erases(clinic, invented)
    assert works(clinic) == [False]
    assert scrub_of(clinic, invented) is None


@pytest.mark.parametrize(("fault", "raised"), [(Fault(20001), Hopeless), (Fault(drop="before"), Delayed)])
def test_what_is_raised_and_logged_holds_no_request_and_no_secret(fault, raised, clinic, twilio_api, capsys):
    before = logging.root.handlers[:], logging.root.level
    init_logs("DEBUG")
    try:
        twilio_api.deleting_faults = [fault]
        with pytest.raises(raised) as caught:
            TwilioMessages(clinic.settings.twilio).delete(TwilioMessage("SM" + "a" * 32, has_media=False))
    finally:
        logging.root.handlers[:], logging.root.level = before
    assert caught.value.__context__ is None
    said = capsys.readouterr().err + repr(caught.value)
    assert not [word for word in (SECRET, "SM" + "a" * 32, "Basic ") if word in said]


@on_each_engine
def test_one_worker_alone_deletes_a_chat(clinic, maya, twilio_api, store):
    erases(clinic, maya)
    seen = []
    twilio_api.before = lambda _path: seen.append(Worker(clinic, runs_of(FEATURES.jobs)).once())
    works(clinic)
    assert not any(seen), "the job is held"
    assert twilio_api.kept == {}


def test_everybody_else_keeps_their_messages(clinic, maya, twilio_api, app, patient, store):
    other = Patient(patient.twilio, "whatsapp:+15005550077")
    other.tells("hello", "1", "1")
    theirs = {sid for sid, _ in sids_in(store, Receipt.message_sid, Receipt.kind)} - set(twilio_api.kept)
    twilio_api.kept |= {sid: set() for sid in theirs}
    erases(clinic, maya)
    works(clinic)
    assert set(twilio_api.kept) == theirs
