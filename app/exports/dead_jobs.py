"""`/jobs`: the jobs that were given up. An admin looks why, and lets them be tried anew."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import redirect, render_template
from flask_babel import lazy_gettext

from app.exports.jobs_page import KINDS, error_in_words
from app.exports.proceeding import Outcome, try_again
from app.guard.doors import GuardedBlueprint
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, hold_member, recently_confirmed
from app.guard.words import reference
from app.records.actors import Actors
from app.services import current

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.store import Job

blueprint = GuardedBlueprint(
    "dead_jobs", __name__, door=recently_confirmed(May.CHANGE_SETTINGS), url_prefix="/jobs"
)
_MOST: Final = 100
_SAID: Final = {
    Outcome.AGAIN: lazy_gettext("It is tried again."),
    Outcome.TOO_LATE: lazy_gettext(
        "It was asked for more than a day ago, and is not tried again. Who still wants it has to ask for it anew."
    ),
    Outcome.NOT_GIVEN_UP: lazy_gettext("It is not among those that were given up any more."),
}


@blueprint.get("")
def jobs_page() -> ResponseReturnValue:
    """Show them, the latest first. Ids and codes: a job holds no word of a patient's."""
    with current().store.read() as unit:
        dead, actors = unit.outbox.dead(_MOST), Actors.of(unit)
        count = unit.outbox.count_dead()
    return render_template("exports/jobs.html", jobs=[_row(job, actors) for job in dead], count=count)


@blueprint.post("/<uuid:job_id>/retry")
def retry(job_id: UUID) -> ResponseReturnValue:
    """Let one be tried anew, unless its export was asked for too long ago."""
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        hold_member(unit)
        job = unit.outbox.get(job_id)
        outcome = try_again(unit, job, now) if job else Outcome.NOT_GIVEN_UP
        if outcome is Outcome.AGAIN:
            unit.audit.record(actor(), "job.retried", "job", job_id, at=now)
    tell(str(_SAID[outcome]))
    return redirect("/jobs", HTTPStatus.SEE_OTHER)


def _row(job: Job, actors: Actors) -> dict[str, Any]:
    return {
        "id": job.id,
        "reference": reference(job.id),
        "what": str(KINDS.get(job.kind, job.kind)),
        "who": actors.name(job.actor),
        "attempts": job.attempts,
        "error": error_in_words(job.error),
        "at": job.finished_at or job.created_at,
    }
