"""Erasing a patient: what goes, what stays, who may continue, and races."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text, update

from app.store.conversations import (
    callbacks,
    consents,
    conversation_steps,
    conversations,
    form_links,
    kept_forms,
    lost_drafts,
    senders,
    unfinished,
)
from app.store.conversations.conversations import PROGRESS, ConversationRow
from app.store.conversations.lost_drafts import LostDraft
from app.store.messages import outbound, receipts
from app.store.messages.deliveries import Delivery
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.receipts import Receipt
from app.store.model import models, table_of
from app.store.patients import erasures, look_alikes, patient_notes, patients, tombstones
from app.store.patients.erased import of_patients
from app.store.staff import questions, sessions, showings, staff
from app.store.tables import metadata
from app.store.trail import audit
from app.store.work import alarms
from tests.furnished import House, furnishing
from tests.people import FOR_A_CHILD, HANDS_IN, Clock, Patient, Twilio, new_sid, status_fields
from tests.store.example import (
    NOW,
    an_alarm,
    asking,
    digest,
    exporting,
    held,
    invited,
    left,
    noted,
    sent_late,
)
from tests.store.made_up import fill
from tests.store_queries import spoken_for
from tests.trail import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.store import Store
    from app.store.patients.tombstones import Erasure
    from tests.app_fixtures import Contents
    from tests.databases import Keys

ACTOR = "staff:00000000-0000-4000-8000-00000000000a"
INTAKE = ("4 March 1990", "12 Mill Lane", "Asthma", "DONE", "Salbutamol", "DONE", *HANDS_IN)
MAYAS = ("Maya Okafor-Lindt", *INTAKE)
NOORS = ("Noor Haddad", "5 May 1985", "7 New Street", "Eczema", "DONE", "NONE", *HANDS_IN)
LEFT_BEHIND = {
    *("audit_events", "audit_links", "erasures", "jobs", "sheet_rows"),
    *("rights_requests", "restrictions", "twilio_scrubs", "twilio_scrub_messages"),
}
"""The tables that may still name an erased patient, by id. A tombstone names nothing else; the job takes the row of a
spreadsheet out, and then its line of the ledger goes too. That somebody asked, and when it was done, stays without a word
of theirs; so does how far Twilio's copies are gone."""


def hands_in(patient: Patient, answers: tuple[str, ...] = MAYAS) -> None:
    patient.tells("hello", "1", "1", *answers)


@furnishing
def for_noor_too(house: House) -> None:
    """Maya has handed in for herself and for Noor."""
    patient = house.patient
    hands_in(patient)
    house.clock.moves(minutes=2)
    patient.tells("hello", *FOR_A_CHILD, *NOORS)
    house.clock.moves(minutes=2)


@pytest.fixture
def household(for_noor_too: None, patient: Patient) -> Patient:
    """Maya, who has handed in for herself and for Noor."""
    return patient


def patients_in(store: Store) -> dict[str, UUID]:
    """Return who has a record: first name and id."""
    with store.read() as unit:
        return {str(each.name).split()[0]: each.id for each in patients.page(unit.db, 50)}


def erase(store: Store, patient_id: UUID, reason: str = "patient_asked") -> bool:
    with store.begin() as unit:
        return erasures.erase(unit.db, patient_id, reason, ACTOR, NOW)


def tombstone(store: Store, patient_id: UUID) -> Erasure | None:
    with store.read() as unit:
        return tombstones.of(unit.db, patient_id)


def values_of(store: Store, of: set[UUID]) -> set[str]:
    """Return the sealed tokens and blind indexes of rows that name one of these.

    As rows print them.
    """
    found = set()
    with store.engine.connect() as connection:
        for table in of_patients():
            for row in connection.execute(select(table)).mappings():
                if of & set(row.values()):
                    found |= {repr(value) for value in row.values() if is_token(value) or is_index(value)}
    return found - {repr(row.signature_digest) for row in _rows(store, table_of(Receipt))}


def is_token(value: object) -> bool:
    return isinstance(value, str) and value.startswith("gAAAA")


def is_index(value: object) -> bool:
    return isinstance(value, bytes)


