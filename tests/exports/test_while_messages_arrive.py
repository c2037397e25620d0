"""Patients write while somebody exports: neither waits for the other's lock in vain."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.databases import on_both_engines
from tests.exports.export_requests import many, on_the_list, rows_in
from tests.exports.remote import RemoteColleague
from tests.people import message_fields
from tests.server.live_server import RemotePatient

pytest_generate_tests = on_both_engines


ON_FILE = 2000
SENDERS, A_SECOND = 5, 50
UNANSWERED = 0


@pytest.fixture
def on_file(store):
    """Patients on file before anybody writes: it takes one long transaction, for which no export is to blame."""
    many(store, datetime.now(UTC) - timedelta(hours=1), ON_FILE, 400)


@pytest.fixture
def writing(serve, on_file):
    """A server to which patients write, fifty times a second, until the end; and what each of them was answered."""
    server, stop, statuses = serve(WEB_CONCURRENCY="2"), threading.Event(), []

    def write(number: int) -> None:
        due = time.monotonic()
        sent = 0
        while not stop.is_set():
            patient = RemotePatient(server, f"whatsapp:+1500{number:02d}{sent:05d}")
            for line in ("hello", "1", "1", "Noor Haddad", "4 March 1990"):
                fields = message_fields(line, patient.address)
                while (status := patient.deliver(fields)[0]) == UNANSWERED and not stop.is_set():
                    pass  # Twilio delivers again: a kept connection was closed while this side was slow
                statuses.append(status)
                due += SENDERS / A_SECOND
                time.sleep(max(0, due - time.monotonic()))
            sent += 1

    with ThreadPoolExecutor(SENDERS) as pool:
        writers = [pool.submit(write, number) for number in range(SENDERS)]
        yield server, statuses
        stop.set()
        for each in writers:
            each.result()


@pytest.mark.timeout(200)
def test_every_message_is_taken_and_every_export_is_whole(writing, store):
    server, statuses = writing
    priya = RemoteColleague(server, store)
    while not statuses:  # the first patient is being answered
        time.sleep(0.01)
    for target in ("csv", "xlsx"):
        before = len(statuses)
        content = priya.takes(target)[0].read()
        assert len(statuses) > before, "patients wrote meanwhile"
        assert target == "xlsx" or len(rows_in(content)) == ON_FILE + 1
    assert {export.state for export in on_the_list(store)} == {"done"}
    assert {export.rows for export in on_the_list(store)} == {ON_FILE}
    assert set(statuses) == {200}
    assert "locked" not in server.log.read_text()
