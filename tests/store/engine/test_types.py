"""A moment and a text mean the same on both engines, or are refused on both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from app.store.conversations import senders
from app.store.messages import deliveries, receipts
from app.store.patients import patients
from app.store.trail import audit
from app.store.work import refusals
from tests.databases import on_each_engine
from tests.store.example import ADDRESS, NOW, digest
from tests.trail import event as trail_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store, Transaction

NAIVE = NOW.replace(tzinfo=None)

WITHOUT_A_ZONE: dict[str, Callable[[Transaction], object]] = {
    "audit": lambda unit: audit.record(unit.db, "anteroom", trail_event("looked"), at=NAIVE),
    "claim": lambda unit: receipts.claim(unit.db, "SM1", digest("SM1"), "text", NAIVE),
    "conversation": lambda unit: senders.lock(unit.db, ADDRESS, None, NAIVE),
    "delivery": lambda unit: deliveries.advance(unit.db, "SM1", uuid4(), "sent", None, NAIVE),
    "page": lambda unit: patients.page(unit.db, 10, (NAIVE, uuid4())),
    "patient": lambda unit: patients.create(unit.db, uuid4(), None, "en", {}, False, NAIVE),
    "refusal": lambda unit: refusals.add(unit.db, NAIVE, "too_large", "other"),
}


@pytest.mark.parametrize("use", WITHOUT_A_ZONE.values(), ids=WITHOUT_A_ZONE.keys())
@on_each_engine
def test_a_moment_without_a_zone_is_refused_and_nothing_is_stored(
    store: Store, use: Callable[[Transaction], object]
):
    with pytest.raises(ValueError, match="a moment needs its time zone") as refused, store.begin() as unit:
        audit.record(unit.db, "anteroom", trail_event("began"), at=NOW)
        use(unit)
    assert refused.value.__context__ is None
    with store.read() as unit:
        assert audit.latest(unit.db, 1) == []


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        datetime(2026, 3, 29, 1, 30, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2099, 12, 31, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-11))),
    ],
)
@on_each_engine
def test_a_moment_comes_back_the_same_in_utc(store: Store, moment: datetime):
    with store.begin() as unit:
        audit.record(unit.db, "anteroom", trail_event("looked"), at=moment)
    with store.read() as unit:
        [event] = audit.latest(unit.db, 1)
    assert event.at == moment
    assert event.at.tzinfo is UTC


def test_moments_of_different_zones_are_in_the_order_of_time(store: Store):
    with store.begin() as unit:
        for hours in (-11, 0, 14):
            here = timezone(timedelta(hours=hours))
            moment = (NOW + timedelta(minutes=hours)).astimezone(here)
            patients.create(unit.db, uuid4(), None, "en", {"name": str(hours)}, False, moment)
    with store.read() as unit:
        assert [patient.name for patient in patients.page(unit.db, 10)] == ["14", "0", "-11"]


def test_a_text_too_long_for_its_column_is_refused_on_both_engines(store: Store):
    with store.begin() as unit:
        audit.record(unit.db, "a" * 64, trail_event("looked"), at=NOW)
    with pytest.raises(ValueError, match="at most 64 characters"), store.begin() as unit:
        audit.record(unit.db, "a" * 65, trail_event("looked"), at=NOW)
