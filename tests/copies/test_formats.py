"""Whatever the answers, both files are what they say to be: by FHIR's own rules, and by our schema."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.copies import document, fhir
from app.copies.fhir.patient import patient as patient_of
from app.copies.fhir.patient import telecom
from app.copies.fhir.questionnaire import questionnaire, questionnaire_response
from app.copies.fhir.statements import allergies
from app.copies.record import Earlier, Gathered
from app.crypto import Unreadable
from app.fhir.elements import date_of, id_of
from app.intake.answered import show
from app.intake.clinic import Clinic
from app.intake.definition import AnswerKind, Choice, Column, Definition, Item, Score, Wording
from app.intake.questionnaire import SHIPPED, Questionnaire
from app.records.own_log import Look
from app.records.sights import Seen
from app.store.conversations.consents import Consent, ConsentText, digest_of
from app.store.conversations.conversation_steps import ConversationStep
from app.store.messages.deliveries import Delivery
from app.store.patients.patient import ALL, OWN_COLUMNS, KeptVersion, Patient, dump_others
from app.store.patients.patient_chats import Chat
from app.store.patients.patient_notes import Note
from app.store.patients.recipients import Left, OnSheet
from app.store.patients.restrictions import Restriction
from app.store.patients.rights_requests import RightsRequest
from app.store.trail.audit import AuditEvent
from app.store.work.alarms import Alarm
from tests.cases import for_each
from tests.copies.copy_requests import SCHEMA
from tests.vectors import hostile_texts

VALID = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
ID = UUID("7f3a91c2-0000-4000-8000-000000000000")
STAFF = UUID(int=7)
NOW = datetime(2026, 11, 25, 9, 30, 15, 123456, tzinfo=UTC)
FHIR_STRING = re.compile(r"[ \r\n\t\S]+", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)", re.ASCII)
FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
VALUES = {
    "date": "valueDate", "boolean": "valueBoolean", "quantity": "valueQuantity", "integer": "valueInteger", "choice": "valueCoding",
}  # fmt: skip
AT = "https://intake.example"
HOSTILE = hostile_texts()

texts = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.sampled_from(HOSTILE))
dates = st.one_of(
    texts,
    st.dates(date(1000, 1, 1)).map(date.isoformat),
    st.sampled_from(["1950", "0000", "2023-02-30", "age 76 on 2026-11-25", "١٩٩٠-٠٣-٠٤"]),
)
parts = st.frozensets(st.sampled_from(Seen), min_size=1)
values = st.one_of(texts, st.just(Unreadable(Patient.name.column, ID)))
_STEP = ConversationStep(conversation_id=ID, patient_id=ID, step="name", aside=None, at=NOW)
_READ = Delivery(
    message_sid="SM1", conversation_id=ID, status="read", rank=7, error_code=None, updated_at=NOW
)


def _consent(decision: str, language: str, text: str | None, *, on_behalf: bool) -> Consent:
    digest = "a" * 64 if text is None else digest_of(text)
    consent = Consent(
        conversation_id=ID,
        patient_id=ID,
        decision=decision,
        version="1",
        language=language,
        text_hash=digest,
        message_sid="SM1",
        channel="whatsapp",
        sender_index=b"",
        on_behalf=on_behalf,
        decided_at=NOW,
    )
    if text is not None:
        consent.kept_text = ConsentText(text_hash=digest, text=text)
    return consent


def _opened(row, attribute, text):
    token = "of which this was made"
    setattr(row, attribute.token, token)
    attribute.keep(row, token, text)
    return row


def _note(text):
    return _opened(Note(id=ID, patient_id=ID, at=NOW, staff_id=STAFF, text=""), Note.text, text)


def _alarm(text):
    alarm = Alarm(conversation_id=ID, patient_id=ID, danger="now", step="name", raised_at=NOW, words="")
    return _opened(alarm, Alarm.words, text)


def _patient(**said):
    fixed: dict[str, Any] = {
        "id": ID,
        "conversation_id": STAFF,
        "created_at": NOW,
        "updated_at": NOW,
        "version": 2,
    }
    return Patient(**fixed, status="new", assigned_to=STAFF, flags=("emergency",), **said)


def _words(label, ask):
    return {"en": Wording(label, ask), "es": Wording(label, ask)}


UCUM = {"system": "http://unitsofmeasure.org", "code": "kg"}
ASKED = Questionnaire(2, Definition((
    *SHIPPED.definition.items,
    Item("pet", AnswerKind.YES_NO, _words("Pet", "Have you a pet?"), required=False),
    Item("weight", AnswerKind.NUMBER, _words("Weight", "How heavy is it?"), unit="kg", unit_labels={"en": "kilos"}, decimals=2),
    Item("rooms", AnswerKind.NUMBER, _words("Rooms", "How many rooms?")),
    Item("since", AnswerKind.DATE, _words("Since", "Since when?")),
    Item("sort", AnswerKind.ONE, _words("Sort", "Which sort?"), choices=(
        Choice("cat", {"en": "A cat"}, points=4), Choice("dog", {"en": "A dog"}, points=1))),
    Item("food", AnswerKind.SEVERAL, _words("Food", "What does it eat?"), choices=(
        Choice("hay", {"en": "Hay"}), Choice("fish", {"en": "Fish"}))),
    Item("kin", AnswerKind.LIST, _words("Kin", "Whom may we call?"), columns=(
        Column("name", {"en": "Name"}), Column("phone", {"en": "Phone"}))),
    Item("more", AnswerKind.TEXT, _words("More", "What else?")),
), scores=(Score("sum", {"en": "Sum"}, ("sort",)),)))  # fmt: skip
_SAID = {
    "pet": ["yes", "no", "declined"], "weight": ["70.50", "unknown", "0"], "rooms": ["3", "-1"], "food": ["hay", "hay\nfish", "none"],
    "since": ["2024-05-17", "2024-05", "2024"], "sort": ["cat", "dog", "a cow"], "kin": ["Ann | 555", "none", "A | \nB | 1"],
}  # fmt: skip
own_answers = st.fixed_dictionaries({}, optional={key: st.sampled_from(said) for key, said in _SAID.items()})


def of_a_person(**said):
    """Return the copy of somebody who answered this to the clinic's own questions."""
    columns = {key: said.pop(key, "") for key in OWN_COLUMNS}
    patient = _patient(language="en", **columns, extra=dump_others(said))
    return Gathered(
        at=NOW, clinic=Clinic("Larkfield", "01632 960 555", "999"), patient=patient, address=None, public_url=AT, asked=ASKED,
        newest=ASKED, earlier=(), notes=(), alarms=(), consents=(), chat=None, exports=(), sheets=(), requests=(), restrictions=(),
        events=(), kept_until=NOW, roles={},
    )  # fmt: skip


