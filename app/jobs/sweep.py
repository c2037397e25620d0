"""What has to be tidied up now and then: exports that nobody will finish, and files that nobody fetched."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.exports import custody
from app.exports.proceeding import TAKEN_WITHIN

if TYPE_CHECKING:
    from app.services import Services
    from app.store import Beat, Job

KIND: Final = "exports.sweep"
EVERY: Final = timedelta(minutes=10)
_APPROVED_WITHIN: Final = timedelta(days=7)


def ask(services: Services) -> None:
    """Have it done, by whichever worker comes first."""
    with services.store.begin() as unit:
        unit.outbox.add(KIND, None, "anteroom", services.clock())


def run(services: Services, _job: Job, _beat: Beat) -> None:
    """Tidy up."""
    custody.sweep(services)
    now = services.clock()
    with services.store.begin() as unit:
        forgotten = unit.export_files.forget_older(now - TAKEN_WITHIN)
        expired = unit.exports.expire(now - _APPROVED_WITHIN, now - TAKEN_WITHIN, now)
        unit.outbox.purge(now, KIND)
    if forgotten or expired:  # an export that expired may have had a passphrase
        services.store.scrub()
