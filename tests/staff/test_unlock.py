"""After the idle limit a code alone goes on with the session, on its own computer, within its own end, in few tries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.guard.cookies import DEVICE_COOKIE, SESSION_COOKIE
from app.store.staff import sessions
from app.store.trail import audit
from tests.store_queries import member_of


@pytest.fixture
def ines(colleague, clock):
    """Somebody whose session has been idle for too long."""
    ines = colleague("reception")
    ines.signs_in()
    clock.moves(minutes=16)
    return ines


def unlocks(person, code=None):
    return person.browser.post("/login/unlock", unlock=code or person.next_code(), next="/requests")


def test_a_code_goes_on_with_an_idle_session_under_a_new_token(ines, store, clock):
    before = ines.browser.cookie(SESSION_COOKIE)
    page = ines.browser.get("/patients")
    assert page.headers["Location"] == "/login?next=/patients"
    assert "Continue as Reception" in ines.browser.get("/login?next=/patients").text
    answer = unlocks(ines)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/requests")
    assert ines.browser.get("/patients").status_code == 200
    assert ines.browser.cookie(SESSION_COOKIE) != before
    with store.read() as unit:
        assert audit.latest(unit.db, 2)[-1].action == "sign_in.unlocked"
        (session,) = sessions.of(unit.db, member_of(unit, ines.email).id, clock(), timedelta(minutes=15))
    assert session.confirmed_at is None, "it is no step-up"


def test_a_spent_code_a_wrong_one_and_a_recovery_code_are_refused_alike(ines):
    spent = ines.code()
    answers = [unlocks(ines, code) for code in ("000000", ines.recovery[0])]
    unlocks(ines, spent)
    stranger = ines.browser
    assert {each.status_code for each in answers} == {401}
    assert all("The e-mail, password or code is wrong" in each.text for each in answers)
    stranger.client.delete_cookie(SESSION_COOKIE, domain="intake.example.org")
    without = unlocks(ines, "000000")
    assert (without.status_code, "Continue as" in without.text) == (401, False)


def test_another_computer_one_signed_out_and_one_after_the_sessions_end_need_the_password(
    ines, clock, services
):
    token = ines.browser.cookie(SESSION_COOKIE)
    device = ines.browser.cookie(DEVICE_COOKIE)
    ines.browser.client.delete_cookie(DEVICE_COOKIE, domain="intake.example.org")
    assert "Continue as" not in ines.browser.get("/login").text
    assert unlocks(ines).status_code == 401
    ines.browser.client.set_cookie(DEVICE_COOKIE, device, domain="intake.example.org", secure=True)
    assert "Continue as" in ines.browser.get("/login").text
    clock.moves(seconds=services.settings.sessions.absolute.total_seconds())
    assert ines.browser.cookie(SESSION_COOKIE) == token
    assert "Continue as" not in ines.browser.get("/login").text
    assert unlocks(ines).status_code == 401


def test_a_member_who_was_disabled_or_signed_out_everywhere_cannot_go_on(ines, store, clock):
    with store.begin() as unit:
        sessions.end_all(unit.db, member_of(unit, ines.email).id)
    assert unlocks(ines).status_code == 401


def test_after_few_tries_the_session_ends(ines, store):
    for _ in range(5):
        assert unlocks(ines, "000000").status_code == 401
    assert unlocks(ines).status_code == 429
    assert "Continue as" not in ines.browser.get("/login").text
    with store.read() as unit:
        failed = [each for each in audit.latest(unit.db, 50) if each.action == "sign_in.failed"]
    assert failed, "and the tries are in the trail"
