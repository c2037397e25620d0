"""A session ends when it is idle, old or ended, or its member can't sign in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.store.staff import sessions, staff
from app.store.tables import metadata
from tests.store.example import NOW, digest, enrolled

if TYPE_CHECKING:
    from app.store import Store
    from app.store.staff.sessions import StaffSession

staff_sessions = metadata.tables["staff_sessions"]

IDLE = timedelta(minutes=15)
ENDS = NOW + timedelta(hours=12)
SECOND = timedelta(seconds=1)


@pytest.fixture
def member(store: Store) -> UUID:
    return enrolled(store)


def open_one(store: Store, member: UUID, which: str = "a", now: datetime = NOW) -> UUID:
    with store.begin() as unit:
        return sessions.begin(
            unit.db, member, digest(which), now, ENDS, device="Firefox on Linux", network="203.0.113.0/24"
        )


def seen(store: Store, which: str = "a", now: datetime = NOW) -> StaffSession | None:
    with store.begin() as unit:
        return sessions.seen(unit.db, digest(which), now, IDLE)


def last_seen(store: Store) -> datetime:
    with store.engine.begin() as connection:
        moment: datetime = connection.execute(select(staff_sessions.c.last_seen_at)).scalar_one()
    return moment


def test_a_session_comes_back_as_opened_with_its_member_and_without_the_seed(store: Store, member: UUID):
    opened = open_one(store, member)
    found = seen(store)
    assert found is not None
    assert (found.id, found.staff_id, found.created_at, found.last_seen_at) == (opened, member, NOW, NOW)
    assert (found.ends_at, found.confirmed_at) == (ENDS, None)
    assert (found.device, found.network) == ("Firefox on Linux", "203.0.113.0/24")
    assert (found.member.id, found.member.role, found.member.recovery_left) == (member, "clinician", 2)
    with pytest.raises(LookupError):
        _ = found.member.totp


def test_an_unknown_token_is_nobodys(store: Store, member: UUID):
    open_one(store, member)
    assert seen(store, "b") is None


def test_a_member_who_comes_back_in_time_stays_and_an_idle_one_is_out_for_ever(store: Store, member: UUID):
    open_one(store, member)
    almost = NOW + IDLE - SECOND
    assert seen(store, now=almost) is not None
    assert seen(store, now=almost + IDLE - SECOND) is not None
    late = almost + IDLE - SECOND + IDLE
    assert seen(store, now=late) is None
    assert last_seen(store) == late - IDLE


def test_a_session_ends_at_its_end_however_busy(store: Store, member: UUID):
    open_one(store, member)
    now = NOW
    while now < ENDS - IDLE:
        now += IDLE - SECOND
        assert seen(store, now=now) is not None
    assert seen(store, now=ENDS - SECOND) is not None
    assert seen(store, now=ENDS) is None


def test_being_seen_is_written_down_at_most_twice_a_minute(store: Store, member: UUID):
    open_one(store, member)
    found = seen(store, now=NOW + 29 * SECOND)
    assert found is not None
    assert (found.last_seen_at, last_seen(store)) == (NOW, NOW)
    found = seen(store, now=NOW + 30 * SECOND)
    assert found is not None
    assert found.last_seen_at == last_seen(store) == NOW + 30 * SECOND


def test_a_session_is_found_in_a_transaction_that_cannot_write(store: Store, member: UUID):
    open_one(store, member)
    with store.read() as unit:
        found = sessions.find(unit.db, digest("a"), NOW + 30 * SECOND, IDLE)
        assert sessions.find(unit.db, digest("a"), NOW + IDLE, IDLE) is None
    assert found is not None
    assert (found.due(NOW + 29 * SECOND), found.due(NOW + 30 * SECOND)) == (False, True)


def test_a_clock_put_back_neither_ends_a_session_nor_moves_it(store: Store, member: UUID):
    open_one(store, member)
    assert seen(store, now=NOW - timedelta(hours=1)) is not None
    assert last_seen(store) == NOW


def test_a_member_who_is_disabled_or_reset_is_out_at_once(store: Store, member: UUID):
    open_one(store, member)
    with store.begin() as unit:
        staff.disable(unit.db, member, NOW)
    assert seen(store) is None
    assert seen(store, now=NOW + 30 * SECOND) is None
    with store.begin() as unit:
        assert not sessions.rotate(unit.db, digest("a"), digest("b"), NOW, confirmed=True)
        assert sessions.of(unit.db, member, NOW, IDLE) == []
        staff.enable(unit.db, member)
    assert seen(store) is not None
    with store.begin() as unit:
        staff.reset_code(unit.db, member)
    assert seen(store) is None


def test_a_rotated_session_has_its_new_token_alone(store: Store, member: UUID):
    opened = open_one(store, member)
    with store.begin() as unit:
        assert sessions.rotate(unit.db, digest("a"), digest("b"), NOW + SECOND, confirmed=True)
        assert not sessions.rotate(unit.db, digest("a"), digest("c"), NOW + SECOND, confirmed=True)
    assert seen(store, "a") is None
    found = seen(store, "b")
    assert found is not None
    assert (found.id, found.confirmed_at) == (opened, NOW + SECOND)
    with store.begin() as unit:
        assert sessions.rotate(unit.db, digest("b"), digest("c"), NOW + 2 * SECOND, confirmed=False)
        assert not sessions.rotate(unit.db, digest("c"), digest("d"), ENDS, confirmed=True)
    found = seen(store, "c")
    assert found is not None
    assert found.confirmed_at == NOW + SECOND


def test_only_one_of_eight_that_rotate_one_token_at_once_does(store: Store, member: UUID):
    open_one(store, member)

    def rotate(who: int) -> bool:
        with store.begin() as unit:
            return sessions.rotate(unit.db, digest("a"), digest(f"new {who}"), NOW, confirmed=True)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(rotate, range(8))) == 1


def test_an_ended_session_is_gone(store: Store, member: UUID):
    open_one(store, member)
    with store.begin() as unit:
        assert sessions.end(unit.db, digest("a"))
        assert not sessions.end(unit.db, digest("a"))
    assert seen(store) is None


def test_a_member_ends_one_session_of_their_own_and_none_of_anothers(store: Store, member: UUID):
    opened, other = open_one(store, member), enrolled(store, "other@x.example")
    with store.begin() as unit:
        assert not sessions.end_one(unit.db, other, opened)
        assert not sessions.end_one(unit.db, member, uuid4())
        assert sessions.end_one(unit.db, member, opened)
    assert seen(store) is None


def test_all_sessions_of_a_member_end_but_the_one_that_is_kept(store: Store, member: UUID):
    kept = open_one(store, member, "a")
    for token in "bc":
        open_one(store, member, token)
    open_one(store, enrolled(store, "other@x.example"), "other")
    with store.begin() as unit:
        assert sessions.end_all(unit.db, member, but=kept) == 2
    assert [seen(store, token) is not None for token in ("a", "b", "c", "other")] == [
        True,
        False,
        False,
        True,
    ]
    with store.begin() as unit:
        assert sessions.end_all(unit.db, member) == 1
    assert seen(store, "a") is None


def test_a_members_sessions_are_listed_latest_seen_first_and_only_while_alive(store: Store, member: UUID):
    early = open_one(store, member, "early")
    late = open_one(store, member, "late", NOW + SECOND)
    with store.read() as unit:
        assert [each.id for each in sessions.of(unit.db, member, NOW, IDLE)] == [late, early]
        assert [each.id for each in sessions.of(unit.db, member, NOW + IDLE, IDLE)] == [late]
        assert sessions.of(unit.db, uuid4(), NOW, IDLE) == []


def test_a_purge_takes_what_is_over_and_nothing_else(store: Store, member: UUID):
    open_one(store, member, "idle")
    open_one(store, member, "alive", NOW + SECOND)
    with store.begin() as unit:
        assert sessions.purge(unit.db, NOW + IDLE) == 0
        assert sessions.find(unit.db, digest("alive"), NOW + IDLE, IDLE) is not None
        assert sessions.purge(unit.db, ENDS) == 2


def test_a_session_shows_names_until_a_moment_and_for_a_reason_and_hides_them_again(
    store: Store, member: UUID
):
    opened, until = open_one(store, member), NOW + timedelta(seconds=60)
    open_one(store, member, "another")
    with store.begin() as unit:
        sessions.show_names(unit.db, opened, until, "calling_in")
    shown, other = seen(store), seen(store, "another")
    assert shown is not None
    assert other is not None
    assert (shown.names_shown_until, shown.names_shown_why) == (until, "calling_in")
    assert (other.names_shown_until, other.names_shown_why) == (None, None)
    with store.begin() as unit:
        sessions.show_names(unit.db, opened, None, None)
    hidden = seen(store)
    assert hidden is not None
    assert (hidden.names_shown_until, hidden.names_shown_why) == (None, None)


def test_a_session_that_is_ended_while_it_is_seen_stays_ended(store: Store, member: UUID):
    barrier, later = Barrier(2), NOW + 30 * SECOND

    def look() -> None:
        barrier.wait(timeout=30)
        seen(store, now=later)

    def end() -> None:
        barrier.wait(timeout=30)
        with store.begin() as unit:
            assert sessions.end(unit.db, digest("a"))

    with ThreadPoolExecutor(2) as pool:
        for _ in range(20):
            open_one(store, member)
            for each in [pool.submit(look), pool.submit(end)]:
                each.result(timeout=30)
            assert seen(store, now=later) is None


def test_no_session_slips_past_a_change_of_password(store: Store, member: UUID):
    barrier = Barrier(2)

    def sign_in(judged: str) -> None:
        barrier.wait(timeout=30)
        with store.begin() as unit:
            now = staff.lock(unit.db, member)
            assert now is not None
            if now.password_hash == judged:
                sessions.begin(
                    unit.db, member, uuid4().bytes * 2, NOW, ENDS, device="Thief", network="198.51.100.0/24"
                )

    def change(new: str) -> None:
        barrier.wait(timeout=30)
        with store.begin() as unit:
            staff.set_password(unit.db, member, new)
            sessions.end_all(unit.db, member)

    passwords = [f"hash {number}" for number in range(31)]
    with store.begin() as unit:
        staff.set_password(unit.db, member, passwords[0])
    with ThreadPoolExecutor(2) as pool:
        for old, new in pairwise(passwords):
            for each in [pool.submit(sign_in, old), pool.submit(change, new)]:
                each.result(timeout=30)
            with store.read() as unit:
                assert sessions.of(unit.db, member, NOW, IDLE) == []
