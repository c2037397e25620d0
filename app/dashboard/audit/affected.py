"""Serve `/audit/affected`: after an incident, whose records were seen.

What is asked is a line of the trail, by which the answer is found again. An answer names references and no person. Only the
letters do: they want a role that may export, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid4

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.exceptions import Forbidden, NotFound

from app.dashboard.audit import affected_form, blueprint, letters
from app.dashboard.audit.affected_list import STANDINGS, Standings, acts_in_words, as_csv, as_json
from app.dashboard.audit.chain import chain_watch
from app.guard.doors import May, allows
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import DOOR_REFUSED, actor, current_session, hold_member, recently_confirmed
from app.records.act_names import act_name
from app.records.actors import Actors
from app.records.affected import ASKED, BY_NAMES, CLOSED, LIST_TAKEN, LOOKED, Ask, Found, find
from app.records.sights import SEEN_NAMES, Seen
from app.services import current
from app.store import Transaction
from app.store.patients import on_file
from app.store.trail import audit
from app.store.trail.audit import AuditEvent, AuditFilters
from app.web.clinic import current_clinic, reference, to_clinic_time
from app.web.page import flash

_WHY: Final = _l("See whose records were seen")
_EARLIER: Final = 10
_SHOWN: Final = 200
_ABOUT: Final = 100
_NOTHING: Final[Mapping[str, str]] = {}


@blueprint.get("/affected", door=recently_confirmed(May.READ_AUDIT), confirms=_WHY)
def affected_page() -> ResponseReturnValue:
    """Ask what happened, and list what was asked before."""
    kept = refill()
    return _page(affected_form.typed_in(kept.values), kept.problems)


@blueprint.post("/affected", door=recently_confirmed(May.READ_AUDIT))
@is_refilled
def ask_affected() -> ResponseReturnValue:
    """Record what is asked, and lead to its answer."""
    now, typed = current().clock(), affected_form.typed_in(request.form)
    ask, problems = affected_form.read(typed, now)
    if ask is None:
        return come_back(problems) or (_page(typed, problems), HTTPStatus.UNPROCESSABLE_ENTITY)
    incident = uuid4()
    with current().store.begin() as unit:
        hold_member(unit)
        audit.record(unit.db, actor(), ASKED, "incident", incident, ask.details, at=now)
    return redirect(url_for("audit.found_page", incident=incident), HTTPStatus.SEE_OTHER)


@blueprint.get("/affected/<uuid:incident>", door=recently_confirmed(May.READ_AUDIT), confirms=_WHY)
def found_page(incident: UUID) -> ResponseReturnValue:
    """Show whose records were seen, by what act, and what cannot be known any more."""
    now = current().clock()
    with current().store.begin() as unit:
        asked, ask = _asked(unit, incident)
        found = find(unit, ask)
        standings = Standings(unit, found)
        details = {"people": len(found.people), "by": ask.by.value}
        audit.record(unit.db, actor(), LOOKED, "incident", incident, details, at=now)
        shown: dict[str, Any] = {
            "whom": affected_form.whom(unit, ask),
            "by_whom": Actors.of(unit).called(asked.actor),
            "closed": (closed := _closed(unit, incident)),
            "closed_by": Actors.of(unit).called(closed.actor) if closed else "",
            "before": on_file.count_before(unit.db, found.begins) if found.begins else 0,
        }
    return render_template(
        "dashboard/audit/found.html",
        incident=incident,
        title=_title(found),
        unknown=sorted(map(reference, found.unknown)),
        asked=asked,
        ask=ask,
        by=BY_NAMES[ask.by.value],
        found=found,
        figures={part.value: found.who_lost(part) for part in Seen},
        acts=sorted(found.acts.values(), key=lambda act: len(act.people), reverse=True),
        act_name=act_name,
        people=found.ranked[:_SHOWN],
        acts_in_words=acts_in_words,
        parts=SEEN_NAMES,
        standings=standings,
        standing_names=STANDINGS,
        letters=letters.by_language(standings.languages),
        by_hand=len(found.people) - len(standings.languages),
        may_write=allows(current_session().member.role, May.EXPORT),
        chain_ok=chain_watch().report(current())[1].fault is None,
        reference_of=reference,
        **shown,
    )


def _title(found: Found) -> str:
    """Return how many are affected: "at least", where not all can be known."""
    count = len(found.people)
    if not count:
        return str(_("Nobody is affected") if found.is_whole else _("Nobody is known to be affected"))
    if found.is_whole:
        return str(ngettext("One person is affected", "%(num)s people are affected", count))
    return str(ngettext("At least one person is affected", "At least %(num)s people are affected", count))


@blueprint.post("/affected/<uuid:incident>/list", door=recently_confirmed(May.READ_AUDIT))
def take_list(incident: UUID) -> ResponseReturnValue:
    """Send the list as CSV or JSON, once that is recorded."""
    with current().store.begin() as unit:
        hold_member(unit)
        found = find(unit, _asked(unit, incident)[1])
        standings = Standings(unit, found)
        details = {"people": len(found.people)}
        audit.record(unit.db, actor(), LIST_TAKEN, "incident", incident, details, at=current().clock())
        older = on_file.count_before(unit.db, found.begins) if found.begins else 0
    if request.form.get("format") == "json":
        program = as_json(found, standings, older)
        return _sent(Response(program, content_type="application/json"), "affected", "json")
    content = as_csv(found, standings)
    return _sent(
        Response(stream_with_context(content), content_type="text/csv; charset=utf-8"), "affected", "csv"
    )


@blueprint.post("/affected/<uuid:incident>/close", door=recently_confirmed(May.READ_AUDIT))
def close_incident(incident: UUID) -> ResponseReturnValue:
    """Record that all is done about an incident. Its answer stays."""
    with current().store.begin() as unit:
        hold_member(unit)
        _asked(unit, incident)
        if _closed(unit, incident) is None:
            audit.record(unit.db, actor(), CLOSED, "incident", incident, at=current().clock())
    flash(_("The incident is closed. What was found stays here."))
    return redirect(url_for("audit.found_page", incident=incident), HTTPStatus.SEE_OTHER)


@blueprint.post("/affected/<uuid:incident>/letters", door=recently_confirmed(May.READ_AUDIT))
def take_letters(incident: UUID) -> ResponseReturnValue:
    """Send a letter for each person as one ZIP, once that is recorded."""
    _may_export()
    services, now = current(), current().clock()
    with services.store.begin() as unit:
        hold_member(unit)
        found = find(unit, _asked(unit, incident)[1])
        languages = on_file.languages(unit.db, found.people)
        going = letters.take(unit, incident, found, languages, actor(), now)
    content = letters.zipped(services.store, going, current_clinic(), now)
    return _sent(Response(stream_with_context(content), content_type="application/zip"), "letters", "zip")


def _may_export() -> None:
    """Refuse a member who may not take names out, and record it.

    Raises:
        Forbidden: the role may not.
    """
    if allows(current_session().member.role, May.EXPORT):
        return
    details = {"route": request.url_rule.rule if request.url_rule else "", "needs": May.EXPORT.value}
    with current().store.begin() as unit:
        audit.record(unit.db, actor(), DOOR_REFUSED, details=details, at=current().clock())
    raise Forbidden


def _sent(answer: Response, what: str, suffix: str) -> Response:
    name = f"anteroom-{what}-{to_clinic_time(current().clock()):%Y-%m-%d-%H%M}.{suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _asked(unit: Transaction, incident: UUID) -> tuple[AuditEvent, Ask]:
    """Return the line by which something was asked, and what that was.

    Raises:
        NotFound: nothing was asked under this id, or the trail let it go.
    """
    lines = audit.page(unit.db, AuditFilters(action=ASKED.code, subject_id=incident), 1)
    if not lines:
        raise NotFound
    return lines[0], Ask.of(lines[0].details)


def _closed(unit: Transaction, incident: UUID) -> AuditEvent | None:
    """Return the line by which an incident was closed."""
    return next(iter(audit.page(unit.db, AuditFilters(action=CLOSED.code, subject_id=incident), 1)), None)


def _page(typed: Mapping[str, str], problems: Mapping[str, str] = _NOTHING) -> str:
    with current().store.read() as unit:
        asked = audit.page(unit.db, AuditFilters(action=ASKED.code), _EARLIER)
        earlier = [_earlier(unit, each) for each in asked]
        offered = affected_form.choices(unit)
    return render_template(
        "dashboard/audit/affected.html", typed=typed, problems=problems, earlier=earlier, **offered
    )


def _earlier(unit: Transaction, asked: AuditEvent) -> dict[str, Any]:
    ask, incident = Ask.of(asked.details), asked.subject_id or asked.id
    about = audit.about(unit.db, incident, _ABOUT)
    return {
        "id": incident,
        "case": ask.case or reference(incident),
        "by": BY_NAMES[ask.by.value],
        "whom": affected_form.whom(unit, ask),
        "at": asked.at,
        "people": next((each.details["people"] for each in about if each.action == LOOKED.code), None),
        "written": any(each.action == letters.LETTERS_TAKEN.code for each in about),
        "is_closed": any(each.action == CLOSED.code for each in about),
    }
