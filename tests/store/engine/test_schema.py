"""Migrations go up and down with data, end where the code expects, and run once."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.store import StoreUnavailable, connect
from app.store.conversations import senders
from app.store.engine import schema, sqlite
from app.store.engine.database import WrongRevision
from app.store.engine.schema import Standing
from app.store.model import connection_of
from app.store.patients import patients
from app.store.trail import audit
from tests.releases import ADDS, THIS
from tests.store.example import ADDRESS, NOW, USER, written
from tests.store.two_processes import TwoProcesses, meet
from tests.trail import event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from app.store import Store
    from tests.databases import Postgres


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    """A database without tables."""
    engine = connect(empty_database_url)
    if engine.dialect.name == "sqlite":
        sqlite.create_private(sqlite.file_of(engine.url))
    yield engine
    engine.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_a_new_database_is_pending_and_an_upgraded_one_is_not(engine: Engine):
    assert (schema.current(engine), schema.standing(engine)) == (None, Standing.PENDING)
    assert schema.upgrade(engine) is None
    assert (schema.current(engine), schema.standing(engine)) == (schema.head(), Standing.OK)
    assert schema.upgrade(engine) == schema.head()


def test_one_step_back_is_pending_and_not_newer(store: Store, becomes: Callable[[str], None]):
    becomes(ADDS)
    schema.upgrade(store.engine)
    schema.downgrade(store.engine, "-1")
    assert schema.current(store.engine) == THIS
    assert schema.standing(store.engine) is Standing.PENDING


def test_a_database_of_a_newer_version_is_told_from_a_pending_one_and_left_alone(store: Store):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM milestones"))
    assert schema.standing(store.engine) is Standing.NEWER
    for change in (schema.upgrade, lambda engine: schema.downgrade(engine, "base")):
        with pytest.raises(WrongRevision, match="made by a newer Anteroom; deploy that version"):
            change(store.engine)
    assert schema.current(store.engine) == "9999"
    assert schema.differences(store.engine) == []


def test_code_works_on_with_newer_tables_that_say_that_they_serve_it(store: Store):
    """An upgrade is under way: machines with older code stay ready until they are replaced."""
    serves = text("UPDATE milestones SET actor = :oldest WHERE name = 'schema_serves'")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert schema.standing(store.engine) is Standing.AHEAD
    with store.engine.begin() as connection:  # a later release took away what this code reads
        connection.execute(serves, {"oldest": "9998"})
    assert schema.standing(store.engine) is Standing.NEWER


def test_an_upgrade_of_what_is_up_to_date_does_nothing(store: Store):
    ids = written(store)
    schema.upgrade(store.engine)
    with store.read() as unit:
        assert patients.get(unit.db, ids.patient) is not None


def test_the_tables_in_the_code_are_those_that_the_migrations_make(store: Store):
    assert schema.differences(store.engine) == []


def test_a_table_that_differs_is_told(store: Store):
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE refusals ADD COLUMN surprise INTEGER"))
    assert schema.differences(store.engine) == ["extra column refusals.surprise"]


def test_every_kind_of_difference_is_told_in_words(store: Store):
    changes = (
        "DROP TABLE key_checks",
        "CREATE TABLE zzz (id INTEGER)",
        "DROP INDEX ix_consents_patient_id",
        "CREATE INDEX ix_odd ON refusals (count)",
        "ALTER TABLE deliveries DROP COLUMN error_code",
    )
    with store.engine.begin() as connection:
        for change in changes:
            connection.execute(text(change))
        if store.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE refusals ALTER COLUMN count DROP NOT NULL"))
    told = set(schema.differences(store.engine))
    assert {
        "missing table key_checks",
        "extra table zzz",
        "missing index ix_consents_patient_id on consents",
        "extra index ix_odd on refusals",
        "missing column deliveries.error_code",
    } <= told
    if store.engine.dialect.name == "postgresql":
        assert "another nullable of refusals.count" in told


def test_migrations_go_down_and_up_with_data_in_every_table(store: Store):
    engine = store.engine
    full = tables(engine)
    written(store)
    schema.downgrade(engine, "base")
    assert schema.current(engine) is None
    schema.upgrade(engine)
    assert tables(engine) == full
    assert schema.differences(engine) == []
    written(store)
    with store.begin() as unit:
        assert not senders.lock(unit.db, ADDRESS, USER, NOW).created


def test_a_downgrade_to_the_base_leaves_nothing(store: Store):
    engine = store.engine
    written(store)
    schema.downgrade(engine, "base")
    left = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger', 'view') AND name NOT LIKE 'sqlite%'",
        "postgresql": "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i' "
        "UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    }
    with engine.begin() as connection:
        assert connection.execute(text(left[engine.dialect.name])).scalars().all() == ["alembic_version"]
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 0


def test_a_migration_that_fails_leaves_nothing_half_done(engine: Engine):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE refusals (in_the_way INTEGER)"))
    with pytest.raises(DBAPIError, match="refusals"):
        schema.upgrade(engine)
    assert tables(engine) == {"refusals"}
    assert schema.current(engine) is None


def test_an_unknown_revision_is_refused_by_name(engine: Engine):
    with pytest.raises(WrongRevision, match="9999"):
        schema.downgrade(engine, "9999")


def test_a_migration_that_would_orphan_rows_on_sqlite_is_not_kept(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
):
    written(sqlite_store)

    def careless(config: object, _revision: str) -> None:
        config.attributes["connection"].execute(text("DELETE FROM conversations"))  # type: ignore[attr-defined]

    monkeypatch.setattr("alembic.command.downgrade", careless)
    with pytest.raises(RuntimeError, match="without the row they refer to"):
        schema.downgrade(sqlite_store.engine, "base")
    with sqlite_store.begin() as unit:
        assert not senders.lock(unit.db, ADDRESS, USER, NOW).created


def test_an_unreachable_database_is_told_in_safe_words(tmp_path):
    for url in (
        "postgresql://clinic:s3cret@127.0.0.1:1/anteroom",
        f"sqlite:///{tmp_path}",
        "sqlite:////dev/null/a.db",
    ):
        engine = connect(url)
        for ask in (schema.upgrade, schema.current, schema.standing, schema.differences):
            with pytest.raises(StoreUnavailable, match=r"unavailable: (unreachable|SQLITE_CANTOPEN)$"):
                ask(engine)
        engine.dispose()


def test_a_migration_on_sqlite_keeps_others_out_of_the_folder(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
):
    def try_the_folder(*_: object) -> None:
        folder = os.open(Path(sqlite_store.engine.url.database or "").parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(folder)

    with monkeypatch.context() as patched:
        patched.setattr("alembic.command.upgrade", try_the_folder)
        with pytest.raises(BlockingIOError):
            schema.upgrade(sqlite_store.engine)
    try_the_folder()


def upgrade_all(who: int, urls: list[str]) -> list[str | None]:
    """Return each new database's revision, after both processes upgraded it at once."""
    reached = []
    for url in urls:
        engine = connect(url)
        meet()
        schema.upgrade(engine)
        reached.append(schema.current(engine))
        engine.dispose()
    return reached


