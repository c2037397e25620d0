"""Whatever goes wrong between us and Google, the sheet is right in the end, or the job says why not. And it ends."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Event

import pytest

from app.exports.targets.sheets import transport
from app.store.work import jobs
from tests.exports.google.fake import HTML_503, Fault

BUSY = Fault(429, b'{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded"}}')
UNAVAILABLE = Fault(503, HTML_503, {"Content-Type": "text/html"})
CUT_SHORT = Fault(200, b'{"replies": [')
PASSING = {
    "busy": BUSY,
    "unavailable": UNAVAILABLE,
    "dropped before": Fault(drop="before"),
    "dropped after": Fault(drop="after"),
    "cut short": CUT_SHORT,
    "timeout": Fault(408),
    "internal": Fault(500),
}


def column(clinic):
    return [row[0] for row in clinic.google.book.table()]


@pytest.mark.parametrize("kind", ["shape", "change", "append", "read", "write"])
@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_fault_with_any_request_leaves_each_patient_there_once(sheet_clinic, kind, fault):
    patients = sheet_clinic.on_file(5)
    if kind == "write":
        sheet_clinic.pushes()
        sheet_clinic.changes(patients[3], "done")
    sheet_clinic.google.goes_wrong(kind, PASSING[fault])
    export = sheet_clinic.pushes()
    assert export.state == "done"
    assert column(sheet_clinic) == ["record_id", *map(str, patients)]
    assert sheet_clinic.google.faults == {kind: []}
    assert sheet_clinic.google.book.titles() == ["Sheet1", "Anteroom"]


def test_an_append_whose_answer_was_lost_is_not_sent_again(sheet_clinic):
    sheet_clinic.on_file(20)
    sheet_clinic.google.goes_wrong("append", Fault(drop="after"))
    sheet_clinic.pushes()
    assert sheet_clinic.google.count("append") == 1


@pytest.fixture
def held(sheet_clinic, monkeypatch):
    """A sheet with a heading, twenty patients to push, and a first append that Google does long after we gave it up."""
    sheet_clinic.pushes()
    sheet_clinic.on_file(20)
    monkeypatch.setattr(transport, "_TIMEOUT", (3.05, 0.5))
    late = Event()
    sheet_clinic.google.goes_wrong("append", Fault(held=late))
    return late


def let_it_be_done(google, held):
    done = Event()
    google.watch = lambda *at: done.set() if (at[0], at[1].kind) == ("after", "append") else None
    held.set()
    assert done.wait(10)


def test_an_append_that_is_done_before_the_check_leaves_nobody_twice(sheet_clinic, held):
    def at_the_check(moment, asked):
        if (moment, asked.kind) == ("before", "read") and sheet_clinic.google.count("append") == 2:
            let_it_be_done(sheet_clinic.google, held)

    sheet_clinic.google.watch = at_the_check
    assert sheet_clinic.pushes().state == "done"
    assert len(column(sheet_clinic)) == len(set(column(sheet_clinic))) == 21


def test_an_append_that_is_done_after_all_is_mended_by_the_next_push(sheet_clinic, held):
    assert sheet_clinic.pushes().state == "done"
    let_it_be_done(sheet_clinic.google, held)
    assert len(column(sheet_clinic)) == 41
    assert sheet_clinic.pushes().state == "done"
    assert len(column(sheet_clinic)) == len(set(column(sheet_clinic))) == 21


def test_a_retry_after_is_waited_for(sheet_clinic):
    sheet_clinic.on_file(2)
    sheet_clinic.google.goes_wrong("append", replace(BUSY, headers={"Retry-After": "37"}))
    before = sheet_clinic.hours.seconds
    sheet_clinic.pushes()
    assert sheet_clinic.hours.seconds - before >= 37


def test_a_retry_after_may_be_a_moment(sheet_clinic):
    sheet_clinic.on_file(2)
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    sheet_clinic.google.goes_wrong("append", replace(BUSY, headers={"Retry-After": moment}))
    sheet_clinic.pushes()
    assert 60 < sheet_clinic.hours.seconds < 91


@pytest.mark.parametrize(
    "asked",
    [
        "99999999",
        "999999999999",
        "9" * 400,
        "Mon, 01 Jan 9999 00:00:00 GMT",
        f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT",
    ],
)
def test_a_retry_after_of_years_is_an_hour_at_most(sheet_clinic, asked):
    sheet_clinic.on_file(2)
    sheet_clinic.google.goes_wrong("shape", replace(BUSY, headers={"Retry-After": asked}))
    sheet_clinic.pushes()
    job = sheet_clinic.job()
    assert job.state in {"queued", "done"}
    assert job.not_before <= sheet_clinic.services.clock() + timedelta(hours=1)
    sheet_clinic.works_for(hours=2)
    assert sheet_clinic.job().state == "done"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (BUSY, "google_busy"),
        (UNAVAILABLE, "google_unavailable"),
        (Fault(drop="before"), "google_unreachable"),
    ],
)
def test_after_five_minutes_of_waiting_the_job_is_put_off(sheet_clinic, fault, code):
    sheet_clinic.on_file(2)
    sheet_clinic.google.goes_wrong("shape", *[fault] * 1000)
    sheet_clinic.pushes()
    job = sheet_clinic.job()
    assert (job.state, job.error, job.attempts) == ("queued", code, 1)
    assert sheet_clinic.hours.seconds <= 300
    assert sheet_clinic.google.count() < 100


def test_a_google_that_stays_away_gives_a_dead_letter_that_can_be_sent_again(sheet_clinic):
    patients = sheet_clinic.on_file(5)
    away = replace(UNAVAILABLE, headers={"Retry-After": "60"})
    sheet_clinic.google.goes_wrong("append", *[Fault(drop="before")] * 20, *[away] * 1000)
    export_id = sheet_clinic.asks()
    sheet_clinic.works_for(hours=6)
    job = sheet_clinic.job()
    assert (job.state, job.attempts) == ("failed", 8)
    assert job.error in {"sheet_unsettled", "google_unavailable"}
    sheet_clinic.google.faults.clear()
    with sheet_clinic.services.store.begin() as unit:
        assert jobs.again(unit.db, job.id, sheet_clinic.services.clock())
    sheet_clinic.works()
    assert sheet_clinic.export(export_id).state == "done"
    assert column(sheet_clinic) == ["record_id", *map(str, patients)]


def test_more_requests_than_the_quota_allows_wait_for_the_next_minute(sheet_clinic):
    sheet_clinic.google.allowance = 3
    patients = sheet_clinic.on_file(120, medical_history="Asthma " * 6000)
    export = sheet_clinic.pushes()
    assert export.state == "done"
    assert sheet_clinic.google.count() > 2 * sheet_clinic.google.allowance
    assert sheet_clinic.hours.seconds >= 60
    assert column(sheet_clinic) == ["record_id", *map(str, patients)]


def test_a_token_that_has_expired_is_fetched_again(sheet_clinic):
    patients = sheet_clinic.on_file(20)

    def expire(moment, asked):
        if (moment, asked.kind) == ("after", "change"):
            sheet_clinic.google.expire_tokens()

    sheet_clinic.google.watch = expire
    assert sheet_clinic.pushes().state == "done"
    assert sheet_clinic.google.count("token") == 2
    assert column(sheet_clinic) == ["record_id", *map(str, patients)]


def test_a_token_is_waited_for(sheet_clinic):
    sheet_clinic.on_file(2)
    sheet_clinic.google.goes_wrong("token", UNAVAILABLE, Fault(drop="before"), BUSY)
    assert sheet_clinic.pushes().state == "done"


@pytest.mark.parametrize(
    ("kind", "fault", "code"),
    [
        ("token", Fault(400, b'{"error": "invalid_grant", "error_description": "Invalid JWT Signature."}'), "google_key_refused"),
        ("shape", Fault(403, b'{"error": {"code": 403, "status": "PERMISSION_DENIED"}}'), "sheet_not_shared"),
        ("shape", Fault(403, b'{"error": {"code": 403, "details": [{"reason": "SERVICE_DISABLED"}]}}'), "sheets_api_off"),
        ("shape", Fault(404, b'{"error": {"code": 404}}'), "sheet_not_found"),
        ("append", Fault(400, b'{"error": {"code": 400}}'), "google_refused"),
        ("shape", Fault(302, b"", {"Location": "http://127.0.0.1:1/elsewhere"}), "google_elsewhere"),
    ],
)  # fmt: skip
def test_what_trying_again_does_not_mend_is_given_up_at_once_with_its_code(sheet_clinic, kind, fault, code):
    sheet_clinic.on_file(2)
    sheet_clinic.google.goes_wrong(kind, fault)
    export = sheet_clinic.pushes()
    assert (sheet_clinic.job().state, sheet_clinic.job().error) == ("failed", code)
    assert export.state == "broken"
    assert sheet_clinic.hours.seconds == 0


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"client_email": "a@b", "private_key": "none"}'])
def test_a_key_that_cannot_be_used_is_told_so(sheet_clinic, tmp_path, content):
    google = sheet_clinic.services.settings.google
    google.credentials.write_bytes(content)
    sheet_clinic.on_file(2)
    sheet_clinic.pushes()
    assert sheet_clinic.job().error == "google_key_unusable"


def test_a_key_whose_line_ends_were_written_out_is_understood(sheet_clinic):
    path = sheet_clinic.services.settings.google.credentials
    stored = json.loads(path.read_text())
    path.write_text(json.dumps(stored | {"private_key": stored["private_key"].replace("\n", "\\n")}))
    sheet_clinic.on_file(2)
    assert sheet_clinic.pushes().state == "done"


def test_nobody_but_the_one_host_is_asked(sheet_clinic, monkeypatch):
    asked = []
    connect = socket.socket.connect

    def note(self, address):
        asked.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", note)
    sheet_clinic.on_file(2)
    sheet_clinic.pushes()
    assert {f"http://{host}:{port}" for host, port in asked} == {sheet_clinic.google.url}
