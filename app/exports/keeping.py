"""`/exports/presets`: what a member exports every week, kept under a name of their own."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import redirect, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.exports.asking import in_form
from app.exports.page import show_form
from app.guard.doors import GuardedBlueprint
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, hold_member, recently_confirmed
from app.intake.answers.text import is_blank
from app.services import current

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.exports.asking import Asking

blueprint = GuardedBlueprint(
    "export_presets", __name__, door=recently_confirmed(May.EXPORT), url_prefix="/exports/presets"
)
LONGEST_NAME: Final = 40


@blueprint.post("")
def save() -> ResponseReturnValue:
    """Keep what the form asks for under a name: where to, which patients and which columns."""
    asking, name = in_form(), request.form.get("preset", "").strip()
    problems = dict(asking.problems)
    if is_blank(name) or len(name) > LONGEST_NAME or not name.isprintable():
        problems["preset"] = _("Write a name for it, of at most %(most)s characters.", most=LONGEST_NAME)
    if not problems and not _keep(asking, name):
        problems["preset"] = _("You have as many as there may be. Forget one first.")
    if problems:
        return show_form(replace(asking, problems=problems), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    tell(_("It is kept for you: the form can begin from it."))
    return redirect("/exports", HTTPStatus.SEE_OTHER)


@blueprint.post("/<uuid:preset_id>/forget")
def forget(preset_id: UUID) -> ResponseReturnValue:
    """Forget one of this member's."""
    services = current()
    with services.store.begin() as unit:
        member = hold_member(unit)
        if not unit.export_presets.forget(preset_id, member.id):
            raise NotFound
        unit.audit.record(actor(), "preset.forgotten", "preset", preset_id, at=services.clock())
    tell(_("It is forgotten."))
    return redirect("/exports", HTTPStatus.SEE_OTHER)


def _keep(asking: Asking, name: str) -> bool:
    services = current()
    now = services.clock()
    with services.store.begin() as unit:
        member = hold_member(unit)
        kept = unit.export_presets.save(
            member.id, name, asking.target, asking.keys, asking.asked.narrows, now
        )
        if kept is not None:
            details = {"target": asking.target, "columns": list(asking.keys)}
            unit.audit.record(actor(), "preset.saved", "preset", kept, details, at=now)
    return kept is not None
