"""A session's end is announced two minutes before, and who stays keeps it (WCAG 2.2.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.store.conversations import kept_forms
from app.store.staff import sessions
from app.store.staff.sessions import _THIS
from app.store.tables import metadata
from tests.dashboard.people_on_file import on_file
from tests.store_queries import member_of

members = metadata.tables["staff"]
staff_sessions = metadata.tables["staff_sessions"]

WARNING, STAYED = "You will be signed out in 2 minutes.", "You are still signed in."


@pytest.fixture
def page(bea):
    """A page behind the door, whose clock obeys."""
    bea.page.clock.install()
    bea.page.goto("/patients")
    return bea.page


@pytest.fixture
def passes_for_the_server(clinic, bea):
    """Return a function that makes what the server has seen so much older."""

    def age(**time):
        store = clinic.services.store
        hers = select(staff_sessions.c.id).join(members).where(members.c.email == bea.email)
        with store.engine.connect() as connection:
            session_id = connection.execute(hers).scalar_one()
        with store.begin() as unit:  # under its seal: a row that was changed by hand is no session
            [session] = sessions._read(unit.db, _THIS, session=session_id)
            sessions._change(unit.db, session, last_seen_at=session.last_seen_at - timedelta(**time))

    return age


@pytest.fixture
def passes(page, passes_for_the_server):
    """Return a function that lets time pass, on both sides, without anybody doing anything."""

    def let_pass(**time):
        passes_for_the_server(**time)
        page.clock.fast_forward(round(timedelta(**time).total_seconds() * 1000))

    return let_pass


def shown(page):
    return page.locator("#idle").inner_text()


def test_the_warning_comes_two_minutes_before_the_end_and_not_earlier(page, passes):
    passes(minutes=12, seconds=50)
    assert shown(page) == ""
    passes(seconds=15)
    assert WARNING in shown(page)
    assert page.locator("#idle").get_attribute("role") == "alert"


@pytest.mark.parametrize("pressed", [("Shift+Tab", "Enter"), ("Escape",)])
def test_a_member_who_is_warned_stays_by_the_keyboard_and_the_session_lasts(pressed, page, passes):
    passes(minutes=13, seconds=5)
    page.get_by_role("button", name="Stay signed in").wait_for()
    for key in pressed:
        page.keyboard.press(key)
    page.get_by_text(STAYED).wait_for(state="attached")
    passes(minutes=12, seconds=45)
    assert shown(page) == STAYED
    page.goto("/account")
    assert page.url.endswith("/account"), "nearly half an hour later"


def test_a_member_who_stays_too_late_is_led_to_the_sign_in_page(page, passes, passes_for_the_server):
    passes(minutes=13, seconds=5)
    passes_for_the_server(minutes=2)
    page.keyboard.press("Escape")
    page.wait_for_url("**/login?next=/patients")


def test_when_the_server_is_out_of_reach_the_warning_says_so_and_can_be_answered_again(page, passes):
    passes(minutes=13, seconds=5)
    page.get_by_role("button", name="Stay signed in").wait_for()
    page.context.set_offline(True)
    page.keyboard.press("Escape")
    page.get_by_text("Anteroom did not answer.").wait_for()
    page.context.set_offline(False)
    page.keyboard.press("Escape")
    page.get_by_text(STAYED).wait_for(state="attached")


def test_a_page_that_nobody_answers_leaves_without_being_asked_and_the_session_is_over(page, passes):
    passes(minutes=15, seconds=5)
    page.wait_for_url("**/login?next=/patients")
    page.goto("/patients")
    assert page.url.endswith("/login?next=/patients")


def test_what_was_typed_when_nobody_answered_is_kept_for_after_the_sign_in(clinic, bea, page, passes):
    store, clock = clinic.services.store, clinic.services.clock
    record = on_file(store, clock())
    page.goto(f"/patients/{record}")
    page.locator("[name=work_note]").first.fill("Quillfeather rang about Tuesday")
    passes(minutes=15, seconds=5)
    page.wait_for_url(f"**/login?next=/patients/{record}")
    with store.read() as unit:
        kept = kept_forms.newest(unit.db, member_of(unit, bea.email).id, clock())
    assert kept
    assert ("work_note", "Quillfeather rang about Tuesday") in kept.sent.fields
