"""How each database is opened."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from app.store import StoreUnavailable, connect
from app.store.engine import schema
from app.store.engine.role import Role
from app.store.trail import audit
from tests.store.example import NOW, written
from tests.trail import event as trail_event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.store import Store
    from tests.databases import Keys, OpenStore


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("replayed")
def test_a_sqlite_database_and_its_wal_are_for_the_owner_alone(
    open_umask: None, empty_sqlite_url: str, keys: Keys, open_store: OpenStore
):
    store = open_store(empty_sqlite_url, keys)
    schema.upgrade(store.engine)
    written(store)
    folder = Path(store.engine.url.database or "").parent
    assert mode(folder) == 0o700
    assert {path.name: mode(path) for path in folder.iterdir()} == {
        "anteroom.db": 0o600,
        "anteroom.db-wal": 0o600,
        "anteroom.db-shm": 0o600,
    }


def test_migrations_create_the_file_for_the_owner_alone_whatever_the_umask(
    open_umask: None, empty_sqlite_url: str, keys: Keys, open_store: OpenStore
):
    store = open_store(empty_sqlite_url, keys)
    schema.upgrade(store.engine)
    assert mode(Path(store.engine.url.database or "")) == 0o600


def test_nothing_but_an_upgrade_creates_the_file(
    empty_sqlite_url: str, tmp_path: Path, keys: Keys, open_store: OpenStore
):
    store = open_store(empty_sqlite_url, keys)
    for use in (
        store.prove_keys,
        lambda: store.begin().__enter__(),
        lambda: store.read().__enter__(),
        lambda: schema.current(store.engine),
        lambda: schema.standing(store.engine),
        lambda: schema.differences(store.engine),
        lambda: schema.downgrade(store.engine, "base"),
    ):
        with pytest.raises(StoreUnavailable, match=r"unavailable: no_database_file$") as failure:
            use()
        assert (failure.value.__cause__, failure.value.__context__) == (None, None)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_taken_away_is_missed_by_the_next_connection_and_not_made_again(sqlite_store: Store):
    sqlite_store.prove_keys()
    sqlite_store.engine.dispose()
    path = Path(sqlite_store.engine.url.database or "")
    path.rename(path.with_suffix(".away"))
    with pytest.raises(StoreUnavailable, match="no_database_file"), sqlite_store.begin():
        pytest.fail("a transaction began")
    assert not path.exists()


def beside(path: Path) -> list[Path]:
    return [path, path.with_name("anteroom.db-wal"), path.with_name("anteroom.db-shm")]


def test_a_restored_database_that_others_may_read_is_closed_to_them(
    sqlite_url: str, keys: Keys, open_store: OpenStore
):
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    running = open_store(sqlite_url, keys)
    running.prove_keys()
    path.parent.chmod(0o755)
    for file in beside(path):
        file.chmod(0o644)
    open_store(sqlite_url, keys).prove_keys()
    assert [mode(file) for file in beside(path)] == [0o600] * 3
    assert mode(path.parent) == 0o700


def test_a_folder_that_has_other_uses_keeps_its_mode(sqlite_url: str, keys: Keys, open_store: OpenStore):
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    for shared, holds_folders in ((0o1777, False), (0o755, True)):
        if holds_folders:
            (folder / "static").mkdir()
        folder.chmod(shared)
        open_store(sqlite_url, keys).prove_keys()
        assert stat.S_IMODE(folder.stat().st_mode) == shared


def test_a_folder_in_which_others_may_put_another_file_in_its_place_is_refused(
    sqlite_url: str, keys: Keys, open_store: OpenStore
):
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    (folder / "static").mkdir()
    folder.chmod(0o775)
    with pytest.raises(StoreUnavailable, match="open_to_others"):
        open_store(sqlite_url, keys).prove_keys()


def test_naming_a_database_creates_nothing(empty_sqlite_url: str, tmp_path: Path):
    connect(empty_sqlite_url).dispose()
    assert list(tmp_path.iterdir()) == []


def test_sqlite_commits_to_the_disk_and_wipes_what_it_deletes(sqlite_store: Store):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "busy_timeout": 10_000,
    }
    with sqlite_store.engine.connect() as connection:
        assert {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in wanted} == wanted


def shown_by(store: Store, names: Iterable[str]) -> dict[str, str]:
    with store.engine.connect() as connection:
        return {name: connection.execute(text(f"SHOW {name}")).scalar_one() for name in names}


def test_postgresql_gives_up_in_time_and_counts_in_utc(postgresql_store: Store):
    wanted = {
        "statement_timeout": "10s",
        "lock_timeout": "8s",
        "idle_in_transaction_session_timeout": "15s",
        "TimeZone": "UTC",
        "application_name": "anteroom command",
    }
    assert shown_by(postgresql_store, wanted) == wanted


def test_a_worker_has_more_time_for_a_statement_and_no_more_for_a_lock(postgresql_store: Store):
    wanted = {
        "statement_timeout": "1min",
        "lock_timeout": "8s",
        "idle_in_transaction_session_timeout": "1min",
        "application_name": "anteroom worker",
    }
    postgresql_store.play(Role.WORKER)
    assert shown_by(postgresql_store, wanted) == wanted


def test_postgresql_that_is_gone_is_noticed(postgresql_store: Store):
    with postgresql_store.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        asked = raw.info.get_parameters()
    assert {name: asked[name] for name in asked if name.startswith(("keepalives", "tcp"))} == {
        "keepalives": "1",
        "keepalives_idle": "5",
        "keepalives_interval": "2",
        "keepalives_count": "3",
        "tcp_user_timeout": "10000",
    }


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_name_postgresql_means_psycopg(postgresql_url: str, scheme: str):
    engine = connect(postgresql_url.replace("postgresql", scheme, 1))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    assert engine.driver == "psycopg"
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://localhost/anteroom",
        "postgresql+asyncpg://localhost/anteroom",
        "sqlite+aiosqlite:///a.db",
        "anteroom.db",
        "postgresql",
        "postgresql://localhost:s3cret/anteroom",
    ],
)
def test_another_kind_of_database_is_refused_and_the_variable_named(url: str):
    with pytest.raises(ValueError, match="DATABASE_URL") as refused:
        connect(url)
    assert url not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:anteroom?mode=memory&uri=true"]
)
def test_sqlite_without_a_file_is_refused(url: str):
    with pytest.raises(ValueError, match="DATABASE_URL must name a file"):
        connect(url)


def test_a_reader_cannot_write_and_the_next_writer_on_its_connection_can(store: Store):
    store.prove_keys()
    with (
        pytest.raises(StoreUnavailable, match=r"unavailable: (SQLITE_READONLY|25006)$"),
        store.read() as unit,
    ):
        audit.record(unit.db, "anteroom", trail_event("wrote while reading"), at=NOW)
    with store.begin() as unit:
        audit.record(unit.db, "anteroom", trail_event("wrote"), at=NOW)
    with store.read() as unit:
        assert [event.action for event in audit.latest(unit.db, 5)] == ["wrote"]


def test_a_reader_sees_what_was_committed_while_a_writer_is_at_work(store: Store):
    with store.begin() as unit:
        audit.record(unit.db, "anteroom", trail_event("first"), at=NOW)
    with store.begin() as writer:
        audit.record(writer.db, "anteroom", trail_event("second"), at=NOW)
        with store.read() as reader:
            assert [event.action for event in audit.latest(reader.db, 5)] == ["first"]


@pytest.mark.parametrize(("number", "engine"), [(0, "sqlite"), (1, "postgresql"), (2, "sqlite")])
def test_the_cases_of_a_test_take_turns_on_the_engines(store: Store, number: int, engine: str):
    assert store.engine.dialect.name == engine, number
