"""A clock that leaps erases nobody: after a gap or a leap a person says first that the clock is right, and how many go."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.jobs import daily_retention
from app.jobs.worker import Worker
from app.retention.run import KIND
from app.store.clinic import believed_clock, retention_runs
from app.store.patients import patients
from app.store.trail import audit
from tests.dashboard.people_on_file import on_file
from tests.trail import event

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from flask import Flask

    from app.services import Services
    from app.store import Store
    from app.store.clinic.retention_runs import RetentionRun
    from tests.people import Clock
    from tests.staff_people import Colleague

RELEASE = "/retention/release"


class Uptime:
    """A computer that counts the seconds since it was started, whatever its clock says."""

    def __init__(self) -> None:
        self.boot = "first"
        self.seconds = 100.0

    def __call__(self) -> tuple[str, float]:
        return self.boot, self.seconds


@pytest.fixture
def uptime(services: Services, app: Flask) -> Uptime:
    return Uptime()


@pytest.fixture
def counted(services: Services, app: Flask, uptime: Uptime) -> Services:
    """The services of a computer that tells its uptime; the app has them too."""
    found = replace(services, uptime=uptime)
    app.extensions["anteroom"] = found
    return found


def round_of(services: Services) -> None:
    """What a server's worker does every ten minutes."""
    daily_retention.ask_for_retention(services)
    worker = Worker(services, {KIND: daily_retention.run_retention})
    while worker.once():
        pass


def there(store: Store, *people: UUID) -> int:
    with store.read() as unit:
        return sum(patients.get(unit.db, each, ()) is not None for each in people)


def runs(store: Store) -> list[RetentionRun]:
    with store.read() as unit:
        return retention_runs.latest(unit.db, 50)


def test_a_leap_of_400_days_erases_nobody_that_day_nor_the_next_nor_a_month_later(
    services: Services, store: Store, clock: Clock
):
    people = [on_file(store, clock()) for _ in range(3)]
    round_of(services)
    clock.moves(days=400)
    for _ in range(31):
        round_of(services)
        clock.moves(days=1, hours=2)
    assert there(store, *people) == 3
    assert [each.error for each in runs(store)] == ["after_a_gap", None], "told once"


def test_a_clock_that_is_put_right_needs_nobodys_word(services: Services, store: Store, clock: Clock):
    maya = on_file(store, clock())
    round_of(services)
    clock.moves(days=3000)
    round_of(services)
    clock.moves(days=-2999)
    round_of(services)
    assert there(store, maya) == 1
    assert sorted(each.error or "" for each in runs(store)) == ["", "", "after_a_gap"]


def test_a_database_in_which_no_run_ever_was_waits_too(services: Services, store: Store, clock: Clock):
    maya = on_file(store, clock())
    with store.begin() as unit:
        audit.record(unit.db, "operator", event("staff.invited"), at=clock())
    clock.moves(days=400)
    for _ in range(3):
        round_of(services)
        clock.moves(days=2)
    assert there(store, maya) == 1


def test_a_leap_of_a_few_days_is_seen_against_the_computers_uptime_whoever_looks(
    counted: Services, store: Store, clock: Clock, uptime: Uptime
):
    on_file(store, clock())
    round_of(counted)
    clock.moves(days=1)
    uptime.seconds += 86_400
    round_of(counted)
    clock.moves(days=4)
    uptime.seconds += 86_400
    round_of(counted)
    assert [each.error for each in runs(store)] == ["clock_leapt", None, None]
    clock.moves(days=-3)
    round_of(counted)
    assert len([each for each in runs(store) if each.error is None]) == 3, "the clock was put right"


@pytest.mark.parametrize("other", [("second", 5e9), ("first", 50.0)])
def test_another_start_or_another_computer_says_nothing_of_a_leap(
    other: tuple[str, float], counted: Services, store: Store, clock: Clock, uptime: Uptime
):
    round_of(counted)
    clock.moves(days=5)
    uptime.boot, uptime.seconds = other
    round_of(counted)
    assert [each.error for each in runs(store)] == [None, None]


