"""Every process keeps its machine's journal of whom others erase, within seconds; a full disk stops none of its other work."""

from __future__ import annotations

import json
from threading import Thread

import pytest

from app.jobs.journal import ErasureKeeping
from app.jobs.worker import Worker
from app.store.patients import erasures
from app.store.patients.erasure_journal import ErasureJournal
from tests.store.example import ANSWERS, NOW, created


def erased(store):
    patient = created(store, ANSWERS)
    with store.begin() as unit:
        erasures.erase(unit.db, patient, "other", "staff:1", NOW)
    return patient


@pytest.fixture
def elsewhere(database_url, keys, open_store):
    """The store of another machine, whose journal is another."""
    return open_store(database_url, keys)


@pytest.fixture
def journal(services):
    _sealer, index, _door = services.store.keys
    return ErasureJournal(services.settings.erasure_journal, index)


def test_a_worker_makes_the_journal_at_once_and_names_who_is_erased_while_it_runs(
    services, elsewhere, journal, monkeypatch
):
    monkeypatch.setattr("app.jobs.journal.JOURNAL_EVERY", 0.0)
    before = erased(elsewhere)
    worker = Worker(services, {})
    thread = Thread(target=worker.run)
    thread.start()
    while not services.settings.erasure_journal.exists() or len(journal.read()) < 1:
        thread.join(0.01)
    during = erased(elsewhere)
    while len(journal.read()) < 2:
        thread.join(0.01)
    worker._stopping.set()
    thread.join()
    assert {each.patient_id for each in journal.read()} == {before, during}


def test_a_journal_that_cannot_be_written_is_told_by_its_error_alone_and_tried_again(
    services, elsewhere, journal, capsys, monkeypatch, app
):
    monkeypatch.setattr("app.jobs.journal.JOURNAL_EVERY", 0.0)
    path = services.settings.erasure_journal
    path.mkdir()
    keeping = ErasureKeeping(services)
    patient = erased(elsewhere)
    keeping.keep_up()
    [line] = [line for line in capsys.readouterr().err.splitlines() if "journal" in line]
    told = json.loads(line)
    assert (told["event"], told["reason"]) == ("erasure journal not written", "EISDIR")
    assert patient.hex not in line.replace("-", "")
    path.rmdir()
    keeping.keep_up()
    assert [each.patient_id for each in journal.read()] == [patient]
    assert services.store.journal.trouble() is None


def test_what_one_process_could_not_write_and_another_has_is_no_trouble_any_more(
    services, store, journal, elsewhere, monkeypatch
):
    monkeypatch.setattr("app.jobs.journal.JOURNAL_EVERY", 0.0)
    keeping = ErasureKeeping(services)
    keeping.keep_up()
    path = services.settings.erasure_journal
    away = path.rename(path.with_name("away"))
    path.mkdir()
    erased(store)
    assert services.store.journal.trouble() is not None
    path.rmdir()
    away.rename(path)
    elsewhere.use_journal(path)  # another process of this machine
    elsewhere.keep_erasures()
    keeping.keep_up()
    assert services.store.journal.trouble() is None


def test_nothing_is_read_or_written_when_nobody_was_erased_since(services, elsewhere, monkeypatch):
    monkeypatch.setattr("app.jobs.journal.JOURNAL_EVERY", 0.0)
    keeping = ErasureKeeping(services)
    keeping.keep_up()
    path = services.settings.erasure_journal
    path.unlink()
    keeping.keep_up()
    assert not path.exists()
    erased(elsewhere)
    keeping.keep_up()
    assert path.exists()


def test_what_whoever_erased_has_named_is_not_looked_for_again(
    services, store, elsewhere, journal, monkeypatch
):
    monkeypatch.setattr("app.jobs.journal.JOURNAL_EVERY", 0.0)
    keeping = ErasureKeeping(services)
    erased(store)
    keeping.keep_up()
    path = services.settings.erasure_journal
    mistaken = path.read_bytes().replace(b'"patient":"', b'"natient":"')
    with path.open("r+b") as file:  # whoever reads the whole, misses somebody
        file.write(mistaken)
    erased(store)
    keeping.keep_up()
    assert path.read_bytes().count(b"\n") == 2
    erased(elsewhere)
    keeping.keep_up()
    assert path.read_bytes().count(b"\n") == 4
