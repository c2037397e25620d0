"""`/exports/<id>`: one export. A second person approves it here."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flask import redirect, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.exports.cells import UNREADABLE
from app.exports.fetching import is_ready
from app.exports.proceeding import TAKEN_WITHIN, is_a_job, may_be_taken
from app.exports.wording import column_names, patients_in_words, state_in_words, target_name
from app.guard.clinic import clinic_zone
from app.guard.doors import GuardedBlueprint
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, current_session, hold_member, recently_confirmed
from app.guard.words import reference
from app.records.actors import Actors
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.store import Export, Unit

blueprint = GuardedBlueprint(
    "exports_approving",
    __name__,
    door=recently_confirmed(May.EXPORT),
    url_prefix="/exports/<uuid:export_id>",
)
_NOTHING: Final[Mapping[str, str]] = {}
_LAST_EVENTS: Final = 10
"""How many lines of the trail are looked through for the end of a fetch."""


@blueprint.get("")
def export_page(export_id: UUID) -> ResponseReturnValue:
    """Show what was asked for, and what became of it."""
    return show_export(export_id)


@blueprint.post("/approve")
def approve(export_id: UUID) -> ResponseReturnValue:
    """Let it go ahead: whoever asked for it may take it within a day."""
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        member = hold_member(unit)
        export = find(unit, export_id)
        if decided := unit.exports.approve(export_id, member.id, now):
            unit.audit.record(actor(), "export.approved", "export", export_id, at=now)
    return _decided(
        export,
        decided=decided,
        said=_("It is approved. Whoever asked for it can go on with it within a day."),
    )


@blueprint.post("/refuse")
def refuse(export_id: UUID) -> ResponseReturnValue:
    """Let it not go ahead."""
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        member = hold_member(unit)
        export = find(unit, export_id)
        if decided := export.staff_id != member.id and unit.exports.refuse(export_id, member.id, now):
            unit.audit.record(actor(), "export.refused", "export", export_id, at=now)
    return _decided(export, decided=decided, said=_("It is refused, and stays on the list."))


def find(unit: Unit, export_id: UUID) -> Export:
    """Return an export.

    Raises:
        NotFound: there is none of this id.
    """
    export = unit.exports.get(export_id)
    if export is None:
        raise NotFound
    return export


def _decided(export: Export, *, decided: bool, said: str) -> ResponseReturnValue:
    if decided:
        tell(said)
        return redirect("/exports", HTTPStatus.SEE_OTHER)
    if export.staff_id == current_session().member.id:
        problem = _("You asked for it yourself: somebody else has to decide.")
    else:
        problem = _("Somebody has decided already.")
    return show_export(export.id, {"form": problem}, HTTPStatus.CONFLICT)


def show_export(
    export_id: UUID, problems: Mapping[str, str] = _NOTHING, status: HTTPStatus = HTTPStatus.OK
) -> ResponseReturnValue:
    """Return the page of an export, with what could not be done."""
    services, me = current(), current_session().member
    now = services.clock()
    with services.store.read() as unit:
        export = find(unit, export_id)
        job = unit.outbox.get(export.job_id) if export.job_id else None
        kind, word = state_in_words(export, job.state if job else None, now)
        waiting, mine = export.state == "waiting", export.staff_id == me.id
        shown: dict[str, Any] = {
            **about(unit, export),
            "kind": kind,
            "word": word,
            "steps": _steps(unit, export),
            "patients": unit.export_rows.count(export.filters) if waiting else export.rows,
            "ready": mine and is_ready(unit, export),
        }
    return render_template(
        "exports/export.html",
        **shown,
        problems=problems,
        may_decide=waiting and not mine,
        may_take=mine and may_be_taken(export, now),
        waits_for_somebody=waiting and mine,
        until=(export.approved_at or export.asked_at) + TAKEN_WITHIN,
        is_a_job=is_a_job(export),
    ), status


def about(unit: Unit, export: Export) -> dict[str, Any]:
    """Return what pages say of an export."""
    people = {each.id: each for each in unit.staff.list()}
    return {
        "export": export,
        "reference": reference(export.id),
        "target": target_name(export.target),
        "reason": export.reason if isinstance(export.reason, str) else UNREADABLE,
        "who": Actors.of(unit).name(export.actor),
        "filters": patients_in_words(export.filters, people, clinic_zone()),
        "columns": column_names(export.columns),
    }


class Step(NamedTuple):
    """Something that happened to it: the kind of its glyph, what it was, and when."""

    kind: str
    said: str
    at: datetime | None = None


def _steps(unit: Unit, export: Export) -> list[Step]:
    actors = Actors.of(unit)
    steps = [Step("ok", _("Asked for by %(name)s", name=actors.name(export.actor)), export.asked_at)]
    if export.approved_at is not None:
        name = actors.name(f"staff:{export.approved_by}")
        refused = export.state == "refused"
        said = _("Refused by %(name)s", name=name) if refused else _("Approved by %(name)s", name=name)
        steps.append(Step("warn" if refused else "ok", said, export.approved_at))
    if export.started_at is not None:
        steps.append(Step("ok", _("Began"), export.started_at))
    ends = {
        "done": ("ok", _("The workbook was made") if export.protected else _("All of it has left")),
        "broken": ("warn", _("Broke off")),
        "cancelled": ("warn", _("Stopped")),
    }
    if export.finished_at is not None and export.state in ends:
        steps.append(Step(*ends[export.state], export.finished_at))
    if export.state == "done" and export.protected:
        steps.append(_whereabouts(unit, export))
    return steps


def _whereabouts(unit: Unit, export: Export) -> Step:
    """Tell where a workbook under a passphrase is, once it is made."""
    if is_ready(unit, export):
        return Step("ok", _("Ready to be fetched"))
    for event in unit.audit.about(export.id, _LAST_EVENTS):
        if event.action == "export.fetch_finished":
            return Step("ok", _("Fetched"), event.at)
    return Step("warn", _("The file is gone: ask for it anew."))
