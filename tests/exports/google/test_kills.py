"""Killed at any point, a push ends as every patient once, in few more requests than it takes undisturbed."""

from __future__ import annotations

import json
import random
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest

from app.config import load
from app.exports.columns import COLUMNS
from app.exports.custody import table_of
from app.services import build
from tests.exports.google.clinic import Clinic, Hours, settings_of
from tests.exports.google.fake import FakeGoogle
from tests.exports.google.pusher import SPEED, fast
from tests.fork_client import loaded_app
from tests.settings import bare_environment, complete_environment
from tests.store_queries import database_clock_moves

MANY = 2000
"""More than a new tab of Google's has rows, and than a batch of an export."""
TALKATIVE = 600
"""As many patients whose histories are long: their rows take as many packets as those of thousands who say little."""
MOMENTS = ("before", "after", "later")
UNDISTURBED = 4
"""What there is, the new tab, the check, and the swap; with them goes an append for every two megabytes."""
A_KILL = 4
"""What there is, and in which rows; what was under way once again, and the rest of it in a packet of its own."""


class Killer:
    """Runs a worker, and kills it at a random request: before it is done, after, or a little later."""

    def __init__(self, google, store, environment):
        self._google, self._store = google, store
        self._environment = environment
        self._runs = 0
        self.killed = []

    def run(self, moment: str = "") -> None:
        """Let a worker do what is due; with a moment, kill it then."""
        code = ["-m", "tests.exports.google.pusher", str(self._runs * 600)]
        self._runs += 1
        worker = loaded_app().start(*code, environment=self._environment)
        if moment:
            self._aim(worker, moment)
        status = worker.wait(timeout=100)
        database_clock_moves(self._store, timedelta(minutes=10))
        self._google.watch = lambda _moment, _asked: None
        assert status in {0, -signal.SIGKILL}

    def _aim(self, worker, chosen):
        left = random.randint(1, 6)  # noqa: S311

        def watch(moment, asked):
            nonlocal left
            if asked.kind == "token" or moment != ("before" if chosen == "before" else "after"):
                return
            left -= 1
            if left == 0:
                self.killed.append((chosen, asked.kind))
                if chosen == "later":
                    threading.Timer(random.uniform(0, 0.4), worker.kill).start()  # noqa: S311
                else:
                    worker.kill()
                    time.sleep(0.05)

        self._google.watch = watch


@pytest.fixture
def killed_clinic(key, database_url, tmp_path):
    """A clinic on each engine, and whoever kills its workers."""
    with FakeGoogle(key, fast) as google:
        google.token_lifetime *= SPEED  # an hour for the worker too, which keeps its token by the real clock
        environment = complete_environment(DATABASE_URL=database_url, **settings_of(google, tmp_path, key))
        hours = Hours()
        services = build(load(environment, tmp_path), lambda: datetime.now(UTC) - timedelta(hours=1))
        yield (
            Clinic(services, google, hours),
            Killer(google, services.store, bare_environment() | environment),
        )
        services.store.close()


@pytest.mark.timeout(400)
def test_patients_pushed_with_kills_at_random_points_are_there_once_each(killed_clinic):
    clinic, killer = killed_clinic
    patients = clinic.on_file(TALKATIVE, medical_history="Asthma since childhood, worse in spring. " * 320)
    export_id = clinic.asks()
    for moment in random.sample(MOMENTS, len(MOMENTS)):
        killer.run(moment)
    killer.run()
    export = clinic.export(export_id)
    assert (export.state, export.rows) == ("done", TALKATIVE), killer.killed
    table = clinic.google.book.table()
    assert [row[0] for row in table] == ["record_id", *map(str, patients)], killer.killed
    assert sha256(b"".join(json.dumps(row).encode() + b"\n" for row in table)).hexdigest() == export.digest
    assert clinic.google.book.titles() == ["Sheet1", "Anteroom"]
    assert clinic.ledger() == set(patients)
    least = UNDISTURBED + export.bytes // 1_900_000 + 1
    assert clinic.google.count() <= least + A_KILL * len(killer.killed), killer.killed


@pytest.mark.timeout(400)
def test_a_later_push_killed_at_random_points_leaves_the_changed_the_new_and_nobody_who_was_erased(
    killed_clinic,
):
    clinic, killer = killed_clinic
    patients = clinic.on_file(500, medical_history="Asthma since childhood, worse in spring. " * 180)
    clinic.asks()
    killer.run()
    for patient in patients[:300]:
        clinic.changes(patient, "done")
    for patient in patients[-20:]:
        clinic.erases(patient)
    clinic.on_file(300, medical_history="Since the weekend. " * 450)
    export_id = clinic.asks()
    for moment in random.sample(MOMENTS, len(MOMENTS)):
        killer.run(moment)
    killer.run()
    assert clinic.export(export_id).state == "done", killer.killed
    table = table_of(clinic.export(export_id), COLUMNS, clinic.services.clock(), UTC)
    expected = sorted(list(row) for batch in table.batches(clinic.services.store) for row in batch)
    assert sorted(clinic.google.book.table()[1:]) == expected, killer.killed
    assert len(expected) == 500 - 20 + 300
    assert clinic.ledger() == {UUID(row[0]) for row in expected}


def test_two_thousand_patients_take_no_more_requests_than_they_must(sheet_clinic):
    sheet_clinic.on_file(MANY)
    sheet_clinic.pushes()
    assert sheet_clinic.google.count() == UNDISTURBED + 1
    assert len(sheet_clinic.google.book.table()) == MANY + 1
