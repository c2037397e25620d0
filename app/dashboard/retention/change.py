"""Change how long each kind of data is kept, once told how much that erases."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.dashboard.retention import blueprint
from app.dashboard.retention.form import RulesForm
from app.dashboard.retention.words import CLASSES, LABELS, LIMITS
from app.dashboard.settings.changes import Overtaken
from app.guard.doors import May
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import actor, hold_member, recently_confirmed
from app.records.actors import Actors
from app.retention.rules import BOUNDS, bounds_of, changed, of_patients, rules_of, version_in, what_is_due
from app.services import current
from app.store import Transaction
from app.store.clinic import versions
from app.store.clinic.retention_rules import Rules, RulesVersion
from app.store.trail import audit
from app.store.trail.recorded import RETENTION_CHANGED
from app.web.page import flash


class WouldErase(NamedTuple):
    """How many records and drafts would be erased at once."""

    number: int


@blueprint.get(
    "/change", door=recently_confirmed(May.CHANGE_SETTINGS), confirms=_l("Change how long data is kept")
)
def change_page() -> ResponseReturnValue:
    """Show the rules as a form, or how much the rules that were sent would erase."""
    if not (sent := refill()).fields:
        return _page()
    form = RulesForm.read(sent.fields)
    if problems := form.problems():
        return _page(form, problems)
    with current().store.read() as unit:
        version, before = version_in(unit, current().settings.retention)
        if form.version < version:
            return _page(form, lost_to=_overtaken(unit, form.version))
        now = current().clock()
        goes = _goes(unit, form.rules(), now)
        is_agreed = goes <= max(form.agreed, _goes(unit, before, now))
    return _page(form) if is_agreed else _before(form, goes)


@blueprint.post("/change", door=recently_confirmed(May.CHANGE_SETTINGS))
@is_refilled
def change() -> ResponseReturnValue:
    """Save the rules as the next version.

    Nothing is saved if someone else saved first, or if more would be erased than was agreed to.
    """
    form = RulesForm.read(request.form)
    if problems := form.problems():
        return come_back(problems) or (_page(form, problems), HTTPStatus.UNPROCESSABLE_ENTITY)
    kept = _keep(form)
    if isinstance(kept, Overtaken):
        return come_back({}) or (_page(form, lost_to=kept), HTTPStatus.CONFLICT)
    if isinstance(kept, WouldErase):
        return come_back({}) or (_before(form, kept.number), HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("Saved. Takes effect from the next run.") if kept else _("Nothing was changed."))
    return redirect(url_for("retention.retention_page"), HTTPStatus.SEE_OTHER)


def _keep(form: RulesForm) -> list[str] | Overtaken | WouldErase:
    """Return the changed figures, who saved first, or how much would be erased."""
    services = current()
    now, rules = services.clock(), form.rules()
    with services.store.begin() as unit:
        hold_member(unit)
        version, before = version_in(unit, services.settings.retention)
        newest = versions.current(unit.db, RulesVersion, rules_of(services.settings.retention))
        # If somebody forged the newest row, the rules in force may differ from it. So every figure counts as changed.
        is_forged = newest is not None and not newest.is_genuine
        fields = list(BOUNDS) if is_forged else changed(before, rules)
        if form.version == version:
            if not fields:
                return []
            goes = _goes(unit, rules, now)
            if goes > max(form.agreed, _goes(unit, before, now)):
                return WouldErase(goes)
        if not versions.keep(unit.db, RulesVersion, form.version, rules, actor(), now):
            return _overtaken(unit, form.version)
        audit.record(
            unit.db,
            actor(),
            RETENTION_CHANGED,
            details={"fields": fields, "kept_as": form.version + 1},
            at=now,
        )
        return fields


def _goes(unit: Transaction, rules: Rules, now: datetime) -> int:
    """Return how many records and drafts the next run would erase."""
    return of_patients(what_is_due(unit, rules, now))


def _overtaken(unit: Transaction, seen: int) -> Overtaken:
    """Return what has changed since the version `seen`.

    Raises:
        BadRequest: nothing has; the form follows a version that never was.
    """
    newest = versions.current(unit.db, RulesVersion, rules_of(current().settings.retention))
    if newest is None or seen >= newest.version:
        raise BadRequest
    known = next(
        (each.value for each in versions.newest(unit.db, RulesVersion, 1000) if each.version == seen), None
    )
    base = known or rules_of(current().settings.retention)
    now = tuple((str(LABELS[name]), str(getattr(newest.value, name))) for name in changed(base, newest.value))
    return Overtaken(Actors.of(unit).name(newest.actor), newest.version, now)


def _before(form: RulesForm, goes: int) -> str:
    """Return the page that says how much these rules erase, before they are saved."""
    services = current()
    with services.store.read() as unit:
        _version, before = version_in(unit, services.settings.retention)
    after = form.rules()
    return render_template(
        "dashboard/retention/goes.html",
        form=form,
        goes=goes,
        changes=[
            (LABELS[name], getattr(before, name), getattr(after, name)) for name in changed(before, after)
        ],
    )


def _page(
    form: RulesForm | None = None,
    problems: dict[str, str] | None = None,
    lost_to: Overtaken | None = None,
) -> str:
    services = current()
    bounds = bounds_of(services.settings.retention)
    with services.store.read() as unit:
        version, rules = version_in(unit, services.settings.retention)
    form = form or RulesForm.of(version, rules)
    return render_template(
        "dashboard/retention/change.html",
        form=form,
        version=lost_to.version if lost_to else form.version,
        problems=problems or {},
        summary={name: f"{LABELS[name]}: {said}" for name, said in (problems or {}).items()},
        lost_to=lost_to,
        law=services.settings.compliance.profile.name,
        classes=[(kept.field, *words, bounds[kept.field]) for kept, words in CLASSES.items()],
        limits=[(name, *words, bounds[name]) for name, words in LIMITS.items()],
    )
