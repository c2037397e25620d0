"""Expand, migrate, contract: a release adds, the one after it takes away, and released migrations stay as they are."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import text

from app.store import forgeries
from app.store.conversations import senders
from app.store.engine import schema
from app.store.engine.database import WrongRevision
from app.store.engine.planned import planned
from app.store.engine.schema import Standing
from app.store.messages import receipts
from app.store.messages.receipts import Repeat
from app.store.patients import patients
from app.store.staff import staff
from app.store.work import refusals
from tests.project import ROOT
from tests.releases import ADDS, MADE_UP, TAKES_AWAY, THIS, unreleased
from tests.store.example import ADDRESS, EMAIL, NOW, REPLY, USER, digest, got, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from app.store import Store

MIGRATIONS: Final = ROOT / "migrations"
BEFORE: Final = "0047"
"""The newest migration that there was before release 1.0."""


def changed(migrations: Path) -> list[str]:
    """Return the released migrations that are not as `digests.txt` has them, or are not in it."""
    kept = {*(migrations / "digests.txt").read_text().splitlines()}
    found = {
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"
        for path in {*(migrations / "versions").glob("[0-9]*.py")} - {*unreleased(migrations)}
    }
    return sorted({line.split()[1] for line in kept ^ found})


def test_a_migration_that_was_released_never_changes():
    """A database that had it would keep the old result. Mend with a further migration, and add its digest."""
    assert changed(MIGRATIONS) == []


def test_a_released_migration_that_was_changed_taken_away_or_not_listed_is_told(tmp_path: Path):
    copy = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, copy)
    later = [path.name for path in unreleased(copy)]
    [*_, ours] = (path for path in sorted((copy / "versions").glob("[0-9]*.py")) if path.name not in later)
    ours.write_text(ours.read_text().replace("nullable=False", "nullable=True", 1))
    [new] = MADE_UP.glob(f"{ADDS}*.py")
    shutil.copy(new, copy / "versions")
    assert changed(copy) == [ours.name], "one that is in no release yet may still change"
    released = json.loads((copy / "releases.json").read_text()) | {"1.1.0": {"migration": ADDS}}
    (copy / "releases.json").write_text(json.dumps(released))
    assert changed(copy) == [ours.name, *later, new.name]
    ours.unlink()
    assert changed(copy) == [ours.name, *later, new.name]


def takes_away_unsaid(store: Store) -> list[str]:
    """Return the migrations that do more than add, and do not say which release still works."""
    with store.engine.connect() as connection:
        plans = {each.revision: each for each in planned(connection)}
        scripts = schema.pending(connection)
    return [
        each.revision
        for each in scripts
        if not plans[each.revision].only_adds and not hasattr(each.module, "SERVES")
    ]


def test_a_migration_only_adds_or_says_which_release_still_works(
    sqlite_store: Store, becomes: Callable[[str], None], tmp_path: Path
):
    assert takes_away_unsaid(sqlite_store) == []
    becomes(TAKES_AWAY)
    assert takes_away_unsaid(sqlite_store) == []
    [careless] = (tmp_path / "releases" / TAKES_AWAY / "versions").glob(f"{TAKES_AWAY}*.py")
    careless.write_text(careless.read_text().replace("SERVES = ", "WORKS = "))
    schema.head.cache_clear()
    assert takes_away_unsaid(sqlite_store) == [TAKES_AWAY]


def is_whole(store: Store) -> None:
    """Everything of the example opens, is found, and is in the trail."""
    store.prove_keys()
    with store.read() as unit:
        ids = [listed.id for listed in patients.page(unit.db, 10)]
        member = staff.by_email(unit.db, EMAIL)
        assert member is not None
        assert member.can_sign_in
        assert forgeries.found(unit.db) == {}
    assert "Zoë Acute" in {got(store, each).name for each in ids}
    with store.begin() as unit:
        assert receipts.claim(unit.db, "SM1", digest("SM1"), "text", NOW) == Repeat(REPLY)
        assert not senders.lock(unit.db, ADDRESS, USER, NOW).created
    while store.link_audit():
        pass
    report = store.verify_audit()
    assert (report.fault, report.unlinked) == (None, 0)


def test_code_of_this_release_works_on_tables_to_which_the_next_has_added(
    store: Store, becomes: Callable[[str], None]
):
    written(store)
    becomes(ADDS)
    assert schema.standing(store.engine) is Standing.PENDING
    assert schema.upgrade(store.engine) == THIS
    assert schema.standing(store.engine) is Standing.OK
    becomes(THIS)
    assert schema.standing(store.engine) is Standing.AHEAD
    is_whole(store)
    with store.begin() as unit:
        refusals.add(unit.db, NOW, "bad_signature", "198.51.100.0/24", 1)


def test_code_of_this_release_stops_where_a_release_took_away_what_it_may_use(
    store: Store, becomes: Callable[[str], None]
):
    written(store)
    becomes(TAKES_AWAY)
    schema.upgrade(store.engine)
    assert schema.differences(store.engine) == []
    is_whole(store)
    becomes(ADDS)
    assert schema.standing(store.engine) is Standing.AHEAD
    becomes(THIS)
    assert schema.standing(store.engine) is Standing.NEWER
    with pytest.raises(WrongRevision, match="made by a newer Anteroom; deploy that version"):
        schema.upgrade(store.engine)
    assert schema.current(store.engine) == TAKES_AWAY


def test_an_upgrade_over_several_releases_and_the_way_back_leave_every_row(
    store: Store, becomes: Callable[[str], None]
):
    written(store)
    for newest, before in ((ADDS, THIS), (TAKES_AWAY, ADDS)):
        becomes(newest)
        assert schema.upgrade(store.engine) == before
        is_whole(store)
    schema.downgrade(store.engine, THIS)
    becomes(THIS)
    assert schema.standing(store.engine) is Standing.OK
    assert schema.differences(store.engine) == []
    is_whole(store)


def is_at(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": revision})


def test_a_database_from_before_release_1_0_is_refused_and_left_alone(store: Store):
    assert not schema.is_unreleased(store.engine)
    is_at(store.engine, BEFORE)
    assert schema.standing(store.engine) is Standing.UNRELEASED
    assert schema.is_unreleased(store.engine)
    for change in (schema.upgrade, lambda engine: schema.downgrade(engine, "base")):
        with pytest.raises(
            WrongRevision, match=r"made before release 1\.0, and cannot be upgraded: move it away"
        ):
            change(store.engine)
    assert schema.current(store.engine) == BEFORE


def test_a_database_without_tables_is_not_one_from_before_release_1_0(store: Store):
    schema.downgrade(store.engine, "base")
    assert not schema.is_unreleased(store.engine)
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert not schema.is_unreleased(store.engine)