def _with(copy, **said):
    """Return a copy of somebody who said this instead."""
    was = {key: getattr(copy.patient, key) for key in (*ALL, "language")}
    return replace(copy, patient=_patient(**was | said))


def _allergic(copy, said):
    return _with(copy, extra=dump_others({"allergies": said}))


@st.composite
def copies(draw):
    """Return a copy of somebody who has said anything at all."""
    name, address, history, medicines = (draw(values) for _ in range(4))
    language = draw(st.sampled_from(["en", "es"]))
    extra = draw(st.dictionaries(st.sampled_from(["allergies", "doctor", "more"]), texts)) | draw(own_answers)
    patient = _patient(
        language=language,
        name=name,
        birth_date=draw(dates),
        address=address,
        medical_history=history,
        medications=medicines,
        extra=dump_others(extra),
    )
    on_behalf = draw(st.booleans())
    decisions = draw(st.lists(st.sampled_from(["given", "refused"]), max_size=3))
    return Gathered(
        at=NOW,
        clinic=Clinic(draw(texts), "01632 960 555", "999"),
        patient=patient,
        address=draw(values),
        public_url=AT,
        asked=ASKED,
        newest=ASKED,
        earlier=tuple(
            Earlier(KeptVersion(patient_id=ID, version=1, at=NOW, actor="patient", snapshot=""), answers)
            for answers in draw(st.lists(st.none() | st.just({"name": "Earlier"}), max_size=2))
        ),
        notes=(_note(draw(values)),),
        alarms=(_alarm(draw(values)),),
        consents=tuple(
            _consent(decision, language, draw(st.none() | st.text(min_size=1)), on_behalf=on_behalf)
            for decision in decisions
        ),
        chat=draw(
            st.none() | st.just(Chat(False, (_STEP,), (_READ,)))
        ),
        exports=(Left("csv", NOW, ("name",), True),),
        sheets=(OnSheet("1AbC", NOW),),
        requests=(
            RightsRequest(
                id=ID, patient_id=ID, kind="copy", channel="chat", asked_on=NOW.date(), due_on=NOW.date(),
                noted_at=NOW, noted_by="patient", note=draw(texts),
            ),
        ),
        restrictions=(Restriction(patient_id=ID, at=NOW, actor="staff:x"),),
        events=(AuditEvent(
                seq=1, id=ID, at=NOW, actor=f"staff:{STAFF}", action="patient.shown", subject_kind="patient",
                subject_id=ID, written='{"parts": ["health"]}',
            ),),
        looks=(Look(NOW, f"staff:{STAFF}", "patient.shown", draw(parts)),),
        kept_until=NOW,
        roles={f"staff:{STAFF}": "clinician"},
    )  # fmt: skip


