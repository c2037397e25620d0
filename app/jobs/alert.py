"""The job `alert`: staff are told of an alarm where they look, on the desk.

It sends nothing. The trail then says since when the alarm has stood there.
"""

from __future__ import annotations

from typing import Final

from app.services import Services
from app.store import AuditFilters, Beat, Job

ALERTED: Final = "alarm.alerted"


def run(services: Services, job: Job, _beat: Beat) -> None:
    """Record once that an alarm stands on the desk.

    Of one that was taken or erased before, nothing is recorded.
    """
    with services.store.begin() as unit:
        alarm = None if job.subject_id is None else unit.alarms.get(job.subject_id)
        if alarm is None or not alarm.waits:
            return
        if not unit.audit.page(AuditFilters(action=ALERTED, subject_id=alarm.id), 1):
            unit.audit.record("anteroom", ALERTED, "alarm", alarm.id, at=services.clock())