def test_the_clock_that_was_wrong_at_first_and_was_put_right_leaps_no_second_time_unseen(
    services: Services, store: Store, clock: Clock
):
    clock.moves(days=400)
    round_of(services)
    clock.moves(days=-399)
    maya = on_file(store, clock())
    round_of(services)
    clock.moves(days=399)
    round_of(services)
    assert there(store, maya) == 1


def test_runs_that_break_off_every_day_bring_no_doubt(
    services: Services, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_: object) -> None:
        raise OSError

    for _ in range(12):
        with monkeypatch.context() as patch:
            patch.setattr("app.retention.run._record_end", fails)
            daily_retention.ask_for_retention(services)
            Worker(services, {KIND: daily_retention.run_retention}).once()
        clock.moves(days=1)
    with store.read() as unit:
        assert believed_clock.doubt(unit.db, clock(), None) is None


@pytest.fixture
def ana(admin: Colleague) -> Colleague:
    admin.is_let_in()
    admin.confirms()
    return admin


def test_an_admin_sees_how_many_go_releases_the_run_and_from_then_on_all_is_as_before(
    ana: Colleague, colleague: Callable[[str], Colleague], services: Services, store: Store, clock: Clock
):
    people = [on_file(store, clock()) for _ in range(2)]
    round_of(services)
    clock.moves(days=366)
    fresh = on_file(store, clock())
    round_of(services)
    ana.is_let_in()
    told = ana.browser.get("/patients").text
    assert "If that is right, the rules have not run for 366 days, since 25 November 2026." in told
    assert RELEASE in told
    assert "Waited for an admin" in ana.browser.get("/retention").text
    assert ana.browser.get(RELEASE).status_code == 303, "a fresh code comes first"
    assert there(store, *people) == 2
    ana.confirms()
    page = ana.browser.get(RELEASE).text
    assert "The server’s clock says 26 November 2027" in page
    assert "2 records and drafts will be permanently erased." in page
    assert ana.browser.post(RELEASE, agreed="2").status_code == 303
    round_of(services)
    assert there(store, *people) == 0
    with store.read() as unit:
        [released] = [each for each in audit.latest(unit.db, 50) if each.action == "retention.released"]
    assert released.actor != "anteroom"
    assert released.details == {"why": "after_a_gap", "since": "2026-11-25", "count": 2}
    assert RELEASE not in ana.browser.get("/patients").text
    assert ana.browser.get(RELEASE).location == "/retention"
    clock.moves(days=1)
    round_of(services)
    assert there(store, fresh) == 1
    assert runs(store)[0].error is None


def test_if_more_would_go_than_the_page_said_nothing_does(
    ana: Colleague, services: Services, store: Store, clock: Clock
):
    people = [on_file(store, clock()) for _ in range(2)]
    round_of(services)
    clock.moves(days=366)
    ana.is_let_in()
    ana.confirms()
    assert ana.browser.post(RELEASE, agreed="1").status_code == 422
    assert ana.browser.post(RELEASE, agreed="all").status_code == 400
    round_of(services)
    assert there(store, *people) == 2
    answer = ana.browser.post(RELEASE, agreed="1").text
    assert re.search(r'name="agreed" value="2"', answer)


def test_nobody_but_an_admin_releases_it(colleague: Callable[[str], Colleague], clock: Clock):
    for role in ("clinician", "auditor", "reception"):
        somebody = colleague(role)
        somebody.is_let_in()
        somebody.confirms()
        assert somebody.browser.get(RELEASE).status_code == 403, role


def test_a_clinic_that_was_closed_for_three_weeks_goes_on_after_one_word(
    ana: Colleague, services: Services, store: Store, clock: Clock
):
    maya = on_file(store, clock() - timedelta(days=360))
    clock.moves(hours=1)
    round_of(services)
    clock.moves(days=21)
    round_of(services)
    assert there(store, maya) == 1
    ana.is_let_in()
    ana.confirms()
    ana.browser.post(RELEASE, agreed="1")
    round_of(services)
    assert there(store, maya) == 0
    for _ in range(3):
        clock.moves(days=1)
        round_of(services)
    assert [each.error for each in runs(store)[:4]] == [None] * 4
