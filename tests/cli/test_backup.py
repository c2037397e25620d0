"""`flask backup`, `restore` and `rehearse`: whole files, plain words, and nothing left behind."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import update

from app import create_app
from app.config import load
from app.services import Services
from app.store import connect, schema
from app.store.backup.take import snapshot
from app.store.settings import BACKUP_REHEARSED, BACKUP_TAKEN
from app.store.tables import key_checks
from tests.databases import Keys
from tests.fork_client import LoadedApp, loaded_app
from tests.server.canary import traces
from tests.settings import bare_environment, complete_environment
from tests.store.backups import SETTLED_BY_COMMANDS, comes_back, holds
from tests.store.example import ANSWERS, NOW, SAID, created, got, written

ROOT = Path(__file__).resolve().parents[2]
BACKUP_KEY = base64.urlsafe_b64encode(os.urandom(32)).decode()
pytestmark = pytest.mark.usefixtures("replayed")


@pytest.fixture
def folder(tmp_path):
    """Where backups are kept."""
    made = tmp_path / "kept"
    made.mkdir()
    return made


@pytest.fixture
def on(keys, clock, tmp_path, open_store):
    """A function that returns a machine of the clinic on a database: what runs its commands."""

    def machine(url, name="machine", own_keys=keys, **changed):
        instance = tmp_path / name
        instance.mkdir(exist_ok=True, mode=0o700)
        settings = load(complete_environment(**({"BACKUP_KEY": BACKUP_KEY} | changed)), instance)
        services = Services(settings, open_store(url, own_keys), clock)
        return Machine(services, create_app(services).test_cli_runner())

    return machine


class Machine:
    """A machine, and its commands."""

    def __init__(self, services, runner):
        self.services, self.store, self._runner = services, services.store, runner

    def __call__(self, *arguments):
        return self._runner.invoke(args=[str(each) for each in arguments])

    @property
    def journal(self):
        return self.services.settings.erasure_journal


@pytest.fixture
def here(on, database_url, example):
    """The clinic's machine, with a line in every table."""
    return on(database_url)


@pytest.fixture
def new(on, tmp_path):
    """A machine that has nothing but the keys."""
    return on(f"sqlite:///{tmp_path}/new/anteroom.db", "new")


@pytest.fixture
def kept(here, folder):
    """A backup."""
    assert here("backup", folder / "one.backup").exit_code == 0
    return folder / "one.backup"


def newest(store, action):
    with store.read() as unit:
        return next(each for each in unit.audit.latest(20) if each.action == action)


def milestone(store, name):
    with store.read() as unit:
        found = unit.milestones.get(name)
    return found and found.at


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
    for command in (("backup", folder / "x"), ("rehearse", __file__), ("restore", __file__)):
        refused = machine(*command)
        assert refused.exit_code == 1
        assert "BACKUP_KEY is not set" in refused.output
        assert "urlsafe_b64encode(os.urandom(32))" in refused.output
    assert list(folder.iterdir()) == []


def test_a_restore_on_a_machine_with_nothing_but_the_keys_brings_everything_back(here, kept, new, clock):
    clock.moves(days=2)
    done = new("restore", kept, "--without-journal")
    assert done.exit_code == 0, done.output
    for words in (
        "2 days ago",
        "The audit trail is whole",
        "Not restored",
        "Staff are as they were at the time of the backup",
    ):
        assert words in done.output
    assert holds(new.store, SETTLED_BY_COMMANDS) == comes_back(here.store, SETTLED_BY_COMMANDS)
    assert newest(new.store, "backup.restored").actor == "operator"
    assert milestone(new.store, BACKUP_REHEARSED) == clock()
    database = new.store.engine.url.database
    assert stat.S_IMODE(Path(database).stat().st_mode) == 0o600
    again = new("restore", kept, "--without-journal")
    assert again.exit_code == 1
    assert "This database is not empty" in again.output
    assert "restore overwrites nothing" in again.output


