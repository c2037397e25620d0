"""Whoever finds an admin's screen open does not turn it into a sign-in of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.staff_people import HOST

if TYPE_CHECKING:
    from app.store import Store
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
