"""A form that was refused comes back to its own page by a redirect, so that a browser sends nothing twice."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from app.store.conversations.kept_forms import LASTS, LONGEST
from tests.dashboard.people_on_file import on_file

WORDS = "Quillfeather rang about Tuesday"
TOO_LONG = WORDS + "!" * 2000
REFUSED = {
    "/patients/{maya}/note": ({"note": TOO_LONG}, "/patients/{maya}"),
    "/patients/{maya}/status": (
        {"from": "new", "status": "in_review", "work_note": TOO_LONG},
        "/patients/{maya}",
    ),
    "/patients/{maya}/requests": ({"request_kind": "none", "request_note": WORDS}, "/patients/{maya}"),
    "/patients/{maya}/edit": (
        {"version": "1", "birth_date": "31 February 1990", "address": WORDS},
        "/patients/{maya}/edit",
    ),
    "/patients/{maya}/hold": ({"reason": WORDS + "!" * 500}, "/patients/{maya}/hold"),
    "/patients/{maya}/erase": ({"reason": "other", "reference": WORDS}, "/patients/{maya}/erase"),
    "/settings": ({"version": "0", "name": WORDS, "languages": ""}, "/settings"),
    "/settings/consent/preview": ({"version": "0", "text_en": WORDS}, "/settings/consent/preview"),
    "/retention/change": ({"version": "0", "draft_days": WORDS}, "/retention/change"),
    "/exports": ({"target": "csv", "reason": TOO_LONG}, "/exports"),
    "/exports/form": ({"target": "csv", "reason": WORDS}, "/exports"),
    "/staff/invite": ({"name": WORDS, "email": "none", "role": "reception"}, "/staff"),
}
"""Address -> a form with something wrong, and the page on which it was."""


def sends(person, path, fields, mode="navigate"):
    headers = {"Sec-Fetch-Mode": mode}
    return person.browser.post_with(person.browser.last_token(), path, fields, **headers)


@pytest.fixture
def maya(store, clock):
    return on_file(store, clock())


@pytest.fixture
def ana(admin):
    admin.is_let_in()
    admin.confirms()
    return admin


@pytest.mark.parametrize("path", REFUSED)
def test_what_was_typed_is_back_on_its_page_in_no_address_and_sealed(path, ana, maya, contents):
    fields, page = REFUSED[path]
    answer = sends(ana, path.format(maya=maya), fields)
    assert answer.status_code == 303
    place = urlsplit(answer.headers["Location"])
    assert (place.path, [*parse_qs(place.query)]) == (page.format(maya=maya), ["kept"])
    assert "Quillfeather" not in repr(contents())
    assert not [value for _key, value in answer.headers if "Quillfeather" in value]
    for _ in range(2):  # and when the page is loaded again
        again = ana.browser.get(answer.headers["Location"])
        assert again.status_code == 200
        assert "Quillfeather" in again.text


@pytest.mark.parametrize("act", ["show", "hide", "called"])
def test_what_is_being_written_comes_back_with_the_page_that_another_form_leads_to(act, ana, maya, contents):
    fields = {"part": "identity", "typed.work_note": WORDS, "typed.password": "Nightjar"}
    answer = sends(ana, f"/patients/{maya}/{act}", fields)
    assert [*parse_qs(urlsplit(answer.headers["Location"]).query)] == ["kept"]
    assert WORDS not in repr(contents())
    page = ana.browser.get(answer.headers["Location"]).text
    assert (f">\n{WORDS}</textarea>" in page, "Nightjar" in page) == (True, False)
    assert sends(ana, f"/patients/{maya}/{act}", fields, "").headers["Location"].partition("#")[0] == (
        f"/patients/{maya}"
    )


def test_whatever_else_sends_a_form_is_answered_at_once(ana, maya):
    for mode in ("cors", ""):
        answer = sends(ana, f"/patients/{maya}/note", {"note": TOO_LONG}, mode)
        assert answer.status_code == 422
        assert WORDS in answer.text
    too_long = sends(ana, f"/patients/{maya}/note", {"note": "x" * LONGEST})
    assert too_long.status_code == 422, "what is too long to be kept is answered at once too"


def test_after_its_time_and_for_anybody_else_the_page_is_as_ever(ana, colleague, maya, clock):
    address = sends(ana, f"/patients/{maya}/note", {"note": TOO_LONG}).headers["Location"]
    priya = colleague("clinician")
    priya.is_let_in()
    assert "Quillfeather" not in priya.browser.get(address).text
    assert "Quillfeather" in ana.browser.get(address).text
    clock.moves(seconds=LASTS.total_seconds())
    ana.is_let_in()
    assert "Quillfeather" not in ana.browser.get(address).text


def test_no_password_or_code_is_kept_and_what_was_wrong_is_said(ana, contents):
    answer = sends(ana, "/account/password", {"old": "Quillfeather", "new": "short"})
    page = ana.browser.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "This is not your current password." in page.text
    assert "Quillfeather" not in page.text


def test_a_link_and_codes_are_shown_after_a_redirect_for_minutes(ana, contents, clock):
    invited = sends(
        ana, "/staff/invite", {"name": "Bo", "email": "bo@larkfield.example", "role": "reception"}
    )
    made = sends(ana, "/account/recovery", {})
    for answer, sign in ((invited, "/enrol/"), (made, 'class="codes"')):
        assert answer.status_code == 303
        for _ in range(2):
            assert sign in ana.browser.get(answer.headers["Location"]).text
    assert "/enrol/" not in repr(contents())
    clock.moves(minutes=5)
    ana.confirms()
    for answer, place in ((invited, "/staff"), (made, "/account")):
        assert ana.browser.get(answer.headers["Location"]).headers["Location"] == place


def test_a_refused_sign_in_and_a_wrong_code_are_told_after_a_redirect(admin):
    token = admin.browser.token("/login")
    fields = {"email": admin.email, "password": "wrong", "code": "000000", "next": "/account"}
    answer = admin.browser.post_with(token, "/login", fields, **{"Sec-Fetch-Mode": "navigate"})
    assert answer.headers["Location"] == "/login?next=/account"
    assert "That did not match" in admin.browser.get("/login?next=/account").text
    assert "That did not match" not in admin.browser.get("/login").text
    admin.is_let_in()
    answer = sends(admin, "/confirm", {"code": "000000", "next": "/staff"})
    assert answer.headers["Location"] == "/confirm?next=/staff"
    assert "That did not match" in admin.browser.get("/confirm?next=/staff").text
