"""Whoever finds an admin's screen open does not turn it into a sign-in of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.staff_people import HOST

if TYPE_CHECKING:
    from app.store import Store
    from tests.people import Clock
    from tests.staff_people import Colleague


@pytest.fixture
def boss(admin: Colleague) -> Colleague:
    admin.signs_in()
    admin.confirms()
    return admin


def id_of(store: Store, colleague: Colleague) -> str:
    with store.read() as unit:
        found = unit.staff.by_email(colleague.email)
    assert found is not None
    return str(found.id)


@pytest.mark.parametrize("act", ["reset-code", "disable", "role", "enable"])
def test_nobody_resets_disables_or_changes_themselves(store: Store, boss: Colleague, act: str) -> None:
    answer = boss.browser.post(f"/staff/{id_of(store, boss)}/{act}", "/staff", role="clinician")

    assert answer.status_code == 422
    assert "another admin does" in answer.text
    assert f"{HOST}/enrol/" not in answer.text
    assert boss.browser.get("/staff").status_code == 200, "and nothing was changed"
    assert boss.signs_in().status_code == 303


def test_every_admin_is_told_of_a_reset(store: Store, boss: Colleague, nurse: Colleague) -> None:
    assert "A sign-in was reset" not in boss.browser.get("/patients").text
    boss.browser.post(f"/staff/{id_of(store, nurse)}/reset-code", "/staff")
    page = boss.browser.get("/patients").text

    assert "A sign-in was reset: Clinician, clinician, by Admin, admin" in page


def test_the_staff_page_says_when_somebody_was_last_here_after_their_session_is_gone(
    store: Store, boss: Colleague, nurse: Colleague, clock: Clock
) -> None:
    nurse.signs_in()
    clock.moves(minutes=2)
    nurse.browser.get("/patients")
    nurse.browser.post("/logout", "/account")
    boss.confirms()
    with store.read() as unit:
        member = unit.staff.by_email(nurse.email)
    assert member is not None
    assert member.last_seen_at is not None
    assert member.last_seen_at.isoformat(timespec="seconds") in boss.browser.get("/staff").text
