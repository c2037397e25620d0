"""`flask upgrade-check`: the new code says what will run, on what, and what to put right before; it changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app import create_app
from app.checks import upgrade
from app.services import Services
from app.store.clinic import milestones
from app.store.clinic.milestones import BACKUP_REHEARSED, BACKUP_TAKEN
from app.store.engine import schema
from app.store.work import jobs, refusals
from tests.databases import Keys, on_each_engine
from tests.releases import ADDS, TAKES_AWAY, THIS


def check(app):
    done = app.test_cli_runner().invoke(args=["upgrade-check", "--json"])
    return done.exit_code, {each["check"]: each for each in json.loads(done.stdout)}


@pytest.fixture(autouse=True)
def as_locked(monkeypatch, tmp_path):
    """The libraries of this run are whatever they are."""
    monkeypatch.setattr(upgrade, "_libraries", lambda _lock: iter(()))


@on_each_engine
def test_migrations_are_told_with_what_they_change_and_how_many_rows(app, store, clock, becomes):
    with store.begin() as unit:
        refusals.add(unit.db, clock(), "bad_signature", "198.51.100.0/24", 1)
        jobs.add(unit.db, "ancient.kind", None, "anteroom", clock())
        milestones.heard_of(unit.db, "web-1", clock(), "web")
        milestones.mark(unit.db, BACKUP_TAKEN, "operator", clock() - timedelta(hours=2))
        milestones.mark(unit.db, BACKUP_REHEARSED, "operator", clock() - timedelta(days=100))
    assert check(app)[1]["migrations"]["said"].startswith("none will run")
    assert f"web-1 (web, code up to {schema.head()})" in check(app)[1]["machines"]["said"]
    becomes(ADDS)
    assert check(app)[1]["migrations"]["state"] == "ok"
    becomes(TAKES_AWAY)
    status, found = check(app)
    assert status == 0
    assert found["migrations"]["state"] == "warn"
    assert found["migrations"]["said"].startswith(f"2 will run, from {THIS} to {TAKES_AWAY}")
    told = app.test_cli_runner().invoke(args=["upgrade-check"]).output
    assert (
        f"{ADDS} A made-up release adds a column, an index and a table. It only adds; refusals (1 rows)."
        in told
    )
    assert "changes or takes away what older code may use" in told
    assert "1 of ancient.kind" in found["jobs"]["said"]
    assert (found["backup"]["state"], found["rehearsal"]["state"]) == ("ok", "warn")
    assert schema.current(store.engine) == THIS, "nothing was changed"


def test_what_would_stop_the_upgrade_is_bad(app, services, store, open_store):
    store.prove_keys()
    url = store.engine.url.render_as_string(hide_password=False)
    stranger = create_app(Services(services.settings, open_store(url, Keys()), services.clock))
    assert check(stranger)[1]["keys"]["state"] == "bad"
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    status, found = check(app)
    assert (status, found["migrations"]["state"]) == (1, "bad")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0047'"))
    status, found = check(app)
    assert (status, found["migrations"]["state"]) == (1, "bad")
    assert found["migrations"]["mend"].startswith("This database was made before release 1.0")


def test_libraries_other_than_locked_are_named(tmp_path, monkeypatch):
    monkeypatch.undo()
    lock = tmp_path / "requirements.txt"
    lock.write_text(
        "flask==0.1 \\\n    --hash=sha256:00\nno-such-thing==1\nuvloop==1 ; sys_platform == 'x' \\\n"
    )
    [found] = upgrade._libraries(lock)
    assert found.said == "not installed as locked: flask 0.1, no-such-thing 1"


def test_a_folder_without_the_database_is_told_to_lead_to_it_and_not_to_begin_another(
    app, store, tmp_path, services, keys, open_store
):
    elsewhere = create_app(
        replace(services, store=open_store(f"sqlite:///{tmp_path}/next/anteroom.db", keys))
    )
    failed = elsewhere.test_cli_runner().invoke(args=["upgrade-check"])
    assert (failed.exit_code, "put links to `.env` and `instance`" in failed.output) == (1, True)
    assert "db upgrade" not in failed.output
