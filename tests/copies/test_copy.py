"""A copy holds all of the patient's data and nobody else's; and it leaves only with a fresh code, a reason and a line in the trail."""

from __future__ import annotations

import hashlib
import json
import stat
from hashlib import sha256
from uuid import uuid4

import pytest
from fhir.resources.R4B.bundle import Bundle
from jsonschema import Draft202012Validator

from app.intake.clinic import Clinic
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.conversations import conversations
from app.store.exports import exports, sheets
from app.store.exports.exports import Export
from app.store.patients import erasures, patient_notes
from app.store.patients.patient_filters import PatientFilters
from app.store.staff import staff
from app.store.trail import audit
from app.store.work import alarms
from tests.copies.copy_requests import SCHEMA, path, takes
from tests.dashboard.at_the_record import does
from tests.dashboard.correction_form import edit, saves
from tests.dashboard.people_on_file import on_file
from tests.people import status_fields
from tests.store.example import an_alarm, asking, noted
from tests.store_queries import the_patient

NOORS_WORDS = ("Noor", "Haddad", "New Street", "Eczema", "Hydrocortisone", "1985-05-05", "May 1985")
MAYAS_WORDS = ("Maya Okafor-Lindt", "1990-03-04", "12 Mill Lane", "Asthma", "Salbutamol")
NOBODY = uuid4()


def copies_told(store):
    with store.read() as unit:
        return [event for event in audit.latest(unit.db, 200) if event.action == "export.copied"]


@pytest.mark.parametrize("kind", ["json", "fhir", "html"])
def test_the_copy_holds_the_patients_words_and_none_of_the_household(nurse, maya, noor, kind):
    sent = takes(nurse, maya, format=kind)
    assert sent.status_code == 200
    for word in MAYAS_WORDS:
        assert word in sent.text, word
    for word in (*NOORS_WORDS, str(noor), noor.hex):
        assert word not in sent.text, word
    hers = takes(nurse, noor, format=kind).text
    assert not [word for word in (*MAYAS_WORDS, str(maya), maya.hex) if word in hers]
    assert not [word for word in ("Haddad", "Eczema", "Hydrocortisone") if word not in hers]


def test_everything_that_is_kept_about_them_is_in_it(nurse, maya, patient, store, clock, twilio):
    twilio.post(status_fields("delivered"), "/webhook/status")
    nurse.browser.get(edit(maya))
    saves(nurse, maya, address="14 Mill Lane")
    clock.moves(minutes=1)
    with store.begin() as unit:
        noor = staff.all_members(unit.db)[0].id
        noted(unit, maya, noor, "Rang, her sister answered", clock())
        clinical = patient_notes.get(
            unit.db, maya, noted(unit, maya, noor, "Wheeze on the left", clock(), clinical=True)
        )
        assert clinical
        patient_notes.change(unit.db, clinical, "Wheeze on the right", clock())
        conversation = conversations.find(unit.db, "whatsapp:+15005550006")
        assert conversation
        cry = an_alarm(conversation, maya, "My chest hurts", clock())
        assert alarms.add(unit.db, cry)
        alarms.take(unit.db, conversation, cry.id, f"staff:{noor}", clock())
        assert asking(unit, maya, now=clock(), by=f"staff:{noor}", note="On paper, please")
        for filters in (PatientFilters(), PatientFilters(status="done"), PatientFilters(language="es")):
            new = Export.wanted("csv", noor, f"staff:{noor}", "Weekly", ("name", "number"), filters)
            export = exports.ask(unit.db, new, clock())
            assert exports.start(unit.db, export, clock())
            assert exports.finish(unit.db, export, 1, "0" * 64, 10, clock())
        sheets.put_many(unit.db, "1AbCdEfGhIjKlMnOpQrStUv", {maya: b"x" * 32}, export, clock())
    sent = takes(nurse, maya)
    copy = json.loads(sent.data)
    Draft202012Validator(SCHEMA).validate(copy)
    assert {each["key"]: each["answer"] for each in copy["answers"]}["address"] == "14 Mill Lane"
    assert copy["earlier"][0]["answers"]["address"] == "12 Mill Lane"
    assert copy["earlier"][0]["changed_by"] == "clinician"
    (alarm,) = copy["alarms"]
    assert (alarm["words"], alarm["taken_by"]) == ("My chest hurts", "clinician")
    notes = {each["text"]: each for each in copy["notes"]}
    assert notes["Rang, her sister answered"]["for"] == "everyone"
    assert notes["Wheeze on the right"]["for"] == "clinicians"
    assert [each["text"] for each in notes["Wheeze on the right"]["earlier"]] == ["Wheeze on the left"]
    assert copy["spoken_for"] == {"address": "whatsapp:+15005550006", "on_behalf": False}
    (consent,) = copy["consents"]
    assert consent["decision"] == "given"
    assert sha256(consent["text"].encode()).hexdigest() == consent["text_sha256"]
    assert copy["conversation"]["deliveries"][0]["status"] == "delivered"
    assert {"consent", "name", "submitted"} <= {each["step"] for each in copy["conversation"]["steps"]}
    assert copy["requests"][0]["note"] == "On paper, please"
    assert sorted((each["to"], each["certain"]) for each in copy["recipients"]["exports"]) == [
        ("csv", False),
        ("csv", True),
    ], "the one in Spanish had them not"
    assert copy["recipients"]["spreadsheets"][0]["id"] == "1AbCdEfGhIjKlMnOpQrStUv"
    told = {(each["what"], each["by"]) for each in copy["events"]}
    assert {("patient.created", "patient"), ("patient.corrected", "clinician")} <= told
    assert "Clinician" not in sent.text, "no name of the staff"
    assert "clinician@" not in sent.text


