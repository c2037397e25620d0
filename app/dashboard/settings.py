"""The clinic's settings: what it tells patients, and how it works."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from itertools import groupby
from typing import Final, Self
from zoneinfo import available_timezones

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.config.clinic import LONGEST_HOURS, LONGEST_NAME, OLDEST_CONSENT_AGE, PHONE
from app.dashboard.template_words import template_rows
from app.dashboard.versions import SHOWN, history_of
from app.guard.doors import GuardedBlueprint, May
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import actor, confirm_first, hold_member, signed_in
from app.intake.choices import forms
from app.intake.keywords import is_blank
from app.intake.phrases import SHIPPED
from app.intake.questions import REMOVABLE
from app.records.vocabulary import Actors, label, language_name
from app.services import current
from app.store import ClinicProfile, KeptProfile, Transaction
from app.store.alerts import ALERT_SMS_TEST, ALERT_TEST
from app.store.settings import QUIET_FROM, QUIET_UNTIL
from app.web.clinic import country_name, profile_of, told_country
from app.web.page import flash
from app.web.phone import countries

# What differs between two versions of the clinic's profile, and what somebody else changed in the
# meantime.

LABELS: Final = {
    "name": lazy_gettext("Clinic name"),
    "phone": lazy_gettext("Phone"),
    "emergency_number": lazy_gettext("Emergency number"),
    "languages": lazy_gettext("Languages"),
    "timezone": lazy_gettext("Time zone"),
    "consent_texts": lazy_gettext("Privacy text"),
    "export_approval": lazy_gettext("Exports need a second person"),
    "exports_per_hour": lazy_gettext("Exports per hour"),
    "reminders": lazy_gettext("Reminders"),
    "quiet_hours": lazy_gettext("Quiet hours"),
    "opening_hours": lazy_gettext("Opening hours"),
    "crisis_numbers": lazy_gettext("Crisis line"),
    "left_out": lazy_gettext("Questions left out"),
    "consent_age": lazy_gettext("Age of consent"),
    "country": lazy_gettext("Country"),
}
"""Field of the profile -> how pages name it."""
GUARDED: Final = (
    "phone", "emergency_number", "crisis_numbers", "consent_age", "export_approval", "exports_per_hour",
)  # fmt: skip
"""Fields that take a fresh code: what patients are told in danger, and what keeps data from whoever has a session."""


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Someone else saved a version first: who, the newest version, and their changes."""

    who: str
    version: int
    now: tuple[tuple[str, str], ...]


def offered(profile: ClinicProfile) -> tuple[str, ...]:
    """Return the languages that patients choose from, in the order they see."""
    return profile.clinic.languages or tuple(SHIPPED)


def changed(before: ClinicProfile, after: ClinicProfile) -> list[str]:
    """Return the fields that are not the same, in the order of the page."""
    old, new = _seen(before), _seen(after)
    return [field for field in LABELS if old[field] != new[field]]


def version_now(unit: Transaction) -> tuple[int, ClinicProfile]:
    """Return the newest version and its profile; 0 with the operator's settings."""
    shipped = profile_of(current().settings.clinic)
    kept = unit.clinic.current(shipped)
    return (kept.version, kept.profile) if kept else (0, shipped)


def overtaken(unit: Transaction, seen: int) -> Overtaken:
    """Return what has changed since the version `seen`.

    Raises:
        BadRequest: nothing has; the form follows a version that never was.
    """
    newest = unit.clinic.current(profile_of(current().settings.clinic))
    if newest is None or seen >= newest.version:
        raise BadRequest
    known = unit.clinic.at(seen)
    base = known.profile if known else profile_of(current().settings.clinic)
    fields = changed(base, newest.profile)
    values = _seen(newest.profile)
    now = tuple((str(LABELS[field]), values[field]) for field in fields)
    return Overtaken(Actors.of(unit).name(newest.actor), newest.version, now)


