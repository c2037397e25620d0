"""Somebody who can write the database, and has no key, signs in as nobody and is found out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, update

from app.guard.tokens import new_token
from app.staff.enrolment import make_link
from app.store.tables import staff, staff_devices, staff_links, staff_sessions
from tests.staff_people import HOST, Browser, Colleague

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Executable, Row

    from app.services import Services
    from app.store import Store
    from tests.databases import Keys, OpenStore
    from tests.people import Clock


class Hand:
    """Writes plain SQL into the database, without any key."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    def writes(self, statement: Executable, *rows: dict[str, Any]) -> None:
        with self._engine.begin() as connection:
            connection.execute(statement, list(rows) or None)

    def reads(self, table: Any, **where: Any) -> Row[Any]:
        wanted = select(table).where(*(table.c[name] == value for name, value in where.items()))
        with self._engine.connect() as connection:
            return connection.execute(wanted).one()


@pytest.fixture
def hand(store: Store) -> Hand:
    return Hand(store)


def with_cookie(app: Flask, token: str) -> Browser:
    browser = Browser(app)
    browser.client.set_cookie("__Host-session", token, domain="intake.example.org", secure=True)
    return browser


def is_out(browser: Browser, page: str = "/patients") -> bool:
    answer = browser.get(page)
    return answer.status_code == 303 and answer.location.startswith("/login")


def test_a_session_that_was_inserted_opens_nothing(
    app: Flask, hand: Hand, clock: Clock, nurse: Colleague
) -> None:
    token = new_token()
    member = hand.reads(staff, email=nurse.email)
    row = {
        "id": uuid4(),
        "token_hash": hashlib.sha256(token.encode()).digest(),
        "staff_id": member.id,
        "created_at": clock(),
        "last_seen_at": clock(),
        "ends_at": clock() + timedelta(hours=12),
        "confirmed_at": clock(),
        "device": "A browser",
        "network": "203.0.113.9",
    }
    row |= {column.name: b"\0" * 32 for column in staff_sessions.c if column.name == "mac"}

    hand.writes(insert(staff_sessions), row)

    assert is_out(with_cookie(app, token))


def test_a_session_moved_to_an_admin_opens_nothing_and_the_trail_tells(
    app: Flask, store: Store, hand: Hand, nurse: Colleague, admin: Colleague
) -> None:
    nurse.signs_in()
    victim = hand.reads(staff, email=admin.email).id
    hand.writes(update(staff_sessions).values(staff_id=victim))

    assert is_out(nurse.browser)
    assert is_out(nurse.browser, "/account"), "the row is gone"
    with store.read() as unit:
        told = [event for event in unit.audit.latest(20) if event.action == "door.forged"]
    assert [(event.subject_id, event.details) for event in told] == [(victim, {"table": "staff_sessions"})]


def test_a_token_copied_to_the_row_of_an_admin_opens_nothing(
    hand: Hand, nurse: Colleague, admin: Colleague
) -> None:
    nurse.signs_in()
    admin.signs_in()
    own = hand.reads(staff_sessions, staff_id=hand.reads(staff, email=nurse.email).id)
    hand.writes(delete(staff_sessions).where(staff_sessions.c.id == own.id))
    hand.writes(update(staff_sessions).values(token_hash=own.token_hash))

    assert is_out(nurse.browser)


@pytest.mark.parametrize("column", ["confirmed_at", "ends_at", "last_seen_at", "names_shown_until"])
def test_a_session_prolonged_or_confirmed_by_hand_opens_nothing(
    hand: Hand, clock: Clock, nurse: Colleague, column: str
) -> None:
    nurse.signs_in()
    clock.moves(minutes=4)
    hand.writes(update(staff_sessions).values({column: clock.now + timedelta(minutes=1)}))

    assert is_out(nurse.browser)


def test_a_role_put_back_does_not_bring_a_session_under_it(hand: Hand, nurse: Colleague) -> None:
    nurse.signs_in()
    hand.writes(update(staff).where(staff.c.email == nurse.email).values(role="admin"))

    assert is_out(nurse.browser)


def a_link(services: Services, email: str, role: str = "reception") -> str:
    with services.store.begin() as unit:
        staff_id = unit.staff.add(email, "Ines", role, services.clock())
        return make_link(services, unit, staff_id, None).removeprefix(HOST)


def test_a_link_that_was_inserted_or_moved_opens_nothing(
    app: Flask, services: Services, hand: Hand, admin: Colleague, clock: Clock
) -> None:
    path, token = a_link(services, "ines@larkfield.example"), new_token()
    victim = hand.reads(staff, email=admin.email).id
    row = dict(hand.reads(staff_links, used_at=None)._mapping) | {
        "id": uuid4(),
        "token_hash": hashlib.sha256(token.encode()).digest(),
        "staff_id": victim,
    }
    hand.writes(insert(staff_links), row)

    assert Browser(app).get(f"/enrol/{token}").status_code == 404

    hand.writes(update(staff_links).where(staff_links.c.id != row["id"]).values(staff_id=victim))

    assert Browser(app).get(path).status_code == 404
    with services.store.read() as unit:
        assert [event.action for event in unit.audit.latest(1)] == ["door.forged"]


def test_a_link_that_is_over_cannot_be_prolonged_by_hand(
    app: Flask, services: Services, hand: Hand, clock: Clock
) -> None:
    path = a_link(services, "ines@larkfield.example")
    clock.moves(hours=73)
    hand.writes(update(staff_links).values(expires_at=clock() + timedelta(hours=1)))

    assert Browser(app).get(path).status_code == 404


def test_a_computer_that_was_inserted_or_moved_is_not_known(
    services: Services, hand: Hand, nurse: Colleague, admin: Colleague, clock: Clock
) -> None:
    nurse.signs_in()
    admin.signs_in()
    victim, own = hand.reads(staff, email=admin.email).id, nurse.browser.cookie("__Host-device")
    assert own
    digest, token = hashlib.sha256(own.encode()).digest(), new_token()
    row = hand.reads(staff_devices, staff_id=hand.reads(staff, email=nurse.email).id)
    forged = dict(row._mapping) | {"id": uuid4(), "token_hash": hashlib.sha256(token.encode()).digest()}
    hand.writes(insert(staff_devices), forged)
    hand.writes(update(staff_devices).where(staff_devices.c.id == row.id).values(staff_id=victim))

    with services.store.read() as unit:
        assert not unit.devices.knows(victim, digest, clock())
        assert not unit.devices.knows(row.staff_id, hashlib.sha256(token.encode()).digest(), clock())


def test_what_is_under_an_older_secret_counts_and_what_is_under_none_does_not(
    store: Store, keys: Keys, open_store: OpenStore, database_url: str, nurse: Colleague, clock: Clock
) -> None:
    nurse.signs_in()
    token = nurse.browser.cookie("__Host-session")
    assert token
    digest, idle = hashlib.sha256(token.encode()).digest(), timedelta(minutes=15)
    both = open_store(database_url, replace(keys, secrets=("a newer secret", *keys.secrets)))
    newest = open_store(database_url, replace(keys, secrets=("a newer secret",)))

    with newest.read() as unit:
        assert unit.sessions.find(digest, clock(), idle) is None
        assert list(unit.sessions.forged())
    clock.moves(minutes=1)
    with both.begin() as unit:
        assert unit.sessions.seen(digest, clock(), idle) is not None
    with newest.read() as unit:
        assert unit.sessions.find(digest, clock(), idle) is not None, "it is under the newest now"
        assert not list(unit.sessions.forged())
