"""The app on the test's database, and the people who use it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from argon2.profiles import CHEAPEST
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.config import load
from app.observe.logs import init_logs
from app.services import Services
from app.store.tables import metadata
from app.webhook.routes import handler_of
from tests.compile_caches import TEMPLATE_CACHE
from tests.people import Clock, Patient, Twilio
from tests.route_caches import CachedMap, CachedRule
from tests.settings import bare_environment, complete_environment
from tests.staff_people import Colleague, add_colleague

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.store import Store
    from app.webhook.handler import Handler

Flask.url_rule_class = CachedRule
Flask.url_map_class = CachedMap

Contents = dict[str, list[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment in which another process runs the app, on an SQLite file of its own."""
    return bare_environment() | complete_environment(DATABASE_URL=f"sqlite:///{tmp_path}/own/anteroom.db")


@pytest.fixture
def talkative_logs(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Logs of every level, on the standard error that `capsys` reads."""
    before = logging.root.handlers[:], logging.root.level
    init_logs("DEBUG")
    yield
    logging.root.handlers[:], logging.root.level = before


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    return Services(load(complete_environment(), tmp_path), store, clock)


@pytest.fixture
def app(services: Services) -> Flask:
    app = create_app(services, CHEAPEST)
    app.jinja_env.bytecode_cache = TEMPLATE_CACHE
    return app


@pytest.fixture
def handler(services: Services) -> Handler:
    return handler_of(services)


@pytest.fixture
def twilio(app: Flask) -> Twilio:
    return Twilio(app.test_client())


@pytest.fixture
def patient(twilio: Twilio) -> Patient:
    return Patient(twilio)


@pytest.fixture
def colleague(app: Flask, services: Services, clock: Clock) -> Callable[[str], Colleague]:
    """A function that returns a new member of a role, who has enrolled."""
    return lambda role: add_colleague(app, services, clock, f"{role}@larkfield.example", role)


@pytest.fixture
def contents(store: Store) -> Callable[[], Contents]:
    """A function that returns every row of every table."""
    store.prove_keys()

    def read() -> Contents:
        with store.engine.connect() as connection:
            return {
                table.name: sorted(repr(row) for row in connection.execute(select(table)))
                for table in metadata.sorted_tables
            }

    return read
