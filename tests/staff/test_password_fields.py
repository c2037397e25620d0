"""Passwords on the pages: hidden, open to managers and paste, and good for as long as nobody changes them."""

from __future__ import annotations

import re

from app.staff.enrolment import make_link
from app.store.staff import staff
from tests.project import ROOT
from tests.staff_people import HOST, Browser

PASSWORD = re.compile(r"<input[^>]*(?:name=\"(?:password|old|new)\"|type=\"password\")[^>]*>")


def test_every_field_for_a_password_hides_it_and_lets_managers_fill_it_in(app, services, clock, store, nurse):
    with store.begin() as unit:
        invited = staff.add(unit.db, "ines@larkfield.example", "Ines", "reception", clock())
        link = make_link(services, unit, invited, None)
    nurse.signs_in()
    pages = (
        Browser(app).get("/login").text,
        Browser(app).get(link.removeprefix(HOST)).text,
        nurse.browser.get("/account").text,
    )
    fields = [field for page in pages for field in PASSWORD.findall(page)]
    assert len(fields) >= 4
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(?:current|new)-password"', field), field
        assert not re.search(r"\son\w+=|maxlength", field), field


def test_no_script_keeps_anybody_from_pasting():
    for script in (ROOT / "app" / "static").glob("*.js"):
        assert not re.search(r"[\"']paste[\"']|onpaste", script.read_text()), script.name


def test_a_password_is_good_until_somebody_changes_it(nurse, clock):
    clock.moves(days=1500)
    assert nurse.signs_in().status_code == 303
