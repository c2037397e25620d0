"""`/patients`: who has handed in an intake, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from flask import render_template, request
from werkzeug.exceptions import BadRequest

from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.signed_in import actor, signed_in
from app.intake.phrases import SHIPPED
from app.services import current

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.store import Patient

blueprint = GuardedBlueprint("patients", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/patients")
PAGE: Final = 50
_LABELS: Final = {"new": "New"}
_LANGUAGES: Final = {code: phrases.english_name for code, phrases in SHIPPED.items()}


@blueprint.get("")
def patients_page() -> ResponseReturnValue:
    """Show names and states; the look is written down in the same transaction."""
    services = current()
    after = _cursor(request.args.get("before", ""))
    with services.store.begin() as unit:
        found = unit.patients.page(PAGE + 1, after=after, columns=("name",))
        answering = unit.conversations.count_answering()
        unit.audit.record(actor(), "patients.listed", details=_looked_at(found[:PAGE]), at=services.clock())
    shown = found[:PAGE]
    older = f"/patients?before={_written(shown[-1])}" if len(found) > PAGE else None
    return render_template(
        "dashboard/patients.html",
        patients=[_row(patient) for patient in shown],
        answering=answering,
        older_url=older,
        newer_url="/patients" if after else None,
        empty=not shown,
    )


def _looked_at(patients: list[Patient]) -> dict[str, object]:
    """Return what the trail keeps of a look: how many names, and how many no key of ours opens."""
    unreadable = sum(not isinstance(patient.name, str) for patient in patients)
    looked: dict[str, object] = {"patients": len(patients)}
    return looked | {"unreadable": unreadable} if unreadable else looked


def _row(patient: Patient) -> dict[str, Any]:
    readable = isinstance(patient.name, str)
    return {
        "reference": f"{patient.id.hex[:4]}-{patient.id.hex[4:8]}",
        "name": patient.name if readable else None,
        "name_unreadable": not readable,
        "status": patient.status,
        "status_label": _LABELS.get(patient.status, patient.status),
        "received": patient.created_at,
        "language": _LANGUAGES.get(patient.language, patient.language),
    }


def _written(last: Patient) -> str:
    return f"{last.created_at:%Y%m%dT%H%M%S.%f}_{last.id.hex}"


def _cursor(text: str) -> tuple[datetime, UUID] | None:
    """Read where a page ends. It holds a time and an id, and no patient data."""
    if not text:
        return None
    moment, _, row = text.partition("_")
    try:
        return datetime.strptime(moment + "+0000", "%Y%m%dT%H%M%S.%f%z"), UUID(row)
    except ValueError:
        raise BadRequest from None
