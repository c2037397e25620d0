"""Where the clinic wants a second person, nothing leaves before one has approved it, and it leaves once."""

from __future__ import annotations

import html
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from app.intake.clinic import Clinic
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.exports import exports
from app.store.work import jobs
from app.web.clinic import reference
from tests.databases import on_each_engine
from tests.exports.export_requests import (
    REASON,
    actions,
    acts,
    comes_back,
    id_in,
    on_the_list,
    rows_of,
    takes,
    trail,
)
from tests.jobs.sweeps import swept
from tests.store.two_processes import until_it_waits_for_a_lock


@pytest.fixture(autouse=True)
def needs_approval(store, clock):
    with store.begin() as unit:
        clinic = Clinic("Larkfield Clinic", "1", "112", export_approval=True, exports_per_hour=3)
        assert versions.keep(unit.db, ClinicVersion, 0, clinic, "operator", clock())


def page_of(person, export_id):
    return html.unescape(person.browser.get(f"/exports/{export_id}").text)


@pytest.fixture
def asked(priya, maya):
    """The id of an export that Priya has asked for."""
    answer = takes(priya)
    assert answer.status_code == 303
    return id_in(answer)


def test_what_is_asked_for_waits_and_not_a_byte_leaves(asked, priya, store):
    assert actions(store) == ["export.asked"]
    assert trail(store)[0].details == {"target": "csv", "columns": ["record_id", "name"], "patients": 1}
    assert on_the_list(store)[0].state == "waiting"
    page = page_of(priya, asked)
    assert "Waiting for approval" in page
    assert "Approve</button>" not in page
    answer = acts(priya, asked, "download")
    assert answer.status_code == 409
    assert "Okafor" not in answer.text
    assert "Ask for approval" in priya.browser.get("/exports").text


@pytest.mark.parametrize(
    ("target", "fields"), [("csv", {}), ("xlsx", {"passphrase": "correct horse battery"})]
)
def test_the_member_who_asked_is_told_to_come_back_whatever_the_button_will_say(target, fields, priya, maya):
    asked = id_in(takes(priya, target, **fields))
    assert "Then come back to this page within a day to download it." in page_of(priya, asked)


@on_each_engine
def test_a_colleague_sees_why_and_approves_and_who_asked_takes_it_once(asked, priya, noor, maya, store):
    assert f"/exports/{asked}" in noor.browser.get("/exports").text
    page = page_of(noor, asked)
    for part in (REASON, "Clinician, clinician", "Approve</button>", "one patient"):
        assert part in page
    assert acts(noor, asked, "approve").status_code == 303
    taken = acts(priya, asked, "download")
    assert rows_of(taken) == [["Reference", "Name"], [reference(maya), "Maya Okafor-Lindt"]]
    assert actions(store) == ["export.asked", "export.approved", "export.started", "export.finished"]
    assert len({each.actor for each in trail(store)}) == 2
    again = acts(priya, asked, "download")
    assert again.status_code == 409
    assert "Okafor" not in again.text
    assert "Approved by Noor, clinician" in page_of(priya, asked)


def test_nobody_approves_what_they_asked_for(asked, priya, store):
    answer = acts(priya, asked, "approve")
    assert answer.status_code == 409
    assert "You requested it yourself" in answer.text
    assert acts(priya, asked, "refuse").status_code == 409
    assert on_the_list(store)[0].state == "waiting"


def test_what_is_refused_stays_refused(asked, priya, noor, boss, store):
    assert acts(noor, asked, "refuse").status_code == 303
    late = acts(boss, asked, "approve")
    assert late.status_code == 409
    assert "Someone has already decided" in late.text
    assert acts(priya, asked, "download").status_code == 409
    assert "Refused by Noor, clinician" in page_of(priya, asked)
    assert actions(store) == ["export.asked", "export.refused"]


@pytest.mark.parametrize("person", ["noor", "boss"])
def test_nobody_takes_anothers(asked, person, noor, request, store):
    acts(noor, asked, "approve")
    other = request.getfixturevalue(person)
    assert "Download</button>" not in page_of(other, asked)
    answer = acts(other, asked, "download")
    assert answer.status_code == 404
    assert "Okafor" not in answer.text
    assert actions(store) == ["export.asked", "export.approved"]