def test_a_copy_says_the_role_of_those_who_looked_after_the_patient_and_no_id(nurse, maya, store):
    with store.read() as unit:
        noor = str(staff.all_members(unit.db)[0].id)
    assert does(nurse, maya, "assign", assigned_to=noor, **{"from": ""}).status_code == 303
    sent = takes(nurse, maya)
    assert noor not in sent.text
    (told,) = [each for each in json.loads(sent.data)["events"] if each["what"] == "patient.assigned"]
    assert (told["from"], told["to"]) == ("", "clinician")


def test_work_on_the_record_is_no_word_of_the_patient(nurse, maya, store, clock):
    with store.read() as unit:
        said_at = the_patient(unit, maya, ()).created_at
    clock.moves(minutes=1)
    assert does(nurse, maya, "status", status="in_review", **{"from": "new"}).status_code == 303
    resources = [each["resource"] for each in json.loads(takes(nurse, maya, format="fhir").data)["entry"]]
    said = {each.get("authored") or each.get("dateAsserted") for each in resources} - {None}
    assert said == {said_at.isoformat(timespec="milliseconds")}


def test_a_copy_leaves_as_a_file_that_is_kept_by_nobody_and_named_after_nobody(nurse, maya, store):
    for kind, media in (("json", "application/json"), ("fhir", "application/fhir+json")):
        sent = takes(nurse, maya, format=kind)
        assert sent.headers["Content-Type"] == media
        assert sent.headers["Cache-Control"] == "no-store"
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        disposition = sent.headers["Content-Disposition"]
        assert disposition.startswith('attachment; filename="anteroom-copy-2026-11-25-')
        assert not [word for word in ("Maya", maya.hex[:8], "1500555") if word in disposition]
        (told, *_) = copies_told(store)
        assert told.details == {
            "format": kind,
            "copy_reason": "access",
            "bytes": len(sent.data),
            "digest": hashlib.sha256(sent.data).hexdigest(),
        }
    Bundle.model_validate_json(sent.data)


def test_without_a_fresh_code_nothing_leaves(colleague, maya, store):
    nurse = colleague("clinician")
    nurse.is_let_in()
    assert "/confirm" in takes(nurse, maya).headers["Location"]
    assert copies_told(store) == []


@pytest.mark.parametrize("role", ["reception", "auditor"])
def test_a_member_who_may_not_export_finds_the_door_shut(role, colleague, maya, store):
    person = colleague(role)
    person.is_let_in()
    person.confirms()
    assert person.browser.get(path(maya)).status_code == 403
    assert takes(person, maya).status_code == 403
    assert copies_told(store) == []


@pytest.mark.parametrize(
    "changed", [{"format": ""}, {"format": "xml"}, {"reason": ""}, {"reason": "x" * 9999}, {"reason": "\x00"}]
)
def test_without_a_format_and_a_reason_nothing_leaves(changed, nurse, maya, store):
    sent = takes(nurse, maya, **changed)
    assert sent.status_code == 422
    assert "No copy was made" in sent.text
    assert not [word for word in MAYAS_WORDS if word in sent.text]
    assert copies_told(store) == []


def test_a_form_without_its_token_takes_nothing(nurse, maya, store):
    fields = {"format": "json", "reason": "access"}
    assert nurse.browser.post_with("forged", path(maya), fields).status_code == 400
    assert copies_told(store) == []


