"""After every act of the desk: its answer leads to an address that is a page, however often it is opened."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import pyotp
import pytest

from app.config import load
from tests.act_records import held, waiting
from tests.acts import EVERY, GONE, LOOKED_AT, NO_FORM, WORDS, Act
from tests.doors import DOORS, FORM
from tests.forms import Forms
from tests.people import Patient
from tests.settings import complete_environment
from tests.staff_people import HOST, PASSWORD, seed_on

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from app.store import Store
    from tests.people import Clock
    from tests.staff_people import Colleague

NAVIGATES: Final = {"Sec-Fetch-Mode": "navigate"}


@dataclass
class History:
    """What a member opens one after the other, and what the database holds."""

    member: Colleague
    store: Store
    clock: Clock
    names: dict[str, str]
    here: str = "/"
    page: str = ""
    faults: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    carried_out: set[str] = field(default_factory=set)
    """The rules of the addresses that took a form."""

    def carries_out(self, act: Act) -> None:
        """Go to the page, send the form, and go back and forth."""
        self.clock.moves(seconds=1)
        if act.page:
            self.opens(act.page.format(**self.names), f"{act}: before")
        fields = {name: value.format(**self.names) for name, value in act.fields.items()}
        form, button = (each.format(**self.names) for each in (act.form, act.button))
        sent = Forms(self.page).sends(form, fields, button)
        if isinstance(sent, str):
            self.faults.append(f"{act}: {sent} at {self.here}")
            return
        path, given = sent
        path = path or self.here
        (token,) = given.pop("csrf_token")
        files = {
            name: (io.BytesIO(text.encode()), "numbers.csv")
            for name in ("file",)
            for text in given.pop(name, [])
        }
        answer = self.member.browser.post_with(token, path, {**given, **files}, **NAVIGATES)
        rule, _values = self.member.app.url_map.bind("").match(
            path.partition("?")[0], method="POST", return_rule=True
        )
        self.carried_out.add(rule.rule)
        before = self.here
        if act.downloads:
            if "attachment" not in answer.headers.get("Content-Disposition", ""):
                self.faults.append(f"{act}: {answer.status_code}, no file")
            assert answer.data
        elif answer.status_code != 303:
            self.faults.append(f"{act}: {answer.status_code} in answer to what was sent")
            return
        else:
            self.opens(answer.headers["Location"], f"{act}: after")
        self.goes_back_and_forth(str(act), before)

    def goes_back_and_forth(self, act: str, before: str) -> None:
        """Open the page before and this one once more; once, if they are one."""
        here, holds = self.here, held(self.store, self.names["me"])
        if before.partition("#")[0] != here.partition("#")[0]:
            self.opens(before, f"{act}: back")
        self.opens(here, f"{act}: once more")
        if (now := held(self.store, self.names["me"])) != holds:
            self.faults.append(f"{act}: {set(now.items()) ^ set(holds.items())}")

    def opens(self, address: str, act: str) -> TestResponse:
        """Open an address as a new tab does, and follow where it leads."""
        self.here = address.removeprefix(HOST)
        self.addresses.add(self.here)
        answer = self.member.browser.get(self.here, **NAVIGATES)
        if answer.status_code in {302, 303}:
            return self.opens(answer.headers["Location"], act)
        if answer.status_code >= 400 and GONE not in answer.text:
            self.faults.append(f"{act}: {answer.status_code} at {self.here}")
        self.page = answer.text
        return answer


@pytest.fixture
def services(services, tmp_path):
    alerts = complete_environment(
        ALARM_CHAIN="oncall@clinic.example.org 0, again 10",
        ALERT_EMAIL_TO="oncall@clinic.example.org",
        SMTP_URL="smtps://localhost:9",
    )
    return replace(services, settings=load(alerts, tmp_path))


@pytest.mark.long
def test_every_act_leads_to_a_page_that_sends_nothing_again(
    colleague, admin, services, clock, twilio, caplog
):
    dana = colleague("clinician")
    numbers = itertools.count()

    def writes(*lines):
        return Patient(twilio, f"whatsapp:+1500555020{next(numbers)}").tells(*lines)

    admin.is_let_in()
    history = History(admin, services.store, clock, waiting(services, admin.email, dana.email, writes))
    history.carries_out(Act("/confirm?next=/exports", "/confirm", {"code": "000000"}))
    admin.has_confirmed()
    for act in EVERY:
        history.carries_out(act)
    for path in LOOKED_AT:
        history.opens(path.format(**history.names), path)
        history.goes_back_and_forth(path, history.here)
    comes_and_goes(history, admin, clock)
    enrols(history, admin, clock)
    assert not history.faults, "\n".join(history.faults)
    said = [*history.addresses, caplog.text]
    assert not [each for each in said for word in WORDS if word in each.lower()]
    ours = {route for route, door in DOORS.items() if door != FORM}
    takes_forms = {route.removeprefix("POST ") for route in ours if route.startswith("POST ")}
    assert takes_forms - history.carried_out == NO_FORM


def comes_and_goes(history, admin, clock):
    """Sign out, fail to sign in, sign in, idle, and go on by a code after a wrong one."""
    right = {"email": admin.email, "password": PASSWORD, "code": "{code}"}
    history.carries_out(Act("/patients", "/logout"))
    history.carries_out(Act("/login", "/login", right | {"password": "wrong", "code": "000000"}))
    history.names["code"] = admin.next_code()
    history.carries_out(Act("/login", "/login", right))
    clock.moves(minutes=20)
    history.carries_out(Act("/login", "/login/unlock", {"unlock": "000000"}))
    history.names["code"] = admin.next_code()
    history.carries_out(Act("/login", "/login/unlock", {"unlock": "{code}"}))


def enrols(history, admin, clock):
    """Replace the authenticator, at first with a wrong code."""
    admin.has_confirmed()
    history.carries_out(Act("/account", "/code", {"password": PASSWORD}))
    fields = {"password": PASSWORD, "code": "{code}"}
    history.carries_out(Act("", "", fields | {"code": "000000"}))
    history.names["code"] = pyotp.TOTP(seed_on(history.page)).at(clock())
    history.carries_out(Act("", "", fields))
    assert "Keep these ten codes" in history.page
