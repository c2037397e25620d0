"""Staff who sign in: a browser without JavaScript, an authenticator, and the person who has both."""

from __future__ import annotations

import html
import re
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyotp
from flask import Response, session
from flask_wtf.csrf import generate_csrf

from app.guard.cookies import SESSION_COOKIE, give_session
from app.guard.tokens import new_token, token_hash
from app.services import current
from app.staff.enrolment import new_recovery
from app.staff.factors import Entrance, hash_of, matching_step, new_seed
from app.staff.sign_in import staff_services
from app.store.staff import sessions, staff
from app.store.trail import audit
from tests.links import dead_links
from tests.trail import event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask
    from werkzeug.test import TestResponse

    from app.services import Services
    from tests.people import Clock

HOST = "https://intake.example.org"
FORM_COOKIE = "__Host-form"
PASSWORD = "copper lantern drifts over maple"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def token_on(page: str) -> str:
    found = _TOKEN.search(page)
    return html.unescape(found[1]) if found else ""


def seed_on(page: str) -> str:
    """Return the authenticator's key that an enrolment's page shows."""
    key = re.search(r"<code[^>]*>([A-Z2-7 \u00a0&nbsp;]+)</code>", page)
    assert key, "the page shows the key"
    return re.sub(r"[^A-Z2-7]", "", html.unescape(key[1]))


def carried_by(page: str) -> str:
    """Return what an enrolment's form carries: the key, sealed."""
    found = re.search(r'name="carried" value="([^"]+)"', page)
    assert found, "the form carries the key"
    return html.unescape(found[1])