def names(contents: Contents, tables: set[str], needle: str) -> list[str]:
    return [
        f"{table}: {row}"
        for table, rows in contents.items()
        if table not in tables
        for row in rows
        if needle in row
    ]


@furnishing
def with_everything(house: House) -> UUID:
    """A patient with a row in every table that can hold something of theirs."""
    patient, store = house.patient, house.services.store
    sealer, _index, _door = store.keys
    hands_in(patient)
    house.clock.moves(minutes=2)
    patient_id = patients_in(store)["Maya"]
    hands_in(Patient(patient.twilio, "whatsapp:+15005550077"), NOORS)
    patient.tells("hello again", "1", "EDIT 5", "9 Changed Road", "SEND", "hello once more", "1", "EDIT 1")
    patient.twilio.post(status_fields("delivered", MessageSid=new_sid()), "/webhook/status")
    with store.engine.begin() as connection:
        own = connection.execute(
            select(metadata.tables["patients"].c.conversation_id).where(
                metadata.tables["patients"].c.id == patient_id
            )
        ).scalar_one()
        token = sealer.seal(PROGRESS, own, '{"answers":{"name":"Maya"}}')
        connection.execute(insert(LostDraft).values(id=uuid4(), conversation_id=own, at=NOW, progress=token))
    other = patients_in(store)["Noor"]
    with store.begin() as unit:
        member = staff.add(unit.db, "n@larkfield.example", "Nkechi", "clinician", NOW)
        note = patient_notes.get(
            unit.db, patient_id, noted(unit, patient_id, member, "Rang back, no answer", NOW)
        )
        assert note
        patient_notes.change(unit.db, note, "Rang back, her sister answered", NOW)
        left(unit, patient_id, uuid4(), "Forgot the latex", NOW)
        callbacks.ask(unit.db, own, patient_id, NOW)
        look_alikes.tell_apart(unit.db, patient_id, other, ACTOR, NOW)
        assert asking(unit, patient_id, by=ACTOR, note="Wants it on paper")
        assert erasures.restrict(unit.db, patient_id, ACTOR, NOW)
        exporting(unit, member, patient_id)
        held(unit, patient_id)
        seen = sessions.begin(
            unit.db,
            member,
            digest("session"),
            NOW,
            NOW + timedelta(hours=12),
            device="Firefox",
            network="203.0.113.0/24",
        )
        showings.add(
            unit.db, seen, patient_id, ["identity"], until=NOW + timedelta(seconds=60), why="ringing"
        )
        questions.keep(unit.db, seen, "Maya")
        kept_forms.keep(unit.db, sent_late(member, "/patients/note", [("note", "Maya rang")], patient_id))
        alarms.add(unit.db, an_alarm(own, patient_id, "Maya has chest pain", NOW))
        words = NewMessage(
            Purpose.REPLY, ACTOR, conversation_id=own, patient_id=patient_id, body="Dear Maya, call us"
        )
        outbound.send(unit.db, words, NOW)
        invited(unit, "whatsapp:+15005550006")
        form_links.make(unit.db, own, digest("form"), ACTOR, NOW, NOW + timedelta(hours=48), patient_id)
        assert form_links.begin(unit.db, digest("form"), digest("browser"), NOW)
        audit.record(
            unit.db, ACTOR, event("patient.opened"), "patient", patient_id, {"parts": "identity"}, at=NOW
        )
        fill(unit.db, of_patients(), patient_id, "Maya waits for a taxi", NOW)
    return patient_id


def test_after_an_erasure_no_row_holds_a_value_of_the_patient(
    with_everything: UUID, store: Store, contents: Callable[[], Contents]
):
    with store.read() as unit:
        conversation = conversations.find(unit.db, "whatsapp:+15005550006")
    assert conversation
    filled = {name for name, rows in contents().items() if rows}
    assert {table.name for table in of_patients()} <= filled
    values = values_of(store, {with_everything, conversation})
    assert len(values) > 25
    assert erase(store, with_everything)
    after = contents()
    everything = repr(after)
    assert [value for value in values if value in everything] == []
    assert names(after, LEFT_BEHIND, with_everything.hex) == []
    assert names(after, LEFT_BEHIND, str(with_everything)) == []
    assert names(after, LEFT_BEHIND - {"erasures"}, str(conversation)) == []


