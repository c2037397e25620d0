"""A link enrols once, in time, and looking at it is not using it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from app.store.model import session_on
from app.store.staff import links, staff
from tests.store.example import EMAIL, LINK_SEED, NOW, digest

if TYPE_CHECKING:
    from app.store import Store

ENDS = NOW + timedelta(hours=72)


@pytest.fixture
def member(store: Store) -> UUID:
    with store.begin() as unit:
        return staff.add(unit.db, EMAIL, "Nkechi Okafor", "clinician", NOW)


def make(store: Store, member: UUID, which: str = "a", created_by: UUID | None = None) -> UUID:
    with store.begin() as unit:
        return links.make(unit.db, member, digest(which), NOW, ENDS, created_by=created_by)


def test_a_link_is_found_as_often_as_it_is_looked_at_and_used_once(store: Store, member: UUID):
    admin = uuid4()
    made = make(store, member, created_by=admin)
    for _ in range(3):
        with store.read() as unit:
            found = links.find(unit.db, digest("a"), NOW)
        assert found is not None
        assert (found.id, found.staff_id, found.created_by) == (made, member, admin)
        assert found.expires_at == ENDS
    with store.begin() as unit:
        assert links.use(unit.db, digest("a"), NOW) is not None
        assert links.use(unit.db, digest("a"), NOW) is None
        assert links.find(unit.db, digest("a"), NOW) is None


def test_openings_are_counted_on_the_row_as_it_is_now_though_the_session_has_read_it_before(
    store: Store, member: UUID
):
    make(store, member)
    with store.begin() as unit:
        read = links.find(unit.db, digest("a"), NOW)
        assert read is not None
        another = session_on(unit.db.connection(), store.keys)
        assert links.note_opening(another, digest("a"), "198.51.100.0/24", NOW)
        assert links.note_opening(unit.db, digest("a"), "203.0.113.0/24", NOW)
    with store.read() as unit:
        found = links.find(unit.db, digest("a"), NOW)
    assert found is not None
    assert found.openings == 2


def test_a_link_is_good_until_it_expires(store: Store, member: UUID):
    make(store, member)
    with store.begin() as unit:
        assert links.find(unit.db, digest("a"), ENDS) is None
        assert links.use(unit.db, digest("a"), ENDS) is None
        assert links.use(unit.db, digest("a"), ENDS - timedelta(seconds=1)) is not None


def test_an_unknown_token_is_no_link(store: Store, member: UUID):
    make(store, member)
    with store.begin() as unit:
        assert links.find(unit.db, digest("b"), NOW) is None
        assert links.use(unit.db, digest("b"), NOW) is None


def test_a_new_link_takes_the_place_of_the_members_unused_one_alone(store: Store, member: UUID):
    with store.begin() as unit:
        other = staff.add(unit.db, "other@x.example", "Other", "reception", NOW)
    make(store, other, "other")
    make(store, member, "a")
    make(store, member, "b")
    with store.read() as unit:
        good = [links.find(unit.db, digest(token), NOW) is not None for token in ("a", "b", "other")]
    assert good == [False, True, True]


def test_a_use_that_is_undone_can_be_made_again(store: Store, member: UUID):
    make(store, member)
    with pytest.raises(RuntimeError, match="refused"), store.begin() as unit:
        links.use(unit.db, digest("a"), NOW)
        raise RuntimeError("the password was refused")
    with store.begin() as unit:
        assert links.use(unit.db, digest("a"), NOW) is not None


def test_only_one_of_eight_that_use_one_link_at_once_does(store: Store, member: UUID):
    make(store, member)

    def use(_: int) -> bool:
        with store.begin() as unit:
            return links.use(unit.db, digest("a"), NOW) is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(8))) == 1


def test_only_one_of_the_links_that_are_made_at_once_is_good(store: Store, member: UUID):
    tokens = [f"link {number}" for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda token: make(store, member, token), tokens))
    with store.read() as unit:
        assert sum(links.find(unit.db, digest(token), NOW) is not None for token in tokens) == 1


def test_a_seed_is_carried_for_one_link_and_for_an_hour(store: Store, member: UUID):
    with store.begin() as unit:
        other = staff.add(unit.db, "other@x.example", "Other", "reception", NOW)
    make(store, member)
    make(store, other, "other")
    with store.read() as unit:
        mine, theirs = links.find(unit.db, digest("a"), NOW), links.find(unit.db, digest("other"), NOW)
        assert mine is not None
        assert theirs is not None
        carried = links.seal_seed(unit.db, mine, LINK_SEED, NOW)
        hour = timedelta(hours=1)
        assert LINK_SEED not in carried
        assert links.open_seed(unit.db, mine, carried, NOW + hour - timedelta(seconds=1)) == LINK_SEED
        assert links.open_seed(unit.db, mine, carried, NOW + hour) is None
        assert links.open_seed(unit.db, theirs, carried, NOW) is None
        assert links.open_seed(unit.db, mine, LINK_SEED, NOW) is None


def test_openings_are_counted_once_a_minute_from_a_network_and_twenty_times_in_all(
    store: Store, member: UUID
):
    make(store, member)

    def opens(network: str, seconds: int) -> bool:
        with store.begin() as unit:
            return links.note_opening(unit.db, digest("a"), network, NOW + timedelta(seconds=seconds))

    assert [opens("198.51.100.1", second) for second in (0, 59, 60)] == [True, False, True]
    assert opens("198.51.100.2", 61)
    assert sum(opens(f"198.51.100.{number}", 62) for number in range(3, 100)) == 17
    with store.read() as unit:
        found = links.find(unit.db, digest("a"), NOW)
    assert found is not None
    assert (found.openings, found.opened_from) == (20, "198.51.100.19")
