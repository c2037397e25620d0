"""`/settings/consent`: the clinic's own privacy text. It is previewed first, then asks everyone again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request
from flask_babel import gettext as _

from app.dashboard.settings.chat_preview import pieces
from app.dashboard.settings.consent_form import LONGEST, ConsentForm, field
from app.dashboard.settings.profile_changes import Overtaken, offered, overtaken, version_now
from app.guard.doors import GuardedBlueprint
from app.guard.page import tell
from app.guard.roles import May
from app.guard.signed_in import (
    CONFIRMED_FOR,
    actor,
    current_session,
    hold_member,
    recently_confirmed,
    signed_in,
)
from app.intake.consent import shipped_middle
from app.intake.flow import Flow
from app.intake.phrases import SHIPPED
from app.records.language_names import language_name
from app.services import current

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.store import ClinicProfile

_AT = "/settings/consent"
blueprint = GuardedBlueprint(
    "consent_text", __name__, door=recently_confirmed(May.CHANGE_SETTINGS), url_prefix=_AT
)
# Whoever writes for longer than a confirmation lasts must not lose the text to the door.
previews = GuardedBlueprint("consent_preview", __name__, door=signed_in(May.CHANGE_SETTINGS), url_prefix=_AT)


@blueprint.get("")
def consent_page() -> ResponseReturnValue:
    """Show the text of each language, to be written anew."""
    return _editor()


@previews.post("/preview")
def preview() -> ResponseReturnValue:
    """Show what was typed exactly as a patient will read it, or, with `again`, the fields to go on writing."""
    form = ConsentForm.read(request.form)
    problems = form.problems()
    if problems or "again" in request.form:
        return _editor(form, problems)
    with current().store.read() as unit:
        _version, profile = version_now(unit)
    return render_template(
        "dashboard/consent_preview.html",
        form=form,
        languages=_languages(form, form.over(profile)),
        changed=_changed(profile, form.over(profile)),
        confirmed=_is_confirmed(),
    )


@blueprint.post("")
def publish() -> ResponseReturnValue:
    """Keep the texts, under a new version of the consent: whoever agreed to another text is asked again."""
    form = ConsentForm.read(request.form)
    if problems := form.problems():
        return _editor(form, problems)
    kept = _keep(form)
    if isinstance(kept, Overtaken):
        return _editor(form, lost_to=kept)
    if kept:
        tell(_("Saved. Everyone who writes from now on reads the new text and is asked again."))
    else:
        tell(_("Nothing was changed, so nobody is asked again."))
    return redirect("/settings", 303)


def _keep(form: ConsentForm) -> list[str] | Overtaken:
    """Return the languages with another text now, or who was first."""
    services = current()
    with services.store.begin() as unit:
        hold_member(unit)
        version, before = version_now(unit)
        languages = _changed(before, form.over(before))
        if form.version == version and not languages:
            return []
        after = replace(form.over(before), consent_version=before.consent_version + 1)
        if not unit.clinic.keep(form.version, after, actor(), services.clock()):
            return overtaken(unit, form.version)
        details = {
            "version": after.consent_version,
            "languages": languages,
            "kept_as": form.version + 1,
        }
        unit.audit.record(actor(), "consent_text.changed", details=details, at=services.clock())
        return languages


def _changed(before: ClinicProfile, after: ClinicProfile) -> list[str]:
    return [code for code in SHIPPED if before.consent_texts.get(code) != after.consent_texts.get(code)]


def _editor(
    form: ConsentForm | None = None,
    problems: dict[str, str] | None = None,
    lost_to: Overtaken | None = None,
) -> ResponseReturnValue:
    with current().store.read() as unit:
        version, profile = version_now(unit)
    shown = form or ConsentForm.of(version, profile)
    page = render_template(
        "dashboard/consent.html",
        form=shown,
        version=lost_to.version if lost_to else shown.version,
        languages=_languages(shown, profile),
        problems=problems or {},
        lost_to=lost_to,
        consent_version=profile.consent_version,
        longest=LONGEST,
    )
    if lost_to:
        return page, HTTPStatus.CONFLICT
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK


def _languages(form: ConsentForm, profile: ClinicProfile) -> list[dict[str, Any]]:
    flow = Flow(profile.clinic)
    return [
        {
            "code": code,
            "name": language_name(code),
            "field": field(code),
            "typed": form.texts[code],
            "shipped": shipped_middle(profile.clinic, phrases),
            "messages": [pieces(message) for message in flow.consent_messages(code)],
            "offered": code in offered(profile),
        }
        for code, phrases in SHIPPED.items()
    ]


def _is_confirmed() -> bool:
    """Tell whether the door will still let the text in."""
    confirmed_at = current_session().confirmed_at
    return confirmed_at is not None and timedelta() <= current().clock() - confirmed_at < CONFIRMED_FOR
