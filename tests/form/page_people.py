"""A patient who fills in the form: a browser without JavaScript that holds a link."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from app.guard.tokens import new_token
from app.staff.factors import hash_of
from app.store.conversations import form_links, senders
from app.store.trail import audit
from tests.staff_people import Browser

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask
    from werkzeug.test import TestResponse

    from app.services import Services
    from app.store.trail.audit import AuditEvent

NUMBER = "whatsapp:+15005550006"
ANSWERS = {
    "name": {"answer": "Maya Okafor-Lindt"},
    "birth_date": {"day": "3", "month": "4", "year": "1990"},
    "address": {"line1": "12 Mill Lane", "town": "Larkfield", "postcode": "LK1 2AB"},
    "medical_history": {"answer": "Asthma since childhood"},
    "allergies": {"name-1": "Latex", "reaction-1": "rash"},
    "medications": {
        "name-1": "Ramipril",
        "dose-1": "5 mg",
        "often-1": "daily",
        "name-2": "Salbutamol inhaler",
        "often-2": "needed",
    },
    "reason": {"answer": "Cough for two weeks"},
}
STORED = {
    "name": "Maya Okafor-Lindt",
    "birth_date": "1990-04-03",
    "address": "12 Mill Lane\nLarkfield\nLK1 2AB",
    "medical_history": "Asthma since childhood",
    "allergies": "Latex, rash",
    "medications": "Ramipril, 5 mg, Once a day\nSalbutamol inhaler, When needed",
    "reason": "Cough for two weeks",
}
_MARK = re.compile(r'name="mark" value="([0-9a-f]{16})"')
_HASH = re.compile(r'name="text" value="([0-9a-f]{64})"')


def token_in(reply: str) -> str:
    """Return the token of the link that a reply brings."""
    (found,) = re.finditer(r"/f/([A-Za-z0-9_-]{43})\b", reply)
    return found[1]


def new_link(
    services: Services,
    number: str = NUMBER,
    made_by: str = "patient",
    patient_id: UUID | None = None,
    keys: tuple[str, ...] = (),
    lasts: timedelta = timedelta(hours=48),
) -> str:
    """Make a link for the sender of this number, who may be unknown, and return its token."""
    token, now = new_token(), services.clock()
    with services.store.begin() as unit:
        conversation = senders.lock(unit.db, number, None, now).id
        form_links.make(unit.db, conversation, hash_of(token), made_by, now, now + lasts, patient_id, keys)
    return token


@dataclass
class AtThePage:
    """Somebody with a link, in front of a browser."""

    app: Flask
    token: str = field(repr=False)
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = Browser(self.app, agent="Mozilla/5.0 (Linux; Android 14) Mobile")

    def opens(self) -> TestResponse:
        return self.browser.get(f"/f/{self.token}")

    def begins(self) -> TestResponse:
        self.opens()
        return self.browser.post(f"/f/{self.token}")

    def presses(self) -> TestResponse:
        """Press the button to begin, whatever the link's page shows: the token is another page's."""
        return self.browser.post_with(self.browser.token("/login"), f"/f/{self.token}", {})

    @property
    def page(self) -> str:
        """The page that is due."""
        answer = self.browser.get("/form")
        return answer.headers["Location"].rpartition("/")[2] if answer.status_code == 303 else "closed"

    def sends(self, page: str, **fields: str) -> TestResponse:
        """Send a page as it is shown, with what it carries."""
        shown = self.browser.get(f"/form/{page}")
        assert shown.status_code == 200, (page, shown.status_code)
        return self._sends_what_is_shown(page, shown.text, fields)

    def _sends_what_is_shown(self, page: str, shown: str, fields: dict[str, str]) -> TestResponse:
        carried = {"mark": mark[1]} if (mark := _MARK.search(shown)) else {}
        return self.browser.post(f"/form/{page}", **carried | fields)

    def sees(self, page: str) -> str:
        return self.browser.get(f"/form/{page}").text

    def agrees(self, about: str = "self", agree: str = "yes") -> None:
        """Say whom it is about, and agree to the privacy text or not."""
        if self.page == "whom":
            self.sends("whom", **{"for": about})
        shown = self.sees("consent")
        found = _HASH.search(shown)
        assert found, "the page carries the hash of its text"
        self._sends_what_is_shown("consent", shown, {"text": found[1], "agree": agree})

    def answers(self, answers: dict[str, dict[str, str]] | None = None) -> None:
        """Answer each question that is due, in the order they are asked."""
        given = ANSWERS | (answers or {})
        page = self.page
        while page in given:
            answer = self.sends(page, **given[page])
            assert answer.status_code == 303, (page, answer.text)
            page = answer.headers["Location"].rpartition("/")[2]

    def hands_in(self, answers: dict[str, dict[str, str]] | None = None) -> None:
        self.begins()
        self.agrees()
        self.answers(answers)
        self.sends("review")


def another(app: Flask, token: str, **kind: str) -> AtThePage:
    """Return somebody else with this link, in a browser elsewhere."""
    person = AtThePage(app, token)
    person.browser = Browser(app, "198.51.100.7", **kind)
    return person


def trail(services: Services, action: str) -> list[AuditEvent]:
    with services.store.read() as unit:
        return [each for each in audit.latest(unit.db, 1000) if each.action == action]