def test_without_a_journal_nothing_is_restored_until_that_is_said(kept, new):
    refused = new("restore", kept)
    assert refused.exit_code == 1
    for words in ("come back", "--erasures", "--erasures-from", "--without-journal", "Nothing was changed"):
        assert words in refused.output
    assert not Path(new.store.engine.url.database).exists()


@pytest.mark.parametrize("source", ["given", "here", "database"])
def test_a_patient_erased_since_the_backup_stays_erased_whoever_names_them(
    here, kept, new, source, database_url, monkeypatch
):
    with here.store.read() as unit:
        [patient] = [each.id for each in unit.patients.page(5) if each.conversation_id]
    with here.store.begin() as unit:
        unit.erasures.erase(patient, "patient_asked", "staff:1", NOW)
    options = []
    match source:
        case "given":
            options = ["--erasures", here.journal]
        case "here":
            shutil.copy(here.journal, new.journal)
        case "database":
            monkeypatch.setenv("ERASURES_FROM", database_url)
    done = new("restore", kept, *options)
    assert done.exit_code == 0, done.output
    assert "Erased again: 1." in done.output
    with new.store.read() as unit:
        assert unit.patients.get(patient) is None
        assert unit.erasures.find(patient).reason == "patient_asked"


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


def test_with_a_journal_in_a_database_no_machine_has_a_file_and_a_restore_asks_for_none(
    on, here, kept, database_url, empty_postgresql_url, tmp_path
):
    shared = {"ERASURE_JOURNAL_URL": empty_postgresql_url}
    machine = on(database_url, **shared)
    bare = on(f"sqlite:///{tmp_path}/bare/anteroom.db", "bare", **shared)
    assert "There is no erasure journal at postgresql://postgres@" in bare("restore", kept).output
    with machine.store.read() as unit:
        [patient] = [each.id for each in unit.patients.page(5) if each.conversation_id]
    machine.journal.unlink()
    with machine.store.begin() as unit:
        unit.erasures.erase(patient, "patient_asked", "staff:1", NOW)
    done = bare("restore", kept)
    assert "Erased again: 1." in done.output
    assert not machine.journal.exists()
    assert not bare.journal.exists()


@pytest.fixture
def by_a_wrong_clock(here, kept):
    """One patient of the backup erased by a rule long before its time, and one who asked for it; and a third since."""
    with here.store.read() as unit:
        by_rule, asked = (each.id for each in unit.patients.page(5))
    later, since_gone = NOW + timedelta(days=400), created(here.store, ANSWERS)
    with here.store.begin() as unit:
        unit.holds.lift(by_rule, "over", "operator", NOW)
        unit.holds.lift(asked, "over", "operator", NOW)
        unit.erasures.erase(by_rule, "retention", "operator", later)
        unit.erasures.erase(since_gone, "retention", "operator", later)
        unit.erasures.erase(asked, "patient_asked", "staff:1", later)
    return by_rule, asked, since_gone


LEFT_OUT = ("--leave-out", "retention", "--since", "2026-11-01T00:00")


def fate(machine, patient):
    """Return whether a record is there, and why it was erased."""
    with machine.store.read() as unit:
        erasure = unit.erasures.find(patient)
        return unit.patients.get(patient, ()) is not None, erasure and erasure.reason


