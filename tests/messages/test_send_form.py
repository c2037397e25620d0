"""Staff send a link to the form from a record: what the patient gets, what the page says, and what nobody sees."""

from __future__ import annotations

import hashlib
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.intake.clinic import Clinic as ClinicSettings
from app.observe.logs import init_logs
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.conversations import form_links
from app.store.messages import contents
from app.store.messages.outbound import OutboundMessage
from app.store.model import table_of
from app.store.trail import audit
from tests.dashboard.at_the_record import does, happened, plain, sees, url_of
from tests.store.example import a_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store.conversations.form_links import FormLink
    from tests.messages.clinic import Clinic
    from tests.staff_people import Colleague

LINK = re.compile(r"https://intake\.example\.org/f/([A-Za-z0-9_-]{43})")
FIELDS: dict[str, Any] = {"keys": ["medications", "address"], "form_reason": "missing"}


@pytest.fixture
def ines(colleague: Callable[[str], Colleague], clinic: Clinic) -> Colleague:
    """Somebody at reception, signed in."""
    ines = colleague("reception")
    ines.is_let_in()
    return ines


def links(clinic: Clinic) -> list[FormLink]:
    with clinic.services.store.read() as unit:
        return form_links.of_patient(unit.db, clinic.patient_id)


def section(ines: Colleague, clinic: Clinic) -> str:
    page = ines.browser.get(url_of(clinic.patient_id)).text
    return plain(page[page.index('id="h-form"') : page.index('id="h-rights"')])


def approves(clinic: Clinic) -> str:
    body = "Hello, this is {{1}}. Please open this page: {{2}} The link works for {{3}}. Thank you."
    sid = "HX" + "f" * 32
    with clinic.services.store.begin() as unit:
        contents.put(unit.db, a_text("form", body, sid=sid, state="approved", variables="clinic,link,lasts"))
    clinic.api.contents.knows(sid, body)
    return sid


def test_the_patient_gets_a_link_that_works_and_a_message_that_says_nothing(clinic: Clinic, ines: Colleague):
    assert does(ines, clinic.patient_id, "form", **FIELDS).status_code == 303
    assert "The link is on its way." in section(ines, clinic)
    clinic.works()
    (sent,) = clinic.api.sent
    (token,) = LINK.findall(sent.body)
    assert sent.body == (
        f"Hello, this is Larkfield Clinic. Please open this private page to complete your answers: "
        f"https://intake.example.org/f/{token} The link works for 48 hours. If you do not want to hear from us, answer STOP."
    )
    with clinic.services.store.read() as unit:
        link = form_links.find(unit.db, hashlib.sha256(token.encode()).digest())
    assert link is not None
    assert (link.conversation_id, link.patient_id) == (clinic.conversation, clinic.patient_id)
    assert link.asked == ("address", "medications"), "in the order of the questions"
    (event,) = [each for each in happened(clinic.services.store, clinic.patient_id) if "form" in each.action]
    assert event.action == "patient.form_sent"
    assert dict(event.details) == {
        "link": link.id.hex, "fields": ["address", "medications"], "form_reason": "missing",
    }  # fmt: skip


def test_a_link_that_waits_for_the_clinics_zone_is_not_said_to_be_on_its_way(clinic: Clinic, ines: Colleague):
    with clinic.services.store.begin() as unit:
        nowhere = ClinicSettings("Larkfield Clinic", "+15005550009", "112")
        assert versions.keep(unit.db, ClinicVersion, 0, nowhere, "operator", clinic.clock())
    assert does(ines, clinic.patient_id, "form", **FIELDS).status_code == 303
    said = section(ines, clinic)
    assert "The link is on its way." not in said
    assert "The link waits: nobody has confirmed the clinic’s time zone" in said
    clinic.works()
    assert clinic.api.sent == []


def test_the_page_tells_what_becomes_of_a_link_and_one_can_be_cancelled(clinic: Clinic, ines: Colleague):
    assert "No link was sent about this record yet." in section(ines, clinic)
    does(ines, clinic.patient_id, "form", form_reason="other")
    assert "The whole form Waiting to be sent" in section(ines, clinic)
    clinic.works()
    token = LINK.findall(clinic.api.sent[0].body)[0]
    clinic.told("delivered", clinic.api.sent[0].sid)
    assert "The whole form Delivered" in section(ines, clinic)
    digest, browser = hashlib.sha256(token.encode()).digest(), bytes(32)
    for act, said in (("note_opening", "Opened"), ("begin", "Begun")):
        with clinic.services.store.begin() as unit:
            if act == "begin":
                assert form_links.begin(unit.db, digest, browser, clinic.clock())
            else:
                assert form_links.note_opening(unit.db, digest, clinic.clock())
        assert f"The whole form {said}" in section(ines, clinic)
    (link,) = links(clinic)
    cancel = f"form/{link.id}/cancel"
    assert does(ines, clinic.patient_id, cancel).status_code == 303
    said = section(ines, clinic)
    assert "The link is cancelled." in said
    assert "The whole form Cancelled" in said
    assert "Cancel this link" not in said
    assert does(ines, clinic.patient_id, cancel).status_code == 409
    with clinic.services.store.begin() as unit:
        assert form_links.of_browser(unit.db, browser, clinic.clock()) is None
        other = form_links.make(
            unit.db,
            clinic.conversation,
            bytes(32),
            "patient",
            clinic.clock(),
            clinic.clock().replace(year=2030),
        )
    assert does(ines, clinic.patient_id, f"form/{other}/cancel").status_code == 409, (
        "of no record, or of another"
    )


