"""How long a record is kept, and why: by its state and its last change, or because something holds it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.dashboard.retention.words import span
from app.retention.current import rules_in
from app.retention.rule import class_of, days, kept_until
from app.services import current

if TYPE_CHECKING:
    from datetime import datetime

    from app.records.actors import Actors
    from app.store import Patient, Unit


def kept(unit: Unit, patient: Patient, actors: Actors, now: datetime) -> dict[str, Any]:
    """Return until when the record is kept, from what that counts, and the hold that stands, if one does."""
    rules = rules_in(unit, current().settings.retention)
    kind = class_of(patient.status)
    until = kept_until(kind, patient.updated_at, rules)
    hold = unit.holds.of(patient.id)
    length = span(days(kind, rules))
    untouched = patient.updated_at == patient.created_at
    return {
        "until": until,
        "over": until <= now,
        "held_back": unit.expired.is_held_back(patient.id),
        "since": _("%(span)s after it was received", span=length)
        if untouched
        else _("%(span)s after it was last changed", span=length),
        "hold": hold,
        "held_by": actors.name(hold.set_by) if hold else "",
    }