def test_nobody_takes_the_clinic_out_copy_by_copy(nurse, maya, store):
    with store.read() as unit:
        assert versions.current(unit.db, ClinicVersion) is None
    statuses = [takes(nurse, maya).status_code for _ in range(30)]
    most = statuses.index(429)
    assert statuses == [200] * most + [429] * (30 - most)
    assert len(copies_told(store)) == most
    with store.read() as unit:
        assert "export.limited" in {event.action for event in audit.latest(unit.db, 50)}
    nurse.clock.moves(hours=2)
    nurse.is_let_in()
    nurse.confirms()
    assert takes(nurse, maya).status_code == 200


def test_a_copy_waits_for_no_second_person_where_exports_do(nurse, maya, store):
    with store.begin() as unit:
        clinic = Clinic("Larkfield Clinic", "1", "112", export_approval=True)
        assert versions.keep(unit.db, ClinicVersion, 0, clinic, "operator", nurse.clock())
    assert takes(nurse, maya).status_code == 200


def test_there_is_no_copy_of_an_erased_patient_but_the_tombstone(nurse, maya, store, clock):
    with store.begin() as unit:
        erasures.erase(unit.db, maya, "other", "operator", clock())
    sent = takes(nurse, maya)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/patients/{maya}")
    assert nurse.browser.get(f"/patients/{maya}").status_code == 410
    assert nurse.browser.get(path(NOBODY)).status_code == 303
    assert copies_told(store) == []


def test_the_page_opens_nothing_of_the_patient_and_is_written_down(nurse, maya, store):
    page = nurse.browser.get(path(maya))
    assert page.status_code == 200
    assert not [word for word in MAYAS_WORDS if word in page.text]
    with store.read() as unit:
        assert ("patient.opened", {"page": "copy"}) in [
            (event.action, dict(event.details)) for event in audit.latest(unit.db, 5)
        ]


def test_a_restricted_record_is_still_its_patients_to_have(nurse, maya, store, clock):
    with store.begin() as unit:
        erasures.restrict(unit.db, maya, "operator", clock())
    copy = json.loads(takes(nurse, maya).data)
    assert copy["restrictions"] == [{"at": clock().isoformat(), "lifted_at": None}]


def test_the_shell_writes_the_same_copy_for_nobody_elses_eyes(app, maya, noor, store, tmp_path):
    to = tmp_path / "copy.json"
    run = app.test_cli_runner().invoke
    done = run(args=["patients", "copy", str(maya), "--to", str(to), "--format", "fhir"])
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    Bundle.model_validate_json(to.read_bytes())
    assert b"Mill Lane" in to.read_bytes()
    assert b"Haddad" not in to.read_bytes()
    assert not [word for word in MAYAS_WORDS if word in done.output]
    assert copies_told(store)[0].actor == "operator"
    again = run(args=["patients", "copy", str(maya), "--to", str(to)])
    assert again.exit_code == 1
    assert "--force" in again.output
    missing = run(args=["patients", "copy", str(NOBODY), "--to", str(tmp_path / "none.json")])
    assert "no record with this id" in missing.output
    assert not (tmp_path / "none.json").exists()


def test_the_page_to_print_is_in_the_patients_language_and_runs_nothing(nurse, maya, store, clock):
    with store.begin() as unit:
        noor = staff.all_members(unit.db)[0].id
        noted(unit, maya, noor, "<script>alert(1)</script> & more", clock())
    sent = takes(nurse, maya, format="html")
    assert sent.headers["Content-Disposition"].endswith('.html"')
    assert sent.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="en">' in sent.text
    assert "What you told us" in sent.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in sent.text
    assert not [word for word in ("<script", "href=", "src=", "http") if word in sent.text], (
        "it needs nothing of ours"
    )
    assert nurse.email not in sent.text, "staff are named by their role"
    spanish = on_file(store, clock(), "es")
    assert "Lo que nos contó" in takes(nurse, spanish, format="html").text


def test_the_fhir_copy_tells_each_look_by_role_and_day_also_of_a_file_and_names_nobody_of_the_staff(
    nurse, maya, noor, store
):
    does(nurse, maya, "show", part="identity", reason="ringing")
    does(nurse, noor, "show", part="all", reason="ringing")
    csv = {"reason": "Referral", "columns": ["record_id", "medical_history"]}
    assert nurse.browser.post_with(nurse.browser.last_token(), "/exports/csv", csv).data
    written = takes(nurse, maya, format="fhir").text
    entries = [each["resource"] for each in Bundle.model_validate_json(written).model_dump()["entry"]]
    looked = [
        (each["type"]["code"], each["agent"][0]["who"]["display"], each["entity"][0]["description"])
        for each in entries
        if each["resourceType"] == "AuditEvent"
    ]
    assert looked == [
        ("110110", "clinician", "identity"),
        ("110106", "clinician", "health answers, a copy outside"),
    ]
    with store.read() as unit:
        assert not [member.name for member in staff.all_members(unit.db) if member.name in written]
