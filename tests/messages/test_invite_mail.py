"""Somebody is invited by e-mail: a link to the form goes there, once, and nothing else ever does."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.config import load
from app.config.mail_address import is_mail_address
from app.dashboard.invitations.pace import INVITED, OF_A_MEMBER, WITHOUT_CODE
from app.store.conversations import conversations, expired_drafts
from app.store.conversations.conversations import ConversationRow
from app.store.messages import outbound
from app.store.messages.new_message import NewMessage, Purpose
from app.store.messages.outbound import OutboundMessage
from app.store.model import table_of
from app.store.patients import patients
from app.store.staff import staff
from app.store.trail import audit
from app.store.work import storage_counts
from app.store.work.storage_counts import day_of
from tests.cases import for_each
from tests.dashboard.at_the_record import does, plain, sees, url_of
from tests.messages.mail_server import MailBox
from tests.messages.worker import do_jobs
from tests.server.canary import encodings
from tests.settings import complete_environment
from tests.store.example import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from werkzeug.test import TestResponse

    from app.services import Services
    from app.store.conversations.conversations import Reach
    from tests.app_fixtures import Contents
    from tests.people import Clock
    from tests.staff_people import Colleague

JANE = "jane.quillfeather@mail.example.org"
ADDRESS = f"mailto:{JANE}"
LINK = re.compile(r"https://intake\.example\.org/f/([A-Za-z0-9_-]{43})")
FORM = {"email": JANE, "language": "en", "reason": "first_visit", "agreed": "yes"}


@pytest.fixture
def services(services: Services, box: MailBox, tmp_path: Path) -> Services:
    """The services of a clinic that has a mail server."""
    environment = complete_environment(ALERT_EMAIL_TO="it@clinic.example.org", SMTP_URL=box.url)
    return replace(services, settings=load(environment, tmp_path))


@pytest.fixture
def ines(colleague: Callable[[str], Colleague]) -> Colleague:
    ines = colleague("reception")
    ines.is_let_in()
    return ines


def invites(person: Colleague, **changed: str) -> TestResponse:
    token = person.browser.token("/invite")
    return person.browser.post_with(token, "/invite/email", FORM | changed)


def reach(services: Services) -> Reach:
    with services.store.read() as unit:
        conversation = conversations.find(unit.db, ADDRESS)
        found = conversations.reach(unit.db, conversation) if conversation else None
    assert found is not None
    return found


def states(services: Services) -> list[tuple[str, str | None]]:
    with services.store.engine.connect() as connection:
        table = table_of(OutboundMessage).c
        rows = connection.execute(select(table.state, table.error).order_by(table.created_at))
        return [(row.state, row.error) for row in rows]


def on_file(services: Services) -> UUID:
    """Write down what Jane handed in, and return the record's id."""
    patient, talk = uuid4(), reach(services).conversation_id
    with services.store.begin() as unit:
        patients.create(unit.db, patient, talk, "en", ANSWERS, False, services.clock(), "form")
    return patient


def test_an_address_gets_a_link_that_opens_the_form_and_is_known_by_its_index(
    services: Services, ines: Colleague, box: MailBox, contents: Callable[[], Contents]
):
    assert "By e-mail" in ines.browser.get("/invite").text
    assert invites(ines, email=f"  {JANE.title()} ").status_code == 303
    do_jobs(services)
    (mail,), (to,) = box.received, box.recipients
    assert to == [JANE]
    assert mail["Subject"] == "Larkfield Clinic: a form for you"
    assert mail["From"] == "anteroom@intake.example.org"
    body: str = mail.get_content()
    assert "The link works for 48 hours" in body
    (token,) = LINK.findall(body)
    assert ines.app.test_client().get(f"/f/{token}", base_url="https://intake.example.org").status_code == 200
    assert (reach(services).channel, reach(services).opted_out) == ("email", False)
    assert states(services) == [("sent", None)]
    everything = repr(contents())
    assert not [
        encoded
        for word in (JANE, "quillfeather", token)
        for encoded in encodings(word)
        if encoded in everything.encode()
    ]
    page = plain(ines.browser.get("/invite").text)
    assert "E-mail English First visit" in page
    assert "quillfeather" not in page.lower()
    with services.store.engine.connect() as connection:
        assert connection.execute(select(table_of(OutboundMessage).c.body)).scalars().all() == [None], (
            "nobody needs it now"
        )
    with services.store.read() as unit:
        (event,) = [each for each in audit.latest(unit.db, 50) if each.action == "invitations.sent"]
    assert dict(event.details) == {"invitations": 1, "left_out": 0}


def test_nobody_is_invited_twice_and_what_is_no_address_is_refused(
    services: Services, ines: Colleague, box: MailBox
):
    for changed in (
        {"email": "jane@example"},
        {"email": f"{JANE}\nBcc: x@y.org"},
        {"reason": "x"},
        {"agreed": ""},
    ):
        assert invites(ines, **changed).status_code == 422
    for _ in range(2):
        invites(ines)
    assert "They were invited within the last 7 days." in plain(ines.browser.get("/invite").text)
    do_jobs(services)
    assert len(box.received) == 1
    on_file(services)
    ines.clock.moves(days=8)
    ines.is_let_in()
    invites(ines)
    assert "They already have a record here" in plain(ines.browser.get("/invite").text)


