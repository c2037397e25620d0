"""`/settings`: what an admin may write, what is refused, and what happens when two write at once."""

from __future__ import annotations

import html
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.dashboard.settings.form import OF_SUBJECT, ON_THE_PAGE
from app.intake.clinic import Clinic
from app.intake.questions import REMOVABLE
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.staff import sessions, staff
from app.store.trail import audit
from tests.staff_people import add_colleague, version_on

GOOD = {
    "name": "Mill Lane Practice",
    "phone": "+44 (0)1632 960-777",
    "emergency_number": "112",
    "languages": ["en", "es"],
    "timezone": "Europe/London",
    "exports_per_hour": "10",
    "consent_age": "16",
    "country": "GB",
}


@pytest.fixture
def signed_in(admin):
    admin.is_let_in()
    admin.has_confirmed()
    return admin


@pytest.fixture
def other_admin(app, services, clock):
    other = add_colleague(app, services, clock, "noor@larkfield.example", "admin")
    other.is_let_in()
    other.has_confirmed()
    return other


def clinic_in(store):
    with store.read() as unit:
        kept = versions.current(unit.db, ClinicVersion)
    return kept.value if kept else None


def events_in(store, action):
    with store.read() as unit:
        return [event for event in audit.latest(unit.db, 100) if event.action == action]


def saves(colleague, version=None, **changed):
    """Send all settings at once, as programs may."""
    page = colleague.browser.get("/settings/clinic")
    fields = {"version": version if version is not None else version_on(page.text)} | GOOD | changed
    return colleague.browser.post("/settings", **fields)


def saves_some(colleague, subject, **typed):
    """Save the page of a subject."""
    page = colleague.browser.get(f"/settings/{subject}").text
    return colleague.browser.post(f"/settings/{subject}", version=version_on(page), **typed)


def test_until_the_first_save_the_page_shows_the_operators_settings_and_says_so(signed_in):
    page = signed_in.browser.get("/settings").text
    for part in ("Larkfield Clinic", "01632 960 555", ">999<", "CLINIC_NAME"):
        assert part in page
    page = signed_in.browser.get("/settings/clinic").text
    assert 'value="Larkfield Clinic"' in page
    assert '<option value="UTC" lang="en" selected>' in page


def test_a_save_is_kept_audited_and_told(signed_in, store):
    answer = saves(signed_in)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings")
    assert clinic_in(store) == Clinic(
        "Mill Lane Practice",
        "+44 (0)1632 960-777",
        "112",
        languages=("en", "es"),
        timezone="Europe/London",
        left_out=REMOVABLE,
        country="GB",
    )
    (event,) = events_in(store, "settings.changed")
    assert event.details == {
        "fields": ["name", "phone", "emergency_number", "timezone"],
        "kept_as": 1,
        "values": {"phone": ["01632 960 555", "+44 (0)1632 960-777"], "emergency_number": ["999", "112"]},
    }
    page = signed_in.browser.get("/settings").text
    assert "Saved." in page
    assert "CLINIC_NAME" not in page
    assert "Mill Lane Practice" in page


def test_opening_hours_are_kept_by_language_and_told_to_patients(signed_in, store):
    saves(signed_in, hours_en="Monday to Friday, 9 to 17", hours_es=" lunes a viernes, de 9 a 17 ")
    clinic = clinic_in(store)
    assert clinic.hours_in("en") == "Monday to Friday, 9 to 17"
    assert clinic.hours_in("es") == "lunes a viernes, de 9 a 17"
    (event,) = events_in(store, "settings.changed")
    assert "opening_hours" in event.details["fields"]
    saves(signed_in, hours_en="Monday to Friday, 9 to 17")
    assert clinic_in(store).hours_in("es") == ""


