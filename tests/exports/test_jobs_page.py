"""What is done away from the request: how far it is, that it can be stopped, who sees it, and who fetches what it made."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta
from uuid import uuid4

import msoffcrypto
import pytest
from openpyxl import load_workbook

from app.exports.custody import NotWanted, sweep
from app.features import FEATURES
from app.jobs.lanes import runs_of
from app.jobs.worker import Worker
from app.staff.shut_out import shut_out
from app.store.exports import export_files, exports
from app.store.staff import staff
from app.store.work import jobs
from tests.exports.export_requests import (
    REASON,
    actions,
    begins,
    comes_back,
    id_in,
    many,
    on_the_list,
    takes,
    trail,
)
from tests.store_queries import member_of

PASSPHRASE = "correct horse battery"


@pytest.fixture
def job(priya, maya, few_rounds):
    """The id of the job that makes Priya's workbook under a passphrase."""
    answer = takes(priya, "xlsx", passphrase=PASSPHRASE)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("?watch=1")
    return id_in(answer)


def page_of(person, job, query=""):
    return person.browser.get(f"/jobs/{job}{query}")


def acts(person, path):
    return person.browser.post_with(person.browser.last_token(), path, {})


def works(services):
    while Worker(services, runs_of(FEATURES.jobs)).once():
        pass


def in_state(store, job):
    with store.read() as unit:
        found = jobs.get(unit.db, job)
    assert found
    return found.state


def opened(content):
    shut, plain = msoffcrypto.OfficeFile(io.BytesIO(content)), io.BytesIO()
    shut.load_key(password=PASSPHRASE)
    shut.decrypt(plain)
    return load_workbook(plain)


def test_a_passphrase_makes_a_job_and_the_page_says_how_far_it_is(job, priya, store):
    assert actions(store) == ["export.asked"]
    page = html.unescape(page_of(priya, job).text)
    for part in (
        "Making a workbook with a passphrase",
        "In the queue",
        REASON,
        "Stop</button>",
        "Not started yet",
    ):
        assert part in page
    assert PASSPHRASE not in page
    assert PASSPHRASE not in str(trail(store))


def test_the_page_asks_for_news_only_when_told_to_and_only_while_there_are_some(job, priya, services):
    assert "Refresh" not in page_of(priya, job).headers
    watched = page_of(priya, job, "?watch=1")
    assert watched.headers["Refresh"] == f"5; url=/jobs/{job}?watch=1"
    assert "This page updates every 5 seconds." in watched.text
    works(services)
    assert "Refresh" not in page_of(priya, job, "?watch=1").headers


def test_a_running_job_has_a_bar_its_rows_and_about_how_long_it_still_takes(job, priya, store, clock):
    (export,) = on_the_list(store)
    with store.begin() as unit:
        assert exports.start(unit.db, export.id, clock(), job)
        held = jobs.claim(unit.db, clock(), timedelta(minutes=5), {"xlsx.protect"})
        assert held
        assert jobs.beat(unit.db, job, held.lease_token, clock(), timedelta(minutes=5), 300, 1200)
    clock.moves(seconds=20)
    page = page_of(priya, job).text
    assert "300 of 1,200 patients" in page
    assert '<progress value="300" max="1200"' in page
    assert "about 1 minute left" in page


def test_what_it_has_made_is_fetched_once_by_who_asked_and_opens_with_the_passphrase(
    job, priya, services, store
):
    works(services)
    (export,) = on_the_list(store)
    assert export.state == "done"
    page = priya.browser.get(f"/exports/{export.id}").text
    assert "Download the file" in page
    assert "Ready to download" in page
    assert "Downloaded</span>" not in page
    answer = acts(priya, f"/exports/{export.id}/download")
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    assert len(answer.data) == export.bytes
    assert "Patients" in opened(answer.data).sheetnames
    assert actions(store)[-4:] == [
        "export.started",
        "export.finished",
        "export.fetched",
        "export.fetch_finished",
    ]
    assert trail(store)[-1].details == {"bytes": export.bytes, "sha256": export.digest}
    again = acts(priya, f"/exports/{export.id}/download")
    assert again.status_code == 409
    page = priya.browser.get(f"/exports/{export.id}").text
    assert "Download the file" not in page
    assert "Ready to download" not in page
    assert "Downloaded</span>" in page


@pytest.mark.parametrize("broke_off", [False, True])
def test_what_was_forgotten_before_it_was_fetched_is_gone(broke_off, job, priya, services, store):
    works(services)
    (export,) = on_the_list(store)
    if broke_off:
        acts(priya, f"/exports/{export.id}/download").close()
    with store.begin() as unit:
        export_files.forget(unit.db, export.id)
    page = priya.browser.get(f"/exports/{export.id}").text
    assert "The file is no longer available. Request it again." in page
    assert "Ready to download" not in page
    assert "Downloaded</span>" not in page


