"""`/retention/change`: an admin decides how long what is kept. What would go at once is said before it counts."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.dashboard.retention.form import RulesForm
from app.dashboard.retention.words import CLASSES, LABELS, LIMITS
from app.dashboard.settings.profile_changes import Overtaken
from app.guard.doors import GuardedBlueprint
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, hold_member, recently_confirmed
from app.records.actors import Actors
from app.retention.bounds import BOUNDS, changed, rules_of
from app.retention.current import version_in
from app.retention.due import of_patients, what_is_due
from app.services import current

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from app.store import Rules, Unit

blueprint = GuardedBlueprint(
    "retention_change", __name__, door=recently_confirmed(May.CHANGE_SETTINGS), url_prefix="/retention/change"
)


class Goes(NamedTuple):
    """How many records and drafts would go at once."""

    many: int


@blueprint.get("")
def change_page() -> ResponseReturnValue:
    """Show the rules as a form."""
    return _page()


@blueprint.post("")
def change() -> ResponseReturnValue:
    """Keep the rules as the next version, unless somebody else kept one since, or more goes at once than was agreed to."""
    form = RulesForm.read(request.form)
    if problems := form.problems():
        return _page(form, problems), HTTPStatus.UNPROCESSABLE_ENTITY
    kept = _keep(form)
    if isinstance(kept, Overtaken):
        return _page(form, lost_to=kept), HTTPStatus.CONFLICT
    if isinstance(kept, Goes):
        return _page(form, goes=kept.many), HTTPStatus.UNPROCESSABLE_ENTITY
    tell(_("Saved. It counts from the next run on.") if kept else _("Nothing was changed."))
    return redirect("/retention", HTTPStatus.SEE_OTHER)


def _keep(form: RulesForm) -> list[str] | Overtaken | Goes:
    """Return the figures that are changed now; or who was first, or how many would go that nobody agreed to."""
    services = current()
    now, rules = services.clock(), form.rules()
    with services.store.begin() as unit:
        hold_member(unit)
        version, before = version_in(unit, services.settings.retention)
        newest = unit.retention.current(rules_of(services.settings.retention))
        # In the place of what was written by hand, all that is saved is new, whatever counted meanwhile.
        is_forged = newest is not None and not newest.is_genuine
        fields = list(BOUNDS) if is_forged else changed(before, rules)
        if form.version == version:
            if not fields:
                return []
            goes = _goes(unit, rules, now)
            if goes > max(form.agreed, _goes(unit, before, now)):
                return Goes(goes)
        if not unit.retention.keep(form.version, rules, actor(), now):
            return _overtaken(unit, form.version)
        unit.audit.record(
            actor(), "retention.changed", details={"fields": fields, "kept_as": form.version + 1}, at=now
        )
        return fields


def _goes(unit: Unit, rules: Rules, now: datetime) -> int:
    """Return how many records and drafts the next run would let go of."""
    return of_patients(what_is_due(unit, rules, now))


def _overtaken(unit: Unit, seen: int) -> Overtaken:
    """Return what has changed since the version `seen`.

    Raises:
        BadRequest: nothing has; the form follows a version that never was.
    """
    newest = unit.retention.current(rules_of(current().settings.retention))
    if newest is None or seen >= newest.version:
        raise BadRequest
    known = next((each.rules for each in unit.retention.versions(1000) if each.version == seen), None)
    base = known or rules_of(current().settings.retention)
    now = tuple((str(LABELS[name]), str(getattr(newest.rules, name))) for name in changed(base, newest.rules))
    return Overtaken(Actors.of(unit).name(newest.actor), newest.version, now)


def _page(
    form: RulesForm | None = None,
    problems: dict[str, str] | None = None,
    lost_to: Overtaken | None = None,
    goes: int = 0,
) -> str:
    services = current()
    with services.store.read() as unit:
        version, rules = version_in(unit, services.settings.retention)
    shown = form or RulesForm.of(version, rules)
    return render_template(
        "dashboard/retention_change.html",
        form=shown,
        version=lost_to.version if lost_to else shown.version,
        problems=problems or {},
        summary={name: f"{LABELS[name]}: {said}" for name, said in (problems or {}).items()},
        lost_to=lost_to,
        goes=goes,
        classes=[(kept.field, *words, BOUNDS[kept.field]) for kept, words in CLASSES.items()],
        limits=[(name, *words, BOUNDS[name]) for name, words in LIMITS.items()],
    )
