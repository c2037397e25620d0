"""A draft that is in use on the form stays; one that nobody uses goes in its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.retention.run import run
from app.store.conversations import unfinished
from tests.form.page_people import ANSWERS, AtThePage, new_link

if TYPE_CHECKING:
    from flask import Flask

    from app.services import Services
    from tests.people import Clock


def test_a_draft_that_is_in_use_on_the_form_stays_until_its_days_since_then_are_over(
    app: Flask, services: Services, clock: Clock, maya: AtThePage
):
    maya.begins()
    maya.agrees()
    maya.sends("name", **ANSWERS["name"])
    maya.sends("birth_date", **ANSWERS["birth_date"])
    clock.moves(days=6)
    again = AtThePage(app, new_link(services))
    again.begins()
    again.sends("check", **ANSWERS["birth_date"])
    assert again.page == "address"
    clock.moves(days=2)
    run(services, "anteroom")
    with services.store.read() as unit:
        assert unfinished.count(unit.db) == 1
    clock.moves(days=6)
    run(services, "anteroom")
    with services.store.read() as unit:
        assert unfinished.count(unit.db) == 0
