"""A decision is on record with the text it was about; a refusal too."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.store.columns import CONSENT_SENDER
from app.store.tables import consents
from tests.store.example import ADDRESS, NOW

if TYPE_CHECKING:
    from app.store import Store
    from tests.databases import Keys


@pytest.mark.parametrize("decision", ["given", "refused"])
def test_a_decision_is_kept_with_text_language_time_channel_and_sender(
    store: Store, keys: Keys, decision: Literal["given", "refused"]
):
    patient = uuid4()
    with store.begin() as unit:
        conversation = unit.conversations.lock(ADDRESS, None, NOW)
        consent = unit.consents.record(
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
        assert dict(connection.execute(select(consents)).mappings().one()) == {
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
        conversation = unit.conversations.lock(ADDRESS, None, NOW)
        for minutes, decision in enumerate(("refused", "given")):
            unit.consents.record(
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
        assert [kept.decision for kept in unit.consents.of(patient)] == ["given", "refused"]
        assert unit.consents.of(uuid4()) == []
