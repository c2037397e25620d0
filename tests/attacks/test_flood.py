"""What a stranger can pour in: the trail takes little of it, however much there is, and patients keep their room."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

import app
from app.observe.refusals import RefusalCounter
from app.store.engine.room import Room
from app.store.tables import metadata
from app.store.trail import audit
from app.store.work import refusals
from app.store.work.refusals import KINDS, LINE_BYTES, WEBHOOK, Refusal
from tests.databases import on_each_engine
from tests.people import message_fields
from tests.staff_people import Browser
from tests.store_queries import member_of

if TYPE_CHECKING:
    from app.store import Store

audit_events = metadata.tables["audit_events"]

limit_hits = metadata.tables["limit_hits"]
refused = metadata.tables["refusals"]

FORM = {"password": "a guess at the password", "code": "123456"}
MOST_A_DAY = 10_000_000  # bytes


def rows(store: Store, table, **wanted: str) -> int:
    """How many rows a table has."""
    counted = select(func.count()).select_from(table).filter_by(**wanted)
    with store.engine.connect() as connection:
        return connection.execute(counted).scalar_one()


def lines(store: Store) -> int:
    """How many lines strangers have left in the trail."""
    return rows(store, audit_events, actor="internet")


def from_one_64(number: int) -> str:
    return f"2001:db8:1:2::{number + 1:x}"


def from_one_48(number: int) -> str:
    return f"2001:db8:1:{number:x}::1"


def from_many_networks(number: int) -> str:
    return f"{11 + number % 200}.{number // 200}.7.9"


@pytest.fixture
def tries(app):
    """A function that tries to sign in from many addresses with one form, and returns the statuses."""
    stranger = Browser(app)
    token = stranger.token("/login")

    def attack(address_of, email_of, many: int) -> list[int]:
        statuses = []
        for number in range(many):
            stranger.address = address_of(number)
            form = {**FORM, "email": email_of(number)}
            statuses.append(stranger.post_with(token, "/login", form).status_code)
        return statuses

    return attack


def anybody(number: int) -> str:
    return f"member{number}@larkfield.example"


def test_forty_tries_from_one_ipv6_network_leave_few_lines_and_patients_are_served(
    tries, store, nurse, twilio
):
    assert set(tries(from_one_64, lambda _: nurse.email, many=40)) == {401, 429}
    assert lines(store) <= 6
    assert rows(store, refused) <= 2
    assert twilio.post(message_fields()).status_code == 200


@pytest.mark.parametrize("address_of", [from_one_48, from_many_networks])
def test_tries_at_many_accounts_from_many_addresses_leave_few_lines(address_of, tries, store):
    tries(address_of, anybody, many=66)
    assert lines(store) <= 61
    assert rows(store, refused) <= 62


def test_a_try_that_is_turned_away_leaves_no_count_of_its_own(tries, store, nurse):
    def somebody_else(number: int) -> str:
        return anybody(number + 100)

    tries(from_many_networks, lambda _: nurse.email, many=12)
    tries(lambda _: from_many_networks(500), anybody, many=12)
    before = rows(store, limit_hits)
    assert set(tries(lambda number: from_many_networks(number + 600), lambda _: nurse.email, many=20)) == {
        429
    }
    assert set(tries(lambda _: from_many_networks(500), somebody_else, many=20)) == {429}
    assert rows(store, limit_hits) == before


@on_each_engine
def test_forgeries_from_many_networks_leave_few_lines_an_hour_whatever_the_number_of_processes(store, clock):
    processes = [RefusalCounter(store, clock) for _ in range(4)]
    for minute in range(6):
        for number in range(40):
            process = processes[number % len(processes)]
            process.note(WEBHOOK, "bad_signature", from_many_networks(minute * 40 + number))
        clock.moves(minutes=1)
    for process in processes:
        process.flush()
    assert lines(store) == WEBHOOK.lines_an_hour + 1
    assert rows(store, refused) <= WEBHOOK.lines_an_hour + 60
    with store.read() as unit:
        assert refusals.counts(unit.db, clock() - timedelta(hours=1)) == {"bad_signature": 240}
        assert audit.latest(unit.db, 1)[0].action == "webhook.counted"


def the_worst_of(kind, number: int, minute, member) -> Refusal:
    """The longest line that a stranger can cause."""
    details = {"network": "2001:db8:1111:2222:3333:4444:5555:6666", "consecutive": 10**9}
    reason, network = "x" * 18, f"2001:db8:{number:x}::/48"
    return Refusal(kind, minute, reason, network, 1, details, member if "failed" in kind.event.code else None)


@on_each_engine
def test_a_day_of_the_worst_leaves_less_than_ten_megabytes_and_patients_keep_their_room(store, clock, nurse):
    with store.read() as unit:
        member = member_of(unit, nurse.email).id
    before, size = Room(store.engine), size_of(store)
    patients_room = before.bytes()
    hour = clock()
    for kind in KINDS:
        for minute in range(60):
            at = hour + timedelta(minutes=minute)
            worst = [the_worst_of(kind, minute * 20 + number, at, member) for number in range(20)]
            with store.begin() as unit:
                refusals.record(unit.db, worst, at)
    store.link_audit()
    written = lines(store)
    assert written == sum(kind.lines_an_hour + 1 for kind in KINDS)
    grown = size_of(store) - size
    assert grown <= written * LINE_BYTES
    assert 24 * grown < MOST_A_DAY
    assert Room(store.engine).bytes() <= patients_room


def size_of(store: Store) -> int:
    asked = (
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if store.engine.dialect.name == "sqlite"
        else "SELECT pg_database_size(current_database())"
    )
    with store.engine.connect() as connection:
        return int(connection.exec_driver_sql(asked).scalar_one())


# Twenty openings of a link that an admin has made; the first opening of a link to the form, and a refusal an hour.
BOUNDED_ELSEWHERE = {"staff/enrolment.py", "form/link.py"}
WORDS_FOR_IT = {"dashboard/audit/page.py"}


def test_whatever_strangers_cause_is_written_where_it_is_counted():
    home = Path(app.__file__).parent
    named = {
        path.relative_to(home).as_posix() for path in home.rglob("*.py") if '"internet"' in path.read_text()
    }
    assert named == {"store/work/refusals.py"} | BOUNDED_ELSEWHERE | WORDS_FOR_IT
