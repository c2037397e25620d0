"""`flask db` on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import text


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


def test_downgrade_asks_first_and_upgrade_brings_everything_back(run, store):
    assert run("downgrade", "base", input="n\n").exit_code == 1
    assert run("check").exit_code == 0
    assert run("downgrade", "base", "--yes").exit_code == 0
    assert run("check").exit_code == 1
    assert run("upgrade").exit_code == 0
    assert run("check").exit_code == 0