def _seen(profile: ClinicProfile) -> dict[str, str]:
    return {
        "name": profile.name,
        "phone": profile.phone,
        "emergency_number": profile.emergency_number,
        "languages": ", ".join(SHIPPED[code].native_name for code in offered(profile)),
        "timezone": profile.timezone or _("Not set"),
        "consent_texts": _texts(profile),
        "export_approval": _("Yes") if profile.export_approval else _("No"),
        "exports_per_hour": str(profile.exports_per_hour),
        "reminders": _("Yes") if profile.reminders else _("No"),
        "quiet_hours": f"{profile.quiet_from}–{profile.quiet_until}",
        "opening_hours": _by_language(profile.clinic.hours_in),
        "crisis_numbers": _by_language(profile.clinic.crisis_in),
        "left_out": ", ".join(map(label, profile.left_out)) or _("None"),
        "consent_age": str(profile.consent_age),
        "country": country_name(profile.country) or _("Not set"),
    }


def _by_language(told_in: Callable[[str], str]) -> str:
    told = {code: told_in(code) for code in SHIPPED}
    own = (f"{SHIPPED[code].native_name}: {words}" for code, words in told.items() if words)
    return "\n".join(own) or _("Patients are not told.")


def _texts(profile: ClinicProfile) -> str:
    own = (
        f"{SHIPPED[code].native_name}: {text}"
        for code, text in sorted(profile.consent_texts.items())
        if code in SHIPPED
    )
    return "\n\n".join(own) or _("Anteroom’s default text")


# The clinic's settings as they are typed: reading the form, and what is wrong with it.