def test_each_table_that_keeps_a_conversation_says_what_becomes_of_its_rows_before_one_is_removed():
    silent = {
        table.name
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is table_of(ConversationRow) and key.ondelete is None
    }
    told = {
        kind.__tablename__
        for kind in models()
        if (how := kind.in_conversation) and (how.removed or how.removed_by)
    }
    assert silent - told == {"patients"}, "a conversation with records is not removed"


def _rows(store: Store, table: Any) -> Any:
    with store.engine.connect() as connection:
        return connection.execute(select(table)).all()


def test_receipts_stay_as_bare_claims_so_that_a_captured_message_has_no_second_effect(
    patient: Patient, store: Store, contents: Callable[[], Contents]
):
    patient.tells("hello", "1", "1")
    patient.says("Maya Okafor-Lindt", MessageSid="SM" + "d" * 32)
    patient.tells(*INTAKE)
    before = _rows(store, table_of(Receipt))
    assert erase(store, patients_in(store)["Maya"])
    after = _rows(store, table_of(Receipt))
    assert {row.message_sid for row in before} == {row.message_sid for row in after}
    assert {(row.conversation_id, row.reply) for row in after} == {(None, None)}
    left = contents()
    assert patient.says("Maya Okafor-Lindt", MessageSid="SM" + "d" * 32) == ""
    assert contents() == left


def test_a_tombstone_says_who_when_and_why_and_the_trail_still_holds(with_everything: UUID, store: Store):
    store.link_audit()
    assert tombstone(store, with_everything) is None
    assert erase(store, with_everything, "duplicate")
    left = tombstone(store, with_everything)
    assert left is not None
    assert (left.patient_id, left.actor, left.reason, left.at) == (with_everything, ACTOR, "duplicate", NOW)
    store.link_audit()
    assert store.verify_audit().fault is None
    with store.read() as unit:
        assert patients.get(unit.db, with_everything) is None
        assert audit.about(unit.db, with_everything, 50)


def test_erasing_twice_and_erasing_nobody_says_so_and_changes_nothing(
    handed_in: UUID, patient: Patient, store: Store, contents: Callable[[], Contents]
):
    assert erase(store, handed_in)
    before = contents()
    assert not erase(store, handed_in, "other")
    assert not erase(store, uuid4())
    assert contents() == before


def test_only_one_of_two_who_erase_at_once_is_told_that_it_was_theirs(
    handed_in: UUID, patient: Patient, store: Store
):
    here = threading.Barrier(4)

    def do(number: int) -> bool:
        here.wait()
        return erase(store, handed_in, f"r{number}")

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(do, range(4))) == [False, False, False, True]