def test_two_processes_may_upgrade_a_new_sqlite_file_at_once(two_processes: TwoProcesses, tmp_path):
    urls = [f"sqlite:///{tmp_path}/{number}/anteroom.db" for number in range(4)]
    assert two_processes.run(upgrade_all, urls) == [[schema.head()] * 4] * 2


def test_two_processes_may_upgrade_a_new_postgresql_database_at_once(
    two_processes: TwoProcesses, postgres: Postgres
):
    with postgres.database() as one, postgres.database() as other, postgres.database() as third:
        assert two_processes.run(upgrade_all, [one, other, third]) == [[schema.head()] * 3] * 2


def test_an_upgrade_leaves_a_table_of_somebody_else_alone(postgres: Postgres):
    with postgres.database() as url, psycopg.connect(url, autocommit=True) as owner:
        for statement in (
            "CREATE ROLE tenant LOGIN",
            "GRANT CREATE, USAGE ON SCHEMA public TO tenant",
            "CREATE TABLE spatial_ref_sys (srid integer)",
        ):
            owner.execute(statement)
        engine = connect(url.replace("postgres@", "tenant@"))
        schema.upgrade(engine)
        assert schema.standing(engine) is Standing.OK
        engine.dispose()


def test_a_migration_on_postgresql_does_not_queue_behind_a_busy_table_and_tries_again(
    postgresql_store: Store, monkeypatch: pytest.MonkeyPatch
):
    with postgresql_store.begin() as unit:
        audit.record(unit.db, "anteroom", event("looked"), at=NOW)
        with monkeypatch.context() as hurried:
            hurried.setattr("app.store.engine.migration._ATTEMPTS", 1)
            with pytest.raises(StoreUnavailable, match="55P03"):
                schema.downgrade(postgresql_store.engine, "base")
        assert schema.standing(postgresql_store.engine) is Standing.OK
        pauses: list[float] = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if seconds == 2:
                connection_of(unit.db).rollback()  # the other one is done

        monkeypatch.setattr("app.store.engine.migration.time.sleep", pause)
        schema.downgrade(postgresql_store.engine, "base")
        assert pauses[-1] == 2
