"""An erasure that a loss and a restore undo: the journal names whoever was erased, before anybody is told so."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from uuid import UUID

import pytest

from app import create_app
from app.config import load
from app.retention.run import Interrupted
from app.retention.run import run as run_retention
from app.services import Services
from app.store.patients import erasures, patients, tombstones
from app.store.patients.erasure_journal import ErasureJournal
from app.store.patients.tombstones import Erasure
from app.web.clinic import reference
from tests.databases import on_each_engine, on_either_engine
from tests.fork_client import loaded_app
from tests.settings import bare_environment, complete_environment
from tests.store.backups import PUBLIC_KEY, identity_in, taken
from tests.store.example import ANSWERS, NOW, created

pytest_generate_tests = on_either_engine


@pytest.fixture
def services(store, clock, tmp_path):
    return Services(load(complete_environment(BACKUP_KEY=PUBLIC_KEY), tmp_path), store, clock)


@pytest.fixture
def run(services):
    runner = create_app(services).test_cli_runner()
    return lambda *arguments: runner.invoke(args=[str(each) for each in arguments])


def named(services):
    return [each.patient_id for each in services.store.journal.read()]


def command(url, keys, folder, *arguments):
    """Run a command as a process of its own, with no server anywhere, and kill -9 it as soon as it has answered."""
    listed = {
        "FERNET_KEYS": ",".join(base64.urlsafe_b64encode(key).decode() for key in keys.masters),
        "INDEX_KEY": ",".join(base64.urlsafe_b64encode(key).decode() for key in keys.index_keys),
        "BACKUP_KEY": PUBLIC_KEY,
        "ERASURE_JOURNAL": str(folder / "own.journal"),
    }
    reads, writes = os.pipe()
    with os.fdopen(reads) as stderr:
        process = loaded_app().start(
            *("-m", "flask", "--app", "wsgi", *map(str, arguments)),
            environment=bare_environment() | complete_environment(DATABASE_URL=url, **listed),
            stderr=writes,
        )
        os.close(writes)
        said = stderr.readline()
        process.kill()
        process.wait()
    return said


def test_an_erasure_by_command_and_a_loss_at_that_moment_bring_nobody_back(
    store, database_url, keys, tmp_path, open_store, clock, replayed
):
    patient = created(store, ANSWERS)
    backup = tmp_path / "before.backup"
    backup.write_bytes(taken(store))
    said = command(
        database_url, keys, tmp_path, "patients", "erase", patient, "--reason", "patient_asked", "--yes"
    )
    assert f"Record {reference(patient)} was erased" in said
    new = open_store(f"sqlite:///{tmp_path}/new/anteroom.db", keys)
    settings = load(complete_environment(BACKUP_KEY=PUBLIC_KEY), tmp_path)
    runner = create_app(Services(settings, new, clock)).test_cli_runner()
    done = runner.invoke(
        args=[
            *("restore", str(backup), "--erasures", str(tmp_path / "own.journal")),
            *("--identity", str(identity_in(tmp_path))),
        ]
    )
    assert done.exit_code == 0, done.output
    with new.read() as unit:
        assert patients.get(unit.db, patient) is None
        assert [(each.patient_id, each.reason) for each in tombstones.all_erasures(unit.db)] == [
            (patient, "patient_asked")
        ]


def test_whoever_erases_has_the_journal_name_them_before_anything_is_said(services, store, clock):
    by_hand, by_rule = created(store, ANSWERS), created(store, ANSWERS)
    with store.begin() as unit:
        erasures.erase(unit.db, by_hand, "patient_asked", "staff:1", NOW)
    assert named(services) == [by_hand]
    clock.moves(days=4000)
    run_retention(services, "operator")
    assert named(services) == [by_hand, by_rule]


def test_a_run_names_many_at_once_and_those_who_went_when_it_is_stopped(services, store, clock):
    patients = {created(store, ANSWERS) for _ in range(7)}
    services.store.keep_erasures()
    clock.moves(days=4000)
    sizes = []

    def goes_on(done):
        sizes.append(services.store.journal.mark().size)
        return done < 4

    with pytest.raises(Interrupted):
        run_retention(services, "operator", goes_on)
    assert len(set(sizes)) == 1, "not line by line"
    with store.read() as unit:
        assert {*named(services)} == {each.patient_id for each in tombstones.all_erasures(unit.db)}
    run_retention(services, "operator")
    assert {*named(services)} == patients


@on_each_engine
def test_an_erasure_that_is_undone_is_not_named(services, store):
    patient = created(store, ANSWERS)
    with pytest.raises(ZeroDivisionError), store.begin() as unit:
        erasures.erase(unit.db, patient, "patient_asked", "staff:1", NOW)
        1 / 0  # noqa: B018
    assert not services.settings.erasure_journal.exists()


def test_what_a_crash_left_out_between_commit_and_journal_is_made_good_by_the_next_worker(
    services, store, keys, database_url, open_store, run
):
    bare = open_store(database_url, keys)  # it has no journal, as if it had been killed before it wrote there
    patient = created(bare, ANSWERS)
    with bare.begin() as unit:
        erasures.erase(unit.db, patient, "patient_asked", "staff:1", NOW)
    assert run("worker", "--once").exit_code == 0
    assert named(services) == [patient]


def test_a_command_that_cannot_write_the_journal_says_that_the_erasure_is_not_safe_yet(services, store, run):
    patient = created(store, ANSWERS)
    services.settings.erasure_journal.mkdir()
    done = run("patients", "erase", patient, "--reason", "patient_asked", "--yes")
    assert done.exit_code == 1
    for words in ("was erased", "not in the erasure journal", "Is a directory", "worker --once"):
        assert words in done.output
    with store.read() as unit:
        assert tombstones.of(unit.db, patient)
    assert run("worker", "--once").exit_code == 1
    services.settings.erasure_journal.rmdir()
    assert run("worker", "--once").exit_code == 0
    assert named(services) == [patient]


def test_a_retention_run_that_cannot_write_the_journal_says_so(services, store, run, clock):
    created(store, ANSWERS)
    services.settings.erasure_journal.mkdir()
    clock.moves(days=400)
    done = run("retention", "run", "--yes-erase", "1")
    assert (done.exit_code, "not in the erasure journal" in done.output) == (1, True), done.output


def test_a_page_that_cannot_write_the_journal_says_that_the_erasure_is_not_safe_yet(
    services, store, admin, nurse
):
    patient = created(store, ANSWERS)
    services.settings.erasure_journal.mkdir()
    ready = nurse.browser.get("/readyz")
    assert (ready.status_code, ready.get_json()["erasure_journal"]) == (200, "unwritable")
    nurse.is_let_in()
    nurse.confirms()
    fields = {"reason": "patient_asked", "reference": reference(patient)}
    nurse.browser.post_with(nurse.browser.token("/login"), f"/patients/{patient}/erase", fields)
    assert "not in the erasure journal yet" in nurse.browser.get("/patients").text
    with store.read() as unit:
        assert tombstones.of(unit.db, patient)
    admin.is_let_in()
    assert "erasure journal cannot be written" in admin.browser.get("/patients").text
    assert "erasure journal cannot be written" in admin.browser.get("/setup").text


def bytes_read():
    """Return how many bytes this process has read from files so far."""
    return int(Path("/proc/self/io").read_text().split()[1])


def test_one_more_line_in_a_journal_of_thousands_reads_its_end_alone(tmp_path, keys):
    journal = ErasureJournal(tmp_path / "erasures.journal", keys.index)
    thousands = [Erasure(UUID(int=number), NOW, "retention", "retention") for number in range(20_000)]
    journal.catch_up(lambda: thousands)
    size = journal.path.stat().st_size
    mark, before = journal.mark(), bytes_read()
    assert journal.add([Erasure(UUID(int=20_001), NOW, "operator", "other")], mark) == 1
    assert bytes_read() - before < 100_000 < size
    assert len(journal.read()) == 20_001