@on_each_engine
def test_an_approval_counts_for_a_day(asked, priya, noor, clock, store):
    acts(noor, asked, "approve")
    clock.moves(hours=23)
    comes_back(priya)
    assert "Download</button>" in page_of(priya, asked)
    clock.moves(hours=1)
    comes_back(priya)
    assert "Expired" in page_of(priya, asked)
    assert "Download</button>" not in page_of(priya, asked)
    assert acts(priya, asked, "download").status_code == 409
    assert "export.started" not in actions(store)


@on_each_engine
def test_what_was_approved_late_still_counts_for_a_day(asked, priya, noor, services, clock, store):
    clock.moves(days=6, hours=23)
    comes_back(noor)
    acts(noor, asked, "approve")
    clock.moves(hours=2)
    swept(services)
    comes_back(priya)
    assert rows_of(acts(priya, asked, "download"))


@on_each_engine
def test_a_passphrase_is_forgotten_with_the_approval_that_nobody_used(priya, noor, services, clock, store):
    asked = id_in(takes(priya, "xlsx", passphrase="correct horse battery"))
    acts(noor, asked, "approve")
    clock.moves(days=1, minutes=1)
    swept(services)
    with store.read() as unit:
        export = exports.get(unit.db, asked)
        assert export
        assert (export.state, exports.passphrase(unit.db, asked)) == ("expired", None)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer
@pytest.mark.parametrize("fields", [{}, {"passphrase": "correct horse battery"}])
def test_what_is_over_by_the_time_it_would_begin_is_not_taken(fields, priya, noor, maya, store, clock):
    asked = id_in(takes(priya, "xlsx", **fields))
    acts(noor, asked, "approve")
    with ThreadPoolExecutor(1) as pool:
        with store.begin() as unit:
            assert exports.cancel(unit.db, asked, clock())
            taking = pool.submit(acts, priya, asked, "download")
            until_it_waits_for_a_lock(store, taking)
        answer = taking.result()
    assert answer.status_code == 409
    assert "can’t be downloaded now" in answer.text
    assert actions(store) == ["export.asked", "export.approved"]
    with store.read() as unit:
        assert jobs.page(unit.db, 5) == []


def test_ids_that_are_guessed_lead_nowhere(priya, store):
    for path in ("", "/approve", "/refuse", "/download"):
        answer = acts(priya, uuid4(), path.strip("/")) if path else priya.browser.get(f"/exports/{uuid4()}")
        assert answer.status_code == 404
    assert actions(store) == []


@pytest.mark.parametrize("act", ["approve", "refuse", "download"])
def test_a_forged_form_does_nothing(act, asked, priya, noor, store):
    person = priya if act == "download" else noor
    answer = person.browser.post_with("forged", f"/exports/{asked}/{act}", {})
    assert answer.status_code == 400
    assert actions(store) == ["export.asked"]


@pytest.mark.parametrize("role", ["reception", "auditor"])
def test_no_other_role_decides_or_sees(role, asked, colleague, store):
    person = colleague(role)
    person.is_let_in()
    person.confirms()
    token = person.browser.last_token()
    assert person.browser.get(f"/exports/{asked}").status_code == 403
    for act in ("approve", "refuse", "download"):
        assert person.browser.post_with(token, f"/exports/{asked}/{act}", {}).status_code == 403
    assert actions(store) == ["export.asked"]


def test_a_stale_code_decides_nothing(asked, noor, clock, store):
    token = noor.browser.last_token()
    clock.moves(minutes=5)
    answer = noor.browser.post_with(token, f"/exports/{asked}/approve", {})
    assert answer.headers["Location"].startswith("/confirm")
    assert actions(store) == ["export.asked"]


@on_each_engine
def test_what_waits_counts_among_what_may_be_begun_and_is_not_counted_twice(priya, noor, maya, store):
    asked = [id_in(takes(priya)) for _ in range(3)]
    assert takes(priya).status_code == 429
    for each in asked:
        acts(noor, each, "approve")
        assert rows_of(acts(priya, each, "download"))


def test_a_mark_can_be_left_out_when_it_is_taken(asked, priya, noor):
    acts(noor, asked, "approve")
    assert acts(priya, asked, "download", bom="no").data.startswith(b'"Reference"')
