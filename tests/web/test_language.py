"""Pages speak the language of whoever reads them."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from html import unescape

import pytest
from argon2.profiles import CHEAPEST
from flask import session
from flask_babel import lazy_gettext

from app import create_app
from app.intake.clinic import Clinic
from app.staff import password_rules
from app.staff.enrolment import make_link
from app.store import Store, connect
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.web.clinic import clinic_in
from app.web.page import flash
from tests.databases import IMPATIENT
from tests.staff_people import HOST, PASSWORD, Browser, carried_by, seed_on, token_on
from tests.store_queries import member_of

ENGLISH, SPANISH = '<html lang="en"', '<html lang="es"'


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("", ENGLISH),
        ("en-GB,en;q=0.9", ENGLISH),
        ("es", SPANISH),
        ("es-MX,es;q=0.9,en;q=0.8", SPANISH),
        ("fr,es;q=0.5", SPANISH),
        ("fr", ENGLISH),
        ("*", ENGLISH),
        ("\u00f1,;;q=nonsense", ENGLISH),
    ],
)
def test_before_signing_in_a_page_speaks_what_the_browser_asks_for(asked, spoken, app):
    page = Browser(app).get("/login", **{"Accept-Language": asked}).text
    assert spoken in page
    assert ("Iniciar sesión" in page) == (spoken == SPANISH)


def test_in_front_of_the_door_a_link_chooses_the_language_and_it_stays_chosen(app, services, nurse):
    browser = Browser(app)
    page = browser.get("/login?next=/requests").text
    link = re.search(r'<a href="([^"]+)" lang="es"[^>]*>Español</a>', page)
    assert link
    assert unescape(link[1]) == "/login?next=/requests&lang=es"
    assert SPANISH in browser.get(unescape(link[1])).text
    page = browser.get("/login").text
    assert SPANISH in page
    assert 'lang="en" hreflang="en">English</a>' in page
    assert SPANISH in browser.get("/login?lang=xx&_scheme=javascript&_external=1").text
    nurse.signs_in()
    assert ENGLISH in nurse.browser.get("/account?lang=es").text, "a member's own choice counts"


def test_after_signing_in_the_members_own_choice_counts_and_not_the_browsers(nurse):
    nurse.signs_in()
    spanish_browser = {"Accept-Language": "es"}
    assert ENGLISH in nurse.browser.get("/account", **spanish_browser).text
    answer = nurse.browser.post("/account/language", language="es")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    page = nurse.browser.get("/account", **{"Accept-Language": "en"}).text
    assert SPANISH in page
    assert '<option value="es" lang="es" selected>Español</option>' in page
    assert "Guardado." in page, "the notice is in the language that was chosen"


@pytest.mark.parametrize("language", ["", "xx", "EN", "es\x00", "e" * 5000])
def test_a_language_that_there_is_none_of_changes_nothing_and_says_so(language, nurse, contents):
    nurse.signs_in()
    before = contents()["staff"]
    answer = nurse.browser.post("/account/language", language=language)
    assert answer.status_code == 422
    assert "Choose one of the languages." in answer.text
    assert contents()["staff"] == before


def test_whoever_sets_up_their_sign_in_in_spanish_goes_on_in_spanish(app, services, clock, colleague):
    nurse = colleague("clinician")
    with services.store.begin() as unit:
        link = make_link(services, unit, member_of(unit, nurse.email).id, None)
    spanish, path = {"Accept-Language": "es"}, link.removeprefix(HOST)
    page = nurse.browser.get(path, **spanish).text
    nurse.seed = seed_on(page)
    fields = {"carried": carried_by(page), "password": PASSWORD, "code": nurse.code()}
    answer = nurse.browser.post_with(token_on(page), path, fields, **spanish)
    assert "Conserve estos diez códigos" in answer.text
    nurse.signs_in()
    assert SPANISH in nurse.browser.get("/account").text


def test_an_error_speaks_the_language_of_the_page_and_a_program_gets_it_in_text(app):
    browser = Browser(app)
    page = browser.get("/nowhere", **{"Accept-Language": "es"}).text
    assert SPANISH in page
    assert "Página no encontrada" in page
    text = browser.get("/nowhere", Accept="text/plain", **{"Accept-Language": "es"}).text
    assert "Página no encontrada" in text


def test_an_error_page_needs_no_database(services, keys):
    gone = Store(
        connect("postgresql://nobody@127.0.0.1:1/nothing", timeouts=IMPATIENT),
        keys.sealer,
        keys.index,
        keys.door,
    )
    app = create_app(dataclasses.replace(services, store=gone), CHEAPEST)
    for path in ("/login", "/nowhere"):
        answer = Browser(app).get(path, **{"Accept-Language": "es"})
        assert answer.status_code >= 500, path
        assert SPANISH in answer.text, path
        assert services.settings.clinic.name in answer.text, path


def test_every_page_names_the_clinic_as_its_admins_last_wrote_it(app, services, clock):
    with services.store.begin() as unit:
        assert clinic_in(unit, services.settings.clinic).name == services.settings.clinic.name
        versions.keep(
            unit.db,
            ClinicVersion,
            0,
            Clinic("Hazel <Lane>", "1", "112", timezone="Asia/Tokyo"),
            "operator",
            clock(),
        )
    assert "<small>Hazel &lt;Lane&gt;</small>" in Browser(app).get("/login").text


def test_pages_tell_the_time_of_the_clinics_zone_and_name_it(app, services, clock, nurse):
    with services.store.begin() as unit:
        clinic = Clinic("Hazel Lane", "1", "112", timezone="Asia/Tokyo")
        versions.keep(unit.db, ClinicVersion, 0, clinic, "operator", clock())
    nurse.signs_in()
    page = nurse.browser.get("/account").text
    assert "Times are in Asia/Tokyo." in page
    assert 'data-zone="Asia/Tokyo"' in page
    until = clock() + services.settings.sessions.idle
    tokyo = (until + timedelta(hours=9)).strftime("%H:%M")
    assert f">{tokyo}</time>" in page


def test_a_notice_is_plain_text_on_the_next_page_whatever_it_was_made_of(app):
    with app.test_request_context():
        flash(lazy_gettext("Saved."))
        assert type(session["notice"]) is str


def test_the_rail_leads_only_where_this_app_has_a_page_and_the_role_may_go(app, admin):
    admin.signs_in()
    page = admin.browser.get("/audit").text
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    for url in ("/patients", "/report", "/audit", "/staff", "/settings", "/setup"):
        assert (f'<a href="{url}"' in page) == (url in rules), url


def test_a_command_speaks_english(app):
    with app.app_context():
        problem = password_rules.first_problem("short", frozenset(), (), ())
        assert problem
        assert problem.startswith("Use at least 15 characters")


def test_a_text_is_markup_and_what_is_put_into_it_is_escaped(app):
    said = "{{ _('Select %(record)s', record='<b>') }}, {{ _('50 %% of <i>these</i>') }}"
    with app.test_request_context():
        assert app.jinja_env.from_string(said).render() == "Select &lt;b&gt;, 50 % of <i>these</i>"


def test_a_file_that_keeps_translated_words_is_imported_anew_for_each_page(app):
    loader = app.jinja_env.loader
    sources = {name: loader.get_source(app.jinja_env, name)[0] for name in app.jinja_env.list_templates()}
    keep = [name for name, said in sources.items() if re.search(r"^\{% set [^%]*_\('", said, re.MULTILINE)]
    assert "dashboard/patients/parts.html" in keep
    imports = [
        (name, line)
        for name, said in sources.items()
        for line in re.findall(r"\{%-? (?:from|import) [^%]*%\}", said)
        if any(f'"{each}"' in line for each in keep)
    ]
    assert imports
    assert [each for each in imports if "with context" not in each[1]] == []
