"""`/settings`: what patients are told about the clinic, in which languages, and the zone of the clinic's clocks."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, render_template, request
from flask_babel import gettext as _

from app.dashboard.settings.form import SettingsForm, time_zones_by_area
from app.dashboard.settings.profile_changes import LABELS, Overtaken, changed, overtaken, version_now
from app.dashboard.versions import SHOWN, told
from app.guard.doors import GuardedBlueprint
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import actor, confirm_first, hold_member, signed_in
from app.intake.phrases import SHIPPED
from app.records.actors import Actors
from app.records.language_names import language_name
from app.services import current

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.store import KeptProfile

blueprint = GuardedBlueprint(
    "settings", __name__, door=signed_in(May.CHANGE_SETTINGS), url_prefix="/settings"
)


@blueprint.get("")
def settings_page() -> ResponseReturnValue:
    """Show the settings, and who changed them when."""
    return _page()


@blueprint.post("")
def change_settings() -> ResponseReturnValue:
    """Keep the settings as the next version, unless somebody else kept one since the page was loaded.

    To let copies leave without a second person takes a fresh code: whoever finds a screen unlocked has none.
    """
    form = SettingsForm.read(request.form)
    if problems := form.problems():
        return _page(form, problems), HTTPStatus.UNPROCESSABLE_ENTITY
    if _lets_go_of_approval(form) and (elsewhere := confirm_first()) is not None:
        return elsewhere
    kept = _keep(form)
    if isinstance(kept, Overtaken):
        return _page(form, lost_to=kept), HTTPStatus.CONFLICT
    tell(_("Saved. It counts from the next message on.") if kept else _("Nothing was changed."))
    return redirect("/settings", 303)


def _lets_go_of_approval(form: SettingsForm) -> bool:
    # Whoever asks for it in the meantime keeps a version, and this form then follows an older one.
    with current().store.read() as unit:
        _, now = version_now(unit)
    return now.export_approval and not form.export_approval


def _keep(form: SettingsForm) -> list[str] | Overtaken:
    """Return the fields that are changed now, or who was first."""
    services = current()
    with services.store.begin() as unit:
        hold_member(unit)
        version, before = version_now(unit)
        after = form.over(before)
        fields = changed(before, after)
        if form.version == version and not fields:
            return []
        if not unit.clinic.keep(form.version, after, actor(), services.clock()):
            return overtaken(unit, form.version)
        details = {"fields": fields, "kept_as": form.version + 1}
        unit.audit.record(actor(), "settings.changed", details=details, at=services.clock())
        return fields


def _page(
    form: SettingsForm | None = None,
    problems: dict[str, str] | None = None,
    lost_to: Overtaken | None = None,
) -> str:
    with current().store.read() as unit:
        version, profile = version_now(unit)
        history = told(unit.clinic.versions(SHOWN + 1), Actors.of(unit), _changed)
    shown = form or SettingsForm.of(version, profile)
    return render_template(
        "dashboard/settings.html",
        form=shown,
        version=lost_to.version if lost_to else shown.version,
        problems=problems or {},
        lost_to=lost_to,
        from_operator=version == 0,
        languages=[
            {"code": code, "native": phrases.native_name, "name": language_name(code)}
            for code, phrases in SHIPPED.items()
        ],
        zones=time_zones_by_area(),
        consent_version=profile.consent_version,
        own_texts=[language_name(code) for code in SHIPPED if code in profile.consent_texts],
        history=history,
    )


def _changed(old: KeptProfile, new: KeptProfile) -> list[str]:
    return [str(LABELS[field]) for field in changed(old.profile, new.profile)]
