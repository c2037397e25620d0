"""Once somebody is shut out nothing of theirs stays open, and nothing in flight opens it again."""

from __future__ import annotations

import hashlib
import re
import threading

import pytest

from app.guard.cookies import DEVICE_COOKIE
from app.staff import account
from app.staff.enrolment import make_link
from app.staff.sign_in import staff_services
from app.store.staff import devices, sessions, staff
from app.store.trail import audit
from tests.databases import on_each_engine, on_either_engine
from tests.staff_people import HOST, Browser, Colleague
from tests.store_queries import active_admins, member_of

pytest_generate_tests = on_either_engine


WRONG = "a guess at the password"


def is_good(app, link):
    return Browser(app).get(link.removeprefix(HOST)).status_code == 200


def own_link(person):
    """Begin to replace the authenticator, and return the link's address."""
    sent = person.browser.post("/account/code", password=person.password)
    assert sent.status_code == 303
    return HOST + sent.headers["Location"]


@pytest.fixture
def confirmed(nurse):
    nurse.signs_in()
    nurse.confirms()
    return nurse


def test_replacing_the_authenticator_needs_the_password_and_the_link_lasts_ten_minutes(app, confirmed, clock):
    refused = confirmed.browser.post("/account/code", password=WRONG)
    assert refused.status_code == 422
    link = own_link(confirmed)
    assert is_good(app, link)
    clock.moves(minutes=10, seconds=1)
    assert not is_good(app, link)


def test_a_link_of_ones_own_dies_when_the_password_changes_or_the_other_sessions_end(app, confirmed):
    link = own_link(confirmed)
    confirmed.browser.post("/account/sessions/end", session_id="others")
    assert not is_good(app, link)
    link = own_link(confirmed)
    new = "seven slow barges under the bridge"
    confirmed.browser.post("/account/password", old=confirmed.password, new=new)
    assert not is_good(app, link)


@pytest.mark.parametrize("act", ["disable", "revoke-sessions", "role"])
def test_what_an_admin_does_voids_links_that_are_out(act, app, admin, services, clock, store):
    with store.begin() as unit:
        staff_id = staff.add(unit.db, "ines@larkfield.example", "Ines", "reception", clock())
        link = make_link(services, unit, staff_id, None)
    admin.signs_in()
    admin.confirms()
    admin.browser.post(f"/staff/{staff_id}/{act}", role="auditor")
    assert not is_good(app, link)


@on_each_engine
def test_a_request_in_flight_does_not_undo_a_reset(app, confirmed, services, store, monkeypatch):
    admins_link = ""

    def reset_meanwhile(_field, _typed):
        nonlocal admins_link
        with store.begin() as unit:
            member = member_of(unit, confirmed.email)
            staff.reset_code(unit.db, member.id)
            sessions.end_all(unit.db, member.id)
            admins_link = make_link(services, unit, member.id, None)
        return {}

    monkeypatch.setattr(account, "_password_problem", reset_meanwhile)
    token = confirmed.browser.token("/account")
    assert (
        confirmed.browser.post_with(token, "/account/code", {"password": confirmed.password}).status_code
        == 403
    )
    assert is_good(app, admins_link)


@on_each_engine
def test_one_of_two_admins_who_reset_each_other_at_once_stays(app, colleague, clock, services, store):
    first = colleague("admin")
    with store.begin() as unit:
        other_id = staff.add(unit.db, "second@larkfield.example", "Second", "admin", clock())
        link = make_link(services, unit, other_id, None)
    second = Colleague(app, clock, "second@larkfield.example", "admin")
    second.enrols(link)
    with store.read() as unit:
        first_id = member_of(unit, first.email).id
    together, done = threading.Barrier(2), []

    def reset(staff_id):
        together.wait()
        with store.begin() as unit:
            done.append(staff.reset_code(unit.db, staff_id, spare_last_admin=True))

    threads = [threading.Thread(target=reset, args=(each,)) for each in (first_id, other_id)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]
    with store.read() as unit:
        assert len(active_admins(unit)) == 1


def test_colleagues_who_share_a_computer_are_both_known_on_it(app, nurse, colleague):
    other = colleague("reception")
    shared = Browser(app, address="203.0.113.50")
    for person in (nurse, other, nurse):
        assert person.signs_in(shared).status_code == 303
        shared.post("/logout")
    for number in range(40):
        Browser(app, address=f"198.51.{number}.9").post(
            "/login", email=nurse.email, password=WRONG, code="123456"
        )
    assert nurse.signs_in(shared).status_code == 303


