"""After every act of the desk: its answer leads to an address that is a page, however often it is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tests.acts import EVERY, GONE, LOOKED_AT, WORDS, Act, held, waiting
from tests.forms import Forms
from tests.people import Patient
from tests.staff_people import HOST

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    names: Mapping[str, str]
    here: str = "/"
    page: str = ""
    faults: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)

    def carries_out(self, act: Act) -> None:
        """Go to the page, send the form, and go to and fro."""
        self.clock.moves(seconds=1)
        if act.page:
            self.opens(act.page.format(**self.names), f"{act}: before")
        fields = {name: value.format(**self.names) for name, value in act.fields.items()}
        sent = Forms(self.page).sends(act.form.format(**self.names), fields, act.button)
        if isinstance(sent, str):
            self.faults.append(f"{act}: {sent} at {self.here}")
            return
        path, given = sent
        (token,) = given.pop("csrf_token")
        answer = self.member.browser.post_with(token, path, given, **NAVIGATES)
        if answer.status_code != 303:
            self.faults.append(f"{act}: {answer.status_code} in answer to what was sent")
            return
        before = self.here
        self.opens(answer.headers["Location"], f"{act}: after")
        self.goes_to_and_fro(str(act), before)

    def goes_to_and_fro(self, act: str, before: str) -> None:
        """Open the page before and this one once more."""
        here, holds = self.here, held(self.store, self.names["me"])
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


def test_every_act_leads_to_a_page_that_sends_nothing_again(colleague, admin, store, clock, twilio, caplog):
    dana = colleague("clinician")
    senders = iter(range(2))

    def writes(*lines):
        return Patient(twilio, f"whatsapp:+1500555020{next(senders)}").tells(*lines)

    admin.is_let_in()
    history = History(admin, store, clock, waiting(store, clock(), admin.email, dana.email, writes))
    history.carries_out(Act("/confirm?next=/exports", "/confirm", {"code": "000000"}))
    admin.has_confirmed()
    for act in EVERY:
        history.carries_out(act)
    for path in LOOKED_AT:
        history.opens(path.format(**history.names), path)
        history.goes_to_and_fro(path, history.here)
    history.carries_out(Act("/patients", "/logout"))
    history.carries_out(
        Act("/login", "/login", {"email": admin.email, "password": "wrong", "code": "000000"})
    )
    assert not history.faults, "\n".join(history.faults)
    said = [*history.addresses, caplog.text]
    assert not [each for each in said for word in WORDS if word in each.lower()]
