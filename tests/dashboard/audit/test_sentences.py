"""The audit trail speaks the language of whoever reads it, and counts its days as the clinic does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.dashboard.audit_words import sentence
from app.features import FEATURES
from app.intake.clinic import Clinic
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.trail import audit
from app.store.trail.events import Counted
from tests.trail import event


@pytest.fixture(params=["en", "es"])
def language(request, app):
    with app.test_request_context(headers={"Accept-Language": request.param}):
        yield request.param


@pytest.mark.parametrize(
    ("action", "details", "english", "spanish"),
    [
        ("sign_out", {}, "Signed out", "Cerró sesión"),
        (
            "patient.updated",
            {"fields": ["name"]},
            "The patient changed one answer",
            "El paciente cambió una respuesta",
        ),
        (
            "patient.updated",
            {"fields": ["name", "address"]},
            "The patient changed 2 answers",
            "El paciente cambió 2 respuestas",
        ),
        (
            "patient.status_changed",
            {"from": "new", "to": "in_review"},
            "Changed the status from New to In review",
            "Cambió el estado de Nueva a En revisión",
        ),
        (
            "door.refused",
            {"route": "/audit", "needs": "read the audit trail"},
            "Refused at /audit: the role may not read the audit trail",
            "Se le denegó /audit: su rol no permite leer el registro de auditoría",
        ),
        (
            "sign_in.succeeded",
            {"proof": "recovery code", "network": "192.0.2.7"},
            "Signed in with a recovery code, from 192.0.2.7",
            "Inició sesión con un código de recuperación, desde 192.0.2.7",
        ),
        ("patient.shown", {"parts": ["identity", "health"]}, "Showed who they are, health answers", None),
        (
            "patients.listed",
            {"patients": 1284, "shown": 0},
            "Viewed the list: 1,284 records, 0 names shown",
            None,
        ),
        (
            "patients.listed",
            {"patients": 1, "shown": 0, "live": True},
            "Viewed the list: one record, 0 names shown, automatically by the open page",
            "Consultó la lista: una ficha, 0 nombres mostrados, automáticamente por la página abierta",
        ),
        (
            "patient.opened",
            {"page": "erase"},
            "Opened the page that erases the record",
            "Abrió la página que elimina la ficha",
        ),
        ("patient.opened", {}, "Opened the record", "Abrió la ficha"),
        ("session.ended", {}, "Ended – sessions of their own", "Cerró – sesiones suyas"),
        ("something.new", {"a": 1}, "something.new", "something.new"),
        ("staff.invited", {"role": "%(x)s {y}"}, "Invited someone as %(x)s {y}", None),
    ],
)
def test_an_event_is_told_in_the_pages_language(action, details, english, spanish, language):
    expected = {"en": english, "es": spanish}[language]
    assert expected is None or sentence(action, details) == expected


def test_every_sentence_can_be_told_with_and_without_its_details(language):
    everything = dict.fromkeys(
        "version parts from to reason patients shown kind found conversations fields step network route needs proof"
        " sessions devices role".split(),
        3,
    )
    for (code, page), declared in FEATURES.events.items():
        for details in ({}, everything | {"fields": ["name"]}):
            told = sentence(code, details | {"page": page})
            assert told
            assert "{" not in told, code
            assert isinstance(declared.sentence, Counted) or told != code


def test_a_day_of_the_trail_begins_at_the_clinics_midnight(services, clock, colleague):
    auditor = colleague("auditor")
    auditor.is_let_in()
    with services.store.begin() as unit:
        clinic = Clinic("Hazel Lane", "1", "112", timezone="Pacific/Auckland")  # 13 hours ahead in summer
        versions.keep(unit.db, ClinicVersion, 0, clinic, "operator", clock())
        for hour, action in ((10, "staff.enabled"), (11, "staff.disabled")):
            audit.record(unit.db, "operator", event(action), at=datetime(2026, 11, 24, hour, 30, tzinfo=UTC))
    page = auditor.browser.get("/audit?since=2026-11-25&until=2026-11-25").text
    assert "Disabled a member of staff" in page
    assert "Enabled a member of staff" not in page
    assert "00:30:00" in page
    page = auditor.browser.get("/audit?since=2026-11-24&until=2026-11-24").text
    assert "Enabled a member of staff" in page
    assert "Disabled a member of staff" not in page


def test_the_trail_is_read_in_spanish_from_end_to_end(services, colleague):
    auditor = colleague("auditor")
    auditor.is_let_in()
    auditor.browser.post("/account/language", language="es")
    page = auditor.browser.get("/audit").text
    for words in (
        "Registro de auditoría",
        "Cadena íntegra",
        "Preparó su inicio de sesión",
        "auditor/a</span>",
        "Hoy, ",
    ):
        assert words in page, words
