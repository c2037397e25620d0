"""A decision is on record with the text it was about; a refusal too."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.store.conversations import consents, senders
from app.store.conversations.consents import CONSENT_SENDER, Consent, ConsentText, digest_of
from app.store.model import table_of
from tests.store.example import ADDRESS, NOW

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Store, Transaction
    from tests.databases import Keys


@pytest.mark.parametrize("decision", ["given", "refused"])
def test_a_decision_is_kept_with_text_language_time_channel_and_sender(
    store: Store, keys: Keys, decision: Literal["given", "refused"]
):
    patient = uuid4()
    with store.begin() as unit:
        conversation = senders.lock(unit.db, ADDRESS, None, NOW)
        consent = consents.record(
            unit.db,
            conversation_id=conversation.id,
            patient_id=patient,
            decision=decision,
            version="2026-11",
            language="es",
            text_hash="ab" * 32,
            message_sid="SM1",
            channel="whatsapp",
            sender=ADDRESS,
            now=NOW,
            on_behalf=True,
        )
    with store.engine.begin() as connection:
        assert dict(connection.execute(select(table_of(Consent))).mappings().one()) == {
            "id": consent,
            "conversation_id": conversation.id,
            "patient_id": patient,
            "decision": decision,
            "version": "2026-11",
            "language": "es",
            "text_hash": "ab" * 32,
            "message_sid": "SM1",
            "channel": "whatsapp",
            "sender_index": keys.index.of(CONSENT_SENDER, ADDRESS),
            "on_behalf": True,
            "decided_at": NOW,
        }


def test_the_decisions_about_a_patient_come_back_newest_first(store: Store):
    patient = uuid4()
    with store.begin() as unit:
        conversation = senders.lock(unit.db, ADDRESS, None, NOW)
        for minutes, decision in enumerate(("refused", "given")):
            consents.record(
                unit.db,
                conversation_id=conversation.id,
                patient_id=patient,
                decision=decision,  # type: ignore[arg-type]
                version="1",
                language="en",
                text_hash="ab" * 32,
                message_sid=f"SM{minutes}",
                channel="whatsapp",
                sender=ADDRESS,
                now=NOW + timedelta(minutes=minutes),
            )
        assert [kept.decision for kept in consents.of(unit.db, patient)] == ["given", "refused"]
        assert consents.of(unit.db, uuid4()) == []


def agreed(unit: Transaction, patient: UUID, text: str | None, text_hash: str) -> None:
    conversation = senders.lock(unit.db, ADDRESS, None, NOW)
    consents.record(
        unit.db, conversation_id=conversation.id, patient_id=patient, decision="given", version="1", language="en",
        text_hash=text_hash, text=text, message_sid="SM1", channel="whatsapp", sender=ADDRESS, now=NOW,
    )  # fmt: skip


def test_a_text_is_kept_once_however_many_agree_to_it(store: Store):
    patients, text = [uuid4() for _ in range(3)], "Your privacy: brænd {alt}."
    digest = digest_of(text)
    with store.begin() as unit:
        for patient in patients:
            agreed(unit, patient, text, digest)
    with store.begin() as unit:
        agreed(unit, patients[0], text, digest)
    with store.read() as unit:
        assert [kept.text for patient in patients for kept in consents.of(unit.db, patient)] == [text] * 4
    with store.engine.connect() as connection:
        assert connection.execute(select(table_of(ConsentText))).all() == [(digest, text)]


def test_a_consent_from_before_texts_were_kept_has_none(store: Store):
    patient = uuid4()
    with store.begin() as unit:
        agreed(unit, patient, None, "ab" * 32)
        (kept,) = consents.of(unit.db, patient)
    assert kept.text is None
    assert kept.text_hash == "ab" * 32


def test_a_text_that_was_changed_in_the_database_is_not_what_was_agreed_to(store: Store):
    patient, text = uuid4(), "We keep your answers for a year."
    with store.begin() as unit:
        agreed(unit, patient, text, digest_of(text))
    with store.engine.begin() as connection:
        connection.execute(update(ConsentText).values(text="We sell your answers."))
    with store.read() as unit:
        assert [kept.text for kept in consents.of(unit.db, patient)] == [None]
