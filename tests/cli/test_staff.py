"""`flask staff`: the way in for whoever has the server's shell."""

from __future__ import annotations

import re

import pytest

from app.cli.staff import first_admin_link
from tests.staff_people import HOST, PASSWORD, Colleague

EMAIL = "noor@larkfield.example"


@pytest.fixture
def run(app):
    return lambda *arguments, **options: app.test_cli_runner().invoke(args=["staff", *arguments], **options)


def test_add_prints_a_one_time_link_that_enrols(run, app, clock):
    done = run("add", EMAIL, "--role", "admin", "--name", "Noor Haddad")
    (link,) = re.findall(rf"{HOST}/enrol/[\w-]{{43}}", done.output)
    noor = Colleague(app, clock, EMAIL, "admin")
    noor.enrols(link)
    assert noor.signs_in().status_code == 303


def test_add_with_a_password_prints_the_authenticators_address_and_the_codes_once(run, app, clock):
    done = run("add", EMAIL, "--role", "clinician", "--password-stdin", input=PASSWORD + "\n")
    assert done.exit_code == 0, done.output
    (seed,) = re.findall(r"otpauth://totp/\S*[?&]secret=([A-Z2-7]{32})", done.output)
    recovery = tuple(re.findall(r"^  ([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{2})$", done.output, re.MULTILINE))
    assert len(recovery) == 10
    noor = Colleague(app, clock, EMAIL, "clinician", seed=seed, recovery=recovery)
    assert noor.signs_in().status_code == 303
    assert PASSWORD not in done.output


@pytest.mark.parametrize(
    ("arguments", "given", "told"),
    [
        (("nonsense", "--role", "admin"), "", "e-mail"),
        ((EMAIL, "--role", "owner"), "", "owner"),
        ((EMAIL, "--role", "admin", "--password-stdin"), "short\n", "15"),
    ],
)
def test_a_wrong_add_says_what_is_wrong_and_adds_nobody(arguments, given, told, run):
    failed = run("add", *arguments, input=given)
    assert failed.exit_code != 0
    assert told in failed.output
    assert run("list").output == ""


def test_nobody_is_added_twice(run):
    assert run("add", EMAIL, "--role", "admin").exit_code == 0
    again = run("add", EMAIL.upper(), "--role", "admin")
    assert again.exit_code == 1
    assert "reset-code" in again.output


def test_list_disable_reset_and_revoke(run, nurse, admin):
    nurse.signs_in()
    assert f"{nurse.email}\tclinician\tactive\t10 recovery codes" in run("list").output
    assert "1 sessions" in run("revoke-sessions", nurse.email).output
    assert nurse.browser.get("/account").status_code == 303
    assert HOST in run("reset-code", nurse.email).output
    assert f"{nurse.email}\tclinician\tinvited" in run("list").output
    assert run("disable", nurse.email).exit_code == 0
    assert f"{nurse.email}\tclinician\tdisabled" in run("list").output
    assert run("disable", admin.email).exit_code == 1, "the last admin stays"
    assert run("disable", "nobody@larkfield.example").exit_code == 1


def test_an_empty_database_gets_one_good_link_for_the_first_admin(app, clock):
    with app.app_context():
        first, second = first_admin_link(), first_admin_link()
    assert first
    assert second
    noor = Colleague(app, clock, "admin@clinic.example", "admin")
    assert noor.browser.get(first.removeprefix(HOST)).status_code == 404, "a new link voids the one before"
    noor.enrols(second)
    with app.app_context():
        assert first_admin_link() is None