_EMERGENCY: Final = re.compile(r"[0-9]{2,15}")
_VERSION: Final = re.compile(r"[0-9]{1,9}")
_LONGEST_TYPED: Final = 200
_TYPED: Final = (
    "name", "phone", "emergency_number", "timezone", "exports_per_hour", "consent_age", "country",
)  # fmt: skip
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_AGE: Final = re.compile(r"[0-9]{1,2}")
_EXPORTS: Final = re.compile(r"[1-9][0-9]?|100")
"""The values of exports per hour. 0 is not one: it would turn exports off by a setting that does not say so."""


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """The typed fields. `version` is the one on the page when the typing began."""

    version: int
    name: str
    phone: str
    emergency_number: str
    languages: tuple[str, ...]
    timezone: str
    export_approval: bool
    exports_per_hour: str
    reminders: bool
    quiet_from: str
    quiet_until: str
    opening_hours: Mapping[str, str]
    """By language."""
    crisis_numbers: Mapping[str, str]
    """By language."""
    asked: tuple[str, ...]
    """Of the questions that may be left out, those that patients are asked."""
    consent_age: str
    country: str
    """The country of numbers without a country code; "" to take that of the clinic's phone."""

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Self:
        """Return what was posted.

        Raises:
            BadRequest: it does not say which version it follows.
        """
        name, phone, emergency_number, timezone, exports_per_hour, consent_age, country = (
            form.get(field, "")[:_LONGEST_TYPED].strip() for field in _TYPED
        )
        ticked = {code[:_LONGEST_TYPED] for code in form.getlist("languages")[:_LONGEST_TYPED]}
        known = [code for code in SHIPPED if code in ticked]
        languages = (*known, *sorted(ticked.difference(SHIPPED)))
        return cls(
            version_in(form),
            name,
            phone,
            emergency_number,
            languages,
            timezone,
            export_approval=form.get("export_approval", "") == "yes",
            exports_per_hour=exports_per_hour,
            reminders=form.get("reminders", "yes") == "yes",
            quiet_from=form.get("quiet_from", QUIET_FROM)[:_LONGEST_TYPED].strip(),
            quiet_until=form.get("quiet_until", QUIET_UNTIL)[:_LONGEST_TYPED].strip(),
            opening_hours=_typed_by_language(form, "hours"),
            crisis_numbers=_typed_by_language(form, "crisis"),
            asked=tuple(key for key in REMOVABLE if form.get(f"ask_{key}", "") == "yes"),
            consent_age=consent_age,
            country=country,
        )

    @classmethod
    def of(cls, version: int, profile: ClinicProfile) -> Self:
        """Return the form that shows a profile."""
        return cls(
            version,
            profile.name,
            profile.phone,
            profile.emergency_number,
            offered(profile),
            profile.timezone,
            export_approval=profile.export_approval,
            exports_per_hour=str(profile.exports_per_hour),
            reminders=profile.reminders,
            quiet_from=profile.quiet_from,
            quiet_until=profile.quiet_until,
            opening_hours={code: profile.clinic.hours_in(code) for code in SHIPPED},
            crisis_numbers={code: profile.clinic.crisis_in(code) for code in SHIPPED},
            asked=tuple(key for key in REMOVABLE if key not in profile.left_out),
            consent_age=str(profile.consent_age),
            country=profile.country,
        )

    def over(self, profile: ClinicProfile) -> ClinicProfile:
        """Return the profile with the valid fields typed, except the privacy text."""
        return replace(
            profile,
            name=self.name,
            phone=self.phone,
            emergency_number=self.emergency_number,
            languages=self.languages,
            timezone=self.timezone,
            export_approval=self.export_approval,
            exports_per_hour=int(self.exports_per_hour),
            reminders=self.reminders,
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            opening_hours={code: hours for code, hours in self.opening_hours.items() if hours},
            crisis_numbers={code: number for code, number in self.crisis_numbers.items() if number},
            left_out=tuple(key for key in REMOVABLE if key not in self.asked),
            consent_age=int(self.consent_age),
            country=self.country,
        )

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by field."""
        found = {
            "name": _name_problem(self.name),
            "phone": None
            if PHONE.fullmatch(self.phone)
            else _(
                "Write the number that patients call, for example 01632 960 555: digits, blanks and ( ) . / - only."
            ),
            "emergency_number": None
            if _EMERGENCY.fullmatch(self.emergency_number)
            else _("Write the emergency number using 2 to 15 digits only, for example 112."),
            "languages": _languages_problem(self.languages),
            "country": None if self.country in {"", *countries()} else _("Choose a country from the list."),
            "timezone": None if self.timezone in time_zones() else _("Choose a time zone from the list."),
            "exports_per_hour": None
            if _EXPORTS.fullmatch(self.exports_per_hour)
            else _("Write how many exports one person may start in an hour, 1 to 100."),
            **{
                name: None if _TIME.fullmatch(typed) else _("Write a time of day, for example 20:00.")
                for name, typed in (("quiet_from", self.quiet_from), ("quiet_until", self.quiet_until))
            },
            "consent_age": None
            if _AGE.fullmatch(self.consent_age) and int(self.consent_age) <= OLDEST_CONSENT_AGE
            else _("Write an age in years, 0 to 21."),
            **{f"hours_{code}": _hours_problem(hours) for code, hours in self.opening_hours.items()},
            **{f"crisis_{code}": _crisis_problem(number) for code, number in self.crisis_numbers.items()},
        }
        return {field: problem for field, problem in found.items() if problem}


def _typed_by_language(form: MultiDict[str, str], field: str) -> dict[str, str]:
    return {code: form.get(f"{field}_{code}", "")[:_LONGEST_TYPED].strip() for code in SHIPPED}


def version_in(form: MultiDict[str, str]) -> int:
    """Return the version that a posted form follows.

    Raises:
        BadRequest: it names none.
    """
    written = form.get("version", "")
    if not _VERSION.fullmatch(written):
        raise BadRequest
    return int(written)


def country_names() -> list[tuple[str, str]]:
    """Return the countries to choose from, by their names in the page's language."""
    return sorted(((code, country_name(code)) for code in countries()), key=lambda each: each[1])


@cache
def time_zones() -> tuple[str, ...]:
    """Return the zones to choose from: those named after a place, and UTC."""
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return ("UTC", *sorted(places))


