"""The kernel is asked: while patients are pushed, no word of theirs is written to a file or to shared memory."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from app.config import load
from app.services import build
from tests.databases import on_each_engine
from tests.exports.google.clinic import Clinic, Hours, settings_of
from tests.exports.google.fake import FakeGoogle
from tests.exports.google.pusher import fast
from tests.exports.strace import CANARIES, assert_kept_to_itself, attached, left_in
from tests.fork_client import loaded_app
from tests.settings import bare_environment, complete_environment

ONCE_TRACED = """\
import runpy, sys
sys.stdin.readline()
sys.argv[:] = ["pusher", "0"]
runpy.run_module("tests.exports.google.pusher", run_name="__main__")
"""


@on_each_engine
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
        given, gives = os.pipe()
        pusher = loaded_app().start(
            "-c", ONCE_TRACED, stdin=given,
            environment=bare_environment() | environment | {"TMPDIR": str(temporary)},
        )  # fmt: skip
        with attached(pusher.pid, tmp_path) as trace:
            os.write(gives, b"\n")
            assert pusher.wait(150) == 0
        os.close(given)
        os.close(gives)
        assert clinic.export(export_id).state == "done"
        services.store.close()
    assert_kept_to_itself(trace, tmp_path / "instance")
    assert left_in(temporary) == []