def strings_in(value):
    """Yield every string of a document, with the name that it stands under."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from ((name, text) for _, text in strings_in(each)) if isinstance(each, list) else ()
            yield from strings_in(each) if isinstance(each, dict) else ()
            if isinstance(each, str):
                yield name, each
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)
            if isinstance(each, str):
                yield "", each


def in_one_form(value):
    """Return a document with its moments in one form: FHIR takes fractions of a second of any length."""
    if isinstance(value, dict):
        return {name: in_one_form(each) for name, each in value.items()}
    if isinstance(value, list):
        return [in_one_form(each) for each in value]
    is_moment = isinstance(value, str) and MOMENT.fullmatch(value)
    return datetime.fromisoformat(value) if is_moment else value


def assert_fhir(resource):
    Bundle.model_validate({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource}]})


@given(copies())
@settings(max_examples=30)
def test_whatever_was_said_the_bundle_is_fhir_r4b_and_comes_back_as_it_was(copy):
    written = json.loads(fhir.write(copy))
    read = Bundle.model_validate(written)
    assert in_one_form(json.loads(read.model_dump_json())) == in_one_form(written)
    for name, text in strings_in(written):
        assert FHIR_STRING.fullmatch(text), name
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    entries = written["entry"]
    urls = [entry["fullUrl"] for entry in entries]
    assert len(urls) == len({*urls})
    for entry in entries:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
        assert FHIR_ID.fullmatch(entry["resource"]["id"])
    assert {text for name, text in strings_in(written) if name == "reference"} <= {*urls}
    asked, answered = (entry["resource"] for entry in entries[1:3])
    assert answered["questionnaire"] == f"{asked['url']}|{asked['version']}"
    types = {item["linkId"]: item["type"] for item in asked["item"]}
    for item in answered["item"]:
        names = {name.lstrip("_") for value in item.get("answer", ()) for name in value}
        assert names <= {VALUES.get(types.get(item["linkId"], "string"), "valueString")}
    kinds = [entry["resource"]["resourceType"] for entry in entries]
    assert kinds[:3] == ["Patient", "Questionnaire", "QuestionnaireResponse"]
    assert kinds.count("Consent") == len(copy.consents)
    assert kinds.count("AuditEvent") == len(copy.looks)
    assert kinds[-1] == "Provenance"


def shown(key, text, language):
    """Return an answer as people read it; a birth date as it is stored."""
    question = ASKED.question(key)
    return show(question, text, language) if question and key != "birth_date" else text


@given(copies())
@settings(max_examples=30)
def test_whatever_was_said_the_json_is_of_our_schema_and_says_it_exactly(copy):
    written = json.loads(document.write(copy))
    assert [error.message for error in VALID.iter_errors(written)] == []
    said = {each["key"]: each["answer"] for each in written["answers"]}
    for key in ("name", "birth_date", "address", "medical_history", "medications"):
        own = getattr(copy.patient, key)
        language = copy.patient.language
        assert said[key] == (shown(key, own, language) if isinstance(own, str) else None)
        assert (key in written["unreadable"]) is not isinstance(own, str)
    extra = copy.patient.others
    assert {key: said[key] for key in extra} == {
        key: shown(key, text, copy.patient.language) for key, text in extra.items()
    }
    assert written["requests"][0]["note"] == copy.requests[0].note


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("1990-03-04", "1990-03-04"),
        ("1950", "1950"),
        ("age 76 on 2026-11-25", None),
        ("2023-02-30", None),
        ("0000", None),
        ("0000-00-00", None),
        ("٢٠٢٣", None),
        ("", None),
        (None, None),
    ],
)
def test_a_birth_date_is_a_day_or_a_year_or_is_left_to_the_answers(stored, written):
    assert date_of(stored) == written


ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
RENDERED = "http://hl7.org/fhir/StructureDefinition/rendered-value"
_AGE = "age 76 on 2026-11-25"


def instead(why, words):
    return {"extension": [{"url": ABSENT, "valueCode": why}, {"url": RENDERED, "valueString": words}]}


def system(key):
    return f"https://intake.example/fhir/CodeSystem/anteroom/{key}"


@for_each(
    ("key", "stored", "answers"),
    [
        ("birth_date", "1990-03-04", [{"valueDate": "1990-03-04"}]),
        ("birth_date", "1950", [{"valueDate": "1950"}]),
        ("birth_date", _AGE, [{"_valueDate": instead("as-text", _AGE)}]),
        ("address", "1950", [{"valueString": "1950"}]),
        ("pet", "yes", [{"valueBoolean": True}]),
        ("pet", "declined", [{"_valueBoolean": instead("asked-declined", "Rather not say")}]),
        ("weight", "70.50", [{"valueQuantity": {"value": Decimal("70.50"), "unit": "kilos", **UCUM}}]),
        ("weight", "unknown", [{"valueQuantity": instead("asked-unknown", "Not known")}]),
        ("rooms", "3", [{"valueInteger": 3}]),
        ("since", "2024-05", [{"valueDate": "2024-05"}]),
        ("sort", "cat", [{"valueCoding": {"system": system("sort"), "code": "cat", "display": "A cat"}}]),
        ("food", "hay\nfish", [
            {"valueCoding": {"system": system("food"), "code": "hay", "display": "Hay"}},
            {"valueCoding": {"system": system("food"), "code": "fish", "display": "Fish"}},
        ]),
        ("food", "none", [{"valueCoding": instead("not-applicable", "None stated")}]),
        ("more", "Two\nlines", [{"valueString": "Two\nlines"}]),
        ("gone", "Nobody asks this", [{"valueString": "Nobody asks this"}]),
    ],
)  # fmt: skip
def test_an_answer_is_of_the_type_that_was_asked_for(key, stored, answers):
    copy = of_a_person(**{key: stored})
    item = next(item for item in questionnaire_response(copy)["item"] if item["linkId"] == key)
    assert item["answer"] == answers
    assert_fhir(questionnaire_response(copy))


def test_a_list_is_a_group_for_each_row_and_an_empty_cell_is_left_out():
    said = questionnaire_response(of_a_person(kin="Ann | 555\nBob | "))["item"]
    rows = [
        {cell["linkId"]: cell["answer"][0]["valueString"] for cell in item["item"]}
        for item in said
        if item["linkId"] == "kin"
    ]
    assert rows == [{"kin.name": "Ann", "kin.phone": "555"}, {"kin.name": "Bob"}]
    (none,) = [
        item for item in questionnaire_response(of_a_person(kin="none"))["item"] if item["linkId"] == "kin"
    ]
    assert none == {"linkId": "kin", "text": "Whom may we call?", **instead("not-applicable", "None stated")}


def test_own_questions_are_in_the_json_with_their_words_and_as_what_they_are():
    copy = of_a_person(
        pet="no", weight="70.5", rooms="3", sort="cat", food="hay", since="2024", kin="Ann | 555"
    )
    written = document.document(copy)
    assert [error.message for error in VALID.iter_errors(written)] == []
    own = {each["key"]: each for each in written["answers"] if "kind" in each}
    assert {key: each["value"] for key, each in own.items()} == {
        "pet": False, "weight": 70.5, "rooms": 3, "sort": "cat", "food": ["hay"], "since": "2024",
        "kin": [{"name": "Ann", "phone": "555"}],
    }  # fmt: skip
    assert own["pet"] == {
        "key": "pet", "question": "Pet", "answer": "No", "asked": "Have you a pet?", "kind": "yes_no", "value": False,
    }  # fmt: skip
    assert own["weight"]["unit"] == "kg"
    assert (written["asked_version"], written["scores"]) == (2, [{"key": "sum", "name": "Sum", "points": 4}])


@pytest.mark.parametrize(
    ("address", "points"),
    [
        ("whatsapp:+447700900123", [{"system": "phone", "value": "+447700900123"}]),
        ("+447700900123", [{"system": "sms", "value": "+447700900123"}]),
        ("whatsapp:US.1349876543210987", [{"system": "other", "value": "whatsapp:US.1349876543210987"}]),
        ("whatsapp:+44 7700", [{"system": "other", "value": "whatsapp:+44 7700"}]),
        (None, []),
    ],
)
def test_a_number_is_one_that_others_can_call(address, points):
    assert telecom(address) == points
    assert_fhir({"resourceType": "Patient", **({"telecom": points} if points else {})})


def test_a_wrong_birth_date_would_be_refused_by_the_oracle():
    bad = {"resourceType": "Patient", "birthDate": "4 March 1990"}
    with pytest.raises(ValueError, match="birthDate"):
        assert_fhir(bad)


def test_an_id_is_the_same_in_every_copy_and_no_other_patients():
    assert id_of(ID, "bundle") == uuid5(ID, "bundle") != id_of(STAFF, "bundle")


@settings(max_examples=10)
@given(copies())
def test_each_line_of_an_allergy_is_a_resource_that_nobody_has_confirmed(copy):
    found = list(allergies(_allergic(copy, "Penicillin, a rash\nLatex")))
    assert [each["code"]["text"] for each in found] == ["Penicillin, a rash", "Latex"]
    assert {each["verificationStatus"]["coding"][0]["code"] for each in found} == {"unconfirmed"}
    assert allergies(_allergic(copy, "none")) == []


REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def why_absent(element):
    [extension] = element["extension"]
    assert extension["url"] == REASON
    return extension["valueCode"]


@settings(max_examples=20)
@given(copies())
def test_what_is_not_known_of_a_person_is_said_and_no_name_is_split(copy):
    named = _with(copy, name="Maya Okafor-Lindt")
    patient = patient_of(named)
    assert "gender" not in patient
    assert why_absent(patient["_gender"]) == "not-asked"
    [name] = patient["name"]
    assert name["text"] == "Maya Okafor-Lindt"
    assert not {"family", "given"} & name.keys()
    assert why_absent(name["_family"]) == why_absent(name["_given"][0]) == "unknown"
    assert_fhir(patient)


@settings(max_examples=20)
@given(copies(), copies())
def test_whoever_was_asked_the_same_has_the_same_questionnaire(one, other):
    asked = one.patient.extra
    other = _with(other, language=one.patient.language, extra=asked)
    one = replace(one, clinic=other.clinic)
    first, second = questionnaire(one), questionnaire(other)
    assert (first["url"], first["version"]) == (f"{AT}/fhir/Questionnaire/anteroom", "2")
    assert first == second
    assert questionnaire_response(other)["questionnaire"] == f"{first['url']}|2"
    earlier = replace(other, asked=SHIPPED)
    assert questionnaire(earlier)["id"] != first["id"]
    assert questionnaire_response(earlier)["questionnaire"] == f"{first['url']}|1"
