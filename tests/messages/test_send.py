"""A message that was asked for is sent once, as Twilio wants it, or it is said why not."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.config import Secret
from app.observe.logs import init_logs
from app.store.backup.settlement import give_up_messages
from app.store.conversations import conversations
from app.store.messages import outbound, twilio_copies
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.outbound import OutboundMessage
from app.store.messages.outbound_errors import REACTIONS, Then
from app.store.model import table_of
from app.store.patients import erasures
from app.store.tables import metadata
from app.store.trail import audit
from app.store.work import jobs
from tests.messages.clinic import WORDS, with_twilio
from tests.people import PUBLIC_URL, SENDER, Patient
from tests.twilio_api import Fault

if TYPE_CHECKING:
    from app.store import Store
    from tests.messages.clinic import Clinic

TEMPLATE = "HX" + "a" * 32


def test_a_reply_is_sent_once_with_all_that_twilio_needs_and_keeps_its_words(clinic: Clinic):
    reply = clinic.writes()
    assert clinic.api.sent == [], "nothing is sent within the transaction"
    assert clinic.works() == 1
    assert clinic.works(hours=1) == 0
    (sent,) = clinic.api.sent
    assert sent.fields == {
        "To": "whatsapp:+15005550006",
        "From": SENDER,
        "Body": WORDS,
        "StatusCallback": f"{PUBLIC_URL}/webhook/status",
        "ValidityPeriod": "36000",
    }
    assert clinic.state(reply) == ("sent", None)
    for status in ("delivered", "sent", "read", "delivered", "read"):
        clinic.told(status, sent.sid)
    assert clinic.state(reply) == ("read", None)
    assert clinic.message(reply).body == WORDS


def test_words_that_nobody_wrote_are_forgotten_when_they_arrive(clinic: Clinic):
    reminder = clinic.writes(Purpose.REMINDER, patient_id=None, send_by=clinic.clock() + timedelta(hours=2))
    template = clinic.writes(
        Purpose.NOTICE, content_sid=TEMPLATE, variables={"1": "Thursday"}, not_before=clinic.clock()
    )
    clinic.works()
    assert clinic.works(seconds=30) == 1, "one after the other to one person"
    first, second = sorted(clinic.api.sent, key=lambda sent: not sent.body)
    assert first.fields["ValidityPeriod"] in {"7200", "7170"}
    assert json.loads(second.fields["ContentVariables"]) == {"1": "Thursday"}
    assert "Body" not in second.fields
    for message, sent in ((reminder, first), (template, second)):
        assert clinic.message(message).body or clinic.message(message).variables
        clinic.told("delivered", sent.sid)
        assert (clinic.message(message).body, clinic.message(message).variables) == (None, None)
        assert clinic.state(message) == ("delivered", None)


def test_a_status_that_comes_before_the_answer_is_not_lost(clinic: Clinic):
    clinic.api.after = lambda sent: clinic.told("delivered", sent.sid)
    reply = clinic.writes()
    clinic.works()
    assert clinic.state(reply) == ("delivered", None)


def test_nothing_of_a_message_is_in_the_clear_anywhere(clinic: Clinic, store: Store, capfd):
    clinic.services = with_twilio(clinic.services, clinic.api.url, senders=(SENDER, "+15005550100"))
    seen = []
    before = logging.root.handlers[:], logging.root.level
    init_logs("DEBUG")
    try:
        clinic.api.faults = [Fault(drop="after"), Fault(20429, 429)]
        clinic.writes(body="canary-words")
        clinic.writes(Purpose.NOTICE, content_sid=TEMPLATE, variables={"1": "canary-variable"})
        alert = NewMessage(Purpose.ALERT, "anteroom", to="+15005550199", body="canary-alert")
        with store.begin() as unit:
            outbound.send(unit.db, alert, clinic.clock())
        for _ in range(6):
            seen.append(rows_of(store))
            clinic.works(minutes=1)
    finally:
        logging.root.handlers[:], logging.root.level = before
    assert sorted(sent.body for sent in clinic.api.sent) == ["", "canary-alert", "canary-words"]
    said = "".join((*seen, *capfd.readouterr(), repr(alert), repr(clinic.api.sent), rows_of(store)))
    assert not [word for word in ("canary", "15005550199") if word in said]


def rows_of(store: Store) -> str:
    with store.engine.connect() as connection:
        return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])


@pytest.mark.parametrize("drop", ["before", "after"])
def test_after_no_answer_twilio_is_asked_what_it_has_before_anything_is_sent_again(drop, clinic: Clinic):
    clinic.api.faults = [Fault(drop=drop)]
    reply = clinic.writes()
    clinic.works()
    assert clinic.state(reply) == ("sending", None)
    assert clinic.works(seconds=20) == 0, "Twilio may not list it yet"
    clinic.works(minutes=2)
    assert clinic.state(reply) == ("sent", None)
    (sent,) = clinic.api.sent
    assert clinic.message(reply).message_sid == sent.sid
    assert [asked[:4] for asked in clinic.api.asked] == [
        "POST",
        "GET ",
        *(["POST"] if drop == "before" else []),
    ]


def test_the_same_words_twice_are_two_messages_even_where_twilio_keeps_no_words(clinic: Clinic):
    clinic.services = with_twilio(clinic.services, clinic.api.url, discards=True)
    first = clinic.writes()
    clinic.works()
    clinic.api.faults = [Fault(drop="after")]
    second = clinic.writes()
    clinic.works(seconds=10)
    clinic.api.listing_faults = [Fault(drop="before"), Fault(20429, 429)]
    for _ in range(4):
        clinic.works(minutes=2)
    assert [each.fields["ContentRetention"] for each in clinic.api.sent] == ["discard"] * 2
    sids = {clinic.message(each).message_sid for each in (first, second)}
    assert sids == {each.sid for each in clinic.api.sent}


ENDS = {
    Then.RETRY: ("sent", None),
    Then.GIVE_UP: ("given_up", "code"),
    Then.OPT_OUT: ("given_up", "code"),
    Then.WINDOW_CLOSED: ("given_up", "code"),
    Then.WAIT: ("given_up", "code"),  # free text cannot wait for a day
    Then.OPERATOR: ("queued", "code"),
}


@pytest.mark.parametrize("then", ENDS)
def test_each_code_of_twilios_leads_to_what_the_table_says(then, clinic: Clinic):
    for code in (code for code, reaction in REACTIONS.items() if reaction.then is then):
        clinic.patient.says("hello")
        clinic.api.faults = [Fault(code, 429 if code == 20429 else 400)]
        reply = clinic.writes()
        clinic.works(minutes=1)
        clinic.works(minutes=1)
        state, error = ENDS[then]
        assert clinic.state(reply) == (state, error and str(code)), code
        assert clinic.job(reply).state == ("failed" if then is Then.OPERATOR else "done"), code
        with clinic.services.store.begin() as unit:
            held = conversations.hold(unit.db, clinic.conversation)
        assert held
        assert held.opted_out == (then is Then.OPT_OUT), code
        clinic.clock.moves(minutes=20)
        clinic.patient.says("START")


def test_a_template_waits_a_day_for_a_limit_and_is_then_sent(clinic: Clinic):
    clinic.api.faults = [Fault(63038)]
    template = clinic.writes(content_sid=TEMPLATE)
    clinic.works()
    assert clinic.state(template) == ("queued", "63038")
    assert clinic.works(hours=23) == 0
    clinic.works(hours=2)
    assert clinic.state(template) == ("sent", None)


def test_when_twilio_says_how_long_to_wait_nobody_is_written_to_before(clinic: Clinic):
    clinic.api.faults = [Fault(20429, 429, {"Retry-After": "120"})]
    clinic.writes()
    alert = NewMessage(Purpose.ALERT, "anteroom", to="+15005550199", body="Look at the desk.")
    clinic.works()
    with clinic.services.store.begin() as unit:
        outbound.send(unit.db, alert, clinic.clock())
    clinic.services = with_twilio(clinic.services, clinic.api.url, senders=(SENDER, "+15005550100"))
    clinic.works(seconds=60)
    assert clinic.api.sent == []
    clinic.works(seconds=70)
    clinic.works(seconds=120)
    assert {each.to for each in clinic.api.sent} == {"+15005550199", clinic.patient.address}


def test_a_key_that_is_refused_waits_for_somebody_and_is_then_enough(clinic: Clinic):
    clinic.api.password = "another"
    reply = clinic.writes()
    clinic.works()
    job = clinic.job(reply)
    assert (job.state, job.error) == ("failed", "twilio_key_refused")
    clinic.services = with_twilio(clinic.services, clinic.api.url, auth_tokens=(Secret("another"),))
    with clinic.services.store.begin() as unit:
        assert jobs.again(unit.db, job.id, clinic.clock())
    clinic.works(minutes=1)
    assert clinic.state(reply) == ("sent", None)


def test_a_twilio_that_is_gone_for_long_is_given_up_and_the_reply_says_so(clinic: Clinic):
    clinic.services = with_twilio(clinic.services, "http://127.0.0.1:9")
    reply = clinic.writes()
    for _ in range(20):
        clinic.works(minutes=30)
    assert clinic.state(reply) == ("given_up", "twilio_unreachable")
    with clinic.services.store.read() as unit:
        (event,) = [each for each in audit.latest(unit.db, 50) if each.action == "patient.message_not_sent"]
    assert event.details == {"message": reply.hex, "code": "twilio_unreachable"}


def test_what_a_limit_kept_from_arriving_is_sent_again_and_other_failures_are_not(clinic: Clinic):
    for code, ends in (("63017", "sent"), ("63016", "failed"), ("63018", "failed")):
        clinic.patient.says("hello")
        reply = clinic.writes()
        clinic.works(minutes=1)
        first = clinic.message(reply).message_sid
        assert first
        clinic.told("failed", first, code)
        clinic.works(minutes=2)
        assert clinic.message(reply).state == ends
        clinic.told("delivered", first)
        assert clinic.message(reply).state == ends, "what is said of the first is of no use now"


def test_a_message_to_somebody_erased_meanwhile_is_deleted_at_twilio_too(clinic: Clinic, store: Store):
    def erases(_sent: object) -> None:
        with store.begin() as unit:
            assert erasures.erase(unit.db, clinic.patient_id, "patient_asked", "operator", clinic.clock())

    clinic.api.after = erases
    clinic.writes()
    clinic.works()
    (sent,) = clinic.api.sent
    with store.read() as unit:
        assert sent.sid in {each.sid for each in twilio_copies.next_messages(unit.db, clinic.patient_id, 50)}
    with store.engine.connect() as connection:
        assert connection.execute(select(table_of(OutboundMessage))).all() == []


def test_a_restored_backup_sends_nothing_that_may_have_been_sent_since(clinic: Clinic, store: Store):
    reply = clinic.writes()
    with store.engine.begin() as connection:
        give_up_messages(connection, clinic.clock())
    clinic.works()
    assert clinic.state(reply) == ("given_up", "restored")
    assert clinic.api.sent == []


def test_a_message_goes_from_the_number_that_the_patient_wrote_to(clinic: Clinic):
    other = "whatsapp:+15005550123"
    clinic.api.senders += (other,)
    clinic.services = with_twilio(clinic.services, clinic.api.url, senders=(other, SENDER))
    clinic.writes()
    clinic.works()
    assert clinic.api.sent[0].fields["From"] == SENDER


def test_what_nobody_could_send_is_refused_at_once():
    with pytest.raises(ValueError, match="one conversation, or to one address"):
        NewMessage(Purpose.ALERT, "anteroom", body="x")
    with pytest.raises(ValueError, match="body, or a template"):
        NewMessage(Purpose.ALERT, "anteroom", to="+15005550199")
    with pytest.raises(ValueError, match="at most 1600"):
        NewMessage(Purpose.ALERT, "anteroom", to="+15005550199", body="x" * 1601)


def test_a_number_with_a_new_owner_hears_nothing_that_was_meant_for_the_last(clinic: Clinic):
    owner = "whatsapp:GB.13498765432109"
    clinic.clock.moves(minutes=5)
    Patient(clinic.patient.twilio, clinic.patient.address).says("hello", ExternalUserId="whatsapp:GB.1")
    clinic.clock.moves(minutes=5)
    Patient(clinic.patient.twilio, clinic.patient.address).says("hello", ExternalUserId=owner)
    reply = clinic.writes()
    clinic.works()
    assert clinic.state(reply) == ("given_up", "number_changed")
    assert clinic.api.sent == []
