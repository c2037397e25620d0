"""In a browser, a nurse writes to a patient, and sees what the patient answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.messages.content import push, refresh
from app.store.conversations.conversations import ConversationRow
from app.store.messages import outbound
from app.store.messages.outbound import OPEN, OutboundMessage
from app.store.messages.saved_replies import SavedReply
from app.store.model import table_of
from app.store.patients import patients
from tests.browser.clinic import Clinic
from tests.browser.eyes import Eyes
from tests.people import HANDS_IN, status_fields
from tests.server.live_server import wait_until
from tests.twilio_api import FakeTwilioApi

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.fork_client import LoadedApp

WORDS = "Please bring your inhaler on Thursday."
ANSWER = "Yes. Can my sister come with me?"
INTAKE = (
    "hello", "1", "1", "1", "Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "NONE",
)  # fmt: skip


@pytest.fixture
def api() -> Iterator[FakeTwilioApi]:
    with FakeTwilioApi() as fake:
        yield fake


@pytest.fixture
def clinic(
    api: FakeTwilioApi, chromium: Browser, forks: LoadedApp, sqlite_template: Path, tmp_path: Path
) -> Iterator[Clinic]:
    """A clinic of its own, whose server sends through the fake."""
    founded = Clinic.founded(
        tmp_path, sqlite_template, chromium, forks, ANTEROOM_ENV="development", TWILIO_API_BASE_URL=api.url
    )
    yield founded
    founded.closes()


def looks(page: Page, where: str = "/patients/") -> None:
    """Let the page ask whether there is something new, and wait for what it brings."""
    with page.expect_response(lambda answer: "/messages" not in answer.url and where in answer.url):
        page.clock.fast_forward(10_000)


def test_a_nurse_replies_the_patient_reads_and_answers_and_the_nurse_sees_it(
    clinic: Clinic, api: FakeTwilioApi
):
    patient = clinic.patient()
    for line in (*INTAKE, *HANDS_IN):
        patient.says(line)
    with clinic.services.store.begin() as unit:
        now = clinic.services.clock()
        unit.db.add(SavedReply(language="en", name="Inhaler", text=WORDS, created_at=now))
        record = f"/patients/{patients.page(unit.db, 1, columns=())[0].id}"
    bea = clinic.colleague("clinician")
    page, eyes = bea.page, Eyes()
    eyes.follow(page)
    page.clock.install()
    page.goto(record)
    page.get_by_text("Saved replies").click()
    page.get_by_role("button", name="Use Inhaler").click()
    assert page.get_by_label("Write to the patient").input_value() == WORDS
    assert page.get_by_text(f"{len(WORDS)} / 1600 characters").is_visible()
    bea.sends("Send")
    page.get_by_text("The message is on its way.").wait_for()
    wait_until(lambda: len(api.sent) == 1)
    (sent,) = api.sent
    assert (sent.to, sent.body) == (patient.address, WORDS)
    fields = status_fields("read", patient.address, MessageSid=sent.sid)
    wait_until(lambda: clinic_knows(clinic, sent.sid))
    patient.hangs_up()  # the server closes a connection that has long been idle
    assert patient.deliver(fields, "/webhook/status")[0] == 204
    page.get_by_label("Write to the patient").fill("And your ")
    looks(page)
    page.locator(".talk .tag", has_text="Read").wait_for()
    assert patient.says(ANSWER) == ""
    looks(page)
    page.locator(".talk .tag", has_text="New").wait_for()
    assert page.get_by_label("Write to the patient").input_value() == "And your "
    assert ANSWER not in page.content()
    page.get_by_label("Everyone at the clinic").first.check()
    bea.sends("Show messages")
    assert page.get_by_label("Write to the patient").input_value() == "And your "
    assert page.get_by_label("Everyone at the clinic").first.is_checked()
    assert page.locator(".talk li").all_inner_texts()[1].startswith(ANSWER)
    eyes.look(page, "messages")
    assert not (eyes.against_policy + eyes.noisy + eyes.sideways + eyes.inaccessible)


def test_a_receptionist_writes_to_somebody_who_is_still_answering_by_key(clinic: Clinic, api: FakeTwilioApi):
    patient = clinic.patient()
    for line in INTAKE[:5]:
        patient.says(line)
    ines = clinic.colleague("reception")
    page, eyes = ines.page, Eyes()
    eyes.follow(page)
    page.clock.install()
    page.goto("/answering")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Unfinished intake").wait_for()
    page.keyboard.press("r")
    page.keyboard.type("Which day suits you?")
    ines.sends("Send")
    page.get_by_text("The message is on its way.").wait_for()
    wait_until(lambda: [each.body for each in api.sent][-1:] == ["Which day suits you?"])
    assert "reads what you wrote" in patient.says("can I come at nine?")
    page.get_by_label("Write to the patient").fill("Yes, ")
    looks(page, "/answering/")
    page.locator(".talk li").nth(1).wait_for()
    assert page.locator(".talk li").count() == 2
    assert page.get_by_label("Write to the patient").input_value() == "Yes, "
    eyes.look(page, "messages, still answering")
    ines.sends("Show messages")
    assert page.get_by_label("Write to the patient").input_value() == "Yes, "
    assert page.locator(".talk li").all_inner_texts()[1].startswith("can I come at nine?")
    eyes.look(page, "messages, still answering, shown")
    assert not (eyes.against_policy + eyes.noisy + eyes.sideways + eyes.inaccessible)


def clinic_knows(clinic: Clinic, sid: str) -> bool:
    with clinic.services.store.read() as unit:
        return bool(outbound.known(unit.db, [sid]))


def test_after_24_hours_of_silence_a_nurse_sends_what_whatsapp_approved(clinic: Clinic, api: FakeTwilioApi):
    services, patient = clinic.services, clinic.patient()
    push(services, "operator")
    for line in (*INTAKE, *HANDS_IN):
        patient.says(line)
        wait_until(lambda: nothing_waits(clinic))
    with_buttons = len(api.sent)
    assert with_buttons > 2, "a worker of the server sends the form's buttons"
    assert all("ContentSid" in each.fields for each in api.sent)
    with services.store.read() as unit:
        record = f"/patients/{patients.page(unit.db, 1, columns=())[0].id}"
    with services.store.engine.begin() as connection:
        connection.execute(
            update(ConversationRow).values(last_inbound_at=services.clock() - timedelta(days=2))
        )
    bea = clinic.colleague("clinician")
    page, eyes = bea.page, Eyes()
    eyes.follow(page)
    page.goto(record)
    page.get_by_text("WhatsApp has not approved any message in").wait_for()
    eyes.look(page, "messages, closed, nothing approved")
    api.contents.judges("approved")
    refresh(services)
    page.reload()
    assert not page.get_by_label("Write to the patient").is_visible()
    eyes.look(page, "messages, closed")
    page.get_by_label("There is a message for you").check()
    bea.sends("Send this message")
    page.get_by_text("The message is on its way.").wait_for()
    wait_until(lambda: len(api.sent) > with_buttons)
    assert "ContentSid" in api.sent[-1].fields
    assert not (eyes.against_policy + eyes.noisy + eyes.sideways + eyes.inaccessible)


def nothing_waits(clinic: Clinic) -> bool:
    with clinic.services.store.engine.connect() as connection:
        waits = select(table_of(OutboundMessage)).where(OutboundMessage.state.in_(OPEN))
        return connection.execute(waits).first() is None
