"""The clinic's machine, a new one, and a backup to take from one to the other."""

from __future__ import annotations

import pytest

from app import create_app
from app.config import load
from app.services import Services
from tests.cli.machines import Machine
from tests.settings import complete_environment
from tests.store.backups import PUBLIC_KEY, identity_in


@pytest.fixture
def folder(tmp_path):
    """Where backups are kept."""
    made = tmp_path / "kept"
    made.mkdir()
    return made


@pytest.fixture
def on(keys, clock, tmp_path, open_store):
    """A function that returns a machine of the clinic on a database: what runs its commands."""

    def machine(url, name="machine", own_keys=keys, **changed):
        instance = tmp_path / name
        instance.mkdir(exist_ok=True, mode=0o700)
        settings = load(complete_environment(**({"BACKUP_KEY": PUBLIC_KEY} | changed)), instance)
        services = Services(settings, open_store(url, own_keys), clock)
        return Machine(services, create_app(services).test_cli_runner(), identity_in(tmp_path))

    return machine


@pytest.fixture
def here(on, database_url, example):
    """The clinic's machine, with a line in every table."""
    return on(database_url)


@pytest.fixture
def new(on, tmp_path):
    """A machine that has nothing but the keys."""
    return on(f"sqlite:///{tmp_path}/new/anteroom.db", "new")


@pytest.fixture
def kept(here, folder):
    """A backup."""
    assert here("backup", folder / "one.backup").exit_code == 0
    return folder / "one.backup"
