"""A link enrols once, in time, and looking at it is not using it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.crypto import Unreadable
from app.store.tables import staff_links
from tests.store.example import EMAIL, LINK_SEED, NOW, digest

if TYPE_CHECKING:
    from app.store import Store

ENDS = NOW + timedelta(hours=72)


@pytest.fixture
def member(store: Store) -> UUID:
    with store.begin() as unit:
        return unit.staff.add(EMAIL, "Nkechi Okafor", "clinician", NOW)


def make(store: Store, member: UUID, which: str = "a", created_by: UUID | None = None) -> UUID:
    with store.begin() as unit:
        return unit.links.make(member, digest(which), LINK_SEED, created_by, NOW, ENDS)


def test_a_link_is_found_as_often_as_it_is_looked_at_and_used_once(store: Store, member: UUID):
    admin = uuid4()
    made = make(store, member, created_by=admin)
    for _ in range(3):
        with store.read() as unit:
            found = unit.links.find(digest("a"), NOW)
        assert found is not None
        assert (found.id, found.staff_id, found.created_by) == (made, member, admin)
        assert (found.expires_at, found.totp) == (ENDS, LINK_SEED)
    with store.begin() as unit:
        assert unit.links.use(digest("a"), NOW) == found
        assert unit.links.use(digest("a"), NOW) is None
        assert unit.links.find(digest("a"), NOW) is None


def test_a_link_is_good_until_it_expires(store: Store, member: UUID):
    make(store, member)
    with store.begin() as unit:
        assert unit.links.find(digest("a"), ENDS) is None
        assert unit.links.use(digest("a"), ENDS) is None
        assert unit.links.use(digest("a"), ENDS - timedelta(seconds=1)) is not None


def test_an_unknown_token_is_no_link(store: Store, member: UUID):
    make(store, member)
    with store.begin() as unit:
        assert unit.links.find(digest("b"), NOW) is None
        assert unit.links.use(digest("b"), NOW) is None


def test_a_new_link_takes_the_place_of_the_members_unused_one_alone(store: Store, member: UUID):
    with store.begin() as unit:
        other = unit.staff.add("other@x.example", "Other", "reception", NOW)
    make(store, other, "other")
    make(store, member, "a")
    make(store, member, "b")
    with store.read() as unit:
        good = [unit.links.find(digest(token), NOW) is not None for token in ("a", "b", "other")]
    assert good == [False, True, True]


def test_a_use_that_is_undone_can_be_made_again(store: Store, member: UUID):
    make(store, member)
    with pytest.raises(RuntimeError, match="refused"), store.begin() as unit:
        unit.links.use(digest("a"), NOW)
        raise RuntimeError("the password was refused")
    with store.begin() as unit:
        assert unit.links.use(digest("a"), NOW) is not None


def test_of_eight_that_use_one_link_at_once_one_does(store: Store, member: UUID):
    make(store, member)

    def use(_: int) -> bool:
        with store.begin() as unit:
            return unit.links.use(digest("a"), NOW) is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(8))) == 1


def test_of_links_that_are_made_at_once_one_is_good(store: Store, member: UUID):
    tokens = [f"link {number}" for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda token: make(store, member, token), tokens))
    with store.read() as unit:
        assert sum(unit.links.find(digest(token), NOW) is not None for token in tokens) == 1


def test_a_seed_moved_to_another_link_is_unreadable_and_a_link_printed_shows_none(store: Store, member: UUID):
    with store.begin() as unit:
        other = unit.staff.add("other@x.example", "Other", "reception", NOW)
    mine, theirs = make(store, member), make(store, other, "other")
    with store.read() as unit:
        assert LINK_SEED not in repr(unit.links.find(digest("a"), NOW))
    with store.engine.begin() as connection:
        token = connection.execute(select(staff_links.c.totp).where(staff_links.c.id == theirs)).scalar_one()
        connection.execute(update(staff_links).where(staff_links.c.id == mine).values(totp=token))
    with store.read() as unit:
        found = unit.links.find(digest("a"), NOW)
    assert found is not None
    assert isinstance(found.totp, Unreadable)
