"""Somebody at any question of the shipped list, who has answered those before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.intake.questions import QUESTIONS
from tests.intake.patient import CLINIC, Patient, flow_of

ASKED = tuple(question for question in QUESTIONS if not question.of_carer)
KEYS = tuple(question.key for question in ASKED)
ANSWERS = {
    "name": "Maya Okafor",
    "birth_date": "4 March 1990",
    "address": "12 Mill Lane, Larkfield",
    "medical_history": "Asthma",
    "allergies": "Latex",
    "medications": "Salbutamol",
    "reason": "A sore knee",
}


def at(key: str, **settings: Any) -> Patient:
    """Return somebody at a question, at a clinic with these settings."""
    clinic = replace(CLINIC, **settings)
    patient = Patient(flow_of(clinic, tuple(replace(question, part=None) for question in ASKED)))
    way = ("1",) if clinic.intake_mode == "ask" else ()
    patient.says("ok", "1", *way, "1", "1", *(ANSWERS[each] for each in KEYS[: KEYS.index(key)]))
    assert patient.progress.step == key
    return patient