def test_the_size_is_told_in_kilobytes(job, priya, services, store):
    works(services)
    (export,) = on_the_list(store)
    assert re.search(r"<dt>Size</dt><dd>[0-9.]+ kB</dd>", priya.browser.get(f"/exports/{export.id}").text)


def test_a_fetch_that_breaks_off_is_written_down_and_can_be_done_again(job, priya, services, store):
    works(services)
    (export,) = on_the_list(store)
    acts(priya, f"/exports/{export.id}/download").close()
    assert actions(store)[-2:] == ["export.fetched", "export.fetch_broken"]
    assert len(acts(priya, f"/exports/{export.id}/download").data) == export.bytes


@pytest.fixture
def large(priya, services, store, clock):
    """An export whose workbook waits in several parts."""
    many(store, clock.now - timedelta(minutes=30), 60, length=3000)
    takes(priya, "xlsx", passphrase=PASSPHRASE, columns=["record_id", "medical_history"])
    works(services)
    (export,) = on_the_list(store)
    return export


def test_the_second_of_two_fetches_at_once_waits(large, priya, store):
    path = f"/exports/{large.id}/download"
    slow = begins(priya, path)
    answer = acts(priya, path)
    assert answer.status_code == 409
    assert "It is already being downloaded" in answer.text
    assert len(slow.data) == large.bytes
    assert actions(store)[-2:] == ["export.fetched", "export.fetch_finished"]


def test_a_fetch_that_is_believed_to_be_gone_ends_when_another_has_begun(large, priya, store, clock):
    path = f"/exports/{large.id}/download"
    slow = begins(priya, path)
    clock.moves(minutes=6)
    comes_back(priya)
    assert len(acts(priya, path).data) == large.bytes
    with pytest.raises(NotWanted):
        _ = slow.data
    assert actions(store)[-4:] == [
        "export.fetched",
        "export.fetch_broken",
        "export.fetched",
        "export.fetch_finished",
    ]


def test_a_fetch_whose_process_is_gone_is_told_of_and_told_of_once(large, priya, services, store, clock):
    slow = begins(priya, f"/exports/{large.id}/download")
    sweep(services)
    assert actions(store)[-1] == "export.fetched"
    clock.moves(minutes=6)
    for _ in range(2):
        sweep(services)
    assert actions(store)[-2:] == ["export.fetched", "export.fetch_broken"]
    assert (trail(store)[-1].actor, trail(store)[-1].details) == ("anteroom", {"swept": True})
    with pytest.raises(NotWanted):
        _ = slow.data
    assert actions(store).count("export.fetch_broken") == 1


def test_a_fetch_counts_among_the_files_that_leave_at_once(large, priya):
    _first, _second = begins(priya), begins(priya)
    assert acts(priya, f"/exports/{large.id}/download").status_code == 429
    _first.close()
    fetched = begins(priya, f"/exports/{large.id}/download")
    assert fetched.status_code == 200
    assert begins(priya).status_code == 429


def test_a_member_who_is_shut_out_during_a_fetch_never_gets_the_end_of_it(large, priya, store):
    slow = begins(priya, f"/exports/{large.id}/download")
    with store.begin() as unit:
        shut_out(unit, member_of(unit, priya.email).id)
    with pytest.raises(NotWanted):
        _ = slow.data
    assert actions(store)[-1] == "export.fetch_broken"


@pytest.mark.parametrize("when", ["before it is made", "when it is ready"])
def test_nobody_sees_stops_or_fetches_anothers(when, job, noor, services, store):
    if when == "when it is ready":
        works(services)
    (export,) = on_the_list(store)
    assert page_of(noor, job).status_code == 404
    assert acts(noor, f"/jobs/{job}/cancel").status_code == 404
    answer = acts(noor, f"/exports/{export.id}/download")
    assert answer.status_code == 404
    assert in_state(store, job) in {"queued", "done"}
    assert "export.fetched" not in actions(store)


def test_an_admin_sees_how_far_it_is_and_may_stop_it_and_does_not_get_the_file(job, boss, services, store):
    assert page_of(boss, job).status_code == 200
    works(services)
    (export,) = on_the_list(store)
    assert acts(boss, f"/exports/{export.id}/download").status_code == 404


def test_a_job_that_is_stopped_is_not_done(job, priya, services, store):
    assert acts(priya, f"/jobs/{job}/cancel").status_code == 303
    works(services)
    assert in_state(store, job) == "cancelled"
    assert on_the_list(store)[0].state == "cancelled"
    page = page_of(priya, job).text
    assert "Stopped." in page
    assert "Stop</button>" not in page
    (event,) = trail(store, "job.")
    assert (event.action, event.subject_id, event.details) == ("job.cancelled", job, {"kind": "xlsx.protect"})
    assert (
        "It had already finished."
        in priya.browser.get(acts(priya, f"/jobs/{job}/cancel").headers["Location"]).text
    )


