"""One person begins so many exports in an hour; whoever wants more waits, and admins hear of it."""

from __future__ import annotations

import html
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest

from app.dashboard.alerts import reached_the_limit
from app.intake.clinic import Clinic
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from tests.databases import on_each_engine
from tests.exports.export_requests import REASON, begins, comes_back, on_the_list, rows_of, takes, trail
from tests.staff_people import Browser


@pytest.fixture(autouse=True)
def three_an_hour(store, clock):
    with store.begin() as unit:
        assert versions.keep(
            unit.db,
            ClinicVersion,
            0,
            Clinic("Larkfield", "1", "112", exports_per_hour=3),
            "operator",
            clock(),
        )


def test_the_one_too_many_is_refused_with_when_the_next_may_begin(priya, maya, store, clock):
    for _ in range(3):
        assert rows_of(takes(priya))
        clock.moves(minutes=1)
    answer = takes(priya, reason="Once more")
    assert answer.status_code == 429
    page = html.unescape(answer.text)
    assert "You can start the next one at 10:01" in page
    assert 'value="Once more"' in page
    assert "Okafor" not in page
    assert len(on_the_list(store)) == 3
    (event,) = trail(store, "export.limited")
    assert event.details == {"begun": 3}


@on_each_engine
def test_an_hour_after_the_first_another_may_begin(priya, maya, clock):
    first = clock.now
    for _ in range(3):
        assert rows_of(takes(priya))
        clock.moves(minutes=10)
        comes_back(priya)
    clock.now = first + timedelta(minutes=59)
    comes_back(priya)
    assert clock.now == first + timedelta(hours=1)
    assert rows_of(takes(priya))
    assert takes(priya).status_code == 429


def test_each_person_has_their_own_count(priya, noor, maya):
    for _ in range(3):
        takes(priya).close()
    assert takes(priya).status_code == 429
    assert takes(noor).status_code == 200


def test_what_broke_off_counts_as_well(priya, maya, store):
    for _ in range(3):
        takes(priya).close()
    assert takes(priya).status_code == 429


@on_each_engine
def test_no_more_of_many_at_once_begin_than_may(priya, maya, app, store):
    tokens = priya.browser.last_token()
    together = Barrier(6, timeout=30)
    session = priya.browser.cookie("__Host-session")
    form = priya.browser.cookie("__Host-form")

    def take(_number):
        browser = Browser(app)
        for name, value in (("__Host-session", session), ("__Host-form", form)):
            browser.client.set_cookie(name, value, domain="intake.example.org", secure=True)
        together.wait()
        fields = {"reason": "At once", "columns": "record_id", "passphrase": "correct horse battery"}
        return browser.post_with(tokens, "/exports/xlsx", fields).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(take, range(6)))
    assert sorted(statuses) == [303, 303, 303, 429, 429, 429]
    assert len(on_the_list(store)) == 3


@on_each_engine
def test_two_files_leave_at_once_to_a_person_and_no_more(priya, noor, maya, store):
    first, _second = begins(priya), begins(priya)
    answer = begins(priya)
    assert answer.status_code == 429
    page = html.unescape(answer.text)
    assert "You are already downloading 2 files" in page
    assert f'value="{REASON}"' in page
    assert len(on_the_list(store)) == 2
    assert begins(noor).status_code == 200
    first.close()
    assert begins(priya).status_code == 200


def test_a_file_that_is_not_heard_of_any_more_is_in_nobodys_way(priya, maya, clock):
    _first, _second = begins(priya), begins(priya)
    clock.moves(minutes=6)
    comes_back(priya)
    assert begins(priya).status_code == 200


def test_admins_are_told_over_the_list_of_patients_and_nobody_else(priya, boss, maya, clock):
    for _ in range(2):
        takes(priya).close()
    assert "hourly limit of exports" not in boss.browser.get("/patients").text
    takes(priya).close()
    page = html.unescape(boss.browser.get("/patients").text)
    assert "Reached the hourly limit of exports: Clinician (today, 09:" in page
    assert "hourly limit of exports" not in priya.browser.get("/patients").text
    clock.moves(hours=25)
    boss.is_let_in()
    assert "hourly limit of exports" not in boss.browser.get("/patients").text


def test_the_trail_says_who_wanted_more(priya, maya, colleague):
    for _ in range(4):
        takes(priya).close()
    auditor = colleague("auditor")
    auditor.is_let_in()
    page = auditor.browser.get("/audit?action=export").text
    assert "Asked for more exports than allowed in an hour; refused after 3" in page


def test_only_as_many_within_an_hour_are_much(clock):
    one, other = UUID(int=1), UUID(int=2)
    at = [clock.now + timedelta(minutes=minutes) for minutes in (0, 29, 58, 60, 90)]
    assert reached_the_limit([(one, at[0]), (one, at[1]), (one, at[3])], 3) == {}
    assert reached_the_limit([(one, at[0]), (other, at[1]), (one, at[1]), (one, at[2])], 3) == {one: at[2]}
    assert reached_the_limit([], 1) == {}