def test_without_a_mail_server_nothing_is_offered_or_sent(
    services: Services, ines: Colleague, box: MailBox, monkeypatch: pytest.MonkeyPatch
):
    alerts = replace(services.settings.alerts, mail=None)
    monkeypatch.setattr(
        "app.services.Services.settings", replace(services.settings, alerts=alerts), raising=False
    )
    assert "By e-mail" not in ines.browser.get("/invite").text
    assert invites(ines).status_code == 303
    assert "No mail server is set up" in ines.browser.get("/invite").text
    assert states(services) == []


def test_a_server_that_is_away_is_tried_again_and_a_refused_address_is_given_up(
    services: Services, ines: Colleague, box: MailBox, clock: Clock
):
    invites(ines)
    box.answer = "451 4.3.0 later"
    do_jobs(services)
    assert states(services) == [("queued", "mail_unreachable")]
    box.answer = "250 OK"
    clock.moves(minutes=5)
    do_jobs(services)
    assert len(box.received) == 1
    invites(ines, email="gone@mail.example.org")
    box.answer = "550 5.1.1 no such user"
    do_jobs(services)
    assert states(services)[1] == ("given_up", "mail_refused")
    assert "The mail server refused the e-mail address." in plain(ines.browser.get("/invite").text)


def test_no_reply_no_template_and_no_reminder_goes_to_an_address_but_the_form_may_be_sent_again(
    services: Services, ines: Colleague, box: MailBox, clock: Clock
):
    invites(ines)
    do_jobs(services)
    patient = on_file(services)
    page = sees(ines, patient, part="identity").text
    assert f'href="mailto:{JANE}"' in page
    assert "They came by e-mail, and no free text is sent there." in plain(page)
    assert 'name="text"' not in page
    for act, fields in (
        ("reply", {"text": "Hello"}), ("reply", {"template": "call_us"}), ("handover", {"to": "person"}),
    ):  # fmt: skip
        assert does(ines, patient, act, **fields).status_code == 409
    talk = reach(services).conversation_id
    with services.store.begin() as unit:
        for purpose in (Purpose.REPLY, Purpose.REMINDER, Purpose.NOTICE, Purpose.CHAT):
            outbound.send(unit.db, NewMessage(purpose, "anteroom", conversation_id=talk, body="x"), clock())
    do_jobs(services)
    clock.moves(minutes=2)
    assert does(ines, patient, "form", form_reason="missing").status_code == 303
    do_jobs(services)
    assert "Private form The link is on its way. The whole form Sent" in plain(
        ines.browser.get(url_of(patient)).text
    )
    assert len(box.received) == 2
    assert {state for state, error in states(services) if error} == {"given_up"}
    assert len([1 for state, _ in states(services) if state == "sent"]) == 2


def test_an_address_that_nobody_answered_from_is_forgotten_with_the_drafts(
    services: Services, ines: Colleague, clock: Clock
):
    invites(ines)
    do_jobs(services)
    old = clock() + timedelta(days=1)
    with services.store.begin() as unit:
        (silent,) = expired_drafts.due(unit.db, old, old, 9)
        expired_drafts.remove(unit.db, silent.conversation_id, old, old)
        assert conversations.find(unit.db, ADDRESS) is None
    with services.store.engine.connect() as connection:
        assert connection.execute(select(table_of(ConversationRow))).all() == []
        assert connection.execute(select(table_of(OutboundMessage))).all() == []


def test_more_mails_than_usual_take_a_fresh_code_and_a_day_has_an_end(
    services: Services, ines: Colleague, clock: Clock
):
    def brim(invited: int) -> None:
        with services.store.begin() as unit:
            member = staff.by_email(unit.db, ines.email)
            assert member
            storage_counts.add(unit.db, member.id, INVITED, day_of(clock()), invited)

    brim(WITHOUT_CODE - 1)
    assert invites(ines, email="one@mail.example.org").location == "/invite"
    assert invites(ines).location == "/confirm?next=/invite"
    back = ines.browser.get(ines.confirms().location).location
    assert JANE in ines.browser.get(back).text
    assert invites(ines).location == "/invite"
    brim(OF_A_MEMBER)
    refused = invites(ines, email="two@mail.example.org")
    assert refused.status_code == 422
    assert "No more invitations can be sent today" in refused.text
    assert "two@mail.example.org" in refused.text


def test_mails_at_the_same_moment_take_the_code_as_well_and_the_address_comes_back(
    services: Services, ines: Colleague, invites_meanwhile: Callable[[Colleague, int], None]
):
    invites_meanwhile(ines, WITHOUT_CODE)
    assert invites(ines).location == "/confirm?next=/invite"
    assert states(services) == []
    back = ines.browser.get(ines.confirms().location).location
    assert JANE in ines.browser.get(back).text
    assert invites(ines).location == "/invite"
    assert states(services) == [("queued", None)]


@for_each(
    ("text", "is_one"),
    [
        ("ines@clinic.example", True), ("i.n+es@a-b.clinic.example", True), ("root@127.0.0.1", False),
        ("root@localhost", False), ("root@[127.0.0.1]", False), ("root@a..example", False), ("root@-a.example", False),
        ("root@a-.example", False), (f"{'x' * 65}@a.example", False), (f"x@{'a.' * 130}example", False),
        ("ines@clinic.example\n", False), ("ines @clinic.example", False), ("@clinic.example", False),
    ],
)  # fmt: skip
def test_an_address_has_a_name_and_a_host_with_a_name(text: str, is_one: bool):
    assert is_mail_address(text) is is_one