def test_what_a_wrong_clock_erased_is_left_out_of_a_restore_and_whoever_asked_for_it_stays_erased(
    here, kept, on, tmp_path, by_a_wrong_clock
):
    by_rule, asked, since_gone = by_a_wrong_clock
    wrong = on(f"sqlite:///{tmp_path}/wrong/anteroom.db", "machine")
    told = wrong("restore", kept)
    assert told.exit_code == 0, told.output
    for words in (
        "Erased again: 2.",
        "1 with reason patient_asked",
        "1 with reason retention",
        "--leave-out retention",
    ):
        assert words in told.output
    assert fate(wrong, by_rule) == (False, "retention")

    right = on(f"sqlite:///{tmp_path}/right/anteroom.db", "machine")
    done = right("restore", kept, *LEFT_OUT)
    assert done.exit_code == 0, done.output
    for words in ("Erased again: 1.", "Not erased again: 1 with reason retention since 2026-11-01 00:00 UTC"):
        assert words in done.output
    assert fate(right, by_rule) == (True, None)
    assert fate(right, asked) == (False, "patient_asked")
    assert fate(right, since_gone) == (False, "retention"), "the backup does not have them"
    assert newest(right.store, "patient.brought_back").details == {"reason": "retention"}
    assert newest(right.store, "backup.erasures_left_out").details["records"] == 1

    right.store.keep_erasures()
    later = on(f"sqlite:///{tmp_path}/later/anteroom.db", "machine")
    assert later("restore", kept).exit_code == 0, "the journal is whole"
    assert fate(later, by_rule) == (True, None), "a later restore knows"
    assert fate(later, asked) == (False, "patient_asked")
    with later.store.begin() as unit:
        unit.erasures.erase(by_rule, "patient_asked", "staff:1", NOW)
    again = on(f"sqlite:///{tmp_path}/again/anteroom.db", "machine")
    assert again("restore", kept).exit_code == 0
    assert fate(again, by_rule) == (False, "patient_asked")


def test_which_erasures_are_left_out_and_since_when_has_to_be_said_together(kept, new):
    for options in (
        LEFT_OUT[:2],
        LEFT_OUT[2:],
        ("--leave-out", "all", *LEFT_OUT[2:]),
        (*LEFT_OUT[:3], "May"),
    ):
        assert new("restore", kept, *options).exit_code == 2
    assert not Path(new.store.engine.url.database).exists()


def test_an_erasure_of_before_the_moment_is_done_again(here, kept, new, by_a_wrong_clock):
    by_rule, *_ = by_a_wrong_clock
    late = ("--leave-out", "retention", "--since", "2028-06-01")
    assert new("restore", kept, "--erasures", here.journal, *late).exit_code == 0
    assert fate(new, by_rule) == (False, "retention")


def test_a_journal_that_was_tampered_with_stops_the_restore(here, kept, new):
    here.journal.write_bytes(here.journal.read_bytes().replace(b"staff", b"stuff", 1))
    refused = new("restore", kept, "--erasures", here.journal)
    assert refused.exit_code == 1
    assert "is not genuine: its line 1" in refused.output
    assert not Path(new.store.engine.url.database).exists()


def test_a_journal_that_a_restore_would_refuse_is_told_of_with_every_backup(here, kept, folder):
    here.journal.write_bytes(here.journal.read_bytes().replace(b"staff", b"stuff", 1))
    done = here("backup", folder / "two.backup")
    assert done.exit_code == 0, done.output
    assert "is not genuine: its line 1" in done.stderr
    here.journal.unlink()
    assert "is not genuine" not in here("backup", folder / "three.backup").output


def test_a_journal_that_no_worker_keeps_is_believed_without_the_key_that_was_retired(
    here, on, keys, database_url, tmp_path
):
    assert here("backup", tmp_path / "old.backup").exit_code == 0  # nightly; nothing else writes the journal
    fresh = Keys()
    both = Keys((*fresh.masters, *keys.masters), (*fresh.index_keys, *keys.index_keys))
    turned = on(database_url, own_keys=both)
    assert turned("keys", "rotate").exit_code == 0
    with (
        turned.store.engine.begin() as connection
    ):  # two minutes pass, in which no process shows the old keys
        connection.execute(update(key_checks).values(seen_at=None))
    assert turned("keys", "verify").exit_code == 0
    alone = on(database_url, own_keys=fresh)
    assert alone("backup", tmp_path / "new.backup").exit_code == 0
    elsewhere = on(f"sqlite:///{tmp_path}/new/anteroom.db", "elsewhere", own_keys=fresh)
    done = elsewhere("restore", tmp_path / "new.backup", "--erasures", alone.journal)
    assert done.exit_code == 0, done.output


