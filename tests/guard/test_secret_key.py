"""SECRET_KEY is rotated by a list: what is open stays good until the old key is removed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.config import load
from app.services import Services
from tests.settings import complete_environment
from tests.staff_people import Browser, add_colleague

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from app.store import Store
    from tests.people import Clock

OLD, NEW = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
WRONG = {"email": "nobody@larkfield.example", "password": "no such password here", "code": "000000"}


@pytest.fixture
def started(store: Store, clock: Clock, tmp_path: Path) -> Callable[[str], Flask]:
    """A function that starts the app on one database with these keys."""
    return lambda listed: create_app(
        Services(load(complete_environment(SECRET_KEY=listed), tmp_path), store, clock), CHEAPEST
    )


def test_a_form_and_a_session_from_before_the_rotation_are_good_until_the_old_key_is_removed(
    started: Callable[[str], Flask], clock: Clock
):
    before, during, after = started(OLD), started(f"{NEW},{OLD}"), started(NEW)
    services = before.extensions["anteroom"]
    nurse = add_colleague(before, services, clock, "nurse@larkfield.example", "clinician")
    assert nurse.signs_in().status_code == 303
    form = nurse.browser.token("/account")
    nurse.browser.client.application = during
    assert nurse.browser.get("/patients").status_code == 200
    assert nurse.browser.post_with(form, "/confirm", WRONG).status_code == 401
    nurse.browser.client.application = after
    assert nurse.browser.get("/patients").status_code == 200, "sessions are in the database, under no key"
    assert nurse.browser.post_with(form, "/confirm", WRONG).status_code == 400


def test_a_sign_in_form_that_was_open_while_the_key_was_rotated_is_judged_and_not_refused(
    started: Callable[[str], Flask],
):
    browser = Browser(started(OLD))
    form = browser.token("/login")
    browser.client.application = started(f"{NEW},{OLD}")
    assert browser.post_with(form, "/login", WRONG).status_code == 401
    browser.client.application = started(NEW)
    assert browser.post_with(form, "/login", WRONG).status_code == 400
