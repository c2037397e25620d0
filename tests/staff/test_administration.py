"""What admins do to accounts: each act counts at once, is written down, and leaves an admin."""

from __future__ import annotations

import re

import pytest

from app.guard.cookies import DEVICE_COOKIE, SESSION_COOKIE
from app.observe.logs import init_logs
from app.store.trail import audit
from tests.dashboard.people_on_file import on_file
from tests.people import HANDS_IN, Patient
from tests.staff_people import HOST, Browser, Colleague
from tests.store_queries import member_of


@pytest.fixture
def boss(admin):
    """An admin who has just confirmed."""
    admin.signs_in()
    admin.confirms()
    return admin


def id_of(store, person):
    with store.read() as unit:
        return member_of(unit, person.email).id


def actions(store):
    with store.read() as unit:
        return [event.action for event in audit.latest(unit.db, 20)]


def test_an_invited_person_enrols_with_the_link_that_is_shown_once(boss, app, clock, store):
    answer = boss.browser.post(
        "/staff/invite", name="Ines Marques", email="Ines@Larkfield.example ", role="reception"
    )
    (link,) = set(re.findall(rf"{HOST}/enrol/[\w-]{{43}}", answer.text))
    assert 'action="/staff/invite"' in answer.text, "the next colleague is invited from here"
    assert "/enrol/" not in boss.browser.get("/staff").text
    ines = Colleague(app, clock, "ines@larkfield.example", "reception")
    page = ines.browser.get(link.removeprefix(HOST)).text
    assert "Ines Marques" in page
    assert "Admin" in page, "who invited"
    ines.enrols(link)
    assert ines.signs_in().status_code == 303
    assert "staff.invited" in actions(store)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"email": "nonsense"},
        {"email": "admin@larkfield.example"},
        {"role": "owner"},
    ],
)
def test_a_wrong_invitation_says_what_is_wrong_and_keeps_what_was_typed(changed, boss):
    fields = {"name": "Ines Marques", "email": "ines@larkfield.example", "role": "reception"} | changed
    answer = boss.browser.post("/staff/invite", **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    kept = {"name", "email"} - set(changed)
    assert all(fields[name] in answer.text for name in kept)


@pytest.mark.parametrize("act", ["disable", "role", "reset-code", "revoke-sessions"])
def test_an_act_on_a_member_ends_their_sessions_at_once(act, boss, nurse, store):
    nurse.signs_in()
    boss.browser.post(f"/staff/{id_of(store, nurse)}/{act}", role="auditor")
    assert nurse.browser.get("/account").status_code == 303


def test_a_reset_member_needs_a_new_link_and_old_secrets_are_worth_nothing(boss, nurse, store):
    old = nurse.next_code()
    answer = boss.browser.post(f"/staff/{id_of(store, nurse)}/reset-code")
    assert nurse.signs_in(code=old).status_code == 401
    assert nurse.signs_in(code=nurse.recovery[0]).status_code == 401
    (link,) = set(re.findall(rf"{HOST}/enrol/[\w-]{{43}}", answer.text))
    nurse.enrols(link)
    assert nurse.signs_in().status_code == 303


def test_a_disabled_member_may_be_enabled_again(boss, nurse, store):
    boss.browser.post(f"/staff/{id_of(store, nurse)}/disable")
    assert nurse.signs_in().status_code == 401
    boss.browser.post(f"/staff/{id_of(store, nurse)}/enable")
    assert nurse.signs_in().status_code == 303


def test_a_guessed_id_is_a_404(boss):
    for act in ("disable", "enable", "role", "reset-code", "revoke-sessions"):
        path = f"/staff/00000000-0000-4000-8000-000000000000/{act}"
        assert boss.browser.post(path, role="auditor").status_code == 404


def test_without_a_confirmation_no_act_is_done(admin, nurse, store, contents):
    admin.signs_in()
    token = admin.browser.token("/account")
    before = contents()["staff"]
    answer = admin.browser.post_with(token, f"/staff/{id_of(store, nurse)}/disable", {})
    assert answer.headers["Location"].startswith("/confirm")
    assert contents()["staff"] == before


def test_a_refusal_at_a_door_is_written_down(nurse, store):
    nurse.signs_in()
    assert nurse.browser.get("/audit").status_code == 403
    with store.read() as unit:
        (event,) = [each for each in audit.latest(unit.db, 5) if each.action == "door.refused"]
    assert event.details == {"route": "/audit", "needs": "read the audit trail"}


def test_the_auditor_reads_the_trail_and_sees_no_patient(colleague, patient):
    patient.tells(
        "hello",
        "1",
        "1",
        "Maya Okafor-Lindt",
        "4 March 1990",
        "12 Mill Lane",
        "Asthma",
        "DONE",
        "NONE",
        "SEND",
    )
    auditor = colleague("auditor")
    assert auditor.signs_in().headers["Location"] == "/audit"
    page = auditor.browser.get("/audit").text
    assert "Intake submitted" in page
    assert "Maya" not in page
    assert auditor.browser.get("/patients").status_code == 403


def test_the_patients_page_shows_the_newest_first_and_the_look_is_written_down(nurse, twilio, clock, store):
    for number, name in enumerate(("Maya Okafor", "Noor Haddad", "Tomas Lindqvist")):
        writer = Patient(twilio, f"whatsapp:+1500555010{number}")
        writer.tells("hello", "1", "1", name, "4 March 1990", "12 Mill Lane", "NONE", "NONE", *HANDS_IN)
        clock.moves(minutes=2)
    nurse.signs_in()
    page = nurse.browser.get("/patients").text
    assert page.index("initials T L") < page.index("initials N H") < page.index("initials M O")
    with store.read() as unit:
        (event,) = [each for each in audit.latest(unit.db, 3) if each.action == "patients.listed"]
    assert event.details == {"patients": 3, "shown": 0}


def test_hostile_names_are_shown_as_typed(nurse, store, clock):
    hostile = "<script>alert(1)</script> \"'><img src=x onerror=alert(1)>"
    on_file(store, clock(), name=hostile)
    nurse.signs_in()
    nurse.browser.post("/patients/show", all="1", reason="other")
    page = nurse.browser.get("/patients").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_old_cookies_of_a_removed_member_open_nothing(boss, nurse, store):
    nurse.signs_in()
    old = nurse.browser.cookie(SESSION_COOKIE)
    boss.browser.post(f"/staff/{id_of(store, nurse)}/disable")
    nurse.browser.client.set_cookie(SESSION_COOKIE, old, domain="intake.example.org")
    assert nurse.browser.get("/patients").status_code == 303


def test_neither_a_patients_name_nor_a_members_secret_reaches_a_log_or_rests_in_the_clear(
    nurse, patient, contents, capsys
):
    init_logs("DEBUG")
    patient.tells(
        "hello",
        "1",
        "1",
        "Zanthippe Quillfeather",
        "4 March 1990",
        "Vexwold 77",
        "NONE",
        "NONE",
        *HANDS_IN,
    )
    nurse.signs_in(Browser(nurse.app), password="a wrong password altogether")
    nurse.signs_in()
    code = nurse.next_code()
    nurse.browser.post("/confirm", code=code, next="")
    nurse.browser.post("/patients/show", all="1", reason="other")
    assert "Zanthippe" in nurse.browser.get("/patients").text
    nurse.browser.get("/patients?before=Zanthippe")
    written = capsys.readouterr()
    session, device = nurse.browser.cookie(SESSION_COOKIE), nurse.browser.cookie(DEVICE_COOKIE)
    secrets = (nurse.password, "a wrong password", nurse.seed, session, device, nurse.email, *nurse.recovery)
    kept = repr(contents())
    for word in ("Zanthippe", "Vexwold"):
        assert word not in written.err + written.out + kept
    for secret in secrets:
        assert secret not in written.err + written.out
    for secret in set(secrets) - {nurse.email}:
        assert secret not in kept
