"""Saying that a patient's request was done when nothing was: no role and no form closes one that way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.store.patients import erasures, rights_requests
from app.store.patients.rights_requests import DONE
from app.store.trail import audit
from tests.dashboard.at_the_record import does, happened, url_of
from tests.databases import on_each_engine
from tests.trail import event as trail_event

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from app.store import Store
    from app.store.patients.rights_requests import RightsRequest
    from tests.people import Clock
    from tests.staff_people import Colleague

TODAY = "2026-11-25"


@pytest.fixture
def maya(handed_in: UUID) -> UUID:
    return handed_in


def at_work(colleague: Callable[[str], Colleague], role: str) -> Colleague:
    person = colleague(role)
    person.is_let_in()
    return person


def noted(person: Colleague, maya: UUID, store: Store, kind: str) -> RightsRequest:
    """Record a request of this kind, and return it."""
    fields = {"request_kind": kind, "request_channel": "phone", "request_day": TODAY}
    assert does(person, maya, "requests", **fields).status_code == 303
    return request_of(store, maya, kind)


def request_of(store: Store, maya: UUID, kind: str) -> RightsRequest:
    with store.read() as unit:
        return next(each for each in rights_requests.of(unit.db, maya) if each.kind == kind)


@pytest.mark.parametrize("role", ["reception", "clinician", "admin"])
def test_an_erasure_is_not_done_while_the_record_is_whole(role, colleague, maya, store):
    person = at_work(colleague, role)
    asked = noted(person, maya, store, "erasure")
    answer = does(person, maya, f"requests/{asked.id}/close", state=DONE)
    assert answer.status_code == 422
    assert "done once the record is erased" in answer.text
    assert request_of(store, maya, "erasure").state == "open"
    assert "request.done" not in [event.action for event in happened(store, maya)]
    page = person.browser.get(url_of(maya)).text
    assert 'name="state" value="done"' not in page, "and no button says otherwise"
    assert "Done once the record is erased." in page


def test_reception_cannot_refuse_an_erasure_and_a_clinician_can_with_a_reason(colleague, maya, store):
    ines, priya = at_work(colleague, "reception"), at_work(colleague, "clinician")
    asked = noted(ines, maya, store, "erasure")
    refusal = {"state": "refused", "refusal": "withdrawn"}
    assert does(ines, maya, f"requests/{asked.id}/close", **refusal).status_code == 422
    assert request_of(store, maya, "erasure").state == "open"
    assert does(priya, maya, f"requests/{asked.id}/close", state="refused").status_code == 422
    assert does(priya, maya, f"requests/{asked.id}/close", **refusal).status_code == 303
    assert request_of(store, maya, "erasure").reason == "withdrawn"


def test_a_copy_is_done_only_once_one_was_made_since_the_request(
    colleague: Callable[[str], Colleague], maya: UUID, store: Store, clock: Clock
):
    ines, priya = at_work(colleague, "reception"), at_work(colleague, "clinician")
    priya.confirms()
    copy = {"format": "json", "reason": "access"}
    assert does(priya, maya, "copy", **copy).status_code == 200
    clock.moves(minutes=1)
    asked = noted(ines, maya, store, "copy")
    early = does(ines, maya, f"requests/{asked.id}/close", state=DONE)
    assert early.status_code == 422, "the copy of yesterday answers nothing"
    assert "This request is done once a copy is made" in early.text
    assert (
        does(ines, maya, f"requests/{asked.id}/close", state="refused", refusal="unfounded").status_code
        == 422
    ), "who cannot make a copy cannot refuse one"
    page = priya.browser.get(url_of(maya)).text
    assert 'name="state" value="done"' not in page, "no button says that it was done"
    assert "Done once a copy is made." in page
    clock.moves(minutes=1)
    assert does(priya, maya, "copy", **copy).status_code == 200
    assert request_of(store, maya, "copy").state == DONE, "the copy itself closes it"
    told = happened(store, maya)[-1]
    assert (told.action, told.details["answers"]) == ("export.copied", asked.id.hex)


def test_a_correction_is_done_only_once_an_answer_was_corrected(colleague, patient, maya, store, clock):
    ines = at_work(colleague, "reception")
    asked = noted(ines, maya, store, "correction")
    early = does(ines, maya, f"requests/{asked.id}/close", state=DONE)
    assert early.status_code == 422
    assert "No answer has been corrected since" in early.text
    clock.moves(minutes=1)
    with store.begin() as unit:
        audit.record(
            unit.db,
            "patient",
            trail_event("patient.updated"),
            "patient",
            maya,
            {"fields": ["address"]},
            at=clock(),
        )
    assert does(ines, maya, f"requests/{asked.id}/close", state=DONE).status_code == 303


def test_another_patients_copy_does_not_answer_this_ones_request(colleague, maya, store, clock):
    ines, priya = at_work(colleague, "reception"), at_work(colleague, "clinician")
    asked = noted(ines, maya, store, "copy")
    with store.begin() as unit:
        details = {"format": "json"}
        audit.record(
            unit.db, "staff:x", trail_event("export.copied"), "patient", asked.id, details, at=clock()
        )
        audit.record(unit.db, "staff:x", trail_event("export.finished"), "patient", maya, details, at=clock())
    assert does(priya, maya, f"requests/{asked.id}/close", state=DONE).status_code == 422


@on_each_engine
def test_an_objection_is_for_a_person_to_judge(colleague, maya, store):
    ines = at_work(colleague, "reception")
    asked = noted(ines, maya, store, "objection")
    assert does(ines, maya, f"requests/{asked.id}/close", state=DONE).status_code == 303
    assert request_of(store, maya, "objection").state == DONE


def test_the_erasure_itself_closes_the_request(colleague, maya, store, clock):
    ines = at_work(colleague, "reception")
    noted(ines, maya, store, "erasure")
    with store.begin() as unit:
        assert erasures.erase(unit.db, maya, "patient_asked", "staff:x", clock())
    assert request_of(store, maya, "erasure").state == DONE
