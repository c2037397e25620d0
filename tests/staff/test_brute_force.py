"""How many guesses an hour get judged, from one network and from two hundred, and whom an attack keeps out: nobody.

The figures are in docs/security/sign-in.md; a change of the limits changes them here first.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.store.trail import audit
from tests.staff_people import Browser

HOUR, FULL_PACE = timedelta(hours=1), timedelta(minutes=4)


def address(network: int) -> str:
    return f"198.{51 + network // 250}.{network % 250}.9"


@pytest.fixture
def guesses(app, nurse, clock):
    """A function that guesses for an hour, and returns how many guesses were judged, by minute.

    After four minutes at full pace, which is far above every limit, it goes on at an eighth of it: enough for the hour's.
    """

    def attack(networks: int, accounts: int, seconds_between: float) -> list[int]:
        browser = Browser(app)
        token = browser.token("/login")
        judged = [0] * 60
        began, number = clock.now, 0
        while (elapsed := clock.now - began) < HOUR:
            browser.address = address(number % networks)
            email = nurse.email if accounts == 1 else f"member{number % accounts}@larkfield.example"
            fields = {"email": email, "password": "a guess at the password", "code": f"{number % 10**6:06d}"}
            answer = browser.post_with(token, "/login", fields)
            assert answer.status_code in {401, 429}
            judged[int(elapsed.total_seconds() // 60)] += answer.status_code == 401
            clock.moves(seconds=seconds_between if elapsed < FULL_PACE else 8 * seconds_between)
            number += 1
        return judged

    return attack


def test_from_one_network_on_one_account_at_most_twenty_guesses_an_hour_are_judged(guesses, record_property):
    judged = guesses(networks=1, accounts=1, seconds_between=6)
    record_property("judged_in_an_hour", sum(judged))
    assert max(judged) <= 10
    assert sum(judged) <= 20


def test_from_two_hundred_networks_on_one_account_at_most_twenty_an_hour_are_judged(guesses, record_property):
    judged = guesses(networks=200, accounts=1, seconds_between=5)
    record_property("judged_in_an_hour", sum(judged))
    assert max(judged) <= 20
    assert sum(judged) <= 20


def test_from_one_network_across_accounts_at_most_sixty_an_hour_are_judged(guesses, record_property):
    judged = guesses(networks=1, accounts=500, seconds_between=5)
    record_property("judged_in_an_hour", sum(judged))
    assert max(judged) <= 10
    assert sum(judged) <= 60


def test_during_an_attack_the_owners_known_computer_signs_in_and_another_is_told_to_wait(app, nurse, clock):
    home = nurse.browser
    assert nurse.signs_in().status_code == 303
    home.post("/logout")
    stranger = Browser(app)
    token = stranger.token("/login")
    for number in range(30):
        stranger.address = address(number)
        stranger.post_with(
            token, "/login", {"email": nurse.email, "password": "a guess at the password", "code": "123456"}
        )
    elsewhere = Browser(app, address="198.51.222.9")
    assert nurse.signs_in(elsewhere).status_code == 429, "right secrets get the same answer as wrong ones"
    assert nurse.signs_in(home).status_code == 303


def test_after_a_hundred_failures_only_a_known_computer_gets_in(app, nurse, clock):
    home = nurse.browser
    nurse.signs_in()
    home.post("/logout")
    stranger = Browser(app)
    for number in range(100):
        clock.moves(minutes=3)
        if number % 20 == 0:  # a form is good for two hours
            token = stranger.token("/login")
        stranger.address = address(number)
        fields = {"email": nurse.email, "password": "a guess", "code": "123456"}
        assert stranger.post_with(token, "/login", fields).status_code == 401
    clock.moves(hours=2)
    assert nurse.signs_in(Browser(app, address="203.0.113.77")).status_code == 401
    assert nurse.signs_in(home).status_code == 303
    clock.moves(hours=2)
    assert nurse.signs_in(Browser(app, address="203.0.113.77")).status_code == 303, (
        "and that began a new count"
    )


def test_a_forged_address_or_another_spelling_opens_no_fresh_count(app, nurse, clock):
    spellings = [
        nurse.email,
        nurse.email.upper(),
        f" {nurse.email}",
        f"{nurse.email}\u200b",
        nurse.email.replace("@", "\uff20"),
    ]
    browser = Browser(app, address="198.51.100.9")
    token = browser.token("/login")
    statuses = []
    for number in range(12):
        forged = dict.fromkeys(
            ("X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP"), f"203.0.113.{number}"
        )
        fields = {"email": spellings[number % 5], "password": "a guess at the password", "code": "123456"}
        statuses.append(browser.post_with(token, "/login", fields, **forged).status_code)
    assert statuses == [401] * 5 + [429] * 7


def test_an_attack_leaves_one_line_a_minute_and_not_one_a_try(app, nurse, store, clock):
    browser = Browser(app, address="198.51.100.9")
    token = browser.token("/login")
    for _ in range(20):
        browser.post_with(token, "/login", {"email": nurse.email, "password": "a guess", "code": "1"})
    with store.read() as unit:
        actions = [event.action for event in audit.latest(unit.db, 100)]
    assert actions.count("sign_in.failed") == 5
    assert actions.count("sign_in.limited") == 1
