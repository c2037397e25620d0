"""A form that is refused before signing in also ends on a page of its own, which no reload sends again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.staff.enrolment import make_link
from app.store.staff import staff
from tests.staff_people import HOST, PASSWORD, Browser, Colleague, carried_by, seed_on, token_on

if TYPE_CHECKING:
    from flask import Flask

    from app.services import Services
    from tests.people import Clock

A_PAGE = {"Sec-Fetch-Mode": "navigate"}


@pytest.fixture
def link(services: Services, clock: Clock) -> str:
    with services.store.begin() as unit:
        staff_id = staff.add(unit.db, "ines@larkfield.example", "Ines", "reception", clock())
        return make_link(services, unit, staff_id, None).removeprefix(HOST)


def test_a_refused_enrolment_comes_back_with_its_key_and_what_was_wrong(
    app: Flask, clock: Clock, link: str
) -> None:
    ines = Colleague(app, clock, "ines@larkfield.example", "reception")
    page = ines.browser.get(link).text
    ines.seed = seed_on(page)
    fields = {"carried": carried_by(page), "password": "short", "code": ines.code()}
    answer = ines.browser.post_with(token_on(page), link, fields, **A_PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    again = ines.browser.get(link)
    assert (again.status_code, seed_on(again.text)) == (200, ines.seed)
    assert 'id="password-error"' in again.text
    assert "short" not in again.text
    fresh = ines.browser.get(link).text
    assert 'id="password-error"' not in fresh, "a reload begins again"
    assert seed_on(fresh) != ines.seed
    fields = {"carried": carried_by(again.text), "password": PASSWORD, "code": ines.code()}
    done = ines.browser.post_with(token_on(again.text), link, fields, **A_PAGE)
    assert done.status_code == 303
    used = ines.browser.post_with(token_on(again.text), link, fields, **A_PAGE)
    assert used.status_code in {303, 400}
    assert Browser(app).get(link).status_code == 404


def test_one_sign_in_too_many_leads_to_a_page_that_says_so_once(nurse: Colleague) -> None:
    token = nurse.browser.token("/login")
    wrong = {"email": nurse.email, "password": "wrong lantern", "code": "000000", "next": ""}
    answers = [nurse.browser.post_with(token, "/login", wrong, **A_PAGE) for _ in range(8)]
    assert {answer.status_code for answer in answers} == {303}
    page = nurse.browser.get("/login")
    assert page.status_code == 429
    assert "Too many sign-in attempts." in page.text
    assert nurse.browser.get("/login").status_code == 200


@pytest.mark.parametrize(
    ("path", "page"),
    [("/login", "/login"), ("/logout", "/"), ("/patients/columns", "/patients")],
)
def test_a_form_that_is_too_old_leads_to_its_page_which_says_so(
    path: str, page: str, nurse: Colleague
) -> None:
    nurse.is_let_in()
    answer = nurse.browser.post_with("stale", path, {}, **A_PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    shown = "/patients" if page == "/" else page
    assert "Send it once more from this page." in nurse.browser.get(shown).text
    assert nurse.browser.post_with("stale", path, {}).status_code == 400


def test_a_form_from_another_site_is_refused_without_a_word_of_it(nurse: Colleague) -> None:
    nurse.is_let_in()
    fields = {"name": "<b>planted</b>", "queue": "all"}
    headers = {**A_PAGE, "Referer": "https://evil.example/", "Origin": "https://evil.example"}
    answer = nurse.browser.post_with(nurse.browser.last_token(), "/patients/views", fields, **headers)
    assert answer.status_code == 303
    page = nurse.browser.get("/patients").text
    assert "planted" not in page
    assert "evil" not in page
