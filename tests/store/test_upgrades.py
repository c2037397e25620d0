"""What earlier versions wrote is readable after an upgrade; old migrations stay."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import pytest
from sqlalchemy import insert, inspect, select, text

from app.crypto import Unreadable
from app.store import Repeat, connect, schema, sqlite
from app.store.forgeries import Adoption
from app.store.patient import Extra
from app.store.schema import alone
from app.store.tables import metadata, staff_sessions
from tests.store.example import ADDRESS, ANSWERS, EMAIL, NOW, REPLY, USER, digest
from tests.store.kept_database import KEYS, WRITTEN

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from app.store import Store
    from tests.databases import OpenStore

MIGRATIONS: Final = Path(__file__).resolve().parents[2] / "migrations"
DIGESTS: Final = MIGRATIONS / "digests.txt"
REVISIONS: Final = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
ADOPTION: Final = Adoption(KEYS.sealer, KEYS.index, NOW)
"""What `flask db upgrade` hands in."""
EARLY: Final = "early"
ENDS: Final = {"staff_sessions", "staff_links", "staff_devices", "alembic_version", "key_checks"}
"""Tables that a migration empties on purpose, or whose rows a start writes."""
EARLY_SHAPE: Final = (
    "DROP TABLE key_checks",
    "CREATE TABLE key_checks (id SMALLINT PRIMARY KEY, row_id {uuid}, proof TEXT, proof_index {bytes})",
    "DROP INDEX ix_receipts_conversation_id",
)
"""What 0001 did not do before the first release, or in another way."""


def digest_line(path: Path) -> str:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"


def test_a_migration_that_was_released_never_changes():
    """A database that had it would keep the old result. Mend with a further migration."""
    migrations = {path.name: digest_line(path) for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}
    kept = {line.split()[1]: line for line in DIGESTS.read_text().splitlines()}
    missing = [line for name, line in sorted(migrations.items()) if name not in kept]
    assert not missing, "add to migrations/digests.txt:\n" + "\n".join(missing)
    assert kept == migrations


def kept_for(revision: str) -> str:
    """Return which of the kept databases a database of this revision is made from."""
    if revision == EARLY:
        return "0001"
    kept = sorted(path.stem for path in WRITTEN.glob("[0-9]*.sql"))
    # 0002 came with 0003, and 0001 as it is with both.
    return max((each for each in kept if "0001" < each <= revision), default="0003")


def fill(connection: Connection, statements: str) -> None:
    """Run what SQLite wrote, on either engine.

    Values are quoted, and each column's type reads its own.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL TimeZone = 'UTC'")
        statements = re.sub(r"X'([0-9a-f]*)'", r"'\\x\1'", statements)
    for statement in statements.splitlines():
        connection.exec_driver_sql(statement.replace("%", "%%"))
    if connection.dialect.name == "postgresql":
        last = "SELECT setval(pg_get_serial_sequence('audit_events', 'seq'), max(seq)) FROM audit_events"
        connection.exec_driver_sql(last)


BEGINNINGS: Final = [EARLY, *(each for each in REVISIONS[:-1] if each <= kept_for(each))]
"""What a version wrote is kept for these, or is brought back to them."""
STAYED_AT: Final = {kept_for(each) for each in REVISIONS[:-1] if each > kept_for(each)}
"""Of these, what was written is brought on to versions that followed."""


def as_of(engine: Engine, revision: str) -> None:
    """Make the database as a version left it whose newest migration this was."""
    if engine.dialect.name == "sqlite":
        sqlite.create_private(sqlite.file_of(engine.url))
    source = kept_for(revision)
    with alone(engine.url) as connection:
        schema.bring(connection, source)
        if revision == EARLY:
            types = {
                "sqlite": {"uuid": "CHAR(32)", "bytes": "BLOB"},
                "postgresql": {"uuid": "UUID", "bytes": "BYTEA"},
            }[engine.dialect.name]
            for statement in EARLY_SHAPE:
                connection.exec_driver_sql(statement.format(**types))
        fill(connection, (WRITTEN / f"{source}.sql").read_text())
    if revision != EARLY and revision < source:
        schema.downgrade(engine, revision)


def counts(engine: Engine) -> Counter[str]:
    names = set(inspect(engine).get_table_names()) - ENDS
    with engine.connect() as connection:
        return Counter(
            {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}  # noqa: S608
        )


def unreadable(store: Store) -> list[str]:
    """Return the columns of which a sealed value does not open."""
    found = []
    for table in metadata.sorted_tables:
        sealed = [column for column in table.columns if "sealed" in column.info]
        for column in sealed:
            with store.engine.connect() as connection:
                rows = connection.execute(select(table.c.id, column).where(column.is_not(None))).all()
            for row_id, token in rows:
                try:
                    KEYS.sealer.open(column.info["sealed"], row_id, token)
                except Unreadable:
                    found.append(str(column))
    return found


