"""No question is asked before a yes to the privacy text that was shown."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from app.intake.model import ConsentGiven, ConsentRefused, DraftDiscarded, OptedIn
from app.intake.phrases import SHIPPED, speak
from app.intake.progress import Progress, Whom, dump
from app.intake.stages import consent
from tests.cases import for_each
from tests.intake.patient import CLINIC, QUESTIONS, Patient, flow_of


def moved_to_another_name(patient: Patient) -> None:
    """The clinic changes its name, and with it the text."""
    patient.flow = flow_of(replace(CLINIC, name="Mill Lane Clinic"))


@for_each(
    "text",
    [
        "1",
        "yes",
        "Yes, I agree.",
        "1 yes",
        "I AGREE",
        "1️⃣",
        "ok",
        "Yes, carry on",
        "Sure, go ahead",
        "Adelante",
    ],
    patient=Patient,
)
def test_a_yes_opens_the_first_question(patient, text):
    patient.comes_to("consent")
    patient.says(text)
    assert patient.is_at("name")
    assert isinstance(patient.events[-1], ConsentGiven)


@for_each(
    "text",
    ["", "maybe", "yes but no", "I do not say yes", "12", "Maya Okafor", "none", "go on", "skip", "done"],
    patient=Patient,
)
def test_nothing_else_is_a_yes(patient, text):
    patient.comes_to("consent")
    patient.says(text)
    assert patient.is_at("consent")
    assert patient.events == []


def test_what_was_agreed_to_is_the_text_that_was_shown(patient):
    shown = patient.comes_to("consent")
    patient.says("1")
    given = patient.last(ConsentGiven)
    assert given.text_hash == sha256(shown.encode()).hexdigest()
    assert (given.version, given.language) == ("1", "en")


def test_the_patients_id_is_the_one_that_came_with_the_yes(patient):
    patient.comes_to("name")
    assert patient.last(ConsentGiven).patient == patient.progress.patient
    assert patient.progress.patient.int == patient.messages << 96


def test_the_text_names_the_clinic_the_carriers_and_every_question(patient):
    shown = patient.comes_to("consent")
    for part in (
        "Larkfield Clinic",
        "WhatsApp (Meta)",
        "Twilio",
        "don’t send photos",
        "your address",
        "your medicines",
    ):
        assert part in shown


def test_nothing_of_the_patient_is_stored_before_the_yes(patient):
    patient.says(
        "I am Maya Okafor", "1", "My name is Maya Okafor", "chest pain, Maya", "PRIVACY", "3", "Maya"
    )
    assert "Maya" not in dump(patient.progress)
    assert patient.progress.patient is None
    assert not patient.progress.emergency


@for_each("text", ["3", "read more", "PRIVACY", "more"], patient=Patient)
def test_read_more_shows_the_longer_text_and_asks_again(patient, text):
    patient.comes_to("consent")
    reply = patient.says(text)
    assert "More about your privacy" in reply
    assert reply.endswith("*3* Read more")
    assert patient.is_at("consent")


def test_a_no_is_asked_about_once_and_then_believed(patient):
    patient.comes_to("consent")
    assert "Are you sure?" in patient.says("2")
    assert patient.events == []
    assert "01632 960 555" in patient.says("1")
    assert patient.is_at("declined")
    refused = patient.last(ConsentRefused)
    assert refused.text_hash
    assert patient.progress == Progress(
        step="declined", language="en", whom=Whom.SELF, last_at=patient.now, asked_at=patient.now
    )


def test_somebody_who_is_not_sure_reads_the_text_again(patient):
    shown = patient.comes_to("consent")
    assert patient.says("no", "2") == shown
    patient.says("1")
    assert patient.is_at("name")


@for_each("text", ["hello", "yes", "1", "Maya", "go on", "back", "edit 2"], patient=Patient)
def test_after_a_no_every_message_gets_one_line_with_the_way_back(patient, text):
    patient.comes_to("consent")
    patient.says("2", "1")
    reply = patient.says(text)
    assert "*START*" in reply
    assert "\n" not in reply
    assert patient.is_at("declined")


@for_each("text", ["START", "restart", "empezar"], patient=Patient)
def test_start_leads_back_from_a_no(patient, text):
    shown = patient.comes_to("consent")
    patient.says("2", "1")
    assert patient.says(text) == shown
    patient.says("1")
    assert patient.is_at("name")


def test_a_changed_text_asks_again_and_then_goes_on_where_it_was(patient):
    patient.comes_to("address")
    moved_to_another_name(patient)
    reply = patient.says("12 Mill Lane")
    assert "has changed" in reply
    assert "was not saved" in reply
    assert "Mill Lane Clinic" in reply
    assert "address" not in patient.progress.answers
    reply = patient.says("yes")
    assert "3 of 5" in reply
    assert patient.is_at("address")
    given = [event for event in patient.events if isinstance(event, ConsentGiven)]
    assert [event.patient for event in given] == [patient.progress.patient] * 2
    assert given[0].text_hash != given[1].text_hash
    patient.says("12 Mill Lane")
    assert patient.is_at("medical_history")


def test_a_raised_version_asks_again(patient):
    patient.comes_to("address")
    patient.flow = flow_of(replace(CLINIC, consent_version=2))
    assert "has changed" in patient.says("12 Mill Lane")
    patient.says("yes")
    assert patient.last(ConsentGiven).version == "2"
    assert patient.is_at("address")


OWN = "We at the clinic keep {what} you tell us.\n\nRing us: %s {phone!r} {0} {asked.__class__}"


def test_the_clinics_own_words_stand_in_the_middle_as_they_were_written(patient):
    patient.flow = flow_of(replace(CLINIC, consent_texts={"en": OWN}))
    shown = patient.comes_to("consent")
    assert OWN in shown
    assert shown.startswith("*Your privacy*\nWe ask for your full name")
    assert shown.endswith("*3* Read more")
    assert "Only the staff of Larkfield Clinic can read" not in shown


def test_the_clinics_own_words_are_what_is_agreed_to(patient):
    patient.flow = flow_of(replace(CLINIC, consent_texts={"en": OWN}))
    shown = patient.comes_to("consent")
    patient.says("1")
    assert patient.last(ConsentGiven).text_hash == sha256(shown.encode()).hexdigest()


def test_a_language_without_words_of_the_clinics_own_has_the_shipped_text(patient):
    shipped = flow_of(CLINIC).consent_messages("es")
    assert flow_of(replace(CLINIC, consent_texts={"en": OWN})).consent_messages("es") == shipped


def test_the_text_is_worked_out_once_and_not_for_each_message(patient):
    patient.comes_to("address")
    worked_out = consent.agreement.cache_info().misses
    for _ in range(3):  # as a handler does: a clinic and a flow for each message
        patient.flow = flow_of(replace(CLINIC))
        patient.says("12 Mill Lane", "BACK")
    assert consent.agreement.cache_info().misses == worked_out


def test_another_text_of_the_clinics_own_counts_at_once(patient):
    for own in ({}, {"en": OWN}, {"en": "Other words."}):
        flow = flow_of(replace(CLINIC, consent_texts=own))
        assert (own.get("en", "Only the staff of Larkfield Clinic")) in "".join(flow.consent_messages("en"))


@for_each("texts", [{}, {"en": OWN}, {"en": "x" * 600}, {"en": "\n".join("𐐀" * 300)}], patient=Patient)
def test_a_preview_is_what_a_patient_is_shown(patient, texts):
    patient.flow = flow_of(replace(CLINIC, consent_texts=texts))
    patient.comes_to("consent")
    assert patient.flow.consent_messages("en") == patient.replies


@for_each("language", ["en", "es"])
def test_the_shipped_middle_is_part_of_the_shipped_text(language):
    middle = consent.shipped_middle(CLINIC, speak(language))
    assert middle.startswith("We use them" if language == "en" else "Usamos estos datos")
    assert middle in "\n\n".join(flow_of(CLINIC).consent_messages(language))


def test_a_conversation_in_a_language_that_is_no_longer_offered_goes_on_in_it(patient):
    patient.says("hola", "1", "1")
    patient.flow = flow_of(replace(CLINIC, languages=("en",)))
    assert "2 de 5" in patient.says("Maya Okafor")
    listed = patient.says("IDIOMA")
    assert "English" in listed
    assert "*2*" not in listed
    assert "2 de 5" in patient.says("ATRÁS")


def test_a_number_for_another_question_is_not_a_yes_to_the_changed_text(patient):
    patient.comes_to("review")
    moved_to_another_name(patient)
    patient.says("1")
    assert patient.is_at("review", "consent")
    assert len(patient.events) == 1


def test_a_new_question_asks_for_consent_again(patient):
    patient.comes_to("address")
    patient.flow = flow_of(CLINIC, QUESTIONS[:-1])
    assert "has changed" in patient.says("12 Mill Lane")


def test_another_language_does_not_ask_for_consent_again(patient):
    patient.comes_to("address")
    patient.says("LANGUAGE", "2", "12 Mill Lane")
    assert patient.is_at("medical_history")


def test_a_no_to_the_changed_text_ends_the_intake(patient):
    patient.comes_to("address")
    patient.says("LANGUAGE")
    moved_to_another_name(patient)
    assert "has changed" in patient.says("1")
    assert patient.is_at("address", "consent")
    patient.says("2", "2")
    assert patient.is_at("address", "consent")
    patient.says("2", "1")
    assert patient.is_at("declined")
    assert patient.events[-1] == DraftDiscarded()
    assert patient.progress.answers == {}


def test_a_changed_text_waits_for_an_opted_out_patient(patient):
    patient.comes_to("address")
    patient.says("STOP")
    moved_to_another_name(patient)
    assert patient.says("12 Mill Lane") == ""
    assert "has changed" in patient.says("START")
    assert patient.is_at("address", "consent")
    assert patient.events[-1] == OptedIn()


@for_each("answer", ["yes", "no"], patient=Patient)
def test_a_changed_text_is_asked_about_after_handing_in(patient, answer):
    patient.comes_to("submitted")
    person = patient.progress.people[0]
    moved_to_another_name(patient)
    patient.says("hello")
    assert patient.is_at("submitted", "consent")
    if answer == "yes":
        patient.says("yes")
        assert patient.is_at("submitted")
        assert patient.last(ConsentGiven).patient == person.id
        return
    patient.says("no", "1")
    assert patient.is_at("declined")
    assert patient.last(ConsentRefused).patient == person.id
    patient.says("START", "1")
    assert patient.is_at("submitted")
    assert patient.progress.people == (person,)


def test_back_from_the_text_leads_to_whom_it_is_about_and_then_to_the_language(patient):
    patient.comes_to("consent")
    assert "*2* My child" in patient.says("BACK")
    assert "*2* Español" in patient.says("BACK")
    assert "¿Sobre quién" in patient.says("2")
    assert "Su privacidad" in patient.says("1")
    assert patient.is_at("consent")


def test_back_from_a_no_shows_the_text_again(patient):
    shown = patient.comes_to("consent")
    assert patient.says("no", "BACK") == shown
    assert patient.is_at("consent")


def test_back_does_not_lead_around_a_changed_text(patient):
    patient.comes_to("address")
    moved_to_another_name(patient)
    patient.says("12 Mill Lane", "BACK")
    assert patient.is_at("address", "consent")
    patient.says("no", "BACK")
    assert patient.is_at("address", "consent")


@for_each("code", SHIPPED)
def test_on_sms_no_privacy_text_speaks_of_whatsapp(code):
    patient = Patient(flow_of(replace(CLINIC, languages=(code,), channel="sms")))
    said = patient.says("hello", "1") + patient.says("PRIVACY")
    assert "WhatsApp" not in said
    assert "Twilio" in said


def test_what_is_agreed_to_on_sms_is_the_text_that_was_shown_there():
    patient = Patient(flow_of(replace(CLINIC, channel="sms")))
    shown = patient.comes_to("consent")
    patient.says("1")
    given = patient.last(ConsentGiven)
    assert given.text == shown
    assert given.text_hash == sha256(shown.encode()).hexdigest()
    assert "Your phone company" in shown


@for_each(
    "text",
    ["yes mam", "Yes ma'am", "Autorizo", "sí autorizo", "go on then", "sure thing", "dale", "está bien pues", "ok doc",
     "of course love", "I do"],
    patient=Patient,
)  # fmt: skip
def test_people_agree_in_their_own_words(patient, text):
    patient.comes_to("consent")
    patient.says(text)
    assert patient.is_at("name")
    assert patient.progress.consent


@for_each(
    ("days", "said"),
    [(365, "at most 1 year,"), (2192, "at most 6 years,"), (1827, "at most 5 years,"), (400, "at most 400 days,"), (0, "has rules for how long")],
)  # fmt: skip
def test_who_asks_how_long_answers_are_kept_is_told(days, said):
    patient = Patient(flow_of(replace(CLINIC, kept_days=days)))
    patient.comes_to("consent")
    assert said in patient.says("how long do you keep it?")
    assert patient.is_at("consent")
    assert said in patient.says("PRIVACY")
    patient.says("yes")
    assert patient.is_at("name")


def test_in_spanish_too():
    patient = Patient(flow_of(replace(CLINIC, languages=("es",), kept_days=365)))
    patient.says("hola", "1")
    assert "durante 1 año como máximo," in patient.says("¿cuánto tiempo lo guardan?")


@for_each(
    "text",
    ["how long will you keep my info?", "what happens to my data?", "do I have to agree?"],
    patient=Patient,
)
def test_a_question_about_the_text_gets_the_longer_one(patient, text):
    patient.comes_to("consent")
    reply = patient.says(text)
    assert "More about your privacy" in reply
    assert "Do you agree?" in reply
    assert patient.is_at("consent")


@for_each("text", ["yes of course", "👍", "ok go on then"], patient=Patient)
def test_a_yes_is_no_question(patient, text):
    patient.comes_to("consent")
    patient.says(text)
    assert patient.progress.consent
