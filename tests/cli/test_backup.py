"""`flask backup` and `rehearse`: whole files, plain words, and nothing left behind."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import stat
import subprocess

import pytest

from app.checks import State
from app.checks.backups import backup as backup_check
from app.evidence.facts import gather
from app.store.backup.moment import snapshot
from app.store.clinic.milestones import BACKUP_REHEARSED, BACKUP_TAKEN
from tests.cli.machines import milestone, newest
from tests.fork_client import loaded_app
from tests.store.backups import SETTLED_BY_COMMANDS, holds

pytestmark = pytest.mark.usefixtures("replayed")


def test_a_backup_is_one_private_file_with_a_journal_beside_and_its_digest_is_told(here, folder, clock):
    umask = os.umask(0)
    done = here("backup", folder / "one.backup")
    os.umask(umask)
    assert done.exit_code == 0, done.output
    assert sorted(each.name for each in folder.iterdir()) == ["one.backup", "one.backup.erasures"]
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    digest = hashlib.sha256((folder / "one.backup").read_bytes()).hexdigest()
    assert done.stdout.splitlines()[-1] == digest
    event = newest(here.store, "backup.taken")
    assert (event.actor, event.details["digest"]) == ("operator", digest)
    assert event.details["bytes"] == (folder / "one.backup").stat().st_size
    assert milestone(here.store, BACKUP_TAKEN) == clock()
    assert here.journal.exists()


def test_standard_output_gets_the_backup_and_nothing_else(here, new, folder):
    done = here("backup", "-")
    assert done.exit_code == 0
    (folder / "piped").write_bytes(done.stdout_bytes)
    assert hashlib.sha256(done.stdout_bytes).hexdigest() in done.stderr
    assert new("restore", folder / "piped", "--without-journal").exit_code == 0


def test_nothing_is_overwritten_unless_that_is_said(here, kept):
    before = kept.read_bytes()
    refused = here("backup", kept)
    assert refused.exit_code == 1
    assert "already exists" in refused.output
    assert kept.read_bytes() == before
    assert here("backup", kept, "--force").exit_code == 0
    assert kept.read_bytes() != before


def test_a_backup_that_fails_leaves_no_file_and_is_not_written_down(here, folder):
    with here.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE patient_notes")
        connection.exec_driver_sql("CREATE VIEW patient_notes AS SELECT 1 AS one")
        connection.exec_driver_sql("DROP TABLE audit_links")
        connection.exec_driver_sql("CREATE TABLE audit_links (position integer)")
    failed = here("backup", folder / "one.backup")
    assert failed.exit_code == 1
    assert "The database cannot be used" in failed.output
    assert list(folder.iterdir()) == []
    assert milestone(here.store, BACKUP_TAKEN) is None


def test_without_a_key_of_its_own_no_backup_is_made_and_the_way_to_one_is_told(on, database_url, folder):
    machine = on(database_url, BACKUP_KEY="")
    refused = machine("backup", folder / "x")
    assert refused.exit_code == 1
    assert "BACKUP_KEY is not set" in refused.output
    assert "keys new --for BACKUP_KEY" in refused.output
    assert list(folder.iterdir()) == []


def test_only_one_of_two_timers_takes_the_backup(here, kept, folder, clock):
    done = here("backup", folder / "two.backup", "--unless-within", "20")
    assert (done.exit_code, "The newest backup is from" in done.output) == (0, True)
    assert not (folder / "two.backup").exists()
    clock.moves(hours=21)
    assert here("backup", folder / "two.backup", "--unless-within", "20").exit_code == 0
    assert (folder / "two.backup").exists()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_backup_is_refused_while_another_is_taken(here, folder):
    with snapshot(here.store.engine):
        done = here("backup", folder / "one.backup")
    assert (done.exit_code, "Another backup is being taken" in done.output) == (1, True)
    assert here("backup", folder / "one.backup").exit_code == 0


def test_a_journal_that_a_restore_would_refuse_is_told_of_with_every_backup(here, kept, folder):
    here.journal.write_bytes(here.journal.read_bytes().replace(b"staff", b"stuff", 1))
    done = here("backup", folder / "two.backup")
    assert done.exit_code == 0, done.output
    assert "is not genuine: its line 1" in done.stderr
    here.journal.unlink()
    assert "is not genuine" not in here("backup", folder / "three.backup").output


@pytest.mark.parametrize("command", [("rehearse", "--all"), ("rehearse",), ("restore", "--check")])
def test_a_rehearsal_opens_what_is_sealed_reports_and_leaves_nothing_but_its_date(here, kept, command, clock):
    clock.moves(days=1)
    before = holds(here.store, SETTLED_BY_COMMANDS)
    done = here(*command, kept)
    assert done.exit_code == 0, done.output
    for words in ("The file is complete", "The audit trail is whole", "patients: 2", "1 day ago"):
        assert words in done.output
    [opened] = re.findall(r"Opened (\d+) values of \d+ sealed columns", done.output)
    assert int(opened) > 20
    assert holds(here.store, SETTLED_BY_COMMANDS) == before
    assert milestone(here.store, BACKUP_REHEARSED) == clock()
    assert newest(here.store, "backup.rehearsed").details["opened"] == int(opened)
    measured = gather(here.services).rehearsal
    assert measured is not None
    assert (measured.at, measured.rows > 0, measured.took is not None) == (clock(), True, True)
    assert list(here.services.settings.instance.glob("rehearsal-*")) == []


def test_a_rehearsal_that_finds_what_no_key_opens_fails_and_does_not_count(here, folder):
    with here.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE patients SET name = address")
    here("backup", folder / "bad.backup")
    failed = here("rehearse", folder / "bad.backup")
    assert failed.exit_code == 1
    assert "NOT opened: 2 values of patients.name" in failed.output
    assert milestone(here.store, BACKUP_REHEARSED) is None


def test_without_the_identity_a_file_is_only_known_to_be_whole_and_that_does_not_count(here, kept, folder):
    here.identity = None
    for command in (("rehearse",), ("restore", "--check")):
        done = here(*command, kept)
        assert done.exit_code == 0, done.output
        for words in ("is whole: byte for byte what the audit trail here names", "this is no rehearsal"):
            assert words in done.output
    assert milestone(here.store, BACKUP_REHEARSED) is None
    (folder / "changed").write_bytes(kept.read_bytes()[:-1])
    changed = here("rehearse", folder / "changed")
    assert changed.exit_code == 1
    assert "it was changed" in changed.output


def test_a_rehearsal_elsewhere_needs_no_database(kept, new):
    done = new("rehearse", kept)
    assert done.exit_code == 0, done.output
    assert "There is no database here" in done.output


def test_what_a_killed_rehearsal_left_is_removed_by_the_next_and_a_living_one_is_not(here, kept):
    instance = here.services.settings.instance
    (instance / "rehearsal-dead").mkdir()
    (instance / "rehearsal-dead" / "rehearsal.db").write_text("sealed")
    (instance / "rehearsal-alive").mkdir()
    holder = subprocess.Popen(
        ["flock", str(instance / "rehearsal-alive"), "sh", "-c", "echo held; cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    assert here("rehearse", kept).exit_code == 0
    assert [each.name for each in instance.glob("rehearsal-*")] == ["rehearsal-alive"]
    holder.communicate()


IN_SCRATCH = """
import sys, time
from pathlib import Path
from app.cli.backup import scratch
with scratch(Path(sys.argv[1])) as folder:
    (folder / "rehearsal.db").write_text("sealed")
    print("there", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_rehearsal_that_a_signal_ends_removes_its_scratch_database(folder, number):
    rehearsal = loaded_app().start(
        "-c", IN_SCRATCH, str(folder), environment=os.environ, stdout=subprocess.PIPE
    )
    assert rehearsal.next_line() == "there\n"
    [scratch] = folder.iterdir()
    assert stat.S_IMODE(scratch.stat().st_mode) == 0o700
    rehearsal.send_signal(number)
    assert rehearsal.wait() == 128 + number
    assert list(folder.iterdir()) == []


def test_doctor_notices_that_the_newest_backup_is_gone(here, kept):
    here.services.settings.instance.mkdir(exist_ok=True)
    assert here("backup", kept, "--force").exit_code == 0
    assert backup_check(here.services).state is State.OK
    kept.unlink()
    found = backup_check(here.services)
    assert found.state is State.WARN
    assert found.said == f"the newest was put at {kept}, and is not there any more"
    assert "flask --app wsgi backup" in found.mend
    assert here("backup", "-").exit_code == 0
    assert backup_check(here.services).state is State.OK, "what went through a pipe is not looked for here"
