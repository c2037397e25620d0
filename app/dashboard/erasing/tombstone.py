"""What is left where a patient was erased: when, by whom and why, and nothing of the person."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import render_template, request
from werkzeug.exceptions import NotFound

from app.dashboard.erasing.reasons import BY_ITSELF, REASONS
from app.guard.words import reference
from app.records.actors import Actors
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from flask import Flask
    from flask.typing import ResponseReturnValue

    from app.store import Erasure, Patient, Unit


class RecordErased(Exception):
    """The record that a request is about was erased. Raised within a transaction, it undoes it."""

    def __init__(self, erasure: Erasure) -> None:
        super().__init__()
        self.erasure = erasure


def init_tombstones(app: Flask) -> None:
    """Answer every request about an erased record with its tombstone."""
    app.register_error_handler(RecordErased, _answer)


def find_or_tombstone(unit: Unit, patient_id: UUID, columns: Collection[str] = ()) -> Patient:
    """Return the patient, with only these columns opened.

    Raises:
        RecordErased: there was one; the request is answered with a page that says so, status 410.
        NotFound: there never was.
    """
    found = unit.patients.get(patient_id, columns)
    if found is None:
        raise gone(unit, patient_id)
    return found


def gone(unit: Unit, patient_id: UUID) -> RecordErased | NotFound:
    """Return what to raise about a record that is not there, or is not there any more."""
    erasure = unit.erasures.find(patient_id)
    return NotFound() if erasure is None else RecordErased(erasure)


def _answer(error: RecordErased) -> ResponseReturnValue:
    erasure = error.erasure
    with current().store.read() as unit:
        by, scrub = Actors.of(unit).name(erasure.actor), unit.scrubs.of(erasure.patient_id)
    page = render_template(
        "dashboard/erased.html",
        reference=reference(erasure.patient_id),
        at=erasure.at,
        by=by,
        reason={**REASONS, **BY_ITSELF}.get(erasure.reason, erasure.reason),
        scrub=scrub,
        by_hand=current().settings.twilio.api is None,
        unsaved=request.method == "POST",
    )
    return page, HTTPStatus.GONE