def test_a_flipped_byte_a_cut_file_and_a_file_of_another_kind_are_refused_in_words(kept, new, folder):
    whole = kept.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for content, words in (
        (flipped, "is damaged or incomplete"),
        (whole[:-1], "is damaged or incomplete"),
        (b"PK", "is not a backup"),
    ):
        (folder / "wrong").write_bytes(content)
        for command in (("restore", folder / "wrong", "--without-journal"), ("rehearse", folder / "wrong")):
            refused = new(*command)
            assert refused.exit_code == 1
            assert words in refused.output
            assert "Traceback" not in refused.output
    assert not Path(new.store.engine.url.database).exists()


def test_a_wrong_key_is_told_by_the_setting_that_lacks_it(kept, on, tmp_path, keys):
    url = f"sqlite:///{tmp_path}/new/anteroom.db"
    another = base64.urlsafe_b64encode(os.urandom(32)).decode()
    strangers = replace(keys, masters=Keys().masters)
    for machine, words in (
        (on(url, BACKUP_KEY=another), "sealed with a key that BACKUP_KEY does not list"),
        (on(url, own_keys=strangers), "FERNET_KEYS lacks the key with the fingerprint"),
    ):
        refused = machine("restore", kept, "--without-journal")
        assert refused.exit_code == 1
        assert words in refused.output
    assert on(url, BACKUP_KEY=f"{another},{BACKUP_KEY}")("restore", kept, "--without-journal").exit_code == 0


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
    assert list(here.services.settings.instance.glob("rehearsal-*")) == []


def test_a_rehearsal_that_finds_what_no_key_opens_fails_and_does_not_count(here, folder):
    with here.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE patients SET name = address")
    here("backup", folder / "bad.backup")
    failed = here("rehearse", folder / "bad.backup")
    assert failed.exit_code == 1
    assert "NOT opened: 2 values of patients.name" in failed.output
    assert milestone(here.store, BACKUP_REHEARSED) is None


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


@pytest.fixture
def process(tmp_path, keys):
    """A function that starts a command as a process of its own, on the test's keys."""

    def start(url, *arguments):
        with Path(os.devnull).open("wb") as nothing:
            return loaded_app().start(
                *("-m", "flask", "--app", "wsgi", *map(str, arguments)),
                environment=environment_of(url, keys, tmp_path), stdout=nothing, stderr=nothing,
            )  # fmt: skip

    return start


def environment_of(url, keys, tmp_path):
    listed = {
        "FERNET_KEYS": ",".join(base64.urlsafe_b64encode(key).decode() for key in keys.masters),
        "INDEX_KEY": ",".join(base64.urlsafe_b64encode(key).decode() for key in keys.index_keys),
        "BACKUP_KEY": BACKUP_KEY,
        "ERASURE_JOURNAL": str(tmp_path / "own.journal"),
    }
    return bare_environment() | complete_environment(DATABASE_URL=url, **listed)


def killed_in_the_middle(process, is_there):
    """Kill -9 the process once there is something of its work, and return whether that hit it alive."""
    while process.poll() is None and not is_there():
        time.sleep(0.001)
    process.kill()
    process.wait()
    return process.returncode == -signal.SIGKILL


