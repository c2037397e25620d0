"""`flask restore`: everything comes back, but nobody who was erased."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import signal
import sqlite3
import stat
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import update

from app.crypto import new_identity
from app.store import connect
from app.store.clinic.milestones import BACKUP_REHEARSED
from app.store.engine import schema
from app.store.patients import erasures, legal_holds, patients, tombstones
from app.store.tables import metadata
from app.store.trail import audit
from tests.cli.machines import environment_of, milestone, newest, on_a_copy
from tests.databases import Keys
from tests.fork_client import LoadedApp, loaded_app
from tests.server.canary import traces
from tests.settings import bare_environment
from tests.store.backups import (
    IDENTITY,
    PUBLIC_KEY,
    RECIPIENTS,
    SETTLED_BY_COMMANDS,
    comes_back,
    holds,
    inside,
)
from tests.store.example import ANSWERS, NOW, SAID, created, got, written
from tests.trail import event

key_checks = metadata.tables["key_checks"]

pytestmark = pytest.mark.usefixtures("replayed")


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
        [patient] = [each.id for each in patients.page(unit.db, 5) if each.conversation_id]
    with here.store.begin() as unit:
        erasures.erase(unit.db, patient, "patient_asked", "staff:1", NOW)
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
        assert patients.get(unit.db, patient) is None
        erased = {each.patient_id: each.reason for each in tombstones.all_erasures(unit.db)}
        assert erased[patient] == "patient_asked"


def test_with_a_journal_in_a_database_no_machine_has_a_file_and_a_restore_asks_for_none(
    on, here, kept, database_url, empty_postgresql_url, tmp_path
):
    shared = {"ERASURE_JOURNAL_URL": empty_postgresql_url}
    machine = on(database_url, **shared)
    bare = on(f"sqlite:///{tmp_path}/bare/anteroom.db", "bare", **shared)
    assert "There is no erasure journal at postgresql://postgres@" in bare("restore", kept).output
    with machine.store.read() as unit:
        [patient] = [each.id for each in patients.page(unit.db, 5) if each.conversation_id]
    machine.journal.unlink()
    with machine.store.begin() as unit:
        erasures.erase(unit.db, patient, "patient_asked", "staff:1", NOW)
    done = bare("restore", kept)
    assert "Erased again: 1." in done.output
    assert not machine.journal.exists()
    assert not bare.journal.exists()


@pytest.fixture
def by_a_wrong_clock(here, kept):
    """One patient of the backup erased by a rule long before its time, and one who asked for it; and a third since."""
    with here.store.read() as unit:
        by_rule, asked = (each.id for each in patients.page(unit.db, 5))
    later, since_gone = NOW + timedelta(days=400), created(here.store, ANSWERS)
    with here.store.begin() as unit:
        legal_holds.lift(unit.db, by_rule, "over", "operator", NOW)
        legal_holds.lift(unit.db, asked, "over", "operator", NOW)
        erasures.erase(unit.db, by_rule, "retention", "operator", later)
        erasures.erase(unit.db, since_gone, "retention", "operator", later)
        erasures.erase(unit.db, asked, "patient_asked", "staff:1", later)
    return by_rule, asked, since_gone


LEFT_OUT = ("--leave-out", "retention", "--since", "2026-11-01T00:00")


def fate(machine, patient):
    """Return whether a record is there, and why it was erased."""
    with machine.store.read() as unit:
        erasure = tombstones.of(unit.db, patient)
        return patients.get(unit.db, patient, ()) is not None, erasure and erasure.reason


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
        erasures.erase(unit.db, by_rule, "patient_asked", "staff:1", NOW)
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
        (whole + b"x", "is damaged or incomplete"),
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
    machine = on(f"sqlite:///{tmp_path}/new/anteroom.db", own_keys=replace(keys, masters=Keys().masters))
    refused = machine("restore", kept, "--without-journal")
    assert refused.exit_code == 1
    assert "FERNET_KEYS lacks the key with the fingerprint" in refused.output


def test_a_machine_with_the_public_key_alone_reads_no_backup_and_says_what_it_needs(kept, new):
    new.identity = None
    refused = new("restore", kept, "--without-journal")
    assert refused.exit_code == 2
    assert "--identity FILE" in refused.output
    assert not Path(new.store.engine.url.database).exists()


def test_another_identity_is_refused_in_words_and_one_of_several_is_enough(kept, new, tmp_path):
    other, _public_key = new_identity()
    new.identity = tmp_path / "other.txt"
    for content, words in (
        (other, "does not open with this identity"),
        ("no key", "has no identity"),
        (PUBLIC_KEY, "has no identity"),
        ("", "has no identity"),
    ):
        new.identity.write_text(content)
        for command in (("restore", kept, "--without-journal"), ("rehearse", kept)):
            refused = new(*command)
            assert (refused.exit_code, words in refused.output) == (1, True), refused.output
            assert other not in refused.output
    new.identity.write_text(f"# two\n{other}\n\n{IDENTITY}\n")
    assert new("restore", kept, "--without-journal").exit_code == 0


def test_the_identity_may_come_through_a_pipe_and_touch_no_disk(kept, new):
    new.identity = None
    done = new("restore", kept, "--without-journal", "--identity", "-", typed=f"{IDENTITY}\n")
    assert done.exit_code == 0, done.output


def test_a_backup_that_somebody_else_made_with_the_public_key_is_refused(kept, new, folder):
    """Anybody may know the public key. INDEX_KEY vouches for what is inside."""
    lines = inside(kept.read_bytes()).splitlines(keepends=True)
    for content in (
        lines[:2] + lines[3:],
        lines[:-1],
        [*lines, lines[1]],
        [*lines[:-1], b'"' + b"0" * 64 + b'"\n'],
        [b"[" * 100_000],
    ):
        forged = io.BytesIO()
        RECIPIENTS.seal(iter([gzip.compress(b"".join(content))]), forged)
        (folder / "forged").write_bytes(forged.getvalue())
        for command in (("restore", folder / "forged", "--without-journal"), ("rehearse", folder / "forged")):
            refused = new(*command)
            assert refused.exit_code == 1
            assert "Nothing was changed." in refused.output
            assert "Traceback" not in refused.output
    assert not Path(new.store.engine.url.database).exists()


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
                audit.record(unit.db, "nurse", event("patient.opened"), details={"x": "y" * 2500}, at=NOW)
    target = folder / "one.backup"
    while not killed_in_the_middle(
        process(sqlite_url, "backup", target), lambda: list(folder.glob("*.part"))
    ):
        target.unlink()  # it was over before we saw it
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
            yield self._has_grown
            return
        copying = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY%'"
        with psycopg.connect(self.url, autocommit=True) as connection:
            yield lambda: connection.execute(copying).fetchone()

    def _has_grown(self):
        assert self._file is not None
        with suppress(FileNotFoundError):
            return self._file.stat().st_size > 100_000
        return False

    def tables(self):
        engine = connect(self.url)
        found = schema.current(engine)
        engine.dispose()
        return set() if found is None else {found}


def test_a_fresh_folder_with_the_keys_in_its_env_and_the_file_is_a_clinic_again(
    here, kept, keys, folder, tmp_path
):
    fresh = tmp_path / "fresh"
    on_a_copy(fresh)
    env = environment_of("", keys, tmp_path)
    identity = env.pop("BACKUP_IDENTITY_FILE")
    settings = {name: env[name] for name in env.keys() - bare_environment().keys()} | {
        "DATABASE_URL": "",
        "ERASURE_JOURNAL": "",
    }
    (fresh / ".env").write_text("".join(f"{name}='{value}'\n" for name, value in settings.items()))
    (fresh / ".env").chmod(0o600)

    loaded = LoadedApp(fresh)
    for command in (
        ("restore", str(kept), "--erasures", str(kept) + ".erasures", "--identity", identity),
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
        assert patients.get(unit.db, patient) is None, "who came after the backup is not in it"
        [known] = [each.id for each in patients.page(unit.db, 5) if each.conversation_id]
    assert got(new.store, known).name == "Zoë Acute"


def test_a_journal_beside_the_backup_alone_is_not_taken_for_one_that_knows_what_came_later(here, kept, new):
    assert (kept.parent / "one.backup.erasures").exists()
    assert new("restore", kept).exit_code == 1
    assert new("restore", kept, "--erasures", f"{kept}.erasures").exit_code == 0