@pytest.mark.parametrize("revision", BEGINNINGS)
def test_what_an_earlier_version_wrote_is_whole_after_an_upgrade(
    empty_database_url: str, open_store: OpenStore, revision: str
):
    engine = connect(empty_database_url)
    as_of(engine, revision)
    before = counts(engine)
    schema.upgrade(engine, ADOPTION)
    nothing_is_gone(engine, before)
    assert_whole(open_store(empty_database_url, KEYS), with_staff=revision not in {EARLY, "0001"})


@pytest.mark.parametrize("written", [each for each in BEGINNINGS if each in STAYED_AT])
def test_a_database_is_whole_after_upgrades_that_stopped_at_every_version_since(
    empty_database_url: str, open_store: OpenStore, written: str
):
    engine = connect(empty_database_url)
    as_of(engine, written)
    before = counts(engine)
    for revision in REVISIONS[REVISIONS.index(written) + 1 :]:
        with alone(engine.url) as connection:
            schema.bring(connection, revision, ADOPTION)
    assert schema.upgrade(engine, ADOPTION) == schema.head()
    nothing_is_gone(engine, before)
    assert_whole(open_store(empty_database_url, KEYS), with_staff=True)


def test_sessions_of_the_first_release_go_on_and_no_row_of_its_kind_opens_ours(
    empty_database_url: str, open_store: OpenStore
):
    """Its machines find theirs by the token's digest, as before, until it is ended here or there."""
    engine = connect(empty_database_url)
    as_of(engine, "0008")
    theirs = select(staff_sessions.c.token_hash).where(staff_sessions.c.mac.is_(None))
    with engine.connect() as connection:
        token: bytes = connection.execute(select(staff_sessions.c.token_hash)).scalar_one()
    schema.upgrade(engine, Adoption(KEYS.sealer, KEYS.index, NOW, door=KEYS.door))
    store = open_store(empty_database_url, KEYS)
    idle = timedelta(minutes=15)
    with store.begin() as unit:
        session = unit.sessions.find(token, NOW, idle)
        assert session is not None
        assert (session.device, session.member.email) == ("Firefox", EMAIL)
        assert [each.id for each in unit.sessions.of(session.staff_id, NOW, idle)] == [session.id]
        assert unit.forgeries.found() == {}
    with engine.begin() as connection:
        row = dict(connection.execute(select(staff_sessions).where(theirs.whereclause)).mappings().one())  # type: ignore[arg-type]
        assert row["token_hash"] == token
        connection.execute(insert(staff_sessions), row | {"id": uuid4(), "token_hash": digest("by hand")})
    with store.begin() as unit:
        assert unit.sessions.find(digest("by hand"), NOW, idle) is None
        assert unit.sessions.rotate(token, digest("another"), NOW, confirmed=True)
    with engine.connect() as connection:
        assert connection.execute(theirs).scalars().all() == [digest("by hand")]
    with store.begin() as unit:
        assert unit.sessions.end(digest("by hand")), "a sign-out ends it on the other machines too"
        assert unit.sessions.end_one(session.staff_id, session.id)
    engine.dispose()


def nothing_is_gone(engine: Engine, before: Counter[str]) -> None:
    assert schema.differences(engine) == []
    assert before - counts(engine) == Counter(), "rows are gone"
    engine.dispose()


def assert_whole(store: Store, *, with_staff: bool) -> None:
    """Everything in the database opens, is found by its index, and is in the trail."""
    store.prove_keys()
    assert unreadable(store) == []
    with store.read() as unit:
        ids = [listed.id for listed in unit.patients.page(10)]
        records = [patient for each in ids if (patient := unit.patients.get(each)) is not None]
        (zoe,) = (patient for patient in records if patient.name == "Zoë Acute")
        assert (zoe.birth_date, zoe.address) == (ANSWERS["birth_date"], ANSWERS["address"])
        assert (zoe.medical_history, zoe.medications) == ("wheezing", ANSWERS["medications"])
        assert isinstance(zoe.extra, Extra)
        assert zoe.extra.answers == {"allergies": ANSWERS["allergies"]}
        member = unit.staff.by_email(EMAIL)
        assert (member is not None and member.can_sign_in) or not with_staff
        assert unit.forgeries.found() == {}
    with store.begin() as unit:
        assert unit.receipts.claim("SM1", digest("SM1"), "text", NOW) == Repeat(REPLY)
        assert not unit.conversations.lock(ADDRESS, USER, NOW).created
    while store.link_audit():
        pass
    report = store.verify_audit()
    assert (report.fault, report.unlinked) == (None, 0)
