"""PostgreSQL fails while a message is taken: it is taken all the same, and once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from psycopg.sql import SQL, Literal
from sqlalchemy import event, text

from app.store import StoreUnavailable, connect
from tests.people import ASKED, message_fields
from tests.server.live_server import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.store import Store, Transaction
    from tests.databases import Postgres
    from tests.people import Patient

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
_NAMED = "Zanthippe Quillfeather"


def receipts(store: Store) -> int:
    with store.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM receipts")).scalar_one())


def role_of_connections(postgres: Postgres, store: Store) -> set[str]:
    found = SQL("SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = {}")
    rows = postgres.owner.execute(found.format(Literal(store.engine.url.database))).fetchall()
    return {row[0] for row in rows}


def test_a_message_whose_connection_is_cut_before_its_commit_is_taken_all_the_same(
    patient: Patient, store: Store, postgres: Postgres
):
    patient.tells("hello", "1", "1")
    before = receipts(store)
    assert role_of_connections(postgres, store) == {"anteroom command"}
    cuts = [
        SQL("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {}").format(
            Literal(store.engine.url.database)
        )
    ] * 2

    @event.listens_for(store.engine, "commit")
    def cut(_connection: object) -> None:
        if cuts:
            postgres.run(cuts.pop())

    answer = patient.twilio.post(message_fields(_NAMED))
    assert not cuts, "twice, and no connection of the pool is left"
    assert (answer.status_code, f"2 of {ASKED}" in answer.text) == (200, True)
    assert receipts(store) == before + 1


def test_a_commit_whose_answer_is_lost_counts_once_and_the_patient_gets_its_reply(
    patient: Patient, store: Store, monkeypatch: pytest.MonkeyPatch
):
    patient.tells("hello", "1", "1")
    before, begin = receipts(store), type(store).begin
    lost = ["unreachable", "57P01"]

    @contextmanager
    def committed_but(self: Store) -> Iterator[Transaction]:
        with begin(self) as unit:
            yield unit
        if lost:
            raise StoreUnavailable(lost.pop())

    monkeypatch.setattr(type(store), "begin", committed_but)
    answer = patient.twilio.post(message_fields(_NAMED))
    assert (answer.status_code, f"2 of {ASKED}" in answer.text) == (200, True)
    assert receipts(store) == before + 1


def test_a_primary_that_became_a_standby_is_left_with_every_connection(
    patient: Patient, store: Store, postgres: Postgres
):
    patient.tells("hello", "1", "1")
    database = store.engine.url.database or ""
    begun = []

    @event.listens_for(store.engine, "begin")
    def demote(connection: object) -> None:
        begun.append(connection)
        if len(begun) == 1:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")  # type: ignore[attr-defined]

    query = "SELECT pid FROM pg_stat_activity WHERE datname = {} AND application_name LIKE 'anteroom%'"

    def pids() -> set[tuple[int]]:
        return {*postgres.owner.execute(SQL(query).format(Literal(database)))}

    before = pids()
    answer = patient.twilio.post(message_fields(_NAMED))
    assert answer.status_code == 200
    assert before
    wait_until(lambda: not before & pids())  # a backend whose connection was closed ends a moment later
    assert pids()


def test_the_one_of_several_servers_that_takes_writes_is_found(postgres: Postgres, store: Store):
    """Nobody listens at the first; the second stands for a standby that was promoted."""
    hosts = f"host=127.0.0.1:1&host={quote(str(postgres.folder))}"
    url = f"postgresql://postgres@/{store.engine.url.database}?{hosts}&target_session_attrs=read-write"
    engine = connect(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one() is False
    engine.dispose()