def test_crisis_lines_are_kept_by_language(signed_in, store):
    saves(signed_in, crisis_en="116 123", crisis_es="024")
    clinic = clinic_in(store)
    assert [clinic.crisis_in(code) for code in ("en", "es")] == ["116 123", "024"]
    saves(signed_in, crisis_en="116 123")
    assert clinic_in(store).crisis_in("es") == ""


def test_every_page_names_the_clinic_as_it_is_now(signed_in):
    saves(signed_in)
    assert "Mill Lane Practice" in signed_in.browser.get("/account").text


def test_the_history_says_who_changed_which_fields(signed_in, other_admin):
    saves(signed_in)
    saves(other_admin, phone="0800 555 0100")
    page = signed_in.browser.get("/settings").text
    history = page[page.index("Earlier versions") :]
    assert "Saved for the first time" in history
    assert "Noor, admin" in history
    assert "Phone" in history
    assert "Time zone" not in history


def test_a_save_that_changes_nothing_keeps_no_version(signed_in, store):
    saves(signed_in)
    assert saves(signed_in).status_code == 303
    assert "Nothing was changed." in signed_in.browser.get("/settings").text
    assert len(events_in(store, "settings.changed")) == 1
    with store.read() as unit:
        assert len(versions.newest(unit.db, ClinicVersion)) == 1


def test_the_languages_keep_the_shipped_order(signed_in, store):
    saves(signed_in, languages=["es", "en", "es"])
    assert clinic_in(store).languages == ("en", "es")


WRONG: tuple[tuple[str, Any, str], ...] = (
    ("name", "", "Write the name"),
    ("name", "   ", "Write the name"),
    ("name", "x" * 81, "81 characters"),
    ("name", "x" * 50_000, "at most 80 are allowed"),
    ("name", "Mill\nLane", "cannot be shown"),
    ("name", "Mill\x00Lane", "cannot be shown"),
    ("name", "Mill\u202eLane", "cannot be shown"),
    ("phone", "", "Write the number"),
    ("phone", "call us", "Write the number"),
    ("phone", "1", "Write the number"),
    ("phone", "0" * 32, "Write the number"),
    ("phone", "٠١٦٣٢", "Write the number"),
    ("phone", "01632\x00", "Write the number"),
    ("emergency_number", "", "2 to 15 digits"),
    ("emergency_number", "9", "2 to 15 digits"),
    ("emergency_number", "9" * 16, "2 to 15 digits"),
    ("emergency_number", "99 9", "2 to 15 digits"),
    ("emergency_number", "{phone}", "2 to 15 digits"),
    ("emergency_number", "٩٩٩", "2 to 15 digits"),
    ("crisis_en", "call us", "the number of a crisis line"),
    ("crisis_es", "1" * 40, "the number of a crisis line"),
    ("hours_en", "x" * 121, "at most 120 characters"),
    ("hours_es", "lunes\u202eviernes", "at most 120 characters"),
    ("hours_es", "\u3164", "no visible characters"),
    ("languages", [], "at least one language"),
    ("languages", ["xx"], "languages on this page"),
    ("languages", ["en", "\x00"], "languages on this page"),
    ("country", "ZZ", "Choose a country from the list"),
    ("country", "gb", "Choose a country from the list"),
    ("timezone", "", "from the list"),
    ("timezone", "Mars/Olympus", "from the list"),
    ("timezone", "../../etc/passwd", "from the list"),
    ("timezone", "Europe/London\x00", "from the list"),
    ("exports_per_hour", "", "1 to 100"),
    ("exports_per_hour", "0", "1 to 100"),
    ("consent_age", "", "0 to 21"),
    ("consent_age", "22", "0 to 21"),
    ("consent_age", "sixteen", "0 to 21"),
    ("exports_per_hour", "101", "1 to 100"),
    ("exports_per_hour", "-1", "1 to 100"),
    ("exports_per_hour", "٣", "1 to 100"),
)


