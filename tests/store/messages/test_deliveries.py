"""Delivery statuses come in any order, repeat, and move one way only."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.store.conversations import senders
from app.store.messages import deliveries
from app.store.messages.deliveries import Delivery
from tests.store.example import ADDRESS, NOW

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Store

LADDER = deliveries.STATUSES
TERMINAL = {"failed", "undelivered", "canceled"}


@pytest.fixture
def conversation(store: Store) -> UUID:
    with store.begin() as unit:
        return senders.lock(unit.db, ADDRESS, None, NOW).id


@given(
    st.permutations(sorted(LADDER)).flatmap(
        lambda order: st.lists(st.sampled_from(order), max_size=4).map(lambda again: [*order, *again])
    )
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_statuses_come_they_only_move_up_and_stop_at_a_terminal_one(
    store: Store, conversation: UUID, order: list[str]
):
    sid = uuid4().hex
    kept: list[str] = []
    with store.begin() as unit:
        for status in order:
            moved = deliveries.advance(unit.db, sid, conversation, status, None, NOW)
            stored = unit.db.execute(select(Delivery.status).where(Delivery.message_sid == sid)).scalar_one()
            assert moved == (not kept or stored != kept[-1])
            assert stored == (status if moved else kept[-1])
            kept.append(stored)
    ranks = [LADDER[status] for status in kept]
    assert ranks == sorted(ranks)
    ended = next((place for place, status in enumerate(kept) if status in TERMINAL), len(kept))
    assert set(kept[ended:]) <= TERMINAL
    assert len(set(kept[ended:])) <= 1
    assert kept[-1] in TERMINAL or kept[-1] == "read"


def test_without_a_failure_the_last_word_is_read(store: Store, conversation: UUID):
    with store.begin() as unit:
        moved = [
            deliveries.advance(unit.db, "SM1", conversation, status, None, NOW)
            for status in ("sent", "queued", "sent", "read", "delivered")
        ]
    assert moved == [True, False, False, True, False]


def test_a_failure_keeps_its_error_code_whatever_is_reported_later(store: Store, conversation: UUID):
    with store.begin() as unit:
        assert deliveries.advance(unit.db, "SM1", conversation, "undelivered", "63016", NOW)
        assert not deliveries.advance(unit.db, "SM1", conversation, "delivered", None, NOW)
    with store.engine.begin() as connection:
        assert connection.execute(select(Delivery.status, Delivery.error_code)).one() == (
            "undelivered",
            "63016",
        )


def test_a_status_that_twilio_does_not_have_is_refused(store: Store, conversation: UUID):
    with store.begin() as unit, pytest.raises(ValueError, match="not a message status"):
        deliveries.advance(unit.db, "SM1", conversation, "teleported", None, NOW)
    with store.begin() as unit, pytest.raises(ValueError, match="not a message status"):
        deliveries.advance(unit.db, "SM1", conversation, "", None, NOW)
