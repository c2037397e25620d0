"""The poster for the waiting room opens a chat with the clinic, in the language of those who read it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.config import SANDBOX
from tests.people import SENDER
from tests.qr import drawn, read
from tests.staff_people import add_colleague

NUMBER = SENDER.removeprefix("whatsapp:")


def code_on(page: str) -> str:
    found = re.search(r"<svg role=\"img\".*?</svg>", page, re.DOTALL)
    assert found
    return read(drawn(found[0].replace("&#39;", "'")))


@pytest.fixture
def staff_of(services, clock):
    """A function that returns a receptionist of a clinic with these numbers."""

    def open_clinic(*senders):
        twilio = replace(services.settings.twilio, senders=senders)
        changed = replace(services, settings=replace(services.settings, twilio=twilio))
        app = create_app(changed, CHEAPEST)
        person = add_colleague(app, changed, clock, "ines@larkfield.example", "reception")
        person.is_let_in()
        return person.browser

    return open_clinic


def test_the_code_opens_a_chat_with_the_clinics_number(ines):
    page = ines.browser.get("/poster").text
    assert code_on(page) == f"https://wa.me/{NUMBER.removeprefix('+')}?text=Hello"
    assert "Larkfield Clinic" in page
    assert "call 999" in page


def test_a_spanish_poster_is_printed_by_an_english_reader(ines):
    page = ines.browser.get("/poster?language=es").text
    assert '<html lang="en"' in page
    sheet = page[page.index("<article") : page.index("</article>")]
    assert 'lang="es"' in sheet
    assert "Antes de su visita" in sheet
    assert "¿No tiene el teléfono a mano?" in sheet
    assert code_on(page).endswith("?text=Hola")
    assert "Poster for the waiting room" in page


def test_the_number_is_one_of_the_clinics_on_whatsapp(staff_of):
    browser = staff_of("+441632960001", "whatsapp:+441632960002", "whatsapp:+441632960003")
    assert "/441632960002?" in code_on(browser.get("/poster").text)
    page = browser.get("/poster?number=%2B441632960003").text
    assert "/441632960003?" in code_on(page)
    assert "+44 1632 960003" in page
    for wrong in ("number=%2B441632960001", "number=%2B15005550006", "language=xx"):
        assert browser.get(f"/poster?{wrong}").status_code == 404


def test_a_clinic_without_a_whatsapp_number_is_told_what_to_do(staff_of):
    page = staff_of("+441632960001").get("/poster").text
    assert "TWILIO_SENDERS" in page
    assert "<article" not in page


def test_nobody_hangs_up_the_sandbox_unwarned(staff_of):
    assert "sandbox" in staff_of(f"whatsapp:{SANDBOX}").get("/poster").text


def test_settings_and_setup_lead_to_the_poster(admin):
    admin.is_let_in()
    assert 'href="/poster"' in admin.browser.get("/settings").text