def test_what_is_undone_leaves_everything(
    handed_in: UUID, patient: Patient, store: Store, contents: Callable[[], Contents]
):
    before = contents()

    def fails() -> None:
        with store.begin() as unit:
            assert erasures.erase(unit.db, patients_in(store)["Maya"], "other", ACTOR, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert contents() == before


def test_a_patient_without_a_conversation_is_erased_too(store: Store):
    patient_id = uuid4()
    with store.begin() as unit:
        patients.create(unit.db, patient_id, None, "en", {"name": "Maya"}, False, NOW)
    assert erase(store, patient_id)
    assert patients_in(store) == {}


def test_an_erased_patient_who_writes_again_is_a_stranger_and_is_asked_for_consent(
    handed_in: UUID, patient: Patient, store: Store
):
    first = patients_in(store)["Maya"]
    assert erase(store, first)
    assert "Who are these questions about" in patient.says("hello")
    assert "agree" in patient.says("1").lower()
    patient.tells("1", *MAYAS)
    assert patients_in(store)["Maya"] != first
    with store.read() as unit:
        assert spoken_for(unit, patient.address)


def test_the_other_of_a_household_stays_with_everything_and_goes_on(household: Patient, store: Store):
    people = patients_in(store)
    assert erase(store, people["Maya"])
    assert patients_in(store) == {"Noor": people["Noor"]}
    with store.read() as unit:
        conversation = conversations.find(unit.db, household.address)
        assert conversation
        assert {step.patient_id for step in conversation_steps.of(unit.db, conversation)} == {
            None,
            people["Noor"],
        }
        assert consents.of(unit.db, people["Noor"])
        assert not consents.of(unit.db, people["Maya"])
    reference = f"{people['Noor'].hex[:4]}-{people['Noor'].hex[4:8]}"
    assert reference in household.says("hello")
    household.tells("1", "EDIT 5", "9 Changed Road", "SEND")
    with store.read() as unit:
        (noor,) = patients.page(unit.db, 5, columns=("address",))
    assert (noor.id, noor.address) == (people["Noor"], "9 Changed Road")
    assert erase(store, people["Noor"])
    with store.read() as unit:
        assert conversations.find(unit.db, household.address) is None


def test_what_may_hold_anybodys_words_goes_though_the_other_of_a_household_stays(
    household: Patient, store: Store, contents: Callable[[], Contents]
):
    with store.begin() as unit:
        conversation = conversations.find(unit.db, household.address)
        assert conversation
        lost_drafts.keep(unit.db, conversation, "gAAAAAA", NOW)
    assert erase(store, patients_in(store)["Maya"])
    assert contents()["lost_drafts"] == []
    assert {(row.conversation_id, row.reply) for row in _rows(store, table_of(Receipt))} == {
        (conversation, None)
    }


def test_the_draft_of_somebody_else_survives_and_is_handed_in(
    handed_in: UUID, patient: Patient, store: Store, clock: Clock
):
    clock.moves(minutes=2)
    patient.tells("hello", *FOR_A_CHILD, *NOORS[:3])
    maya = patients_in(store)["Maya"]
    assert erase(store, maya)
    patient.tells(*NOORS[3:])
    assert list(patients_in(store)) == ["Noor"]


@pytest.mark.parametrize("way", [("1", "EDIT 3"), ("1", "EDIT 3", "1 Draft Road"), ("1",), ()])
def test_changes_under_way_go_with_the_person_wherever_they_are(
    way: tuple[str, ...], household: Patient, store: Store, keys: Keys
):
    people = patients_in(store)
    household.tells("hello", *(("1", "1", *way[1:]) if way else ()))
    assert erase(store, people["Maya"])
    (row,) = _rows(store, table_of(ConversationRow))
    assert str(people["Maya"]) not in keys.sealer.open(PROGRESS, row.id, row.progress)
    assert "Draft Road" not in keys.sealer.open(PROGRESS, row.id, row.progress)
    household.tells("7 Nowhere", "1", "EDIT 5", "9 Changed Road", "SEND")
    with store.read() as unit:
        (noor,) = patients.page(unit.db, 5, columns=("address",))
    assert (noor.id, noor.address) == (people["Noor"], "9 Changed Road")


def test_a_draft_that_does_not_open_goes_and_the_other_of_a_household_is_still_on_record(
    household: Patient, store: Store
):
    people = patients_in(store)
    with store.engine.begin() as connection:
        connection.execute(update(ConversationRow).values(progress="gAAAAAA"))
    assert erase(store, people["Maya"])
    assert _rows(store, table_of(ConversationRow))[0].progress != "gAAAAAA"
    assert patients_in(store) == {"Noor": people["Noor"]}
    assert household.says("hello") != ""


def test_a_sender_who_wrote_stop_stays_stopped_while_somebody_of_theirs_is_on_record(
    household: Patient, store: Store
):
    household.says("STOP")
    assert erase(store, patients_in(store)["Maya"])
    assert household.says("hello?") == ""
    assert household.says("START") != ""


def test_messages_and_statuses_that_come_during_an_erasure_neither_fail_nor_bring_anybody_back(
    app: Flask, store: Store, contents: Callable[[], Contents]
):
    for number in range(6):
        address = f"whatsapp:+1500555{number:04d}"
        patient = Patient(Twilio(app.test_client()), address)
        hands_in(patient)
        patient.tells("hello", "1", "EDIT 3", "1 Draft Road")  # SEND now changes the very row that is erased
        (maya,) = patients_in(store).values()
        here = threading.Barrier(4)

        def writes(text: str, address: str = address, here: threading.Barrier = here) -> int:
            one = Patient(Twilio(app.test_client()), address)
            here.wait()
            one.says(text)
            assert one.last
            return one.last.status_code

        def reports(address: str = address, here: threading.Barrier = here) -> int:
            twilio = Twilio(app.test_client())
            here.wait()
            fields = status_fields("delivered", address, MessageSid=new_sid())
            return twilio.post(fields, "/webhook/status").status_code

        def erases(maya: UUID = maya, here: threading.Barrier = here) -> bool:
            here.wait()
            return erase(store, maya)

        with ThreadPoolExecutor(4) as pool:
            sent, hello, told, erased = (
                pool.submit(writes, "SEND"),
                pool.submit(writes, "hello"),
                pool.submit(reports),
                pool.submit(erases),
            )
            assert (sent.result(), hello.result(), told.result(), erased.result()) == (200, 200, 204, True)
        assert patients_in(store) == {}
        assert names(contents(), LEFT_BEHIND, str(maya)) == []
        assert names(contents(), LEFT_BEHIND, maya.hex) == []
        patient.tells("hello")
        with store.engine.connect() as connection:
            orphans = connection.execute(
                select(Delivery.message_sid).where(
                    Delivery.conversation_id.not_in(select(ConversationRow.id))
                )
            ).all()
        assert orphans == []


def test_an_erasure_waits_for_a_message_under_way_and_takes_what_it_handed_in_with_it(
    handler: Any, store: Store, handed_in: UUID, patient: Patient
):
    patient.tells("hello", "1", "EDIT 3", "1 Draft Road")
    maya = patients_in(store)["Maya"]
    with ThreadPoolExecutor(1) as pool:
        with store.begin() as unit:
            held = senders.lock(unit.db, patient.address, None, NOW)
            erasing = pool.submit(erase, store, maya)
            receipt = receipts.claim(unit.db, "SM9", digest("SM9"), "text", NOW)
            assert isinstance(receipt, UUID)
            patients.change(unit.db, maya, {"address": "1 Draft Road"}, False, "patient", NOW)
            receipts.answer(unit.db, receipt, held.id, "Thank you, Maya")
        assert erasing.result(timeout=30)
    assert patients_in(store) == {}
    assert {row.reply for row in _rows(store, table_of(Receipt))} == {None}


def test_a_released_number_without_patients_leaves_nothing_but_bare_receipts(
    patient: Patient, store: Store, contents: Callable[[], Contents]
):
    patient.tells("hello", "1", "1", "Maya Okafor-Lindt", "4 March 1990")
    with store.begin() as unit:
        held = conversations.hold(unit.db, conversations.find(unit.db, patient.address) or uuid4())
        assert held
        erasures.release(unit.db, held)
    after = contents()
    for table in of_patients():
        assert after[table.name] == [] or table is table_of(Receipt)
    assert {(row.conversation_id, row.reply) for row in _rows(store, table_of(Receipt))} == {(None, None)}
    assert "Which language" in patient.says("4 March 1990")


def test_a_released_number_with_patients_leaves_their_records_and_does_not_find_them(
    handed_in: UUID, patient: Patient, store: Store, keys: Keys, clock: Clock
):
    clock.moves(minutes=2)
    patient.tells("hello", *FOR_A_CHILD, *NOORS[:2])
    with store.begin() as unit:
        held = conversations.hold(unit.db, conversations.find(unit.db, patient.address) or uuid4())
        assert held
        erasures.release(unit.db, held)
    with store.read() as unit:
        assert conversations.find(unit.db, patient.address) is None
        assert spoken_for(unit, patient.address) == []
        assert unfinished.count(unit.db) == 0
    (row,) = _rows(store, table_of(ConversationRow))
    assert "Noor" not in keys.sealer.open(PROGRESS, row.id, row.progress)
    assert "Which language" in patient.says("1")
    patient.tells("1", "1", "1", *NOORS)
    assert set(patients_in(store)) == {"Maya", "Noor"}
    with store.read() as unit:
        assert [each.name for each in spoken_for(unit, patient.address)] == ["Noor Haddad"]


def test_a_conversation_that_is_gone_cannot_be_held(store: Store):
    with store.begin() as unit:
        assert conversations.hold(unit.db, uuid4()) is None
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM conversations")).scalar_one() == 0
