"""What the clinic asks, read once a request."""

from __future__ import annotations

from flask import g

from app.intake.questionnaire import Questionnaire
from app.services import current
from app.store import Transaction
from app.store.clinic import questionnaires, versions
from app.web.clinic import use_versions_of_request


def questionnaire_in(unit: Transaction) -> Questionnaire:
    """Return what is asked of whoever begins now.

    It knows every answer that may be on record.
    """
    return questionnaires.in_force(unit.db)


def questionnaire_within(unit: Transaction) -> Questionnaire:
    """Return the same as this transaction reads it, for the whole request."""
    use_versions_of_request(unit)
    asked: Questionnaire = g.setdefault("questionnaire", questionnaire_in(unit))
    g.setdefault("newest_versions", versions.newest_of_all(unit.db))
    return asked


def current_questionnaire() -> Questionnaire:
    """Return what is asked now, read once a request."""
    asked: Questionnaire | None = g.get("questionnaire")
    if asked is None:
        with current().store.read() as unit:
            use_versions_of_request(unit)
            asked = g.questionnaire = questionnaire_in(unit)
    return asked
