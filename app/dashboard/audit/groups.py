"""Group the events of the trail, for its filter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _

from app.store.trail.events import TrailEvent, TrailGroup
from app.web.feature import brought

GROUPS: Final[Mapping[TrailGroup, str]] = {
    TrailGroup.SIGN_IN: _("Sign-ins"),
    TrailGroup.ACCOUNT: _("Their own account"),
    TrailGroup.STAFF: _("Staff changes"),
    TrailGroup.PATIENT: _("Patients"),
    TrailGroup.ALARM: _("Alarms"),
    TrailGroup.REQUEST: _("Patient requests"),
    TrailGroup.CONSENT: _("Consent"),
    TrailGroup.CONVERSATION: _("Conversations"),
    TrailGroup.FORM: _("Secure form"),
    TrailGroup.INVITATION: _("Invitations"),
    TrailGroup.REPORT: _("Report"),
    TrailGroup.EXPORT: _("Exports"),
    TrailGroup.BACKUP: _("Backups"),
    TrailGroup.SETTINGS: _("Settings"),
    TrailGroup.MAINTENANCE: _("Maintenance"),
    TrailGroup.RETENTION: _("Retention"),
    TrailGroup.AUDIT: _("Audit trail"),
    TrailGroup.BREACH: _("Breaches of data"),
    TrailGroup.KEYS: _("Keys"),
    TrailGroup.WEBHOOK: _("Refused requests"),
    TrailGroup.DOOR: _("Access refused"),
}


def beginnings_of(group: TrailGroup) -> tuple[str, ...]:
    """Return how the codes of a group's events begin.

    That is an area such as `staff.`, or a whole code where another group has events of the area.
    """
    events = brought().events.values()
    shared = {_area(event) for event in events if event.group is not group}
    return tuple(
        dict.fromkeys(
            event.code if (area := _area(event)) in shared else area
            for event in events
            if event.group is group
        )
    )


def _area(event: TrailEvent) -> str:
    area, dot, _rest = event.code.partition(".")
    return area + dot
