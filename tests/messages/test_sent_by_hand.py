"""Somebody who can write the database, and has no key, has nothing sent: not to them, nor again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update

from app.reminders import run as reminders
from app.store import forgeries
from app.store.conversations import conversations, invitations, senders
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.invitations import Invitation
from app.store.messages import contents, outbound
from app.store.messages.contents import Content
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.outbound import SEND, OutboundMessage
from app.store.model import table_of
from app.store.patients import patients
from app.store.patients.patient import patients as records
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import jobs
from app.store.work.jobs import Job
from tests.databases import on_each_engine
from tests.messages.clinic import WORDS
from tests.people import Patient
from tests.store.example import a_text

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Executable

    from tests.messages.clinic import Clinic


def by_hand(clinic: Clinic, statement: Executable) -> None:
    with clinic.services.store.engine.begin() as connection:
        connection.execute(statement)


def row_of(clinic: Clinic, table: Any, row: UUID) -> dict[str, Any]:
    with clinic.services.store.engine.connect() as connection:
        return dict(connection.execute(select(table).where(table.c.id == row)).mappings().one())


def forged(clinic: Clinic) -> dict[str, list[UUID]]:
    with clinic.services.store.read() as unit:
        return forgeries.found(unit.db)


def sender(clinic: Clinic, address: str = "whatsapp:+15005550099") -> UUID:
    """Have the attacker write to the clinic, and return their conversation."""
    with clinic.services.store.begin() as unit:
        return senders.lock(unit.db, address, None, clinic.clock()).id


def queued_by_hand(clinic: Clinic, message: UUID) -> None:
    """Queue a message again by the job that was genuine once."""
    again = {"state": "queued", "error": None, "attempts": 0, "finished_at": None, "lease_token": None}
    by_hand(clinic, update(Job).where(Job.subject_id == message).values(again))


@on_each_engine
def test_what_staff_wrote_to_a_patient_is_sent_to_nobody_else(clinic: Clinic) -> None:
    reply = clinic.writes()
    moved = {"conversation_id": sender(clinic), "patient_id": None}
    by_hand(clinic, update(OutboundMessage).values(moved))

    assert clinic.works() == 1
    assert clinic.api.sent == []
    assert clinic.state(reply) == ("given_up", "forged")
    assert WORDS not in repr(clinic.message(reply).body)
    assert forged(clinic) == {"outbound_messages": [reply]}
    with clinic.services.store.begin() as unit:
        assert forgeries.remove(unit.db) == {"outbound_messages": 1}
    assert clinic.message(reply).conversation_id == clinic.conversation, "it is put back as it was"
    assert clinic.message(reply).body == WORDS


def test_what_was_sent_is_not_sent_again_by_hand_to_the_patient_or_to_somebody_else(clinic: Clinic) -> None:
    reply = clinic.writes()
    clinic.works()
    fresh = {"state": "queued", "attempts": 0, "message_sid": None}
    for more in ({}, {"sent_at": None}, {"conversation_id": sender(clinic), "sent_at": None}):
        by_hand(clinic, update(OutboundMessage).values(fresh | more))
        queued_by_hand(clinic, reply)
        clinic.works(hours=1)
        assert len(clinic.api.sent) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"purpose": "alert"},
        {"content_sid": "HX" + "b" * 32},
        {"send_by": None},
        {"created_at": None},
        {"clinical": True},
        {"seal": None},
        {"seal": "gAAAAA"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_no_message_is_sent_that_was_changed_by_hand(clinic: Clinic, changed: dict[str, Any]) -> None:
    clinic.writes(send_by=clinic.clock() + timedelta(hours=2))
    clinic.clock.moves(seconds=1)
    given = {name: clinic.clock.now if name == "created_at" else value for name, value in changed.items()}
    by_hand(clinic, update(OutboundMessage).values(given))

    clinic.works()
    assert clinic.api.sent == []
    assert list(forged(clinic)) == ["outbound_messages"]


@on_each_engine
def test_a_job_that_was_written_or_changed_by_hand_is_not_begun_and_delays_nobody(clinic: Clinic) -> None:
    old = row_of(clinic, table_of(OutboundMessage), clinic.writes())
    clinic.works()
    written = {
        "id": uuid4(),
        "kind": SEND,
        "subject_id": old["id"],
        "state": "queued",
        "attempts": 0,
        "not_before": clinic.clock() - timedelta(hours=1),
        "progress": 0,
        "cancel_asked": False,
        "created_at": clinic.clock(),
        "actor": "anteroom",
        "seal": "gAAAAA",
    }
    by_hand(clinic, insert(Job).values(written))
    genuine = clinic.writes()
    assert clinic.works(minutes=1) == 1
    assert [sent.body for sent in clinic.api.sent] == [WORDS, WORDS]
    assert clinic.state(genuine)[0] == "sent"
    with clinic.services.store.read() as unit:
        job = jobs.get(unit.db, written["id"])
        assert job is not None
        assert (job.state, job.error) == ("failed", "forged")
        told = audit.page(unit.db, AuditFilters(action=("door.forged",)), 2)
    assert [event.details for event in told] == [{"table": "jobs", "row": written["id"].hex}]
    assert forged(clinic) == {"jobs": [written["id"]]}

    by_hand(clinic, update(Job).where(Job.subject_id == genuine).values(kind="retention.run"))
    assert len(forged(clinic)["jobs"]) == 2


@on_each_engine
def test_what_has_no_seal_is_given_up(clinic: Clinic) -> None:
    job_alone, message_alone = clinic.writes(), clinic.writes(body="Please come at ten.")
    by_hand(clinic, update(Job).where(Job.subject_id == job_alone).values(seal=None))
    by_hand(clinic, update(OutboundMessage).where(OutboundMessage.id == message_alone).values(seal=None))

    clinic.works(minutes=1)
    assert clinic.api.sent == []
    assert clinic.state(message_alone) == ("given_up", "forged")
    assert (clinic.job(job_alone).state, clinic.job(job_alone).error) == ("failed", "forged")


@on_each_engine
def test_a_job_that_was_written_by_hand_keeps_the_place_of_none_that_is_asked_for(clinic: Clinic) -> None:
    for seal in (None, "gAAAAA"):
        reply = clinic.writes()
        by_hand(clinic, update(Job).where(Job.subject_id == reply).values(seal=seal))
        with clinic.services.store.begin() as unit:
            jobs.add(unit.db, SEND, reply, "anteroom", clinic.clock())
        assert clinic.works(minutes=1) == 1
        assert clinic.state(reply)[0] == "sent"
        assert forged(clinic) == {}


def test_a_reply_goes_to_the_sender_that_the_record_came_from(clinic: Clinic) -> None:
    """The attacker makes their own conversation the patient's, and waits until staff write."""
    by_hand(clinic, update(records).values(conversation_id=sender(clinic)))
    with clinic.services.store.read() as unit:
        patient = patients.get(unit.db, clinic.patient_id)
    assert patient is not None
    assert patient.conversation_id is None, "staff are told that there is nobody to write to"
    assert list(forged(clinic)) == ["patients"]
    with clinic.services.store.begin() as unit:
        forgeries.remove(unit.db)
        patient = patients.get(unit.db, clinic.patient_id)
    assert patient is not None
    assert patient.conversation_id == clinic.conversation


