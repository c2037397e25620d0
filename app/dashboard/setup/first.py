"""Serve `/setup/first`: where the clinic is, confirmed by a person.

Until somebody has said in which time zone the clinic is, whatever must not come at night waits (`app/web/quiet`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.config import machine_zone
from app.dashboard.fields import count_in
from app.dashboard.settings.changes import Overtaken, overtaken, version_now
from app.dashboard.settings.form import SettingsForm, country_names, time_zones_by_area
from app.dashboard.settings.page import is_guarded, keep
from app.dashboard.setup import blueprint
from app.guard.doors import May
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import confirm_first, has_just_signed_in, signed_in
from app.intake.clinic import Clinic
from app.intake.phrases import SHIPPED
from app.services import current
from app.web.clinic import country_name, own_numbers
from app.web.page import flash
from app.web.phone import whole_number
from app.web.place import (
    country_of_zone,
    crisis_number_of,
    emergency_number_of,
    guess,
    is_emergency_number,
    is_in,
    zones_of,
)

_TYPED: Final = ("name", "phone", "country", "timezone", "emergency_number", "crisis_numbers")
_ZONES_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class FirstForm:
    """The settings with what this page asks, and whether somebody is sure of them."""

    settings: SettingsForm
    is_sure: bool = False

    @classmethod
    def read(cls, form: MultiDict[str, str], version: int, clinic: Clinic) -> FirstForm:
        """Return what was typed, over the settings that count."""
        return cls(SettingsForm.read_over(clinic, _TYPED, form, version), form.get("sure") == "yes")

    @classmethod
    def guessed(cls, version: int, clinic: Clinic) -> FirstForm:
        """Return the settings that count, with what is likely where it says nothing."""
        place = guess(clinic, current().settings, machine_zone())
        likely = replace(
            clinic,
            country=place.country,
            timezone=place.zone,
            emergency_number=place.emergency_number,
            crisis_numbers=clinic.crisis_numbers or dict.fromkeys(SHIPPED, place.crisis_number),
        )
        return cls(SettingsForm.of(version, likely))

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by field.

        What is only unlikely is right once somebody is sure.
        """
        found = self.settings.problems()
        if not self.settings.country.data:
            found["country"] = _("Choose the country of the clinic.")
        doubts = {} if self.is_sure else self.doubts()
        return {
            name: said
            for name in self.settings.fields_sent()
            if (said := found.get(name) or doubts.get(name))
        }

    def doubts(self) -> dict[str, str]:
        """Return what does not fit the country, by field."""
        typed, country = self.settings, self.settings.country.data
        where = country_name(country)
        found = {}
        if country and whole_number(typed.phone.data, country) is None:
            found["phone"] = _(
                "%(phone)s is not a whole number in this country: %(country)s. Write it with its area code.",
                phone=typed.phone.data,
                country=where,
            )
        if country and not is_in(typed.timezone.data, country):
            some = ", ".join(each.replace("_", " ") for each in zones_of(country)[:_ZONES_NAMED])
            found["timezone"] = _(
                "%(zone)s is not a time zone of this country: %(country)s. There it is, for example: %(zones)s.",
                zone=typed.timezone.data,
                country=where,
                zones=some,
            )
        if is_emergency_number(typed.emergency_number.data, country) is False:
            found["emergency_number"] = _not_there(typed.emergency_number.data, country)
        return found


def _not_there(number: str, country: str) -> str:
    where, usual = country_name(country), emergency_number_of(country)
    if not usual:
        return str(
            _(
                "%(number)s is not known as an emergency number in this country: %(country)s.",
                number=number,
                country=where,
            )
        )
    return str(
        _(
            "%(number)s is not an emergency number in this country: %(country)s. There it is %(usual)s.",
            number=number,
            country=where,
            usual=usual,
        )
    )


@blueprint.get("/first", door=signed_in(May.CHANGE_SETTINGS))
def first_page() -> ResponseReturnValue:
    """Show what is known of the clinic, to be confirmed."""
    sent = refill()
    with current().store.read() as unit:
        version, clinic = version_now(unit)
        if not sent.fields:
            return _page(FirstForm.guessed(version, clinic), version)
        form = FirstForm.read(sent.fields, count_in(sent.fields, "version"), clinic)
        lost_to = overtaken(unit, form.settings.version) if form.settings.version < version else None
    return _page(form, version, form.problems(), lost_to)


@blueprint.post("/first", door=signed_in(May.CHANGE_SETTINGS))
@is_refilled
def confirm_place() -> ResponseReturnValue:
    """Keep what a person confirmed, as the next version of the settings.

    Another number to call in danger takes a fresh code, which somebody at an unlocked screen does not have. The code of a
    sign-in is fresh enough, as long as nobody has saved anything.
    """
    with current().store.read() as unit:
        version, clinic = version_now(unit)
    form = FirstForm.read(request.form, count_in(request.form, "version"), clinic)
    if problems := form.problems():
        return come_back(problems) or (_page(form, version, problems), HTTPStatus.UNPROCESSABLE_ENTITY)
    is_new = version == 0 and has_just_signed_in()
    if is_guarded(form.settings) and not is_new and (elsewhere := confirm_first()) is not None:
        return elsewhere
    kept = keep(form.settings)
    if isinstance(kept, Overtaken):
        return come_back({}) or (_page(form, version, lost_to=kept), HTTPStatus.CONFLICT)
    flash(_("Saved. Reminders and invitations keep to the clinic’s time from now on."))
    return redirect(url_for("setup.setup_page"), HTTPStatus.SEE_OTHER)


def _page(
    form: FirstForm,
    version: int,
    problems: Mapping[str, str] | None = None,
    lost_to: Overtaken | None = None,
) -> str:
    typed = form.settings
    found = problems or {}
    return render_template(
        "dashboard/setup/first.html",
        form=typed,
        version=lost_to.version if lost_to else typed.version,
        is_first=version == 0,
        problems=found,
        may_be_sure=bool(found) and found.keys() <= form.doubts().keys(),
        lost_to=lost_to,
        countries=[
            (code, name, emergency_number_of(code), crisis_number_of(code)) for code, name in country_names()
        ],
        crisis=[typed[f"crisis_{code}"] for code in SHIPPED],
        country=country_name(typed.country.data),
        here=zones_of(typed.country.data),
        zones=time_zones_by_area(),
        country_of_zone=country_of_zone,
        zones_of=zones_of,
        is_sandbox=not own_numbers(current().settings),
    )
