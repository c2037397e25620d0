"""A browser's history after an act: reload, Back, Forward and the address in another tab."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from playwright.sync_api import Error

from tests.act_records import held, waiting
from tests.acts import GONE, WORDS, Act

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Request, Response

    from tests.browser.clinic import Clinic
    from tests.browser.member import Member

_TIMES: Final = 4
_SEND: Final = """([action, fields, pressed]) => {
    const button = pressed ? document.querySelector(`#main ${pressed}`) ?? document.querySelector(pressed) : null;
    const form = button?.form ?? [...document.forms].find((each) => new URL(each.action).pathname.endsWith(action));
    for (const [name, value] of Object.entries(fields)) {
        if (!form?.elements[name]) throw new Error(`no field ${name} for ${action} on ${location}`);
        const found = form.elements[name];
        if (found.type === "file") {
            const files = new DataTransfer();
            files.items.add(new File([value], "numbers.csv"));
            found.files = files.files;
            continue;
        }
        if (found.type === "checkbox") found.checked = true;
        if (found instanceof HTMLSelectElement) found.add(new Option(value, value));
        if (found instanceof RadioNodeList) [...found].find((each) => each.value === value).checked = true;
        else found.value = value;
    }
    if (!form) throw new Error(`no form ${action} on ${location}`);
    form.noValidate = true;
    form.requestSubmit(button);
}"""
"""Fills in a form and sends it as its button would, also with values that the page would not let through."""


@dataclass
class History:
    """A page whose requests are all watched, and the database, to see whether going back and forth writes something."""

    member: Member
    clinic: Clinic
    names: dict[str, str]
    sent: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    steps: int = 0
    acts: int = 0

    @classmethod
    def of(cls, member: Member, clinic: Clinic) -> History:
        """Make the records that a member's acts need."""
        dana = clinic.colleague("clinician")
        return cls(member, clinic, waiting(clinic.services, member.email, dana.email, clinic.patient_tells))

    def __post_init__(self) -> None:
        self.page: Page = self.member.page
        self.other_tab: Page = self.member.browser.new_page()
        self.member.browser.on("request", self._heard)

    def _heard(self, request: Request) -> None:
        self.addresses |= {request.url, request.headers.get("referer", "")}
        if request.method == "POST":
            self.sent.append(urlsplit(request.url).path)

    def carries_out(self, act: Act) -> None:
        """Go to the page, send the form, and go back and forth."""
        if act.page:
            self.page.goto(act.page.format(**self.names))
            if "/confirm" not in act.page and urlsplit(self.page.url).path == "/confirm":
                self.member.confirms()
        fields = {name: value.format(**self.names) for name, value in act.fields.items()}
        form, button = (each.format(**self.names) for each in (act.form, act.button))
        before = len(self.sent)
        try:
            with self.page.expect_download() if act.downloads else self.page.expect_navigation():
                self.page.evaluate(_SEND, [form, fields, button])
        except Error as error:
            self.faults.append(f"{act}: {error.message.splitlines()[0]}")
            return
        self.acts += 1
        if len(self.sent) != before + 1:
            self.faults.append(f"{act}: sent {self.sent[before:]}")
        self.goes_back_and_forth(f"{act.form} {self.page.url}")

    def goes_back_and_forth(self, act: str) -> None:
        """Reload, go back and forward, and open the address in another tab: none of it may write anything.

        A job may begin or end meanwhile, and write that. So it is a fault only if something is written every time.
        """
        wrote = [self._writes(act)]
        while wrote[-1] and len(wrote) < _TIMES:
            wrote.append(self._writes(act))
        if wrote[-1]:
            self.faults.append(f"{act}: {wrote}")

    def _writes(self, act: str) -> set[tuple[str, int]]:
        """Go back and forth once, and return the counts of rows that changed."""
        store, me = self.clinic.services.store, self.names["me"]
        before, sent, here = held(store, me), len(self.sent), self.page.url
        for step in (self.page.reload, self.page.go_back, self.page.go_forward):
            self._judge(f"{act}: {step.__name__}", self.page, step)
        if self.page.url.partition("#")[0] != here.partition("#")[0]:
            self.faults.append(f"{act}: came to {self.page.url}")
        self._judge(f"{act}: in another tab", self.other_tab, lambda: self.other_tab.goto(here))
        if self.sent[sent:]:
            self.faults.append(f"{act}: sent {self.sent[sent:]} once more")
        return set(held(store, me).items()) ^ set(before.items())

    def _judge(self, act: str, page: Page, step: Callable[[], Response | None]) -> None:
        self.steps += 1
        try:
            answer = step()
        except Error as error:  # the browser's own page, which asks whether to send once more
            self.faults.append(f"{act}: {error.message.splitlines()[0]}")
            return
        self.addresses.add(page.evaluate("document.referrer"))
        if not page.evaluate("Boolean(document.querySelector('#main'))"):
            self.faults.append(f"{act}: no page at {page.url}")
        elif answer is not None and answer.status >= 400 and GONE not in page.locator("body").inner_text():
            self.faults.append(f"{act}: {answer.status} at {page.url}")

    def leaks(self) -> list[str]:
        """Return each address, referrer and log that has a word of what was typed."""
        said = [*self.addresses, self.clinic.server.log.read_text()]
        return [each for each in said for word in WORDS if word in each.lower()]