def test_what_cannot_be_right_is_refused_with_its_own_words_and_nothing_typed_is_lost(
    signed_in, store, subtests
):
    for field, value, said in WRONG:
        answer = saves(signed_in, **{field: value})
        with subtests.test(f"{field} {value!r:.40}"):
            assert answer.status_code == 422
            assert said in html.unescape(answer.text)
            assert 'class="error-summary"' in answer.text
            assert clinic_in(store) is None
            for kept in {"name", "phone", "emergency_number"} - {field}:
                assert str(GOOD[kept]) in html.unescape(answer.text)


def test_braces_and_markup_in_a_name_are_only_characters(signed_in, patient):
    saves(signed_in, name="<b>{clinic}</b> & {0}")
    assert "*<b>{clinic}</b> & {0}*" in patient.says("HELP")
    assert "<b>{clinic}" not in signed_in.browser.get("/settings").text


def test_the_second_of_two_who_save_sees_what_changed_and_keeps_what_was_typed(signed_in, other_admin, store):
    seen = version_on(other_admin.browser.get("/settings/clinic").text)
    saves(signed_in, name="First")
    lost = saves(other_admin, version=seen, name="Second", phone="0800 555 0100")
    assert lost.status_code == 409
    assert "Admin, admin saved other settings" in lost.text
    assert '<bdi class="lines">First</bdi>' in lost.text
    assert 'value="Second"' in lost.text
    assert 'value="0800 555 0100"' in lost.text
    assert clinic_in(store).name == "First"
    assert len(events_in(store, "settings.changed")) == 1
    assert saves(other_admin, version=version_on(lost.text), name="Second").status_code == 303
    assert clinic_in(store).name == "Second"


def test_one_of_two_who_save_at_the_same_moment_is_told(signed_in, other_admin, store):
    def save(colleague):
        token = colleague.browser.token("/settings/clinic")
        here.wait(timeout=30)
        fields = GOOD | {"version": "0", "name": colleague.email}
        return colleague.browser.post_with(token, "/settings", fields).status_code

    here = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(save, [signed_in, other_admin]))
    assert sorted(statuses) == [303, 409]
    winner = (signed_in, other_admin)[statuses.index(303)]
    assert clinic_in(store).name == winner.email
    assert len(events_in(store, "settings.changed")) == 1


@pytest.mark.parametrize("version", ["", "-1", "one", "1.5", "9" * 40, "٣", "7"])
def test_a_form_that_follows_no_version_is_refused(signed_in, store, version):
    assert saves(signed_in, version=version).status_code == 400
    assert clinic_in(store) is None


def test_a_version_is_followed_once_whoever_asks(store, clock):
    clinic = Clinic("a", "00", "11")
    with store.begin() as unit:
        assert versions.keep(unit.db, ClinicVersion, 0, clinic, "staff:a", clock())
        assert not versions.keep(unit.db, ClinicVersion, 0, clinic, "staff:b", clock())
        assert not versions.keep(unit.db, ClinicVersion, 5, clinic, "staff:b", clock())
        assert versions.keep(unit.db, ClinicVersion, 1, clinic, "staff:b", clock())
        assert [kept.version for kept in versions.newest(unit.db, ClinicVersion)] == [2, 1]
        first = versions.at(unit.db, ClinicVersion, 1)
        assert first is not None
        assert first.actor == "staff:a"
        assert versions.at(unit.db, ClinicVersion, 3) is None


def test_without_the_forms_token_nothing_is_saved(signed_in, store):
    assert signed_in.browser.post_with("forged", "/settings", {"version": "0"} | GOOD).status_code == 400
    assert clinic_in(store) is None


@pytest.mark.parametrize("role", ["reception", "clinician", "auditor"])
def test_nobody_but_an_admin_sees_or_changes_the_settings(colleague, store, role):
    person = colleague(role)
    person.is_let_in()
    token = person.browser.last_token()
    for path in ("/settings", "/settings/consent", "/setup"):
        assert person.browser.get(path).status_code == 403
    for path in (
        "/settings",
        "/settings/danger",
        "/settings/consent",
        "/settings/consent/preview",
        "/setup/attest",
    ):
        assert person.browser.post_with(token, path, {"version": "0"} | GOOD).status_code == 403
    assert clinic_in(store) is None