def test_a_message_to_an_address_goes_to_no_other(clinic: Clinic) -> None:
    """The sealed address is bound to its row, and a row without a conversation never gets one."""
    with clinic.services.store.begin() as unit:
        alert = NewMessage(Purpose.ALERT, "anteroom", to="+15005550199", body=WORDS)
        row = outbound.send(unit.db, alert, clinic.clock())
        other = outbound.send(
            unit.db, NewMessage(Purpose.ALERT, "anteroom", to="+15005550198", body="Another."), clinic.clock()
        )
    address = row_of(clinic, table_of(OutboundMessage), other)["address"]
    by_hand(clinic, update(OutboundMessage).where(OutboundMessage.id == row).values(address=address))
    clinic.works()
    assert WORDS not in [sent.body for sent in clinic.api.sent]


def test_the_address_of_a_conversation_is_nobody_elses(clinic: Clinic) -> None:
    clinic.writes()
    other = row_of(clinic, table_of(ConversationRow), sender(clinic))["address"]
    this = ConversationRow.id == clinic.conversation
    by_hand(clinic, update(ConversationRow).where(this).values(address=other))
    clinic.works()
    assert clinic.api.sent == []


def test_nobody_who_wrote_stop_is_written_to_because_the_database_says_so(clinic: Clinic) -> None:
    clinic.patient.says("STOP")
    by_hand(clinic, update(ConversationRow).values(opted_out=False))
    reply = clinic.writes()
    clinic.works(minutes=1)
    assert clinic.api.sent == []
    assert clinic.state(reply) == ("given_up", "opted_out")


