"""Change what patients are told about the clinic, its languages and its clocks."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.dashboard.fields import count_in
from app.dashboard.settings import blueprint
from app.dashboard.settings.chain import chain_of
from app.dashboard.settings.changes import (
    GUARDED,
    LABELS,
    Overtaken,
    changed,
    in_words,
    offered,
    overtaken,
    version_now,
)
from app.dashboard.settings.consent import Piece, pieces
from app.dashboard.settings.form import OF_SUBJECT, SettingsForm
from app.dashboard.template_words import template_rows
from app.dashboard.versions import SHOWN, history_of
from app.guard.doors import May
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import actor, confirm_first, hold_member, signed_in
from app.intake.choices import forms
from app.intake.clinic import SETTINGS, Clinic, Subject
from app.intake.cries import Danger
from app.intake.flow import Flow
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

SUBJECTS: Final[Mapping[str, str]] = {
    Subject.CLINIC: _l("The clinic"),
    Subject.DANGER: _l("When somebody is in danger"),
    Subject.INTAKE: _l("What patients are asked"),
    Subject.MESSAGES: _l("Messages"),
    Subject.EXPORTS: _l("Exports"),
}
"""Subject -> the title of its page."""
_IN_DANGER: Final[Mapping[Danger, str]] = {
    Danger.NOW: _l("To somebody who may be in danger"),
    Danger.SELF_HARM: _l("To somebody who may harm themselves"),
}
_OF_SUBJECT: Final = f"/<any({','.join(Subject)}):subject>"


@blueprint.get("", door=signed_in(May.CHANGE_SETTINGS), confirms=_l("Change the settings"))
def settings_page() -> ResponseReturnValue:
    """Show what is set, subject by subject, and who changed it when.

    A form of all settings, as a program may send it, comes back here.
    """
    if not (sent := refill()).fields:
        return _overview()
    form = SettingsForm.read(sent.fields)
    return form_page(form, "", form.problems(), _lost_to(form))


@blueprint.post("", door=signed_in(May.CHANGE_SETTINGS))
@is_refilled
def change_settings() -> ResponseReturnValue:
    """Save all settings as the next version, unless someone else has since."""
    return _change(SettingsForm.read(request.form), "")


@blueprint.get(_OF_SUBJECT, door=signed_in(May.CHANGE_SETTINGS), confirms=_l("Change the settings"))
def subject_page(subject: str) -> ResponseReturnValue:
    """Show the settings of a subject."""
    sent = refill()
    with current().store.read() as unit:
        version, clinic = version_now(unit)
    if not sent.fields:
        form = SettingsForm.of(version, clinic)
        form.names = OF_SUBJECT[Subject(subject)]
        return form_page(form, subject)
    form = _form_of(subject, sent.fields, clinic)
    return form_page(form, subject, form.problems(), _lost_to(form))


@blueprint.post(_OF_SUBJECT, door=signed_in(May.CHANGE_SETTINGS))
@is_refilled
def change_subject(subject: str) -> ResponseReturnValue:
    """Save the settings of a subject as the next version, and leave the others."""
    with current().store.read() as unit:
        _version, clinic = version_now(unit)
    return _change(_form_of(subject, request.form, clinic), subject)


def _form_of(subject: str, sent: MultiDict[str, str], clinic: Clinic) -> SettingsForm:
    return SettingsForm.read_over(clinic, OF_SUBJECT[Subject(subject)], sent, count_in(sent, "version"))


def _change(form: SettingsForm, subject: str) -> ResponseReturnValue:
    """Save what was typed, unless it is wrong or someone else was first.

    Some fields take a fresh code, which somebody at an unlocked screen does not have.
    """
    if problems := form.problems():
        return come_back(problems) or (form_page(form, subject, problems), HTTPStatus.UNPROCESSABLE_ENTITY)
    if is_guarded(form) and (elsewhere := confirm_first()) is not None:
        return elsewhere
    kept = keep(form)
    if isinstance(kept, Overtaken):
        return come_back({}) or (form_page(form, subject, lost_to=kept), HTTPStatus.CONFLICT)
    flash(_("Saved. Takes effect from the next message.") if kept else _("Nothing was changed."))
    return redirect(url_for("settings.settings_page"), HTTPStatus.SEE_OTHER)


def _lost_to(form: SettingsForm) -> Overtaken | None:
    """Return who has saved since the form was opened, if anybody has."""
    with current().store.read() as unit:
        return overtaken(unit, form.version) if form.version < version_now(unit)[0] else None


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
    return redirect(url_for("settings.subject_page", subject=Subject.DANGER.value, _anchor="alerts"), 303)


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


def _overview() -> str:
    with current().store.read() as unit:
        version, clinic = version_now(unit)
        history = history_of(versions.newest(unit.db, ClinicVersion, SHOWN + 1), Actors.of(unit), _changed)
    told = in_words(clinic)
    return render_template(
        "dashboard/settings/page.html",
        subjects=[
            (subject, SUBJECTS[subject], [(LABELS[name], told[name]) for name in _listed(subject)])
            for subject in Subject
        ],
        from_operator=version == 0,
        history=history,
    )


def _listed(subject: Subject) -> list[str]:
    """Return the settings of a subject by the names of LABELS, each once."""
    return list(dict.fromkeys(SETTINGS[name].part_of or name for name in OF_SUBJECT[subject]))


def form_page(
    form: SettingsForm,
    subject: str,
    problems: dict[str, str] | None = None,
    lost_to: Overtaken | None = None,
) -> str:
    """Return the page of a form, with what belongs to its subject; "" for that of all."""
    return render_template(
        "dashboard/settings/form.html",
        form=form,
        subject=subject,
        title=SUBJECTS[subject] if subject else _("Settings"),
        version=lost_to.version if lost_to else form.version,
        problems=problems or {},
        lost_to=lost_to,
        languages=[
            {"code": code, "native": phrases.native_name, "name": language_name(code)}
            for code, phrases in SHIPPED.items()
        ],
        removable={f"ask_{key}": label(key) for key in REMOVABLE},
        told_country=country_name(told_country(form.phone.data)),
        **_beside(subject),
    )


def _beside(subject: str) -> dict[str, Any]:
    """Return what the page of a subject shows besides its settings."""
    with current().store.read() as unit:
        match subject:
            case Subject.DANGER:
                _version, clinic = version_now(unit)
                return {
                    "told": [(code, language_name(code), _told(clinic, code)) for code in offered(clinic)],
                    "alerts": current().settings.alerts,
                    "chain": chain_of(unit),
                }
            case Subject.INTAKE:
                _version, clinic = version_now(unit)
                own = [language_name(code) for code in SHIPPED if code in clinic.consent_texts]
                return {"consent_version": clinic.consent_version, "own_texts": own}
            case Subject.MESSAGES:
                sids = contents.session_sids(unit.db)
                return {
                    "templates": template_rows(unit),
                    "has_buttons": any((each.name, each.language, each.digest) in sids for each in forms()),
                    "refusal": twilio_refusals.refusal(unit.db),
                }
    return {}


def _told(clinic: Clinic, language: str) -> list[tuple[str, list[Piece]]]:
    """Return what patients in danger are told, by what they wrote of."""
    messages = Flow(clinic).danger_messages(language)
    return [(_IN_DANGER[danger], pieces(text)) for danger, text in messages.items()]


def _changed(old: Version[Clinic], new: Version[Clinic]) -> list[str]:
    return [str(LABELS[field]) for field in changed(old.value, new.value)]
