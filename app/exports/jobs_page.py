"""Serve `/jobs/<id>`: how far a job is, for the person who requested it.

The page reloads automatically only when asked to.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta, lazy_gettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Conflict, NotFound

from app.exports.custody import clear_away
from app.exports.lifecycle import Outcome, try_again
from app.exports.one import about
from app.exports.targets import all_jobs, does_export
from app.exports.words import JOB_STATES
from app.guard.doors import GuardedBlueprint, May, allows
from app.guard.session import actor, current_session, hold_member, recently_confirmed
from app.records.actors import Actors
from app.services import current
from app.store import Transaction
from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import jobs
from app.store.work.jobs import FORGED, Job
from app.web.clinic import reference
from app.web.feature import NavigationEntry, Words, brought
from app.web.page import flash

blueprint = GuardedBlueprint("jobs", __name__, url_prefix="/jobs")
_CANCELLED = TrailEvent("job.cancelled", "Stopped a job: {kind}", TrailGroup.EXPORT)
RETRIED = TrailEvent("job.retried", "Retried a failed job", TrailGroup.EXPORT)
NOUNS: Final = Words("kind", {kind: job.noun for kind, job in all_jobs().items() if job.noun})
EVERY: Final = 5
"""Seconds between two automatic reloads of the page."""
_ERRORS: Final = {
    "interrupted": lazy_gettext("the server was stopped; it continues automatically"),
    "no_such_export": lazy_gettext("its export no longer exists"),
    "patient_erased": lazy_gettext("a patient was erased or restricted in the meantime; it starts again"),
    "content_waits": lazy_gettext("WhatsApp has not decided yet"),
    "store_unavailable": lazy_gettext("the database could not be reached"),
    FORGED: lazy_gettext("Anteroom did not write it; see flask doctor"),
    "never_finished": lazy_gettext("the server was stopped every time before it finished"),
    "not_allowed": lazy_gettext("the person who requested it may no longer export"),
    "not_approved": lazy_gettext("it was refused, stopped or downloaded in the meantime"),
}
"""Code -> what it means. A kind of job has words for what is its own."""
_UNEXPECTED: Final = lazy_gettext("something unexpected; see the server’s log")
_WORTH_A_GUESS: Final = 20


class VisibleJob(NamedTuple):
    """A job, as far as this member may see it, and the export that it does."""

    job: Job
    export: Export | None


@blueprint.get(
    "/<uuid:job_id>", door=recently_confirmed(May.EXPORT), confirms=_l("See the progress of a job")
)
def job_page(job_id: UUID) -> ResponseReturnValue:
    """Show the state of a job.

    With `watch`, the browser reloads the page every few seconds until the job is over.
    """
    services = current()
    with services.store.read() as unit:
        visible = _visible_job(unit, job_id)
        details = about(unit, visible.export) if visible.export else {}
    job = visible.job
    watched = request.args.get("watch") == "1" and not job.over
    kind, word = JOB_STATES[job.state]
    page = render_template(
        "exports/job.html",
        **details,
        job=job,
        what=title_of(job.kind),
        kind=kind,
        word=str(word),
        job_reference=reference(job.id),
        error=error_in_words(job.error),
        left=_left(visible, services.clock()),
        watched=watched,
        every=EVERY,
        may_stop=does_export(job.kind),
        may_retry=job.state == "failed" and allows(current_session().member.role, May.CHANGE_SETTINGS),
    )
    answer = make_response(page)
    if watched:
        # A browser obeys this header as it would a tag in the page. Where it is ignored, people reload the page themselves.
        answer.headers["Refresh"] = f"{EVERY}; url=/jobs/{job.id}?watch=1"
    return answer


@blueprint.post("/<uuid:job_id>/cancel", door=recently_confirmed(May.EXPORT))
def cancel(job_id: UUID) -> ResponseReturnValue:
    """Stop a job. What has been sent already stays where it is.

    Raises:
        Conflict: jobs of this kind cannot be stopped.
    """
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        hold_member(unit)
        visible = _visible_job(unit, job_id)
        if not does_export(visible.job.kind):
            raise Conflict
        if stopped := jobs.cancel(unit.db, job_id, now):
            if visible.export is not None:
                exports.cancel(unit.db, visible.export.id, now)
                clear_away(unit, visible.export, now)
            details = {"kind": visible.job.kind}
            audit.record(unit.db, actor(), _CANCELLED, "job", job_id, details, at=now)
    flash(_("Stopped.") if stopped else _("It had already finished."))
    return redirect(url_for("jobs.job_page", job_id=job_id), HTTPStatus.SEE_OTHER)


def title_of(kind: str) -> str:
    """Return what pages call a kind of job: its code, if nobody does it any more."""
    job = brought().jobs.get(kind)
    return str(job.title) if job else kind


def error_in_words(code: str | None) -> str:
    """Return the last problem in words.

    An unknown code is the name of an exception, which would mean nothing to a reader.
    """
    if not code:
        return ""
    of_jobs = (job.errors[code] for job in brought().jobs.values() if code in job.errors)
    return str(_ERRORS.get(code) or next(of_jobs, _UNEXPECTED))


def _visible_job(unit: Transaction, job_id: UUID) -> VisibleJob:
    """Return a job of this member's own; an admin sees any.

    Raises:
        NotFound: it is another member's, or there is no job with this id.
    """
    member, job = current_session().member, jobs.get(unit.db, job_id)
    if job is None:
        raise NotFound
    export = exports.get(unit.db, job.subject_id) if does_export(job.kind) and job.subject_id else None
    own = export is not None and export.staff_id == member.id
    if not own and not allows(member.role, May.CHANGE_SETTINGS):
        raise NotFound
    return VisibleJob(job, export)


def _left(visible: VisibleJob, now: datetime) -> str:
    """Return about how long it will still take, once there is something to judge by."""
    job, begun = visible.job, visible.export.started_at if visible.export else None
    if job.state != "running" or not job.total or job.progress < _WORTH_A_GUESS or begun is None:
        return ""
    left = (now - begun) / job.progress * max(job.total - job.progress, 0)
    return str(format_timedelta(max(left, timedelta(seconds=1)), threshold=1))


IN_NAVIGATION = NavigationEntry(
    "jobs.jobs_page",
    lazy_gettext("Failed jobs"),
    "alert",
    May.CHANGE_SETTINGS,
    100,
    "failed",
    lazy_gettext("waiting"),
    if_some=True,
)
_MOST: Final = 100
_SAID: Final = {
    Outcome.AGAIN: lazy_gettext("It will be tried again."),
    Outcome.TOO_LATE: lazy_gettext(
        "It was requested more than a day ago and won’t be tried again. Anyone who still needs it must request it again."
    ),
    Outcome.NOT_GIVEN_UP: lazy_gettext("It is no longer among the failed jobs."),
}


@blueprint.get("", door=recently_confirmed(May.CHANGE_SETTINGS), confirms=_l("See failed jobs"))
def jobs_page() -> ResponseReturnValue:
    """Show the failed jobs, latest first. A job holds ids and codes, and no answers."""
    with current().store.read() as unit:
        dead, actors = jobs.dead(unit.db, _MOST), Actors.of(unit)
        count = jobs.count_dead(unit.db)
    return render_template("exports/jobs.html", jobs=[_row(job, actors) for job in dead], count=count)


@blueprint.post("/<uuid:job_id>/retry", door=recently_confirmed(May.CHANGE_SETTINGS))
def retry(job_id: UUID) -> ResponseReturnValue:
    """Retry a failed job, unless its export was requested too long ago."""
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        hold_member(unit)
        job = jobs.get(unit.db, job_id)
        outcome = try_again(unit, job, now) if job else Outcome.NOT_GIVEN_UP
        if outcome is Outcome.AGAIN:
            audit.record(unit.db, actor(), RETRIED, "job", job_id, at=now)
    flash(str(_SAID[outcome]))
    return redirect(url_for("jobs.jobs_page"), HTTPStatus.SEE_OTHER)


def _row(job: Job, actors: Actors) -> dict[str, Any]:
    return {
        "id": job.id,
        "reference": reference(job.id),
        "what": title_of(job.kind),
        "who": actors.name(job.actor),
        "attempts": job.attempts,
        "error": error_in_words(job.error),
        "at": job.finished_at or job.created_at,
    }
