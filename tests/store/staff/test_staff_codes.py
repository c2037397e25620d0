"""A code signs in once: TOTP steps only go up, and recovery codes are used up.

Also in a race.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from app.store.staff import staff
from tests.databases import on_each_engine
from tests.store.example import digest, enrolled
from tests.store.two_processes import meet

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from app.store import Store
    from tests.databases import Keys
    from tests.store.two_processes import TwoProcesses


def spend(store: Store, member: UUID, step: int) -> bool:
    with store.begin() as unit:
        return staff.spend_step(unit.db, member, step)


def burn(store: Store, member: UUID, code: str) -> bool:
    with store.begin() as unit:
        return staff.spend_recovery(unit.db, member, digest(code))


def left(store: Store, member: UUID) -> int:
    with store.read() as unit:
        found = staff.get(unit.db, member)
    assert found is not None
    return found.recovery_left


def test_a_step_is_spent_once_and_none_before_it_after_it(store: Store):
    member = enrolled(store)
    assert [spend(store, member, step) for step in (101, 101, 102, 101, 102, 103)] == [
        True,
        False,
        True,
        False,
        False,
        True,
    ]


def test_the_step_that_enrolled_signs_nobody_in(store: Store):
    assert not spend(store, enrolled(store), 100)


def test_a_step_of_another_member_is_not_touched(store: Store):
    one, other = enrolled(store), enrolled(store, "other@x.example")
    assert spend(store, one, 101)
    assert spend(store, other, 101)


def test_a_recovery_code_is_spent_once_and_only_by_its_member(store: Store):
    one, other = enrolled(store), enrolled(store, "other@x.example")
    assert not burn(store, one, "never issued")
    assert [burn(store, one, "first"), burn(store, one, "first")] == [True, False]
    assert burn(store, other, "first")
    assert left(store, one) == 1


def test_new_recovery_codes_kill_the_old(store: Store):
    member = enrolled(store)
    burn(store, member, "first")
    with store.begin() as unit:
        staff.replace_recovery(unit.db, member, b"n" * 16, [digest("third")])
        found = staff.get(unit.db, member)
    assert found
    assert found.recovery_salt == b"n" * 16
    assert [burn(store, member, code) for code in ("first", "second", "third")] == [False, False, True]


@pytest.mark.parametrize(
    "once",
    [lambda store, member: spend(store, member, 101), lambda store, member: burn(store, member, "first")],
)
@on_each_engine
def test_only_one_of_eight_that_spend_one_code_at_once_does(
    store: Store, once: Callable[[Store, UUID], bool]
):
    member = enrolled(store)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: once(store, member), range(8))) == 1


def test_two_new_sets_of_recovery_codes_at_once_leave_one_set(store: Store):
    member = enrolled(store)

    def replace(who: int) -> None:
        with store.begin() as unit:
            staff.replace_recovery(
                unit.db, member, bytes([who]) * 16, [digest(f"{who} {n}") for n in range(10)]
            )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(replace, range(20)))
    assert left(store, member) == 10
    with store.begin() as unit:
        found = staff.get(unit.db, member)
    assert found
    assert found.recovery_salt
    assert burn(store, member, f"{found.recovery_salt[0]} 0")


def spend_all(who: int, url: str, keys: Keys, member: UUID) -> list[bool]:
    """Return for each of a hundred steps whether this process spent it.

    After each it tries the one before again.
    """
    store = keys.store(url)
    store.prove_keys()
    spent = []
    for step in range(101, 201):
        meet()
        spent.append(spend(store, member, step))
        assert not spend(store, member, step - 1)
    store.close()
    return spent


def test_only_one_of_two_processes_that_race_a_hundred_times_with_one_code_spends_it(
    two_processes: TwoProcesses, store: Store, database_url: str, keys: Keys
):
    member = enrolled(store)
    first, second = two_processes.run(spend_all, database_url, keys, member)
    assert all(one != other for one, other in zip(first, second, strict=True))
