"""A flood of refusals is counted in a few rows, and told of once a minute."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.store.tables import metadata
from app.store.work import refusals
from tests.store.example import NOW

if TYPE_CHECKING:
    from app.store import Store

refused = metadata.tables["refusals"]

NETWORK = "203.0.113.0/24"


def add(
    store: Store, count: int = 1, reason: str = "bad_signature", network: str = NETWORK, seconds: float = 0
) -> bool:
    with store.begin() as unit:
        return refusals.add(unit.db, NOW + timedelta(seconds=seconds), reason, network, count)


def test_only_the_first_count_of_a_minute_reason_and_network_is_the_first(store: Store):
    assert [add(store, 7), add(store, 7), add(store, 1)] == [True, False, False]
    assert add(store, reason="too_large")
    assert add(store, network="2001:db8::/48")
    assert add(store, seconds=60)
    assert not add(store, seconds=30)


def test_counts_add_up_within_the_minute(store: Store):
    for count in (3, 4):
        add(store, count)
    with store.engine.begin() as connection:
        row = connection.execute(select(refused)).one()
    assert row == (NOW.replace(second=0, microsecond=0), "bad_signature", NETWORK, 7)


def test_one_of_many_at_once_is_the_first_and_none_is_lost(store: Store):
    store.prove_keys()
    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(lambda _: add(store, 2), range(40)))
    with store.engine.begin() as connection:
        assert connection.execute(select(refused.c.count)).scalar_one() == 80
    assert sum(first) == 1


@pytest.mark.parametrize("count", [0, -1])
def test_there_is_nothing_to_count_below_one(store: Store, count: int):
    with pytest.raises(ValueError, match="nothing to count"):
        add(store, count)
