"""A person who is taken out is gone from the conversation, others lose nothing, and the next message is no answer."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from app.intake import erased
from app.intake.kind import Kind
from app.intake.model import ConsentGiven, ConsentRefused, Message, Submitted, Updated
from app.intake.phrases import SHIPPED
from app.intake.progress import Consent, Person, Progress, dump, load
from tests.cases import for_each
from tests.intake.patient import CLINIC, MORNING, QUESTION_KEYS, STEPS, Patient, flow_of, household
from tests.intake.texts import ALL_STEPS, ASIDES, TEXTS

FLOW = flow_of(CLINIC)
A, B, NEW = (UUID(int=number << 96) for number in (11, 12, 99))
PEOPLE = st.lists(st.sampled_from([A, B]), unique=True, max_size=2)
PROGRESSES = st.builds(
    Progress,
    step=st.sampled_from(ALL_STEPS),
    aside=st.sampled_from(ASIDES),
    language=st.sampled_from([None, "en", "es"]),
    patient=st.sampled_from([None, A, B]),
    consent=st.sampled_from([None, Consent("1", "en", "0" * 64)]),
    shown=st.sampled_from([None, Consent("1", "en", "0" * 64)]),
    answers=st.dictionaries(st.sampled_from(QUESTION_KEYS), st.just("zzanswer")),
    skipped=st.sampled_from([(), ("address",)]),
    told=st.sampled_from(["", "name", "gone"]),
    told_before=st.sampled_from(["", "zzbefore"]),
    readings=st.sampled_from([(), ("1990-03-04",)]),
    emergency=st.booleans(),
    opted_out=st.booleans(),
    last_at=st.sampled_from([None, MORNING]),
    people=PEOPLE.map(lambda ids: tuple(Person(each, "Z", 1990, ("name",)) for each in ids)),
)


def says(progress: Progress, text: str):
    return FLOW.step(progress, Message(text, Kind.TEXT, NEW), MORNING)


@settings(max_examples=50)
@given(PROGRESSES)
def test_nothing_of_a_person_is_left_whatever_was_going_on(progress):
    left = erased.without(progress, A)
    assert str(A) not in dump(left)
    if progress.patient == A:
        assert not [word for word in ("zzanswer", "zzpiece", "zzheld", "1990-03-04") if word in dump(left)]
    assert load(dump(left)) == left
    assert erased.without(left, A) == left


@settings(max_examples=50)
@given(PROGRESSES)
def test_somebody_elses_intake_is_left_as_it_was(progress):
    assume(progress.patient == B)
    left = erased.without(progress, A)
    assert left == replace(progress, people=tuple(each for each in progress.people if each.id != A))


@settings(max_examples=50)
@given(PROGRESSES)
def test_somebody_who_is_not_in_it_changes_nothing(progress):
    assert erased.without(progress, UUID(int=77)) == progress


@settings(max_examples=50)
@given(PROGRESSES)
def test_beginning_again_keeps_the_language_the_opt_out_and_who_has_handed_in(progress):
    fresh = erased.restarted(progress)
    assert (fresh.language, fresh.opted_out, fresh.people) == (
        progress.language,
        progress.opted_out,
        progress.people,
    )
    assert not erased.holds_somebody(fresh)
    assert fresh.shown is None
    assert not [word for word in ("zzanswer", "zzpiece", "zzheld", "1990-03-04") if word in dump(fresh)]
    assert erased.restarted(fresh) == fresh


@settings(max_examples=50)
@example(Progress(), "Asthma since I was ten")
@given(PROGRESSES, st.one_of(TEXTS, st.sampled_from(["1", "2", "3", "yes", "SEND", "DONE"])))
def test_what_is_written_next_is_taken_for_no_answer_to_what_nobody_has_asked(progress, text):
    fresh = erased.restarted(progress)
    turn = says(fresh, text)
    assert not [event for event in turn.events if isinstance(event, ConsentGiven | Submitted | Updated)]
    withdrawn = any(isinstance(event, ConsentRefused) for event in turn.events)
    consent, step = (None, "declined") if withdrawn else (fresh.consent, fresh.step)
    assert (turn.progress.answers, turn.progress.patient, turn.progress.consent) == ({}, None, consent)
    has_told_the_language = fresh.step == "language" and turn.progress.language is not None
    assert turn.progress.step == ("whom" if has_told_the_language and not withdrawn else step)


@for_each("language", ["en", "es"])
@for_each("text", ["1", "hello", "Maya Okafor", "4 March 1990"])
def test_a_patient_whom_the_clinic_lets_begin_again_is_welcomed_and_asked_for_consent_in_their_language(
    language, text
):
    patient = Patient()
    patient.says("ok", "1" if language == "en" else "2", "1", "1", "Maya Okafor")
    patient.progress = erased.restarted(patient.progress)
    reply = patient.says(text)
    phrases = SHIPPED[language]
    assert (
        phrases.welcome.format(clinic=CLINIC.name, phone=CLINIC.phone, emergency=CLINIC.emergency_number)[:30]
        in reply
    )
    assert phrases.whom in reply
    assert patient.is_at("whom")
    assert phrases.agree.format(clinic=CLINIC.name)[-30:] in patient.says("1")
    patient.says("1")
    assert patient.is_at("name")


def test_help_before_the_first_question_is_answered_and_the_question_still_comes_first():
    patient = Patient()
    patient.comes_to("address")
    patient.progress = erased.restarted(patient.progress)
    patient.says("HELP")
    patient.says("1")
    assert patient.is_at("whom")
    assert patient.progress.consent is None


@for_each("step", STEPS[1:])
def test_a_patient_who_wrote_stop_is_not_written_to_when_the_clinic_begins_again(step):
    patient = Patient()
    patient.comes_to(step)
    patient.says("STOP")
    patient.progress = erased.restarted(patient.progress)
    assert patient.says("hello") == ""
    assert patient.says("START") != ""
    assert patient.progress.step in {"whom", "submitted"}


def test_a_list_of_people_that_was_shown_is_not_answered_by_its_old_numbers():
    patient = household("Maya Okafor", "Noor Haddad", "Olu Adeyemi")
    maya, noor, olu = (person.id for person in patient.progress.people)
    patient.says("hello", "1")
    assert patient.is_at("submitted", "whose")
    patient.progress = erased.without(patient.progress, maya)
    patient.says("2")  # was Noor, and would be Olu now
    assert patient.is_at("submitted")
    assert patient.progress.patient is None
    patient.says("1")
    patient.says("2")
    assert patient.is_at("changes")
    assert patient.progress.patient == olu
    assert noor in {person.id for person in patient.progress.people}


def test_a_sender_who_fills_in_for_somebody_else_goes_on_when_they_themselves_are_erased():
    patient = household("Maya Okafor")
    (maya,) = patient.progress.people
    patient.says("hello", "2", "2", "1", "Noor Haddad")
    noor = patient.progress.patient
    patient.progress = erased.without(patient.progress, maya.id)
    assert erased.holds_somebody(patient.progress)
    patient.says("5 May 1985", "12 Mill Lane", "NONE", "NONE", "SEND")
    assert patient.last(Submitted).patient == noor
    assert [person.id for person in patient.progress.people] == [noor]


def test_changes_under_way_end_when_the_person_is_erased_and_the_other_is_offered():
    patient = household("Maya Okafor", "Noor Haddad")
    maya, noor = (person.id for person in patient.progress.people)
    patient.says("hello", "1", "1", "EDIT 3")
    assert patient.progress.patient == maya
    patient.progress = erased.without(patient.progress, maya)
    assert f"{noor.hex[:4]}-{noor.hex[4:8]}" in patient.says("7 New Street")
    assert patient.is_at("submitted")
    assert "New Street" not in dump(patient.progress)