def version_on(page: str) -> str:
    """Return the version that a form was opened at."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found, "the form names the version that it was opened at"
    return found[1]


class Browser:
    """Keeps cookies, follows no redirect, and posts with the CSRF token of the page that it saw last."""

    def __init__(
        self, app: Flask, address: str = "203.0.113.9", agent: str = "Mozilla/5.0 (Windows NT) Firefox/140.0"
    ) -> None:
        self.app = app
        self.client = app.test_client()
        self.address = address
        self.agent = agent
        self._last_token: tuple[str | None, str] = (None, "")

    def get(self, path: str, **headers: str) -> TestResponse:
        answer = self.client.get(
            path, base_url=HOST, headers=self._headers(headers), environ_base=self._environ()
        )
        return self._checked(answer)

    def post(self, path: str, /, **fields: str) -> TestResponse:
        """Post the fields, with the token of the page seen last."""
        return self.post_with(self.last_token(), path, fields)

    def post_with(self, token: str, path: str, fields: Mapping[str, Any], **headers: str) -> TestResponse:
        given = {"Referer": HOST + "/", "Origin": HOST} | headers
        answer = self.client.post(
            path,
            base_url=HOST,
            data={**fields, "csrf_token": token},
            headers=self._headers(given),
            environ_base=self._environ(),
        )
        return self._checked(answer)

    def _checked(self, answer: TestResponse) -> TestResponse:
        """Return the answer. Every page that a test loads is checked: its links lead to routes, and its forms have tokens."""
        if answer.mimetype == "text/html" and "Content-Length" in answer.headers:
            assert (dead := dead_links(self.app, answer.text)) == [], dead
            assert answer.text.count(' method="post"') == answer.text.count(' name="csrf_token"')
            if token := token_on(answer.text):
                self._last_token = self.cookie(FORM_COOKIE), token
        return answer

    def token(self, page: str) -> str:
        return token_on(self.get(page).text)

    def last_token(self) -> str:
        """Return the token of the page seen last, or one that a page would have now."""
        cookie = self.cookie(FORM_COOKIE)
        if cookie is None or cookie != self._last_token[0]:
            visit = self.visit()
            visit["headers"] |= {"Cookie": f"{FORM_COOKIE}={cookie}"} if cookie else {}
            with self.app.test_request_context(**visit):
                token, answer = generate_csrf(), Response()
                self.app.session_interface.save_session(self.app, session, answer)
            self.keeps(answer)
            self._last_token = self.cookie(FORM_COOKIE), token
        return self._last_token[1]

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(name, domain="intake.example.org")
        return found.value if found else None

    def visit(self) -> dict[str, Any]:
        """Return the arguments with which `test_request_context` makes a request of this browser."""
        return {"base_url": HOST, "headers": self._headers({}), "environ_base": self._environ()}

    def keeps(self, response: Response) -> None:
        """Keep the cookies that a response sets."""
        for line in response.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.client.set_cookie(name, morsel.value, domain=urlsplit(HOST).hostname or "", secure=True)

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        return {"Accept": "text/html", "User-Agent": self.agent} | headers

    def _environ(self) -> dict[str, Any]:
        return {"REMOTE_ADDR": self.address}


@dataclass
class Colleague:
    """Somebody who works at the clinic."""

    app: Flask
    clock: Clock
    email: str
    role: str
    password: str = PASSWORD
    seed: str = ""
    recovery: tuple[str, ...] = ()
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = Browser(self.app)

    def at(self, app: Flask, clock: Clock) -> Colleague:
        """Return the same person, with the same cookies, at another app on a copy of the database."""
        same = replace(self, app=app, clock=clock)
        same.browser.client._cookies = copy(self.browser.client._cookies)
        return same

    def code(self, steps: int = 0) -> str:
        """Return what the authenticator shows now, or so many steps from now."""
        return pyotp.TOTP(self.seed).at(self.clock.now + timedelta(seconds=30 * steps))

    def next_code(self) -> str:
        """Wait for a code that was not used yet."""
        self.clock.moves(seconds=30)
        return self.code()

    def enrols(self, link: str) -> TestResponse:
        """Follow a one-time link to its end, and keep the recovery codes."""
        path = link.removeprefix(HOST)
        page = self.browser.get(path).text
        self.seed = seed_on(page)
        fields = {"carried": carried_by(page), "password": self.password, "code": self.code()}
        answer = self.browser.post_with(token_on(page), path, fields)
        self.recovery = tuple(re.findall(r"<li>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{2})</li>", answer.text))
        return answer

    def signs_in(self, browser: Browser | None = None, **changed: str) -> TestResponse:
        """Sign in with a fresh code."""
        code = changed["code"] if "code" in changed else self.next_code()
        fields = {"email": self.email, "password": self.password} | changed | {"code": code}
        return (browser or self.browser).post("/login", **fields)

    def is_let_in(self) -> None:
        """Be signed in, without going through the form as `signs_in` does. The code is spent all the same.

        This saves the hashing and a request. Tests of signing in use `signs_in`.
        """
        step = matching_step(self.seed, self.next_code(), self.clock())
        assert step is not None
        entrance, visit = Entrance(), self.browser.visit()
        with self.app.test_request_context(**visit):
            store = current().store
            with store.begin() as unit:
                member = staff.by_email(unit.db, self.email)
                assert member is not None
                assert staff.spend_step(unit.db, member.id, step)
                details = {"network": self.browser.address, "proof": "code", "known_device": False}
                audit.record(
                    unit.db,
                    f"staff:{member.id}",
                    event("sign_in.succeeded"),
                    "staff",
                    member.id,
                    details,
                    at=self.clock(),
                )
                entrance.open(unit, member)
            self.browser.keeps(entrance.hand_over(Response()))

    def has_confirmed(self) -> None:
        """Have given a fresh code, without going through the form as `confirms` does. The code is spent all the same."""
        step = matching_step(self.seed, self.next_code(), self.clock())
        old, token = token_hash(self.browser.cookie(SESSION_COOKIE) or ""), new_token()
        assert step is not None
        assert old is not None
        with self.app.test_request_context(**self.browser.visit()):
            with current().store.begin() as unit:
                member = staff.by_email(unit.db, self.email)
                assert member is not None
                assert staff.spend_step(unit.db, member.id, step)
                assert sessions.rotate(unit.db, old, hash_of(token), self.clock(), confirmed=True)
                details = {"network": self.browser.address, "proof": "code"}
                audit.record(
                    unit.db,
                    f"staff:{member.id}",
                    event("session.confirmed"),
                    "staff",
                    member.id,
                    details,
                    at=self.clock(),
                )
            answer = Response()
            give_session(answer, token)
            self.browser.keeps(answer)

    def confirms(self) -> TestResponse:
        return self.browser.post("/confirm", code=self.next_code(), next="")


def add_colleague(app: Flask, services: Services, clock: Clock, email: str, role: str) -> Colleague:
    """Return a new member who has enrolled, without going through the pages as `Colleague.enrols` does."""
    colleague = Colleague(app, clock, email, role, seed=new_seed())
    step = matching_step(colleague.seed, colleague.code(), clock())
    assert step is not None
    with app.app_context():
        passwords = staff_services().passwords
    colleague.recovery, salt, hashes = new_recovery(passwords)
    with services.store.begin() as unit:
        staff_id = staff.add(unit.db, email, email.partition("@")[0].title(), role, clock())
        hashed = passwords.hash(PASSWORD)
        staff.enrol(unit.db, staff_id, hashed, colleague.seed, step, salt, hashes, clock())
        staff.set_language(unit.db, staff_id, "en")
        audit.record(unit.db, f"staff:{staff_id}", event("staff.enrolled"), "staff", staff_id, at=clock())
    return colleague