@pytest.mark.parametrize("kind", ["sheets.remove", "exports.sweep"])
def test_what_takes_an_erased_patient_out_or_tidies_up_is_nobodys_to_stop(kind, boss, store, clock):
    with store.begin() as unit:
        job = jobs.add(unit.db, kind, uuid4(), "operator", clock())
    page = page_of(boss, job)
    assert (page.status_code, "Stop</button>" in page.text) == (200, False)
    assert acts(boss, f"/jobs/{job}/cancel").status_code == 409
    assert in_state(store, job) == "queued"
    assert trail(store, "job.") == []


@pytest.mark.parametrize("path", ["/jobs/{}", "/jobs/{}?watch=1"])
def test_an_id_that_is_guessed_leads_nowhere(path, priya, boss):
    for person in (priya, boss):
        assert person.browser.get(path.format(uuid4())).status_code == 404
        assert acts(person, f"/jobs/{uuid4()}/cancel").status_code == 404


def test_a_forged_form_stops_and_retries_nothing(job, priya, boss, store):
    assert priya.browser.post_with("forged", f"/jobs/{job}/cancel", {}).status_code == 400
    assert boss.browser.post_with("forged", f"/jobs/{job}/retry", {}).status_code == 400
    assert in_state(store, job) == "queued"


def test_a_stale_code_shows_no_job(job, priya, clock):
    clock.moves(minutes=5)
    assert page_of(priya, job, "?watch=1").headers["Location"] == f"/confirm?next=/jobs/{job}"


@pytest.fixture
def dead(job, store, clock):
    """The job, given up."""
    with store.begin() as unit:
        held = jobs.claim(unit.db, clock(), timedelta(minutes=5), {"xlsx.protect"})
        assert held
        assert jobs.fail(unit.db, job, held.lease_token, clock(), "store_unavailable")
    return job


def test_an_admin_is_told_of_a_job_that_was_given_up_and_has_it_tried_again(
    dead, boss, priya, services, store
):
    assert "A job failed and will not be retried" in boss.browser.get("/patients").text
    assert "A job failed and will not be retried" not in priya.browser.get("/patients").text
    page = html.unescape(boss.browser.get("/jobs").text)
    for part in (f"/jobs/{dead}/retry", "the database could not be reached", "Clinician, clinician"):
        assert part in page
    assert acts(boss, f"/jobs/{dead}/retry").status_code == 303
    assert [each.action for each in trail(store, "job.")] == ["job.retried"]
    assert "No failed jobs" in boss.browser.get("/jobs").text
    works(services)
    assert in_state(store, dead) == "done"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("interrupted", "the server was stopped; it continues automatically"),
        ("patient_erased", "a patient was erased or restricted in the meantime; it starts again"),
        ("no_such_export", "its export no longer exists"),
        ("sheet_changed", "the settings now name another spreadsheet; request the export again"),
        ("KeyError", "something unexpected; see the server’s log"),
    ],
)
def test_the_page_says_in_words_what_went_wrong(code, words, job, priya, store, clock):
    with store.begin() as unit:
        held = jobs.claim(unit.db, clock(), timedelta(minutes=5), {"xlsx.protect"})
        assert held
        jobs.retry(unit.db, job, held.lease_token, clock(), timedelta(minutes=5), code)
    page = html.unescape(page_of(priya, job).text)
    assert f"Last problem: {words}." in page
    assert code not in page


def test_a_job_whose_export_could_not_be_taken_any_more_is_not_tried_again_and_leaves_the_list(
    dead, boss, services, store, clock
):
    clock.moves(hours=23)
    comes_back(boss)
    assert f"/jobs/{dead}/retry" in boss.browser.get("/jobs").text
    clock.moves(hours=1)
    comes_back(boss)
    acts(boss, f"/jobs/{dead}/retry")
    page = boss.browser.get("/jobs").text
    assert "Anyone who still needs it must request it again" in page
    assert "No failed jobs" in page
    works(services)
    assert in_state(store, dead) == "cancelled"
    assert "export.started" not in actions(store)
    assert trail(store, "job.retried") == []


def test_the_history_says_that_it_failed(dead, priya):
    page = priya.browser.get("/exports").text
    assert re.search(r'class="tag failed">.*Failed</span>', page)
    assert "Try again" not in page_of(priya, dead).text


def test_nobody_but_an_admin_sees_or_retries_what_was_given_up(dead, priya, store):
    assert priya.browser.get("/jobs").status_code == 403
    assert acts(priya, f"/jobs/{dead}/retry").status_code == 403
    assert in_state(store, dead) == "failed"


def test_one_who_was_shut_out_since_gets_no_workbook(job, priya, services, store, clock):
    with store.begin() as unit:
        staff.disable(unit.db, member_of(unit, priya.email).id, clock())
    works(services)
    assert in_state(store, job) == "failed"
    with store.read() as unit:
        assert export_files.count(unit.db, on_the_list(store)[0].id) == 0