def test_an_admin_who_was_shut_out_meanwhile_changes_nothing(signed_in, store):
    token = signed_in.browser.token("/settings/clinic")
    with store.begin() as unit:
        (member,) = staff.all_members(unit.db)
        sessions.end_all(unit.db, member.id)
    answer = signed_in.browser.post_with(token, "/settings", {"version": "0"} | GOOD)
    assert answer.headers["Location"] == "/login"
    assert clinic_in(store) is None


def test_times_are_read_in_the_clinics_zone(signed_in):
    saves(signed_in, timezone="Asia/Tokyo")
    assert "18:0" in signed_in.browser.get("/settings").text, "09:00 in UTC"


def test_national_numbers_are_of_the_country_that_is_chosen_or_that_the_phone_tells(signed_in, store):
    saves(signed_in, phone="+34 91 123 45 67")
    page = signed_in.browser.get("/settings/clinic").text
    assert "As the clinic’s numbers say: Spain" in page
    assert saves(signed_in, country="FR").status_code == 303
    assert clinic_in(store).country == "FR"
    assert '<option value="FR" selected>France</option>' in signed_in.browser.get("/settings/clinic").text
    event, *_ = events_in(store, "settings.changed")
    assert "country" in event.details["fields"]


def test_how_copies_may_leave_is_kept_audited_and_shown(signed_in, store):
    assert saves(signed_in, export_approval="yes", exports_per_hour="3").status_code == 303
    assert (clinic_in(store).export_approval, clinic_in(store).exports_per_hour) == (True, 3)
    (event,) = events_in(store, "settings.changed")
    assert event.details["fields"][-2:] == ["export_approval", "exports_per_hour"]
    page = signed_in.browser.get("/settings/exports").text
    assert 'name="export_approval" value="yes" checked' in page
    assert 'name="exports_per_hour"' in page
    assert 'value="3"' in page


def test_what_guards_patients_and_their_data_takes_a_fresh_code_and_the_trail_says_what_it_was(
    signed_in, store, clock
):
    kept = {"export_approval": "yes", "crisis_en": "116 123"}
    saves(signed_in, **kept)
    clock.moves(minutes=6)
    for changed in (
        {"phone": "0800 555 0100"},
        {"emergency_number": "999"},
        {"crisis_en": "988"},
        {"crisis_es": "024"},
        {"consent_age": "0"},
        {"export_approval": ""},
        {"exports_per_hour": "100"},
    ):
        clock.moves(seconds=1)
        answer = saves(signed_in, **kept | changed)
        assert answer.headers["Location"].startswith("/confirm?"), changed
    assert saves(signed_in, name="Another Practice", **kept).headers["Location"] == "/settings"
    assert (clinic_in(store).export_approval, clinic_in(store).phone) == (True, GOOD["phone"])
    signed_in.confirms()
    back = signed_in.browser.get(signed_in.browser.get("/kept").headers["Location"]).text
    assert 'value="100"' in back, "what was typed is on the page again"
    assert saves(signed_in, emergency_number="999", crisis_en="988").headers["Location"] == "/settings"
    event, *_ = events_in(store, "settings.changed")
    assert event.details["values"] == {
        "emergency_number": ["112", "999"],
        "crisis_numbers": ["en 116 123", "en 988"],
        "export_approval": ["true", "false"],
    }
    trail = signed_in.browser.get("/audit").text
    for was_and_is in ("Emergency number: 112 → 999", "Crisis line: en 116 123 → en 988"):
        assert was_and_is in trail


