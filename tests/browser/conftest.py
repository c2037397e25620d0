"""A browser, a server, and an admin who has enrolled. On SQLite: the pages are the same on both engines."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyotp
import pytest
from argon2.profiles import CHEAPEST
from playwright.sync_api import expect, sync_playwright

from app import create_app
from app.config import load
from app.services import Services, build
from app.store.patients import erasures, patients
from tests.browser.chromium import launched
from tests.browser.clinic import Clinic
from tests.browser.forked_server import ForkedServer, running_forks
from tests.browser.member import Member
from tests.people import Clock
from tests.settings import complete_environment
from tests.staff_people import Colleague, add_colleague

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Playwright

    from app.store import Store
    from tests.fork_client import LoadedApp
    from tests.server.live_server import Server

_PATIENCE = 20_000  # ms
expect.set_options(timeout=_PATIENCE)


class OpenBrowser(Protocol):
    """Opens a browser with cookies of its own. All are closed at the end."""

    def __call__(self, server: Server, **options: Any) -> BrowserContext: ...


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser that draws nothing, since drawing is much of a page's cost.

    A module that needs pictures overrides this fixture with `drawing_chromium`.
    """
    with launched(playwright, draws=False) as browser:
        yield browser


@pytest.fixture(scope="session")
def drawing_chromium(playwright: Playwright) -> Iterator[Browser]:
    with launched(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def forks() -> Iterator[LoadedApp]:
    with running_forks() as forks:
        yield forks


@pytest.fixture(scope="session")
def enrolled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Colleague]:
    """A database with one admin, and that admin."""
    folder = tmp_path_factory.mktemp("enrolled")
    path = Path(shutil.copy(sqlite_template, folder / "anteroom.db"))
    parts, clock = build(load(complete_environment(DATABASE_URL=f"sqlite:///{path}"), folder)), Clock()
    clock.now = datetime.now(UTC)
    app = create_app(Services(parts.settings, parts.store, clock), CHEAPEST)
    admin = add_colleague(app, parts, clock, "ana@larkfield.example", "admin")
    parts.store.close()
    return path, admin


@pytest.fixture
def database_url(enrolled: tuple[Path, Colleague], tmp_path: Path) -> str:
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    return f"sqlite:///{shutil.copy(enrolled[0], folder / 'anteroom.db')}"


@pytest.fixture
def server(forks: LoadedApp, database_url: str, tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "server"
    folder.mkdir()
    running = ForkedServer(forks, folder, database_url)
    yield running.start()
    running.end()


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
    chromium: Browser, forks: LoadedApp, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    """A clinic that the tests of a module share. Each test makes its own colleagues and patients."""
    founded = Clinic.founded(tmp_path_factory.mktemp("clinic"), sqlite_template, chromium, forks)
    yield founded
    founded.closes()


@pytest.fixture
def ana(server: Server, open_browser: OpenBrowser, enrolled: tuple[Path, Colleague]) -> Member:
    """The admin of the test's database, at a browser."""
    admin = enrolled[1]
    return Member(open_browser(server), admin.email, pyotp.TOTP(admin.seed))


@pytest.fixture
def emptied(clinic: Clinic) -> Store:
    """The store of the module's clinic, after erasing every patient."""
    store = clinic.services.store
    with store.begin() as unit:
        for patient in patients.page(unit.db, 100, columns=()):
            erasures.erase(unit.db, patient.id, "patient_asked", "operator", clinic.services.clock())
    return store


@pytest.fixture
def bea(clinic: Clinic) -> Iterator[Member]:
    """An admin of the module's clinic, signed in, who has opened no page yet."""
    yield clinic.colleague("admin")
    clinic.everybody_leaves()
