"""Erased means erased: after a fresh code, a reason and the typed reference, everything goes, and a tombstone stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.store.patients import patients, tombstones
from app.store.staff import staff
from tests import store_queries
from tests.dashboard.correction_form import deeds, edit, opens, saves
from tests.databases import on_each_engine
from tests.people import HANDS_IN
from tests.staff_people import add_colleague
from tests.store.example import noted

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def nurse(clinician_confirmed):
    """A clinician who has given a fresh code."""
    return clinician_confirmed


def erase(patient_id):
    return f"/patients/{patient_id}/erase"


def reference(patient_id):
    return f"{patient_id.hex[:4]}-{patient_id.hex[4:8]}"


def erases(person, patient_id, **changed):
    fields = {"reason": "patient_asked", "reference": reference(patient_id)} | changed
    return person.browser.post_with(person.browser.last_token(), erase(patient_id), fields)


def test_the_page_says_what_goes_and_what_stays_and_opens_no_answer(nurse, maya, store):
    page = nurse.browser.get(erase(maya))
    assert page.status_code == 200
    for words in ("Will be removed", "Is kept", "backups", "btn-danger final", reference(maya)):
        assert words in page.text
    for secret in ("Okafor", "Mill Lane", "Asthma", "1990-03", "March 1990"):
        assert secret not in page.text
    assert deeds(store) == [("patient.opened", {"page": "erase"})]


def test_before_anybody_is_erased_a_fresh_code_is_asked_for_and_the_page_says_what_comes(
    colleague, maya, store
):
    nurse = colleague("clinician")
    nurse.is_let_in()
    sent = nurse.browser.get(erase(maya))
    assert sent.status_code == 303
    assert "Erase a patient" in nurse.browser.get(sent.headers["Location"]).text
    assert erases(nurse, maya).headers["Location"] == sent.headers["Location"], (
        "a form sent before leads to the same"
    )
    confirmed = nurse.browser.post("/confirm", code=nurse.next_code(), next=erase(maya))
    assert confirmed.headers["Location"] == "/kept", "what was sent too early is asked about, and not sent"
    clock = nurse.clock
    clock.moves(minutes=6)
    late = erases(nurse, maya).headers["Location"]
    assert late == sent.headers["Location"], "five minutes later it has to be given again"
    assert f'name="next" value="{erase(maya)}"' in nurse.browser.get(late).text
    with store.read() as unit:
        assert patients.get(unit.db, maya)


@pytest.mark.parametrize("role", ["reception", "auditor"])
def test_a_member_who_may_not_erase_finds_the_door_shut(role, colleague, maya, store):
    person = colleague(role)
    person.is_let_in()
    person.confirms()
    assert person.browser.get(erase(maya)).status_code == 403
    assert erases(person, maya).status_code == 403
    with store.read() as unit:
        assert patients.get(unit.db, maya)


@on_each_engine
def test_an_erased_patient_is_gone_from_everywhere_and_the_trail_still_holds(
    nurse, maya, store, contents, patient
):
    nurse.browser.get(edit(maya))
    saves(nurse, maya, address="14 Mill Lane")
    with store.begin() as unit:
        noted(unit, maya, staff.all_members(unit.db)[0].id, "Rang, no answer", nurse.clock())
    sent = erases(nurse, maya, reason="wrong_number")
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/patients/{maya}")
    assert f"Record {reference(maya)} was erased." in nurse.browser.get("/account").text
    with store.read() as unit:
        assert patients.get(unit.db, maya) is None
        assert patients.versions(unit.db, maya) == []
        assert not store_queries.by_name(unit.db, "Okafor")
        assert [(each.patient_id, each.reason) for each in tombstones.all_erasures(unit.db)] == [
            (maya, "wrong_number")
        ]
    left = contents()
    for table in (
        "patients",
        "patient_name_words",
        "patient_versions",
        "patient_notes",
        "conversations",
        "consents",
    ):
        assert left[table] == [], table
    done, details = deeds(store)[-1]
    assert (done, details["reason"], details["found"]["answers"]) == ("patient.erased", "wrong_number", 2)
    store.link_audit()
    assert store.verify_audit().fault is None


@on_each_engine
def test_nothing_sealed_and_no_index_of_an_erased_patient_is_left_in_the_database_file(
    nurse, maya, store, keys
):
    if store.engine.dialect.name != "sqlite":
        store.scrub()  # what PostgreSQL keeps of dead rows is the store's own test
    before = sealed_of(store, maya)
    saves(nurse, maya, address="14 Mill Lane")
    before |= sealed_of(store, maya)
    assert len(before) >= 9
    assert erases(nurse, maya).status_code == 303
    with store.engine.connect() as connection:
        assert not [token for token in before if in_database(connection, token)]
    if store.engine.dialect.name == "sqlite":
        path = Path(store.engine.url.database)
        at_rest = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*") if each.is_file())
        assert b"gAAAAAAAAAAA" in at_rest, "other tokens are there: the staff's"
        assert not [token for token in before if token in at_rest]


def sealed_of(store, patient_id):
    """Return every token and index of a patient, as bytes that can be looked for in a file."""
    with store.engine.connect() as connection:
        rows = [
            *connection.exec_driver_sql(
                "SELECT name, birth_date, address, medical_history, medications, extra, birth_date_index FROM patients"
            ),
            *connection.exec_driver_sql("SELECT word_index FROM patient_name_words"),
            *connection.exec_driver_sql("SELECT snapshot FROM patient_versions"),
            *connection.exec_driver_sql("SELECT address, progress, address_index FROM conversations"),
            *connection.exec_driver_sql("SELECT reply FROM receipts WHERE reply IS NOT NULL"),
        ]
    values = [value for row in rows for value in row]
    return {bytes(value) if not isinstance(value, str) else value.encode() for value in values}


def in_database(connection, token):
    text = token.decode(errors="replace")
    found = connection.exec_driver_sql("SELECT name, address, extra FROM patients").all()
    return any(text in str(value) for row in found for value in row)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reason": ""}, "Choose why"),
        ({"reason": "because"}, "Choose why"),
        ({"reason": "x" * 9999}, "Choose why"),
        ({"reason": "\x00"}, "Choose why"),
        ({"reference": ""}, "Type the reference"),
        ({"reference": "7f3a-91c3"}, "Type the reference"),
        ({"reference": "\x00' OR 1=1 --"}, "Type the reference"),
    ],
)
def test_without_a_reason_or_the_reference_nothing_is_erased_and_what_was_typed_stays(
    changed, told, nurse, maya, store
):
    sent = erases(nurse, maya, **changed)
    assert sent.status_code == 422
    assert "Nothing was erased yet" in sent.text
    assert told in sent.text
    if "reference" in changed:
        assert 'value="patient_asked" selected' in sent.text
    else:
        assert f'value="{reference(maya)}"' in sent.text
    assert [action for action, _ in deeds(store)] == ["patient.opened"]
    with store.read() as unit:
        assert patients.get(unit.db, maya)


def test_the_reference_counts_in_any_case_and_with_blanks_around_it(nurse, maya):
    assert erases(nurse, maya, reference=f"  {reference(maya).upper()} ").status_code == 303


def test_every_page_of_an_erased_record_answers_with_its_tombstone_and_nothing_personal(nurse, maya, store):
    filled = opens(nurse, maya)
    assert erases(nurse, maya, reason="duplicate").status_code == 303
    token = nurse.browser.last_token()
    at = f"/patients/{maya}"
    answers = [nurse.browser.get(path) for path in (at, edit(maya), erase(maya))]
    forms = {"/edit": filled, "/erase": {"reason": "other", "reference": reference(maya)}, "/show": {"part": "identity"},
             "/status": {"from": "new", "status": "done"}, "/note": {"note": "Rang"}, "/assign": {"assigned_to": ""},
             "/emergency": {}, "/called": {}, "/print": {"part": "identity"}}  # fmt: skip
    answers += [nurse.browser.post_with(token, at + path, fields) for path, fields in forms.items()]
    for answer in answers:
        assert answer.status_code == 410, answer.request.path
        for words in (
            "This record was erased",
            "Clinician, clinician",
            "Duplicate of another record",
            reference(maya),
        ):
            assert words in answer.text
        assert "Okafor" not in answer.text


@on_each_engine
def test_one_of_two_who_erase_at_the_same_moment_does_and_the_other_is_told(
    app, services, clock, maya, store
):
    people = [
        add_colleague(app, services, clock, f"n{number}@larkfield.example", "clinician")
        for number in range(3)
    ]
    for person in people:
        person.is_let_in()
    for person in people:
        person.confirms()
    fields = {"reason": "test_entry", "reference": reference(maya)}
    tokens = [person.browser.last_token() for person in people]

    def send(pair):
        person, token = pair
        return person.browser.post_with(token, erase(maya), fields).status_code

    with ThreadPoolExecutor(len(people)) as threads:
        assert sorted(threads.map(send, zip(people, tokens, strict=True))) == [303, 410, 410]
    assert [action for action, _ in deeds(store)].count("patient.erased") == 1


@on_each_engine
def test_after_an_erasure_the_number_starts_afresh_and_is_a_new_patient(nurse, maya, patient, store):
    assert erases(nurse, maya).status_code == 303
    assert "Who are these questions about?" in patient.says("hello")
    patient.tells("1", "1", "Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "none", "none", *HANDS_IN)
    with store.read() as unit:
        (back,) = patients.page(unit.db, 5)
    assert back.id != maya


def test_a_form_without_its_token_erases_nobody(nurse, maya, store):
    fields = {"reason": "other", "reference": reference(maya)}
    assert nurse.browser.post_with("forged", erase(maya), fields).status_code == 400
    with store.read() as unit:
        assert patients.get(unit.db, maya)


def test_nobody_who_never_was_can_be_erased(nurse, store):
    assert nurse.browser.get(erase(NOBODY)).status_code == 404
    fields = {"reason": "other", "reference": "0000-0000"}
    assert nurse.browser.post_with(nurse.browser.last_token(), erase(NOBODY), fields).status_code == 404
