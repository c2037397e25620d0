"""Change what patients are told about the clinic, its languages and its clocks."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.dashboard.settings import blueprint
from app.dashboard.settings.chain import chain_of
from app.dashboard.settings.changes import GUARDED, LABELS, Overtaken, changed, overtaken, version_now
from app.dashboard.settings.form import SettingsForm
from app.dashboard.template_words import template_rows
from app.dashboard.versions import SHOWN, history_of
from app.guard.doors import May
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import actor, confirm_first, hold_member, signed_in
from app.intake.choices import forms
from app.intake.clinic import Clinic
from app.intake.phrases import SHIPPED
from app.intake.questions import REMOVABLE
from app.records.actors import Actors
from app.records.vocabulary import label, language_name
from app.services import current
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.clinic.versions import Version
from app.store.messages import contents, twilio_refusals
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import SETTINGS_CHANGED
from app.store.work import jobs
from app.store.work.alerts import ALERT_SMS_TEST, ALERT_TEST
from app.web.clinic import country_name, told_country
from app.web.page import flash

_ALERTS_TESTED = TrailEvent("alerts.tested", "Asked for a test of alerts", TrailGroup.ALARM)


@blueprint.get("", door=signed_in(May.CHANGE_SETTINGS), confirms=_l("Change the settings"))
def settings_page() -> ResponseReturnValue:
    """Show the settings, and who changed them when."""
    if not (sent := refill()).fields:
        return _page()
    form = SettingsForm.read(sent.fields)
    with current().store.read() as unit:
        lost_to = overtaken(unit, form.version) if form.version < version_now(unit)[0] else None
    return _page(form, form.problems(), lost_to)


@blueprint.post("", door=signed_in(May.CHANGE_SETTINGS))
@is_refilled
def change_settings() -> ResponseReturnValue:
    """Save the settings as the next version, unless someone else has since.

    Some fields take a fresh code, which somebody at an unlocked screen does not have.
    """
    form = SettingsForm.read(request.form)
    if problems := form.problems():
        return come_back(problems) or (_page(form, problems), HTTPStatus.UNPROCESSABLE_ENTITY)
    if is_guarded(form) and (elsewhere := confirm_first()) is not None:
        return elsewhere
    kept = keep(form)
    if isinstance(kept, Overtaken):
        return come_back({}) or (_page(form, lost_to=kept), HTTPStatus.CONFLICT)
    flash(_("Saved. Takes effect from the next message.") if kept else _("Nothing was changed."))
    return redirect(url_for("settings.settings_page"), 303)


@blueprint.post("/alerts/test", door=signed_in(May.CHANGE_SETTINGS))
def test_alerts() -> ResponseReturnValue:
    """Queue a test message to everybody who is alerted by e-mail or SMS.

    If a test is queued already, no second one is.
    """
    services = current()
    alerts = services.settings.alerts
    if not alerts.reaches:
        raise BadRequest
    with services.store.begin() as unit:
        hold_member(unit)
        now = services.clock()
        if alerts.mail is not None:
            jobs.add(unit.db, ALERT_TEST, None, actor(), now)
        if alerts.sms_to:
            jobs.add(unit.db, ALERT_SMS_TEST, None, actor(), now)
        audit.record(unit.db, actor(), _ALERTS_TESTED, at=now)
    flash(_("A test is on its way. If it has not arrived in a few minutes, look under failed jobs."))
    return redirect(url_for("settings.settings_page", _anchor="alerts"), 303)


def is_guarded(form: SettingsForm) -> bool:
    """Return whether a form changes what takes a fresh code."""
    # If a colleague changes these meanwhile, that saves a version, and this form follows an older one and is refused.
    with current().store.read() as unit:
        _, now = version_now(unit)
    return bool(_guarded_values(now, form.over(now)))


def _guarded_values(before: Clinic, after: Clinic) -> dict[str, list[str]]:
    """Return for each guarded field that differs what it was and what it is.

    The trail keeps both, so they are in no language.
    """
    old, new = ({name: _plain(getattr(clinic, name)) for name in GUARDED} for clinic in (before, after))
    return {name: [old[name], new[name]] for name in GUARDED if old[name] != new[name]}


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{code} {text}" for code, text in sorted(value.items()) if text)
    return str(value).lower() if isinstance(value, bool) else str(value)


def keep(form: SettingsForm) -> list[str] | Overtaken:
    """Return the fields that were changed, or who saved first."""
    services = current()
    with services.store.begin() as unit:
        hold_member(unit)
        version, before = version_now(unit)
        after = form.over(before)
        fields = changed(before, after)
        if form.version == version and not fields:
            return []
        if not versions.keep(unit.db, ClinicVersion, form.version, after, actor(), services.clock()):
            return overtaken(unit, form.version)
        details: dict[str, object] = {"fields": fields, "kept_as": form.version + 1}
        if values := _guarded_values(before, after):
            details["values"] = values
        audit.record(unit.db, actor(), SETTINGS_CHANGED, details=details, at=services.clock())
        return fields


def _page(
    form: SettingsForm | None = None,
    problems: dict[str, str] | None = None,
    lost_to: Overtaken | None = None,
) -> str:
    with current().store.read() as unit:
        version, clinic = version_now(unit)
        history = history_of(versions.newest(unit.db, ClinicVersion, SHOWN + 1), Actors.of(unit), _changed)
        templates, sids = template_rows(unit), contents.session_sids(unit.db)
        has_buttons = any((form.name, form.language, form.digest) in sids for form in forms())
        refusal, chain = twilio_refusals.refusal(unit.db), chain_of(unit)
    form = form or SettingsForm.of(version, clinic)
    return render_template(
        "dashboard/settings/page.html",
        form=form,
        version=lost_to.version if lost_to else form.version,
        problems=problems or {},
        lost_to=lost_to,
        from_operator=version == 0,
        languages=[
            {"code": code, "native": phrases.native_name, "name": language_name(code)}
            for code, phrases in SHIPPED.items()
        ],
        removable={f"ask_{key}": label(key) for key in REMOVABLE},
        told_country=country_name(told_country(form.phone.data)),
        consent_version=clinic.consent_version,
        own_texts=[language_name(code) for code in SHIPPED if code in clinic.consent_texts],
        history=history,
        alerts=current().settings.alerts,
        chain=chain,
        templates=templates,
        has_buttons=has_buttons,
        refusal=refusal,
    )


def _changed(old: Version[Clinic], new: Version[Clinic]) -> list[str]:
    return [str(LABELS[field]) for field in changed(old.value, new.value)]
