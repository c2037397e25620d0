"""Notes for everybody or for clinicians, changed and deleted by who may, and never without what they said before."""

from __future__ import annotations

import re

import pytest

from app.store.patients import patient_notes
from app.store.patients.patient_notes import EarlierNote
from app.store.trail import audit
from tests.dashboard.at_the_record import does, happened, sees, url_of
from tests.databases import on_each_engine

CLINICAL = "Wheezes on the left"


def note_of(store, patient_id, by="Rang at ten"):
    """Return a note by what it says; else the only one."""
    with store.read() as unit:
        notes = patient_notes.of(unit.db, patient_id)
    return next((note for note in notes if note.text == by), notes[0])


def page_of(person, patient_id, note):
    return person.browser.get(f"{url_of(patient_id)}/notes/{note.id}")


def posts(person, patient_id, note, end="", **fields):
    token = person.browser.last_token()
    return person.browser.post_with(token, f"{url_of(patient_id)}/notes/{note.id}{end}", fields)


def actions(store, patient_id):
    return [event.action for event in happened(store, patient_id)]


def test_a_clinical_note_is_read_by_clinicians_and_reception_does_not_learn_of_it(priya, ines, maya, store):
    does(priya, maya, "note", **{"note": CLINICAL, "for": "clinicians"})
    does(priya, maya, "note", **{"note": "Comes on Monday", "for": "all"})
    page = sees(priya, maya, part="notes").text
    assert CLINICAL in page
    assert "Clinicians only" in page
    page = ines.browser.get(url_of(maya)).text
    assert "One note is hidden." in page
    page = sees(ines, maya, part="all").text + sees(ines, maya, "print", parts="notes").text
    assert "Comes on Monday" in page
    assert CLINICAL not in page
    assert "Clinicians only" not in page
    with store.read() as unit:
        (clinical,) = (note for note in patient_notes.of(unit.db, maya) if note.clinical)
    assert page_of(ines, maya, clinical).status_code == 404
    for end in ("", "/delete"):
        assert posts(ines, maya, clinical, end, changes="0", text="Nothing").status_code == 404
    assert note_of(store, maya).text in {CLINICAL, "Comes on Monday"}


def test_reception_writes_no_clinical_note(ines, maya, store):
    assert does(ines, maya, "note", **{"note": CLINICAL, "for": "clinicians"}).status_code == 403
    with store.read() as unit:
        assert patient_notes.of(unit.db, maya) == []
        assert audit.latest(unit.db, 1)[0].action == "door.refused"
    assert 'name="for"' not in ines.browser.get(url_of(maya)).text


@on_each_engine
def test_the_writer_changes_a_note_and_what_it_said_before_is_kept_and_sealed(
    ines, priya, maya, store, contents
):
    does(ines, maya, "note", note="Rang at ten")
    note = note_of(store, maya)
    page = page_of(ines, maya, note).text
    assert "Rang at ten</textarea>" in page
    answer = posts(ines, maya, note, changes="0", text="Rang at eleven")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{url_of(maya)}#h-notes")
    assert "Rang at eleven" in ines.browser.get(url_of(maya)).text, "seen by who has just written it"
    assert "Rang at" not in repr(contents())
    page = page_of(priya, maya, note).text
    assert "Rang at eleven" in page
    assert "Rang at ten" in page
    assert "Save the note" not in page
    with store.read() as unit:
        (earlier,) = patient_notes.earlier(unit.db, [note.id])[note.id]
    assert isinstance(earlier, EarlierNote)
    assert earlier.text == "Rang at ten"
    assert actions(store, maya).count("patient.note_changed") == 1


def test_nobody_changes_anothers_note(ines, priya, maya, store):
    does(ines, maya, "note", note="Rang at ten")
    note = note_of(store, maya)
    assert posts(priya, maya, note, changes="0", text="Rang at noon").status_code == 403
    assert note_of(store, maya).text == "Rang at ten"


def test_reception_deletes_its_own_notes_and_a_clinician_any(ines, priya, colleague, maya, store):
    does(priya, maya, "note", note="Comes on Monday")
    assert posts(ines, maya, note_of(store, maya), "/delete", changes="0").status_code == 403
    does(ines, maya, "note", note="Rang at ten")
    note = note_of(store, maya)
    assert posts(priya, maya, note, "/delete", changes="0").status_code == 303
    page = sees(ines, maya, part="notes").text
    assert "Rang at ten" not in page
    assert "Deleted by Clinician, clinician" in re.sub(r"<[^>]+>", "", page)
    assert "Rang at ten" in page_of(ines, maya, note).text, "what it said is kept"
    assert posts(ines, maya, note, changes="0", text="Rang at eleven").status_code == 403
    assert actions(store, maya).count("patient.note_deleted") == 1


@on_each_engine
@pytest.mark.parametrize("end", ["", "/delete"])
def test_the_slower_of_two_is_told_and_changes_nothing(end, ines, maya, store):
    does(ines, maya, "note", note="Rang at ten")
    note = note_of(store, maya)
    posts(ines, maya, note, changes="0", text="Rang at eleven")
    answer = posts(ines, maya, note, end, changes="0", text="Rang at noon")
    assert answer.status_code == 409
    assert "changed or deleted meanwhile" in answer.text
    if not end:
        assert "Rang at noon</textarea>" in answer.text, "what they typed is still there"
    assert note_of(store, maya).text == "Rang at eleven"


@pytest.mark.parametrize("text", ["", " \n", "x" * 2001])
def test_a_note_that_cannot_be_kept_stays_as_it_was(text, ines, maya, store):
    does(ines, maya, "note", note="Rang at ten")
    assert posts(ines, maya, note_of(store, maya), changes="0", text=text).status_code == 422
    assert note_of(store, maya).text == "Rang at ten"
