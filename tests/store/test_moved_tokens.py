"""Without a key, a value can be made unreadable, but never be made another (T43)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import select, update

from app.crypto import Unreadable
from app.store.conversations import conversations, senders
from app.store.conversations.conversations import ConversationRow
from app.store.messages import receipts
from app.store.messages.receipts import Receipt, Repeat
from app.store.model import table_of
from app.store.patients import patient_notes, patients
from app.store.patients.patient import Patient, dump_others
from app.store.patients.patient import patients as records
from app.store.tables import metadata
from tests.store.example import (
    ADDRESS,
    ANSWERS,
    NOTE,
    NOW,
    PROGRESS,
    REPLY,
    claimed,
    digest,
    enrolled,
    noted,
    written,
)

if TYPE_CHECKING:
    from app.store import Store

EVERY = ("name", "birth_date", "address", "medical_history", "medications", "extra")


def two_patients(store: Store) -> tuple[UUID, UUID]:
    ids = uuid4(), uuid4()
    with store.begin() as unit:
        for patient in ids:
            patients.create(unit.db, patient, None, "en", ANSWERS, False, NOW)
    return ids


def swap(store: Store, one: UUID, other: UUID, column: str) -> None:
    with store.engine.begin() as connection:
        tokens = {row.id: row[1] for row in connection.execute(select(records.c.id, records.c[column])).all()}
        for here, there in ((one, other), (other, one)):
            connection.execute(update(records).where(records.c.id == here).values({column: tokens[there]}))


def test_tokens_exchanged_between_two_patients_are_unreadable_on_the_page_of_either(store: Store):
    for column in EVERY:
        one, other = two_patients(store)
        swap(store, one, other, column)
        with store.read() as unit:
            for patient in (patients.get(unit.db, one), patients.get(unit.db, other)):
                assert_only_unreadable(patient, column)


def test_tokens_exchanged_between_two_patients_are_unreadable_in_a_list(store: Store):
    one, other = two_patients(store)
    for column in EVERY:
        swap(store, one, other, column)
        with store.read() as unit:
            for patient in patients.page(unit.db, 10, columns=EVERY):
                assert_only_unreadable(patient, column)
        swap(store, one, other, column)


def assert_only_unreadable(patient: Patient | None, column: str) -> None:
    assert patient is not None
    for name in EVERY:
        value = getattr(patient, name)
        if name == column:
            assert isinstance(value, Unreadable)
            assert (str(value.column), value.row) == (f"patients.{column}", patient.id)
        else:
            assert value == (
                dump_others({"allergies": ANSWERS["allergies"]}) if name == "extra" else ANSWERS[name]
            )


def test_a_token_moved_to_another_column_of_its_own_row_is_unreadable(store: Store):
    patient, _ = two_patients(store)
    with store.engine.begin() as connection:
        connection.execute(update(records).values(address=records.c.name))
    with store.read() as unit:
        found = patients.get(unit.db, patient)
        listed = patients.page(unit.db, 10, columns=("address",))
    assert found is not None
    assert isinstance(found.address, Unreadable)
    assert all(isinstance(each.address, Unreadable) for each in listed)


def test_a_draft_moved_to_another_conversation_is_unreadable_and_its_token_is_kept_for_the_trail(
    store: Store,
):
    with store.begin() as unit:
        mine = senders.lock(unit.db, ADDRESS, None, NOW)
        theirs = senders.lock(unit.db, "whatsapp:+15005550007", None, NOW)
        conversations.save(unit.db, theirs.id, PROGRESS, "name", "en", False, NOW)
    with store.engine.begin() as connection:
        token = connection.execute(
            select(table_of(ConversationRow).c.progress).where(ConversationRow.id == theirs.id)
        ).scalar_one()
        connection.execute(
            update(ConversationRow).where(ConversationRow.id == mine.id).values(progress=token)
        )
    with store.begin() as unit:
        found = senders.lock(unit.db, ADDRESS, None, NOW)
    assert (found.id, found.progress, found.unreadable, found.sealed_progress) == (
        mine.id,
        None,
        True,
        token,
    )


def test_a_reply_moved_to_another_message_is_not_repeated(store: Store):
    ids = written(store)
    with store.begin() as unit:
        receipt = claimed(unit, "SM9")
        receipts.answer(unit.db, receipt, ids.conversation, "another's reply")
    with store.engine.begin() as connection:
        token = connection.execute(
            select(table_of(Receipt).c.reply).where(Receipt.message_sid == "SM9")
        ).scalar_one()
        connection.execute(update(Receipt).where(Receipt.message_sid == "SM1").values(reply=token))
    with store.begin() as unit:
        repeat = receipts.claim(unit.db, "SM1", digest("SM1"), "text", NOW)
    assert isinstance(repeat, Repeat)
    assert isinstance(repeat.reply, Unreadable)


def test_a_note_moved_to_another_patient_is_unreadable(store: Store):
    one, other = two_patients(store)
    member = enrolled(store)
    with store.begin() as unit:
        noted(unit, one, member, NOTE, NOW)
        moved_to = noted(unit, other, member, "another's note", NOW)
    table = metadata.tables["patient_notes"]
    with store.engine.begin() as connection:
        token = connection.execute(select(table.c.text).where(table.c.patient_id == one)).scalar_one()
        connection.execute(update(table).where(table.c.id == moved_to).values(text=token))
    with store.read() as unit:
        [moved], [own] = patient_notes.of(unit.db, other), patient_notes.of(unit.db, one)
    assert isinstance(moved.text, Unreadable)
    assert (str(moved.text.column), moved.text.row) == ("patient_notes.text", moved_to)
    assert own.text == NOTE


def test_a_value_printed_shows_nothing_that_was_said(store: Store):
    ids = written(store)
    with store.begin() as unit:
        shown = [
            repr(patients.get(unit.db, ids.patient)),
            repr(patient_notes.of(unit.db, ids.patient)),
            repr(senders.lock(unit.db, ADDRESS, None, NOW)),
            repr(receipts.claim(unit.db, "SM1", digest("SM1"), "text", NOW)),
        ]
    spoken = (*ANSWERS.values(), REPLY, PROGRESS, ADDRESS, NOTE)
    assert not any(said in text for said in spoken for text in shown)
