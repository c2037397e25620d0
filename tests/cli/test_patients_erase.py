"""`flask patients erase`: the dashboard's erasure from the shell, after the reference was typed, or --yes."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from app.config import Secret, TwilioApi
from app.store.messages.twilio_copies import SCRUB
from app.store.patients import legal_holds, patients, tombstones
from app.store.trail import audit
from app.store.work import jobs
from app.web.clinic import reference

WHY = ("--reason", "patient_asked")


@pytest.fixture
def maya(handed_in):
    return handed_in


@pytest.fixture
def run(app):
    return lambda *arguments, **given: app.test_cli_runner().invoke(
        args=["patients", "erase", *map(str, arguments)], **given
    )


def is_there(store, patient_id):
    with store.read() as unit:
        return patients.get(unit.db, patient_id, ()) is not None


@pytest.mark.parametrize("command", ["erase", "export"])
def test_the_first_line_of_help_says_that_a_reason_is_wanted(app, command):
    def help_of(*words):
        return app.test_cli_runner().invoke(args=["patients", *words, "--help"]).output.splitlines()

    assert "--reason" in next(line for line in help_of(command)[1:] if line.strip())
    assert "--reason" in next(line for line in help_of() if line.split()[:1] == [command])


def test_the_command_asks_for_the_reference_and_erases_all_that_the_page_does(run, maya, store):
    done = run(maya, *WHY, input=f" {reference(maya).upper()} \n")
    assert done.exit_code == 0, done.output
    assert not is_there(store, maya)
    assert "TWILIO_API_KEY" in done.output, "no key is set, and so it is said"
    with store.read() as unit:
        assert [(each.patient_id, each.reason) for each in tombstones.all_erasures(unit.db)] == [
            (maya, "patient_asked")
        ]
        (event,) = [event for event in audit.about(unit.db, maya, 50) if event.action == "patient.erased"]
        assert (event.actor, event.details["reason"]) == ("operator", "patient_asked")
        assert event.details["found"]["answers"] == 1
        assert SCRUB in {job.kind for job in jobs.page(unit.db, 9)}


@pytest.mark.parametrize("typed", ["", "7f3a-91c3", "yes", "\x00"])
def test_without_the_reference_nothing_is_erased(typed, run, maya, store):
    refused = run(maya, *WHY, input=f"{typed}\n")
    assert refused.exit_code == 1
    assert is_there(store, maya)


def test_yes_asks_for_nothing_and_says_what_is_deleted_at_twilio(run, maya, store, app, services):
    api = TwilioApi("SK" + "2" * 32, Secret("x" * 32), None)
    twilio = replace(services.settings.twilio, api=api)
    app.extensions["anteroom"] = replace(services, settings=replace(services.settings, twilio=twilio))
    done = run(maya, *WHY, "--yes")
    assert done.exit_code == 0
    assert "Still to delete at Twilio" in done.output
    assert not is_there(store, maya)
    again = run(maya, *WHY, "--yes")
    assert (again.exit_code, "It has already been erased." in again.output) == (1, True)


def test_an_unknown_patient_and_an_unknown_reason_are_reported(run, maya, store):
    missing = run(uuid4(), *WHY, "--yes")
    assert (missing.exit_code, "There is no record with this id" in missing.output) == (1, True)
    assert run(maya, "--reason", "because", "--yes").exit_code == 2
    assert run("not-an-id", *WHY, "--yes").exit_code == 2
    assert is_there(store, maya)


def test_a_patient_on_hold_is_not_erased_and_the_command_says_why(run, maya, store, clock):
    with store.begin() as unit:
        legal_holds.add(unit.db, maya, "A claim is under way.", "operator", clock.now)
    refused = run(maya, *WHY, "--yes")
    assert (refused.exit_code, "is on hold" in refused.output) == (1, True)
    assert "claim" not in refused.output
    assert is_there(store, maya)


def test_the_reference_in_place_of_the_id_is_answered_with_where_the_id_stands(run):
    failed = run("3f2a-91c2", *WHY)
    assert (failed.exit_code, "at the end of the address of the record's page" in failed.output) == (2, True)