def test_a_backup_or_a_restore_that_is_killed_leaves_nothing_that_looks_whole(
    sqlite_store, sqlite_url, empty_postgresql_url, process, folder, on
):
    for _ in range(30):
        with sqlite_store.begin() as unit:
            for _ in range(100):
                unit.audit.record("nurse", "patient.opened", details={"x": "y" * 2500}, at=NOW)
    target = folder / "one.backup"
    assert killed_in_the_middle(process(sqlite_url, "backup", target), lambda: list(folder.glob("*.part")))
    assert not target.exists()
    written(sqlite_store)
    assert process(sqlite_url, "backup", target).wait() == 0
    for url in (f"sqlite:///{folder}/new/anteroom.db", empty_postgresql_url):
        with_rows = Counting(url)
        command = ("restore", target, "--without-journal")
        with with_rows.watching() as is_begun:
            assert killed_in_the_middle(process(url, *command), is_begun)
        if not with_rows.tables():  # else it was killed after its commit, and all has to be there
            assert process(url, *command).wait() == 0
        assert holds(on(url, "after").store, SETTLED_BY_COMMANDS) == comes_back(
            sqlite_store, SETTLED_BY_COMMANDS
        )


class Counting:
    """Looks from outside whether a restore is at its work, and what is there once it is not."""

    def __init__(self, url):
        self.url = url
        self._file = Path(url.removeprefix("sqlite:///") + "-wal") if url.startswith("sqlite") else None

    @contextmanager
    def watching(self):
        """Give what tells whether it has begun; to ask has to be quick."""
        if self._file is not None:
            yield lambda: self._file.exists() and self._file.stat().st_size > 100_000
            return
        copying = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY%'"
        with psycopg.connect(self.url, autocommit=True) as connection:
            yield lambda: connection.execute(copying).fetchone()

    def tables(self):
        engine = connect(self.url)
        found = schema.current(engine)
        engine.dispose()
        return set() if found is None else {found}


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


def on_a_copy(folder):
    """Put the app into a folder, as a fresh clone is."""
    folder.mkdir()
    for name in ("app", "migrations"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("static", "templates"))
    for name in ("static", "templates"):
        (folder / "app" / name).symlink_to(ROOT / "app" / name)
    shutil.copy(ROOT / "wsgi.py", folder)


def test_a_fresh_folder_with_the_keys_in_its_env_and_the_file_is_a_clinic_again(
    here, kept, keys, folder, tmp_path
):
    fresh = tmp_path / "fresh"
    on_a_copy(fresh)
    env = environment_of("", keys, tmp_path)
    settings = {name: env[name] for name in env.keys() - bare_environment().keys()} | {
        "DATABASE_URL": "",
        "ERASURE_JOURNAL": "",
    }
    (fresh / ".env").write_text("".join(f"{name}='{value}'\n" for name, value in settings.items()))
    (fresh / ".env").chmod(0o600)

    loaded = LoadedApp(fresh)
    for command in (
        ("restore", str(kept), "--erasures", str(kept) + ".erasures"),
        ("db", "check"),
        ("audit", "verify"),
    ):
        done = loaded.flask(*command, environment=bare_environment())
        assert done.returncode == 0, done.stderr
    loaded.end()
    with sqlite3.connect(fresh / "instance" / "anteroom.db") as database:
        assert database.execute("SELECT count(*) FROM patients").fetchone() == (2,)
    database.close()
    assert traces(SAID, [folder, tmp_path / "machine", fresh / "instance"]) == []


def test_a_patient_of_long_ago_is_found_again_by_nobody_but_the_restored_clinic(here, kept, new):
    """What is restored is what was sealed: the names open here, and the file holds none of them."""
    patient = created(here.store, ANSWERS)
    done = new("restore", kept, "--without-journal")
    assert done.exit_code == 0
    with new.store.read() as unit:
        assert unit.patients.get(patient) is None, "who came after the backup is not in it"
        [known] = [each.id for each in unit.patients.page(5) if each.conversation_id]
    assert got(new.store, known).name == "Zoë Acute"


def test_a_journal_beside_the_backup_alone_is_not_taken_for_one_that_knows_what_came_later(here, kept, new):
    assert (kept.parent / "one.backup.erasures").exists()
    assert new("restore", kept).exit_code == 1
    assert new("restore", kept, "--erasures", f"{kept}.erasures").exit_code == 0
