"""A browser, a server, and an admin who has enrolled. On SQLite: the pages are the same on both engines."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import pyotp
import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.config import load
from app.services import Services
from tests.browser.chromium import running_chromium
from tests.browser.clinic import Clinic
from tests.browser.member import Member
from tests.people import Clock
from tests.settings import complete_environment
from tests.staff_people import Colleague, add_colleague

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

    from app.store import Store
    from tests.databases import Keys
    from tests.server.fixtures import Serve
    from tests.server.serving import Server

_PATIENCE = 20_000  # ms


class OpenBrowser(Protocol):
    """Opens a browser of its own, with its own cookies; all are closed at the end."""

    def __call__(self, server: Server, **options: Any) -> BrowserContext: ...


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def enrolled(
    sqlite_template: Path, keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Colleague]:
    """A database with one admin, and that admin."""
    folder = tmp_path_factory.mktemp("enrolled")
    path = folder / "anteroom.db"
    shutil.copy(sqlite_template, path)
    store, clock = keys.store(f"sqlite:///{path}"), Clock()
    clock.now = datetime.now(UTC)
    services = Services(load(complete_environment(), folder), store, clock)
    admin = add_colleague(create_app(services, CHEAPEST), services, clock, "ana@larkfield.example", "admin")
    store.engine.dispose()
    return path, admin


@pytest.fixture
def database_url(enrolled: tuple[Path, Colleague], tmp_path: Path) -> str:
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    return f"sqlite:///{shutil.copy(enrolled[0], folder / 'anteroom.db')}"


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve(WEB_CONCURRENCY="1")


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator[OpenBrowser]:
    opened: list[BrowserContext] = []

    def open_one(server: Server, **options: Any) -> BrowserContext:
        opened.append(chromium.new_context(base_url=server.public_url, ignore_https_errors=True, **options))
        opened[-1].set_default_timeout(_PATIENCE)
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture(scope="module")
def clinic(
    chromium: Browser, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    """A clinic that the tests of a module share: each has its own colleagues and patients."""
    founded = Clinic.founded(tmp_path_factory.mktemp("clinic"), sqlite_template, chromium)
    yield founded
    founded.closes()


@pytest.fixture
def ana(server: Server, open_browser: OpenBrowser, enrolled: tuple[Path, Colleague]) -> Member:
    """The admin of the test's database, at a browser."""
    admin = enrolled[1]
    return Member(open_browser(server), admin.email, pyotp.TOTP(admin.seed))


@pytest.fixture
def emptied(clinic: Clinic) -> Store:
    """The store of the module's clinic, in which nobody is on file."""
    store = clinic.services.store
    with store.begin() as unit:
        for patient in unit.patients.page(100, columns=()):
            unit.erasures.erase(patient.id, "patient_asked", "operator", clinic.services.clock())
    return store


@pytest.fixture
def bea(clinic: Clinic) -> Iterator[Member]:
    """An admin of the module's clinic, signed in, whose browser opens nothing before the test does."""
    yield clinic.colleague("admin")
    clinic.everybody_leaves()
