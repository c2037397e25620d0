"""One job at a time has its hands in a spreadsheet: rows are named by number, and each that goes moves the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.exports.proceeding import PUSH
from app.store import Delayed
from app.store.sheet_ledger import REMOVAL

if TYPE_CHECKING:
    from app.services import Services
    from app.store import Job

KINDS: Final = (PUSH, REMOVAL)


def take(services: Services, job: Job) -> None:
    """Go on if no other job is at it. Of two that begin at once, both may wait.

    Raises:
        Delayed: another job is.
    """
    with services.store.read() as unit:
        if unit.outbox.others_run(job.id, KINDS, services.clock()):
            raise Delayed("sheet_in_use", counts=False)
