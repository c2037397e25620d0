"""A copy has the clinic's own questions, in the words in which this patient was asked, whatever is asked since."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from fhir.resources.R4B.bundle import Bundle
from jsonschema import Draft202012Validator

from app.intake.definition import AnswerKind, Definition, Item, ReadBy, Wording
from app.intake.questionnaire import FIRST, SHIPPED
from app.store.clinic import questionnaires
from app.store.patients import patients
from tests.copies.copy_requests import SCHEMA, takes
from tests.dashboard.people_on_file import MAYA


def asks_of_pets(ask, *more):
    words = {code: Wording("Pet", ask) for code in ("en", "es")}
    pet = Item("pet", AnswerKind.YES_NO, words, about_health=False, read_by=ReadBy.EVERYONE)
    return Definition((*SHIPPED.definition.items, pet, *more))


@pytest.fixture
def asked_before(store, clock):
    """Return the id of somebody who was asked version 2; version 3 has other words, and a question more."""
    new = uuid4()
    with store.begin() as unit:
        questionnaires.publish(unit.db, FIRST, asks_of_pets("Have you a pet?"), "staff:x", clock())
        patients.create(unit.db, new, None, "en", {**MAYA, "pet": "yes"}, False, clock(), asked_version=2)
        more = Item("walks", words={code: Wording("Walks", "How far?") for code in ("en", "es")})
        questionnaires.publish(
            unit.db, 2, asks_of_pets("Does an animal live with you?", more), "staff:x", clock()
        )
    return new


def test_the_words_are_those_of_the_version_that_was_asked(nurse, asked_before, services):
    copy = json.loads(takes(nurse, asked_before).data)
    Draft202012Validator(SCHEMA).validate(copy)
    (pet,) = [each for each in copy["answers"] if each["key"] == "pet"]
    assert (copy["asked_version"], pet["asked"], pet["value"]) == (2, "Have you a pet?", True)
    assert "Have you a pet?" in takes(nurse, asked_before, format="html").text
    sent = takes(nurse, asked_before, format="fhir").data
    Bundle.model_validate_json(sent)
    asked, said = [each["resource"] for each in json.loads(sent)["entry"]][1:3]
    at = f"{services.settings.public_url}/fhir/Questionnaire/anteroom"
    assert (asked["url"], asked["version"], said["questionnaire"]) == (at, "2", f"{at}|2")
    assert "walks" not in {item["linkId"] for item in asked["item"]}
    (answered,) = [item for item in said["item"] if item["linkId"] == "pet"]
    assert answered == {"linkId": "pet", "text": "Have you a pet?", "answer": [{"valueBoolean": True}]}


def test_an_answer_that_only_a_later_version_asks_for_takes_the_copy_along(nurse, asked_before, store, clock):
    with store.begin() as unit:
        patients.correct(unit.db, asked_before, 1, {"walks": "To the mill"}, "staff:x", clock())
    entries = json.loads(takes(nurse, asked_before, format="fhir").data)["entry"]
    asked, said = [each["resource"] for each in entries][1:3]
    assert (asked["version"], said["status"]) == ("3", "amended")
    assert {item["linkId"] for item in said["item"]} <= {item["linkId"] for item in asked["item"]}
