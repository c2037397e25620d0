"""What has to be tidied up now and then.

Those are exports that nobody will finish, and files that nobody fetched.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask_babel import lazy_gettext as _

from app.exports import custody
from app.exports.lifecycle import TAKEN_WITHIN
from app.services import Services
from app.store.exports import export_files, exports
from app.store.work import jobs
from app.store.work.jobs import Beat, Job
from app.web.feature import JobKind

SWEEP: Final = "exports.sweep"
SWEEP_EVERY: Final = timedelta(minutes=10)
_APPROVED_WITHIN: Final = timedelta(days=7)


def ask_for_sweep(services: Services) -> None:
    """Queue a sweep, for whichever worker comes first."""
    with services.store.begin() as unit:
        jobs.add(unit.db, SWEEP, None, "anteroom", services.clock())


def sweep(services: Services, _job: Job, _beat: Beat) -> None:
    """Close exports that nobody will finish, and forget files that nobody fetched."""
    custody.sweep(services)
    now = services.clock()
    with services.store.begin() as unit:
        forgotten = export_files.forget_older(unit.db, now - TAKEN_WITHIN)
        expired = exports.expire(unit.db, now - _APPROVED_WITHIN, now - TAKEN_WITHIN, now)
        jobs.purge(unit.db, now, SWEEP)
    if forgotten or expired:  # an export that expired may have had a passphrase
        services.store.scrub()


SWEEPING = JobKind(SWEEP, _("Cleaning up after exports"), sweep)