def test_a_planted_device_cookie_is_not_adopted(nurse):
    planted = "B" * 43
    nurse.browser.client.set_cookie(DEVICE_COOKIE, planted, domain="intake.example.org")
    nurse.signs_in()
    assert nurse.browser.cookie(DEVICE_COOKIE) != planted


def test_a_computer_is_forgotten_after_half_a_year(store, nurse, clock):
    nurse.signs_in()
    with store.read() as unit:
        member = member_of(unit, nurse.email)
        hashed = hashlib.sha256(nurse.browser.cookie(DEVICE_COOKIE).encode()).digest()
        assert devices.knows(unit.db, member.id, hashed, clock())
        clock.moves(days=181)
        assert not devices.knows(unit.db, member.id, hashed, clock())


def test_a_computer_is_forgotten_when_its_member_changes_the_password(store, confirmed, clock):
    with store.read() as unit:
        member = member_of(unit, confirmed.email)
        hashed = hashlib.sha256(confirmed.browser.cookie(DEVICE_COOKIE).encode()).digest()
        assert devices.knows(unit.db, member.id, hashed, clock())
    confirmed.browser.post(
        "/account/password", old=confirmed.password, new="seven slow barges under the bridge"
    )
    with store.read() as unit:
        assert not devices.knows(unit.db, member.id, hashed, clock())


def test_guessing_codes_to_confirm_ends_the_session_and_touches_nothing_else(nurse, store):
    nurse.signs_in()
    statuses = [nurse.browser.post("/confirm", code="000000", next="").status_code for _ in range(10)]
    assert statuses == [401] * 10
    assert nurse.browser.post("/confirm", code="000000", next="").status_code == 429
    assert nurse.browser.get("/account").status_code == 303
    with store.read() as unit:
        assert member_of(unit, nurse.email).failures == 0
        assert audit.latest(unit.db, 1)[0].action == "session.confirm_limited"


def test_guessing_the_password_in_an_open_session_is_counted_and_written_down(confirmed, store):
    form = {"old": WRONG, "new": "seven slow barges under the bridge"}
    statuses = [confirmed.browser.post("/account/password", **form).status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    with store.read() as unit:
        assert [event.action for event in audit.latest(unit.db, 50)].count("password.refused") == 10


def test_a_disabled_member_cannot_enrol(app, services, clock, store):
    with store.begin() as unit:
        staff_id = staff.add(unit.db, "ines@larkfield.example", "Ines", "reception", clock())
        staff.disable(unit.db, staff_id, clock())
        link = make_link(services, unit, staff_id, None)
    assert not is_good(app, link)


def test_when_too_many_passwords_are_hashed_the_answer_is_to_try_again(app, confirmed):
    with app.test_request_context():
        passwords = staff_services().passwords
    passwords._turns._patience = 0.01
    token = confirmed.browser.token("/account")
    with passwords.turn(), passwords.turn():
        for path, form in (
            ("/account/recovery", {}),
            ("/confirm", {"code": confirmed.recovery[0], "next": ""}),
        ):
            assert confirmed.browser.post_with(token, path, form).status_code == 503


def test_nobody_is_sent_on_to_an_enrolment_link(nurse):
    assert nurse.signs_in(next="/enrol/" + "A" * 43).headers["Location"] == "/patients"


def test_the_link_of_an_enrolment_is_no_referrer(app):
    answer = Browser(app).get("/enrol/" + "A" * 43)
    assert answer.headers["Referrer-Policy"] == "strict-origin"


def test_nothing_that_cannot_be_seen_is_looked_for_in_the_trail(admin):
    admin.signs_in()
    assert admin.browser.get("/audit?actor=%00&action=%00").status_code == 200


def test_the_time_that_a_page_shows_is_the_time_that_is_left(nurse, clock):
    nurse.signs_in()
    clock.moves(seconds=29)
    page = nurse.browser.get("/account").text
    (shown,) = map(int, re.findall(r'data-seconds="(\d+)"', page))
    clock.moves(seconds=shown - 1)
    assert nurse.browser.post_with(nurse.browser.token("/account"), "/account/stay", {}).status_code == 200
