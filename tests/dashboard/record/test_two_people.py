"""Two people change one record: the second is told what the first did, and loses nothing of what they typed."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.dashboard.record.correction import merge
from app.store.patients import erasures, patients
from tests.dashboard.correction_form import boxes, deeds, edit, on_file, opens, saves, sends
from tests.databases import on_each_engine
from tests.staff_people import add_colleague
from tests.store_queries import values_at


@pytest.fixture
def noor(colleague):
    noor = colleague("admin")
    noor.is_let_in()
    return noor


def versions_of(page, key):
    """Return the rows that stand under a box: what it was, is, and was typed."""
    found = re.search(rf'id="{key}-versions">(.*?)</dl>', page, re.DOTALL)
    if not found:
        return None
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", found[1], re.DOTALL)
    return {label: " ".join(html.unescape(re.sub(r"<[^>]+>", " ", said)).split()) for label, said in rows}


def test_the_second_of_two_who_change_the_same_answer_sees_all_three_texts_and_saves_nothing_yet(
    priya, noor, maya, store, clock
):
    hers, his = opens(priya, maya), opens(noor, maya)
    clock.moves(minutes=3)
    assert sends(priya, maya, hers | {"address": "14 Mill Lane"}).status_code == 303
    refused = sends(noor, maya, his | {"address": "16 Mill Lane"})
    assert refused.status_code == 409
    assert "This record was changed while you had it open" in refused.text
    assert "Changed by Clinician, clinician: " in html.unescape(refused.text)
    rows = versions_of(refused.text, "address")
    assert rows["When you opened it"] == "12 Mill Lane"
    assert rows["Now"].startswith("14 Mill Lane")
    assert "Clinician, clinician, Today, 09:" in rows["Now"]
    assert rows["What you typed"] == "16 Mill Lane"
    assert boxes(refused.text)["address"] == "16 Mill Lane"
    assert on_file(store, maya).address == "14 Mill Lane"
    assert deeds(store)[-1] == ("patient.edit_opened", {"parts": ["identity", "health"]})


def test_a_member_who_has_seen_the_conflict_may_save_and_every_text_is_kept(priya, noor, maya, store):
    his = opens(noor, maya)
    saves(priya, maya, address="14 Mill Lane")
    seen = sends(noor, maya, his | {"address": "16 Mill Lane"})
    assert sends(noor, maya, boxes(seen.text)).status_code == 303
    assert on_file(store, maya).address == "16 Mill Lane"
    with store.read() as unit:
        kept = [values_at(unit, maya, each.version)["address"] for each in patients.versions(unit.db, maya)]
    assert kept == ["14 Mill Lane", "12 Mill Lane"]


@on_each_engine
def test_changes_of_different_answers_are_put_together(priya, noor, maya, store):
    his = opens(noor, maya)
    saves(priya, maya, address="14 Mill Lane", medications="Cetirizine")
    seen = sends(noor, maya, his | {"name": "Mia Okafor-Lindt"})
    assert seen.status_code == 409
    assert "What you typed" not in seen.text
    filled = boxes(seen.text)
    assert (filled["name"], filled["address"], filled["medications"]) == (
        "Mia Okafor-Lindt",
        "14 Mill Lane",
        "Cetirizine",
    )
    assert sends(noor, maya, filled).status_code == 303
    now = on_file(store, maya)
    assert (now.name, now.address, now.medications) == ("Mia Okafor-Lindt", "14 Mill Lane", "Cetirizine")
    assert deeds(store)[-1] == ("patient.corrected", {"fields": ["name"], "count": 1})


def test_a_third_change_is_told_as_the_second_was(priya, noor, maya, store):
    his = opens(noor, maya)
    saves(priya, maya, address="14 Mill Lane")
    seen = sends(noor, maya, his | {"address": "16 Mill Lane", "name": "Mia"})
    saves(priya, maya, address="18 Mill Lane", medical_history="Asthma, mild")
    again = sends(noor, maya, boxes(seen.text))
    assert again.status_code == 409
    rows = versions_of(again.text, "address")
    assert (rows["When you opened it"], rows["What you typed"]) == ("14 Mill Lane", "16 Mill Lane")
    assert rows["Now"].startswith("18 Mill Lane")
    assert versions_of(again.text, "medical_history")["Now"].startswith("Asthma, mild")
    assert sends(noor, maya, boxes(again.text)).status_code == 303
    now = on_file(store, maya)
    assert (now.name, now.address, now.medical_history) == ("Mia", "16 Mill Lane", "Asthma, mild")


def test_each_answer_names_who_changed_it_last(priya, noor, ines, maya, clock):
    his = opens(noor, maya)
    saves(priya, maya, medications="Cetirizine")
    saves(ines, maya, address="14 Mill Lane")
    seen = sends(noor, maya, his | {"name": "Mia"})
    assert "Clinician, clinician" in versions_of(seen.text, "medications")["Now"]
    assert "Reception, reception" in versions_of(seen.text, "address")["Now"]


def test_the_patient_who_changes_an_answer_over_whatsapp_meanwhile_is_one_of_the_two(
    priya, maya, patient, store
):
    hers = opens(priya, maya)
    patient.tells("hello", "1", "3", "99 High Street", "SEND")
    assert on_file(store, maya).address == "99 High Street"
    seen = sends(priya, maya, hers | {"address": "14 Mill Lane"})
    assert seen.status_code == 409
    assert "The patient" in versions_of(seen.text, "address")["Now"]


def test_a_member_who_typed_the_same_as_the_other_has_nothing_left_to_do(priya, noor, maya, store):
    his = opens(noor, maya)
    saves(priya, maya, address="14 Mill Lane")
    assert sends(noor, maya, his | {"address": "14 Mill Lane"}).status_code == 303
    assert on_file(store, maya).version == 2


def test_a_change_that_reception_may_not_see_is_no_conflict_and_stays(priya, ines, maya, store):
    hers = opens(ines, maya)
    saves(priya, maya, medical_history="Asthma and hay fever")
    sent = sends(ines, maya, hers | {"address": "14 Mill Lane"})
    assert sent.status_code == 303
    now = on_file(store, maya)
    assert (now.address, now.medical_history) == ("14 Mill Lane", "Asthma and hay fever")


def test_reception_is_shown_no_health_answer_by_a_conflict(priya, ines, maya):
    hers = opens(ines, maya)
    saves(priya, maya, medical_history="Asthma and hay fever", address="16 Mill Lane")
    seen = sends(ines, maya, hers | {"address": "14 Mill Lane"})
    assert seen.status_code == 409
    assert "hay fever" not in seen.text
    assert "Asthma" not in seen.text


def test_a_mistake_and_a_conflict_at_once_keep_what_was_typed_through_both(priya, noor, maya, store):
    his = opens(noor, maya)
    saves(priya, maya, address="14 Mill Lane")
    wrong = sends(noor, maya, his | {"address": "16 Mill Lane", "birth_date": "soon"})
    assert wrong.status_code == 422
    seen = sends(noor, maya, boxes(wrong.text) | {"birth_date": "5 March 1990"})
    assert seen.status_code == 409
    assert boxes(seen.text)["birth_date"] == "5 March 1990"
    assert boxes(seen.text)["address"] == "16 Mill Lane"


def test_no_page_of_a_conflict_carries_what_was_opened_in_a_hidden_field(priya, noor, maya):
    his = opens(noor, maya)
    saves(priya, maya, address="14 Mill Lane")
    seen = sends(noor, maya, his | {"address": "16 Mill Lane"})
    hidden = re.findall(r'<input type="hidden" name="(\w+)"', seen.text)
    assert set(hidden) == {"csrf_token", "version"}


@on_each_engine
def test_a_record_that_was_erased_meanwhile_is_told_to_be_gone_and_nothing_is_saved(
    priya, maya, store, clock
):
    hers = opens(priya, maya)
    with store.begin() as unit:
        assert erasures.erase(unit.db, maya, "patient_asked", "operator", clock())
    sent = sends(priya, maya, hers | {"address": "14 Mill Lane"})
    assert sent.status_code == 410
    assert "This record was erased" in sent.text
    assert "Nothing you just sent was saved." in sent.text
    assert "Mill Lane" not in sent.text


@on_each_engine
def test_one_of_many_who_save_at_the_same_moment_is_first_and_all_others_are_told(
    app, services, clock, maya, store
):
    people = [
        add_colleague(app, services, clock, f"n{number}@larkfield.example", "clinician")
        for number in range(4)
    ]
    forms = []
    for person in people:
        person.is_let_in()
        forms.append((person, person.browser.last_token(), opens(person, maya)))

    def send(form):
        person, token, filled = form
        return person.browser.post_with(token, edit(maya), filled | {"address": f"1 {person.email} Lane"})

    with ThreadPoolExecutor(len(forms)) as threads:
        answers = list(threads.map(send, forms))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    for (person, _, _), answer in zip(forms, answers, strict=True):
        if answer.status_code == 409:
            assert boxes(answer.text)["address"] == f"1 {person.email} Lane"
    assert on_file(store, maya).version == 2


def test_a_merge_never_takes_an_answer_that_could_not_be_opened_for_an_unchanged_one():
    merged = merge({}, {"address": "14 Mill Lane"}, {"address": "16 Mill Lane"})
    assert [each.overlaps for each in merged.differences] == [True]
    assert merged.proposal({"address": "16 Mill Lane"}) == {"address": "16 Mill Lane"}
