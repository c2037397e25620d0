"""One sender, several people: when the privacy text asks again, the answer is kept for each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import erased
from app.intake.model import ConsentGiven, ConsentRefused, DraftDiscarded
from tests.cases import for_each
from tests.intake.patient import CLINIC, Patient, flow_of, household

if TYPE_CHECKING:
    from collections.abc import Sequence

NEW = flow_of(replace(CLINIC, consent_version=2))
Decision = ConsentGiven | ConsentRefused


def new_decisions(patient: Patient) -> list[Decision]:
    return [event for event in patient.events if isinstance(event, Decision) and event.version == "2"]


def of_whom(decisions: Sequence[Decision]) -> list[tuple[object, bool]]:
    return [(event.patient, event.on_behalf) for event in decisions]


@for_each(("answers", "kind"), [(("yes",), ConsentGiven), (("no", "1"), ConsentRefused)])
def test_after_handing_in_it_is_kept_for_everyone_on_file(answers, kind):
    patient = household("Maya Okafor", "Noor Haddad", "Olu Adeyemi")
    maya, noor, olu = (person.id for person in patient.progress.people)
    patient.flow = NEW
    patient.says("hello", *answers)
    decided = new_decisions(patient)
    assert of_whom(decided) == [(maya, False), (noor, True), (olu, True)]
    assert {type(event) for event in decided} == {kind}
    assert len({(event.language, event.text_hash) for event in decided}) == 1


def test_while_filling_in_for_somebody_else_it_is_kept_for_them_as_well():
    patient = household("Maya Okafor", "Noor Haddad")
    maya, noor = (person.id for person in patient.progress.people)
    patient.says("hello", "2", "2", "1", "Olu Adeyemi")
    olu = patient.progress.patient
    patient.flow = NEW
    patient.says("4 March 1990", "yes")
    assert of_whom(new_decisions(patient)) == [(maya, False), (noor, True), (olu, True)]
    assert patient.is_at("birth_date")
    assert patient.progress.patient == olu


def test_a_no_then_drops_what_is_in_hand_and_is_kept_for_everyone():
    patient = household("Maya Okafor")
    maya = patient.progress.people[0].id
    patient.says("hello", "2", "2", "1", "Noor Haddad")
    noor = patient.progress.patient
    patient.flow = NEW
    patient.says("4 March 1990", "no", "1")
    assert of_whom(new_decisions(patient)) == [(maya, False), (noor, True)]
    assert patient.events[-1] == DraftDiscarded()
    assert patient.is_at("declined")


@for_each("whom", [0, 1])
def test_while_changing_an_answer_it_is_kept_once_for_each(whom):
    patient = household("Maya Okafor", "Noor Haddad")
    people = patient.progress.people
    patient.says("hello", "1", str(whom + 1), "EDIT 3")
    assert patient.progress.patient == people[whom].id
    patient.flow = NEW
    patient.says("7 New Street", "yes")
    assert of_whom(new_decisions(patient)) == [(people[0].id, False), (people[1].id, True)]
    assert patient.is_at("address")


def test_in_a_first_intake_it_is_kept_for_the_patient_alone(patient):
    patient.comes_to("address")
    patient.flow = NEW
    patient.says("12 Mill Lane", "yes")
    assert of_whom(new_decisions(patient)) == [(patient.progress.patient, False)]


@for_each("answers", [("1",), ("2", "1")])
def test_the_first_answer_about_somebody_else_is_about_nobody_on_file(answers):
    patient = household("Maya Okafor", "Noor Haddad")
    patient.events.clear()
    patient.says("hello", "2", "2", *answers)
    (decided,) = (event for event in patient.events if isinstance(event, Decision))
    assert decided.on_behalf
    assert decided.patient not in {person.id for person in patient.progress.people}


@for_each("answers", [("1",), ("2",), ("hm",), ("2", "1"), ("LANGUAGE", "1"), ("STOP", "START")])
def test_those_on_file_are_asked_about_before_somebody_new(answers):
    """Else a yes for somebody new would stand for those on file, who were asked about the text before."""
    patient = household("Maya Okafor", "Noor Haddad")
    maya, noor = (person.id for person in patient.progress.people)
    patient.says("hello", "2", "2")
    patient.says(*answers[:-1])
    patient.flow = NEW
    assert patient.says(answers[-1]).count("has changed") == 1
    assert patient.is_at("submitted", "consent")
    assert new_decisions(patient) == []
    patient.says("yes")
    assert of_whom(new_decisions(patient)) == [(maya, False), (noor, True)]
    assert patient.is_at("submitted")
    assert "The other person" in patient.says("2", "2")


def test_nothing_is_kept_for_somebody_whom_the_clinic_has_erased():
    patient = household("Maya Okafor", "Noor Haddad")
    maya, noor = (person.id for person in patient.progress.people)
    patient.progress = erased.without(patient.progress, maya)
    patient.flow = NEW
    patient.says("hello", "yes")
    assert of_whom(new_decisions(patient)) == [(noor, True)]


def test_coming_back_from_a_no_is_a_yes_for_everyone():
    patient = household("Maya Okafor", "Noor Haddad")
    maya, noor = (person.id for person in patient.progress.people)
    patient.flow = NEW
    patient.says("hello", "no", "1", "START", "yes")
    given = [event for event in new_decisions(patient) if isinstance(event, ConsentGiven)]
    assert of_whom(given) == [(maya, False), (noor, True)]
