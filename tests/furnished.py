"""Databases in which something has happened before a test begins: people have enrolled, or a patient has handed in.

A *furnishing* is a function that makes this happen, through the app. `@furnishing` turns it into a fixture. When a test
asks for such fixtures, `database_url` runs their functions once, in the order of this file, and keeps the database as a
template. This test and all others that ask for the same ones start with a copy of it, and each fixture returns what its
function returned. So enrolling and signing in cost time once a worker instead of once a test.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.config import load
from app.services import Services
from tests.compile_caches import TEMPLATE_CACHE
from tests.dashboard.at_the_record import hands_in
from tests.people import Clock, Patient, Twilio
from tests.settings import complete_environment
from tests.staff_people import Colleague, add_colleague
from tests.store.example import Ids, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from flask import Flask

    from tests.databases import Keys, Postgres


@dataclass
class House:
    """The app on a database that is being furnished."""

    app: Flask
    services: Services
    clock: Clock

    @property
    def twilio(self) -> Twilio:
        return Twilio(self.app.test_client())

    @property
    def patient(self) -> Patient:
        return Patient(self.twilio)

    def enrols(self, role: str, name: str = "") -> Colleague:
        """Return a new member of a role, who has enrolled."""
        email = f"{name or role}@larkfield.example"
        return add_colleague(self.app, self.services, self.clock, email, role)

    def lets_in(self, role: str, name: str = "", *, confirmed: bool = False) -> Colleague:
        """Return a new member of a role who is signed in and, if asked for, has given a fresh code."""
        person = self.enrols(role, name)
        person.is_let_in()
        if confirmed:
            person.has_confirmed()
        return person


FURNISHINGS: Final[dict[str, Callable[[House], Any]]] = {}
"""Name of a fixture -> what happens in the database. They happen in this order."""
_FIXTURES: Final[set[Callable[..., Any]]] = set()
"""The functions of these fixtures."""


def furnishing(happens: Callable[[House], Any]) -> Callable[..., Any]:
    """Turn a function into a fixture whose value is what the function returned for the test's database."""
    name = happens.__name__
    FURNISHINGS[name] = happens

    def result(request: pytest.FixtureRequest, app: Flask, services: Services, clock: Clock) -> Any:
        furnished = request.node.stash.get(FURNISHED, None)
        if (
            furnished is None or name not in furnished.results
        ):  # the test asks by `getfixturevalue`, after it has begun
            return happens(House(app, services, clock))
        value = furnished.results[name]
        return value.at(app, clock) if isinstance(value, Colleague) else copy.deepcopy(value)

    _FIXTURES.add(result)
    return pytest.fixture(name=name)(result)


@dataclass(frozen=True)
class Furnished:
    """A database to copy, the time in it, and what each furnishing returned."""

    template: str
    """The file of an SQLite database, or the name of a PostgreSQL one."""
    now: datetime
    results: dict[str, Any]


FURNISHED: Final = pytest.StashKey[Furnished]()
Furnish = Callable[[str, str], str]
"""Takes an engine and its migrated template, and returns the template for the test."""


@dataclass(frozen=True)
class Furniture:
    """The furnished databases of a worker. Each is made when a test first asks for it."""

    keys: Keys
    folder: Path
    postgres: Callable[[], Postgres]
    stays: ExitStack
    made: dict[tuple[str, tuple[str, ...]], Furnished] = field(default_factory=dict)

    def of(self, engine: str, template: str, names: tuple[str, ...]) -> Furnished:
        """Return the database in which these furnishings have happened.

        The last happens in a copy of the one in which those before it have, which other tests ask for, too.
        """
        if (engine, names) not in self.made:
            before = self.of(engine, template, names[:-1]) if names else Furnished(template, Clock().now, {})
            url, copied = self._copied(engine, before.template)
            now, results = self._furnish(url, before.now, names[-1:])
            self.made[engine, names] = Furnished(copied, now, before.results | results)
        return self.made[engine, names]

    def _copied(self, engine: str, template: str) -> tuple[str, str]:
        """Copy a template, and return the URL of the copy and its name as a template."""
        if engine == "postgresql":
            url = self.stays.enter_context(self.postgres().database(template))
            return url, url.partition("?")[0].rpartition("/")[2]
        file = Path(tempfile.mkdtemp(dir=self.folder)) / "anteroom.db"
        shutil.copy(template, file)
        return f"sqlite:///{file}", str(file)

    def _furnish(self, url: str, now: datetime, names: tuple[str, ...]) -> tuple[datetime, dict[str, Any]]:
        store, clock = self.keys.store(url), Clock()
        clock.now = now
        services = Services(load(complete_environment(), self.folder), store, clock)
        app = create_app(services, CHEAPEST)
        app.jinja_env.bytecode_cache = TEMPLATE_CACHE
        house = House(app, services, clock)
        try:
            store.prove_keys()  # as the app does when it starts
            results = {name: FURNISHINGS[name](house) for name in names}
        finally:
            store.close()
        return clock.now, results


@pytest.fixture(scope="session")
def furniture(
    request: pytest.FixtureRequest, keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furniture]:
    with ExitStack() as stays:
        yield Furniture(
            keys,
            tmp_path_factory.mktemp("furnished"),
            lambda: request.getfixturevalue("postgres"),
            stays,
        )


@pytest.fixture
def furnished(request: pytest.FixtureRequest) -> Furnish:
    """A function that returns the template to copy for this test."""
    known = request.node._fixtureinfo.name2fixturedefs
    # A module may have a fixture of the same name that is no furnishing.
    names = tuple(name for name in FURNISHINGS if name in known and known[name][-1].func in _FIXTURES)

    def choose(engine: str, template: str) -> str:
        if not names and "app" not in request.fixturenames:
            return template
        house: Furnished = request.getfixturevalue("furniture").of(engine, template, names)
        request.getfixturevalue("clock").now = house.now
        request.node.stash[FURNISHED] = house
        return house.template

    return choose


@furnishing
def nurse(house: House) -> Colleague:
    """A clinician, enrolled."""
    return house.enrols("clinician")


@furnishing
def admin(house: House) -> Colleague:
    """An admin, enrolled."""
    return house.enrols("admin")


@furnishing
def receptionist_in(house: House) -> Colleague:
    """A receptionist, signed in."""
    return house.lets_in("reception")


@furnishing
def clinician_in(house: House) -> Colleague:
    """A clinician, signed in."""
    return house.lets_in("clinician")


@furnishing
def clinician_confirmed(house: House) -> Colleague:
    """A clinician, signed in, with a fresh code."""
    return house.lets_in("clinician", confirmed=True)


@furnishing
def noor_confirmed(house: House) -> Colleague:
    """Another clinician, signed in, with a fresh code."""
    return house.lets_in("clinician", "noor", confirmed=True)


@furnishing
def admin_confirmed(house: House) -> Colleague:
    """An admin, signed in, with a fresh code."""
    return house.lets_in("admin", confirmed=True)


@furnishing
def handed_in(house: House) -> UUID:
    """Maya, who has handed in a whole intake."""
    return hands_in(house.patient, house.services.store)


def example(request: pytest.FixtureRequest) -> Ids:
    """A row in every table of whichever database the test asks for. Unlike other furnishings, it needs no `app`."""
    asked = [
        name for name in ("database_url", "sqlite_url", "postgresql_url") if name in request.fixturenames
    ]
    request.getfixturevalue(asked[0])
    ids: Ids = request.node.stash[FURNISHED].results["example"]
    return ids


FURNISHINGS["example"] = lambda house: written(house.services.store)
_FIXTURES.add(example)
example_fixture = pytest.fixture(name="example")(example)
