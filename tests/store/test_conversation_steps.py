"""Where a conversation came by is kept in order, and says no word of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from app.store import Step
from tests.store.example import ADDRESS, NOW

if TYPE_CHECKING:
    from app.store import Store


@pytest.fixture
def conversation(store: Store) -> UUID:
    with store.begin() as unit:
        return unit.conversations.lock(ADDRESS, None, NOW).id


def test_steps_come_back_oldest_first_even_of_one_moment(store: Store, conversation: UUID):
    patient = uuid4()
    with store.begin() as unit:
        for number in range(30):
            unit.steps.record(conversation, patient, f"step {number}", None, NOW)
        unit.steps.record(conversation, None, "last", "sure", NOW + timedelta(minutes=1))
    with store.read() as unit:
        found = unit.steps.of(conversation)
    assert [step.step for step in found] == [*(f"step {number}" for number in range(30)), "last"]
    assert found[0] == Step("step 0", None, patient, NOW)
    assert found[-1] == Step("last", "sure", None, NOW + timedelta(minutes=1))


def test_the_latest_steps_of_a_long_conversation_are_told(store: Store, conversation: UUID):
    with store.begin() as unit:
        for number in range(6):
            unit.steps.record(conversation, None, f"{number}", None, NOW + timedelta(minutes=number))
    with store.read() as unit:
        assert [step.step for step in unit.steps.of(conversation, limit=3)] == ["3", "4", "5"]
        assert unit.steps.of(uuid4()) == []
