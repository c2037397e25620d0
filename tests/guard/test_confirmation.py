"""A form that comes when a confirmation has run out leads over the fresh code back to the page that it was on."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from app.guard.own_pages import page_of
from tests.cases import for_each
from tests.doors import DOORS

ID = "00000000-0000-4000-8000-000000000000"
PAGES = {
    "POST /account/password": "/account",
    "POST /account/recovery": "/account/recovery",
    "POST /account/code": "/account",
    "POST /account/sessions/end": "/account",
    "POST /patients/<uuid:patient_id>/erase": f"/patients/{ID}/erase",
    "POST /patients/<uuid:patient_id>/copy": f"/patients/{ID}/copy",
    "POST /patients/<uuid:patient_id>/hold": f"/patients/{ID}/hold",
    "POST /patients/<uuid:patient_id>/hold/lift": f"/patients/{ID}/hold",
    "POST /patients/<uuid:patient_id>/unrestrict": f"/patients/{ID}/unrestrict",
    "POST /retention/change": "/retention/change",
    "POST /retention/release": "/retention/release",
    "POST /settings/consent": "/settings/consent",
    "POST /settings/questions/publish": "/settings/questions/publish",
    "POST /exports": "/exports",
    "POST /exports/csv": "/exports",
    "POST /exports/xlsx": "/exports",
    "POST /exports/sheets": "/exports",
    "POST /exports/form": "/exports",
    "POST /exports/presets": "/exports",
    "POST /exports/presets/<uuid:preset_id>/forget": "/exports",
    "POST /exports/<uuid:export_id>/approve": f"/exports/{ID}",
    "POST /exports/<uuid:export_id>/refuse": f"/exports/{ID}",
    "POST /exports/<uuid:export_id>/download": f"/exports/{ID}",
    "POST /jobs/<uuid:job_id>/cancel": f"/jobs/{ID}",
    "POST /jobs/<uuid:job_id>/retry": f"/jobs/{ID}",
    "POST /staff/invite": "/staff",
    "POST /staff/<uuid:staff_id>/role": "/staff",
    "POST /staff/<uuid:staff_id>/disable": f"/staff/{ID}/disable",
    "POST /staff/<uuid:staff_id>/enable": "/staff",
    "POST /staff/<uuid:staff_id>/reset-code": f"/staff/{ID}/reset-code",
    "POST /staff/<uuid:staff_id>/revoke-sessions": "/staff",
    "POST /staff/review": "/staff/review",
    "POST /audit/affected": "/audit/affected",
    "POST /audit/affected/<uuid:incident>/close": f"/audit/affected/{ID}",
    "POST /audit/affected/<uuid:incident>/list": f"/audit/affected/{ID}",
    "POST /audit/affected/<uuid:incident>/letters": f"/audit/affected/{ID}",
}
"""Form -> the page that it is on. A new form that needs a fresh code is a new line."""


def path_of(route):
    return re.sub("<uuid:[a-z_]+>", ID, route.partition(" ")[2])


def test_every_form_that_needs_a_fresh_code_is_in_this_table():
    assert needing_a_code("POST") == {*PAGES}


def needing_a_code(method):
    return {
        route
        for route, door in DOORS.items()
        if door.startswith("confirmed") and route.startswith(f"{method} ")
    }


@for_each("path", sorted({*map(path_of, needing_a_code("GET")), *PAGES.values()}))
def test_whoever_is_asked_for_a_code_is_told_what_for(path, admin):
    admin.is_let_in()
    assert "<dt>Next</dt>" in admin.browser.get(f"/confirm?next={path}").text


@for_each("page", ["", f"/{ID}", f"/{ID}/edit", f"/{ID}/compare/{ID}"])
def test_whoever_is_asked_for_a_code_because_they_saw_much_is_told_so(page, admin):
    admin.is_let_in()
    assert "See more patients" in admin.browser.get(f"/confirm?next=/patients{page}").text


@for_each("route", PAGES)
def test_a_late_form_leads_to_the_code_and_then_back_to_its_page(route, admin):
    admin.is_let_in()
    late = admin.browser.post_with(admin.browser.token("/account"), path_of(route), {})
    assert (late.status_code, urlsplit(late.headers["Location"]).path) == (303, "/confirm")
    (page,) = parse_qs(urlsplit(late.headers["Location"]).query)["next"]
    assert page == PAGES[route]
    confirmed = admin.browser.post("/confirm", code=admin.next_code(), next=page)
    assert confirmed.headers["Location"] == PAGES[route]


def test_whoever_comes_too_late_with_a_form_is_told_that_it_has_to_be_filled_in_once_more(admin):
    admin.is_let_in()
    form = {"reason": "zoanthropy", "version": "0", "passphrase": "which is never kept"}
    late = admin.browser.post_with(admin.browser.token("/account"), "/retention/change", form)
    assert "was not carried out" in admin.browser.get(late.headers["Location"]).text
    fields = {"code": admin.next_code(), "next": "/retention/change"}
    confirmed = admin.browser.post_with(admin.browser.token("/account"), "/confirm", fields)
    assert "What you sent before the code" in admin.browser.get(confirmed.headers["Location"]).text
    assert "What you sent before" not in admin.browser.get("/retention/change").text


def test_whoever_only_opens_a_page_is_told_of_no_form(admin):
    admin.is_let_in()
    admin.browser.post_with(admin.browser.token("/account"), "/retention/change", {})
    asked = admin.browser.get("/staff")
    assert "was not carried out" not in admin.browser.get(asked.headers["Location"]).text


@for_each(
    "path",
    ["", "/", "//elsewhere.example/staff", "/nowhere/at/all", "/enrol/x/y", "/login/y", "/staff/../x%00"],
)
def test_a_path_without_a_page_of_ours_leads_nowhere(path, app):
    with app.test_request_context():
        assert page_of(path) in {"", "/staff"}