@on_each_engine
def test_nobody_is_reminded_again_or_against_their_wish_because_the_database_says_so(clinic: Clinic) -> None:
    clinic.moves(hours=5)
    once, never = (Patient(clinic.patient.twilio, f"whatsapp:+1500555020{number}") for number in range(2))
    once.tells("hello", "1", "1", "Maya Okafor")
    never.tells("hello", "1", "1", "Ada Okafor", "no reminders")
    clinic.moves(hours=20, minutes=5)

    def reminded() -> list[str]:
        reminders.ask(clinic.services)
        clinic.works(minutes=1)
        return [sent.to for sent in clinic.api.sent]

    assert reminded() == [once.address]
    with clinic.services.store.read() as unit:
        both = {conversations.find(unit.db, each.address) for each in (once, never)}
    fresh = {"no_reminders": False, "reminded_at": None, "reminded_of": None}
    by_hand(clinic, update(ConversationRow).values(fresh))
    for _ in range(2):
        assert reminded() == [once.address]
    assert set(forged(clinic)["conversations"]) == both
    with clinic.services.store.begin() as unit:
        forgeries.remove(unit.db)
    assert reminded() == [once.address]
    assert forged(clinic) == {}


@pytest.mark.parametrize("changed", [{"with_person_clinical": False}, {"with_person_about": uuid4()}])
def test_who_reads_what_a_patient_writes_to_a_person_is_not_chosen_by_hand(
    clinic: Clinic, changed: dict[str, Any]
) -> None:
    """The notes for clinicians only would be shown to reception, or on another record."""
    with clinic.services.store.begin() as unit:
        conversations.hand_over(
            unit.db, clinic.conversation, clinic.patient_id, clinic.clock(), clinical=True
        )
        held = conversations.hold(unit.db, clinic.conversation)
    assert held is not None
    assert held.with_person is not None
    by_hand(clinic, update(ConversationRow).values(changed))

    with clinic.services.store.begin() as unit:
        held = conversations.hold(unit.db, clinic.conversation)
        assert held is not None
        assert held.with_person is None
        assert forgeries.found(unit.db) == {"conversations": [clinic.conversation]}
        forgeries.remove(unit.db)
        held = conversations.hold(unit.db, clinic.conversation)
        assert held is not None
        assert held.with_person is not None
        assert conversations.hand_back(unit.db, clinic.conversation)
        assert forgeries.found(unit.db) == {}


@on_each_engine
def test_no_other_text_goes_in_place_of_one_whose_id_was_exchanged_by_hand(clinic: Clinic) -> None:
    sids = {"privacy": "HX" + "a" * 32, "reminder": "HX" + "b" * 32}
    now = clinic.clock()
    with clinic.services.store.begin() as unit:
        for name, sid in sids.items():
            content = contents.put(unit.db, a_text(name, f"The {name} of {{{{1}}}}.", now))
            contents.made(unit.db, content, sid, "approved", now)
        buttons = contents.put(unit.db, a_text("yes_no", "Yes?", now, kind="quick_reply", variables=""))
        contents.made(unit.db, buttons, "HX" + "c" * 32, "session", now)
        assert list(contents.session_sids(unit.db).values()) == ["HX" + "c" * 32]
        template = contents.approved(unit.db, "privacy", "en")
    assert template is not None
    assert template.sid == sids["privacy"]
    changed = Content.name.in_(["privacy", "yes_no"])
    by_hand(clinic, update(Content).where(changed).values(sid=sids["reminder"]))

    with clinic.services.store.begin() as unit:
        assert contents.approved(unit.db, "privacy", "en") is None
        assert contents.session_sids(unit.db) == {}
        assert [each.name for each in contents.templates(unit.db, "en")] == ["reminder"]
        assert len(forgeries.found(unit.db)["contents"]) == 2
        again = contents.put(unit.db, a_text("privacy", "The privacy of {{1}}.", now))
        assert (again.sid, again.state) == (None, "new"), "a push writes it again"
        contents.made(unit.db, again, sids["privacy"], "approved", now)
        assert contents.approved(unit.db, "privacy", "en") == template
        assert forgeries.found(unit.db) == {"contents": [buttons.id]}


def test_an_alert_goes_to_no_other_spelling_because_the_database_calls_it_an_invitation(
    clinic: Clinic,
) -> None:
    number, now = "whatsapp:+5511987654321", clinic.clock()
    with clinic.services.store.begin() as unit:
        assert invitations.claim(unit.db, number, "en", "new", "staff:1", now)
        alert = outbound.send(unit.db, NewMessage(Purpose.ALERT, "anteroom", to=number, body=WORDS), now)
    by_hand(clinic, update(Invitation).values(message_id=alert))
    with clinic.services.store.begin() as unit:
        assert not invitations.try_another_spelling(unit.db, clinic.message(alert), "63024", now)