SUBJECTS: dict[str, dict[str, Any]] = {
    "clinic": {
        "name": "Mill Lane Practice",
        "phone": "0800 555 0100",
        "country": "IE",
        "hours_en": "Monday to Friday, 9 to 17",
        "hours_es": "",
        "languages": ["en"],
        "timezone": "Europe/Dublin",
    },
    "danger": {"emergency_number": "112", "crisis_en": "116 123", "crisis_es": "024"},
    "intake": {"ask_reason": "yes", "health_listed": "no", "consent_age": "14"},
    "messages": {"reminders": "no", "quiet_from": "21:00", "quiet_until": "07:30"},
    "exports": {"export_approval": "yes", "exports_per_hour": "3"},
}


def test_each_subject_has_a_page_with_one_save_that_leaves_the_others_alone(signed_in, store):
    for subject, typed in SUBJECTS.items():
        page = signed_in.browser.get(f"/settings/{subject}").text
        form = page[page.index('<form class="form"') :].partition("</form>")[0]
        assert form.count("<button") == 1
        asked = set(re.findall(r'name="(\w+)"', form)) - {"csrf_token", "version"}
        assert asked == {*typed} | ({"ask_allergies"} if subject == "intake" else set())
        answer = saves_some(signed_in, subject, **typed)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/settings")
    clinic = clinic_in(store)
    assert clinic == Clinic(
        "Mill Lane Practice",
        "0800 555 0100",
        "112",
        crisis_numbers={"en": "116 123", "es": "024"},
        opening_hours={"en": "Monday to Friday, 9 to 17"},
        languages=("en",),
        timezone="Europe/Dublin",
        country="IE",
        left_out=("allergies",),
        health_listed=False,
        consent_age=14,
        reminders=False,
        quiet_from="21:00",
        quiet_until="07:30",
        export_approval=True,
        exports_per_hour=3,
    )
    assert {name for _, names in OF_SUBJECT.items() for name in names} == {*ON_THE_PAGE}
    shown = signed_in.browser.get("/settings").text
    for words in ("Mill Lane Practice", "Do not remind", "21:00–07:30", "Do not show them", "Ireland"):
        assert words in shown


def test_what_a_subject_does_not_ask_is_not_taken_from_its_form(signed_in, store):
    saves_some(signed_in, "messages", **SUBJECTS["messages"], emergency_number="1", name="Other")
    assert (clinic_in(store).emergency_number, clinic_in(store).name) == ("999", "Larkfield Clinic")
    assert signed_in.browser.get("/settings/nothing").status_code == 404


def test_what_cannot_be_right_comes_back_on_the_page_of_its_subject(signed_in, store):
    refused = saves_some(signed_in, "danger", emergency_number="9", crisis_en="116 123")
    assert refused.status_code == 422
    assert "2 to 15 digits" in refused.text
    assert 'value="116 123"' in refused.text
    assert 'name="phone"' not in refused.text
    assert clinic_in(store) is None


def test_what_is_told_in_danger_takes_a_fresh_code_and_its_page_shows_it_as_patients_read_it(
    signed_in, store, clock
):
    clock.moves(minutes=6)
    assert saves_some(signed_in, "messages", **SUBJECTS["messages"]).headers["Location"] == "/settings"
    assert saves_some(signed_in, "danger", **SUBJECTS["danger"]).headers["Location"].startswith("/confirm?")
    assert clinic_in(store).emergency_number == "999"
    signed_in.confirms()
    back = signed_in.browser.get("/kept").headers["Location"]
    assert back.startswith("/settings/danger?")
    assert 'value="024"' in signed_in.browser.get(back).text
    assert saves_some(signed_in, "danger", **SUBJECTS["danger"]).headers["Location"] == "/settings"
    page = signed_in.browser.get("/settings/danger").text
    assert "call 112." in page
    assert "To talk to someone about how you feel, call 116 123." in page
    assert "Para hablar con alguien de cómo se siente, llame al 024." in page
