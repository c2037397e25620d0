"""The kernel is asked: while patients are exported, no word of theirs is written to a file or to shared memory."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.store.patients import patients
from app.store.patients.patient import NewPatient
from tests.databases import on_both_engines
from tests.exports.export_requests import on_the_list
from tests.exports.remote import CUT_OFF, RemoteColleague, eventually
from tests.exports.strace import CANARIES, assert_kept_to_itself, attached, left_in, under_trace

pytest_generate_tests = on_both_engines


EVERY = ["record_id", "name", "birth_date", "address", "number", "medical_history", "medications"]
PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def canaries(store):
    """Enough patients that a file takes several batches, and one with words that stand nowhere else."""
    now = datetime.now(UTC) - timedelta(hours=1)
    new = [
        NewPatient(uuid4(), None, now + timedelta(milliseconds=number), "new", "en", CANARIES)
        for number in range(1200)
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, new)


@pytest.mark.timeout(200)
def test_csv_and_excel_with_and_without_a_passphrase_write_no_word_anywhere(
    serve, store, canaries, tmp_path, database_url
):
    server = serve(ANTEROOM_ENV="development")  # in production only root may trace it
    priya = RemoteColleague(server, store)
    with attached(server.pid, tmp_path) as trace:
        for target in ("csv", "xlsx"):
            answer, _connection = priya.takes(target, columns=EVERY)
            assert len(answer.read()) > 10_000
        priya.asks("xlsx", columns=EVERY, passphrase=PASSPHRASE)
        eventually(lambda: {export.state for export in on_the_list(store)} == {"done"})
    assert_kept_to_itself(trace, tmp_path / "instance", server.log, server.folder / "erasures.journal")
    assert left_in(server.temporary) == []


@pytest.mark.timeout(200)
def test_a_server_that_is_killed_in_the_middle_leaves_no_word_behind(serve, store, long_histories, tmp_path):
    server = serve(ANTEROOM_ENV="development")  # in production only root may trace it
    priya = RemoteColleague(server, store)
    with attached(server.pid, tmp_path) as trace:
        answers = [priya.takes(target)[0] for target in ("csv", "xlsx")]
        assert all(answer.read(4096) for answer in answers)
        server.kill()
        for answer in answers:
            with pytest.raises(CUT_OFF):
                answer.read()
    assert_kept_to_itself(trace, tmp_path / "instance", server.log, server.folder / "erasures.journal")
    assert left_in(server.temporary) == []


def test_a_word_that_is_written_to_a_file_is_seen(tmp_path):
    """Else a blind eye would pass everything."""
    planted = f"open({str(tmp_path / 'planted')!r}, 'w').write('Zanthippe Quillfeather')"
    command, trace = under_trace([sys.executable, "-c", planted], tmp_path)
    subprocess.run(command, check=True)
    with pytest.raises(AssertionError, match="Zanthippe"):
        assert_kept_to_itself(trace, tmp_path)
    assert str(tmp_path / "planted") in trace.files()
