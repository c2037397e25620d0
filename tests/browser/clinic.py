"""A clinic for a browser to walk through: a server, and colleagues who are enrolled and signed in."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pyotp
from argon2.profiles import CHEAPEST
from sqlalchemy import select

from app import create_app, services
from app.config import load
from app.guard.cookies import DEVICE_COOKIE, SESSION_COOKIE
from app.services import Services
from app.store.patients import patients
from app.store.staff import sessions, staff
from app.store.staff.sessions import _THIS
from app.store.tables import metadata
from tests.browser.forked_server import ForkedServer
from tests.browser.member import Member, link_in
from tests.people import HANDS_IN, Clock
from tests.server.live_server import RemotePatient
from tests.settings import complete_environment
from tests.staff_people import Colleague, add_colleague

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from playwright.sync_api import Browser, BrowserContext

    from app.store import Store
    from tests.fork_client import LoadedApp
    from tests.server.live_server import Server

members = metadata.tables["staff"]
staff_sessions = metadata.tables["staff_sessions"]

_PATIENCE: Final = 20_000  # ms
_TOO_LONG: Final = timedelta(minutes=20)
_LOCALES: Final = {"en": "en-GB", "es": "es-ES"}
CHEST_PAIN: Final = (
    "Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane, Larkfield",
    "Asthma as a child\nChest pain since this morning", "2", "Salbutamol when needed",
)  # fmt: skip


class _Enrolment:
    """Enrols people and signs them in, by an app of its own on the server's database, whose hashing is cheap."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._clock = Clock()
        self._services = Services(load(complete_environment(), folder), store, self._clock)
        self._app = create_app(self._services, CHEAPEST)
        self._networks = itertools.count(1)

    def of(self, email: str, role: str, language: str, ago: timedelta) -> Colleague:
        """Enrol somebody who reads the pages in a language, and sign them in at an earlier time.

        Each code counts once. If they signed in just now, the server would refuse the code that they have now.
        """
        self._clock.now = datetime.now(UTC) - ago
        colleague = add_colleague(self._app, self._services, self._clock, email, role)
        with self._services.store.begin() as unit:
            staff_id = next(each.id for each in staff.all_members(unit.db) if each.email == email)
            staff.set_language(unit.db, staff_id, language)
        # Each from a network of its own: one network may sign in only so often in a minute.
        colleague.browser.address = f"203.0.{next(self._networks)}.9"
        colleague.signs_in()
        return colleague


@dataclass
class Clinic:
    """A server, and its database, which tests also read and write directly."""

    server: Server
    services: Services
    chromium: Browser
    _enrolment: _Enrolment
    kind: type[Member] = Member
    """The class of the people at its browsers."""
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _browsers: list[BrowserContext] = field(default_factory=list)

    @classmethod
    def founded(
        cls, folder: Path, empty_database: Path, chromium: Browser, forks: LoadedApp, **environment: str
    ) -> Clinic:
        """Start a server on a copy of an empty database."""
        path = folder / "anteroom.db"
        path.write_bytes(empty_database.read_bytes())
        server = ForkedServer(forks, folder, f"sqlite:///{path}", **environment)
        parts = services.build(load(server.environment, folder))
        return cls(server.start(), parts, chromium, _Enrolment(folder, parts.store))

    def closes(self) -> None:
        self.everybody_leaves()
        self.server.end()
        self.services.store.close()

    def everybody_leaves(self) -> None:
        while self._browsers:
            self._browsers.pop().close()

    def opens_browser(self, language: str = "en", **options: Any) -> BrowserContext:
        """Open a browser that asks for pages in a language."""
        self._browsers.append(
            self.chromium.new_context(
                base_url=self.server.public_url,
                ignore_https_errors=True,
                locale=_LOCALES[language],
                **options,
            )
        )
        self._browsers[-1].set_default_timeout(_PATIENCE)
        return self._browsers[-1]

    def visitor(self, email: str, language: str = "en") -> Member:
        """Return somebody who is not signed in."""
        return self.kind(self.opens_browser(language), email, language=language)

    def invites(self, email: str, role: str) -> str:
        """Add a colleague as the command does, and return the link that it prints."""
        app = create_app(self.services, CHEAPEST)
        added = app.test_cli_runner().invoke(args=["staff", "add", email, "--role", role])
        assert added.exit_code == 0, added.output
        return link_in(added.stdout, self.server)

    def colleague(
        self, role: str, language: str = "en", ago: timedelta = timedelta(minutes=1), **options: Any
    ) -> Member:
        """Return somebody of a role, signed in some time ago, who reads the pages in a language."""
        email = f"{role}{next(self._numbers)}@larkfield.example"
        enrolled = self._enrolment.of(email, role, language, ago)
        browser = self.opens_browser(language, **options)
        for name in (SESSION_COOKIE, DEVICE_COOKIE):
            token = enrolled.browser.cookie(name)
            assert token, name
            browser.add_cookies(
                [
                    {
                        "name": name,
                        "value": token,
                        "url": self.server.public_url,
                        "secure": True,
                        "httpOnly": True,
                        "sameSite": "Strict",
                    }
                ]
            )
        return self.kind(browser, email, pyotp.TOTP(enrolled.seed), enrolled.recovery, language)

    def idles(self, member: Member) -> None:
        """Let somebody's session reach its idle limit."""
        store = self.services.store
        theirs = select(staff_sessions.c.id).join(members).where(members.c.email == member.email)
        with store.engine.connect() as connection:
            found = list(connection.execute(theirs).scalars())
        with (
            store.begin() as unit
        ):  # through the store, which seals the row: one that was changed by hand is no session
            for each in found:
                for session in sessions._read(unit.db, _THIS, session=each):
                    sessions._change(unit.db, session, last_seen_at=session.last_seen_at - _TOO_LONG)

    def patient(self) -> RemotePatient:
        """Return somebody who writes from a number of their own."""
        return RemotePatient(self.server, f"whatsapp:+4477009{next(self._numbers):05d}")

    def hands_in(self, *answers: str) -> str:
        """Have somebody go through a whole intake, and return the address of their record."""
        self.patient_tells("hello", "1", "1", *answers, *HANDS_IN)
        with self.services.store.read() as unit:
            return f"/patients/{patients.page(unit.db, 1, columns=())[0].id}"

    def patient_tells(self, *lines: str) -> None:
        patient = self.patient()
        for line in lines:
            patient.says(line)
