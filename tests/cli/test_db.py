"""`flask db` on both engines."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import text

from app import create_app
from app.store import connect
from app.store.engine import schema
from tests.databases import Keys
from tests.releases import ADDS, THIS


@pytest.fixture
def run(app):
    return lambda *arguments, **options: app.test_cli_runner().invoke(args=["db", *arguments], **options)


def test_check_passes_on_a_migrated_database(run):
    done = run("check")
    assert done.exit_code == 0
    assert "as the code expects" in done.output


def test_check_names_a_table_that_is_not_as_the_code_expects(run, store):
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE deliveries"))
    failed = run("check")
    assert failed.exit_code == 1
    assert "deliveries" in failed.output
    assert failed.output.startswith("Error: The database differs from the code: missing table deliveries")


def test_check_names_what_is_missing_and_what_is_extra_in_words(run, store):
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE key_checks"))
        connection.execute(text("CREATE TABLE zzz (id INTEGER)"))
    told = run("check").output
    assert "missing table key_checks" in told
    assert "extra table zzz" in told


def test_downgrade_asks_first_and_upgrade_brings_everything_back(run, store):
    assert run("downgrade", "base", input="n\n").exit_code == 1
    assert run("check").exit_code == 0
    assert run("downgrade", "base", "--yes").exit_code == 0
    assert run("check").exit_code == 1
    assert run("upgrade").exit_code == 0
    assert run("check").exit_code == 0


def test_downgrade_takes_a_step_as_a_number_with_a_minus(run, store, becomes):
    becomes(ADDS)
    assert f"From {THIS} to {ADDS}." in run("upgrade").output
    went = run("downgrade", "-1", "--yes")
    assert went.exit_code == 0, went.output
    assert schema.current(store.engine) == THIS
    assert f"From {THIS} to {ADDS}." in run("upgrade").output


@pytest.mark.parametrize("command", ["upgrade", "check"])
def test_a_database_from_before_release_1_0_is_refused_with_what_to_do(run, store, command):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0047'"))
    refused = run(command)
    assert refused.exit_code == 1
    assert refused.output == (
        "Error: This database was made before release 1.0, and cannot be upgraded: move it away, or name another in "
        "DATABASE_URL, and begin a new one with flask db upgrade.\n"
    )
    assert schema.current(store.engine) == "0047"


@pytest.mark.parametrize("revision", ["9999", "-99"])
def test_a_revision_that_is_not_there_is_told_without_a_traceback(run, revision):
    failed = run("downgrade", revision, "--yes")
    assert (failed.exit_code, type(failed.exception)) == (1, SystemExit)
    assert failed.output.startswith("Error: ")
    assert revision.strip("-") in failed.output


def test_a_database_of_a_newer_version_is_told_by_upgrade_check_and_downgrade(run, store):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for arguments in (("upgrade",), ("check",), ("downgrade", "base", "--yes")):
        failed = run(*arguments)
        assert failed.exit_code == 1
        assert failed.output == "Error: This database was made by a newer Anteroom; deploy that version.\n"


def test_keys_of_another_database_are_told_without_a_traceback(services, store, open_store):
    store.prove_keys()
    url = store.engine.url.render_as_string(hide_password=False)
    strange = dataclasses.replace(services, store=open_store(url, Keys()))
    failed = create_app(strange).test_cli_runner().invoke(args=["db", "upgrade"])
    assert (failed.exit_code, type(failed.exception)) == (1, SystemExit)
    assert "FERNET_KEYS" in failed.output
    assert "INDEX_KEY" in failed.output


@pytest.fixture
def run_without_a_file(services, keys, tmp_path, open_store):
    absent = dataclasses.replace(services, store=open_store(f"sqlite:///{tmp_path}/new/anteroom.db", keys))
    return lambda *arguments: create_app(absent).test_cli_runner().invoke(args=arguments)


@pytest.mark.parametrize("command", ["db check", "db downgrade -1 --yes", "doctor --offline"])
def test_no_command_but_upgrade_makes_the_database_file(run_without_a_file, command, tmp_path):
    failed = run_without_a_file(*command.split())
    assert failed.exit_code == 1
    assert "no_database_file" in failed.output
    assert "The database file is not there" in failed.output
    assert not (tmp_path / "new").exists()


def test_upgrade_makes_the_database_file(run_without_a_file, tmp_path):
    done = run_without_a_file("db", "upgrade")
    assert f"From nothing to {schema.head()}." in done.output
    engine = connect(f"sqlite:///{tmp_path}/new/anteroom.db")
    assert schema.standing(engine) is schema.Standing.OK
    engine.dispose()
    assert Path(tmp_path / "new").stat().st_mode & 0o77 == 0