def test_a_newer_link_takes_the_place_of_one_that_waits_and_a_second_press_makes_none(
    clinic: Clinic, ines: Colleague
):
    does(ines, clinic.patient_id, "form", **FIELDS)
    assert does(ines, clinic.patient_id, "form", **FIELDS).status_code == 409
    clinic.clock.moves(minutes=2)
    assert does(ines, clinic.patient_id, "form", **FIELDS).status_code == 303
    clinic.works()
    newer, older = links(clinic)
    assert (newer.closed_at, older.closed_at) == (None, newer.made_at)
    assert len(clinic.api.sent) == 1, "the first message was not needed any more"


@pytest.mark.parametrize("fields", [{}, {"form_reason": "because"}, {**FIELDS, "keys": ["step"]}])
def test_a_link_needs_a_reason_and_questions_that_are_asked(
    clinic: Clinic, ines: Colleague, fields: dict[str, Any]
):
    answer = does(ines, clinic.patient_id, "form", **fields)
    assert answer.status_code == 422
    assert links(clinic) == []


def test_after_a_day_of_silence_only_the_approved_template_carries_the_link(clinic: Clinic, ines: Colleague):
    clinic.clock.moves(days=2)
    ines.is_let_in()
    assert "WhatsApp has not approved the message with the link yet" in section(ines, clinic)
    assert does(ines, clinic.patient_id, "form", **FIELDS).status_code == 409
    sid = approves(clinic)
    assert does(ines, clinic.patient_id, "form", **FIELDS).status_code == 303
    clinic.works()
    (sent,) = clinic.api.sent
    assert (sent.fields["ContentSid"], sent.body) == (sid, "")
    assert LINK.search(sent.fields["ContentVariables"])


def test_a_patient_who_wrote_stop_gets_no_link_and_one_that_waits_is_not_sent(
    clinic: Clinic, ines: Colleague
):
    does(ines, clinic.patient_id, "form", **FIELDS)
    clinic.patient.says("STOP")
    clinic.works()
    assert clinic.api.sent == []
    assert "They have written STOP" in section(ines, clinic)
    clinic.clock.moves(minutes=2)
    assert does(ines, clinic.patient_id, "form", **FIELDS).status_code == 409
    with clinic.services.store.read() as unit:
        told = [each.action for each in audit.about(unit.db, clinic.patient_id, 50)]
    assert "patient.message_not_sent" in told


def test_a_link_that_is_sent_at_night_goes_in_the_morning(clinic: Clinic, ines: Colleague):
    night = clinic.clock().replace(hour=23, minute=0)
    clinic.clock.moves(seconds=(night - clinic.clock()).total_seconds())
    clinic.patient.says("hello")
    ines.is_let_in()
    does(ines, clinic.patient_id, "form", **FIELDS)
    clinic.works()
    assert clinic.api.sent == []
    clinic.works(hours=10)
    assert len(clinic.api.sent) == 1


def test_the_token_is_on_no_page_in_no_log_and_in_no_row(
    clinic: Clinic, ines: Colleague, admin: Colleague, contents: Callable[[], Any], capsys: Any
):
    before = logging.root.handlers[:], logging.root.level
    try:
        init_logs("DEBUG")
        answer = does(ines, clinic.patient_id, "form", **FIELDS)
        pages = [answer.text, repr(answer.headers), sees(ines, clinic.patient_id, part="messages").text]
        clinic.works()
        pages.append(sees(ines, clinic.patient_id, part="messages").text)
        admin.is_let_in()
        pages += [admin.browser.get(page).text for page in ("/audit", "/invite", "/report")]
        token = LINK.findall(clinic.api.sent[0].body)[0]
        digest = hashlib.sha256(token.encode()).digest()
        said = [*pages, capsys.readouterr().err, repr(contents())]
    finally:
        logging.root.handlers[:], logging.root.level = before
    assert "Sent the patient a link to the form: Answers are missing" in plain(pages[3])
    for secret in (token, digest.hex(), repr(digest)):
        assert not [each for each in said if secret in each]
    with clinic.services.store.engine.connect() as connection:
        rows = connection.execute(select(table_of(OutboundMessage))).mappings().all()
    assert [row["purpose"] for row in rows] == ["form"]
    clinic.told("delivered", clinic.api.sent[0].sid)
    with clinic.services.store.engine.connect() as connection:
        assert connection.execute(select(table_of(OutboundMessage).c.body)).scalars().all() == [None]
