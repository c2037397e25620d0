"""The kernel is asked: while patients are pushed, no word of theirs is written to a file or to shared memory."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config import load
from app.services import build
from tests.exports.google.clinic import Clinic, Hours, settings_of
from tests.exports.google.fake import FakeGoogle
from tests.exports.google.pusher import fast
from tests.exports.tracing import CANARIES, assert_kept_to_itself, left_in, under_trace
from tests.settings import bare_environment, complete_environment

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.timeout(200)
def test_a_push_to_google_sheets_writes_no_word_anywhere(key, database_url, tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with FakeGoogle(key, fast) as google:
        environment = complete_environment(DATABASE_URL=database_url, **settings_of(google, tmp_path, key))
        services = build(load(environment, tmp_path), lambda: datetime.now(UTC))
        clinic = Clinic(services, google, Hours())
        clinic.on_file(400, **CANARIES)
        export_id = clinic.asks()
        command, trace = under_trace([sys.executable, "-m", "tests.exports.google.pusher", "0"], tmp_path)
        pushed = subprocess.run(
            command,
            cwd=ROOT,
            env=bare_environment() | environment | {"TMPDIR": str(temporary)},
            timeout=150,
            check=True,
        )
        assert pushed.returncode == 0
        assert clinic.export(export_id).state == "done"
        services.store.engine.dispose()
    assert_kept_to_itself(trace, tmp_path / "instance")
    assert left_in(temporary) == []
