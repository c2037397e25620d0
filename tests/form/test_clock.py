"""The server's clock leaps, and nobody loses an open page: neither a patient on the form nor staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from itsdangerous import TimestampSigner

from app.store.conversations.form_links import IDLE
from tests.dashboard.at_the_record import happened, url_of
from tests.dashboard.people_on_file import on_file
from tests.form.page_people import ANSWERS, AtThePage

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services import Services
    from tests.people import Clock
    from tests.staff_people import Colleague


@pytest.fixture(autouse=True)
def signed_by_the_clock(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have cookies and tokens signed at the clock's time too."""
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(clock().timestamp()))


def test_a_page_that_was_opened_an_hour_ahead_is_taken_when_the_clock_is_right_again(
    maya: AtThePage, clock: Clock
):
    clock.moves(hours=1)
    maya.begins()
    maya.agrees()
    assert maya.page == "name"
    maya.sees("name")
    clock.moves(hours=-1)
    assert maya.browser.post("/form/name", **ANSWERS["name"]).status_code == 303
    assert maya.page == "birth_date"


def test_a_form_that_an_hour_ahead_closed_is_open_again_when_the_clock_is_right(
    maya: AtThePage, clock: Clock
):
    maya.begins()
    maya.agrees()
    maya.sees("name")
    clock.moves(hours=1)
    assert maya.browser.post("/form/name", **ANSWERS["name"]).status_code == 403
    clock.moves(hours=-1)
    assert maya.browser.post("/form/name", **ANSWERS["name"]).status_code == 303


def test_a_form_that_was_idle_for_too_long_is_opened_by_its_link_and_has_what_was_answered(
    maya: AtThePage, clock: Clock
):
    maya.begins()
    maya.agrees()
    maya.sends("name", **ANSWERS["name"])
    maya.sends("birth_date", **ANSWERS["birth_date"])
    clock.moves(seconds=IDLE.total_seconds())
    assert maya.page == "closed"
    maya.begins()
    maya.sends("check", **ANSWERS["birth_date"])
    assert maya.page == "address"


def test_a_staff_form_from_before_the_clock_went_back_is_carried_out(
    colleague: Callable[[str], Colleague], services: Services, clock: Clock
):
    patient_id = on_file(services.store, clock())
    clock.moves(hours=1)
    ines = colleague("reception")
    ines.signs_in()
    token = ines.browser.token(url_of(patient_id))
    clock.moves(hours=-1)
    ines.browser.post_with(token, f"{url_of(patient_id)}/note", {"note": "Rang about Tuesday"})
    assert [each for each in happened(services.store, patient_id) if each.action == "patient.note_added"]