@cache
def time_zones_by_area() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the same zones by area. The area of UTC is ""."""
    areas = groupby(time_zones(), key=lambda zone: zone.partition("/")[0] if "/" in zone else "")
    return tuple((area, tuple(zones)) for area, zones in areas)


def _name_problem(name: str) -> str | None:
    if is_blank(name):
        return str(_("Write the name that patients know."))
    if len(name) > LONGEST_NAME:
        return str(
            _(
                "The name has %(length)s characters; at most %(most)s are allowed.",
                length=len(name),
                most=LONGEST_NAME,
            )
        )
    if not name.isprintable():
        return str(_("The name has a character that cannot be shown. Type it instead of pasting it."))
    return None


def _hours_problem(hours: str) -> str | None:
    if len(hours) <= LONGEST_HOURS and hours.isprintable():
        return None
    return str(_("Write the opening hours on one line, in at most %(most)s characters.", most=LONGEST_HOURS))


def _crisis_problem(number: str) -> str | None:
    if not number or PHONE.fullmatch(number):
        return None
    return str(_("Write the number of a crisis line, for example 116 123, or leave it empty."))


def _languages_problem(languages: tuple[str, ...]) -> str | None:
    if not languages:
        return str(_("Choose at least one language, or patients could not continue."))
    return None if SHIPPED.keys() >= {*languages} else str(_("Choose from the languages on this page."))


# `/settings`: what patients are told about the clinic, in which languages, and the zone of the clinic's
# clocks.

blueprint = GuardedBlueprint(
    "settings", __name__, door=signed_in(May.CHANGE_SETTINGS), url_prefix="/settings"
)


@blueprint.get("")
def settings_page() -> ResponseReturnValue:
    """Show the settings, and who changed them when."""
    if not (sent := refill()).fields:
        return _page()
    form = SettingsForm.read(sent.fields)
    with current().store.read() as unit:
        lost_to = overtaken(unit, form.version) if form.version < version_now(unit)[0] else None
    return _page(form, form.problems(), lost_to)


@blueprint.post("")
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


@blueprint.post("/alerts/test")
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
            unit.outbox.add(ALERT_TEST, None, actor(), now)
        if alerts.sms_to:
            unit.outbox.add(ALERT_SMS_TEST, None, actor(), now)
        unit.audit.record(actor(), "alerts.tested", at=now)
    flash(_("A test is on its way. If it has not arrived in a few minutes, look under failed jobs."))
    return redirect(url_for("settings.settings_page", _anchor="alerts"), 303)


def is_guarded(form: SettingsForm) -> bool:
    """Return whether a form changes what takes a fresh code."""
    # If a colleague changes these meanwhile, that saves a version, and this form follows an older one and is refused.
    with current().store.read() as unit:
        _, now = version_now(unit)
    return bool(_guarded_values(now, form.over(now)))


def _guarded_values(before: ClinicProfile, after: ClinicProfile) -> dict[str, list[str]]:
    """Return for each guarded field that differs what it was and what it is.

    The trail keeps both, so they are in no language.
    """
    old, new = ({name: _plain(getattr(profile, name)) for name in GUARDED} for profile in (before, after))
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
        if not unit.clinic.keep(form.version, after, actor(), services.clock()):
            return overtaken(unit, form.version)
        details: dict[str, object] = {"fields": fields, "kept_as": form.version + 1}
        if values := _guarded_values(before, after):
            details["values"] = values
        unit.audit.record(actor(), "settings.changed", details=details, at=services.clock())
        return fields


def _page(
    form: SettingsForm | None = None,
    problems: dict[str, str] | None = None,
    lost_to: Overtaken | None = None,
) -> str:
    with current().store.read() as unit:
        version, profile = version_now(unit)
        history = history_of(unit.clinic.versions(SHOWN + 1), Actors.of(unit), _changed)
        templates, sids = template_rows(unit), unit.content.session_sids()
        has_buttons = any((form.name, form.language, form.digest) in sids for form in forms())
        refusal = unit.outbound.refusal()
    form = form or SettingsForm.of(version, profile)
    return render_template(
        "dashboard/settings.html",
        form=form,
        version=lost_to.version if lost_to else form.version,
        problems=problems or {},
        lost_to=lost_to,
        from_operator=version == 0,
        languages=[
            {"code": code, "native": phrases.native_name, "name": language_name(code)}
            for code, phrases in SHIPPED.items()
        ],
        zones=time_zones_by_area(),
        countries=country_names(),
        told_country=country_name(told_country(form.phone)),
        removable=[(key, label(key)) for key in REMOVABLE],
        consent_version=profile.consent_version,
        own_texts=[language_name(code) for code in SHIPPED if code in profile.consent_texts],
        history=history,
        alerts=current().settings.alerts,
        templates=templates,
        has_buttons=has_buttons,
        refusal=refusal,
    )


def _changed(old: KeptProfile, new: KeptProfile) -> list[str]:
    return [str(LABELS[field]) for field in changed(old.profile, new.profile)]
