"""After an act of the desk: reload, Back, Forward and the address in a new tab are pages, and send nothing twice.

A browser shows it for an act of each kind; `tests.dashboard.test_every_act` for every act that its address is a page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error

from tests.acts import GONE, LIST, LOOKED_AT, RECORD, WORDS, Act, held, waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Page, Request, Response

    from app.store import Store
    from tests.browser.clinic import Clinic
    from tests.browser.member import Member

OF_EACH_KIND: Final = (*LIST[:2], LIST[4], *RECORD[:4], *RECORD[-2:])
"""What leads on, is refused, shows for a while, writes, and takes the page itself away."""
_SEND: Final = """([action, fields, pressed]) => {
    const button = pressed ? document.querySelector(`#main ${pressed}`) : null;
    const form = button?.form ?? [...document.forms].find((each) => new URL(each.action).pathname.endsWith(action));
    for (const [name, value] of Object.entries(fields)) {
        if (!form?.elements[name]) throw new Error(`no field ${name} for ${action} on ${location}`);
        const found = form.elements[name];
        if (found instanceof HTMLSelectElement) found.add(new Option(value, value));
        if (found instanceof RadioNodeList) [...found].find((each) => each.value === value).checked = true;
        else found.value = value;
    }
    if (!form) throw new Error(`no form ${action} on ${location}`);
    form.noValidate = true;
    form.requestSubmit(button);
}"""
"""Fill a form and send it as its button does, also with what the page itself would not let through."""


@dataclass
class History:
    """A page whose every request is watched, and what the database holds."""

    member: Member
    store: Store
    names: Mapping[str, str]
    sent: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page: Page = self.member.page
        self.page.on("request", self._heard)

    def _heard(self, request: Request) -> None:
        self.addresses |= {request.url, request.headers.get("referer", "")}
        if request.method == "POST":
            self.sent.append(urlsplit(request.url).path)

    def carries_out(self, act: Act) -> None:
        """Go to the page, send the form, and go to and fro."""
        if act.page:
            self.page.goto(act.page.format(**self.names))
        fields = {name: value.format(**self.names) for name, value in act.fields.items()}
        before = len(self.sent)
        try:
            with self.page.expect_navigation():
                self.page.evaluate(_SEND, [act.form.format(**self.names), fields, act.button])
        except Error as error:
            self.faults.append(f"{act}: {error.message.splitlines()[0]}")
            return
        if len(self.sent) != before + 1:
            self.faults.append(f"{act}: sent {self.sent[before:]}")
        self.goes_to_and_fro(f"{act.form} {self.page.url}")

    def goes_to_and_fro(self, act: str) -> None:
        """Reload, go back and forward, and open the address once more."""
        before, sent, here = held(self.store, self.names["me"]), len(self.sent), self.page.url
        for step in (self.page.reload, self.page.go_back, self.page.go_forward):
            self._judge(f"{act}: {step.__name__}", step)
        again = self.member.browser.request.get(here, headers={"Sec-Fetch-Mode": "navigate"})
        if again.status >= 400 and GONE not in again.text():
            self.faults.append(f"{act}: {again.status} in a new tab")
        if self.sent[sent:]:
            self.faults.append(f"{act}: sent {self.sent[sent:]} once more")
        if (now := held(self.store, self.names["me"])) != before:
            self.faults.append(f"{act}: {set(now.items()) ^ set(before.items())}")

    def _judge(self, act: str, step: Callable[[], Response | None]) -> None:
        try:
            answer = step()
        except Error as error:  # the browser's own page, which asks whether to send once more
            self.faults.append(f"{act}: {error.message.splitlines()[0]}")
            return
        if answer is None or (answer.status >= 400 and GONE not in self.member.text()):
            self.faults.append(f"{act}: {answer and answer.status} at {self.page.url}")


def whom(clinic: Clinic, me: Member) -> dict[str, str]:
    dana = f"dana-of-{me.email}"
    assert clinic.invites(dana, "clinician")
    return waiting(clinic.services.store, clinic.services.clock(), me.email, dana, clinic.patient_tells)


@pytest.mark.long
@pytest.mark.parametrize("scripts", [False, True])
def test_after_an_act_of_each_kind_the_history_is_pages_and_sends_nothing_again(scripts, clinic):
    me = clinic.colleague("admin", java_script_enabled=scripts)
    history = History(me, clinic.services.store, whom(clinic, me))
    history.carries_out(Act("/confirm?next=/exports", "/confirm", {"code": "000000"}))
    me.confirms()
    for act in OF_EACH_KIND:
        history.carries_out(act)
    for path in LOOKED_AT[:2]:
        me.page.goto(path.format(**history.names))
        history.goes_to_and_fro(path)
    history.carries_out(Act("/patients", "/logout"))
    history.carries_out(Act("/login", "/login", {"email": me.email, "password": "wrong", "code": "000000"}))
    assert not history.faults, "\n".join(history.faults)
    said = [*history.addresses, clinic.server.log.read_text()]
    assert not [each for each in said for word in WORDS if word in each.lower()]
