"""Nobody keeps others from signing in by having much hashed: turns go in the order of coming, and codes are limited."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.staff.enrolment import new_recovery
from app.staff.passwords import PRODUCTION, Passwords
from app.store.staff import staff
from tests.staff_people import PASSWORD, Browser, Colleague

if TYPE_CHECKING:
    from app.services import Services
    from tests.people import Clock

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def until_waiting(passwords: Passwords, many: int) -> None:
    while passwords.waiting < many:
        Event().wait(0.001)


def test_a_sign_in_that_waits_is_not_overtaken_by_ten_recovery_codes() -> None:
    passwords, over = Passwords(CHEAPEST, at_once=1), list[str]()
    kept = passwords.hash(PASSWORD)

    def makes_codes() -> None:
        new_recovery(passwords)
        over.append("codes")

    def signs_in() -> None:
        passwords.verify(kept, PASSWORD)
        over.append("sign-in")

    with ThreadPoolExecutor(2) as pool, passwords.turn():
        pool.submit(makes_codes)
        until_waiting(passwords, 1)
        pool.submit(signs_in)
        until_waiting(passwords, 2)
    assert over == ["sign-in", "codes"]


def test_recovery_codes_are_made_five_times_an_hour(nurse: Colleague, clock: Clock) -> None:
    nurse.signs_in()
    made = []
    for _ in range(7):
        nurse.confirms()
        made.append(nurse.browser.post("/account/recovery").status_code)
    assert made == [200] * 5 + [429] * 2
    clock.moves(hours=1)
    nurse.signs_in()
    nurse.confirms()
    assert nurse.browser.post("/account/recovery").status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # hashing waits for no database
def test_eight_who_sign_in_at_once_all_get_in(services: Services, clock: Clock) -> None:
    app = create_app(services, PRODUCTION)
    hashed = Passwords(PRODUCTION).hash(PASSWORD)
    people = [Colleague(app, clock, f"{uuid4().hex}@larkfield.example", "reception") for _ in range(8)]
    with services.store.begin() as unit:
        for each in people:
            staff_id = staff.add(unit.db, each.email, "Someone", each.role, clock())
            staff.enrol(unit.db, staff_id, hashed, SEED, -1, b"0" * 16, [], clock())
    code = Colleague(app, clock, "", "", seed=SEED).code()
    browsers = [Browser(app, address=f"203.0.113.{number}") for number in range(8)]
    tokens = [browser.token("/login") for browser in browsers]

    def signs_in(number: int) -> int:
        fields = {"email": people[number].email, "password": PASSWORD, "code": code}
        return browsers[number].post_with(tokens[number], "/login", fields).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(signs_in, range(8))) == [303] * 8
