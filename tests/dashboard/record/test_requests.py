"""Requests of patients are on the dashboard until they are answered. The chat adds its own; others are typed into a form."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from app.dashboard.request_words import CHANNELS, KINDS, REFUSALS
from app.store.patients import rights_requests
from app.store.trail import audit
from tests.dashboard.at_the_record import does, happened, plain, sees, url_of
from tests.dashboard.correction_form import edit, opens, saves, sends

TODAY = "2026-11-25"


def notes(person, patient_id, **changed):
    fields = {
        "request_kind": "copy",
        "request_channel": "phone",
        "request_day": TODAY,
        "request_note": "",
    } | changed
    return does(person, patient_id, "requests", **fields)


def requests_of(store, patient_id):
    with store.read() as unit:
        return rights_requests.with_notes(unit.db, patient_id)


def closes(person, patient_id, request, **fields):
    return does(person, patient_id, f"requests/{request.id}/close", **fields)


def test_a_request_in_the_chat_is_on_the_dashboard_and_is_audited(ines, maya, patient, store):
    patient.says("DELETE MY DATA")
    patient.says("delete my data")
    (request,) = requests_of(store, maya)
    assert (request.kind, request.channel, request.state) == ("erasure", "chat", "open")
    assert request.due_on - request.asked_on == timedelta(days=30)
    page = plain(ines.browser.get("/requests").text)
    assert "Erasure" in page
    assert "due in 30 days" in page
    assert "The chat" in page
    record = plain(ines.browser.get(url_of(maya)).text)
    assert "due in 30 days" in record
    assert "Show details" not in record, "nothing was said"
    with store.read() as unit:
        told = [event for event in audit.latest(unit.db, 50) if event.action == "request.noted"]
    assert [(event.actor, event.subject_id, dict(event.details)) for event in told] == [
        ("patient", maya, {"request_kind": "erasure", "channel": "chat"})
    ]


def test_staff_write_down_what_came_another_way_and_its_words_are_sealed(ines, priya, maya, store, contents):
    answer = notes(ines, maya, request_day="2026-11-20", request_note="Quillfeather on paper")
    assert answer.headers["Location"] == f"{url_of(maya)}#h-rights"
    page = ines.browser.get(url_of(maya)).text
    assert page.index('id="h-rights"') < page.index("Request recorded."), "it is told where the eye is"
    assert "Show details" in page
    (request,) = requests_of(store, maya)
    assert (request.due_on.isoformat(), request.note) == ("2026-12-20", "Quillfeather on paper")
    assert "Quillfeather" not in repr(contents())
    assert "Quillfeather" not in ines.browser.get(url_of(maya)).text
    assert "Quillfeather" in sees(priya, maya, part="notes").text
    assert ("request.noted", {"request_kind": "copy", "channel": "phone"}) in [
        (event.action, dict(event.details)) for event in happened(store, maya)
    ]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"request_kind": ""}, "Choose what the patient asked for"),
        ({"request_kind": "everything"}, "Choose what the patient asked for"),
        ({"request_channel": "pigeon"}, "Choose how they asked"),
        ({"request_day": ""}, "Enter the day"),
        ({"request_day": "2026-11-26"}, "Enter the day"),
        ({"request_day": "2024-01-01"}, "Enter the day"),
        ({"request_day": "\x00"}, "Enter the day"),
        ({"request_day": "9" * 5000}, "Enter the day"),
        ({"request_note": "x" * 2001}, "The note is too long"),
    ],
)
def test_a_form_that_is_not_right_is_shown_again_and_nothing_is_noted(changed, told, ines, maya, store):
    answer = notes(ines, maya, **changed)
    assert answer.status_code == 422
    assert told in answer.text
    assert "Nothing was changed" in answer.text
    assert requests_of(store, maya) == []


def test_only_one_request_of_a_kind_is_open_at_a_time(ines, maya, store):
    notes(ines, maya)
    again = notes(ines, maya, request_note="Asked again")
    assert again.status_code == 422
    assert "is already open" in again.text
    assert "Asked again" in again.text, "nothing that was typed is lost"
    assert len(requests_of(store, maya)) == 1


def test_a_request_is_answered_once_with_a_reason_when_it_is_refused(ines, priya, maya, store):
    notes(ines, maya, request_kind="objection")
    (request,) = requests_of(store, maya)
    assert closes(ines, maya, request, state="refused").status_code == 422
    assert closes(ines, maya, request, state="refused", refusal="because").status_code == 422
    assert closes(ines, maya, request, state="gone").status_code == 422
    assert closes(ines, maya, request, state="refused", refusal="kept_by_law").status_code == 303
    late = closes(priya, maya, request, state="done")
    assert late.status_code == 422
    assert "answered already" in late.text
    (request,) = requests_of(store, maya)
    assert (request.state, request.reason) == ("refused", "kept_by_law")
    assert plain(ines.browser.get("/requests").text).count("No open requests") == 1
    closed = plain(ines.browser.get("/requests?state=closed").text)
    assert "The law says that it must be kept" in closed
    told = [(event.action, dict(event.details)) for event in happened(store, maya)]
    assert told.count(("request.refused", {"request_kind": "objection", "refusal": "kept_by_law"})) == 1
    assert closes(ines, uuid4(), request, state="done").status_code == 404


def test_requests_stand_by_their_day_with_the_overdue_first_in_words(ines, maya, clock, store):
    for kind, day in (("copy", "2026-11-24"), ("erasure", "2026-10-24"), ("objection", "2026-10-30")):
        notes(ines, maya, request_kind=kind, request_day=day)
    notes(ines, maya, request_kind="correction", request_day="2026-10-26")
    page = ines.browser.get("/requests").text
    said = re.findall(r"\d+ days? overdue|due in \d+ days?|due today", page)
    assert said == ["2 days overdue", "due today", "due in 4 days", "due in 29 days"]


def test_what_is_due_soon_or_overdue_is_told_over_the_list(ines, maya, clock):
    assert "is overdue" not in ines.browser.get("/patients").text
    notes(ines, maya)
    assert "due within a week" not in ines.browser.get("/patients").text
    clock.moves(days=23)
    ines.is_let_in()
    assert "A patient request is due within a week." in ines.browser.get("/patients").text
    clock.moves(days=8)
    ines.is_let_in()
    page = ines.browser.get("/patients").text
    assert "A patient request is overdue." in page
    assert 'href="/requests"' in page


def test_the_days_to_answer_in_are_a_setting(services, colleague, maya, store, app):
    app.extensions["anteroom"] = replace(
        services, settings=replace(services.settings, rights_due=timedelta(days=15))
    )
    ines = colleague("reception")
    ines.is_let_in()
    notes(ines, maya)
    (request,) = requests_of(store, maya)
    assert request.due_on - request.asked_on == timedelta(days=15)


def test_the_page_opens_nothing_of_anybody_and_the_look_is_found_at_the_record(ines, maya, store):
    notes(ines, maya, request_note="Quillfeather")
    page = ines.browser.get("/requests").text
    assert not [word for word in ("Okafor", "Mill Lane", "Quillfeather", "1500555") if word in page]
    assert ("requests.listed", {"requests": 1, "mentions": [maya.hex]}) in [
        (event.action, dict(event.details)) for event in happened(store, maya)
    ]


def test_a_correction_answers_the_request_for_it_unless_the_box_is_unticked(priya, maya, store):
    notes(priya, maya, request_kind="correction")
    (request,) = requests_of(store, maya)
    page = priya.browser.get(edit(maya)).text
    assert f'name="answers_request" value="{request.id}" checked' in page
    saves(priya, maya, address="14 Mill Lane")
    assert requests_of(store, maya)[0].state == "open", "unticked"
    filled = opens(priya, maya) | {"address": "16 Mill Lane", "answers_request": str(request.id)}
    assert sends(priya, maya, filled).status_code == 303
    assert requests_of(store, maya)[0].state == "done"
    told = [event.action for event in happened(store, maya)]
    assert told[-2:] == ["patient.corrected", "request.done"]
    assert "answers_request" not in priya.browser.get(edit(maya)).text


@pytest.mark.parametrize(
    "value", ["", "x", "0" * 5000, str(uuid4())], ids=["none", "no id", "endless", "another"]
)
def test_a_correction_answers_no_other_request(value, priya, maya, store):
    notes(priya, maya, request_kind="copy")
    notes(priya, maya, request_kind="correction")
    filled = opens(priya, maya) | {"address": "16 Mill Lane", "answers_request": value}
    assert sends(priya, maya, filled).status_code == 303
    assert {each.state for each in requests_of(store, maya)} == {"open"}


@pytest.mark.parametrize("role", ["auditor"])
def test_a_member_who_may_not_see_patients_finds_the_doors_shut(role, colleague, maya):
    person = colleague(role)
    person.is_let_in()
    assert person.browser.get("/requests").status_code == 403
    assert notes(person, maya).status_code == 403
    assert does(person, maya, "restrict").status_code == 403


def test_forms_without_their_token_change_nothing(ines, maya, store):
    for act in ("requests", "restrict", "unrestrict"):
        assert ines.browser.post_with("forged", f"{url_of(maya)}/{act}", {}).status_code == 400
    assert requests_of(store, maya) == []


def test_every_code_has_words_of_its_own():
    for codes in (KINDS, CHANNELS, REFUSALS):
        assert len({*map(str, codes.values())}) == len(codes)
