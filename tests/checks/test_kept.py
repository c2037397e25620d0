"""Keys, tokens, backups, retention: made bad for real, and mended by what the finding says."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app import create_app
from app.checks import State
from app.checks.backups import backup, rehearsal
from app.checks.database import key_age, retention
from app.checks.erasure_journal import erasure_journal
from app.checks.twilio import twilio_tokens
from app.store.clinic import retention_runs
from app.store.patients import erasures
from app.store.rotation import key_records
from tests.databases import Keys
from tests.people import OLDER_TOKEN, message_fields
from tests.store.backups import PUBLIC_KEY, identity_in
from tests.store.example import ANSWERS, created


def run(services, *arguments):
    done = create_app(services).test_cli_runner().invoke(args=arguments)
    assert done.exit_code == 0, done.output


def states(findings):
    return [finding.state for finding in findings]


@pytest.fixture
def with_backups(services, tmp_path):
    """A clinic that has a key for backups."""
    (tmp_path / "instance").mkdir(mode=0o700, exist_ok=True)
    return replace(services, settings=replace(services.settings, backup_keys=(PUBLIC_KEY,)))


def test_no_key_for_backups_no_backup_and_an_old_one_are_told_and_the_command_takes_one(
    services, with_backups, clock, tmp_path
):
    assert "BACKUP_KEY is not set" in backup(services).said
    assert (backup(with_backups).state, backup(with_backups).said) == (
        State.BAD,
        "no backup has ever been taken",
    )
    run(with_backups, "backup", str(tmp_path / "intake.backup"))
    assert backup(with_backups).state is State.OK
    clock.moves(days=8)
    assert (backup(with_backups).state, "8 days ago" in backup(with_backups).said) == (State.BAD, True)


def test_a_backup_that_nobody_tried_is_told_until_somebody_does(with_backups, clock, tmp_path):
    assert rehearsal(with_backups).state is State.WARN
    run(with_backups, "backup", str(tmp_path / "intake.backup"))
    run(with_backups, "rehearse", str(tmp_path / "intake.backup"), "--identity", str(identity_in(tmp_path)))
    assert rehearsal(with_backups).state is State.OK
    clock.moves(days=91)
    assert rehearsal(with_backups).state is State.WARN


def test_a_journal_that_cannot_be_written_or_believed_or_lacks_somebody_is_told_until_it_is_mended(
    services, database_url, keys, open_store, clock
):
    path = services.settings.erasure_journal
    assert erasure_journal(services).state is State.OK
    path.mkdir()
    found = erasure_journal(services)
    assert (found.state, "Is a directory" in found.said) == (State.BAD, True)
    path.rmdir()
    elsewhere = open_store(database_url, keys)  # another machine, whose journal is another
    patient = created(elsewhere, ANSWERS)
    with elsewhere.begin() as unit:
        erasures.erase(unit.db, patient, "other", "staff:1", clock())
    assert erasure_journal(services).state is State.OK, "within seconds a worker adds them"
    clock.moves(minutes=2)
    assert "1 erased patients are missing from it" in erasure_journal(services).said
    run(services, "worker", "--once")
    assert erasure_journal(services).said == "names every erased patient (1)"
    path.write_bytes(path.read_bytes().replace(b"staff", b"stuff"))
    assert "its line 1 was changed" in erasure_journal(services).said


def test_a_journal_that_root_made_and_the_server_may_not_write_is_told_to_root(services):
    services.store.keep_erasures()
    path, instance = services.settings.erasure_journal, services.settings.instance
    owner = 4242 if os.geteuid() == 0 else os.geteuid()
    os.chown(instance, owner, -1)
    if owner != os.geteuid():
        found = erasure_journal(services)
        assert (found.state, found.mend) == (State.BAD, f"As root: chown 4242 {path}")
    path.unlink()
    services.store.keep_erasures()
    assert path.stat().st_uid == owner, "the next one that root makes is the server's"
    assert erasure_journal(services).state is State.OK


def test_retention_that_does_not_run_or_fails_is_told_and_the_command_runs_it(services, clock):
    assert retention(services).state is State.WARN
    run(services, "retention", "run")
    assert retention(services).state is State.OK
    clock.moves(days=3)
    assert retention(services).state is State.BAD
    with services.store.begin() as unit:
        retention_runs.end(
            unit.db, retention_runs.begin(unit.db, "anteroom", clock()), {}, clock(), "store_unavailable"
        )
    assert retention(services).said == "the last run failed: store_unavailable"
    clock.moves(minutes=1)
    run(services, "retention", "run")
    assert retention(services).state is State.OK


def test_an_old_key_and_one_that_was_not_rotated_away_are_told_and_the_commands_end_that(
    services, keys, open_store, clock, patient
):
    patient.says("hello")
    assert states(key_age(services)) == [State.OK, State.OK]
    with services.store.read() as unit:
        began = max(key.since for key in key_records.all_keys(unit.db) if key.since)
    later = replace(services, clock=lambda: began + timedelta(days=366))
    assert [finding.said[-8:] for finding in key_age(later)] == ["366 days"] * 2
    url = services.store.engine.url.render_as_string(hide_password=False)
    fresh = Keys()
    both = Keys(fresh.masters + keys.masters, fresh.index_keys + keys.index_keys)
    turned = replace(services, store=open_store(url, both))
    turned.store.prove_keys()
    assert states(key_age(turned)) == [State.WARN, State.WARN]
    with (
        turned.store.engine.begin() as connection
    ):  # three minutes pass, in which no process shows the old keys
        connection.execute(text("UPDATE key_checks SET seen_at = NULL"))
    run(turned, "keys", "rotate")
    run(turned, "keys", "verify")
    assert ["still lists a retired key" in finding.said for finding in key_age(turned)] == [True, True]
    assert states(key_age(replace(services, store=open_store(url, fresh)))) == [State.OK, State.OK]


def test_an_older_token_is_told_with_whether_it_may_go(services, twilio, clock):
    twilio.post(message_fields(), token=OLDER_TOKEN).close()
    (found,) = twilio_tokens(services)
    assert (found.state, "has not signed anything yet" in found.said) == (State.WARN, True)
    clock.moves(minutes=1)
    twilio.post(message_fields()).close()
    assert "Remove it from TWILIO_AUTH_TOKEN" in twilio_tokens(services)[0].mend
    one = replace(services.settings.twilio, auth_tokens=services.settings.twilio.auth_tokens[:1])
    assert states(twilio_tokens(replace(services, settings=replace(services.settings, twilio=one)))) == [
        State.OK
    ]
