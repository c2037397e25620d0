"""What a clinic asks leaves as a FHIR Questionnaire, and comes back as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from fhir.resources.R4B.questionnaire import Questionnaire as Oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fhir import imported
from app.fhir.imported import Imported
from app.fhir.questionnaire import Publication, encoded, questionnaire
from app.intake.questionnaire import SHIPPED, Questionnaire
from tests.fhir.definitions import definitions

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
CLINIC = Publication("https://intake.example", "Mill Lane Clinic", NOW)


def exported(definition, version=2, of=CLINIC):
    return encoded(questionnaire(Questionnaire(version, definition), of))


@given(definitions(), st.sampled_from(["en", "es"]))
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_it_is_fhir_r4b_and_comes_back_as_it_was(asked, language):
    content = exported(asked, of=CLINIC._replace(language=language))
    Oracle.model_validate_json(content)
    back = imported.read(content)
    assert back == Imported(asked, (), is_ours=True)
    assert back.onto(SHIPPED.definition).items[: len(asked.items)] == asked.items


def test_a_questionnaire_has_the_clinics_canonical_address_and_its_version():
    written = json.loads(exported(SHIPPED.definition, 7))
    assert (written["url"], written["version"]) == ("https://intake.example/fhir/Questionnaire/anteroom", "7")
    assert [item["linkId"] for item in written["item"]][2:5] == ["name", "birth_date", "address"]
