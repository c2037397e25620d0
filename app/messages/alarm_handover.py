"""Mail a member that an alarm was handed over to them.

It says nothing of the patient.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.checks import N_
from app.messages import mail
from app.messages.alert_words import FOOTER, in_each
from app.services import Services
from app.store import Transaction
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alarm_takings
from app.store.work.alarm_takings import HANDED, AlarmTaking
from app.store.work.jobs import Beat, Job
from app.web.clinic import clinic_in
from app.web.feature import JobKind, Lane

_TOLD = TrailEvent(
    "alarm.handover_told", "Told a member by e-mail that an alarm was handed over to them", TrailGroup.ALARM
)
_SUBJECT: Final = N_("An alarm was handed over to you.")
_OPEN: Final = N_("Open the link, and call the patient.")


def run(services: Services, job: Job, _beat: Beat) -> None:
    """Mail the member who has the alarm now, unless it went on or ended since.

    A worker that is killed after the server took it sends it again, under the same Message-ID.

    Raises:
        Delayed, Hopeless: as `mail.send` does.
    """
    server = services.settings.alerts.mail
    with services.store.read() as unit:
        taking = None if job.subject_id is None else alarm_takings.get(unit.db, job.subject_id)
        member = _holder(unit, taking)
        clinic = clinic_in(unit, services.settings.clinic).name
    if server is None or taking is None or member is None:
        return
    url = services.settings.public_url
    link = f"{url}/alarms/{taking.conversation_id}"
    spoken = zip(in_each(_SUBJECT), in_each(_OPEN), in_each(FOOTER), strict=True)
    parts = [f"{clinic}: {said}\n{asked}\n{link}\n\n{footer}" for said, asked, footer in spoken]
    subject = f"Anteroom, {parts[0].partition(chr(10))[0]}"
    message = mail.compose(
        server, url, taking.id, member.email, subject, "\n\n--\n\n".join(parts), taking.taken_at
    )
    mail.send(server, message)
    with services.store.begin() as unit:
        now, details = services.clock(), {"staff": str(member.id)}
        audit.record(unit.db, "anteroom", _TOLD, "conversation", taking.conversation_id, details, at=now)


MAILING = JobKind(
    HANDED, _("Telling a member that an alarm was handed over to them"), run, Lane.ALARMS, errors=mail.ERRORS
)


def _holder(unit: Transaction, taking: AlarmTaking | None) -> Member | None:
    """Return the member who still has the alarm by this taking, and may still sign in."""
    if taking is None or taking.ended is not None or taking.outcome is not None:
        return None
    kind, _colon, member = taking.taken_by.partition(":")
    found = staff.get(unit.db, UUID(member)) if kind == "staff" else None
    return found if found is not None and found.is_genuine and found.disabled_at is None else None
