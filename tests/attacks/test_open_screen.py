"""Whoever finds an admin's screen open does not turn it into a sign-in of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.store.staff import staff
from tests.databases import on_each_engine
from tests.staff_people import HOST, add_colleague
from tests.store_queries import active_admins

if TYPE_CHECKING:
    from flask import Flask

    from app.services import Services
    from app.store import Store
    from tests.people import Clock
    from tests.staff_people import Colleague


@pytest.fixture
def boss(admin: Colleague) -> Colleague:
    admin.is_let_in()
    admin.confirms()
    return admin


def id_of(store: Store, colleague: Colleague) -> str:
    with store.read() as unit:
        found = staff.by_email(unit.db, colleague.email)
    assert found is not None
    return str(found.id)


@pytest.mark.parametrize("act", ["reset-code", "disable", "role", "enable"])
def test_nobody_resets_disables_or_changes_themselves(store: Store, boss: Colleague, act: str) -> None:
    answer = boss.browser.post(f"/staff/{id_of(store, boss)}/{act}", role="clinician")

    assert answer.status_code == 422
    assert "ask another admin" in answer.text
    assert f"{HOST}/enrol/" not in answer.text
    assert boss.browser.get("/staff").status_code == 200, "and nothing was changed"
    assert boss.signs_in().status_code == 303


def test_every_admin_is_told_of_a_reset(store: Store, boss: Colleague, nurse: Colleague) -> None:
    assert "A sign-in was reset" not in boss.browser.get("/patients").text
    boss.browser.post(f"/staff/{id_of(store, nurse)}/reset-code")
    page = boss.browser.get("/patients").text

    assert "A sign-in was reset: Clinician, clinician, by Admin, admin" in page


def test_the_staff_page_says_when_somebody_last_signed_in_after_their_session_is_gone(
    store: Store, boss: Colleague, nurse: Colleague, clock: Clock
) -> None:
    nurse.signs_in()
    clock.moves(minutes=2)
    nurse.browser.get("/patients")
    nurse.browser.post("/logout")
    boss.confirms()
    with store.read() as unit:
        member = staff.by_email(unit.db, nurse.email)
    assert member is not None
    assert member.signed_in_at is not None
    assert member.signed_in_at.isoformat(timespec="seconds") in boss.browser.get("/staff").text


@on_each_engine
def test_two_admins_who_disable_each_other_at_once_do_not_wait_for_ever(
    app: Flask, services: Services, clock: Clock, boss: Colleague
) -> None:
    other = add_colleague(app, services, clock, "other@larkfield.example", "admin")
    ids = [id_of(services.store, each) for each in (boss, other)]
    for _ in range(5):
        clock.moves(minutes=10)
        for each in (boss, other):
            assert each.signs_in().status_code == 303
            assert each.confirms().status_code == 303
        tokens = [each.browser.token("/staff") for each in (boss, other)]

        def disables(who: int, tokens: list[str] = tokens) -> int:
            path = f"/staff/{ids[1 - who]}/disable"
            return (boss, other)[who].browser.post_with(tokens[who], path, {}).status_code

        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(disables, (0, 1)))
        assert answers[0] == 303
        assert answers[1] in {303, 403}, "signed out, or shut out meanwhile"
        with services.store.begin() as unit:
            assert len(active_admins(unit)) == 1
            for staff_id in ids:
                staff.enable(unit.db, UUID(staff_id))
