"""The form of the clinic's settings: a field for each in `intake/clinic.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Self
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectMultipleField, ValidationError

from app.dashboard.fields import LONGEST_TYPED, TickField, TypedField, VersionedForm, one_of, reads
from app.dashboard.settings.profile import offered
from app.intake.clinic import SETTINGS, Clinic, Setting
from app.intake.phrases import SHIPPED
from app.intake.questions import REMOVABLE
from app.web.clinic import country_name
from app.web.phone import countries

_TYPED_AS: Final = {"opening_hours": "hours", "crisis_numbers": "crisis"}
"""Setting -> what its fields are called, with the language after it."""
ON_THE_PAGE: Final = {name: each for name, each in SETTINGS.items() if each.label and name != "consent_texts"}
"""The privacy text has a page of its own."""


_YES_OR_NO: Final = {"reminders"}
"""Settings that the page offers both ways, so that nothing sent is no answer; others are ticked."""


class LanguagesField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """The ticked languages, in the order that patients see; unknown ones last."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the codes that were sent."""
        ticked = {code[:LONGEST_TYPED] for code in valuelist[:LONGEST_TYPED]}
        known = [code for code in SHIPPED if code in ticked]
        self.data = [*known, *sorted(ticked.difference(SHIPPED))]

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  (the base's signature)
        """Refuse none, and those that do not ship."""
        if not self.data:
            raise ValidationError(_("Choose at least one language, or patients could not continue."))
        if not SHIPPED.keys() >= {*self.data}:
            raise ValidationError(_("Choose from the languages on this page."))


class SettingsForm(VersionedForm):
    """The settings as they are typed, except the privacy text."""

    if TYPE_CHECKING:
        name: TypedField
        phone: TypedField
        emergency_number: TypedField
        country: TypedField
        timezone: TypedField

    @classmethod
    def of(cls, version: int, clinic: Clinic) -> Self:
        """Return the form that shows a clinic's settings."""
        form = cls(data=dict(_shown(clinic)))
        form.version = version
        return form

    @property
    def others(self) -> list[Any]:
        """The fields that the page shows by themselves, because their setting has a hint."""
        return [field for field in self if field.description]

    def over(self, clinic: Clinic) -> Clinic:
        """Return the clinic with what was typed, where nothing is wrong with it."""
        return replace(clinic, **{name: self._value(name, each) for name, each in ON_THE_PAGE.items()})

    def _value(self, name: str, setting: Setting) -> Any:
        if name == "languages":
            return tuple(self[name].data)
        if name == "left_out":
            return tuple(key for key in REMOVABLE if not self[f"ask_{key}"].data)
        if setting.by_language:
            typed = {code: self[_of_language(name, code)].data for code in SHIPPED}
            return {code: text for code, text in typed.items() if text}
        typed = self[name].data
        return typed if setting.read is None else setting.read(typed)


def _of_language(name: str, code: str) -> str:
    return f"{_TYPED_AS.get(name, name)}_{code}"


def _shown(clinic: Clinic) -> Iterator[tuple[str, Any]]:
    """Yield each field with what it shows of a clinic."""
    for name, each in ON_THE_PAGE.items():
        value = getattr(clinic, name)
        if name == "languages":
            yield name, [*offered(clinic)]
        elif name == "left_out":
            yield from ((f"ask_{key}", key not in value) for key in REMOVABLE)
        elif each.by_language:
            yield from ((_of_language(name, code), value.get(code) or value.get("", "")) for code in SHIPPED)
        else:
            yield name, value if isinstance(value, bool) else str(value)


def _fields(name: str, setting: Setting) -> Iterator[tuple[str, Any]]:
    said: dict[str, Any] = {"label": setting.label, "description": setting.hint}
    checks = [reads(setting.read)] if setting.read else []
    if name == "languages":
        yield name, LanguagesField(validate_choice=False, **said)
    elif name == "left_out":
        yield from ((f"ask_{key}", TickField(**said)) for key in REMOVABLE)
    elif setting.by_language:
        for code, phrases in SHIPPED.items():
            named = {"language": phrases.native_name}
            yield _of_language(name, code), TypedField(validators=checks, render_kw=named, **said)
    elif isinstance(setting.default, bool):
        yield name, TickField(otherwise=name in _YES_OR_NO, **said)
    elif name in _CHOSEN:
        yield name, TypedField(validators=[_CHOSEN[name]], **said)
    else:
        default = setting.default if isinstance(setting.default, str) else ""
        yield name, TypedField(validators=checks, default=default, **said)


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


_CHOSEN: Final = {
    "country": one_of(lambda: {"", *countries()}, _l("Choose a country from the list.")),
    "timezone": one_of(time_zones, _l("Choose a time zone from the list.")),
}

for _name, _setting in ON_THE_PAGE.items():
    for _field_name, _field in _fields(_name, _setting):
        setattr(SettingsForm, _field_name, _field)
