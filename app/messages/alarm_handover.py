"""Mail a member that an alarm was handed to them, or that theirs was taken over.

It says nothing of the patient. The trail says who was told when, or that they could not be, and so does the page of the
alarm.
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
from app.store.trail.events import TrailEvent
from app.store.trail.recorded import HANDOVER_TOLD, NOT_TOLD, TAKEOVER_TOLD
from app.store.work import alarm_takings
from app.store.work.alarm_takings import HANDED, TAKEN_OVER, AlarmTaking, Ended
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.clinic import clinic_in
from app.web.feature import JobKind, Lane

_HANDED: Final = N_("An alarm was handed over to you.")
_CALL: Final = N_("Open the link, and call the patient.")
_TAKEN_OVER: Final = N_("A colleague took over an alarm from you.")
_READ: Final = N_("Open the link to see who has it now.")


def run_handed(services: Services, job: Job, _beat: Beat) -> None:
    """Mail the member who has the alarm now, unless it went on or ended since.

    Raises:
        Delayed, Hopeless: as `mail.send` does.
    """
    with services.store.read() as unit:
        taking = _taking(unit, job)
    if taking is not None and taking.ended is None and taking.outcome is None:
        _tell(services, job, taking, HANDOVER_TOLD, (_HANDED, _CALL))


def run_taken_over(services: Services, job: Job, _beat: Beat) -> None:
    """Mail the member from whom a colleague took an alarm over.

    Raises:
        Delayed, Hopeless: as `mail.send` does.
    """
    with services.store.read() as unit:
        taking = _taking(unit, job)
    if taking is not None and taking.ended == Ended.TAKEN_OVER:
        _tell(services, job, taking, TAKEOVER_TOLD, (_TAKEN_OVER, _READ))


HANDING = JobKind(
    HANDED, _("Telling a member that an alarm was handed over to them"), run_handed, Lane.ALARMS, errors=mail.ERRORS
)  # fmt: skip
TAKING_OVER = JobKind(
    TAKEN_OVER, _("Telling a member that their alarm was taken over"), run_taken_over, Lane.ALARMS, errors=mail.ERRORS
)  # fmt: skip


def _tell(
    services: Services, job: Job, taking: AlarmTaking, event: TrailEvent, words: tuple[str, str]
) -> None:
    """Mail the member of a taking, and record whether the server took it.

    A worker that is killed after the server took it sends it again, under the same Message-ID.

    Raises:
        Delayed, Hopeless: as `mail.send` does.
    """
    server, url = services.settings.alerts.mail, services.settings.public_url
    with services.store.read() as unit:
        member = _member(unit, taking)
        clinic = clinic_in(unit, services.settings.clinic).name
    if server is None or member is None:
        return
    link = f"{url}/alarms/{taking.conversation_id}"
    spoken = zip(*(in_each(each) for each in (*words, FOOTER)), strict=True)
    parts = [f"{clinic}: {said}\n{asked}\n{link}\n\n{footer}" for said, asked, footer in spoken]
    subject = f"Anteroom, {parts[0].partition(chr(10))[0]}"
    at = taking.ended_at or taking.taken_at
    body = "\n\n--\n\n".join(parts)
    try:
        mail.send(server, mail.compose(server, url, job.id, member.email, subject, body, at))
    except (Delayed, Hopeless) as failed:
        if job.attempts <= 1 or isinstance(failed, Hopeless):
            _record(services, taking, NOT_TOLD, member)
        raise
    _record(services, taking, event, member)


def _record(services: Services, taking: AlarmTaking, event: TrailEvent, member: Member) -> None:
    with services.store.begin() as unit:
        now, details = services.clock(), {"staff": str(member.id)}
        audit.record(unit.db, "anteroom", event, "conversation", taking.conversation_id, details, at=now)


def _taking(unit: Transaction, job: Job) -> AlarmTaking | None:
    return None if job.subject_id is None else alarm_takings.get(unit.db, job.subject_id)


def _member(unit: Transaction, taking: AlarmTaking) -> Member | None:
    """Return the member who took an alarm, if they may still sign in."""
    kind, _colon, member = taking.taken_by.partition(":")
    found = staff.get(unit.db, UUID(member)) if kind == "staff" else None
    return found if found is not None and found.is_genuine and found.disabled_at is None else None
