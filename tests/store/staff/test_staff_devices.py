"""Known devices: each its member's, at most ten, the one unused for longest goes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.store.staff import devices, staff
from tests.store.example import NOW, digest, enrolled

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Store


@pytest.fixture
def member(store: Store) -> UUID:
    return enrolled(store)


def remember(store: Store, member: UUID, number: int) -> None:
    with store.begin() as unit:
        devices.remember(unit.db, member, digest(f"device {number}"), NOW + timedelta(days=number))


def test_a_device_is_known_for_its_own_member_alone(store: Store, member: UUID):
    remember(store, member, 0)
    other = enrolled(store, "other@x.example")
    with store.begin() as unit:
        assert devices.knows(unit.db, member, digest("device 0"), NOW)
        assert not devices.knows(unit.db, other, digest("device 0"), NOW)
        assert not devices.knows(unit.db, member, digest("device 1"), NOW)
        assert (devices.count(unit.db, member), devices.count(unit.db, other)) == (1, 0)


def test_beyond_ten_the_device_that_was_not_used_for_longest_is_forgotten(store: Store, member: UUID):
    for number in range(10):
        remember(store, member, number)
    with store.begin() as unit:
        assert devices.used(unit.db, member, digest("device 0"), NOW + timedelta(days=10))
    remember(store, member, 11)
    with store.begin() as unit:
        assert devices.count(unit.db, member) == 10
        known = [devices.knows(unit.db, member, digest(f"device {number}"), NOW) for number in (0, 1, 2, 11)]
    assert known == [True, False, True, True]


def test_forgotten_devices_are_the_members_alone(store: Store, member: UUID):
    other = enrolled(store, "other@x.example")
    remember(store, member, 0)
    remember(store, member, 1)
    remember(store, other, 2)
    with store.begin() as unit:
        assert devices.forget_all(unit.db, member) == 2
        assert not devices.knows(unit.db, member, digest("device 0"), NOW)
        assert devices.knows(unit.db, other, digest("device 2"), NOW)


def test_devices_that_come_at_once_are_ten_at_most(store: Store, member: UUID):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: remember(store, member, number), range(40)))
    with store.read() as unit:
        assert devices.count(unit.db, member) == 10


def test_devices_that_are_forgotten_while_one_is_used_do_not_fail_the_sign_in(store: Store, member: UUID):
    remember(store, member, 0)

    def sign_in() -> bool:
        with store.begin() as unit:
            assert staff.lock(unit.db, member)
            return devices.used(unit.db, member, digest("device 0"), NOW + timedelta(minutes=1))

    with ThreadPoolExecutor(1) as pool:
        with store.begin() as unit:
            assert devices.forget_all(unit.db, member) == 1
            signing_in = pool.submit(sign_in)
            with pytest.raises(TimeoutError):  # it waits for this transaction
                signing_in.result(timeout=0.5)
        assert not signing_in.result(timeout=30)
