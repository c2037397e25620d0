"""`/fhir/Questionnaire`: whoever works here gets what is asked, at its canonical address, and learns nothing of a patient."""

from __future__ import annotations

import json

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire as Oracle

from app.fhir import imported
from app.intake.definition import Definition, Item, Wording
from app.intake.questionnaire import FIRST, SHIPPED
from app.store.clinic import questionnaires
from app.store.trail import audit

DOORS = {"GET /fhir/Questionnaire/<name>": "signed in, may sign in"}
AT = "/fhir/Questionnaire/anteroom"
PET = Item(
    "pet", words={"en": Wording("Pet", "Have you a pet?"), "es": Wording("Mascota", "¿Tiene mascota?")}
)


@pytest.fixture
def published(store, clock):
    """Publish a question of the clinic's own as version 2."""
    asked = Definition((*SHIPPED.definition.items, PET))
    with store.begin() as unit:
        assert questionnaires.publish(unit.db, FIRST, asked, "staff:x", clock())
    return asked


@pytest.mark.parametrize("role", ["reception", "auditor"])
def test_every_member_gets_what_is_asked_now_and_what_was_asked(role, colleague, published, services, store):
    person = colleague(role)
    person.is_let_in()
    with store.read() as unit:
        told = len(audit.latest(unit.db, 99))
    sent = person.browser.get(AT)
    assert sent.headers["Content-Type"] == "application/fhir+json"
    Oracle.model_validate_json(sent.data)
    assert imported.read(sent.data).definition == published
    resource = json.loads(sent.data)
    assert (resource["url"], resource["version"]) == (f"{services.settings.public_url}{AT}", "2")
    before = json.loads(person.browser.get(f"{AT}-1").data)
    assert (before["url"], before["version"], before["id"]) == (resource["url"], "1", "anteroom-1")
    assert "pet" not in {item["linkId"] for item in before["item"]}
    with store.read() as unit:
        assert len(audit.latest(unit.db, 99)) == told, "no patient is in it"


def test_nobody_else_gets_it_and_another_name_is_not_found(app, colleague):
    assert app.test_client().get(AT, base_url="https://localhost").headers["Location"].startswith("/login")
    ines = colleague("reception")
    ines.is_let_in()
    for name in (
        "anteroom-2",
        "anteroom-0",
        "anteroom-٣",
        "anteroom-99999999999",
        "patient",
        "anteroom.json",
    ):
        assert ines.browser.get(f"/fhir/Questionnaire/{name}").status_code == 404, name
