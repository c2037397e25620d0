"""Where a conversation came by is kept in order, and says no word of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from app.store.conversations import conversation_steps, senders
from tests.store.example import ADDRESS, NOW

if TYPE_CHECKING:
    from app.store import Store


@pytest.fixture
def conversation(store: Store) -> UUID:
    with store.begin() as unit:
        return senders.lock(unit.db, ADDRESS, None, NOW).id


def test_steps_come_back_oldest_first_even_of_one_moment(store: Store, conversation: UUID):
    patient = uuid4()
    with store.begin() as unit:
        for number in range(30):
            conversation_steps.record(unit.db, conversation, patient, f"step {number}", None, NOW)
        conversation_steps.record(unit.db, conversation, None, "last", "sure", NOW + timedelta(minutes=1))
    with store.read() as unit:
        found = conversation_steps.of(unit.db, conversation)
    assert [step.step for step in found] == [*(f"step {number}" for number in range(30)), "last"]
    assert [(step.aside, step.patient_id, step.at) for step in (found[0], found[-1])] == [
        (None, patient, NOW),
        ("sure", None, NOW + timedelta(minutes=1)),
    ]


def test_the_latest_steps_of_a_long_conversation_are_told(store: Store, conversation: UUID):
    with store.begin() as unit:
        for number in range(6):
            conversation_steps.record(
                unit.db, conversation, None, f"{number}", None, NOW + timedelta(minutes=number)
            )
    with store.read() as unit:
        assert [step.step for step in conversation_steps.of(unit.db, conversation, limit=3)] == [
            "3",
            "4",
            "5",
        ]
        assert conversation_steps.of(unit.db, uuid4()) == []
